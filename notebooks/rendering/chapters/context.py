"""Chapter 01: the dates, the reports, the axes, and the territories the survey speaks of."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from rendering.drawing.canvas import LINE, NARROWEST, POINTS, canvas
from rendering.drawing.legends import Entry, draw_legend, legend_of
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.palette import ACCENT, EMPTY, INK, MUTED, PRIMARY, THIRD, TRACK
from rendering.drawing.text import text_width, wrapped, write, write_lines
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import tally
from rendering.shown.table import Cell, ShownTable, show_table
from rendering.words import typography
from rendering.words.dates import by_date, date_words
from rendering.words.language import text_of, tr
from rendering.words.sources import source_marks
from rendering.words.typography import typeset


def show_reports(reports: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Reports, oldest first: who wrote them, when, and how many recommendations they make."""
    reports = reports.sort_values("date", key=by_date, kind="stable")
    marks = source_marks(reports["status"])
    frame = pd.DataFrame(
        {
            tr("Rapport et auteurs"): [
                Cell(
                    row["title"],
                    note=row["authors"],
                    lang=row["language"],
                    link=row["source_url"] if pd.notna(row["source_url"]) else None,
                )
                for _, row in reports.iterrows()
            ],
            tr("Date"): [
                date_words(row) + mark
                for (_, row), mark in zip(reports.iterrows(), marks, strict=True)
            ],
            tr("Recommandations"): reports["recommendations"].astype("Int64").array,
        }
    )
    return show_table(frame, anchor, caption)


def show_recommendations(recommendations: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Recommendations in our words, those whose number was seen first, each with its source."""
    recommendations = recommendations.sort_values("number", kind="stable")
    frame = pd.DataFrame(
        {
            tr("Recommandation, dans nos mots"): [
                Cell(text_of(row, "text"), link=row["source_url"])
                for _, row in recommendations.iterrows()
            ],
            tr("Numéro vu"): recommendations["number"].astype("Int64").array,
        }
    )
    return show_table(frame, anchor, caption)


def show_universe(universe: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Figures on the territories with their date and who gives them."""
    marks = source_marks(universe["status"])
    frame = pd.DataFrame(
        {
            tr("Mesure"): [text_of(row, "label") for _, row in universe.iterrows()],
            tr("Valeur"): [
                Cell(_amount(row) + mark, link=row["source_url"])
                for (_, row), mark in zip(universe.iterrows(), marks, strict=True)
            ],
            tr("Date"): [date_words(row) for _, row in _dated(universe).iterrows()],
            tr("Producteur"): universe["producer"].to_list(),
        }
    )
    return show_table(frame, anchor, caption)


def _dated(universe: pd.DataFrame) -> pd.DataFrame:
    return universe.rename(columns={"as_of": "date"})


def _amount(row: pd.Series) -> str:
    decimals = 0 if float(row["value"]).is_integer() else 1
    return f"{typography.number(row['value'], decimals)} {text_of(row, 'unit')}"


def show_axes(axes: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """The lines of each grouping, in their order, a row for each grouping."""
    frame = pd.DataFrame(
        {
            tr("Qui le dit"): _whose(str(grouping)),
            tr("Axes"): " ; ".join(text_of(row, "label") for _, row in lines.iterrows()),
        }
        for grouping, lines in axes.sort_values("order").groupby("grouping")
    )
    return show_table(frame, anchor, caption)


def _whose(grouping: str) -> str:
    return {"flash": tr("Le flash"), "senat": tr("Le rapport publié")}[grouping]


# Shape tells the theme, so that colour is never alone: shape and colour.
_THEMES = {
    "research": ("o", PRIMARY),
    "tools": ("D", THIRD),
    "france": ("s", ACCENT),
    "law": ("^", MUTED),
    "territories": ("P", INK),
}


def _theme_words(theme: str) -> str:
    return {
        "research": tr("recherche").capitalize(),  # the site's own word leads to its search
        "tools": tr("Outils"),
        "france": tr("Rapports en France"),
        "law": tr("Droit"),
        "territories": tr("Territoires"),
    }[theme]


def _theme_mark(theme: str, filled: bool = True) -> Mark:
    shape, colour = _THEMES[theme]
    return Mark(shape, colour if filled else EMPTY, colour)


def timeline(events: pd.DataFrame, anchor: str, title: str) -> Shown:
    """The main events from the oldest to the latest, one line each, marked by theme.

    The table behind has all ``events``. ``title`` may take ``{first}``, the year of the first event
    drawn, and ``{local}``, that of the first on the territories.
    """
    events = events.sort_values("date", key=by_date, kind="stable")
    drawn = events[events["main"]]
    first, last = drawn.iloc[0], drawn.iloc[-1]
    local = drawn[drawn["theme"] == "territories"].iloc[0]
    marks = source_marks(events["status"])
    table = pd.DataFrame(
        {
            tr("Date"): [
                date_words(row) + mark
                for (_, row), mark in zip(events.iterrows(), marks, strict=True)
            ],
            tr("Événement"): [text_of(row, "label") for _, row in events.iterrows()],
            tr("Détail"): [text_of(row, "detail") for _, row in events.iterrows()],
        }
    )
    return show(
        lambda width: _draw_timeline(drawn, width),
        anchor=anchor,
        title=tr(title).format(first=first["date"][:4], local=local["date"][:4]),
        subtitle=tr("{drawn} dates retenues sur {n}").format(drawn=len(drawn), n=len(events)),
        says=tr(
            "Chronologie de {n} dates, de {first} ({first_label}) à {last} ({last_label})."
        ).format(
            n=len(drawn),
            first=first["date"][:4],
            first_label=text_of(first, "label"),
            last=last["date"][:4],
            last_label=text_of(last, "label"),
        ),
        base=tr(
            "L'espace entre deux dates ne suit pas la durée. Marque vide, ou astérisque dans le "
            "tableau : rapporté par un tiers."
        ),
        sources=["timeline"],
        numbers=tuple(tally(events, "timeline", drawn=events["main"]).values()),
        table=table,
    )


def _draw_timeline(events: pd.DataFrame, width: float) -> Figure:
    narrow, right = width < NARROWEST, width * POINTS
    dates = [date_words(row) for _, row in events.iterrows()]
    rail = 14.0 if narrow else max(map(text_width, dates)) + 22
    labels = [
        wrapped(typeset(text_of(row, "label")), right - rail - 14, bold=True)
        for _, row in events.iterrows()
    ]
    # On a telephone a date stands above its event, else beside it.
    heights = [LINE * (len(lines) + narrow) + 8 for lines in labels]
    legend = legend_of([Entry(_theme_mark(name), _theme_words(name)) for name in _THEMES], right)
    top = legend.height + 4
    figure, axes = canvas(width, top + sum(heights) + 8)
    draw_legend(axes, legend)
    axes.plot([rail, rail], [top + 4, top + sum(heights) - 2], color=TRACK, linewidth=2)
    for (_, row), date, lines, height in zip(
        events.iterrows(), dates, labels, heights, strict=True
    ):
        y = top + 9
        mark = _theme_mark(row["theme"], row["status"] == "producer")
        draw_marks(axes, [rail], [y], mark, 7.2, f"event-{row['id']}")
        if narrow:
            write(axes, rail + 14, y, date, colour=MUTED)
        else:
            write(axes, rail - 14, y, date, colour=MUTED, side="right")
        write_lines(axes, rail + 14, y + LINE * narrow, lines, bold=True)
        top += height
    return figure
