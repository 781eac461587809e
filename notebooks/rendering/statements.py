"""Statements without a number, and the tables that only words can fill."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rendering.language import localized, tr
from rendering.numbers import row_address
from rendering.tables import ShownTable, show_table


def place_of(row: pd.Series) -> str:
    """The place of a statement in the flash: section, paragraph, footnote."""
    words = tr("section {section}, § {paragraph}").format(
        section=row["section"], paragraph=row["paragraph"]
    )
    if pd.isna(row["footnote"]):
        return words
    return words + tr(", note {footnote}").format(footnote=row["footnote"])


def show_statements(statements: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Statements of the flash as a table: what it says, its own words for how much, the place.

    ``statements`` as ``published_statements`` gives them; each row links to its own.
    """
    labels = [localized(row, "label") for _, row in statements.iterrows()]
    frame = pd.DataFrame(
        {
            tr("Ce que dit le flash"): labels,
            tr("Mots du flash"): [_quoted(words) for words in statements["printed"]],
            tr("Place"): [place_of(row) for _, row in statements.iterrows()],
        }
    )
    addresses = [row_address(source) for source in statements["source"]]
    return show_table(frame, anchor, caption, dict(zip(labels, addresses, strict=True)))


def _quoted(words: Any) -> str | None:
    return None if pd.isna(words) else f"« {words} »"


def show_relaxed_bases(
    relaxed: pd.DataFrame, statements: pd.DataFrame, anchor: str, caption: str
) -> ShownTable:
    """What is left of the bases when an assumption is relaxed, one line each.

    ``relaxed`` as ``relaxed_bases`` gives it; ``statements`` name the percentages left out.
    """
    labels = {row["id"]: localized(row, "label") for _, row in statements.iterrows()}
    names = _without(labels) | {
        "none": tr("Aucune hypothèse relâchée"),
        "rounding-half-up": tr("Les demis sont arrondis vers le haut"),
        "rounding-half-even": tr("Les demis sont arrondis au pair"),
        "rounding-down": tr("Les pourcentages sont tronqués"),
        "missing-1": tr("Une personne a pu ne pas répondre à chaque question"),
        "missing-2": tr("Deux personnes ont pu ne pas répondre à chaque question"),
        "majority-unknown": tr("On ignore que les non-utilisateurs sont majoritaires"),
        "options-not-exclusive": tr("Une personne a pu choisir plusieurs périmètres"),
        "open-group-among-users": tr(
            "La part certaine d'un développement est celle des utilisateurs"
        ),
        "alone:users": tr("Le total est inconnu : les pourcentages des utilisateurs, seuls"),
        "alone:non-users": tr("Le total est inconnu : ceux des non-utilisateurs, seuls"),
    }
    frame = pd.DataFrame(
        {
            tr("Hypothèse relâchée"): [names[name] for name in relaxed["id"]],
            tr("Solutions possibles"): relaxed["solutions"].to_numpy(),
            tr("Utilisateurs"): [_some(bases) for bases in relaxed["users"]],
            tr("Non-utilisateurs"): [_some(bases) for bases in relaxed["non-users"]],
        }
    )
    return show_table(frame, anchor, caption)


def _without(labels: dict[str, str]) -> dict[str, str]:
    words = tr("Sans le pourcentage « {label} »")
    return {f"without:{name}": words.format(label=label) for name, label in labels.items()}


def _some(bases: tuple[int, ...]) -> str:
    """A list of bases, shortened to its ends when it is long."""
    if not bases:
        return "–"
    if len(bases) <= 4:
        return ", ".join(map(str, bases))
    return tr("de {low} à {high}").format(low=bases[0], high=bases[-1])
