"""Our findings beside what other surveys measured, never without base, year, n and closeness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dataprep.comparators import LEVELS, NO_FINDING
from rendering.drawing.canvas import LINE, NARROWEST, POINTS, SMALL_LINE, canvas, panel
from rendering.drawing.counts import draw_interval
from rendering.drawing.legends import Entry, draw_legend, legend_of
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.palette import ACCENT, EMPTY, INK, INTERVAL, MUTED, PRIMARY, THIRD, TRACK
from rendering.drawing.scales import room_for_shares, share_rules, shares_across, ticks_across
from rendering.drawing.text import SMALL, label, on_white, text_width, wrapped, write_lines
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

# Shape and fill tell the closeness, so that colour is never alone.
_MARKS = {
    "same-unit-and-base": Mark("D", ACCENT, ACCENT),
    "same-unit": Mark("s", THIRD, THIRD),
    "other": Mark("o", EMPTY, INK),
    NO_FINDING: Mark("^", EMPTY, MUTED),
}


_OURS = Mark("o", PRIMARY, PRIMARY)


_SIZE = 7.6  # points of a mark


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
    entries = [Entry(_OURS, tr("le flash")), *_closeness_entries(comparators)]
    legend = legend_of(entries, right)
    top = legend.height + 4
    floor = top + sum(block.height for block in blocks)
    figure, axes = canvas(width, floor + 20)
    draw_legend(axes, legend)
    scale = shares_across(axes, right, top, floor)
    for row, block in zip([*ours, *theirs], blocks, strict=True):
        _draw_block(axes, top, right, block)
        top += block.height
        y = top - _STRIP / 2 - 7
        name = row["id"] if "closeness" in row else f"{row['option']}-{row['group']}"
        # Our interval goes on, pale, behind each share that is read beside it.
        for place, own in enumerate(ours):
            colour, thickness = (INTERVAL, 5) if row is own else (TRACK, 9)
            draw_interval(axes, scale, own, y, colour, f"interval-{place}-{name}", thickness)
        mark = _MARKS[row["closeness"]] if "closeness" in row else _OURS
        draw_marks(axes, [scale.at(row["share"])], [y], mark, _SIZE, f"share-{name}")
    return figure


@dataclass(frozen=True)
class _Block:
    """The words above a share: lines in ink, the number to the right, lines in grey."""

    label: list[str]
    number: str
    under: list[str]

    @property
    def height(self) -> float:
        return LINE * len(self.label) + SMALL_LINE * len(self.under) + _STRIP + 9


def _our_block(row: pd.Series, findings_rows: pd.DataFrame, right: float) -> _Block:
    number = typography.count_and_share(row["count"], row["base"])
    label = tr("Flash 2025 : {label}").format(label=lower_first(option_label(row, findings_rows)))
    base = tr("Base : {bases}").format(bases=group_words(row["group"], row["base"]))
    return _fitted(label, number, base, right)


def _their_block(row: pd.Series, right: float) -> _Block:
    label = tr("{survey} ({year}, {n})").format(
        survey=row["survey"], year=year_words(row), n=n_words(row)
    )
    under = tr("{measure}. Base : {base}").format(
        measure=measure_words(row), base=text_of(row, "base")
    )
    return _fitted(label, share_words(row), under, right)


def _fitted(label: str, number: str, under: str, right: float) -> _Block:
    number = typeset(number)
    room = right - text_width(number, bold=True) - 12
    return _Block(
        wrapped(typeset(label), room, bold=True), number, wrapped(typeset(under), right, SMALL)
    )


def _draw_block(axes: Axes, top: float, right: float, block: _Block) -> None:
    for place, line in enumerate(block.label):
        on_white(axes, 0, top + 8 + place * LINE, line, bold=True)
    on_white(axes, right, top + 8, block.number, side="right", bold=True)
    top += LINE * len(block.label)
    for place, line in enumerate(block.under):
        on_white(axes, 0, top + 7 + place * SMALL_LINE, line, size=SMALL, colour=MUTED)


def _closeness_entries(comparators: pd.DataFrame) -> list[Entry]:
    """The marks in use, from the closest."""
    used = [name for name in (*LEVELS, NO_FINDING) if name in set(comparators["closeness"])]
    return [Entry(_MARKS[name], typeset(closeness_words(name))) for name in used]


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


_BETWEEN = 24.0  # points from a panel to the next


def _draw_trends(series: Sequence[pd.DataFrame], trends: pd.DataFrame, width: float) -> Figure:
    columns = 1 if width < NARROWEST else 2
    right = width * POINTS
    room = (right - _BETWEEN * (columns - 1)) / columns
    heads = [_head(rows, room) for rows in series]
    lines = [range(at, min(at + columns, len(series))) for at in range(0, len(series), columns)]
    heights = [max(_head_height(heads[at]) for at in line) for line in lines]
    legend = legend_of(_closeness_entries(trends), right)
    foot = _PANEL + 66
    top = legend.height + 6
    figure, sheet = canvas(width, top + sum(heights) + foot * len(lines) - 16)
    draw_legend(sheet, legend)
    years = (int(trends["year"].min()), int(trends["year"].max()))
    sizes = max(text_width(typeset(n_words(row)), SMALL) for _, row in trends.iterrows())
    for line, height in zip(lines, heights, strict=True):
        floor = top + height + 18 + _PANEL
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
        draw_marks(axes, [year], [share], _MARKS[row["closeness"]], 6.9, f"wave-{row['id']}")
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
        label(axes, year, 0, typeset(n_words(row)), up=-24, colour=MUTED, side="center")
    share_rules(axes, (0.0, 0.5, 1.0))
    ticks_across(axes, {int(year): str(year) for year in rows["year"]})
    axes.tick_params(axis="x", labelcolor=INK)
