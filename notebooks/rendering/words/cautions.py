"""What is said beside the results of one's own answers: weak bases, what is hidden, trial data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dataprep.findings import SUPPRESSED
from rendering.words import typography
from rendering.words.language import tr
from rendering.words.typography import typeset


def caution_words(code: str) -> str:
    """Why a share says little: ``few`` answers, a ``wide`` interval; nothing where it does not."""
    words = {
        "": "",
        "few": tr("trop peu de réponses pour conclure"),
        "wide": tr("intervalle trop large pour conclure"),
    }
    return typeset(words[code])


def synthetic_words(findings: pd.DataFrame) -> str:
    """That the answers were invented for a trial, where they were; nothing elsewhere."""
    if not findings["source"].str.startswith("synthetic").any():
        return ""
    return invented_words()


def invented_words() -> str:
    """That answers were invented for a trial."""
    return tr("Réponses inventées pour l'essai : ce ne sont pas des résultats.")


def refused_words(findings: pd.DataFrame) -> str:
    """That rows of the file were refused, so that the results are not of all answers."""
    refused = findings.attrs.get("refused")
    if not refused:
        return ""
    return tr("Réponses refusées, car le fichier a des fautes : {refused} sur {read}.").format(
        refused=typography.number(refused), read=typography.number(findings.attrs["read"])
    )


def hidden_words(findings: pd.DataFrame) -> str:
    """How much is hidden, and why; nothing where nothing is."""
    hidden = int((findings["method"] == SUPPRESSED).sum())
    if not hidden:
        return ""
    words = tr("Effectifs masqués, pour que personne ne soit reconnu : {hidden} sur {all}.")
    return words.format(hidden=typography.number(hidden), all=typography.number(len(findings)))


def silence_words(row: Any) -> str | None:
    """How many of those who were asked do not know, and how many gave no answer.

    ``row``: of tabulated findings. Nothing where all answered, or where it is hidden.
    """
    counted = {
        tr("ne savent pas : {n}"): row["does_not_know"],
        tr("sans réponse : {n}"): row["not_answered"],
    }
    told = [
        words.format(n=typography.number(int(n)))
        for words, n in counted.items()
        if not pd.isna(n) and n
    ]
    return typeset(" ; ".join(told)) if told else None
