"""A figure with all that it owes its reader, made by one piece of code.

The drawing (text kept as text), the words for those who do not see it, the caption with its base,
the source with the rows it comes from, and the numbers behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from dataprep.tables import load_table
from rendering.drawing.svg import NARROW, WIDE, Draw, drawing
from rendering.forms import html
from rendering.shown.numbers import OWN, OWN_SOURCES, Number, row_address
from rendering.shown.output import Output
from rendering.shown.table import csv_link, how_to_cite, table_html
from rendering.words.language import tr
from rendering.words.sources import table_title
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Shown(Output):
    """A figure as a page, a notebook and a terminal show it. See ``show``."""

    anchor: str
    title: str
    subtitle: str
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

    def html(self) -> Markup:
        """The figure as HTML: drawing, caption, source and table, in that order."""
        return html.render(
            "figure.html",
            figure=self,
            source=source_line(self.sources),
            summary=tr("Chiffres et citation de cette figure"),
            table=table_html(self.table, self.title),
            csv=csv_link(self.table, self.anchor),
            citation=how_to_cite(self.title, self.anchor),
        )


def show(
    draw: Draw,
    *,
    anchor: str,
    title: str,
    subtitle: str = "",
    says: str,
    caption: str = "",
    base: str,
    sources: list[str],
    table: pd.DataFrame,
    numbers: tuple[Number, ...] = (),
) -> Shown:
    """Draw a figure at its two widths and join it to its words and numbers.

    ``title`` states the finding; ``subtitle``, the measure and its base; ``caption``, what the
    drawing does not say, if anything. ``draw`` takes a width in inches and returns a matplotlib
    figure; it is called under the book's style. ``sources`` are rows, as ``<table>#<row>``. All
    words must already be in the language of the edition; they are typeset here.
    """
    return Shown(
        anchor=anchor,
        title=typeset(title),
        subtitle=typeset(subtitle),
        wide=drawing(draw, WIDE, f"{anchor}-w"),
        narrow=drawing(draw, NARROW, f"{anchor}-n"),
        says=typeset(says),
        caption=typeset(caption),
        base=typeset(base),
        sources=tuple(dict.fromkeys(sources)),
        table=table,
        numbers=numbers,
    )


def source_line(sources: tuple[str, ...]) -> Markup:
    """The rows that a figure comes from, each a link to itself; a table alone stands for all.

    A row is named by its number in the file, the header being the first, as errors name it.
    """
    tables: dict[str, list[str]] = {}
    for source in sources:
        table, *row = source.split("#")
        tables.setdefault(table, []).extend(row)
    return html.render(
        "source.html",
        label=typeset(tr("Source : ")),
        tables=[_links(table, rows) for table, rows in tables.items()],
        between=typeset(" ; "),
    )


def _links(table: str, rows: list[str]) -> dict[str, Any]:
    """A table and those of its rows that are named, in words, each with its address."""
    if table in OWN_SOURCES:
        title = (
            tr("réponses inventées pour l'essai") if table == "synthetic" else tr("vos réponses")
        )
        return {"title": typeset(title), "address": OWN, "rows": []}
    places = {name: place for place, name in enumerate(load_table(table)["id"], start=2)}
    return {
        "title": typeset(table_title(table)),
        "address": row_address(table),
        "rows": [
            {
                "words": tr("ligne {n}").format(n=places[row]),
                "address": row_address(f"{table}#{row}"),
            }
            for row in rows
        ],
    }
