"""A real Chromium on the built site, served on this machine alone."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, Response

from building import ROOT
from system import AS_ROOT, first_of, installed_by_apt

# One test a page, so that a failure names it; the pages themselves come from the table of contents.
PAGES = sorted(
    ["index", "404", "recherche"]
    + [
        path.with_suffix("").relative_to(ROOT).as_posix()
        for path in [*ROOT.glob("book/*.md"), *ROOT.glob("notebooks/*.ipynb")]
    ]
)
# The screen and the language of a reader, as a new browser context takes them.
READER: Any = {"viewport": {"width": 1280, "height": 900}, "locale": "fr-FR"}
# No connection but those of the page; the sandbox needs rights that containers lack.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]


def launch(playwright: Playwright) -> Browser:
    """Chromium as found on the system, else Playwright's, else installed by apt when root."""
    flags = [*FLAGS, "--no-sandbox"] if AS_ROOT else FLAGS
    return playwright.chromium.launch(executable_path=_chromium(playwright), args=flags)


def _chromium(playwright: Playwright) -> str:
    for find in (_on_system, partial(_of_playwright, playwright), _by_apt):
        if found := find():
            return found
    pytest.fail(
        "No Chromium was found, and none could be installed. The tests of the site need one: "
        "install Chromium with your system's packages, or run: python -m playwright install "
        "chromium",
        pytrace=False,
    )


def _on_system() -> str | None:
    # The first is Chromium without its window, as Playwright's own is: less work.
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    )
    return first_of(names)


def _of_playwright(playwright: Playwright) -> str | None:
    path = Path(playwright.chromium.executable_path)
    if not path.exists():
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        try:
            subprocess.run(command, capture_output=True, check=False, timeout=300)
        except subprocess.TimeoutExpired:
            return None
    return str(path) if path.exists() else None


def _by_apt() -> str | None:
    return _on_system() if installed_by_apt("chromium") else None


@lru_cache(maxsize=128)
def _compressed(body: bytes) -> bytes:
    """A body as a server that compresses sends it; most are asked for by every page."""
    return gzip.compress(body, 9)


class _Handler(SimpleHTTPRequestHandler):
    """Files as a host serves them: text compressed, and nothing said."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        kind = self.guess_type(str(path))
        if not path.is_file() or not kind.startswith(("text/", "application/j", "image/svg")):
            return super().do_GET()
        body = _compressed(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves a page hangs up on what it was being sent: that is no fault."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of ``folder`` on loopback, while the block runs."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def weight(response: Response) -> int:
    """Bytes of a response as a server that compresses text would send it."""
    body = response.body()
    kind = response.headers.get("content-type", "")
    compressed = "font" in kind or "woff2" in response.url or kind.startswith("image/png")
    return len(body) if compressed else len(_compressed(body))


def shown_state(page: Page, anchor: str) -> str:
    """The state that a control shows. Fails when it shows none, or several."""
    states = page.locator(f"#{anchor} .state:visible")
    assert states.count() == 1, f"{anchor} shows {states.count()} states"
    return states.get_attribute("data-state") or ""
