"""Marks: what stands for a value, told by its shape as well as by its colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rendering.drawing.palette import EMPTY, GROUPS, INK, INTERVAL, MUTED, group_colour


@dataclass(frozen=True)
class Mark:
    """A shape, as matplotlib names markers, its fill and its edge.

    ``dashes`` are those of the line that joins such marks: lengths of dash and gap in turn, none
    for an unbroken line; None where no line joins them.
    """

    shape: str
    fill: str
    edge: str
    dashes: tuple[float, ...] | None = None
    width: float = 1.4  # of the line, or of the edge where there is none


MOST_SQUARES = 4  # options whose squares can be told apart


def square_marks(findings: pd.DataFrame) -> list[Mark]:
    """The squares of the options of a question, in turn.

    An option that is a group of respondents has its colour. Others have the colour of their base,
    then shades that are no group's; those who are not counted, or not reported, are empty.
    """
    shades = iter((group_colour(findings["group"].iloc[0]), INTERVAL, INK, EMPTY))
    fills = [
        GROUPS.get(option) or (EMPTY if method == "remainder" else next(shades))
        for option, method in zip(findings["option"], findings["method"], strict=True)
    ]
    return [Mark("s", fill, MUTED if fill == EMPTY else fill, width=0.9) for fill in fills]


def draw_marks(axes: Axes, x: ArrayLike, y: ArrayLike, mark: Mark, side: float, name: str) -> None:
    """The same mark at each place, ``side`` points wide, in a group of the drawing called ``name``.

    A name stands once in a drawing: it becomes an id.
    """
    axes.scatter(
        x,
        y,
        s=side**2,
        marker=mark.shape,
        color=mark.fill,
        edgecolor=mark.edge,
        linewidth=mark.width,
        zorder=3,
        clip_on=False,
        gid=name,
    )


def styles(marks: Mapping[Any, Mark], column: str) -> dict[str, Any]:
    """What ``seaborn.lineplot`` takes for lines told apart by ``column``, a mark a line.

    Lines come in the order of ``marks``. Nothing is estimated: the values are those given.
    """
    return {
        "hue": column,
        "hue_order": list(marks),
        "palette": {name: mark.fill for name, mark in marks.items()},
        "style": column,
        "style_order": list(marks),
        "markers": {name: mark.shape for name, mark in marks.items()},
        "dashes": {name: mark.dashes or "" for name, mark in marks.items()},
        "size": column,
        "size_order": list(marks),
        "sizes": {name: mark.width for name, mark in marks.items()},
        "markersize": 6,
        "markeredgecolor": "white",
        "markeredgewidth": 0.7,
        "estimator": None,
        "errorbar": None,
        "legend": False,
    }
