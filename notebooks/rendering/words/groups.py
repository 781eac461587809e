"""Groups of respondents, and options, in words."""

from __future__ import annotations

import pandas as pd

from rendering.words import typography
from rendering.words.language import text_of, tr
from rendering.words.typography import typeset


def option_label(row: pd.Series, findings: pd.DataFrame) -> str:
    """The option's label, or its group when one option is shown on several bases."""
    if (findings["option"] == row["option"]).sum() == 1:
        return typeset(text_of(row, "label"))
    return {
        "users": tr("Si la base est les utilisateurs"),
        "respondents": tr("Si la base est tous les répondants"),
    }[row["group"]]


def group_words(group: str, base: int) -> str:
    """A base in words: « 27 utilisateurs »."""
    names = {
        "users": tr("utilisateurs"),
        "non-users": tr("non-utilisateurs"),
        "respondents": tr("répondants"),
    }
    return f"{typography.number(base)} {names[group]}"
