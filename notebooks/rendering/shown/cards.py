"""Key figures as cards: the share in large, what it counts, and what it does not say."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rendering.forms import html
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.words.language import tr
from rendering.words.typography import typeset


@dataclass(frozen=True)
class Card:
    """One key figure: ``says`` completes the share, ``limit`` is what it does not say.

    Both are in the language of the edition. ``numbers`` has one number, or one a reading where
    the survey allows several of one share; none where the survey gives a result without a number:
    ``rank`` then stands in its place, in words.
    """

    numbers: tuple[Number, ...]
    says: str
    limit: str
    rank: str = ""

    @property
    def headline(self) -> str:
        """``rank``, typeset."""
        return typeset(self.rank)

    def words(self) -> tuple[str, str]:
        """``says`` and ``limit``, typeset."""
        return typeset(self.says), typeset(self.limit)


@dataclass(frozen=True)
class Cards(Output):
    """Key figures together, in the order given."""

    cards: tuple[Card, ...]

    def plain(self) -> str:
        return "\n".join(" ".join([_first(card), *card.words()]) for card in self.cards)

    def html(self) -> Markup:
        return html.render("cards.html", cards=self.cards, either=tr(" ou "))

    def shown_numbers(self) -> tuple[Number, ...]:
        return tuple(number for card in self.cards for number in card.numbers)


def _first(card: Card) -> str:
    return tr(" ou ").join(number.text() for number in card.numbers) or card.headline
