"""Scales: from values to places, with their rules and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from rendering.drawing.palette import MUTED, TRACK
from rendering.drawing.text import SMALL, text_width, write
from rendering.words import typography

QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Scale:
    """From values, ``low`` to ``high``, to points across a sheet, ``left`` to ``right``."""

    left: float
    right: float
    low: float = 0.0
    high: float = 1.0

    def at(self, value: float) -> float:
        part = (float(value) - self.low) / (self.high - self.low)
        return self.left + (self.right - self.left) * part


def shares_across(axes: Axes, width: float, top: float, floor: float, left: float = 0.0) -> Scale:
    """A scale of shares from 0 to 100 % over a sheet of ``width`` points, drawn, labels under it.

    It takes the sheet from ``left`` on. Its rules go from ``top`` to ``floor``; labels take 18
    points below.
    """
    scale = Scale(left + 5.0, width - 11.0)
    places = [scale.at(tick) for tick in QUARTERS]
    axes.vlines(places, top, floor, color=TRACK, linewidth=0.8, zorder=0, gid="scale")
    for tick, place in zip(QUARTERS, places, strict=True):
        # The labels of the ends keep within the sheet.
        x, side = {0.0: (left, "left"), 1.0: (width, "right")}.get(tick, (place, "center"))
        write(axes, x, floor + 11, typography.share(tick), size=SMALL, colour=MUTED, side=side)
    return scale


def rules(axes: Axes, low: float, high: float, labels: Mapping[Any, str]) -> None:
    """Axes of a panel from ``low`` to ``high`` upwards: a rule and a label at each value."""
    axes.set(ylim=(low, high), ylabel="")
    axes.set_yticks(list(labels), list(labels.values()))
    axes.grid(axis="y")


def share_rules(axes: Axes, ticks: tuple[float, ...] = QUARTERS) -> None:
    """Axes of a panel from 0 to 100 % upwards."""
    rules(axes, 0, 1, {tick: typography.share(tick) for tick in ticks})


def ticks_across(axes: Axes, labels: Mapping[Any, str], title: str = "") -> None:
    """The labels of a panel's values across, and what these values are."""
    axes.set_xticks(list(labels), list(labels.values()))
    axes.set_xlabel(title)


def room_for(label: str) -> float:
    """The points that the widest label of the rules takes left of a panel."""
    return text_width(label, SMALL) + 6


def room_for_shares() -> float:
    return room_for(typography.share(1.0))
