"""Text on a sheet, measured with the font that it is set in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from rendering.drawing.canvas import LINE
from rendering.drawing.palette import INK
from rendering.drawing.svg import FONT, register_font, whatever_the_letters

SIZE, SMALL = 10.0, 9.0  # points


_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1}
_SPACES = re.compile(r"[ \t\r\n\f]+")  # those that break


def on_one_line(text: str) -> str:
    """A text as HTML sets it: line ends and tabs are spaces, and several are one."""
    return _SPACES.sub(" ", text).strip(" ")


@cache
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """The width of one line of text, in points."""
    register_font()
    font = FontProperties(family=FONT, weight="bold" if bold else "normal", size=size)
    with whatever_the_letters():
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def wrapped(text: str, width: float, size: float = SIZE, bold: bool = False) -> list[str]:
    """``text`` in lines no wider than ``width`` points; a word that is wider is cut.

    The last line is no less than a third of the width, where as many lines allow it.
    """
    lines = _filled(text, width, size, bold)
    for narrower in range(int(width) - 1, int(width / 2), -1):
        if len(lines) == 1 or text_width(lines[-1], size, bold) >= width / 3:
            break
        shorter = _filled(text, narrower, size, bold)
        if len(shorter) > len(lines):
            break
        lines = shorter
    return lines


def _filled(text: str, width: float, size: float, bold: bool) -> list[str]:
    lines = [""]
    for word in on_one_line(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and text_width(longer, size, bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [part for line in lines for part in _cut(line, width, size, bold)]


def _cut(line: str, width: float, size: float, bold: bool) -> list[str]:
    parts = []
    while text_width(line, size, bold) > width and len(line) > 1:
        fits = [n for n in range(1, len(line)) if text_width(line[:n], size, bold) <= width]
        end = max(fits, default=1)
        parts.append(line[:end])
        line = line[end:]
    return [*parts, line]


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = SIZE,
    bold: bool = False,
    colour: str = INK,
    side: str = "left",
    **options: Any,
) -> None:
    """One line of text, its middle at ``y``; ``side`` is the one that stands at ``x``."""
    axes.text(
        x,
        y,
        on_one_line(text),
        size=size,
        weight="bold" if bold else "normal",
        color=colour,
        ha=side,
        va="center",
        **options,
    )


def on_white(axes: Axes, x: float, y: float, text: str, **options: Any) -> None:
    """Text that hides what is drawn behind it, as ``write`` takes it."""
    write(
        axes,
        x,
        y,
        text,
        bbox=_WHITE,
        zorder=4,
        **options,
    )


def write_lines(
    axes: Axes, x: float, y: float, lines: Sequence[str], leading: float = LINE, **options: Any
) -> None:
    """Lines of text one under the other, the first at ``y``, as ``write`` takes them."""
    for place, line in enumerate(lines):
        write(axes, x, y + place * leading, line, **options)


def label(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    across: float = 0,
    up: float = 0,
    bold: bool = False,
    colour: str = INK,
    side: str = "left",
    hiding: bool = False,
) -> None:
    """Text in a panel, ``across`` and ``up`` points from the values ``x`` and ``y``.

    ``hiding`` what is drawn behind it, or not.
    """
    axes.annotate(
        on_one_line(text),
        (x, y),
        (across, up),
        textcoords="offset points",
        size=SMALL,
        weight="bold" if bold else "normal",
        color=colour,
        ha=side,
        va="center",
        bbox=_WHITE if hiding else None,
    )
