"""Findings drawn for small numbers: squares that can be counted, dots with their interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rendering.drawing.canvas import LINE, NARROWEST, POINTS, canvas
from rendering.drawing.marks import Mark, draw_marks, square_marks
from rendering.drawing.palette import group_colour
from rendering.drawing.scales import Scale, shares_across
from rendering.drawing.text import on_white, text_width, wrapped, write_lines
from rendering.words import typography
from rendering.words.groups import option_label, option_words
from rendering.words.language import tr
from rendering.words.typography import typeset


def draw_squares(findings: pd.DataFrame, width: float) -> Figure:
    """A square a respondent, in the colour of their answer, under the words of each answer."""
    columns = 20 if width >= NARROWEST else 10  # tens, so that a reader can count
    pitch = min(24, width * POINTS / columns)
    rows = -(-int(findings["count"].sum()) // columns)
    legend = [_answer_lines(row, width * POINTS - 20) for _, row in findings.iterrows()]
    top = sum(LINE * len(lines) + 7 for lines in legend) + 12
    figure, axes = canvas(width, top + rows * pitch + 2)
    first, height = 0, 10.0
    marks = square_marks(findings)
    options = zip(findings["option"], findings["count"].astype(int), legend, marks, strict=True)
    for option, count, lines, mark in options:
        place = np.arange(first, first + count)
        x, y = (place % columns + 0.5) * pitch, top + (place // columns + 0.5) * pitch
        draw_marks(axes, x, y, mark, 0.82 * pitch, f"squares-{option}")
        draw_marks(axes, [7], [height], mark, 11, f"legend-{option}")
        _write_answer(axes, height, lines)
        first, height = first + count, height + LINE * len(lines) + 7
    return figure


def _answer_lines(row: pd.Series, room: float) -> list[str]:
    """An option and its number, on one line where they fit and two where they do not."""
    number = typography.count_and_share(row["count"], row["base"])
    label = option_words(row)
    joined = typeset(tr("{label} : {number}").format(label=label, number=number))
    if text_width(joined, bold=True) <= room:
        return [joined]
    return [*wrapped(label, room, bold=True), number]


def _write_answer(axes: Axes, y: float, lines: list[str]) -> None:
    label = lines if len(lines) == 1 else lines[:-1]
    write_lines(axes, 20, y, label, bold=True)
    write_lines(axes, 20, y + LINE * len(label), lines[len(label) :])


def draw_intervals(findings: pd.DataFrame, width: float) -> Figure:
    """A dot and its interval for each finding, under its words, on one scale of 0 to 100 %."""
    right = width * POINTS
    numbers = [typography.count_and_share(k, n) for k, n in findings[["count", "base"]].to_numpy()]
    labels = [
        wrapped(option_label(row, findings), right - text_width(number) - 12, bold=True)
        for (_, row), number in zip(findings.iterrows(), numbers, strict=True)
    ]
    heights = [LINE * len(lines) + 24 for lines in labels]
    figure, axes = canvas(width, sum(heights) + 18)
    scale = shares_across(axes, right, 4, sum(heights))
    top = 0.0
    for (_, row), number, lines, height in zip(
        findings.iterrows(), numbers, labels, heights, strict=True
    ):
        for place, line in enumerate(lines):
            on_white(axes, 0, top + 9 + place * LINE, line, bold=True)
        on_white(axes, right, top + 9, number, side="right")
        top += height
        _draw_share(axes, scale, row, top - 13)
    return figure


def _draw_share(axes: Axes, scale: Scale, row: pd.Series, y: float) -> None:
    name = f"{row['option']}-{row['group']}"
    colour = group_colour(row["group"])
    draw_interval(axes, scale, row, y, colour, f"interval-{name}")
    mark = Mark("o", colour, "white", width=0.8)
    draw_marks(axes, [scale.at(row["share"])], [y], mark, 8.4, f"share-{name}")


def draw_interval(
    axes: Axes, scale: Scale, row: pd.Series, y: float, colour: str, name: str, thickness: float = 2
) -> None:
    """The line from the low end to the high end of a finding's interval."""
    axes.plot(
        [scale.at(row["low"]), scale.at(row["high"])],
        [y, y],
        color=colour,
        linewidth=thickness,
        solid_capstyle="butt",
        zorder=1,
        gid=name,
    )
