"""Findings as figures, for small numbers: squares that can be counted, dots with their interval.

Each function takes a findings table and returns a ``Shown``: drawing, words, caption, base, source
and numbers, all made from the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rendering.drawing.canvas import LINE, POINTS, canvas, on_white, wrapped
from rendering.drawing.palette import (
    CATEGORIES,
    EMPTY,
    INK,
    INTERVAL,
    MUTED,
    PRIMARY,
    TRACK,
)
from rendering.drawing.svg import Draw
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import numbers_of
from rendering.words import typography
from rendering.words.groups import group_words, option_label, option_words
from rendering.words.language import tr
from rendering.words.typography import lower_first, typeset


def squares(findings: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Respondents of one base as squares, one each, coloured by their answer.

    The options must exclude each other and add up to their base. Raises ValueError when they do
    not, when one is not counted, or when there are more options than colours that can be told
    apart.
    """
    _check_counted("squares", findings)
    base, total = int(findings["base"].iloc[0]), int(findings["count"].sum())
    if total != base or findings["base"].nunique() != 1:
        raise ValueError(
            f"squares: the options count {total} respondents on a base of {base}. Expected "
            "options that exclude each other and add up to their base. Add the missing option."
        )
    if len(findings) > len(CATEGORIES):
        raise ValueError(
            f"squares: {len(findings)} options. Expected at most {len(CATEGORIES)}, the colours "
            "that can be told apart. Merge options, or use intervals()."
        )
    return _figure(
        findings,
        anchor,
        title,
        lambda width: _draw_squares(findings, width),
        tr("Un carré par répondant."),
    )


def _check_counted(chart: str, findings: pd.DataFrame) -> None:
    """Refuse what cannot be drawn as counts on a base."""
    known = findings["count"].notna() & findings["base"].notna()
    if findings.empty or not known.all():
        names = ", ".join(findings.loc[~known, "option"]) or "nothing"
        raise ValueError(
            f"{chart}: no count or no base for {names}. Expected findings that have both, one at "
            "least. Leave the others out, or show them with show_statements()."
        )


def _draw_squares(findings: pd.DataFrame, width: float) -> Figure:
    columns = 20 if width > 5 else 10  # tens, so that a reader can count
    pitch = min(24, width * POINTS / columns)
    rows = -(-int(findings["count"].sum()) // columns)
    legend = [_legend_lines(row, width) for _, row in findings.iterrows()]
    top = sum(LINE * len(lines) + 7 for lines in legend) + 12
    figure, axes = canvas(width, top + rows * pitch + 2)
    kinds = np.repeat(np.arange(len(findings)), findings["count"].astype(int))
    place = np.arange(len(kinds))
    x, y = (place % columns + 0.5) * pitch, top + (place // columns + 0.5) * pitch
    _mark(axes, x, y, kinds, (0.82 * pitch) ** 2)
    height = 10.0
    for kind, lines in enumerate(legend):
        _mark(axes, [7], [height], [kind], 11**2)
        for index, line in enumerate(lines):
            axes.text(
                20,
                height + index * LINE,
                line,
                va="center",
                color=INK,
                weight="normal" if index and index == len(lines) - 1 else "bold",
            )
        height += LINE * len(lines) + 7
    return figure


def _legend_lines(row: pd.Series, width: float) -> list[str]:
    """An option and its number, on one line where they fit and two where they do not."""
    number = typography.count_and_share(row["count"], row["base"])
    label = option_words(row)
    joined = typeset(tr("{label} : {number}").format(label=label, number=number))
    room = width * POINTS - 24
    return [joined] if len(wrapped(joined, room)) == 1 else [*wrapped(label, room), number]


def _mark(
    axes: Axes,
    x: Iterable[float],
    y: Iterable[float],
    kinds: Collection[int] | NDArray[np.intp],
    size: float,
) -> None:
    sns.scatterplot(
        x=x,
        y=y,
        hue=kinds,
        palette=dict(enumerate(CATEGORIES)),
        marker="s",
        s=size,
        edgecolor=[MUTED if CATEGORIES[kind] == EMPTY else CATEGORIES[kind] for kind in kinds],
        linewidth=0.9,
        legend=False,
        ax=axes,
        clip_on=False,
    )


def intervals(findings: pd.DataFrame, anchor: str, title: str) -> Shown:
    """Shares as dots on a full scale from 0 to 100 %, each with its interval.

    Raises ValueError when a finding has no count or no base.
    """
    _check_counted("intervals", findings)
    return _figure(
        findings,
        anchor,
        title,
        lambda width: _draw_intervals(findings, width),
        tr(
            "Le point est la part ; le trait, ce que donnerait un tirage au hasard, à {level}."
        ).format(level=_level(findings)),
    )


def _level(findings: pd.DataFrame) -> str:
    return typography.share(float(findings["interval"].iloc[0].split()[-1]))


def _draw_intervals(findings: pd.DataFrame, width: float) -> Figure:
    right = width * POINTS
    labels = [wrapped(option_label(row, findings), right - 106) for _, row in findings.iterrows()]
    heights = [LINE * len(lines) + 24 for lines in labels]
    figure, axes = canvas(width, sum(heights) + 18)
    left, scale = 5.0, (right - 16) / 1.0
    floor = sum(heights)
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + scale * tick
        axes.plot([x, x], [4, floor], color=TRACK, linewidth=0.8, zorder=0)
        side = {0.0: "left", 1.0: "right"}.get(tick, "center")
        axes.text(x, floor + 11, typography.share(tick), ha=side, va="center", color=MUTED, size=9)
    top = 0.0
    for (_, row), lines, height in zip(findings.iterrows(), labels, heights, strict=True):
        for index, line in enumerate(lines):
            on_white(axes, 0, top + 9 + index * LINE, line, weight="bold")
        on_white(
            axes, right, top + 9, typography.count_and_share(row["count"], row["base"]), ha="right"
        )
        y = top + height - 13
        axes.plot(
            [left + scale * row["low"], left + scale * row["high"]],
            [y, y],
            color=INTERVAL,
            linewidth=5,
            solid_capstyle="butt",
        )
        sns.scatterplot(
            x=[left + scale * row["share"]],
            y=[y],
            s=70,
            color=PRIMARY,
            edgecolor="white",
            linewidth=0.8,
            ax=axes,
            zorder=3,
        )
        top += height
    return figure


def _figure(findings: pd.DataFrame, anchor: str, title: str, draw: Draw, reading: str) -> Shown:
    """Words, base, source and table of a figure of findings."""
    sentences = [_sentence(row, findings) for _, row in findings.iterrows()]
    table = findings_frame(findings)
    return show(
        draw,
        anchor=anchor,
        title=tr(title),
        says=" ; ".join(sentences) + ".",
        caption=caption_of(findings),
        base=f"{base_of(findings)} {reading}",
        sources=list(findings["source"]),
        table=table,
        numbers=tuple(numbers_of(findings).values()),
    )


def _sentence(row: pd.Series, findings: pd.DataFrame) -> str:
    words = f"{option_label(row, findings)} : "
    words += typography.count_and_share(row["count"], row["base"])
    words += tr(" (intervalle : {range})").format(
        range=typography.share_range(row["low"], row["high"])
    )
    return words


def caption_of(findings: pd.DataFrame) -> str:
    """What the figure finds: its largest answer, and the next where there is one."""
    ordered = findings.sort_values("share", ascending=False, kind="stable")
    first = ordered.iloc[0]
    words = f"{option_label(first, findings)} : " + typography.count_and_share(
        first["count"], first["base"]
    )
    if len(ordered) > 1:
        second = ordered.iloc[1]
        words += tr(". Puis : {label}, {number}").format(
            label=lower_first(option_label(second, findings)),
            number=typography.count_and_share(second["count"], second["base"]),
        )
    return words + "."


def base_of(findings: pd.DataFrame) -> str:
    """The base or bases of a figure, and how their size is known."""
    bases = findings[["group", "base"]].drop_duplicates()
    words = ", ".join(group_words(row["group"], row["base"]) for _, row in bases.iterrows())
    known = tr("Base : {bases}.").format(bases=words)
    if set(bases["group"]) != {"respondents"} or "reconstructed" in set(findings["method"]):
        known += tr(" Effectifs déduits par nous des pourcentages imprimés.")
    return known


def findings_frame(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings as a reader reads them: one line an option, in the language of the edition."""
    names = [tr("Réponse"), tr("Effectif"), tr("Base"), tr("Part"), tr("Intervalle")]
    lines = [
        (
            option_label(row, findings),
            row["count"],
            row["base"],
            typography.share(row["share"]),
            typography.share_range(row["low"], row["high"]),
        )
        for _, row in findings.iterrows()
    ]
    return pd.DataFrame(lines, columns=names)
