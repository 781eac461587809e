"""The colours can be read on white, and told apart by colour-blind readers."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray

from drawn import COUNTED, KINDS, SVG, Drawing, figure, style_of
from rendering.drawing import palette
from rendering.drawing.palette import (
    ACCENT,
    BAND,
    CATEGORIES,
    EMPTY,
    GROUPS,
    INK,
    INTERVAL,
    MUTED,
    PRIMARY,
    THIRD,
    TRACK,
)
from rendering.drawing.svg import STYLE
from rendering.shown.findings import squares

TEXT = {"INK": INK, "MUTED": MUTED, "PRIMARY": PRIMARY, "ACCENT": ACCENT, "THIRD": THIRD}
MARKS = TEXT | {"INTERVAL": INTERVAL}
TOLD_APART = 20  # in CIE 1976 units; about 2 is the least that an eye sees side by side

# Machado, Oliveira and Fernandes (2009), doi 10.1109/TVCG.2009.113: severity 1, linear RGB.
VISIONS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: str) -> NDArray[np.float64]:
    """The light of an sRGB colour, red, green and blue from 0 to 1."""
    coded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str = "#ffffff") -> float:
    """The contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    lights = sorted(float(_TO_XYZ[1] @ linear(colour)) for colour in (first, second))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio = _TO_XYZ @ np.clip(light, 0, 1) / _TO_XYZ.sum(axis=1)
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(first: str, second: str, vision: str) -> float:
    """How far two colours are for a vision, in CIE 1976 units."""
    seen = [lab(VISIONS[vision] @ linear(colour)) for colour in (first, second)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def test_the_measures_give_their_known_values() -> None:
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#777777") == pytest.approx(4.48, abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    assert difference("#ff0000", "#008800", "deuteranopia") < 25
    assert difference("#ff0000", "#008800", "usual") > 100


@pytest.mark.parametrize("name", TEXT)
def test_a_colour_of_text_can_be_read_on_white(name: str) -> None:
    assert contrast(TEXT[name]) >= 4.5


@pytest.mark.parametrize("name", MARKS)
def test_a_colour_of_marks_stands_out_on_white(name: str) -> None:
    assert contrast(MARKS[name]) >= 3


def test_every_colour_is_of_text_of_marks_of_decoration_or_white() -> None:
    named = {name for name, value in vars(palette).items() if re.match("#", str(value))}
    assert named == {*MARKS, "BAND", "TRACK", "EMPTY"}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("pair", list(combinations(CATEGORIES, 2)), ids="/".join)
def test_two_categories_are_told_apart(pair: tuple[str, str], vision: str) -> None:
    assert difference(*pair, vision) >= TOLD_APART


def test_a_group_has_one_colour_in_every_drawing_that_shows_it() -> None:
    """Squares, bases and shares: read from the drawings, beside the words that name the group."""
    use = squares(COUNTED[COUNTED["question"] == "use"], "fig-use", "t")
    for width in ("wide", "narrow"):
        seen = {"users": set[str](), "non-users": set[str]()}
        for group, found in seen.items():
            found |= {mark.fill for mark in Drawing(use, width).marks(f"squares-{group}")}
            line = Drawing(figure("bases"), width).group(f"base-{group}")
            found |= {style_of(path)["stroke"] for path in line.iter(f"{SVG}path")}
            found.add(Drawing(figure("results"), width).mark(f"legend-{group}").fill)
        assert seen == {group: {GROUPS[group]} for group in seen}
    assert len(set(GROUPS.values())) == len(GROUPS)


def test_answers_of_users_are_not_drawn_in_the_colour_of_another_group() -> None:
    scope = Drawing(figure("squares"), "wide")
    fills = {mark.fill for name in scope.named("squares-") for mark in scope.marks(name)}
    assert GROUPS["users"] in fills
    assert not fills & {GROUPS["non-users"], GROUPS["respondents"]}


def test_an_empty_square_is_drawn_by_its_edge_alone() -> None:
    assert EMPTY == "#ffffff"
    assert CATEGORIES.count(EMPTY) == 1


@pytest.fixture(scope="module")
def drawings() -> list[ElementTree.Element]:
    """A drawing of each kind that the book has, at both widths."""
    return [Drawing(figure(kind), width).root for kind in KINDS for width in ("wide", "narrow")]


def colours(element: ElementTree.Element) -> set[tuple[str, float]]:
    """The colours that an element of a drawing is painted with, and how opaque each is."""
    style = dict(re.findall(r"([\w-]+): *([^;]+)", element.get("style", "")))
    opacity = float(style.get("opacity", 1))
    return {
        (style[paint], opacity * float(style.get(f"{paint}-opacity", 1)))
        for paint in ("fill", "stroke")
        if style.get(paint, "none") != "none"
    }


def test_what_is_drawn_has_the_colours_of_the_palette_and_hides_nothing(
    drawings: list[ElementTree.Element],
) -> None:
    known = {*MARKS.values(), BAND, TRACK, EMPTY}
    for drawing in drawings:
        painted = set().union(*(colours(element) for element in drawing.iter()))
        assert len(painted) > 3
        assert painted <= {(colour, 1.0) for colour in known}


def test_text_is_drawn_in_the_colours_of_text(drawings: list[ElementTree.Element]) -> None:
    for drawing in drawings:
        texts = list(drawing.iter("{http://www.w3.org/2000/svg}text"))
        assert texts
        painted = {colour for text in texts for colour, _ in colours(text)}
        assert painted <= {*TEXT.values(), EMPTY}


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("kind", KINDS)
def test_white_letters_stand_on_a_colour_that_they_can_be_read_on(kind: str, width: str) -> None:
    drawing = Drawing(figure(kind), width)
    white = [words for words in drawing.words() if words.fill == EMPTY]
    assert bool(white) == (kind == "pairs")
    filled = [name for name in drawing.named("") if name == "cells" or name.startswith("legend-")]
    for words in white:
        under = [
            style_of(path)["fill"]
            for name in filled
            for path, box in zip(drawing.group(name), drawing.lines(name), strict=True)
            if box[0][0] < words.middle < box[2][0] and box[0][1] < words.y < box[2][1]
        ]
        assert contrast(under[0], EMPTY) >= 4.5


def test_the_style_uses_for_text_the_colours_that_can_be_read() -> None:
    style = dict(re.findall(r"^([\w.]+): *([0-9a-f]{6})$", STYLE.read_text("utf-8"), re.MULTILINE))
    for name in ("text.color", "axes.labelcolor", "xtick.color", "ytick.color"):
        assert contrast(f"#{style[name]}") >= 4.5, name
