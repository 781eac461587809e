"""Serve the book's font from the site itself: Source Sans, cut to the letters the book uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import font_source_sans_pro
from fontTools import subset
from sphinx.application import Sphinx

FACES = {
    "regular": "SourceSansPro-Regular",
    "italic": "SourceSansPro-It",
    "bold": "SourceSansPro-Bold",
}
# Latin letters of French and English, their punctuation, narrow spaces, a few signs.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2027),
    0x202F,
    0x2030,
    0x2039,
    0x203A,
    0x20AC,
    0x2190,
    0x2192,
    0x2212,
    0x2248,
    0x2264,
    0x2265,
]


def write_fonts(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    for name, face in FACES.items():
        written = target / f"source-sans-{name}.woff2"
        if not written.exists():
            _subset(Path(font_source_sans_pro.font_directory) / f"{face}.ttf", written)


def _subset(source: Path, target: Path) -> None:
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "lnum", "tnum"])
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", write_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
