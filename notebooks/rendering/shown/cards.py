"""Key figures as cards: the share in large, what it counts, and what it does not say."""

from __future__ import annotations

import html
from dataclasses import dataclass

from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.words.language import tr
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Card:
    """One key figure: ``says`` completes the share, ``limit`` is what it does not say.

    ``numbers`` has one number, or one a reading where the survey allows several of one share.
    """

    numbers: tuple[Number, ...]
    says: str
    limit: str

    def html(self) -> str:
        counts = html.escape(tr(" ou ")).join(number.html("of") for number in self.numbers)
        return (
            f'<li class="card-figure"><p class="big">{self.numbers[0].html("share")}</p>'
            f"<p>{html.escape(typeset(tr(self.says)), quote=False)}</p>"
            f"<p>{counts}</p>"
            f'<p class="limit">{html.escape(typeset(tr(self.limit)), quote=False)}</p></li>'
        )


@dataclass(frozen=True)
class Cards(Output):
    """Key figures together, in the order given."""

    cards: tuple[Card, ...]

    def plain(self) -> str:
        return "\n".join(
            f"{tr(' ou ').join(number.text() for number in card.numbers)} "
            f"{typeset(tr(card.says))} {typeset(tr(card.limit))}"
            for card in self.cards
        )

    def html(self) -> str:
        return f'<ul class="cards">{"".join(card.html() for card in self.cards)}</ul>'

    def shown_numbers(self) -> tuple[Number, ...]:
        return tuple(number for card in self.cards for number in card.numbers)
