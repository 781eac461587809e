"""What surrounds the survey, as tables: the reports, and the territories it speaks of."""

from __future__ import annotations

import pandas as pd

from rendering import typography
from rendering.figures import by_date, date_words, status_words
from rendering.language import localized, tr
from rendering.tables import Cell, ShownTable, show_table


def show_reports(reports: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Reports, oldest first: who wrote them, when, and how many recommendations they make."""
    reports = reports.sort_values("date", key=by_date, kind="stable")
    frame = pd.DataFrame(
        {
            tr("Rapport et auteurs"): [
                Cell(row["title"], note=row["authors"], lang=row["language"])
                for _, row in reports.iterrows()
            ],
            tr("Date"): [date_words(row) for _, row in reports.iterrows()],
            tr("Recommandations"): reports["recommendations"].astype("Int64").array,
            tr("Vu"): [status_words(status) for status in reports["status"]],
        }
    )
    addressed = reports[reports["source_url"].notna()]
    links = dict(zip(addressed["title"], addressed["source_url"], strict=True))
    return show_table(frame, anchor, caption, links)


def show_universe(universe: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Figures on the territories with their date, who gives them, and what to know of them."""
    frame = pd.DataFrame(
        {
            tr("Mesure"): [localized(row, "label") for _, row in universe.iterrows()],
            tr("Valeur"): [
                Cell(_amount(row), link=row["source_url"]) for _, row in universe.iterrows()
            ],
            tr("Date"): [date_words(row) for _, row in _dated(universe).iterrows()],
            tr("Producteur"): universe["producer"].to_list(),
            tr("Vu"): [status_words(status) for status in universe["status"]],
        }
    )
    return show_table(frame, anchor, caption)


def _dated(universe: pd.DataFrame) -> pd.DataFrame:
    return universe.rename(columns={"as_of": "date"})


def _amount(row: pd.Series) -> str:
    decimals = 0 if float(row["value"]).is_integer() else 1
    return f"{typography.number(row['value'], decimals)} {localized(row, 'unit')}"
