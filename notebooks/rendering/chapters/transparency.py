"""What a survey report owes its reader, and what a report and this book say of it."""

from __future__ import annotations

import pandas as pd

from rendering.shown.numbers import row_address
from rendering.shown.statements import place_of
from rendering.shown.table import Cell, ShownTable, show_table
from rendering.words.language import localized, text_of, tr
from rendering.words.typography import typeset


def show_transparency(
    disclosure: pd.DataFrame, statements: pd.DataFrame, anchor: str, caption: str
) -> ShownTable:
    """Each element, whether the flash and this book state it, and where.

    ``disclosure`` as the table of that name, of one standard; ``statements`` are
    those of a ``Wave``, for the place of each in the flash.
    """
    places = {
        row["id"]: Cell(place_of(row), link=row_address(row["source"]))
        for _, row in statements.iterrows()
    }
    frame = pd.DataFrame(
        {
            tr("Élément"): [text_of(row, "label") for _, row in disclosure.iterrows()],
            tr("Le flash"): [_said(row, "flash") for _, row in disclosure.iterrows()],
            tr("Place dans le flash"): [
                _flash_place(row, places) for _, row in disclosure.iterrows()
            ],
            tr("Ce livre"): [_said(row, "book") for _, row in disclosure.iterrows()],
            tr("Page du livre"): [
                Cell(text_of(row, "book_place"), link=_address(row["book_page"]))
                for _, row in disclosure.iterrows()
            ],
        }
    )
    return show_table(frame, anchor, caption)


def stated_words(status: str) -> str:
    """Whether an element is stated, in words."""
    return {
        "stated": tr("Dit"),
        "partly": tr("Dit en partie"),
        "not-stated": tr("Non dit"),
    }[status]


def _said(row: pd.Series, whose: str) -> Cell:
    return Cell(stated_words(row[f"{whose}_status"]), note=localized(row, f"{whose}_note"))


def _flash_place(row: pd.Series, places: dict[str, Cell]) -> Cell | None:
    if pd.notna(row["flash_finding"]):
        return places[row["flash_finding"]]
    place = localized(row, "flash_place")
    return Cell(typeset(place)) if place else None


def _address(page: str) -> str:
    """The file of a page of the book, as a notebook links to it."""
    return f"../{page}.{'ipynb' if page.startswith('notebooks/') else 'md'}"
