"""The sheet that charts are laid out on, in points, and text on it."""

from __future__ import annotations

import textwrap
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rendering.drawing.palette import (
    INK,
)

POINTS = 72  # of an inch


LINE = 13.5  # points from one line of text to the next


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure whose axes cover it all, with points as the unit of both, y going down."""
    figure = plt.figure(figsize=(width, height / POINTS))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width * POINTS), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def wrapped(text: str, width: float, size: float = 10) -> list[str]:
    """``text`` in lines that fit ``width`` points, at about half an em a letter."""
    return textwrap.wrap(text, max(8, int(width / (0.47 * size)))) or [""]


def on_white(axes: Axes, x: float, y: float, text: str, **options: Any) -> None:
    """Text that hides the scale's lines behind it."""
    axes.text(
        x,
        y,
        text,
        va="center",
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        **options,
    )
