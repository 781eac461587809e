"""A drawing as SVG: text kept as text, the same bytes each time."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("book.mplstyle")


FONT = "Source Sans Pro"  # first of the style file's too; a generic family comes after it


WIDE, NARROW = 6.8, 3.5  # inches: the text column of a screen, and of a telephone


Draw = Callable[[float], Figure]

_SVG = "{http://www.w3.org/2000/svg}"
_PREFIXES = {"": _SVG[1:-1], "xlink": "http://www.w3.org/1999/xlink"}
_UNSEEN = {f"{_SVG}metadata", f"{_SVG}style"}
_PLACES = {"d", "x", "y", "width", "height", "transform"}
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_REFERENCE = re.compile(r"(?:^#|url\(#)([^)]+)")
_COUNTED = re.compile(r"(?:figure|text|patch|line2d|matplotlib\.axis|\w+Collection)_\d+")
_FONT_OF_TEXT = re.compile(r"font-family: [^;]*(?:; )?")


def drawing(draw: Draw, width: float, prefix: str) -> str:
    """The SVG of a drawing, the same bytes each time, its ids prefixed and itself unspoken."""
    register_font()
    buffer = io.StringIO()
    with mpl.rc_context(fname=STYLE), whatever_the_letters():
        figure = draw(width)
        for sheet in (axes for axes in figure.axes if axes.get_position().bounds == (0, 0, 1, 1)):
            for artist in sheet.get_children():
                artist.set_clip_on(False)  # the drawing ends where it does
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        plt.close(figure)
    root = ElementTree.fromstring(buffer.getvalue())
    _own_ids(root, prefix)
    _lighten(root)
    drawn = {"viewBox": root.get("viewBox", ""), "aria-hidden": "true", "focusable": "false"}
    # Said once, where matplotlib has a style sheet, which would reach the whole page.
    drawn |= {"font-family": ", ".join((repr(FONT), "sans-serif"))}
    drawn |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}
    root.attrib.clear()
    root.attrib.update(drawn)
    # Prefixes are those of the whole process: another library may have taken them meanwhile.
    for prefix, namespace in _PREFIXES.items():
        ElementTree.register_namespace(prefix, namespace)
    return ElementTree.tostring(root, encoding="unicode")


def _own_ids(root: ElementTree.Element, prefix: str) -> None:
    """Ids that no other drawing of a page has: short ones for what is referred to by one.

    Those of what our code names, of panels and of their ticks stay; others say nothing.
    """
    names: dict[str, str] = {}
    for element in root.iter():
        for name, value in element.items():
            if used := _REFERENCE.search(value) if name != "id" else None:
                names.setdefault(used[1], f"{prefix}-{len(names)}")
    for element in root.iter():
        for name, value in list(element.items()):
            if name != "id":
                element.set(name, _REFERENCE.sub(lambda u: u[0].replace(u[1], names[u[1]]), value))
            elif _COUNTED.fullmatch(value):
                del element.attrib["id"]
            else:
                element.set("id", names.get(value, f"{prefix}-{value}"))


def _lighten(element: ElementTree.Element) -> None:
    """Less text for the same picture: what draws nothing goes, and decimals that no screen shows.

    A hundredth of a point is the smallest step that is printed.
    """
    kept: list[ElementTree.Element] = []
    for child in element:
        _lighten(child)
        if child.tag == f"{_SVG}g" and not child.attrib:
            kept += child
        elif child.tag not in _UNSEEN and (
            len(child) or child.attrib or child.tag != f"{_SVG}defs"
        ):
            kept.append(child)
    element[:] = kept
    element.tail = None
    element.text = (element.text or "").strip() or None
    if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
        del element.attrib["transform"]
    for name in _PLACES & set(element.keys()):
        places = _LONG.sub(lambda n: f"{round(float(n[0]), 2):g}", element.attrib[name])
        element.set(name, " ".join(places.split()))
    if style := element.get("style"):
        element.set("style", _FONT_OF_TEXT.sub("", style))


@contextmanager
def whatever_the_letters() -> Iterator[None]:
    """Draw words of which the font lacks a letter: text stays text, and readers have other fonts.

    Matplotlib warns of it, and a strict build would stop for the « 🚲 » of a label.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from font", UserWarning)
        yield


def register_font() -> None:
    """Make Source Sans known to matplotlib, from the package that carries it."""
    if any(entry.name == FONT for entry in font_manager.fontManager.ttflist):
        return
    from font_source_sans_pro import SourceSansPro, SourceSansProBold  # heavy, and used once

    for path in (SourceSansPro, SourceSansProBold):
        font_manager.fontManager.addfont(path)
