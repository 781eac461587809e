"""A figure with all that it owes its reader, made by one piece of code.

The drawing (text kept as text), the words for those who do not see it, the caption with its base,
the source with the rows it comes from, and the numbers behind it.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

from dataprep.tables import load_table
from rendering.drawing.svg import NARROW, WIDE, Draw, drawing
from rendering.shown.numbers import Number, row_address
from rendering.shown.output import Output
from rendering.shown.table import csv_link, how_to_cite, table_html
from rendering.words.language import tr
from rendering.words.sources import table_title
from rendering.words.typography import NARROW as NARROW_SPACE
from rendering.words.typography import typeset


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
            f'<div role="img" aria-label="{html.escape(self.says)}" style="font-size: 0">'
            f'<div class="wide">{self.wide}</div>'
            f'<div class="narrow" hidden="hidden">{self.narrow}</div></div>'
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
