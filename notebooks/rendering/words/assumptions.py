"""The assumptions behind the bases found, in words: relaxed one at a time, or two together."""

from __future__ import annotations

import pandas as pd

from rendering.words.bases import printed_shares
from rendering.words.groups import base_words
from rendering.words.language import text_of, tr


def _shared_names() -> dict[str, str]:
    """The assumptions that are named alike whether they are relaxed alone or with another."""
    return {
        "rounding-half-up": tr("Les demis sont arrondis vers le haut"),
        "rounding-half-even": tr("Les demis sont arrondis au nombre pair le plus proche"),
        "rounding-down": tr("Les pourcentages sont tronqués"),
        "missing-1": tr("Une personne a pu ne pas répondre à chaque question"),
        "missing-2": tr("Deux personnes ont pu ne pas répondre à chaque question"),
    }


def relaxed_names(statements: pd.DataFrame) -> dict[str, str]:
    """Each assumption that ``relaxed_bases`` relaxes, in words, statements by their label."""
    without = tr("Sans le pourcentage « {label} »")
    labels = {row["id"]: text_of(row, "label") for _, row in statements.iterrows()}
    return (
        {f"without:{name}": without.format(label=label) for name, label in labels.items()}
        | _shared_names()
        | {
            "none": tr("Aucune hypothèse relâchée"),
            "majority-unknown": tr("On ignore que les non-utilisateurs sont majoritaires"),
            "options-not-exclusive": tr("Une personne a pu choisir plusieurs périmètres"),
            "open-group-among-users": tr(
                "La part certaine d'un développement est celle des utilisateurs"
            ),
            "alone:users": tr("Le total est inconnu : les pourcentages des utilisateurs, seuls"),
            "alone:non-users": tr("Le total est inconnu : ceux des non-utilisateurs, seuls"),
        }
    )


def assumption_names(pairs: pd.DataFrame, statements: pd.DataFrame) -> dict[str, str]:
    """Each assumption of ``pairs`` in words, in their order, statements by their percentage."""
    names = _shared_names() | {
        "open-group-among-users": tr("{shares} porte sur les utilisateurs").format(
            shares=shares_of(statements[statements["base_group"] == "users-or-respondents"])
        ),
        "majority-unknown": tr("On ignore quel groupe est majoritaire"),
        "misprint": tr("Un pourcentage, n'importe lequel, peut être faux d'un point"),
    }
    for name in pairs["first"]:
        if name.startswith("without:"):
            claim = statements[statements["id"] == name.removeprefix("without:")]
            names[name] = tr("{shares} ne porte pas sur {base}").format(
                shares=shares_of(claim), base=base_words(str(claim["base_group"].iloc[0]))
            )
    return {name: names[name] for name in dict.fromkeys(pairs["first"])}


def shares_of(statements: pd.DataFrame) -> str:
    return ", ".join(printed_shares(statements.rename(columns={"value": "share"})))
