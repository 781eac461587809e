"""The home page: what was found, in one sentence and in squares, and the key figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from rendering.forms import html
from rendering.shown.answer import Answer
from rendering.shown.cards import Card, Cards
from rendering.shown.conclusions import holds
from rendering.shown.figure import Shown
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.words.language import tr


@dataclass(frozen=True)
class Opening(Output):
    """What a page opens on: the finding, the figure that shows it, and one line of caution."""

    finding: Answer
    figure: Shown
    caution: Answer

    def plain(self) -> str:
        return "\n".join(part.plain() for part in (self.finding, self.figure, self.caution))

    def html(self) -> Markup:
        return html.render(
            "opening.html",
            finding=self.finding.markup,
            figure=self.figure.html(),
            caution=self.caution.markup,
        )

    def shown_numbers(self) -> tuple[Number, ...]:
        parts = (self.finding.numbers, self.figure.numbers, self.caution.numbers)
        return tuple(dict.fromkeys(number for part in parts for number in part))


def key_figures(shares: Mapping[str, Number], statements: pd.DataFrame) -> Cards:
    """The results to take away, each with what it does not say; two of them have no number.

    ``shares`` as ``numbers_of`` gives them for the findings of a wave, whose ``statements`` say
    what comes first without a share. Raises ConclusionError for a result that the data no longer
    bear out.
    """
    near = tr("L'appréhension et la méfiance sont citées presque autant.")
    holds(near, shares, when="0 < no_need.count - distrust.count <= 2")
    first = tr("de ne pas s'en servir : le manque de formation.")
    ranked = statements[(statements["kind"] == "rank") & (statements["value"] == 1)]
    asked = statements[statements["printed"].notna()]
    holds(first, when="'training' in reasons", reasons=_options(ranked, "non-use-reasons"))
    wanted = tr("la formation, à l'usage comme aux risques juridiques.")
    holds(wanted, when="'wanted' in asked", asked=_options(asked, "training-demand"))
    return Cards(
        (
            Card(
                (shares["users"],),
                tr("des répondants utilisent des outils d'IA."),
                tr("Effectif déduit, non publié."),
            ),
            Card(
                (),
                first,
                tr("Le flash la place en tête, sans la chiffrer."),
                tr("Première raison"),
            ),
            Card((shares["no_need"],), tr("des non-utilisateurs ne voient pas de besoin."), near),
            Card(
                (shares["untrained"],),
                tr("des utilisateurs s'en servent sans formation préalable."),
                tr("C'est notre lecture d'une phrase qui parle aussi de rédaction."),
            ),
            Card((), wanted, tr("Le flash n'en donne pas la part."), tr("Très demandée")),
            Card(
                (shares["growth_users"], shares["growth_respondents"]),
                tr("sont certains que l'usage va se développer."),
                tr("Le flash ne dit pas s'il s'agit des utilisateurs ou de tous les répondants."),
            ),
        )
    )


def _options(statements: pd.DataFrame, question: str) -> list[str]:
    return list(statements.loc[statements["question"] == question, "option"])
