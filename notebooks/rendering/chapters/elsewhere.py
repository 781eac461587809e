"""Our findings beside what other surveys measured, never without base, year, n and closeness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dataprep.comparators import HOME, NO_FINDING, by_country
from rendering.drawing.canvas import LINE, NARROWEST, POINTS, SMALL_LINE, canvas, panel
from rendering.drawing.legends import Entry, draw_legend, legend_of
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.palette import BAND, EMPTY, INK, INTERVAL, MUTED, PRIMARY, TRACK
from rendering.drawing.scales import (
    Scale,
    room_for_shares,
    share_rules,
    shares_across,
    ticks_across,
)
from rendering.drawing.text import SMALL, label, on_white, text_width, wrapped, write, write_lines
from rendering.shown.answer import Answer
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number, numbers_of, row_address
from rendering.shown.surveys import comparator_numbers, survey_cell
from rendering.shown.table import Cell, ShownTable, show_table
from rendering.words import typography
from rendering.words.comparators import gap_words, reason_words
from rendering.words.groups import group_words, option_label
from rendering.words.language import localized, named, text_of, tr
from rendering.words.surveys import (
    area_words,
    asked_words,
    closeness_words,
    likeness_words,
    measure_words,
    n_words,
    share_words,
    year_words,
)
from rendering.words.typography import lower_first, typeset

# Shape tells what is counted, fill whether the base is ours, so that colour is never alone.
_MARKS = {
    ("organisation", True): Mark("s", INK, INK),
    ("organisation", False): Mark("s", EMPTY, INK),
    ("person", True): Mark("o", INK, INK),
    ("person", False): Mark("o", EMPTY, INK),
}


_TABLE = "comparators"  # where each share shown leads to its row


_UNMATCHED = Mark("^", EMPTY, MUTED)  # what the flash has no share to set beside


_OURS = Mark("D", PRIMARY, PRIMARY)


_BAND = Mark("s", BAND, INTERVAL, width=0.9)


UNSIZED = f"{typography.NO_BREAK}†"  # after the year of a share whose base has no known size


_SIZE = 7.6  # points of a mark


_STRIP = 17.0  # points of a scale under the words of a row, where it cannot stand beside them


_WORDS = 0.58  # the part of a wide drawing that words take


def beside(
    findings_rows: pd.DataFrame, comparators: pd.DataFrame, anchor: str, title: str | Answer
) -> Shown:
    """A finding as a band, and the shares of other surveys as dots, on one scale of 0 to 100 %.

    ``findings_rows`` are rows of ``published_findings`` that have a count, one a reading;
    ``comparators`` as ``comparable`` gives them: France comes first, then the highest share.
    A ``title`` that states a finding is an ``answer``, whose numbers and condition it keeps.
    Raises ValueError where there is no finding with a count, or no comparator.
    """
    if findings_rows.empty or findings_rows["count"].isna().any():
        raise ValueError(
            "beside: no finding, or one without a count. Expected rows of published_findings that "
            "have a count. Leave the others out."
        )
    if comparators.empty:
        raise ValueError(
            "beside: no comparator. Expected rows of comparable(). Where nothing compares, say so "
            "with show_gaps()."
        )
    rows = by_country(comparators)
    ours = [_our_words(row, findings_rows) for _, row in findings_rows.iterrows()]
    bases = " ; ".join(
        dict.fromkeys(group_words(row["group"], row["base"]) for _, row in findings_rows.iterrows())
    )
    labels = " ; ".join(option_label(row, findings_rows) for _, row in findings_rows.iterrows())
    return show(
        lambda width: _draw_beside(findings_rows, rows, width),
        anchor=anchor,
        title=title.plain() if isinstance(title, Answer) else tr(title),
        subtitle=tr("{label} : part sur la base de chaque enquête").format(label=labels),
        says=" ; ".join([*ours, *(_their_words(row) for _, row in rows.iterrows())]) + ".",
        base=_reading(findings_rows, bases),
        sources=[*findings_rows["source"], _TABLE],
        table=comparators_frame(rows),
        numbers=(*numbers_of(findings_rows).values(), *comparator_numbers(rows).values()),
    )


def extremes(comparators: pd.DataFrame) -> dict[str, Number]:
    """The lowest and the highest share of comparators, as ``lowest`` and ``highest``."""
    ordered = sorted(comparator_numbers(comparators).values(), key=lambda number: number.value)
    return {"lowest": ordered[0], "highest": ordered[-1]}


def _reading(findings_rows: pd.DataFrame, bases: str) -> str:
    """How to read the band: what an interval says of people who were not drawn at random."""
    level = typography.share(float(findings_rows["interval"].iloc[0].split()[-1]))
    ranges = " ; ".join(
        typography.share_range(row["low"], row["high"]) for _, row in findings_rows.iterrows()
    )
    return tr(
        "Bande ({ranges}) : les parts de l'ensemble compatibles avec cette réponse, à {level}, si "
        "les {bases} avaient été tirés au hasard. Effectif déduit."
    ).format(bases=bases, level=level, ranges=ranges)


def _our_words(row: pd.Series, findings_rows: pd.DataFrame) -> str:
    return tr("Flash 2025, {label} : {number} (intervalle : {range})").format(
        label=lower_first(option_label(row, findings_rows)),
        number=typography.count_and_share(row["count"], row["base"]),
        range=typography.share_range(row["low"], row["high"]),
    )


def _their_words(row: pd.Series) -> str:
    return tr("{country}, {asked} ({year}, {n}, {likeness}) : {share}").format(
        country=area_words(row["area"]),
        asked=lower_first(asked_words(row)),
        year=year_words(row),
        n=n_words(row),
        likeness=_likeness_words(row),
        share=share_words(row),
    )


def _likeness(row: pd.Series) -> tuple[str, bool]:
    return row["unit"], row["differs_base"] == "none"


def _likeness_words(row: pd.Series) -> str:
    if pd.isna(row["finding"]):
        return closeness_words(NO_FINDING)
    return likeness_words(*_likeness(row))


def _mark(row: pd.Series) -> Mark:
    return _UNMATCHED if pd.isna(row["finding"]) else _MARKS[_likeness(row)]


def comparators_frame(comparators: pd.DataFrame) -> pd.DataFrame:
    """Comparators as a reader reads them: what, whose, how close, and why."""
    rows = [row for _, row in comparators.iterrows()]
    return pd.DataFrame(
        {
            tr("Enquête et année"): [_survey_cell(row) for row in rows],
            tr("Ce qui est mesuré"): [_measure_cell(row) for row in rows],
            tr("Base et effectif"): [_base_words(row) for row in rows],
            tr("Part"): [
                Cell(share_words(row), link=row_address(f"{_TABLE}#{row['id']}")) for row in rows
            ],
            tr("Proximité, et pourquoi"): [
                Cell(closeness_words(row["closeness"]), reason_words(row)) for row in rows
            ],
        }
    )


def _survey_cell(row: pd.Series) -> Cell:
    """A survey with its link; under it, its country and who was asked."""
    cell, country, asked = survey_cell(row), area_words(row["area"]), text_of(row, "population")
    if country not in asked:
        asked = tr("{country} : {population}").format(
            country=country, population=lower_first(asked)
        )
    return replace(cell, note=asked)


def _base_words(row: pd.Series) -> str:
    return tr("{base} ({n})").format(base=text_of(row, "base"), n=n_words(row))


def _measure_cell(row: pd.Series) -> Cell:
    return Cell(measure_words(row), localized(row, "caveat"))


def show_comparators(
    comparators: pd.DataFrame, anchor: str, caption: str, findings: pd.DataFrame | None = None
) -> ShownTable:
    """Figures of other surveys, with base, year, n, closeness, reason and a link to each.

    ``comparators`` as ``comparable`` or ``on_topic`` give them, or several of these one after
    the other. With ``findings``, the caption gives the finding that they stand beside.
    """
    frame = comparators_frame(comparators)
    numbers = tuple(comparator_numbers(comparators).values())
    if findings is not None:
        own = findings[findings["option"].isin(comparators["finding"])]
        ours = " ; ".join(_pair_words(row, own) for _, row in own.iterrows())
        caption = tr("{caption}. Dans le flash, {ours}").format(caption=tr(caption), ours=ours)
        numbers = (*numbers_of(own).values(), *numbers)
    return show_table(frame, anchor, caption, numbers=numbers)


def _pair_words(row: pd.Series, findings: pd.DataFrame) -> str:
    return tr("{label} : {number}").format(
        label=lower_first(option_label(row, findings)),
        number=typography.count_and_share(row["count"], row["base"]),
    )


def show_gaps(gaps: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """What cannot be compared: subjects that one side measures and the other does not."""
    missing = {
        "no-comparator": tr("Aucune autre enquête vue ne le mesure"),
        "no-finding": tr("Le flash n'en donne pas de part"),
    }
    frame = pd.DataFrame(
        {
            tr("Sujet"): [gap_words(row) for _, row in gaps.iterrows()],
            tr("Ce qui manque"): [missing[kind] for kind in gaps["kind"]],
            tr("Chiffres d'ailleurs"): gaps["comparators"].to_numpy(),
            tr("dont collectivités de France"): gaps["local_fr"].to_numpy(),
        }
    )
    numbers = tuple(
        Number(
            f"comparators/gaps/{row['subject']}",
            int(row["comparators"]),
            "rows",
            "comparators",
            "counted",
        )
        for _, row in gaps.iterrows()
    )
    return show_table(frame, anchor, caption, numbers=numbers)


def _draw_beside(findings_rows: pd.DataFrame, comparators: pd.DataFrame, width: float) -> Figure:
    right = width * POINTS
    apart = width >= NARROWEST  # the scale stands beside the words, and not under them
    room = _WORDS * right if apart else right
    ours = [_our_row(row, findings_rows, room) for _, row in findings_rows.iterrows()]
    theirs = [_their_row(row, room) for _, row in comparators.iterrows()]
    entries = [Entry(_OURS, tr("le flash"), bold=True), Entry(_BAND, tr("son intervalle"))]
    entries += _likeness_entries(comparators)
    legend = legend_of(entries, right)
    note = SMALL_LINE if comparators["n"].isna().any() else 0.0
    start = legend.height + note + 8
    top = start
    strip = 0.0 if apart else _STRIP
    floor = top + sum(row.height + strip for row in [*ours, *theirs]) + 2 * _GAP
    figure, axes = canvas(width, floor + 20)
    draw_legend(axes, legend)
    if note:
        words = typeset(tr("{sign} : effectif inconnu").format(sign=UNSIZED.strip()))
        write(axes, 0, legend.height + 1, words, size=SMALL, colour=MUTED)
    scale = shares_across(axes, right, top, floor, room + 8 if apart else 0.0)
    before, spans = "flash", list[tuple[float, float]]()
    for row in [*ours, *theirs]:
        if row.part != before:
            axes.hlines(top + _GAP / 2, 0, right, color=TRACK, linewidth=0.8, zorder=0)
            before, top = row.part, top + _GAP
        _write_row(axes, top, row)
        top += row.height + strip
        y = top - (row.height / 2 + 1 if apart else _STRIP / 2 + 3)
        spans.append((y - _STRIP / 2, y + _STRIP / 2))
        _draw_share(axes, scale, row, y, right, list(findings_rows["share"]))
    _draw_bands(axes, scale, findings_rows, (start, floor), [(start, floor)] if apart else spans)
    return figure


_GAP = 8.0  # points between the flash, France and elsewhere


@dataclass(frozen=True)
class _Row:
    """A share with its words: who in bold, then when and how many in grey, then what, in lines."""

    part: str
    who: str
    when: str
    lines: list[str]
    name: str
    share: float
    number: str
    mark: Mark

    @property
    def height(self) -> float:
        return LINE * (1 + len(self.lines)) + 4


def _our_row(row: pd.Series, findings_rows: pd.DataFrame, room: float) -> _Row:
    return _Row(
        "flash",
        typeset(tr("Le flash")),
        typeset(f"2025, {group_words(row['group'], row['base'])}"),
        wrapped(typeset(option_label(row, findings_rows)), room),
        f"{row['option']}-{row['group']}",
        float(row["share"]),
        typeset(typography.count_and_share(row["count"], row["base"])),
        _OURS,
    )


def _their_row(row: pd.Series, room: float) -> _Row:
    n = UNSIZED if pd.isna(row["n"]) else f", {n_words(row)}"
    return _Row(
        "home" if row["area"] == HOME else "abroad",
        typeset(area_words(row["area"])),
        typeset(f"{year_words(row)}{n}"),
        wrapped(typeset(asked_words(row)), room),
        row["id"],
        float(row["share"]),
        typeset(share_words(row)),
        _mark(row),
    )


def _write_row(axes: Axes, top: float, row: _Row) -> None:
    on_white(axes, 0, top + 8, row.who, bold=True)
    after = text_width(row.who, bold=True) + 7
    on_white(axes, after, top + 8, row.when, size=SMALL, colour=MUTED)
    for place, line in enumerate(row.lines, start=1):
        on_white(axes, 0, top + 8 + place * LINE, line)


def _draw_share(
    axes: Axes, scale: Scale, row: _Row, y: float, right: float, ours: list[float]
) -> None:
    """The mark of a share and, beside it, its number: to the right where nothing is crossed."""
    x = scale.at(row.share)
    draw_marks(axes, [x], [y], row.mark, _SIZE, f"share-{row.name}")
    end = x + 8 + text_width(row.number, bold=True)
    crossed = any(x < scale.at(share) < end for share in ours)
    if crossed or end > right:
        write(axes, x - 8, y, row.number, bold=True, side="right")
    else:
        write(axes, x + 8, y, row.number, bold=True)


def _draw_bands(
    axes: Axes,
    scale: Scale,
    findings_rows: pd.DataFrame,
    whole: tuple[float, float],
    spans: list[tuple[float, float]],
) -> None:
    """Each of our shares as a line, and its interval as a band: its ends, filled in ``spans``."""
    for place, (_, row) in enumerate(findings_rows.iterrows()):
        low, share, high = (scale.at(row[name]) for name in ("low", "share", "high"))
        for part, (top, floor) in enumerate(spans):
            corners = [low, high, high, low], [top, top, floor, floor]
            axes.fill(*corners, color=BAND, linewidth=0, zorder=0.1, gid=f"band-{place}-{part}")
        for gid, x, colour in (("low", low, INTERVAL), ("high", high, INTERVAL)):
            axes.vlines(x, *whole, color=colour, linewidth=0.8, zorder=0.2, gid=f"{gid}-{place}")
        axes.vlines(share, *whole, color=PRIMARY, linewidth=1.2, zorder=0.3, gid=f"ours-{place}")


def _likeness_entries(comparators: pd.DataFrame) -> list[Entry]:
    """The marks in use, from the closest."""
    rows = [row for _, row in comparators.iterrows()]
    used = {_likeness(row) for row in rows if pd.notna(row["finding"])}
    entries = [Entry(_MARKS[key], typeset(likeness_words(*key))) for key in _MARKS if key in used]
    if comparators["finding"].isna().any():
        entries.append(Entry(_UNMATCHED, typeset(closeness_words(NO_FINDING))))
    return entries


def trend_lines(trends: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Measures that one survey took more than once, a panel each, on one scale of 0 to 100 %.

    ``trends`` as ``trend`` gives them, several one after the other. ``title`` may say how many
    measures there are, ``{n}``, and how many rose or fell from the first wave shown to the last:
    ``{up}``, ``{down}``. Raises ValueError where a series has one wave only: it has no trend.
    """
    series = _series_of(trends)
    single = [rows["series"].iloc[0] for rows in series if len(rows) == 1]
    if single or not series:
        raise ValueError(
            f"trend_lines: {', '.join(single) or 'nothing'} has no two waves. Expected series of "
            "two waves at least, as trend() gives them. Leave the others out."
        )
    changes = [rows["share"].iloc[-1] - rows["share"].iloc[0] for rows in series]
    return show(
        lambda width: _draw_trends(series, trends, width),
        anchor=anchor,
        title=tr(title).format(
            n=len(series),
            up=sum(change > 0 for change in changes),
            down=sum(change < 0 for change in changes),
        ),
        subtitle=tr("Parts imprimées, sur la base de chaque enquête. Sous l'année, l'effectif"),
        says=" ; ".join(_series_words(rows) for rows in series) + ".",
        base=tr(
            "Trait pointillé : la base change d'une vague à l'autre, ou n'est pas connue ; "
            "l'écart peut en venir."
        ),
        sources=[_TABLE],
        table=comparators_frame(trends),
        numbers=tuple(comparator_numbers(trends).values()),
    )


def _series_of(trends: pd.DataFrame) -> list[pd.DataFrame]:
    return [rows for _, rows in trends.groupby("series", sort=False)]


def _series_label(rows: pd.DataFrame) -> str:
    """Whose measure it is, by the name of the survey where its waves share one, and what it is."""
    last = rows.iloc[-1]
    return tr("{whose} : {measure}").format(
        whose=named(last, "survey" if rows["survey"].nunique() == 1 else "producer"),
        measure=lower_first(text_of(last, "indicator")),
    )


def _series_words(rows: pd.DataFrame) -> str:
    waves = [
        tr("{share} en {year} ({n})").format(
            share=share_words(row), year=row["year"], n=n_words(row)
        )
        for _, row in rows.iterrows()
    ]
    return f"{_series_label(rows)}, {', '.join(waves)}"


_PANEL = 52.0  # points from 0 to 100 %


_BETWEEN = 18.0  # points from a panel to the next


_UNDER = 46.0  # points under a panel, for years and sizes, and what parts it from the next


def _draw_trends(series: Sequence[pd.DataFrame], trends: pd.DataFrame, width: float) -> Figure:
    columns = 1 if width < NARROWEST else 3
    right = width * POINTS
    room = (right - _BETWEEN * (columns - 1)) / columns
    heads = [_head(rows, room) for rows in series]
    lines = [range(at, min(at + columns, len(series))) for at in range(0, len(series), columns)]
    heights = [max(_head_height(heads[at]) for at in line) for line in lines]
    legend = legend_of(_likeness_entries(trends), right)
    foot = _PANEL + 16 + _UNDER
    top = legend.height + 6
    figure, sheet = canvas(width, top + sum(heights) + foot * len(lines) - 12)
    draw_legend(sheet, legend)
    years = (int(trends["year"].min()), int(trends["year"].max()))
    sizes = max(text_width(_size_words(row), SMALL) for _, row in trends.iterrows())
    for line, height in zip(lines, heights, strict=True):
        floor = top + height + 16 + _PANEL
        for place, at in enumerate(line):
            left = place * (room + _BETWEEN)
            title, base = heads[at]
            write_lines(sheet, left, top + 8, title, bold=True)
            under = top + 7 + LINE * len(title)
            write_lines(sheet, left, under, base, SMALL_LINE, size=SMALL, colour=MUTED)
            start, end = left + room_for_shares(), left + room
            axes = panel(figure, start, floor - _PANEL, end, floor)
            # Half of the widest words under a wave stand out on each side of it.
            step = (end - start - sizes) / max(1, years[1] - years[0])
            axes.set_xlim(years[0] - sizes / 2 / step, years[1] + sizes / 2 / step)
            _draw_waves(axes, series[at])
        top += height + foot
    return figure


def _size_words(row: pd.Series) -> str:
    """The size of a wave's base, as it stands under its year."""
    return typeset(tr("inconnu") if pd.isna(row["n"]) else typography.number(row["n"]))


def _head(rows: pd.DataFrame, room: float) -> tuple[list[str], list[str]]:
    """What a panel shows, and its bases, in lines."""
    bases = list(dict.fromkeys(text_of(row, "base") for _, row in rows.iterrows()))
    words = tr("Base : {bases}").format(bases=tr(", puis ").join(bases))
    title = wrapped(typeset(_series_label(rows)), room, bold=True)
    return title, wrapped(typeset(words), room, SMALL)


def _head_height(head: tuple[list[str], list[str]]) -> float:
    title, base = head
    return LINE * len(title) + SMALL_LINE * len(base)


def _draw_waves(axes: Axes, rows: pd.DataFrame) -> None:
    """The waves of one measure by year; the line between two is dotted where the base changes."""
    name = rows["series"].iloc[0]
    steps = pd.concat(
        rows.iloc[at : at + 2].assign(step=at, steady=bool(rows["steady"].iloc[at + 1]))
        for at in range(len(rows) - 1)
    )
    sns.lineplot(
        steps,
        x="year",
        y="share",
        units="step",
        style="steady",
        dashes={True: "", False: (1.5, 2)},
        color=INK,
        estimator=None,
        errorbar=None,
        legend=False,
        ax=axes,
    )
    for place, line in enumerate(axes.lines):
        line.set_gid(f"change-{name}-{place}")
    for _, row in rows.iterrows():
        year, share = int(row["year"]), float(row["share"])
        draw_marks(axes, [year], [share], _mark(row), 6.9, f"wave-{row['id']}")
        label(
            axes,
            year,
            share,
            typeset(share_words(row)),
            up=13,
            bold=True,
            side="center",
            hiding=True,
        )
        label(axes, year, 0, _size_words(row), up=-24, colour=MUTED, side="center")
    share_rules(axes, (0.0, 0.5, 1.0))
    ticks_across(axes, {int(year): str(year) for year in rows["year"]})
    axes.tick_params(axis="x", labelcolor=INK)
