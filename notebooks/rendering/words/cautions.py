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


def hidden_words(findings: pd.DataFrame) -> str:
    """How much is hidden, and why; nothing where nothing is."""
    hidden = int((findings["method"] == SUPPRESSED).sum())
    if not hidden:
        return ""
    words = tr("Effectifs masqués, pour que personne ne soit reconnu : {hidden} sur {all}.")
    return words.format(hidden=typography.number(hidden), all=typography.number(len(findings)))


def silence_words(missing: Any) -> str | None:
    """How many of those who were asked gave no answer; nothing where all did, or it is hidden."""
    if pd.isna(missing) or not missing:
        return None
    return typeset(tr("sans réponse : {n}").format(n=typography.number(int(missing))))
