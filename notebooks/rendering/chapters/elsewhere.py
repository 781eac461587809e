"""Our findings beside what other surveys measured, never without base, year, n and closeness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dataprep.comparators import LEVELS, NO_FINDING
from rendering.drawing.canvas import LINE, POINTS, canvas, wrapped
from rendering.drawing.palette import ACCENT, EMPTY, INK, INTERVAL, MUTED, PRIMARY, THIRD, TRACK
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number, numbers_of
from rendering.shown.surveys import comparator_numbers, survey_cell
from rendering.shown.table import Cell, ShownTable, show_table
from rendering.words import typography
from rendering.words.comparators import gap_words, reason_words
from rendering.words.groups import group_words, option_label
from rendering.words.language import localized, text_of, tr
from rendering.words.surveys import closeness_words, measure_words, n_words, share_words, year_words
from rendering.words.typography import lower_first, typeset

# Shape and fill tell the closeness, so that colour is never alone: marker, face, edge.
_MARKS = {
    "same-unit-and-base": ("D", ACCENT, ACCENT),
    "same-unit": ("s", THIRD, THIRD),
    "other": ("o", EMPTY, INK),
    NO_FINDING: ("^", EMPTY, MUTED),
}


_SMALL = 12.0  # points from one small line to the next


_STRIP = 22.0  # points for a dot and the scale around it


def beside(
    findings_rows: pd.DataFrame, comparators: pd.DataFrame, anchor: str, title: str
) -> Shown:
    """A finding with its interval, and the shares of other surveys, on one scale of 0 to 100 %.

    ``findings_rows`` are rows of ``published_findings`` that have a count, one a reading;
    ``comparators`` as ``comparable`` gives them, in that order. Raises ValueError where there is
    no finding with a count, or no comparator.
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
    ours = [_our_words(row, findings_rows) for _, row in findings_rows.iterrows()]
    theirs = [
        tr("{survey} ({year}, {n}, {closeness}) : {share}").format(
            survey=row["survey"],
            year=year_words(row),
            n=n_words(row),
            closeness=closeness_words(row["closeness"]),
            share=share_words(row),
        )
        for _, row in comparators.iterrows()
    ]
    level = typography.share(float(findings_rows["interval"].iloc[0].split()[-1]))
    bases = " ; ".join(
        dict.fromkeys(group_words(row["group"], row["base"]) for _, row in findings_rows.iterrows())
    )
    return show(
        lambda width: _draw_beside(findings_rows, comparators, width),
        anchor=anchor,
        title=tr(title),
        says=" ; ".join([*ours, *theirs]) + ".",
        caption=" ; ".join(ours) + ". " + _range_words(comparators),
        base=tr(
            "Notre base : {bases}. Effectifs déduits par nous des pourcentages imprimés. Le "
            "trait épais, et la bande pâle qui le prolonge : ce que donnerait un tirage au "
            "hasard, à {level}. Aucune autre enquête trouvée ne porte sur les seuls Pays et "
            "PETR."
        ).format(bases=bases, level=level),
        sources=[*findings_rows["source"], *("comparators#" + comparators["id"])],
        table=comparators_frame(comparators),
        numbers=(*numbers_of(findings_rows).values(), *comparator_numbers(comparators).values()),
    )


def _our_words(row: pd.Series, findings_rows: pd.DataFrame) -> str:
    return tr("Flash 2025, {label} : {number} (intervalle : {range})").format(
        label=lower_first(option_label(row, findings_rows)),
        number=typography.count_and_share(row["count"], row["base"]),
        range=typography.share_range(row["low"], row["high"]),
    )


def _range_words(comparators: pd.DataFrame) -> str:
    """The lowest and the highest share of others, each as precise as it was printed."""
    ordered = comparators.sort_values("share", kind="stable")
    low, high = share_words(ordered.iloc[0]), share_words(ordered.iloc[-1])
    if len(ordered) == 1:
        return tr("Ailleurs, un seul chiffre : {share}.").format(share=low)
    return tr("Ailleurs, {n} chiffres, le plus bas à {low}, le plus haut à {high}.").format(
        n=typography.number(len(ordered)), low=low, high=high
    )


def comparators_frame(comparators: pd.DataFrame) -> pd.DataFrame:
    """Comparators as a reader reads them: what, whose, how close, and why."""
    rows = [row for _, row in comparators.iterrows()]
    return pd.DataFrame(
        {
            tr("Enquête et année"): [survey_cell(row) for row in rows],
            tr("Ce qui est mesuré"): [_measure_cell(row) for row in rows],
            tr("Base et effectif"): [_base_words(row) for row in rows],
            tr("Part"): [share_words(row) for row in rows],
            tr("Proximité, et pourquoi"): [
                Cell(closeness_words(row["closeness"]), reason_words(row)) for row in rows
            ],
        }
    )


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
    ours = [row for _, row in findings_rows.iterrows()]
    theirs = [row for _, row in comparators.iterrows()]
    blocks = [_our_block(row, findings_rows, right) for row in ours]
    blocks += [_their_block(row, right) for row in theirs]
    legend = _legend_of(comparators, right, ours=True)
    top = _legend_height(legend) + 4
    heights = [_block_height(*block) for block in blocks]
    figure, axes = canvas(width, top + sum(heights) + 20)
    _draw_legend(axes, legend)
    scale = _Scale(5.0, right - 16)
    floor = top + sum(heights)
    _draw_scale(axes, scale, top, floor, right)
    for row, block, height in zip([*ours, *theirs], blocks, heights, strict=True):
        _draw_block(axes, top, right, *block)
        y = top + height - _STRIP / 2 - 7
        # Our interval goes on, pale, behind each share that is read beside it.
        for own in ours:
            _draw_interval(axes, scale, own, y, INTERVAL if row is own else TRACK)
        mark = ("o", PRIMARY, PRIMARY) if "closeness" not in row else _MARKS[row["closeness"]]
        _draw_mark(axes, scale.at(row["share"]), y, mark)
        top += height
    return figure


class _Scale:
    """From a share to points across the drawing."""

    def __init__(self, left: float, length: float):
        self.left, self.length = left, length

    def at(self, share: float) -> float:
        return self.left + self.length * float(share)


Block = tuple[list[str], str, list[str]]  # lines in ink, the number to the right, lines in grey


def _our_block(row: pd.Series, findings_rows: pd.DataFrame, right: float) -> Block:
    number = typography.count_and_share(row["count"], row["base"])
    label = tr("Flash 2025 : {label}").format(label=lower_first(option_label(row, findings_rows)))
    base = tr("Base : {bases}").format(bases=group_words(row["group"], row["base"]))
    return _fitted(label, number, base, right)


def _their_block(row: pd.Series, right: float) -> Block:
    label = tr("{survey} ({year}, {n})").format(
        survey=row["survey"], year=year_words(row), n=n_words(row)
    )
    under = tr("{measure}. Base : {base}").format(
        measure=measure_words(row), base=text_of(row, "base")
    )
    return _fitted(label, share_words(row), under, right)


def _fitted(label: str, number: str, under: str, right: float) -> Block:
    number = typeset(number)
    room = right - 5.2 * len(number) - 12
    return wrapped(typeset(label), room, 10.6), number, wrapped(typeset(under), right, 9)


def _block_height(label: list[str], _: str, under: list[str]) -> float:
    return LINE * len(label) + _SMALL * len(under) + _STRIP + 9


def _draw_block(
    axes: Axes, top: float, right: float, label: list[str], number: str, under: list[str]
) -> None:
    for index, line in enumerate(label):
        _on_white(axes, 0, top + 8 + index * LINE, line, weight="bold", color=INK)
    _on_white(axes, right, top + 8, number, ha="right", weight="bold", color=INK)
    top += LINE * len(label)
    for index, line in enumerate(under):
        _on_white(axes, 0, top + 7 + index * _SMALL, line, size=9, color=MUTED)


def _on_white(axes: Axes, x: float, y: float, text: str, **options: Any) -> None:
    """Text that hides the scale's lines behind it."""
    axes.text(
        x,
        y,
        text,
        va="center",
        zorder=4,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        **options,
    )


def _draw_scale(axes: Axes, scale: _Scale, top: float, floor: float, right: float) -> None:
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = scale.at(tick)
        axes.plot([x, x], [top, floor], color=TRACK, linewidth=0.8, zorder=0)
        side = {0.0: "left", 1.0: "right"}.get(tick, "center")
        axes.text(
            right if tick == 1 else 0 if tick == 0 else x,
            floor + 11,
            typography.share(tick),
            ha=side,
            va="center",
            color=MUTED,
            size=9,
        )


def _draw_interval(axes: Axes, scale: _Scale, row: pd.Series, y: float, colour: str) -> None:
    thickness = 5 if colour == INTERVAL else 9
    axes.plot(
        [scale.at(row["low"]), scale.at(row["high"])],
        [y, y],
        color=colour,
        linewidth=thickness,
        solid_capstyle="butt",
        zorder=1,
    )


def _draw_mark(axes: Axes, x: float, y: float, mark: tuple[str, str, str], size: int = 62) -> None:
    marker, face, edge = mark
    sns.scatterplot(
        x=[x],
        y=[y],
        marker=marker,
        s=size,
        color=face,
        edgecolor=edge,
        linewidth=1.4,
        legend=False,
        ax=axes,
        zorder=3,
        clip_on=False,
    )


Legend = list[tuple[float, float, tuple[str, str, str], str]]  # x, y, mark, words


def _legend_of(comparators: pd.DataFrame, right: float, *, ours: bool) -> Legend:
    """The marks in use, from the closest, set in as many lines as they take."""
    used = [name for name in (*LEVELS, NO_FINDING) if name in set(comparators["closeness"])]
    entries = [(("o", PRIMARY, PRIMARY), tr("le flash"))] if ours else []
    entries += [(_MARKS[name], closeness_words(name)) for name in used]
    placed: Legend = []
    x, y = 7.0, 8.0
    for mark, words in entries:
        length = 11 + 4.5 * len(words) + 14
        if placed and x + length > right + 14:
            x, y = 7.0, y + LINE * 1.2
        placed.append((x, y, mark, typeset(words)))
        x += length
    return placed


def _legend_height(legend: Legend) -> float:
    return legend[-1][1] + LINE if legend else 0.0


def _draw_legend(axes: Axes, legend: Legend) -> None:
    for x, y, mark, words in legend:
        _draw_mark(axes, x, y, mark, 48)
        axes.text(x + 10, y, words, va="center", color=INK, size=9)


def trend_lines(trends: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Measures that one survey took more than once, a panel each, on one scale of 0 to 100 %.

    ``trends`` as ``trend`` gives them, several one after the other. Raises ValueError where a
    series has one wave only: it has no trend.
    """
    series = _series_of(trends)
    single = [rows["series"].iloc[0] for rows in series if len(rows) == 1]
    if single or not series:
        raise ValueError(
            f"trend_lines: {', '.join(single) or 'nothing'} has no two waves. Expected series of "
            "two waves at least, as trend() gives them. Leave the others out."
        )
    return show(
        lambda width: _draw_trends(series, trends, width),
        anchor=anchor,
        title=tr(title),
        says=" ; ".join(_series_words(rows) for rows in series) + ".",
        caption=_changes_words(series),
        base=tr(
            "Parts telles qu'imprimées, chacune sur la base qu'indique son intitulé. "
            "Trait pointillé : la base change d'une vague à l'autre, ou n'est pas connue ; "
            "l'écart peut en venir. Le flash n'a qu'une vague."
        ),
        sources=list("comparators#" + trends["id"]),
        table=comparators_frame(trends),
        numbers=tuple(comparator_numbers(trends).values()),
    )


def _series_of(trends: pd.DataFrame) -> list[pd.DataFrame]:
    return [rows for _, rows in trends.groupby("series", sort=False)]


def _series_label(rows: pd.DataFrame) -> str:
    last = rows.iloc[-1]
    return tr("{producer} : {measure}").format(
        producer=last["producer"], measure=lower_first(text_of(last, "indicator"))
    )


def _series_words(rows: pd.DataFrame) -> str:
    waves = [
        tr("{share} en {year} ({n})").format(
            share=share_words(row), year=row["year"], n=n_words(row)
        )
        for _, row in rows.iterrows()
    ]
    return f"{_series_label(rows)}, {', '.join(waves)}"


def _changes_words(series: Sequence[pd.DataFrame]) -> str:
    """What the measures did: each where they are few, how many rose where they are many."""
    if len(series) <= 3:
        return " ; ".join(_change_words(rows) for rows in series) + "."
    changes = [rows["share"].iloc[-1] - rows["share"].iloc[0] for rows in series]
    return tr(
        "{n} mesures refaites, de leur première vague ici à la dernière. En hausse : {up}. "
        "En baisse : {down}."
    ).format(
        n=len(series),
        up=sum(change > 0 for change in changes),
        down=sum(change < 0 for change in changes),
    )


def _change_words(rows: pd.DataFrame) -> str:
    first, last = rows.iloc[0], rows.iloc[-1]
    return tr("{label}, {low} en {first} et {high} en {last}").format(
        label=_series_label(rows),
        low=share_words(first),
        first=first["year"],
        high=share_words(last),
        last=last["year"],
    )


_PANEL = 74.0  # points from 0 to 100 %


def _draw_trends(series: Sequence[pd.DataFrame], trends: pd.DataFrame, width: float) -> Figure:
    right = width * POINTS
    columns = 2 if width > 5 else 1
    room = (right - 24 * (columns - 1)) / columns
    years = (int(trends["year"].min()), int(trends["year"].max()))
    panels = [_panel_block(rows, room) for rows in series]
    lines = [range(at, min(at + columns, len(series))) for at in range(0, len(series), columns)]
    heads = [max(_head_height(panels[at]) for at in line) for line in lines]
    legend = _legend_of(trends, right, ours=False)
    top = _legend_height(legend) + 6
    foot = _PANEL + 62
    figure, axes = canvas(width, top + sum(heads) + foot * len(lines))
    _draw_legend(axes, legend)
    for line, head in zip(lines, heads, strict=True):
        for place, at in enumerate(line):
            left = place * (room + 24)
            _draw_head(axes, left, top, panels[at])
            _draw_panel(axes, series[at], years, left, room, top + head + 18)
        top += head + foot
    return figure


def _panel_block(rows: pd.DataFrame, room: float) -> tuple[list[str], list[str]]:
    bases = list(dict.fromkeys(text_of(row, "base") for _, row in rows.iterrows()))
    words = tr("Base : {bases}").format(bases=tr(", puis ").join(bases))
    return wrapped(typeset(_series_label(rows)), room, 10.6), wrapped(typeset(words), room, 9)


def _head_height(panel: tuple[list[str], list[str]]) -> float:
    return LINE * len(panel[0]) + _SMALL * len(panel[1])


def _draw_head(axes: Axes, left: float, top: float, panel: tuple[list[str], list[str]]) -> None:
    label, base = panel
    for index, line in enumerate(label):
        axes.text(left, top + 8 + index * LINE, line, va="center", weight="bold", color=INK)
    top += LINE * len(label)
    for index, line in enumerate(base):
        axes.text(left, top + 7 + index * _SMALL, line, va="center", color=MUTED, size=9)


def _draw_panel(
    axes: Axes, rows: pd.DataFrame, years: tuple[int, int], left: float, room: float, top: float
) -> None:
    first, last = left + 58, left + room - 26
    step = (last - first) / max(1, years[1] - years[0])
    floor = top + _PANEL
    for tick in (0.0, 0.5, 1.0):
        y = floor - _PANEL * tick
        axes.plot([left + 34, left + room], [y, y], color=TRACK, linewidth=0.8, zorder=0)
        axes.text(
            left + 30, y, typography.share(tick), ha="right", va="center", color=MUTED, size=9
        )
    points = [
        (first + step * (int(row["year"]) - years[0]), floor - _PANEL * float(row["share"]))
        for _, row in rows.iterrows()
    ]
    for start, end, steady in zip(points, points[1:], rows["steady"].iloc[1:], strict=False):
        axes.plot(
            [start[0], end[0]],
            [start[1], end[1]],
            color=INK,
            linewidth=1.4,
            zorder=1,
            linestyle="-" if steady else (0, (1.5, 2)),
        )
    for (x, y), (_, row) in zip(points, rows.iterrows(), strict=True):
        _draw_mark(axes, x, y, _MARKS[row["closeness"]], 48)
        _on_white(axes, x, y - 13, typeset(share_words(row)), ha="center", weight="bold", color=INK)
        axes.text(x, floor + 12, str(row["year"]), ha="center", va="center", color=INK, size=9)
        axes.text(
            x,
            floor + 12 + _SMALL,
            typeset(n_words(row)),
            ha="center",
            va="center",
            color=MUTED,
            size=9,
        )
