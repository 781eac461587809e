"""Outputs that a page folds: a line that says what is inside, and the rest when it is opened."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rendering.forms import html
from rendering.shown.output import Output, Traced
from rendering.words.language import tr
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Folded(Output):
    """An output under the line that opens it. See ``fold``."""

    summary: str
    inside: Output

    def plain(self) -> str:
        return self.inside.plain()

    def html(self) -> Markup:
        return html.render("folded.html", kind="folded", summary=self.summary, inside=self.inside)

    def shown_numbers(self) -> tuple[Traced, ...]:
        return self.inside.shown_numbers()


def fold(inside: Output, summary: str) -> Folded:
    """``inside``, folded under ``summary`` (French, typed plainly), which says what it holds.

    A link that leads to what is inside opens it, as browsers do.
    """
    return Folded(typeset(tr(summary)), inside)
