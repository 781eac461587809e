"""The reports of the context, as a table."""

from __future__ import annotations

import pandas as pd

from rendering.figures import date_words, status_words
from rendering.language import localized, tr
from rendering.tables import ShownTable, show_table


def show_reports(reports: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Reports with who wrote them, when, what about, and how many recommendations they make."""
    frame = pd.DataFrame(
        {
            tr("Rapport"): reports["title"].to_list(),
            tr("Auteurs"): reports["authors"].to_list(),
            tr("Date"): [date_words(row) for _, row in reports.iterrows()],
            tr("Sujet"): [localized(row, "theme") for _, row in reports.iterrows()],
            tr("Recommandations"): reports["recommendations"].to_list(),
            tr("Vu"): [status_words(status) for status in reports["status"]],
        }
    )
    addressed = reports[reports["source_url"].notna()]
    return show_table(frame, anchor, caption, dict(zip(addressed["title"], addressed["source_url"],
                                                       strict=True)))  # fmt: skip
