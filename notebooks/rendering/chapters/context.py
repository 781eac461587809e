"""Chapter 01: the dates, the reports, the axes, and the territories the survey speaks of."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rendering.drawing.canvas import LINE, POINTS, canvas, wrapped
from rendering.drawing.palette import (
    ACCENT,
    INK,
    MUTED,
    PRIMARY,
    THIRD,
    TRACK,
)
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import tally
from rendering.shown.table import Cell, ShownTable, show_table
from rendering.words import typography
from rendering.words.dates import by_date, date_words
from rendering.words.language import text_of, tr
from rendering.words.sources import status_words
from rendering.words.typography import typeset


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
            tr("Mesure"): [text_of(row, "label") for _, row in universe.iterrows()],
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
    return f"{typography.number(row['value'], decimals)} {text_of(row, 'unit')}"


def show_axes(axes: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """The lines of each grouping, side by side with whose grouping it is."""
    frame = pd.DataFrame(
        {
            tr("Axe"): [text_of(row, "label") for _, row in axes.iterrows()],
            tr("Qui le dit"): [_whose(row["grouping"]) for _, row in axes.iterrows()],
            tr("D'où vient ce regroupement"): [
                text_of(row, "grouping_note") for _, row in axes.iterrows()
            ],
        }
    )
    return show_table(frame, anchor, caption)


def _whose(grouping: str) -> str:
    return {"flash": tr("Le flash"), "senat": tr("Le rapport publié")}[grouping]


_THEMES = {"research": PRIMARY, "tools": THIRD, "france": ACCENT, "law": MUTED, "territories": INK}


_THEME_MARKS = {"research": "o", "tools": "D", "france": "s", "law": "^", "territories": "P"}


def timeline(events: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Dated events from the oldest to the latest, one line each, marked by theme."""
    events = events.sort_values("date", key=by_date, kind="stable")
    first, last = events.iloc[0], events.iloc[-1]
    table = pd.DataFrame(
        {
            tr("Date"): [date_words(row) for _, row in events.iterrows()],
            tr("Événement"): [text_of(row, "label") for _, row in events.iterrows()],
            tr("Détail"): [text_of(row, "detail") for _, row in events.iterrows()],
            tr("Vu"): [status_words(row["status"]) for _, row in events.iterrows()],
        }
    )
    return show(
        lambda width: _draw_timeline(events, width),
        anchor=anchor,
        title=tr(title),
        says=tr(
            "Chronologie de {n} dates, de {first} ({first_label}) à {last} ({last_label}). "
            "Le tableau qui suit les donne toutes."
        ).format(
            n=len(events),
            first=first["date"][:4],
            first_label=text_of(first, "label"),
            last=last["date"][:4],
            last_label=text_of(last, "label"),
        ),
        caption=tr("{n} dates, de {first} à {last}.").format(
            n=len(events), first=first["date"][:4], last=last["date"][:4]
        ),
        base=tr(
            "L'espace entre deux dates ne suit pas la durée. Marque pleine : vu chez le "
            "producteur ; marque vide : rapporté par un tiers."
        ),
        sources=["timeline"],
        numbers=tuple(tally(events, "timeline").values()),
        table=table,
    )


def _draw_timeline(events: pd.DataFrame, width: float) -> Figure:
    narrow = width < 5
    rail = 14.0 if narrow else 128.0
    labels = [
        wrapped(typeset(text_of(row, "label")), width * POINTS - rail - 24)
        for _, row in events.iterrows()
    ]
    heights = [LINE * (len(lines) + narrow) + 8 for lines in labels]
    legend = LINE * 1.5 * (5 if narrow else 1)
    figure, axes = canvas(width, sum(heights) + legend + 12)
    _draw_theme_legend(axes, narrow)
    axes.plot([rail, rail], [legend + 10, legend + 4 + sum(heights)], color=TRACK, linewidth=2)
    top = legend + 6
    for (_, row), lines, height in zip(events.iterrows(), labels, heights, strict=True):
        y = top + 9
        filled = row["status"] == "producer"
        _theme_mark(axes, rail, y, row["theme"], filled)
        axes.text(
            rail + 14 if narrow else rail - 14,
            y,
            date_words(row),
            va="center",
            color=MUTED,
            ha="left" if narrow else "right",
        )
        for index, line in enumerate(lines, start=int(narrow)):
            axes.text(rail + 14, y + index * LINE, line, va="center", weight="bold", color=INK)
        top += height
    return figure


def _theme_mark(axes: Axes, x: float, y: float, theme: str, filled: bool) -> None:
    colour = _THEMES[theme]
    sns.scatterplot(
        x=[x],
        y=[y],
        marker=_THEME_MARKS[theme],
        s=52,
        ax=axes,
        zorder=3,
        color=colour if filled else "white",
        edgecolor=colour,
        linewidth=1.4,
        legend=False,
    )


def _draw_theme_legend(axes: Axes, narrow: bool) -> None:
    names = {
        "research": tr("Recherche"),
        "tools": tr("Outils"),
        "france": tr("Rapports en France"),
        "law": tr("Droit"),
        "territories": tr("Territoires"),
    }
    x, y = (14.0, 8.0) if narrow else (8.0, 8.0)
    for theme, name in names.items():
        _theme_mark(axes, x, y, theme, True)
        axes.text(x + 10, y, name, va="center", color=INK, size=9)
        if narrow:
            y += LINE * 1.4
        else:
            x += 36 + 0.5 * 9 * len(name)
