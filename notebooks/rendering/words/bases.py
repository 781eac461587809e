"""Printed percentages, and lists of bases, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from rendering.words import typography
from rendering.words.language import tr


def printed_shares(claims: pd.DataFrame) -> list[str]:
    """The percentages of claims with the decimals they are printed with."""
    return [
        typography.share(row["share"] / 100, int(row["precision"])) for _, row in claims.iterrows()
    ]


def base_ranges(values: Sequence[int]) -> str:
    """Whole numbers, runs shortened: « 9, 18, 27, 30 à 33 »."""
    runs: list[list[int]] = []
    for value in values:
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    to = tr("{first} à {last}")
    return ", ".join(
        str(run[0]) if len(run) == 1 else to.format(first=run[0], last=run[-1]) for run in runs
    )


def some_bases(bases: tuple[int, ...]) -> str:
    """A list of bases, shortened to its ends when it is long."""
    if len(bases) <= 4:
        return ", ".join(map(str, bases)) or "–"
    return tr("de {low} à {high}").format(low=bases[0], high=bases[-1])
