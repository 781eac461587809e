"""Outputs that a reader opens: a line that says what is inside, and the output under it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rendering.forms import html
from rendering.shown.output import Output, Traced
from rendering.shown.table import ShownTable
from rendering.words.language import tr
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Folded(Output):
    """A table behind its caption; in a terminal, the table itself."""

    table: ShownTable

    def plain(self) -> str:
        return self.table.plain()

    def html(self) -> Markup:
        words = tr("{caption} ({n} lignes)").format(
            caption=self.table.caption, n=len(self.table.frame)
        )
        return html.render("folded.html", summary=typeset(words), inside=self.table)

    def shown_numbers(self) -> tuple[Traced, ...]:
        return self.table.shown_numbers()


def folded(table: ShownTable) -> Folded:
    """``table`` closed, under its caption and its number of rows; its anchor stays its own."""
    return Folded(table)
