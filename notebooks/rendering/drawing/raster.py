"""A drawing of the book, as SVG, drawn again on a matplotlib figure: for a picture of pixels.

Only what ``drawing()`` writes is read: paths of lines and curves, marks by reference, lines of
text, clipping boxes that a drawing does not need to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

from rendering.drawing.svg import FONT

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_STEP = re.compile(r"([MLQCz])([^MLQCz]*)")
_CODES = {"M": [Path.MOVETO], "L": [Path.LINETO], "Q": [Path.CURVE3] * 2, "C": [Path.CURVE4] * 3}
_ANCHORS = {"start": "left", "middle": "center", "end": "right"}

Style = dict[str, str]


def draw_again(axes: Axes, svg: str, left: float, top: float, scale: float, points: float) -> None:
    """Draw an SVG of ``drawing()`` with its corner at ``left`` and ``top``, ``scale`` times larger.

    Places are in the units of ``axes``, which goes down from its top; ``points`` is what one unit
    of them is in points. Raises ValueError for an element that ``drawing()`` does not write.
    """
    root = ElementTree.fromstring(svg)
    marks = {one.get("id"): one for one in root.iter(f"{_SVG}path") if one.get("id")}
    place = Affine2D().scale(scale).translate(left, top)
    for order, element in enumerate(_drawn(root)):
        kind, style = element.tag.removeprefix(_SVG), _style(element)
        if kind == "path":
            _add(axes, _path(element), style, place, scale * points, order)
        elif kind == "use":
            mark = marks[str(element.get(_LINK)).removeprefix("#")]
            x, y = float(element.get("x", "0")), float(element.get("y", "0"))
            moved = Affine2D().translate(x, y) + place
            _add(axes, _path(mark), _style(mark) | style, moved, scale * points, order)
        elif kind == "text":
            _write(axes, element, style, place, scale * points, order)
        else:
            raise ValueError(
                f"draw_again: « {kind} » is not drawn. Expected a path, a mark or a text, as "
                "drawing() writes them. Draw it otherwise, or teach this module to read it."
            )


def _drawn(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in element:
        kind = child.tag.removeprefix(_SVG)
        if kind in ("g", "svg"):
            yield from _drawn(child)
        elif kind != "defs":
            yield child


def _style(element: ElementTree.Element) -> Style:
    pairs = (part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def _path(element: ElementTree.Element) -> Path:
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    for letter, numbers in _STEP.findall(element.get("d", "")):
        if letter == "z":
            points.append((0.0, 0.0))
            codes.append(int(Path.CLOSEPOLY))
            continue
        values = np.array(numbers.split(), dtype=float).reshape(-1, 2)
        points += [(float(x), float(y)) for x, y in values]
        codes += [int(code) for code in _CODES[letter]] * (len(values) // len(_CODES[letter]))
    return Path(points, codes)


def _add(axes: Axes, path: Path, style: Style, place: Transform, points: float, order: int) -> None:
    fill, stroke = style.get("fill", "#000000"), style.get("stroke", "none")
    axes.add_patch(
        PathPatch(
            place.transform_path(path),
            facecolor=fill,
            edgecolor=stroke,
            linewidth=float(style.get("stroke-width", "1")) * points if stroke != "none" else 0,
            linestyle=_dashes(style, points),
            alpha=float(style.get("opacity", style.get("fill-opacity", "1"))),
            joinstyle="round",
            capstyle={"round": "round", "square": "projecting"}.get(
                style.get("stroke-linecap", ""), "butt"
            ),
            zorder=order,
        )
    )


def _dashes(style: Style, points: float) -> str | tuple[float, list[float]]:
    dashes = style.get("stroke-dasharray", "none")
    if dashes == "none":
        return "solid"
    # Lengths of matplotlib are counted in widths of the line.
    width = float(style.get("stroke-width", "1"))
    return (0, [float(length) / width for length in re.split(r"[ ,]+", dashes)])


def _write(
    axes: Axes,
    element: ElementTree.Element,
    style: Style,
    place: Transform,
    points: float,
    order: int,
) -> None:
    turn = re.search(r"rotate\((-?[\d.]+)", element.get("transform", ""))
    x, y = place.transform((float(element.get("x", "0")), float(element.get("y", "0"))))
    axes.text(
        float(x),
        float(y),
        element.text or "",
        parse_math=False,  # words, whatever the style in force
        family=FONT,
        size=float(style.get("font-size", "10px").removesuffix("px")) * points,
        weight=int(style.get("font-weight", "400")),
        color=style.get("fill", "#000000"),
        ha=_ANCHORS[style.get("text-anchor", "start")],
        va="baseline",
        rotation=-float(turn[1]) if turn else 0,
        rotation_mode="anchor",
        zorder=order,
    )
