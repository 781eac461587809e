"""Dates as a page says them, as precise as they are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from rendering.words.language import tr


def by_date(dates: pd.Series) -> pd.Series:
    """A key to sort dates of any precision: the year alone comes after the days of that year."""
    return dates.str.ljust(len("2025-01-01"), "9")


def date_words(row: Mapping[Any, Any] | pd.Series) -> str:
    """A date as precise as it is known: « 28 mars 2018 », « novembre 2022 », « 1956 »."""
    months = tr(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ).split()
    year, *rest = str(row["date"]).split("-")
    if pd.notna(row.get("date_end")):
        return tr("{first} à {last}").format(first=year, last=str(row["date_end"])[:4])
    if not rest:
        return year
    month = months[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    first = tr("1er")
    return f"{first if day == 1 else day} {month} {year}"
