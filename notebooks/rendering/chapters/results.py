"""The one chart of chapter 03: every share of the flash on one scale, by the base it is of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dataprep.wave import Wave
from rendering.drawing.canvas import LINE, NARROWEST, POINTS, SMALL_LINE, canvas
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.palette import EMPTY, MUTED, TRACK, group_colour
from rendering.drawing.scales import QUARTERS, Scale
from rendering.drawing.text import SMALL, on_white, text_width, wrapped, write
from rendering.shown.conclusions import holds
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number, numbers_of
from rendering.words import typography
from rendering.words.groups import base_words, group_words, option_words
from rendering.words.language import text_of, tr
from rendering.words.typography import lower_first, typeset

_LABELS = 186.0  # points of the column of labels, where the sheet is wide
_DOT, _READING = 8.6, 5.6  # points across


@dataclass(frozen=True)
class Line:
    """One line of the chart: a share on a base, or what comes first without a number.

    ``low`` and ``high`` are the ends over all ``others``, the readings that are not ours, each
    with its id, count and base. ``note`` says what these readings are.
    """

    name: str
    question: str
    label: str
    group: str
    base: int
    count: int | None = None
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
            return typeset(tr("sans chiffre dans le flash"))
        return typography.count_and_share(self.count, self.base)

    @property
    def colour(self) -> str:
        return group_colour(self.group)


@dataclass(frozen=True)
class Block:
    """The lines of one base, under its words; ``question`` heads those of a question."""

    group: str
    heading: str
    lines: tuple[Line, ...]


def results(
    findings: pd.DataFrame, readings: pd.DataFrame, wave: Wave, anchor: str, title: str
) -> Shown:
    """Every share of a wave on one scale of 0 to 100 %, grouped and coloured by its base.

    ``findings`` are those of the wave, ``readings`` those of ``published_readings``. ``title`` is
    in the language of the edition. Where a sentence leaves several readings, all of them stand
    beside the share, and its interval goes over all of them.
    """
    blocks = blocks_of(findings, readings, wave)
    lines = [line for block in blocks for line in block.lines]
    counted = [line for line in lines if line.count is not None]
    numbers = tuple(numbers_of(findings[findings["share"].notna()]).values())
    return show(
        lambda width: _draw(blocks, wave, width),
        anchor=anchor,
        title=title,
        subtitle=tr("Part de chaque réponse, sur la base qui est la sienne"),
        says=" ; ".join(_sentence(line) for line in lines) + ".",
        caption=_caption(findings),
        base=_how_to_read(wave, findings),
        sources=[
            *findings.loc[findings["share"].notna(), "source"],
            "readings",
        ],
        table=_table(counted),
        numbers=(*numbers, *reading_numbers(readings).values()),
    )


def reading_numbers(readings: pd.DataFrame) -> dict[str, Number]:
    """The readings as numbers, by id, hyphens as underscores; each leads to its own row."""
    return {
        row["id"].replace("-", "_"): Number(
            f"readings/{row['id']}",
            float(row["share"]),
            "share",
            row["source"],
            "reading",
            int(row["count"]),
            int(row["base"]),
            float(row["low"]),
            float(row["high"]),
        )
        for _, row in readings.iterrows()
    }


def over_readings(readings: pd.DataFrame, finding: str) -> Number:
    """The reading of a finding that is ours, its interval going over all readings of it.

    Raises ValueError where none is ours.
    """
    its = readings[readings["finding"] == finding]
    ours = its[its["ours"].astype(bool)]
    if ours.empty:
        raise ValueError(
            f"over_readings: {finding} has no reading that is ours. Expected one. "
            "Name a finding that has one, or mark one in data/readings.csv."
        )
    (number,) = reading_numbers(ours).values()
    low, high = float(its["low"].min()), float(its["high"].max())
    return replace(number, key=f"readings/{finding}/over", low=low, high=high)


def inferred(option: str, statement: str, count: int, base: int) -> Number:
    """The least that ``option`` counts, which no statement prints; its row is ``statement``."""
    source = f"findings-2025#{statement}"
    return Number(f"inferred/{option}", count / base, "share", source, "inferred", count, base)


# From findings to lines


def blocks_of(findings: pd.DataFrame, readings: pd.DataFrame, wave: Wave) -> list[Block]:
    """The lines of the chart, in blocks: all respondents, each group, then what may be of two."""
    shares = findings[findings["count"].notna() & findings["share"].notna()]
    first = _first_in_words(findings, wave)
    blocks = []
    for group in (wave.everyone, *wave.partition):
        rows = shares[(shares["group"] == group) & ~_is_open(shares, wave)]
        if rows.empty:
            continue
        base = int(rows["base"].iloc[0])
        unnumbered = first[first["base_group"] == group]
        lines = tuple(_lines(rows, unnumbered, readings, base, group))
        blocks.append(Block(group, group_words(group, base), lines))
    left_open = shares[_is_open(shares, wave)]
    if not left_open.empty:
        words = [group_words(row["group"], row["base"]) for _, row in left_open.iterrows()]
        either = tr(" ou ").join(dict.fromkeys(words))
        heading = tr("{bases} : le flash ne le dit pas").format(bases=either)
        lines = tuple(
            _line(
                row,
                readings,
                note=tr("si ce sont {base}").format(base=base_words(row["group"])),
            )
            for _, row in left_open.iterrows()
        )
        blocks.append(Block("open", typeset(heading), lines))
    return blocks


def _is_open(findings: pd.DataFrame, wave: Wave) -> pd.Series:
    """Which findings are of a statement whose group the text leaves open."""
    return findings["source"].isin(wave.of_open_group()["source"])


def _first_in_words(findings: pd.DataFrame, wave: Wave) -> pd.DataFrame:
    """The statements that come first, without a number, in a question that has shares."""
    asked = findings.loc[findings["share"].notna(), "question"]
    statements = wave.statements
    ranked = (statements["kind"] == "rank") & (statements["value"] == 1)
    known = statements["base_group"].isin(wave.partition)
    return statements[ranked & known & statements["question"].isin(asked)]


def _lines(
    rows: pd.DataFrame, first: pd.DataFrame, readings: pd.DataFrame, base: int, group: str
) -> Iterator[Line]:
    for question in dict.fromkeys(rows["question"]):
        for _, row in first[first["question"] == question].iterrows():
            label = typeset(text_of(row, "label"))
            yield Line(f"{row['option']}-{group}", question, label, group, base)
        its = rows[rows["question"] == question]
        rest = its["method"] == "remainder"
        ordered = its.assign(rest=rest).sort_values(
            ["rest", "share"], ascending=[True, False], kind="stable"
        )
        for _, row in ordered.iterrows():
            yield _line(row, readings)


def _line(row: pd.Series, readings: pd.DataFrame, note: str = "") -> Line:
    its = readings[(readings["question"] == row["question"])]
    its = its[(its["option"] == row["option"]) & its["ours"].any()]
    others = its[~its["ours"].astype(bool)]
    return Line(
        name=f"{row['option']}-{row['group']}",
        question=row["question"],
        label=option_words(row),
        group=row["group"],
        base=int(row["base"]),
        count=int(row["count"]),
        low=float(min([row["low"], *its["low"]])),
        high=float(max([row["high"], *its["high"]])),
        left_over=row["method"] == "remainder",
        note=typeset(note or _readings_note(its)),
        others=tuple(
            (str(one["id"]), int(one["count"]), int(one["base"])) for _, one in others.iterrows()
        ),
    )


def _readings_note(its: pd.DataFrame) -> str:
    """The other readings of a share: other counts, or other things that are counted."""
    others = its[~its["ours"].astype(bool)]
    if others.empty:
        return ""
    ours = its[its["ours"].astype(bool)].iloc[0]
    if (others["count"] == ours["count"]).all():
        labels = " ; ".join(lower_first(text_of(row, "label")) for _, row in others.iterrows())
        return tr("selon notre lecture ; ou bien : {labels}").format(labels=labels)
    counts = [
        tr("{count} sur {base}").format(
            count=_listed([typography.number(count) for count in rows["count"]]),
            base=typography.number(int(rows["base"].iloc[0])),
        )
        for _, rows in others.groupby("base", sort=False)
    ]
    return tr("selon notre lecture ; ou bien {counts}").format(counts=tr(", ou ").join(counts))


def _listed(words: list[str]) -> str:
    """« a, b ou c »."""
    return tr(" ou ").join(filter(None, [", ".join(words[:-1]), words[-1]]))


# Words


def _sentence(line: Line) -> str:
    words = f"{line.label} : {line.words}"
    if line.count is not None:
        ends = typography.share_range(line.low, line.high)
        words += tr(" (intervalle : {range})").format(range=ends)
    return words + (f", {line.note}" if line.note else "")


def _caption(findings: pd.DataFrame) -> str:
    """What the drawing does not say: which answers exclude each other, and which do not."""
    words = tr(
        "Les réponses sur les agents susceptibles d'en faire usage s'excluent ; les raisons, sans "
        "doute pas."
    )
    numbers = numbers_of(findings)
    scope = ("all_agents", "some_services", "management_only")
    holds(
        words,
        when="scope <= base and need + distrust + max(need, distrust) > non_users",
        scope=sum(numbers[name].count or 0 for name in scope),
        base=numbers[scope[0]].base,
        need=numbers["no_need"].count,
        distrust=numbers["distrust"].count,
        non_users=numbers["no_need"].base,
    )
    return words


def _how_to_read(wave: Wave, findings: pd.DataFrame) -> str:
    level = typography.share(float(findings["interval"].dropna().iloc[0].split()[-1]))
    return tr(
        "Effectifs déduits par nous. Le trait : si les {total} avaient été tirés au hasard, les "
        "parts de l'ensemble compatibles avec cette réponse, à {level}. Ils ne l'ont pas été."
    ).format(total=typography.number(wave.total), level=level)


def _table(lines: list[Line]) -> pd.DataFrame:
    names = [
        tr("Réponse"),
        tr("Effectif"),
        tr("Base"),
        tr("Part"),
        tr("Intervalle"),
        tr("Lectures"),
    ]
    rows = [
        (
            line.label,
            line.count,
            line.base,
            typography.share(line.share),
            typography.share_range(line.low, line.high),
            line.note or None,
        )
        for line in lines
    ]
    return pd.DataFrame(rows, columns=names)


# The drawing


def _draw(blocks: list[Block], wave: Wave, width: float) -> Figure:
    wide, right = width >= NARROWEST, width * POINTS
    left = _LABELS if wide else 0.0
    layout = [item for block in blocks for item in _items(block, wave, wide, right)]
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

    def draw(self, axes: Axes, _: Scale, top: float, __: dict[str, tuple[float, float]]) -> None:
        if self.group is None:
            for place, words in enumerate(self.words):
                y = top + 9 + place * SMALL_LINE
                on_white(axes, 0, y, words, size=SMALL, colour=MUTED)
            return
        if self.group != "open":
            mark = Mark("o", group_colour(self.group), "white", width=0.8)
            draw_marks(axes, [6], [top + 17], mark, 11, f"legend-{self.group}")
        for place, words in enumerate(self.words):
            x = 0 if self.group == "open" else 16
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
            _draw_note(axes, dots[self.near[0]], (x, y), self.near[1], self.wide)
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
    axes: Axes, before: tuple[float, float], after: tuple[float, float], words: str, wide: bool
) -> None:
    """The note beside the two points that it is about."""
    if wide:
        (x, y), (end, floor) = before, after
        axes.plot([x, end], [y + 6, floor - 6], color=MUTED, linewidth=0.9, gid="near")
        on_white(axes, max(x, end) + 6, (y + floor) / 2, words, size=SMALL, bold=True)
    else:
        on_white(axes, after[0], after[1] + 13, words, size=SMALL, bold=True, side="center")


def _items(block: Block, wave: Wave, wide: bool, right: float) -> Iterator[_Heading | _Row]:
    heading = tuple(wrapped(block.heading, right - 16, bold=True))
    yield _Heading(heading, block.group, 12 + LINE * len(heading) + 4)
    asked = [line.question for line in block.lines]
    shown: str | None = None
    previous: Line | None = None
    room = _LABELS - 10 if wide else right
    for line in block.lines:
        several = asked.count(line.question) > 1
        if line.question != shown and several and block.group != "open":
            (asking,) = wave.questions.loc[[line.question]].to_dict("records")
            small = tuple(wrapped(typeset(text_of(asking, "label")), right, SMALL))
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
