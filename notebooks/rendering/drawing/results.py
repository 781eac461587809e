"""Shares on one scale of 0 to 100 %, in blocks by base: the chart of the results of a wave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rendering.drawing.canvas import LINE, NARROWEST, POINTS, SMALL_LINE, canvas
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.palette import EMPTY, MUTED, TRACK, group_colour
from rendering.drawing.scales import QUARTERS, Scale
from rendering.drawing.text import SMALL, on_white, text_width, wrapped, write
from rendering.words import typography
from rendering.words.language import tr
from rendering.words.typography import typeset

_LABELS = 186.0  # points of the column of labels, where the sheet is wide
_DOT, _READING = 8.6, 5.6  # points across


@dataclass(frozen=True)
class Line:
    """One line of the chart: a share on a base, or an answer without a number.

    ``asking``: the words of its question. ``unsaid``: why there is no number, where there is none.
    ``low`` and ``high`` are the ends over all ``others``, the readings that are not ours, each
    with its id, count and base. ``note`` says what these readings are.
    """

    name: str
    question: str
    label: str
    group: str
    base: int
    asking: str = ""
    count: int | None = None
    unsaid: str = ""
    low: float = 0.0
    high: float = 0.0
    left_over: bool = False
    note: str = ""
    others: tuple[tuple[str, int, int], ...] = field(default=())

    @property
    def share(self) -> float:
        return (self.count or 0) / self.base

    @property
    def words(self) -> str:
        """The number beside the point, or that there is none."""
        if self.count is None:
            return self.unsaid
        return typography.count_and_share(self.count, self.base)

    @property
    def colour(self) -> str:
        return group_colour(self.group)


@dataclass(frozen=True)
class Block:
    """The lines of one base, under its words; without a ``group``, of one or of another."""

    group: str
    heading: str
    lines: tuple[Line, ...]


def draw_results(blocks: list[Block], width: float) -> Figure:
    """Every share on one scale of 0 to 100 %, under its base and its question."""
    wide, right = width >= NARROWEST, width * POINTS
    left = _LABELS if wide else 0.0
    groups = [block.group for block in blocks]
    layout = [
        item
        for place, block in enumerate(blocks)
        # The blocks of one group, on several bases, each have a mark of their own.
        for item in _items(block, wide, right, groups[:place].count(block.group))
    ]
    height = 18 + sum(item.height for item in layout)
    figure, axes = canvas(width, height + 18)
    scale = Scale(left + 5, right - 11)
    _draw_scale(axes, scale, left, right, height)
    top, dots = 18.0, dict[str, tuple[float, float]]()
    for item in layout:
        item.draw(axes, scale, top, dots)
        top += item.height
    return figure


def _draw_scale(axes: Axes, scale: Scale, left: float, right: float, floor: float) -> None:
    """The rules, from top to floor, their labels at both ends of so tall a drawing."""
    places = [scale.at(tick) for tick in QUARTERS]
    axes.vlines(places, 16, floor, color=TRACK, linewidth=0.8, zorder=0, gid="scale")
    for y in (7.0, floor + 11):
        for tick, place in zip(QUARTERS, places, strict=True):
            x, side = {0.0: (left, "left"), 1.0: (right, "right")}.get(tick, (place, "center"))
            write(axes, x, y, typography.share(tick), size=SMALL, colour=MUTED, side=side)


@dataclass(frozen=True)
class _Heading:
    """A base in words, beside its colour; or a question, in small type."""

    words: tuple[str, ...]
    group: str | None
    height: float
    name: str = ""  # of the mark, where there is one

    def draw(self, axes: Axes, _: Scale, top: float, __: dict[str, tuple[float, float]]) -> None:
        if self.group is None:
            for place, words in enumerate(self.words):
                y = top + 9 + place * SMALL_LINE
                on_white(axes, 0, y, words, size=SMALL, colour=MUTED)
            return
        if self.group:
            mark = Mark("o", group_colour(self.group), "white", width=0.8)
            draw_marks(axes, [6], [top + 17], mark, 11, self.name)
        for place, words in enumerate(self.words):
            x = 16 if self.group else 0
            on_white(axes, x, top + 17 + place * LINE, words, bold=True)


@dataclass(frozen=True)
class _Row:
    """A line of the chart laid out: its label and note in lines, and its place."""

    line: Line
    label: tuple[str, ...]
    note: tuple[str, ...]
    height: float
    wide: bool
    right: float
    near: tuple[str, str] | None  # the line before it that one answer parts it from, and the words

    @property
    def above(self) -> float:
        """Room for the note between the two points."""
        return 9.0 if self.near and self.wide else 0.0

    def draw(
        self, axes: Axes, scale: Scale, top: float, dots: dict[str, tuple[float, float]]
    ) -> None:
        top += self.above
        for place, words in enumerate(self.label):
            on_white(axes, 0, top + 9 + place * LINE, words)
        below = top + 9 + len(self.label) * LINE - 1
        for place, words in enumerate(self.note):
            on_white(axes, 0, below + place * SMALL_LINE, words, size=SMALL, colour=MUTED)
        y = top + 9 if self.wide else below + len(self.note) * SMALL_LINE + 1
        if self.line.count is None:
            x, side = (scale.left, "left") if self.wide else (self.right, "right")
            on_white(axes, x, top + 9, self.line.words, size=SMALL, colour=MUTED, side=side)
            return
        self._draw_number(axes, scale, top)
        _draw_line(axes, scale, self.line, y)
        x = scale.at(self.line.share)
        if self.near is not None:
            between = f"near-{self.line.name}"
            _draw_note(axes, between, dots[self.near[0]], (x, y), self.near[1], self.wide)
        dots[self.line.name] = (x, y)

    def _draw_number(self, axes: Axes, scale: Scale, top: float) -> None:
        """Beside the point: right of its line, left of it where the sheet ends."""
        words, y = self.line.words, top + 9
        if not self.wide:
            on_white(axes, self.right, y, words, side="right")
        elif scale.at(self.line.high) + 7 + text_width(words) <= self.right:
            on_white(axes, scale.at(self.line.high) + 7, y, words)
        else:
            on_white(axes, scale.at(self.line.low) - 7, y, words, side="right")


def _draw_line(axes: Axes, scale: Scale, line: Line, y: float) -> None:
    ends = [scale.at(line.low), scale.at(line.high)]
    axes.plot(
        ends,
        [y, y],
        color=line.colour,
        linewidth=2,
        solid_capstyle="butt",
        zorder=1,
        gid=f"interval-{line.name}",
    )
    for name, count, base in line.others:
        if count / base != line.share:
            hollow = Mark("o", EMPTY, line.colour, width=1.2)
            draw_marks(axes, [scale.at(count / base)], [y], hollow, _READING, f"reading-{name}")
    fill, edge = (EMPTY, line.colour) if line.left_over else (line.colour, "white")
    mark = Mark("o", fill, edge, width=1.4 if line.left_over else 0.8)
    draw_marks(axes, [scale.at(line.share)], [y], mark, _DOT, f"share-{line.name}")


def _draw_note(
    axes: Axes,
    name: str,
    before: tuple[float, float],
    after: tuple[float, float],
    words: str,
    wide: bool,
) -> None:
    """The note beside the two points that it is about."""
    if wide:
        (x, y), (end, floor) = before, after
        axes.plot([x, end], [y + 6, floor - 6], color=MUTED, linewidth=0.9, gid=name)
        on_white(axes, max(x, end) + 6, (y + floor) / 2, words, size=SMALL, bold=True)
    else:
        on_white(axes, after[0], after[1] + 13, words, size=SMALL, bold=True, side="center")


def _items(block: Block, wide: bool, right: float, before: int) -> Iterator[_Heading | _Row]:
    heading = tuple(wrapped(block.heading, right - 16, bold=True))
    name = f"legend-{block.group}" + (f"-{before}" if before else "")
    yield _Heading(heading, block.group, 12 + LINE * len(heading) + 4, name)
    asked = [line.question for line in block.lines]
    shown: str | None = None
    previous: Line | None = None
    room = _LABELS - 10 if wide else right
    for line in block.lines:
        several = asked.count(line.question) > 1
        if line.question != shown and several and block.group:
            small = tuple(wrapped(line.asking, right, SMALL))
            yield _Heading(small, None, 5 + SMALL_LINE * len(small))
        words = _near(previous, line) if previous else ""
        near = (previous.name, words) if previous and words else None
        yield _row(line, wide, right, room, near)
        shown, previous = line.question, line


def _row(line: Line, wide: bool, right: float, room: float, near: tuple[str, str] | None) -> _Row:
    number = 0.0 if wide else text_width(line.words) + 12
    label = tuple(wrapped(line.label, room - number))
    note = tuple(wrapped(line.note, room, SMALL)) if line.note else ()
    text = LINE * len(label) + SMALL_LINE * len(note)
    height = text + 8 if wide or line.count is None else text + 20
    height += (9 if wide else 14) if near else 0
    return _Row(line, label, note, height, wide, right, near)


def _near(one: Line, other: Line) -> str:
    """« une seule réponse d'écart », where two answers to one question are so near."""
    known = one.count is not None and other.count is not None
    rest = one.left_over or other.left_over
    if not known or rest or one.question != other.question or one.base != other.base:
        return ""
    if one.group != other.group or abs((one.count or 0) - (other.count or 0)) != 1:
        return ""
    return typeset(tr("une seule réponse d'écart"))
