"""The drawings of the book, and what can be read in one: where its marks and its words stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import pandas as pd
import pytest

from dataprep import (
    comparable,
    latest,
    load_table,
    published_claims,
    published_findings,
    published_wave,
    trend,
)
from dataprep.calibration import recovery_rates
from dataprep.readings import published_readings
from dataprep.robustness import relaxed_pairs
from rendering.chapters.bases import pairs_matrix
from rendering.chapters.context import timeline
from rendering.chapters.elsewhere import beside, trend_lines
from rendering.chapters.method import bases_by_percentage
from rendering.chapters.next_survey import rises_by_answers, rises_figure
from rendering.chapters.recovery import recovery
from rendering.chapters.reliability import bounds_figure, silence_figure
from rendering.chapters.results import results
from rendering.drawing.text import text_width
from rendering.shown.figure import Shown
from rendering.shown.findings import intervals, squares
from rendering.shown.numbers import Number, numbers_of

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"

WAVE = published_wave()
FINDINGS = published_findings()
COUNTED = FINDINGS[FINDINGS["count"].notna() & FINDINGS["share"].notna()]
FOUND = {"users": 27, "non-users": 30}  # what test_bases finds
USERS = numbers_of(COUNTED)["users"]
POPULATION = Number("universe/all", 268, "count", "universe#territories-2023", "reported")
SERIES = ("credoc-use", "data-publica-use", "insee-use", "lga-use")
KINDS = (
    "squares",
    "intervals",
    "results",
    "bases",
    "timeline",
    "beside",
    "trends",
    "pairs",
    "recovery",
    "bounds",
    "silence",
    "rises",
)


@cache
def pairs() -> pd.DataFrame:
    return relaxed_pairs()


@cache
def rates() -> pd.DataFrame:
    return recovery_rates()


@cache
def figure(kind: str) -> Shown:
    """One drawing of each kind that the book has, its anchor named after it."""
    name = f"fig-{kind}", "Titre"
    if kind == "squares":
        return squares(COUNTED[COUNTED["question"] == "scope"], *name)
    if kind == "intervals":
        return intervals(COUNTED[COUNTED["question"] == "outlook"], *name)
    if kind == "results":
        return results(FINDINGS, published_readings(), WAVE, *name)
    if kind == "bases":
        return bases_by_percentage(published_claims(), WAVE.total, FOUND, name[0])
    if kind == "timeline":
        return timeline(load_table("timeline"), *name)
    if kind == "beside":
        return beside(COUNTED[COUNTED["option"] == "users"], latest(comparable("users")), *name)
    if kind == "trends":
        return trend_lines(pd.concat([trend(series) for series in SERIES]), *name)
    if kind == "pairs":
        return pairs_matrix(pairs(), FOUND, WAVE.statements, name[0])
    if kind == "recovery":
        return recovery(rates(), WAVE.total, len(published_claims()), name[0])
    if kind == "bounds":
        return bounds_figure(USERS, POPULATION, *name)
    if kind == "silence":
        return silence_figure(USERS, POPULATION, *name)
    return rises_figure(rises_by_answers(USERS, POPULATION), USERS, POPULATION, *name)


# Reading a drawing


@dataclass(frozen=True)
class Mark:
    """A mark where it stands; ``shape`` is its outline, whatever its size."""

    x: float
    y: float
    shape: tuple[object, ...]
    fill: str
    edge: str

    @property
    def look(self) -> tuple[object, ...]:
        return self.shape, self.fill


@dataclass(frozen=True)
class Words:
    """A line of text: where it starts and ends, and its base line."""

    text: str
    left: float
    right: float
    y: float
    fill: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


Points = list[tuple[float, float]]


class Drawing:
    """One drawing of a figure, ``wide`` or ``narrow``. Places are points, y going down.

    What the code names is a group of that name: ``named("legend-")`` lists those that start so.
    """

    def __init__(self, shown: Shown, width: str):
        self.root = ElementTree.fromstring(getattr(shown, width))
        self.prefix = f"{shown.anchor}-{width[0]}-"
        self.elements = {str(e.get("id")): e for e in self.root.iter() if e.get("id")}
        _, _, self.width, self.height = map(float, str(self.root.get("viewBox")).split())

    def named(self, start: str) -> list[str]:
        names = [name.removeprefix(self.prefix) for name in self.elements]
        return [name for name in names if name.startswith(start)]

    def group(self, name: str) -> ElementTree.Element:
        return self.elements[self.prefix + name]

    def marks(self, name: str) -> list[Mark]:
        return [self._mark(use) for use in self.group(name).iter(f"{SVG}use")]

    def mark(self, name: str) -> Mark:
        (only,) = self.marks(name)
        return only

    def _mark(self, use: ElementTree.Element) -> Mark:
        style, outline = style_of(use), self.elements[str(use.get(LINK))[1:]]
        x, y = (float(str(use.get(axis))) for axis in "xy")
        return Mark(x, y, _shape(str(outline.get("d"))), style["fill"], style.get("stroke", ""))

    def lines(self, name: str) -> list[Points]:
        """The points of each line of a group, the outlines of its marks left out."""
        group = self.group(name)
        outlines = {id(path) for defs in group.iter(f"{SVG}defs") for path in defs}
        paths = [path for path in group.iter(f"{SVG}path") if id(path) not in outlines]
        return [_points(str(path.get("d"))) for path in paths]

    def outline(self, name: str) -> Points:
        """The corners of an area, to a thousandth of a point."""
        (use,) = self.group(name).iter(f"{SVG}use")
        x, y = (float(str(use.get(axis))) for axis in "xy")
        corners = _points(str(self.elements[str(use.get(LINK))[1:]].get("d")))
        return [(round(x + across, 3), round(y + down, 3)) for across, down in corners]

    def line(self, name: str) -> Points:
        (only,) = self.lines(name)
        return only

    def words(self, within: ElementTree.Element | None = None) -> list[Words]:
        return [_words(text) for text in (within or self.root).iter(f"{SVG}text")]

    def words_beside(self, mark: Mark) -> str:
        """The words that start nearest to the right of a mark, at its height."""
        level = [w for w in self.words() if abs(w.y - 3 - mark.y) < 4 and w.left > mark.x]
        return min(level, key=lambda words: words.left).text

    def legend(self) -> dict[str, Mark]:
        """The marks of the legend, by the words that stand beside each."""
        marks = [self.mark(name) for name in self.named("legend-")]
        return {self.words_beside(mark): mark for mark in marks}

    def rules(self) -> list[dict[str, float]]:
        """For each panel, the height of each rule, by the label that it has."""
        panels = [self.group(name) for name in self.named("axes_")]
        found = [
            {
                self.words(tick)[0].text: _points(str(next(tick.iter(f"{SVG}path")).get("d")))[0][1]
                for tick in self._ticks(panel, "ytick_")
            }
            for panel in panels
        ]
        return [labels for labels in found if labels]

    def labels_across(self) -> list[dict[str, float]]:
        """For each panel, the place of each value across, by its label."""
        panels = [self.group(name) for name in self.named("axes_")]
        found = [
            {words.text: words.middle for t in self._ticks(p, "xtick_") for words in self.words(t)}
            for p in panels
        ]
        return [labels for labels in found if labels]

    def _ticks(self, panel: ElementTree.Element, start: str) -> list[ElementTree.Element]:
        return [g for g in panel.iter() if str(g.get("id")).startswith(self.prefix + start)]


def style_of(element: ElementTree.Element) -> dict[str, str]:
    return dict(re.findall(r"([\w-]+): *([^;]+)", element.get("style", "")))


def _numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", path)]


def _points(path: str) -> Points:
    numbers = _numbers(path)
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _shape(path: str) -> tuple[object, ...]:
    numbers = _numbers(path)
    size = max(map(abs, numbers))
    return "".join(re.findall("[A-Za-z]", path)), *(round(number / size, 1) for number in numbers)


def _words(text: ElementTree.Element) -> Words:
    style = style_of(text)
    size = float(style["font-size"].removesuffix("px"))
    long = text_width(str(text.text), size, style.get("font-weight") == "700")
    x, y = float(str(text.get("x"))), float(str(text.get("y")))
    left = x - long * {"start": 0, "middle": 0.5, "end": 1}[style["text-anchor"]]
    return Words(str(text.text), left, left + long, y, style["fill"])


def value_at(place: float, scale: dict[str, float]) -> float:
    """The value at a place, read on a scale whose labels are numbers in proportion."""
    known = [
        (float(re.sub(r"[^\d,.]", "", words).replace(",", ".")), at) for words, at in scale.items()
    ]
    (low, start), (high, end) = known[0], known[-1]
    for value, at in known:
        assert at == pytest.approx(start + (value - low) / (high - low) * (end - start), abs=0.01)
    return low + (place - start) / (end - start) * (high - low)
