"""What is costly to make, kept by what it is made from.

A drawing to take away, the picture of a chapter, a cut font: each is made once, kept in
``_build/made``, and made again when what it is made from is another. What a build no longer asks
for is removed at its end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from extensions import inputs


class Made:
    """Files in a folder, by a digest of what they are made from."""

    def __init__(self, folder: Path, code: str) -> None:
        self._folder = folder
        self._code = code  # a digest of the modules that make them
        self._asked: set[Path] = set()

    def take(self, make: Callable[[], bytes], *facts: object) -> bytes:
        """What ``make`` makes from ``facts``, whose ``repr`` says all that it depends on."""
        key = hashlib.sha256("\0".join([self._code, *map(repr, facts)]).encode()).hexdigest()
        path = self._folder / key
        self._asked.add(path)
        if not path.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")  # a build that is stopped here leaves no half of it
            part.write_bytes(make())
            part.replace(path)
        return path.read_bytes()

    def forget_others(self) -> None:
        """Remove what was not asked for."""
        for path in self._folder.glob("*"):
            if path not in self._asked:
                path.unlink()


def made_of(app: Sphinx) -> Made:
    """What the build of ``app`` has made, and keeps for the next."""
    made: Made = app.book_made  # type: ignore[attr-defined]
    return made


def open_folder(app: Sphinx) -> None:
    root = Path(app.srcdir)
    app.book_made = Made(Path(app.outdir).parent / "made", inputs.modules(root))  # type: ignore[attr-defined]


def close_folder(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        made_of(app).forget_others()


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", open_folder, priority=50)
    app.connect("build-finished", close_folder, priority=940)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
