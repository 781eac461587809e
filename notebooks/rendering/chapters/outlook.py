"""Chapter 04: a share by reading."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from rendering.shown.choice import Choice, choose
from rendering.shown.findings import squares
from rendering.shown.output import Output
from rendering.words.groups import group_words
from rendering.words.language import language, tr


def by_reading(findings: pd.DataFrame, anchor: str, title: str) -> Choice:
    """A share printed without its base, as squares on each base that it may have."""
    states: dict[tuple[str, ...], Output] = {}
    for _, row in findings.iterrows():
        state = (group_words(row["group"], row["base"]),)
        shown = squares(_with_rest(row), f"{anchor}-{row['group']}", title)
        # One share has two counts here: the group in the key keeps the numbers apart.
        numbers = tuple(replace(n, key=f"{n.key}/{row['group']}") for n in shown.numbers)
        states[state] = replace(shown, numbers=numbers)
    options = [state[0] for state in states]
    label = tr("Si la base est")
    return choose(anchor, tr("Choisir une lecture"), {label: options}, states, (options[0],))


def _with_rest(row: pd.Series) -> pd.DataFrame:
    """A finding and those of its base who are not counted in it."""
    rest = row.copy()
    rest["count"], rest["share"] = row["base"] - row["count"], 1 - row["share"]
    rest["low"], rest["high"] = 1 - row["high"], 1 - row["low"]
    rest["option"], rest["method"] = "others", "remainder"
    rest[f"label_{language()}"] = tr("Les autres, ou sans réponse")
    frame = pd.DataFrame([row, rest])
    return frame.astype({"count": int, "base": int})
