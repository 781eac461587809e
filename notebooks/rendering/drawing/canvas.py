"""The sheet that a chart is laid out on, in points from its upper left corner."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

POINTS = 72  # of an inch


LINE = 13.5  # points from one line of text to the next


SMALL_LINE = 12.0  # the same, of small text


NARROWEST = 5.0  # inches: what is less wide is laid out for a telephone


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of ``width`` inches and ``height`` points, and axes that cover it all.

    The unit of both axes is the point, y going down.
    """
    figure = plt.figure(figsize=(width, height / POINTS))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width * POINTS), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def panel(figure: Figure, left: float, top: float, right: float, floor: float) -> Axes:
    """Axes with scales of their own, between places given in points of the sheet."""
    width, height = (side * POINTS for side in figure.get_size_inches())
    return figure.add_axes(
        (left / width, 1 - floor / height, (right - left) / width, (floor - top) / height)
    )
