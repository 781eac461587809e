"""One build at a time in a folder: a second one waits for the first, and says which it is.

The system holds the lock, and takes it back from a process that ends, however it ends: what a
killed build leaves stands in nobody's way.
"""

from __future__ import annotations

import errno
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
_LOCK, _HOLDER = "build.lock", "building.json"


def alone_in(folder: Path) -> FileLock:
    """The lock of the builds of ``folder``, once no other process has it; says for which it waits.

    Raises OSError where nothing can be written there.
    """
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / _LOCK, fallback_to_soft=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        LOGGER.info("Another build runs in this folder (%s): waiting for its end.", _holder(folder))
        lock.acquire()
    except OSError as error:
        if error.errno != errno.ENOSYS:
            raise
        return lock  # a file system without locks: builds there are on their own
    with suppress(OSError):  # it serves to name the process, no more
        held = {"process": os.getpid(), "since": time.strftime("%H:%M:%S")}
        (folder / _HOLDER).write_text(json.dumps(held), encoding="utf-8")
    return lock


def _holder(folder: Path) -> str:
    """Who holds the lock, as far as it has said."""
    try:
        held = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        return f"process {held['process']}, since {held['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has just begun"


def leave(app: Sphinx, exception: Exception | None) -> None:
    app.book_lock.release()  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    # At once: chapters start with the next extension.
    app.book_lock = alone_in(Path(app.srcdir) / "_build")  # type: ignore[attr-defined]
    app.connect("build-finished", leave, priority=1000)  # once the site is in place
    return {"parallel_read_safe": True, "parallel_write_safe": True}
