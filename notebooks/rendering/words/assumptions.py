"""The assumptions behind the bases found, in words."""

from __future__ import annotations

import pandas as pd

from rendering.words.bases import printed_shares
from rendering.words.groups import base_words
from rendering.words.language import tr


def assumption_names(pairs: pd.DataFrame, statements: pd.DataFrame) -> dict[str, str]:
    """Each assumption of ``pairs`` in words, in their order."""
    names = {
        "rounding-half-up": tr("Les demis sont arrondis vers le haut"),
        "rounding-half-even": tr("Les demis sont arrondis au pair"),
        "rounding-down": tr("Les pourcentages sont tronqués"),
        "missing-1": tr("Une personne a pu ne pas répondre à chaque question"),
        "missing-2": tr("Deux personnes ont pu ne pas répondre à chaque question"),
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
