"""The drawings of the pages, made lighter, and made whole for those who take one elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from rendering.drawing.palette import INK, MUTED
from rendering.drawing.svg import FONT
from rendering.drawing.text import wrapped

MARGIN = 18.0  # points, around a drawing that is taken elsewhere
_STYLE = re.compile(r' style="([^"]*)"')
_NO_TURN = re.compile(r' transform="rotate\(-?0(?:\.0+)? [^"]*\)"')
_ID = re.compile(r' id="([^"]+)"')
_USED = re.compile(r'(?:href="#|url\(#)([^")]+)')
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def lighter(svg: str, prefix: str) -> str:
    """A drawing of matplotlib with less text for the same picture: what nothing refers to is gone.

    Its ids are short, and start with ``prefix``; each style that comes back is said once, by a
    class that starts with it too, in a style sheet of the drawing (``styles_of`` takes it out).
    """
    used = dict.fromkeys(_USED.findall(svg))
    names = {old: f"{prefix}{place}" for place, old in enumerate(used)}
    svg = _ID.sub(lambda found: f' id="{names[found[1]]}"' if found[1] in names else "", svg)
    svg = re.sub(r'(href="#|url\(#)([^")]+)', lambda found: f"{found[1]}{names[found[2]]}", svg)
    svg = _NO_TURN.sub("", svg)
    svg = re.sub(r"(\d+\.\d\d)\d+", r"\1", svg)
    svg = re.sub(r"font-family: 'Source Sans Pro', sans-serif(?:; )?", "", svg)
    if "<g " not in svg:  # groups that say nothing
        svg = re.sub(r"</?g>", "", svg)
    return re.sub(r">\s+<", "><", re.sub(r"  +", " ", svg))


def with_classes(svgs: Sequence[str]) -> tuple[list[str], str]:
    """Drawings whose styles are classes, and the style sheet of these classes."""
    names: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        style = found[1].replace("; ", ";").replace(": ", ":")
        return f' class="{names.setdefault(style, f"s{len(names)}")}"'

    drawn = [_STYLE.sub(named, svg) for svg in svgs]
    return drawn, "".join(f".{name}{{{style}}}" for style, name in names.items())


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    bold: bool
    colour: str
    after: float  # points left under it


def whole(svg: str, above: Sequence[str], below: Sequence[str]) -> str:
    """A drawing as a file of its own: its title and subtitle, what is drawn, base and source.

    ``above`` is the title, then what stands under it; ``below``, what closes the figure. Empty
    texts are left out.
    """
    box = _BOX.search(svg)
    if box is None:
        raise ValueError("A drawing has no size. Expected the viewBox that drawing() gives it.")
    width, height = float(box[1]), float(box[2])
    head = _lines(above[:1], width, 13, True, INK) + _lines(above[1:], width, 10, False, INK)
    foot = _lines(below, width, 8.5, False, MUTED)
    parts: list[str] = []
    y = MARGIN
    for line in head:
        parts.append(_text(line, y))
        y += line.size * 1.3 + line.after
    y += 8
    inner = re.sub(r' aria-hidden="true" focusable="false"', "", svg)
    parts.append(
        inner.replace(
            "<svg ", f'<svg x="{MARGIN:g}" y="{y:g}" width="{width:g}" height="{height:g}" ', 1
        )
    )
    y += height + 12
    for line in foot:
        parts.append(_text(line, y))
        y += line.size * 1.3 + line.after
    total, tall = width + 2 * MARGIN, y + MARGIN - 4
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'width="{2 * total:g}" height="{2 * tall:g}" viewBox="0 0 {total:g} {tall:g}" '
        f"font-family=\"'{FONT}', Arial, Helvetica, sans-serif\">"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _lines(texts: Sequence[str], width: float, size: float, bold: bool, colour: str) -> list[_Line]:
    lines = []
    for text in filter(None, texts):
        few = wrapped(text, width, size, bold)
        lines += [
            _Line(line, size, bold, colour, 3 if place == len(few) - 1 else 0)
            for place, line in enumerate(few)
        ]
    return lines


def _text(line: _Line, y: float) -> Markup:
    weight = Markup(' font-weight="700"') if line.bold else ""
    return Markup('<text x="{}" y="{}" font-size="{}" fill="{}"{}>{}</text>').format(
        f"{MARGIN:g}",
        f"{y + line.size:.2f}",
        f"{line.size:g}",
        line.colour,
        weight,
        escape(line.text),
    )
