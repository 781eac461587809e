"""Serve the book's font from the site itself: Source Sans, cut to the letters the book uses."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import font_source_sans_pro
import fontTools
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
FEATURES = ["kern", "liga", "lnum", "tnum"]


def write_fonts(app: Sphinx) -> None:
    """Put the fonts on the site; cut again only when a font, or what is kept of it, changes."""
    if app.builder.format != "html":
        return
    target = app.outdir / "_static" / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    for name, face in FACES.items():
        source = Path(font_source_sans_pro.font_directory) / f"{face}.ttf"
        kept = Path(app.outdir).parent / "fonts" / f"{face}-{_key(source)}.woff2"
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            cut(source, kept)
        shutil.copyfile(kept, target / f"source-sans-{name}.woff2")


def _key(source: Path) -> str:
    """Sixteen hex digits for all that a cut font depends on."""
    facts = f"{fontTools.version} {FEATURES} {LETTERS}".encode()
    return hashlib.sha256(source.read_bytes() + facts).hexdigest()[:16]


def cut(source: Path, target: Path) -> None:
    """Write the letters of the book, from a font, as woff2."""
    options = subset.Options(flavor="woff2", layout_features=FEATURES)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    part = target.with_suffix(".part")  # a build that is stopped here leaves no half of a font
    subset.save_font(font, str(part), options)
    part.replace(target)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", write_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
