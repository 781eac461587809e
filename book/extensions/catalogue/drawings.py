"""The drawings of the pages, made whole for those who take one elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rendering.drawing.palette import INK, MUTED
from rendering.forms import html

MARGIN = 18.0  # points, around a drawing that is taken elsewhere
_TAG = re.compile(r"<[^>]*>")  # words of a drawing may hold what looks like a style
_STYLE = re.compile(r' style="([^"]*)"')
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def with_classes(svgs: Sequence[str]) -> tuple[list[str], str]:
    """Drawings whose styles are classes, and the style sheet of these classes."""
    names: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        style = found[1].replace("; ", ";").replace(": ", ":")
        return f' class="{names.setdefault(style, f"s{len(names)}")}"'

    drawn = [_TAG.sub(lambda tag: _STYLE.sub(named, tag[0]), svg) for svg in svgs]
    return drawn, "".join(f".{name}{{{style}}}" for style, name in names.items())


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    bold: bool
    colour: str
    y: float  # of its foot, in points


def whole(svg: str, above: Sequence[str], below: Sequence[str]) -> str:
    """A drawing as a file of its own: its title and subtitle, what is drawn, base and source.

    ``above`` is the title, then what stands under it; ``below``, what closes the figure. Empty
    texts are left out. Raises ValueError for a drawing that does not say its size.
    """
    box = _BOX.search(svg)
    if box is None:
        raise ValueError("A drawing has no size. Expected the viewBox that drawing() gives it.")
    width, height = float(box[1]), float(box[2])
    head, y = _lines(above[:1], width, MARGIN, 13, True, INK)
    under, y = _lines(above[1:], width, y, 10, False, INK)
    top = y + 8
    foot, y = _lines(below, width, top + height + 12, 8.5, False, MUTED)
    sized = svg.replace("<svg ", f'<svg width="{width:g}" height="{height:g}" ', 1)
    return html.render(
        "drawing.html",
        width=round(width + 2 * MARGIN, 2),
        height=round(y + MARGIN - 4, 2),
        left=MARGIN,
        top=round(top, 2),
        lines=[*head, *under, *foot],
        drawing=Markup(sized.replace(' aria-hidden="true" focusable="false"', "", 1)),
    )


def _lines(
    texts: Sequence[str], width: float, y: float, size: float, bold: bool, colour: str
) -> tuple[list[_Line], float]:
    """The lines of texts from ``y`` down, and where they end."""
    from rendering.drawing.text import wrapped  # what measures text is long to load

    lines = []
    for text in filter(None, texts):
        for line in wrapped(text, width, size, bold):
            lines.append(_Line(line, size, bold, colour, round(y + size, 2)))
            y += size * 1.3
        y += 3
    return lines, y
