"""What a chapter reads while it runs: an audit hook of its kernel notes it.

A file or a folder of the project is noted with its digest at that moment; the environment, which
the lock describes, is not noted. Anything else is « foreign »: a file outside the project, another
program, the network. No digest could tell later that it has changed, so the build refuses it.

Python reports what it opens, lists, imports, starts and connects to. What a library opens by
itself in C, and whether a file is there (``Path.exists``), it does not report.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import sysconfig
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extensions.inputs import of_file

ABSENT = "absent"
_NOT_LISTED = {"__pycache__", ".ipynb_checkpoints"}
_STARTED = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.startfile"}
_CONNECTED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}
_LISTED = {"os.listdir", "os.scandir"}
_IMPORTS = ("<frozen importlib", str(Path(sysconfig.get_path("stdlib"), "importlib")))


def state(path: Path) -> str:
    """A digest of a file, or of the names in a folder; « absent » where there is neither."""
    try:
        if path.is_dir():
            names = sorted({each.name for each in path.iterdir()} - _NOT_LISTED)
            return "folder:" + hashlib.sha256("\0".join(names).encode()).hexdigest()
        return of_file(path)
    except OSError:
        return ABSENT


class Reads:
    """What this process reads from the moment that ``hook`` is one of its audit hooks.

    ``root`` is the folder of the project; ``own``, folders that belong to the process, such as one
    for temporary files.
    """

    def __init__(self, root: str, own: Iterable[str] = ()) -> None:
        self.files: dict[str, str] = {}  # path from the root, and its state when first read
        self.foreign: set[str] = set()
        self._root = _absolute(root)
        self._left_out = tuple(map(_absolute, (*_environment(), *own)))
        self._inside = threading.local()  # what the hook itself reads is not noted

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event of Python; see ``sys.addaudithook``."""
        if getattr(self._inside, "busy", False):
            return
        self._inside.busy = True
        try:
            self._note(event, arguments)
        finally:
            self._inside.busy = False

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not flags & os.O_WRONLY:
                self._read(path)
        elif event in _LISTED:
            if not sys._getframe(2).f_code.co_filename.startswith(_IMPORTS):
                self._read(arguments[0] or ".")
        elif event == "sqlite3.connect":
            self._read(arguments[0])
        elif event in _STARTED:
            self.foreign.add(f"the program {_words(arguments[0])}")
        elif event in _CONNECTED:
            self.foreign.add(f"the network ({_words(arguments[-1 if '.connect' in event else 0])})")

    def _read(self, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return  # a file that is open already
        found = _absolute(os.fsdecode(path))
        # Of two places that hold it, the inner one tells: the environment may be in the project,
        # and the project in a folder of the system.
        holding = [place for place in (self._root, *self._left_out) if _holds(place, found)]
        if holding and max(holding, key=len) != self._root:
            return
        if found.endswith(".pyc"):
            found = importlib.util.source_from_cache(found)
        place = os.path.relpath(found, self._root).replace(os.sep, "/")
        if place.startswith(("../", "_build/")):
            self.foreign.add(found)
        elif place not in self.files:
            self.files[place] = state(Path(found))


def _holds(place: str, path: str) -> bool:
    return path == place or path.startswith(place.rstrip(os.sep) + os.sep)


def _absolute(path: str) -> str:
    return os.path.abspath(path)  # noqa: PTH100  (a link is noted where it stands)


def _words(argument: object) -> str:
    return os.fsdecode(argument) if isinstance(argument, str | bytes) else repr(argument)


def _environment() -> list[str]:
    """Where Python, its packages and the system are; and the cache of Matplotlib's fonts."""
    places = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()]
    fonts = [
        os.environ.get("MPLCONFIGDIR"),
        *(Path.home() / folder / "matplotlib" for folder in (".cache", ".config", ".matplotlib")),
    ]
    system = ["/dev", "/proc", "/sys", "/usr/share/zoneinfo", "/etc/localtime", "/usr/lib"]
    return [str(place) for place in (*places, *fonts, *system) if place]
