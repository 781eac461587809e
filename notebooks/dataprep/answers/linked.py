"""The linear system that anyone can write who reads all the tables that are published together.

Its unknowns are numbers of respondents: of each option, of each base, of those without an answer.
Its equations are what the questionnaire says of them: the options of a single question add up to
its base, those asked a question are those who gave an answer to another, a crossing adds up to
what it crosses. What is hidden is protected only as far as this system leaves it undetermined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from dataprep import arguments
from dataprep.answers.codebook import DOES_NOT_KNOW, SINGLE, Codebook, Group, Question
from dataprep.answers.published_cells import (
    BASE,
    COLUMNS,
    MISSING,
    NOT_ANSWERED,
    NOT_ASKED,
    NOW,
    SILENCES,
    TOTAL,
    UNDECIDED,
    Cell,
    is_counted,
    known_cells,
    named,
    number,
    place_of,
    put_together,
    records,
    taken_apart,
    told,
)

# The kinds of equations, in the order in which they are given up where a table contradicts them.
GIVEN_UP = ("ticks", "total", "filter", "release", "crossing")


@dataclass(frozen=True, eq=False)
class Linked:
    """Cells and the equations that they verify: ``matrix @ numbers = 0``, numbers whole and >= 0.

    ``values``: what is published of each cell, not a number where nothing is. ``known``: the cells
    that whoever attacks has from elsewhere. ``kinds``: what each equation comes from.
    """

    cells: tuple[Cell, ...]
    values: np.ndarray
    known: np.ndarray
    matrix: sparse.csr_matrix
    kinds: tuple[str, ...]
    index: Mapping[Cell, int]

    def without(self, dropped: np.ndarray) -> Linked:
        """The same without some equations."""
        kept = np.flatnonzero(~dropped)
        return Linked(
            self.cells,
            self.values,
            self.known,
            self.matrix[kept],
            tuple(self.kinds[row] for row in kept),
            self.index,
        )

    def with_known(self, numbers: Mapping[int, float]) -> Linked:
        """The same, some cells being known from elsewhere."""
        values, known = self.values.copy(), self.known.copy()
        for at, value in numbers.items():
            values[at], known[at] = value, True
        return Linked(self.cells, values, known, self.matrix, self.kinds, self.index)


class ContradictionError(ValueError):
    """Published numbers that no set of answers gives."""


def linked(
    findings: Iterable[pd.DataFrame],
    codebooks: Sequence[Codebook] = (),
    known: Mapping[Any, Any] | pd.DataFrame | None = None,
    earlier: Iterable[pd.DataFrame] = (),
    respondents: Mapping[str, int] | None = None,
) -> Linked:
    """The system of some findings tables published together.

    ``codebooks``: those of their waves; a question of another wave has no equation but its own.
    ``known``: what others have published, a table of findings, or a mapping from (question,
    option, group), or (wave, question, option, group), to a count or to a count and its base.
    ``earlier``: tables published before, of which those of a same wave hold some of its answers.
    ``respondents``: how many there are in each wave, where it is known from elsewhere.

    Raises ValueError where a cell has two counts.
    """
    system = _System({each.wave: each for each in codebooks})
    for table in findings:
        system.read(table, NOW)
    for rank, table in enumerate(earlier, 1):
        system.read(table, f"earlier-{rank}")
    arguments.refuse(*system.faults)
    system.complete()
    system.release()
    system.equate()
    for cell, value in known_cells(known, system.waves):
        system.know(cell, value)
    for wave, size in (respondents or {}).items():
        system.know(Cell(wave, "", "", TOTAL), float(size))
    arguments.refuse(*system.faults)
    return system.built()


@dataclass
class _System:
    """What is being written: cells as they are met, equations as they follow."""

    codebooks: Mapping[str, Codebook]
    index: dict[Cell, int] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    rows: list[tuple[str, dict[int, float]]] = field(default_factory=list)
    blocks: dict[tuple[str, str, str, str], list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def waves(self) -> list[str]:
        return list(dict.fromkeys(wave for _, wave, _, _ in self.blocks))

    def at(self, cell: Cell) -> int:
        """The rank of a cell, which is added where it is new."""
        if cell not in self.index:
            self.index[cell] = len(self.values)
            self.values.append(math.nan)
        return self.index[cell]

    def say(self, cell: Cell, value: float) -> None:
        """What a table says of a cell; two tables may say the same."""
        at = self.at(cell)
        if math.isnan(value):
            return
        if not math.isnan(self.values[at]) and self.values[at] != value:
            self.faults.append(
                f"findings: {named(cell)} is {self.values[at]:g} and {value:g}. Expected one "
                "number. Give a table published before as earlier."
            )
        self.values[at] = value

    def know(self, cell: Cell, value: float) -> None:
        """What is known from elsewhere of a cell of these tables; of another, nothing follows."""
        if cell not in self.index:
            return
        at = self.index[cell]
        if not math.isnan(self.values[at]) and self.values[at] != value:
            self.faults.append(
                f"known: {named(cell)} is {value:g}, where the findings have "
                f"{self.values[at]:g}. Expected the same number. Correct it, or leave it out."
            )
        self.values[at] = value
        self.known.add(at)

    def read(self, table: pd.DataFrame, sample: str) -> None:
        """The cells of a table, with what it says of each."""
        parts = [part for part, column in COLUMNS.items() if column in table]
        for row in records(table):
            if not is_counted(row):
                continue
            place = place_of(row)
            options = self.blocks.setdefault((sample, *place), [])
            if row["option"] not in options:
                options.append(row["option"])
            count, base = told(row)
            self.say(Cell(*place, row["option"], sample), count)
            self.say(Cell(*place, BASE, sample), base)
            for part in parts:
                if part != BASE:
                    self.say(Cell(*place, part, sample), number(row[COLUMNS[part]]))

    def complete(self) -> None:
        """The blocks that no table shows and that the shown ones add up to, or are part of."""
        queue = list(self.blocks)
        while queue:
            sample, wave, question, group = block = queue.pop()
            first, conditions = taken_apart(group)
            for each in conditions:
                others = [other for other in conditions if other != each]
                by = each.partition("=")[0]
                found = [put_together(first, others)]
                found += [
                    put_together(first, [*others, f"{by}={value}"])
                    for value in (*self._options(wave, by), "")
                ]
                for name in found:
                    key = (sample, wave, question, name)
                    if key not in self.blocks:
                        self.blocks[key] = list(self.blocks[block])
                        queue.append(key)

    def _options(self, wave: str, question: str) -> Sequence[str]:
        """The options of a question that others are crossed with."""
        if described := self._question(wave, question):
            return described.codes
        found = [
            condition.partition("=")[2]
            for _, other, _, group in self.blocks
            for condition in taken_apart(group)[1]
            if other == wave and condition.partition("=")[0] == question
        ]
        return [value for value in dict.fromkeys(found) if value]

    def _question(self, wave: str, name: str) -> Question | None:
        questions = self.codebooks[wave].questions if wave in self.codebooks else ()
        return next((each for each in questions if each.name == name), None)

    def release(self) -> None:
        """The respondents who came since each earlier release of a same wave."""
        silences = {wave: [p for p in SILENCES if self._has(wave, p)] for wave in self.waves}
        again = set()
        for before, wave, question, group in list(self.blocks):
            if not before or (NOW, wave, question, group) not in self.blocks:
                continue
            options = self.blocks[NOW, wave, question, group]
            self.blocks[_since(before), wave, question, group] = list(options)
            for part in (*options, BASE, *silences[wave]):
                self._released(Cell(wave, question, group, part), before)
            again.add((wave, before))
        for wave, before in sorted(again):
            self._released(Cell(wave, "", "", TOTAL), before)

    def _released(self, cell: Cell, before: str) -> None:
        others = (cell._replace(sample=before), cell._replace(sample=_since(before)))
        self._add("release", [(cell, 1.0), *((each, -1.0) for each in others)])

    def _has(self, wave: str, part: str) -> bool:
        return any(cell.wave == wave and cell.part == part for cell in self.index)

    def equate(self) -> None:
        """All equations within a block, then between blocks."""
        split = {wave: self._has(wave, NOT_ANSWERED) for wave in self.waves}
        asked = {wave: self._has(wave, NOT_ASKED) for wave in self.waves}
        for block, options in list(self.blocks.items()):
            self._within(block, options, split[block[1]])
            if asked[block[1]]:
                self._of_all(block)
            self._filtered(block)
        for block in list(self.blocks):
            self._crossed(block, [NOT_ANSWERED, UNDECIDED] if split[block[1]] else [], asked)
        self._totals()

    def _add(self, kind: str, terms: Iterable[tuple[Cell, float]]) -> None:
        row: dict[int, float] = {}
        for cell, factor in terms:
            at = self.at(cell)
            row[at] = row.get(at, 0.0) + factor
        row = {at: factor for at, factor in row.items() if factor}
        if row:
            self.rows.append((kind, row))

    def _within(
        self, block: tuple[str, str, str, str], options: Sequence[str], split: bool
    ) -> None:
        sample, wave, question, group = block

        def cell(part: str) -> Cell:
            return Cell(wave, question, group, part, sample)

        described = self._question(wave, question)
        every = [*dict.fromkeys([*options, *(described.codes if described else ())])]
        if described.answers == SINGLE if described else self._adds_up(wave, question):
            self._add("options", [*((cell(part), 1.0) for part in every), (cell(BASE), -1.0)])
        else:
            for part in every:
                rest = cell(f"@not/{part}")
                self._add("complement", [(cell(part), 1.0), (rest, 1.0), (cell(BASE), -1.0)])
            self._ticked(described, every, cell)
        if split:
            silent = [(cell(NOT_ANSWERED), 1.0), (cell(UNDECIDED), 1.0), (cell(MISSING), -1.0)]
            self._add("silence", silent)
        if self._is_empty(wave, group):
            for part in (*every, BASE, MISSING):
                self._nobody(cell(part))
        elif (answer := self._own_answer(question, group)) is not None:
            for part in every:
                if part != answer:
                    self._nobody(cell(part))

    def _ticked(
        self, asked: Question | None, codes: Sequence[str], cell: Callable[[str], Cell]
    ) -> None:
        """Who answered ticked an option at least; who ticked an exclusive one, no other."""
        alone = [each.value for each in asked.options if each.exclusive] if asked else []
        at_least = [(cell(part), 1.0) for part in codes]
        at_most = [[(cell(part), 1.0) for part in alone]]
        at_most += [[*at_most[0], (cell(part), 1.0)] for part in codes if part not in alone]
        self._bounded(at_least, cell("@ticks"), cell(BASE), -1.0)
        for rank, terms in enumerate(at_most if alone else []):
            self._bounded(terms, cell(f"@alone/{rank}"), cell(BASE), 1.0)

    def _bounded(
        self, terms: list[tuple[Cell, float]], rest: Cell, base: Cell, sign: float
    ) -> None:
        """A sum of cells on one side of a base, unless what is published says otherwise."""
        self.at(base)
        numbers = [self.values[self.at(each)] * factor for each, factor in terms]
        if not sign * (sum(numbers) - self.values[self.index[base]]) > 0:
            self._add("ticks", [*terms, (rest, sign), (base, -1.0)])

    def _adds_up(self, wave: str, question: str) -> bool:
        """Without a codebook: whether the options add up to the base wherever all is published."""
        sums = []
        for (sample, other, name, group), options in self.blocks.items():
            if (other, name) == (wave, question):
                cells = [Cell(wave, name, group, part, sample) for part in (*options, BASE)]
                numbers = [
                    self.values[self.index[c]] if c in self.index else math.nan for c in cells
                ]
                sums.append(sum(numbers[:-1]) - numbers[-1])
        told_sums = [each for each in sums if not math.isnan(each)]
        return bool(told_sums) and not any(told_sums)

    def _nobody(self, cell: Cell) -> None:
        at = self.at(cell)
        if math.isnan(self.values[at]) or self.values[at] == 0:
            self.values[at] = 0.0
            self.known.add(at)

    def _is_empty(self, wave: str, group: str) -> bool:
        """Whether a crossed group can have nobody: users among those who are none."""
        first, conditions = taken_apart(group)
        while (of := self._group(wave, first)) and of.question:
            for condition in conditions:
                by, _, value = condition.partition("=")
                if by == of.question and value not in of.values:
                    return True
            asked = self._question(wave, of.question)
            first = asked.asked_of if asked else ""
        return False

    @staticmethod
    def _own_answer(question: str, group: str) -> str | None:
        """The one answer to a question of those whom that answer makes a group."""
        for condition in taken_apart(group)[1]:
            by, _, value = condition.partition("=")
            if by == question:
                return value
        return None

    def _group(self, wave: str, name: str) -> Group | None:
        groups = self.codebooks[wave].groups if wave in self.codebooks else ()
        return next((each for each in groups if each.name == name), None)

    def _of_all(self, block: tuple[str, str, str, str]) -> None:
        """Asked or not, they are all those of the survey, or of the crossing."""
        sample, wave, question, group = block
        everyone = put_together("", taken_apart(group)[1])
        terms = [(Cell(wave, question, group, p, sample), 1.0) for p in (BASE, MISSING, NOT_ASKED)]
        self._add("total", [*terms, (Cell(wave, "", everyone, TOTAL, sample), -1.0)])

    def _filtered(self, block: tuple[str, str, str, str]) -> None:
        """Those asked a question are those who gave the answers that it is put to."""
        sample, wave, question, group = block
        first, conditions = taken_apart(group)
        of = self._group(wave, first)
        asked = self._question(wave, of.question) if of and of.question else None
        if of is None or asked is None or self._is_empty(wave, group):
            return
        source = put_together(asked.asked_of, conditions)
        if (sample, wave, asked.name, source) not in self.blocks:
            return
        terms = [(Cell(wave, question, group, part, sample), -1.0) for part in (BASE, MISSING)]
        chosen = [(Cell(wave, asked.name, source, value, sample), 1.0) for value in of.values]
        self._add("filter", [*chosen, *terms])

    def _crossed(
        self, block: tuple[str, str, str, str], split: list[str], asked: Mapping[str, bool]
    ) -> None:
        """A group is the sum of those it is crossed into, and of those of whom that is missing."""
        sample, wave, question, group = block
        first, conditions = taken_apart(group)
        silences = [MISSING, *split, *([NOT_ASKED] if asked[wave] else [])]
        for by in self._crossings(sample, wave, question, group):
            children = [
                put_together(first, [*conditions, f"{by}={value}"])
                for value in (*self._options(wave, by), "")
            ]
            for part in (*self.blocks[block], BASE, *silences):
                each = [(Cell(wave, question, child, part, sample), 1.0) for child in children]
                whole = Cell(wave, question, group, part, sample)
                self._add("crossing", [*each, (whole, -1.0)])

    def _crossings(self, sample: str, wave: str, question: str, group: str) -> list[str]:
        """The questions that a block is crossed with."""
        found = []
        first, conditions = taken_apart(group)
        for other_sample, other, name, crossed in self.blocks:
            if (other_sample, other, name) == (sample, wave, question):
                start, more = taken_apart(crossed)
                added = [each for each in more if each not in conditions]
                if start == first and len(added) == 1 and len(more) == len(conditions) + 1:
                    found.append(added[0].partition("=")[0])
        return list(dict.fromkeys(found))

    def _totals(self) -> None:
        """All respondents are those who gave each answer to what is crossed, and the others."""
        for cell in [cell for cell in self.index if cell.part == TOTAL and cell.group]:
            conditions = taken_apart(cell.group)[1]
            for each in conditions:
                by, _, value = each.partition("=")
                others = [other for other in conditions if other != each]
                self._add_total(cell, by, value, others)

    def _add_total(self, cell: Cell, by: str, value: str, others: list[str]) -> None:
        """The size of a crossed group is a count of the question that it is crossed with."""
        described = self._question(cell.wave, by)
        first = described.asked_of if described else None
        if first is None:
            return
        source = put_together(first, others)
        if (cell.sample, cell.wave, by, source) not in self.blocks:
            return
        parts = [value] if value else [MISSING, NOT_ASKED]
        terms = [(Cell(cell.wave, by, source, part, cell.sample), 1.0) for part in parts]
        self._add("total", [*terms, (cell, -1.0)])

    def built(self) -> Linked:
        entries = [
            (rank, at, factor)
            for rank, (_, row) in enumerate(self.rows)
            for at, factor in row.items()
        ]
        where = ([e[0] for e in entries], [e[1] for e in entries])
        matrix = sparse.csr_matrix(
            ([e[2] for e in entries], where), shape=(len(self.rows), len(self.values))
        )
        known = np.zeros(len(self.values), dtype=bool)
        known[list(self.known)] = True
        return Linked(
            tuple(self.index),
            np.array(self.values, dtype=float),
            known,
            matrix,
            tuple(kind for kind, _ in self.rows),
            self.index,
        )


def _since(before: str) -> str:
    """The sample of those who came after an earlier one."""
    return before.replace("earlier", "since")


def propagated(system: Linked) -> np.ndarray:
    """The values published, and those that follow from them by one subtraction after another.

    Numbers that add up to 0 are all 0, since none is negative.
    """
    values = system.values.copy()
    matrix = system.matrix
    rows = [
        (matrix.indices[start:end], matrix.data[start:end])
        for start, end in pairwise(matrix.indptr)
    ]
    changed = True
    while changed:
        changed = False
        for at, factors in rows:
            unknown = np.isnan(values[at])
            if unknown.sum() == 1:
                known = ~unknown
                values[at[unknown]] = -(values[at[known]] @ factors[known]) / factors[unknown]
                changed = True
            elif unknown.any() and (factors[unknown] > 0).all() | (factors[unknown] < 0).all():
                known = ~unknown
                if abs(values[at[known]] @ factors[known]) < 1e-9:
                    values[at[unknown]] = 0.0
                    changed = True
    return values


def consistent(system: Linked) -> Linked:
    """The system without the equations that the published numbers contradict.

    A respondent who gave up halfway was not asked what follows, a file may be cut: the equations
    between tables are given up before those within one. Raises ContradictionError where these fail.
    """
    filled = np.where(np.isnan(system.values), 0, system.values)
    unknown = abs(system.matrix) @ np.isnan(system.values).astype(float)
    wrong = (unknown == 0) & (abs(system.matrix @ filled) > 1e-6)
    given_up = np.array([kind in GIVEN_UP for kind in system.kinds], dtype=bool)
    system = system.without(wrong & given_up)
    for kind in (*GIVEN_UP, ""):
        if _has_answers(system):
            return system
        system = system.without(np.array([each == kind for each in system.kinds], dtype=bool))
    places = {
        named(system.cells[at])
        for row in np.flatnonzero(wrong & ~given_up)[:3]
        for at in system.matrix[row].indices[:1]
    }
    raise ContradictionError(
        "findings: the counts of a question do not add up"
        + (f", as in {', '.join(sorted(places))}" if places else "")
        + ". Expected the tables that tabulate() gives. Tabulate again."
    )


def _has_answers(system: Linked) -> bool:
    """Whether some numbers verify all that is published."""
    from scipy.optimize import linprog

    derived = propagated(system)
    if not np.isnan(derived).any():
        return bool(derived.min(initial=0) >= 0 and not (abs(system.matrix @ derived) > 1e-6).any())
    shown = ~np.isnan(system.values)
    low = np.where(shown, system.values, 0)
    high = np.where(shown, system.values, np.inf)
    if not len(system.kinds):
        return bool((low >= 0).all())
    found = linprog(
        np.zeros(len(low)),
        A_eq=system.matrix,
        b_eq=np.zeros(len(system.kinds)),
        bounds=np.column_stack([low, high]),
        method="highs",
    )
    return bool(found.status == 0)


def structural(cell: Cell, book: Codebook | None) -> bool:
    """Whether the questionnaire itself says that a number is 0.

    Nobody does not know, where that is no answer; nobody is not asked what is asked of all.
    """
    if cell.part == UNDECIDED and book is not None:
        return DOES_NOT_KNOW not in book.question(cell.question).kinds.values()
    if cell.part == NOT_ASKED:
        return book is None or book.group(taken_apart(cell.group)[0]).question is None
    return False
