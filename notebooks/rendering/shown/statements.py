"""Statements of the survey as a table: what it says, where, and on which base."""

from __future__ import annotations

import pandas as pd

from rendering.shown.numbers import row_address
from rendering.shown.table import ShownTable, in_french, show_table
from rendering.words.language import text_of, tr


def place_of(row: pd.Series) -> str:
    """The place of a statement in the flash: section, paragraph, footnote."""
    words = tr("section {section}, § {paragraph}").format(
        section=row["section"], paragraph=row["paragraph"]
    )
    if pd.isna(row["footnote"]):
        return words
    return words + tr(", note {footnote}").format(footnote=row["footnote"])


def show_statements(
    statements: pd.DataFrame, anchor: str, caption: str, places: bool = True
) -> ShownTable:
    """Statements of the flash as a table: what it says, its own words for how much, the place.

    ``statements`` are those of a ``Wave``; each row links to its own, where its place stands too:
    without ``places``, there alone.
    """
    labels = [text_of(row, "label") for _, row in statements.iterrows()]
    frame = pd.DataFrame(
        {
            tr("Ce que dit le flash"): labels,
            tr("Mots du flash"): [
                in_french(None if pd.isna(words) else f"« {words} »")
                for words in statements["printed"]
            ],
            tr("Place"): [place_of(row) for _, row in statements.iterrows()],
        }
    )
    if not places:
        frame = frame.drop(columns=tr("Place"))
    addresses = [row_address(source) for source in statements["source"]]
    return show_table(frame, anchor, caption, dict(zip(labels, addresses, strict=True)))
