"""Groups of respondents, and options, in words."""

from __future__ import annotations

import pandas as pd

from dataprep.wave import Wave, published_wave
from rendering.words import typography
from rendering.words.language import localized, text_of, tr
from rendering.words.typography import typeset


def option_label(row: pd.Series, findings: pd.DataFrame) -> str:
    """The option's label, or its group when one option is shown on several bases."""
    if (findings["option"] == row["option"]).sum() == 1:
        return option_words(row)
    return tr("Si la base est {base}").format(base=base_words(row["group"]))


def option_words(row: pd.Series) -> str:
    """The option of a finding: its label, or ours where the flash does not report it."""
    if row["kind"] == "remainder":
        return typeset(tr("Autre réponse, ou réponse non publiée"))
    return typeset(text_of(row, "label"))


def finding_group(row: pd.Series) -> str:
    """The group of a finding, in the plural: its own words, or those of the flash's groups."""
    own = localized(row, "group") if "group_fr" in row.index else None
    return typeset(own) if own else _label(row["group"], published_wave())


def finding_base(row: pd.Series) -> str:
    """The base of a finding in words: « 27 utilisateurs »; the group alone where it is hidden."""
    group = finding_group(row)
    if pd.isna(row["base"]):
        return tr("{group} (effectif masqué)").format(group=group)
    return f"{typography.number(row['base'])} {group}"


def base_words(group: str) -> str:
    """A group as a base: « les utilisateurs », « tous les répondants »."""
    wave = published_wave()
    words = tr("tous les {group}") if group == wave.everyone else tr("les {group}")
    return words.format(group=_label(group, wave))


def group_words(group: str, base: int) -> str:
    """A base in words: « 27 utilisateurs »."""
    return f"{typography.number(base)} {_label(group, published_wave())}"


def _label(group: str, wave: Wave) -> str:
    (row,) = wave.groups.loc[[group]].to_dict("records")
    return text_of(row, "label")
