"""An output that waits behind a line to press: for those who want it, out of the way of others."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rendering.forms import html
from rendering.shown.output import Output, Traced
from rendering.words.language import tr
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Fold(Output):
    """An output folded behind a summary. See ``fold``."""

    summary: str
    output: Output

    def plain(self) -> str:
        return f"{self.summary}\n{self.output.plain()}"

    def html(self) -> Markup:
        return html.render("fold.html", summary=self.summary, output=self.output)

    def shown_numbers(self) -> tuple[Traced, ...]:
        return self.output.shown_numbers()


def fold(output: Output, summary: str) -> Fold:
    """``output`` behind ``summary``, which says in French what is there.

    A link to an anchor inside opens it.
    """
    return Fold(typeset(tr(summary)), output)
