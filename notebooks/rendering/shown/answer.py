"""Sentences whose numbers are filled in by code, each number traced to the row it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

import pandas as pd
from markupsafe import Markup

from rendering.forms import html
from rendering.shown.conclusions import holds
from rendering.shown.numbers import Number, numbers_of
from rendering.shown.output import Output
from rendering.words import typography
from rendering.words.language import tr


@dataclass(frozen=True)
class Answer(Output):
    """A sentence that answers a question, and the numbers in it; a ``result``, or a remark."""

    words: str
    markup: Markup
    numbers: tuple[Number, ...]
    result: bool = True

    def plain(self) -> str:
        return self.words

    def html(self) -> Markup:
        return html.render("answer.html", sentence=self.markup, result=self.result)

    def shown_numbers(self) -> tuple[Number, ...]:
        return self.numbers


def answer(
    template: str,
    *sources: pd.DataFrame | Mapping[str, Number],
    when: str | None = None,
    result: bool = True,
) -> Answer:
    """The sentence ``template`` with its numbers filled in.

    ``{name}`` or ``{name:form}`` stands for a number of one of ``sources``: a findings table, or
    numbers by name. The template is French, typed plainly; it is translated and typeset here.
    Raises ValueError when a name is unknown, with those that there are. ``when`` is a condition on
    the same numbers without which the sentence may not be said (see ``holds``): ConclusionError.
    Without ``result``, the sentence is a remark: it stands as plain text, not beside the bar that
    marks results.
    """
    numbers: dict[str, Number] = {}
    for source in sources:
        numbers |= numbers_of(source) if isinstance(source, pd.DataFrame) else source
    if when is not None:
        holds(template, numbers, when=when)
    plain: list[str] = []
    markup: list[str] = []
    used: list[Number] = []
    for text, name, form, _ in Formatter().parse(typography.typeset(tr(template))):
        plain.append(text)
        markup.append(text)
        if name is None:
            continue
        if name not in numbers:
            raise ValueError(
                f"answer: no number is named « {name} ». Expected one of "
                f"{', '.join(sorted(numbers))}. Correct the name in the sentence."
            )
        used.append(numbers[name])
        plain.append(numbers[name].text(form or ""))
        markup.append(numbers[name].html(form or ""))
    return Answer("".join(plain), Markup().join(markup), tuple(used), result)


def publish(**outputs: Any) -> None:
    """Keep outputs of this chapter for the pages outside the notebooks, each under its name."""
    from myst_nb import glue  # pulls in Sphinx, which a kernel has no other use for

    for name, output in outputs.items():
        glue(name, output, display=False)
