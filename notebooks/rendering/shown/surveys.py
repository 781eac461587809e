"""Figures of other surveys as numbers and cells, each leading to where it was seen."""

from __future__ import annotations

import pandas as pd

from rendering.shown.numbers import Number
from rendering.shown.table import Cell
from rendering.words.surveys import survey_words


def comparator_numbers(comparators: pd.DataFrame) -> dict[str, Number]:
    """The numbers of comparators, by id, hyphens as underscores, for sentences.

    A complement, which nobody printed, has a key of its own. A number is the share alone: words
    such as « environ » are for the sentence to say.
    """
    return {row["id"].replace("-", "_"): _number(row) for _, row in comparators.iterrows()}


def _number(row: pd.Series) -> Number:
    key, share = f"comparators/{row['id']}", float(row["share"])
    computed = share != round(row["value"] / 100, 6)
    return Number(
        f"{key}/complement" if computed else key,
        share,
        "percentage",
        f"comparators#{row['id']}",
        "computed" if computed else row["status"],
        base=None if pd.isna(row["n"]) else int(row["n"]),
    )


def survey_cell(row: pd.Series) -> Cell:
    """A survey in words, with a link to the page where its figure was seen."""
    return Cell(survey_words(row), link=str(row["source_url"]))
