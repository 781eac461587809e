"""Serve the book's font from the site itself: Source Sans, cut to the letters the book uses."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from extensions.made import made_of

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
FEATURES = ["kern", "liga", "lnum", "tnum"]


def write_fonts(app: Sphinx) -> None:
    """Put the fonts on the site, each cut to the letters of the book."""
    if app.builder.format != "html":
        return
    target = app.outdir / "_static" / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    for name, face in FACES.items():
        cut_font = made_of(app).take(partial(cut, face), face)
        (target / f"source-sans-{name}.woff2").write_bytes(cut_font)


def cut(face: str) -> bytes:
    """The letters of the book, from a face of the font, as woff2."""
    import font_source_sans_pro  # both are long to load, and seldom used
    from fontTools import subset

    source = Path(font_source_sans_pro.font_directory) / f"{face}.ttf"
    options = subset.Options(flavor="woff2", layout_features=FEATURES)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    file = io.BytesIO()
    subset.save_font(font, file, options)
    return file.getvalue()


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", write_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
