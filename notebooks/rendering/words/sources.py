"""Where a fact comes from, in words."""

from __future__ import annotations

from collections.abc import Iterable

from dataprep.descriptor import describe
from rendering.words.language import described


def source_marks(statuses: Iterable[str]) -> list[str]:
    """What each fact bears where some were seen at their producer and some were not.

    An asterisk for those that a third party reports, else nothing. Where all are alike nothing is
    marked: one sentence says it of all.
    """
    statuses = list(statuses)
    mixed = len(set(statuses)) > 1
    return [" *" if mixed and status == "reported" else "" for status in statuses]


def table_title(table: str) -> str:
    """The title of a table of the data package, in the language of the edition."""
    return described(describe(table), "title")
