"""Key figures as cards: the share in large, what it counts, and what it does not say."""

from __future__ import annotations

import html
from dataclasses import dataclass

from rendering.language import tr
from rendering.numbers import Number
from rendering.output import Output
from rendering.typography import typeset


@dataclass(frozen=True)
class Card:
    """One key figure: ``says`` completes the share, ``limit`` is what it does not say."""

    number: Number
    says: str
    limit: str

    def html(self) -> str:
        return (
            f'<li class="card-figure"><p class="big">{self.number.html("share")}</p>'
            f"<p>{html.escape(typeset(tr(self.says)), quote=False)}</p>"
            f"<p>{self.number.html('of')}</p>"
            f'<p class="limit">{html.escape(typeset(tr(self.limit)), quote=False)}</p></li>'
        )


@dataclass(frozen=True)
class Cards(Output):
    """Key figures together, in the order given."""

    cards: tuple[Card, ...]

    def plain(self) -> str:
        return "\n".join(
            f"{card.number.text()} {typeset(tr(card.says))} {typeset(tr(card.limit))}"
            for card in self.cards
        )

    def html(self) -> str:
        return f'<ul class="cards">{"".join(card.html() for card in self.cards)}</ul>'

    def shown_numbers(self) -> tuple[Number, ...]:
        return tuple(card.number for card in self.cards)
