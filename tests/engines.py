"""Three engines behind one face: Chromium, Firefox and WebKit, each a package of Debian and Ubuntu.

All are driven by Selenium: Chromium and WebKit through their drivers, Firefox by its own port
(``marionette.py``). What a driver cannot do is done otherwise, and said here beside its engine.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from html import escape
from pathlib import Path
from typing import Any, TypeVar

from selenium.common.exceptions import ElementClickInterceptedException, TimeoutException
from selenium.webdriver import (
    ActionChains,
    Chrome,
    ChromeOptions,
    ChromeService,
    FirefoxOptions,
    Remote,
    WebKitGTKOptions,
    WebKitGTKService,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from browser import FLAGS, served
from marionette import Marionette
from system import AS_ROOT, program

PHONE = (390, 844)
SCREEN = (1280, 900)
Found = TypeVar("Found")
PATIENCE = 30.0  # seconds, on a machine that does much else
_ALL_OPEN = "all pages are open"
# Where Firefox keeps what scripts tell the console.
_TOLD = """Components.classes["@mozilla.org/consoleAPI-storage;1"]
  .getService(Components.interfaces.nsIConsoleAPIStorage)"""


class Engine(ABC):
    """A browser, its one window, and the folder where it saves what is downloaded."""

    def __init__(self, driver: WebDriver, folder: Path) -> None:
        self.driver = driver
        self.folder = folder

    def open(self, address: str) -> None:
        # Of two addresses that differ by their anchor alone, the second would not be loaded.
        self.driver.get("about:blank")
        self.driver.get(address)

    def run(self, script: str, *given: Any) -> Any:
        """What a script gives; ``arguments`` are those given, elements among them."""
        return self.driver.execute_script(script, *given)

    def one(self, selector: str) -> WebElement:
        """The first element there is, once there is one."""
        return self.until(lambda: next(iter(self.all(selector)), None), selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        """Press the mouse on an element, once it is in the middle of the window."""
        element = self.one(selector)

        def pressed() -> bool:
            self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
            try:
                element.click()
            except ElementClickInterceptedException:  # a page just opened scrolls to its anchor
                return False
            return True

        self.until(pressed, f"a press on {selector}")

    def press(self, *keys: str) -> None:
        """Type keys wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def focus(self, selector: str) -> None:
        self.run("arguments[0].focus()", self.one(selector))

    def shown(self, selector: str) -> list[WebElement]:
        """Those of these elements that a reader sees."""
        found: list[WebElement] = self.run(
            """return [...document.querySelectorAll(arguments[0])]
              .filter(one => one.checkVisibility({visibilityProperty: true}))
              .filter(one => one.getClientRects().length)""",
            selector,
        )
        return found

    def until(self, find: Callable[[], Found | None], what: str) -> Found:
        """What is found, as soon as it is."""
        end = time.monotonic() + PATIENCE
        while True:
            if found := find():
                return found
            if time.monotonic() > end:
                raise TimeoutException(f"{type(self).__name__} was waited for in vain: {what}")
            time.sleep(0.05)

    def saved(self, name: str) -> bytes:
        """The content of a file that was downloaded, whole."""
        path = self.folder / name

        def content() -> bytes | None:
            before = path.stat().st_size if path.exists() else 0
            time.sleep(0.1)
            return path.read_bytes() if before and path.stat().st_size == before else None

        found = self.until(content, name)
        path.unlink()
        return found

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the page this width and height."""

    @abstractmethod
    def on_paper(self) -> AbstractContextManager[None]:
        """The page as it is printed, while the block runs."""

    def said_on(self, addresses: list[str]) -> list[str]:
        """What the console says while these pages are opened, and during a second after.

        A page of another site frames them, so that all are opened at once.
        """
        frames = "".join(f'<iframe src="{escape(address)}"></iframe>' for address in addresses)
        ends = f"onload = () => setTimeout(() => console.log('{_ALL_OPEN}'), 1000)"
        icon = '<link rel="icon" href="data:,">'
        page = self.folder / "framing" / "index.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"<!doctype html>{icon}{frames}<script>{ends}</script>")
        with served(page.parent) as elsewhere:
            return [line for line in self._heard(elsewhere) if _ALL_OPEN not in line]

    @abstractmethod
    def _heard(self, address: str) -> list[str]:
        """What the console says on a page, up to the line that it ends with."""

    def printed(self) -> bytes | None:
        """The page as a PDF, or nothing where the engine has no way to it."""
        return base64.b64decode(self.driver.print_page())


class Chromium(Engine):
    driver: Chrome

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", size)

    @contextmanager
    def on_paper(self) -> Iterator[None]:
        self._ask("Emulation.setEmulatedMedia", {"media": "print"})
        try:
            yield
        finally:
            self._ask("Emulation.setEmulatedMedia", {"media": ""})

    def _heard(self, address: str) -> list[str]:
        self._log()
        self.open(address)
        said: list[str] = []

        def all_said() -> list[str]:
            said.extend(self._log())
            return said if any(_ALL_OPEN in line for line in said) else []

        return self.until(all_said, "the end of what the console says")

    def _log(self) -> list[str]:
        log = self.driver.get_log("browser")
        return [one["message"] for one in log]

    def _ask(self, command: str, given: dict[str, Any]) -> None:
        self.driver.execute_cdp_cmd(command, given)


class Firefox(Engine):
    """A window of Firefox has at least 450 pixels: the page is made narrower within it."""

    def resize(self, width: int, height: int) -> None:
        self._itself.in_browser(
            """const style = gBrowser.selectedBrowser.style;
            for (const [side, size] of [["width", arguments[0]], ["height", arguments[1]]]) {
              for (const bound of ["", "min-", "max-"]) {
                style.setProperty(bound + side, `${size}px`);
              }
            }""",
            width,
            height,
        )
        self.until(lambda: self.run("return [innerWidth, innerHeight]") == [width, height], "size")

    @contextmanager
    def on_paper(self) -> Iterator[None]:
        medium = "gBrowser.selectedBrowser.browsingContext.mediumOverride = arguments[0]"
        self._itself.in_browser(medium, "print")
        try:
            yield
        finally:
            self._itself.in_browser(medium, "")

    def _heard(self, address: str) -> list[str]:
        self._itself.in_browser("Services.console.reset()")
        self._itself.beside_page(f"{_TOLD}.clearEvents()")
        self.open(address)

        def told() -> list[list[Any]]:
            """What scripts tell it, kept where they run."""
            read = "one => [one.filename, one.lineNumber, [...one.arguments].join(' ')]"
            said: list[list[Any]] = self._itself.beside_page(
                f"return {_TOLD}.getEvents().map({read})"
            )
            return said if any(_ALL_OPEN in text for *_, text in said) else []

        said = self.until(told, "the end of what the console says")
        # Notes on what was drawn before its font came are no fault of a page.
        said += self._itself.in_browser(
            """return Services.console.getMessageArray()
              .filter(one => one instanceof Ci.nsIScriptError)
              .filter(one => one.flags < Ci.nsIScriptError.infoFlag)
              .map(one => [one.sourceName, one.lineNumber, one.errorMessage])"""
        )
        return [f"{source}:{line} {text}" for source, line, text in said if "http" in source]

    @property
    def _itself(self) -> Marionette:
        assert isinstance(self.driver.command_executor, Marionette)
        return self.driver.command_executor


class WebKit(Engine):
    """Its driver neither prints nor reads the console."""

    def __init__(self, driver: WebDriver, folder: Path, around: dict[str, str]) -> None:
        super().__init__(driver, folder)
        self._around = around  # the environment of its windows: where they are shown

    def resize(self, width: int, height: int) -> None:
        for wait in (0.1, 0.3, 1, 3, 10):  # what is read too early is of the former size
            self.driver.set_window_size(width, height)
            time.sleep(wait)
            bar = height - self.run("return innerHeight")  # the window has its height too
            self.driver.set_window_size(width, height + bar)
            time.sleep(wait)
            if self.run("return [innerWidth, innerHeight]") == [width, height]:
                return
        raise TimeoutException(f"WebKit does not come to the size {width} × {height}")

    @contextmanager
    def on_paper(self) -> Iterator[None]:
        """The rules for paper are made those of the screen, and those of the screen left out."""
        turn = """for (const sheet of document.styleSheets) {
          for (const rule of sheet.cssRules) {
            if (!(rule instanceof CSSMediaRule)) continue;
            const [from, to] = arguments[0];
            rule.media.mediaText = rule.media.mediaText.replace(from, to);
          }
        }"""
        self.run(turn, ["print", "screen"])
        try:
            yield
        finally:
            self.run(turn, ["screen", "print"])

    def printed(self) -> None:
        return None

    def _heard(self, address: str) -> list[str]:
        """In a window without a driver, which says all."""
        [*_, browser] = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
        command = [str(browser), "--enable-write-console-messages-to-stdout=true", address]
        said = []
        # It says so on the other output.
        with _running(command, env=self._around, stderr=subprocess.PIPE) as window:
            assert window.stderr is not None
            for line in window.stderr:
                said.append(line.decode())
                if _ALL_OPEN in said[-1]:
                    break
        return [line for line in said if "CONSOLE" in line]


@contextmanager
def chromium(folder: Path) -> Iterator[Engine]:
    driver = program("chromedriver", "chromium-driver")
    options = ChromeOptions()
    for flag in [*FLAGS, "--headless", "--lang=fr", *(["--no-sandbox"] if AS_ROOT else [])]:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with Chrome(options, ChromeService(driver)) as started:
        yield Chromium(started, folder)


@contextmanager
def firefox(folder: Path) -> Iterator[Engine]:
    browser = program("firefox", "firefox-esr")
    profile = folder / "profile"
    profile.mkdir()
    settings: dict[str, Any] = {
        "marionette.port": 0,  # one that is free, which it writes into its profile
        "intl.accept_languages": "fr",
        "browser.download.folderList": 2,
        "browser.download.dir": str(folder),
    }
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in settings.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    # The last lets tests resize the page and read the console, which only Firefox itself can do.
    flags = ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access"]
    with _running([browser, *flags, "--profile", str(profile)]) as process:
        port = _written(profile / "MarionetteActivePort", process)
        with (
            closing(Marionette(int(port))) as executor,
            Remote(executor, options=FirefoxOptions()) as started,
        ):
            yield Firefox(started, folder)


@contextmanager
def webkit(folder: Path) -> Iterator[Engine]:
    driver = program("WebKitWebDriver", "webkit2gtk-driver")
    # A window is as wide as its bar at least: one without room is narrower than a telephone.
    style = folder / "gtk-3.0" / "gtk.css"
    style.parent.mkdir()
    style.write_text("* { min-width: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; }")
    homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(folder))
    options = WebKitGTKOptions()
    options.add_argument("--automation")
    with _screen(folder / "display") as display:
        around = {**os.environ, **homes, "DISPLAY": display}
        service = WebKitGTKService(driver, env=around)
        service.start()
        try:
            executor = RemoteConnection(client_config=ClientConfig(service.service_url))
            with Remote(executor, options=options) as started:
                yield WebKit(started, folder, around)
        finally:
            service.stop()


@contextmanager
def _screen(told: Path) -> Iterator[str]:
    """A screen that nobody sees."""
    flags = ["-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with told.open("w") as number:
        command = [program("Xvfb", "xvfb"), *flags, "-displayfd", str(number.fileno())]
        with _running(command, pass_fds=[number.fileno()]) as process:
            yield f":{_written(told, process)}"


@contextmanager
def _running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program, while the block runs; what it says is left out."""
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **{**silent, **options}) as process:
        try:
            yield process
        finally:
            process.terminate()


def _written(path: Path, process: subprocess.Popen[bytes]) -> str:
    """What a program writes into a file once it is ready."""
    end = time.monotonic() + 60
    while not (path.exists() and path.read_text().strip()):
        assert process.poll() is None, f"{process.args!s} has ended: {process.returncode}"
        assert time.monotonic() < end, f"{process.args!s} was not ready within a minute"
        time.sleep(0.05)
    return path.read_text().strip()


ENGINES = {"Chromium": chromium, "Firefox": firefox, "WebKit": webkit}
