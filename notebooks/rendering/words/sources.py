"""Where a fact comes from, in words."""

from __future__ import annotations

from dataprep.descriptor import describe
from rendering.words.language import described, tr


def status_words(status: str) -> str:
    """Where a fact was seen, in words."""
    return {"producer": tr("chez le producteur"), "reported": tr("rapporté par un tiers")}[status]


def table_title(table: str) -> str:
    """The title of a table of the data package, in the language of the edition."""
    return described(describe(table), "title")
