"""A drawing as SVG: text kept as text, the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("book.mplstyle")


FONT = "Source Sans Pro"  # first of the style file's too; a generic family comes after it


WIDE, NARROW = 6.8, 3.5  # inches: the text column of a screen, and of a telephone


Draw = Callable[[float], Figure]


def drawing(draw: Draw, width: float, prefix: str) -> str:
    """The SVG of a drawing, the same bytes each time, its ids prefixed and itself unspoken."""
    register_font()
    buffer = io.StringIO()
    with mpl.rc_context(fname=STYLE):
        figure = draw(width)
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        plt.close(figure)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # Its style sheet would reach the whole page: the same, as attributes of the drawing alone.
    svg = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    svg = re.sub(r' id="', f' id="{prefix}-', svg)
    svg = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg)
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    # Half of a page's weight would be decimals of points that no screen shows.
    svg = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", svg)
    svg = re.sub(r' (?:d|x|y|transform)="[^"]*"', _to_hundredths, svg)
    return re.sub(r"\n\s*", " ", svg).strip()


def _to_hundredths(attribute: re.Match[str]) -> str:
    return re.sub(r"-?\d+\.\d{3,}", lambda n: f"{round(float(n[0]), 2):g}", attribute[0])


def register_font() -> None:
    """Make Source Sans known to matplotlib, from the package that carries it."""
    if any(entry.name == FONT for entry in font_manager.fontManager.ttflist):
        return
    from font_source_sans_pro import SourceSansPro, SourceSansProBold  # heavy, and used once

    for path in (SourceSansPro, SourceSansProBold):
        font_manager.fontManager.addfont(path)
