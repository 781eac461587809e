"""A figure with all that it owes its reader, made by one piece of code.

The drawing (text kept as text), the words for those who do not see it, the caption with its base,
the source with the rows it comes from, and the numbers behind it.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import font_manager
from matplotlib.figure import Figure

from dataprep.tables import describe, load_table
from rendering.language import described, tr
from rendering.numbers import Number, row_address
from rendering.output import Output
from rendering.tables import csv_link, how_to_cite, table_html
from rendering.typography import NARROW as NARROW_SPACE
from rendering.typography import typeset

STYLE = Path(__file__).with_name("book.mplstyle")
WIDE, NARROW = 6.8, 3.5  # inches: the text column of a screen, and of a telephone

Draw = Callable[[float], Figure]


@dataclass(frozen=True)
class Shown(Output):
    """A figure as a page, a notebook and a terminal show it. See ``show``."""

    anchor: str
    title: str
    wide: str
    narrow: str
    says: str
    caption: str
    base: str
    sources: tuple[str, ...]
    table: pd.DataFrame
    numbers: tuple[Number, ...]

    def plain(self) -> str:
        return f"{self.title}\n{self.says}\n{self.caption} {self.base}"

    def shown_numbers(self) -> tuple[Number, ...]:
        return self.numbers

    def html(self) -> str:
        """The figure as HTML: drawing, caption, source and table, in that order."""
        words = tr("Chiffres et citation de cette figure")
        return (
            f'<figure class="shown" id="{self.anchor}">'
            f'<p class="shown-title">{html.escape(self.title, quote=False)}</p>'
            f'<div role="img" aria-label="{html.escape(self.says)}">'
            f'<div class="wide">{self.wide}</div>'
            f'<div class="narrow" hidden>{self.narrow}</div></div>'
            f"<figcaption><p>{html.escape(self.caption, quote=False)}</p>"
            f'<p class="base">{html.escape(self.base, quote=False)}</p>'
            f'<p class="source">{source_line(self.sources)}</p></figcaption>'
            f"<details><summary>{html.escape(words)}</summary>"
            f"{table_html(self.table, self.title)}{csv_link(self.table, self.anchor)}"
            f"{how_to_cite(self.title, self.anchor)}</details>"
            "</figure>"
        )


def show(
    draw: Draw,
    *,
    anchor: str,
    title: str,
    says: str,
    caption: str,
    base: str,
    sources: list[str],
    table: pd.DataFrame,
    numbers: tuple[Number, ...] = (),
) -> Shown:
    """Draw a figure at its two widths and join it to its words and numbers.

    ``draw`` takes a width in inches and returns a matplotlib figure; it is called under the
    book's style. ``sources`` are rows, as ``<table>#<row>``. All words must already be in the
    language of the edition; they are typeset here.
    """
    return Shown(
        anchor=anchor,
        title=typeset(title),
        wide=drawing(draw, WIDE, f"{anchor}-w"),
        narrow=drawing(draw, NARROW, f"{anchor}-n"),
        says=typeset(says),
        caption=typeset(caption),
        base=typeset(base),
        sources=tuple(dict.fromkeys(sources)),
        table=table,
        numbers=numbers,
    )


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
    return re.sub(r"\n\s*", " ", svg).strip()


def register_font() -> None:
    """Make Source Sans known to matplotlib, from the package that carries it."""
    if any(entry.name == "Source Sans Pro" for entry in font_manager.fontManager.ttflist):
        return
    from font_source_sans_pro import SourceSansPro, SourceSansProBold  # heavy, and used once

    for path in (SourceSansPro, SourceSansProBold):
        font_manager.fontManager.addfont(path)


def source_line(sources: tuple[str, ...]) -> str:
    """The rows that a figure comes from, each a link to itself; a table alone stands for all.

    A row is named by its number in the file, the header being the first, as errors name it.
    """
    tables: dict[str, list[str]] = {}
    for source in sources:
        table, *row = source.split("#")
        tables.setdefault(table, []).extend(row)
    parts = [_table_links(table, rows) for table, rows in tables.items()]
    return typeset(tr("Source : ")) + f"{NARROW_SPACE}; ".join(parts)


def _row_link(source: str, words: str) -> str:
    return f'<a href="{html.escape(row_address(source))}">{html.escape(words)}</a>'


def _table_links(table: str, rows: list[str]) -> str:
    title = typeset(table_title(table))
    if not rows:
        return _row_link(table, title)
    places = {name: place for place, name in enumerate(load_table(table)["id"], start=2)}
    links = (_row_link(f"{table}#{row}", tr("ligne {n}").format(n=places[row])) for row in rows)
    return f"{html.escape(title)} ({', '.join(links)})"


def table_title(table: str) -> str:
    """The title of a table of the data package, in the language of the edition."""
    return described(describe(table), "title")
