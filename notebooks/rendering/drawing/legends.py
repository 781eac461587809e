"""Legends: each mark beside its words, in as many lines as they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from rendering.drawing.canvas import LINE
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.text import SMALL, text_width, write

_PITCH = LINE * 1.3  # points from one line of a legend to the next
_APART = 16.0  # points between two entries


@dataclass(frozen=True)
class Entry:
    """A mark and what it stands for; ``bold`` where it is the one to look for."""

    mark: Mark
    words: str
    bold: bool = False

    @property
    def sample(self) -> float:
        """Points that the mark takes, with the line that joins such marks."""
        return 11.0 if self.mark.dashes is None else 24.0

    @property
    def width(self) -> float:
        return self.sample + 6 + text_width(self.words, SMALL, self.bold)


@dataclass(frozen=True)
class Legend:
    """Entries with the place of each, x and y of its left end, and the height of all."""

    entries: tuple[tuple[Entry, float, float], ...]
    height: float


def legend_of(entries: Sequence[Entry], width: float) -> Legend:
    """Entries on one line where ``width`` points hold them, else in columns of one width."""
    if not entries:
        return Legend((), 0.0)
    widths = [entry.width for entry in entries]
    if sum(widths) + _APART * (len(entries) - 1) <= width:
        lefts = [sum(widths[:place]) + _APART * place for place in range(len(entries))]
        lines = [0] * len(entries)
    else:
        columns = max(1, int((width + _APART) // (max(widths) + _APART)))
        lefts = [(max(widths) + _APART) * (place % columns) for place in range(len(entries))]
        lines = [place // columns for place in range(len(entries))]
    places = zip(entries, lefts, lines, strict=True)
    return Legend(
        tuple((entry, left, 8 + _PITCH * line) for entry, left, line in places),
        8 + _PITCH * lines[-1] + LINE,
    )


def draw_legend(axes: Axes, legend: Legend, top: float = 0.0) -> None:
    for place, (entry, x, y) in enumerate(legend.entries):
        mark, middle = entry.mark, x + entry.sample / 2
        if mark.dashes is not None:
            axes.plot(
                [x, x + entry.sample],
                [top + y] * 2,
                color=mark.fill,
                linewidth=mark.width,
                linestyle=(0, mark.dashes) if mark.dashes else "-",
            )
        draw_marks(axes, [middle], [top + y], _small(mark), 6.9, f"legend-{place}")
        write(axes, x + entry.sample + 6, top + y, entry.words, size=SMALL, bold=entry.bold)


def _small(mark: Mark) -> Mark:
    """The mark as it stands on its line: edged with white, so that it shows."""
    return mark if mark.dashes is None else Mark(mark.shape, mark.fill, "white", None, 0.7)
