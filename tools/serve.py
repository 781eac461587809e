"""Serve the site on this machine, and build it again when a file is saved; pages then reload.

Where a build fails, the pages stay as they were, under a panel that says why. The edition is that
of ``BOOK_LANGUAGE``, without documents to print. Run as
``make serve``; ``--port`` chooses the port.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, StaticFileHandler

from build import build
from checkout import ROOT
from extensions import inputs
from preview import NOT_YET, NOWHERE, fault_of, previewed
from progress import Progress
from ready import POSSIBLE, Ready
from rendering.words.language import language

HOST = "127.0.0.1"  # this machine alone
LOOK = 0.2  # seconds between two looks at the files
REST = 0.05  # seconds without a change that end a burst of them


class Kept(Progress):
    """Progress that keeps what a build complains of."""

    def __init__(self) -> None:
        super().__init__()
        self.complaints: list[str] = []

    def complain(self, text: str) -> None:
        self.complaints.append(text)
        super().complain(text)


class Builds:
    """The site of a checkout, built at each change of what it is made from."""

    def __init__(self, root: Path, ready: Ready | None) -> None:
        self.root = root
        self.fault = ""  # what the last build refused
        self._ready = ready
        self._stopped = False

    async def keep(self) -> None:
        """Build, then again at each change, until cancelled; pages that are open reload."""
        seen = inputs.times(self.root)
        try:
            while True:
                if await asyncio.to_thread(self._renew):
                    LiveReloadHandler.reload_waiters("*")
                seen = await changed(self.root, seen)
        finally:
            self._stopped = True
            if self._ready:
                self._ready.close()  # with the build that runs in it

    def _renew(self) -> bool:
        """Build unless there is nothing to do; whether pages have something new to show."""
        before, progress, start = self.fault, Kept(), time.monotonic()
        try:
            if inputs.is_built(self.root, language()):
                self.fault = ""
                if before:
                    progress.say("The site is as the checkout makes it: nothing to do.")
                return before != ""
            progress.pass_by("building the site", stay=True)
            code = build(self.root, progress, self._ready)
            self.fault = fault_of(progress.complaints, self.root) if code else ""
        except (OSError, ValueError) as error:  # a file that went away, a date that is none
            code, self.fault = 1, str(error)
            if not self._stopped:
                progress.complain(self.fault)
        seconds = time.monotonic() - start
        if self._stopped:
            return False
        if code:
            self.fault = self.fault or f"La construction s’est arrêtée (code {code})."
            progress.say("The site was not built: see above.")
        else:
            progress.say(f"The site is built ({seconds:.1f} s).")
        return True


async def changed(root: Path, seen: dict[str, int]) -> dict[str, int]:
    """Wait until files differ from those ``seen``, and rest; what is seen then."""
    last = seen
    while True:
        await asyncio.sleep(LOOK if last == seen else REST)
        with suppress(OSError):  # a file went away meanwhile: look again
            now = inputs.times(root)
            if now == last != seen:
                return now
            last = now


class Pages(StaticFileHandler):
    """The files of the site; its pages as the preview shows them."""

    def initialize(self, builds: Builds) -> None:  # type: ignore[override]
        self.builds = builds
        super().initialize(str(inputs.built(builds.root, language())), "index.html")

    async def get(self, path: str, include_body: bool = True) -> None:
        self.path = self.parse_url_path(path)
        asked = self.get_absolute_path(self.root, self.path)
        found = self.validate_absolute_path(self.root, asked)
        if found and found.endswith(".html"):
            self._show(Path(found).read_text(encoding="utf-8"))
        elif found:
            await super().get(path, include_body)

    def write_error(self, status_code: int, **_: Any) -> None:
        built = Path(self.root).is_dir()
        self._show(NOWHERE if built else NOT_YET)

    def _show(self, page: str) -> None:
        self.finish(previewed(page, self.request.host, self.builds.fault))

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> None:
        """None: a browser asks for each file anew."""

    def should_return_304(self) -> bool:
        return False


async def serve(builds: Builds, sockets: list[socket.socket]) -> None:
    """Serve and build until cancelled."""
    LiveReloadHandler.watcher = Watcher()  # asked for its name; it watches nothing
    application = Application(
        [
            ("/livereload", LiveReloadHandler),
            ("/livereload.js", LiveReloadJSHandler),
            ("/(.*)", Pages, {"builds": builds}),
        ],
        log_function=lambda _: None,
    )
    HTTPServer(application).add_sockets(sockets)
    await builds.keep()


def listen(port: int) -> list[socket.socket]:
    """Take a port of this machine; 0: any that is free. Ends with one line when it cannot."""
    try:
        return bind_sockets(port, HOST)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        sys.exit(
            f"Port {port} cannot be used ({'a program has it' if taken else error.strerror}). "
            "Choose another: make serve PORT=8001"
        )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"« {text} » is no port: expected 0 to 65535, as 8000")
    return int(text)


def main() -> None:
    options = argparse.ArgumentParser(description="Serve the site on this machine.")
    options.add_argument("--port", type=_port, default=8000, help="8000 unless given")
    sockets = listen(options.parse_args().port)
    os.environ.setdefault("BOOK_PAPER", "no")  # a preview of the pages; `make site` prints
    ready = Ready() if POSSIBLE else None
    progress = Progress()
    address = f"http://{HOST}:{sockets[0].getsockname()[1]}"
    progress.say(f"The site is at {address} and follows what you save (Ctrl-C stops it).")
    try:
        asyncio.run(serve(Builds(ROOT, ready), sockets))
    except KeyboardInterrupt:
        progress.say("\nStopped.")


if __name__ == "__main__":
    main()
