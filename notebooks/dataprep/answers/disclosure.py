"""Findings that expose nobody: small numbers hidden, and with them what would give them back.

Cells that say too much of too few are hidden first. What anyone could then find out by adding and
subtracting what is left (``linked``) is prevented by hiding more, as little as can be: an integer
program, whose constraints are found by attacking its own solution, until no attack succeeds.

Source: Fischetti and Salazar-González (2001), Management Science 47(7), for the program, its cuts
and the three levels of protection: upper, lower and sliding.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components

from dataprep import arguments
from dataprep.answers.codebook import CODEBOOKS, SCHEMA, SINGLE, Codebook, codebook
from dataprep.answers.linked import (
    BASE,
    COLUMNS,
    MISSING,
    NOT_ANSWERED,
    NOW,
    SILENCES,
    SUPPRESSED,
    TOTAL,
    UNDECIDED,
    Cell,
    Linked,
    consistent,
    is_counted,
    linked,
    place_of,
    propagated,
    structural,
    taken_apart,
)

MINIMUM = 5
PRIMARY, SECONDARY = "primary", "secondary"

# What gives a count away, of which a hidden row shows nothing.
NUMBERS = (
    "count",
    "share",
    "low",
    "high",
    "weighted_share",
    "weighted_low",
    "weighted_high",
    "effective_base",
)

_CLOSE = 1e-6
# How many patterns are refused one by one for a protection before its question is hidden whole.
_PATIENCE = 12
# How many unknowns are solved for in one call.
_BATCH = 2000
# How many unknowns are solved for in all before what is hidden stays so: some hundreds of linked
# cells have too many patterns for the cheapest to be found; and, twice as many, before questions
# are hidden whole. It is a count and no time: the same on all machines.
_EFFORT = 400_000
# How many patterns are tried before those that hide a cell in vain are looked for.
_ROUNDS = 4
# How many attacks that get through, on one set of linked cells, make a pattern be changed.
_ENOUGH = 16
# How many protections of one set of linked cells are tried in one call.
_AT_ONCE = 16


def protect(
    findings: pd.DataFrame | Iterable[pd.DataFrame],
    codebook: Codebook | Sequence[Codebook] | None = None,
    minimum: int = MINIMUM,
    known: Mapping[Any, Any] | pd.DataFrame | None = None,
    earlier: Iterable[pd.DataFrame] = (),
    silences: bool = True,
) -> pd.DataFrame:
    """The findings with what exposes someone hidden, and what would give that back.

    ``findings``: what ``tabulate`` gives, or a list of such tables: all that is published
    together, since each can give away what another hides. ``codebook``: that of the answers, or
    those of each wave; found by itself where it is one of the project's. ``minimum``: the least
    number of respondents that may be told apart, 2 or more. ``known``: what others have published,
    as a table of findings or as a mapping from (question, option, group), the wave first where
    there are several, to a count or to a count and its base: it is not hidden again, and counts as
    known to whoever attacks. So do rows that are not tabulated. ``earlier``: tables published
    before; one of a same wave is taken for a part of its answers, and those who came since are
    protected as a group. ``silences``: whether numbers of those who were not asked, or who did not
    answer, are held to the rule as well.

    A count is disclosive where it, or its complement to the base, is less than ``minimum``: nobody
    of ten, all of ten, are as telling as three. Of an empty base nothing is. A base, and with
    ``silences`` a number of those without an answer, is disclosive from 1 to ``minimum`` - 1. So is
    what no table shows and a subtraction gives: those of whom the answer crossed is missing, those
    who came since an earlier table.

    Each disclosive cell is hidden, and others with it, so that whoever reads all the rest, knows
    how many respondents there are and what is ``known``, and solves for whole numbers, cannot
    exclude that it reaches ``minimum`` (upper level), nor that its complement does (lower level),
    nor bound it in less than ``minimum`` (sliding level). The least is hidden (in tables of many
    hundreds of linked cells, nearly the least): a count costs 1 and
    a little more the more it counts, a base as much as its options, a number of those without an
    answer a half. Where a base is hidden, its counts are too. Where no pattern protects a cell, its
    question is hidden whole, and ``attrs["exposed"]`` names it: what is known from elsewhere
    already says too much.

    Returns the same rows in the same order (tables after one another), the columns of the first,
    and ``suppressed``: ``primary`` where the count itself is disclosive, ``secondary`` where it is
    hidden for another or with its base, else an empty text. A hidden row has ``suppressed`` for
    ``method``, and no number but a base or numbers without an answer that may be shown.
    ``attrs["minimum"]`` and ``attrs["respondents"]`` (by wave) say what it was protected by. The
    same tables give the same pattern.

    To publish ``primary`` beside ``secondary`` tells which cells are small: ``as_published`` takes
    it away. Raises ValueError for an argument that cannot be, for tables already protected, and for
    counts that contradict each other.
    """
    tables = [findings] if isinstance(findings, pd.DataFrame) else list(findings)
    before = list(earlier)
    arguments.refuse(*_faults(tables, before, minimum))
    codebooks = codebooks_of(tables, codebook)
    system = consistent(linked(tables, codebooks, _all_known(tables, known), before))
    problem = _Problem.of(system, codebooks, int(minimum), silences)
    hidden, exposed = _Search(problem).pattern()
    protected = _hide(pd.concat(tables) if len(tables) > 1 else tables[0], problem, hidden)
    protected.attrs = {
        **tables[0].attrs,
        "minimum": int(minimum),
        "respondents": problem.respondents(),
        "exposed": exposed,
    }
    return protected


def as_published(findings: pd.DataFrame) -> pd.DataFrame:
    """Protected findings without what tells a small cell from one hidden for its sake."""
    arguments.refuse(*arguments.table("findings", findings, ["suppressed"]))
    hidden = findings["suppressed"] != ""
    return findings.assign(suppressed=np.where(hidden, SUPPRESSED, ""))


def suppression_report(findings: pd.DataFrame) -> pd.DataFrame:
    """How much of protected findings is hidden: a row a wave and question.

    Columns ``wave``, ``question``, then numbers of cells: ``cells`` (counts of options, in all
    groups), ``primary``, ``secondary``, ``shown``; ``bases`` (groups whose base is hidden);
    ``share`` hidden, 0 to 1; ``exposed``: whether what is known from elsewhere says too much of it,
    whatever is hidden. Raises ValueError for findings that are not protected.
    """
    needed = ["wave", "question", "group", "base", "method", "kind", "suppressed"]
    arguments.refuse(*arguments.table("findings", findings, needed))
    exposed = {tuple(each[:2]) for each in findings.attrs.get("exposed", ())}
    rows = []
    counted = findings[[is_counted(row) for row in findings.to_dict("records")]]
    for (wave, question), cells in counted.groupby(["wave", "question"], sort=False):
        hidden = cells["suppressed"].value_counts()
        primary, secondary = (int(hidden.get(name, 0)) for name in (PRIMARY, SECONDARY))
        rows.append(
            {
                "wave": wave,
                "question": question,
                "cells": len(cells),
                "primary": primary,
                "secondary": secondary,
                "shown": len(cells) - primary - secondary,
                "bases": cells.loc[cells["base"].isna(), "group"].nunique(),
                "share": (primary + secondary) / len(cells),
                "exposed": (wave, question) in exposed,
            }
        )
    columns = ["wave", "question", "cells", "primary", "secondary", "shown", "bases", "share"]
    return pd.DataFrame(rows, columns=[*columns, "exposed"])


def merging_options(
    findings: pd.DataFrame,
    codebook: Codebook | None = None,
    minimum: int = MINIMUM,
    silences: bool = True,
) -> pd.DataFrame:
    """What merging adjacent options of a question would give back.

    ``findings``: what ``tabulate`` gives, before it is protected; other arguments as for
    ``protect``. Each run of adjacent options of a single question, at least one option being left
    beside it, is merged in all its groups, and the question protected by itself. A question that
    decides who is asked another, or that others are crossed with, is left as it is; so are
    questions of several answers: findings do not say who ticked two of them.

    Returns a row for each merge after which fewer cells are hidden, the best of a question first:
    ``wave``, ``question``, ``options`` (the codes merged, in order, separated by spaces),
    ``hidden_before``, ``hidden_after``, ``shown_before``, ``shown_after`` (cells) and
    ``given_back``, the cells shown that were not.
    """
    arguments.refuse(*_faults([findings], [], minimum))
    (book,) = codebooks_of([findings], codebook) or (None,)
    rows = []
    counted = findings[[is_counted(row) for row in findings.to_dict("records")]]
    for (wave, question), cells in counted.groupby(["wave", "question"], sort=False):
        codes = list(dict.fromkeys(cells["option"]))
        if not _can_merge(question, cells, counted, book):
            continue
        before = _hidden_cells(cells, minimum, silences)
        for start, end in _runs(len(codes)):
            merged = _merged(cells, codes[start:end])
            after = _hidden_cells(merged, minimum, silences)
            if after < before:
                shown = (len(cells) - before, len(merged) - after)
                rows.append(
                    {
                        "wave": wave,
                        "question": question,
                        "options": " ".join(codes[start:end]),
                        "hidden_before": before,
                        "hidden_after": after,
                        "shown_before": shown[0],
                        "shown_after": shown[1],
                        "given_back": shown[1] - shown[0],
                    }
                )
    columns = ["wave", "question", "options", "hidden_before", "hidden_after"]
    found = pd.DataFrame(rows, columns=[*columns, "shown_before", "shown_after", "given_back"])
    rank = {question: place for place, question in enumerate(dict.fromkeys(counted["question"]))}
    order = found["question"].map(rank), -found["given_back"], found["hidden_after"], found.index
    return found.iloc[np.lexsort(tuple(reversed(order)))].reset_index(drop=True)


def _can_merge(
    question: str, cells: pd.DataFrame, findings: pd.DataFrame, book: Codebook | None
) -> bool:
    """Whether the options of a question may be merged without touching another."""
    if book is not None:
        single = any(q.name == question and q.answers == SINGLE for q in book.questions)
        filters = {group.question for group in book.groups}
    else:
        sums = cells.groupby("group")["count"].sum() == cells.groupby("group")["base"].first()
        single, filters = bool(sums.all()), set()
    crossed = {
        condition.partition("=")[0]
        for group in findings["group"].unique()
        for condition in taken_apart(group)[1]
    }
    return single and question not in filters | crossed


def _runs(options: int) -> Iterator[tuple[int, int]]:
    """Each run of two adjacent options or more, the shortest first, leaving one at least."""
    for length in range(2, options):
        for start in range(options - length + 1):
            yield start, start + length


def _merged(cells: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """The findings of a question with some options merged into the first of them."""
    option = cells["option"].where(~cells["option"].isin(codes), codes[0])
    first = cells.assign(option=option).drop_duplicates(["group", "option"])
    counts = cells["count"].groupby([cells["group"], option]).sum()
    places = list(zip(first["group"], first["option"], strict=True))
    return first.assign(count=counts.loc[places].astype("Int64").to_numpy())


def _hidden_cells(cells: pd.DataFrame, minimum: int, silences: bool) -> int:
    """How many cells of one question are hidden when it is published alone."""
    alone = cells[["wave", "question", "option", "group", "kind", "method", "count"]].copy()
    for column in COLUMNS.values():
        if column in cells:
            alone[column] = cells[column]
    system = consistent(linked([alone], (), None, ()))
    problem = _Problem.of(system, (), minimum, silences)
    hidden, _ = _Search(problem).pattern()
    options = [cell.is_option for cell in system.cells]
    return int((hidden & problem.published & options).sum())


# What is asked


def _faults(tables: Sequence[Any], earlier: Sequence[Any], minimum: Any) -> Iterator[str]:
    needed = ["wave", "question", "option", "group", "kind", "count", "base", "method"]
    if not tables:
        yield "findings: no table. Expected one at least. Pass what tabulate() gives."
    for name, group in (("findings", tables), ("earlier", earlier)):
        for table in group:
            yield from arguments.table(name, table, needed)
    if not arguments.is_whole(minimum) or minimum < 2:
        yield (
            f"minimum: {arguments.shown(minimum)} is not a least number of respondents. Expected a "
            "whole number, 2 or more: with 1, one respondent alone is shown. Write 5."
        )
    for table in tables:
        if isinstance(table, pd.DataFrame) and "method" in table:
            if (table["method"] == SUPPRESSED).any():
                yield (
                    "findings: some are already suppressed. Expected all counts, to know what "
                    "they give away. Pass what tabulate() gives."
                )
            if {"kind", "count", "base"} <= set(table) and (
                table.loc[table["kind"] == "option", ["count", "base"]].isna().any(axis=None)
            ):
                yield (
                    "findings: an option has no count or no base. Expected both. Pass what "
                    "tabulate() gives."
                )


def codebooks_of(
    tables: Sequence[pd.DataFrame], given: Codebook | Sequence[Codebook] | None
) -> tuple[Codebook, ...]:
    """The codebooks of some tables: those given; else that which a table names; else the project's.

    A codebook of the project is that of a table when it has its wave, its questions and its
    options. Raises ValueError where there is none and some groups need one to be understood.
    """
    if given is not None:
        books = (given,) if isinstance(given, Codebook) else tuple(given)
        wrong = [each for each in books if not isinstance(each, Codebook)]
        arguments.refuse(
            *(
                f"codebook: {arguments.shown(each)} is not a codebook. Expected what codebook() "
                "gives. Pass codebook(name)."
                for each in wrong
            )
        )
        return books
    named = [table.attrs["codebook"] for table in tables if "codebook" in table.attrs]
    found = {}
    for each in named:
        book = each if isinstance(each, Codebook) else codebook(each)
        found[book.wave] = book
    faults = []
    for table in tables:
        for wave, rows in table[table["method"] == "tabulated"].groupby("wave", sort=False):
            if wave not in found and (book := _of_project(str(wave), rows)) is not None:
                found[str(wave)] = book
            groups = {taken_apart(group)[0] for group in rows["group"]}
            if wave not in found and len(groups) > 1:
                faults.append(
                    f"codebook: None leaves the groups {', '.join(sorted(groups))} of {wave} "
                    "unexplained. Expected the codebook, which says who is in each. Pass "
                    "codebook=answers.codebook."
                )
    arguments.refuse(*dict.fromkeys(faults))
    return tuple(found.values())


def _of_project(wave: str, rows: pd.DataFrame) -> Codebook | None:
    """The one codebook of the project that a table can be of."""
    cells = set(zip(rows["question"], rows["option"], strict=True))
    found = []
    for path in sorted(CODEBOOKS.glob("*.json")):
        if path.name != SCHEMA:
            book = codebook(path)
            known = {(each.name, code) for each in book.closed for code in each.codes}
            if book.wave == wave and cells <= known:
                found.append(book)
    return found[0] if len(found) == 1 else None


def _all_known(
    tables: Sequence[pd.DataFrame], known: Mapping[Any, Any] | pd.DataFrame | None
) -> Any:
    """What others have published: as given, and the rows that are not tabulated."""
    published = [table[table["method"] != "tabulated"] for table in tables]
    published = [table for table in published if not table.empty]
    if not published:
        return known
    if known is None or isinstance(known, pd.DataFrame):
        return pd.concat([*published, *([] if known is None else [known])])
    cells: dict[Any, Any] = dict(known)
    for row in pd.concat(published).to_dict("records"):
        if is_counted(row) and not pd.isna(row["count"]):
            wave, question, group = place_of(row)
            pair = (row["count"], row["base"])
            counted = not pd.isna(row["base"]) and row["base"] >= 1
            cells[wave, question, row["option"], group] = pair if counted else row["count"]
    return cells


# What must stay uncertain


@dataclass(frozen=True)
class _Protection:
    """A linear form of the cells, and how far an attack on it must stay from its value.

    ``reach``: the least that its highest value must be. ``spread``: the least that must lie between
    its lowest and highest. ``cell``: the disclosive one it protects.
    """

    cell: int
    terms: tuple[tuple[int, float], ...]
    reach: float = -math.inf
    spread: float = 0.0


@dataclass(frozen=True, eq=False)
class _Problem:
    """The cells as they are, those that may or must be hidden, and what must stay uncertain.

    ``nominal``: numbers that verify the system, those published being the true ones. ``published``:
    cells of tables, which may be hidden. ``free``: never published nor known, whatever is done.
    ``primary``: disclosive in themselves.
    """

    system: Linked
    nominal: np.ndarray
    ceiling: float
    published: np.ndarray
    free: np.ndarray
    primary: np.ndarray
    protections: tuple[_Protection, ...]
    costs: np.ndarray
    together: tuple[tuple[int, int], ...]

    @classmethod
    def of(
        cls, system: Linked, codebooks: Sequence[Codebook], minimum: int, silences: bool
    ) -> _Problem:
        derived = propagated(system)
        totals = {
            at: derived[at]
            for at, cell in enumerate(system.cells)
            if cell.part == TOTAL and not cell.group and not math.isnan(derived[at])
        }
        system = system.with_known(totals)
        shown = ~np.isnan(system.values)
        books = {book.wave: book for book in codebooks}
        fixed = system.known.copy()
        for at in np.flatnonzero(shown):
            cell = system.cells[at]
            empty = not system.values[at] and (
                cell.part in (MISSING, NOT_ANSWERED, UNDECIDED)
                or structural(cell, books.get(cell.wave))
            )
            fixed[at] |= empty or cell.sample != NOW
        rule = _Rule(system, derived, minimum, silences)
        protections, primary = rule.protections(shown & ~fixed, fixed)
        fixed |= _follows(system, fixed, {each.cell for each in protections})
        published = shown & ~fixed
        nominal = _completed(system, derived)
        return cls(
            system=system,
            nominal=nominal,
            ceiling=float(max(np.nanmax(system.values, initial=0), nominal.max(initial=0)))
            + minimum,
            published=published,
            free=~shown & ~fixed,
            primary=primary,
            protections=tuple(protections),
            costs=_costs(system, published),
            together=_together(system, published),
        )

    def respondents(self) -> dict[str, int]:
        """How many respondents there are, by wave, where the tables say it."""
        return {
            cell.wave: int(self.system.values[at])
            for at, cell in enumerate(self.system.cells)
            if cell.part == TOTAL
            and not cell.group
            and cell.sample == NOW
            and not math.isnan(self.system.values[at])
        }


@dataclass(frozen=True, eq=False)
class _Rule:
    """Which cells are disclosive, and what it takes for each not to be found out."""

    system: Linked
    derived: np.ndarray
    minimum: int
    silences: bool

    def protections(
        self, published: np.ndarray, fixed: np.ndarray
    ) -> tuple[list[_Protection], np.ndarray]:
        """The protections of all disclosive cells, and those among what is published."""
        found = []
        primary = np.zeros(len(published), dtype=bool)
        for at, cell in enumerate(self.system.cells):
            if not fixed[at] and self._is_disclosive(at, cell):
                primary[at] = published[at]
                found += self._of_cell(at, cell)
        return found, primary

    def _base(self, cell: Cell) -> int:
        return self.system.index[cell._replace(part=BASE)]

    def _is_disclosive(self, at: int, cell: Cell) -> bool:
        value = self.derived[at]
        if math.isnan(value):
            return False
        if cell.is_option:
            base = self.derived[self._base(cell)]
            return base > 0 and (value < self.minimum or base - value < self.minimum)
        shown = not math.isnan(self.system.values[at])
        if cell.part == BASE or (self.silences and shown and cell.part in SILENCES):
            return 0 < value < self.minimum
        return False

    def _of_cell(self, at: int, cell: Cell) -> Iterator[_Protection]:
        least = float(self.minimum)
        yield _Protection(at, ((at, 1.0),), reach=least)
        yield _Protection(at, ((at, 1.0),), spread=least)
        if cell.is_option:
            yield _Protection(at, ((self._base(cell), 1.0), (at, -1.0)), reach=least)


def _follows(system: Linked, fixed: np.ndarray, needed: set[int]) -> np.ndarray:
    """The cells that follow from what nothing hides: to hide them would be in vain."""
    values = np.where(fixed, system.values, math.nan)
    found = ~np.isnan(propagated(replace(system, values=values)))
    found[list(needed)] = False
    return found


def _completed(system: Linked, derived: np.ndarray) -> np.ndarray:
    """Whole numbers for the cells that nothing determines, which verify the system."""
    unknown = np.isnan(derived)
    if not unknown.any():
        return derived
    found = milp(
        np.zeros(len(derived)),
        integrality=np.ones(len(derived)),
        bounds=Bounds(np.where(unknown, 0, derived), np.where(unknown, np.inf, derived)),
        constraints=LinearConstraint(system.matrix, 0, 0),
    )
    if found.x is None:
        raise ValueError(
            "findings: no whole numbers give these counts. Expected the tables that tabulate() "
            "gives. Tabulate again."
        )
    return np.round(found.x)


def _costs(system: Linked, published: np.ndarray) -> np.ndarray:
    """What it costs to hide each cell; small parts of no pattern make the cheapest one alone."""
    options: dict[Cell, int] = {}
    for cell in system.cells:
        if cell.is_option:
            base = cell._replace(part=BASE)
            options[base] = options.get(base, 0) + 1
    most = max(float(np.nanmax(system.values, initial=1)), 1.0)
    costs = np.zeros(len(published))
    for at in np.flatnonzero(published):
        cell = system.cells[at]
        own = 1 + system.values[at] / most / 10
        if cell.part == BASE:
            own = options.get(cell, 1)
        elif not cell.is_option:
            own = 0.5
        costs[at] = own + ((at + 1) * 0.6180339887498949 % 1) / 1000
    return costs


def _together(system: Linked, published: np.ndarray) -> tuple[tuple[int, int], ...]:
    """Each count that is hidden where its base is."""
    return tuple(
        (at, base)
        for at, cell in enumerate(system.cells)
        if cell.is_option
        and published[at]
        and published[base := system.index[cell._replace(part=BASE)]]
    )


# The search


@dataclass(frozen=True)
class _Cut:
    """Cells of which enough must be hidden: the sum of their factors is ``least`` or more."""

    factors: Mapping[int, float]
    least: float


@dataclass(eq=False)
class _Search:
    """The cheapest pattern of hidden cells that no attack gets through."""

    problem: _Problem
    cuts: list[_Cut] = field(default_factory=list)
    forced: set[int] = field(default_factory=set)
    safe: set[tuple[frozenset[int], tuple[_Protection, ...]]] = field(default_factory=set)
    refused: dict[int, int] = field(default_factory=dict)
    effort: int = 0

    def pattern(self) -> tuple[np.ndarray, list[tuple[str, str]]]:
        """The cells to hide, and the questions of which too much is known whatever is hidden."""
        problem = self.problem
        self.forced |= set(np.flatnonzero(problem.primary))
        everything = problem.published | problem.free
        beyond = {
            each.protection for each in self._broken(everything, problem.protections, math.inf)
        }
        for each in beyond:
            self._hide_question(each.cell)
        left = [each for each in problem.protections if each not in beyond]
        hidden, rounds = self._cheapest(), 0
        while broken := self._broken(hidden | problem.free, left):
            for each in broken:
                self._forbid(each, hidden)
                if self.effort > 2 * _EFFORT:
                    self._hide_question(each.protection.cell)
            if self.effort > _EFFORT:
                self.forced |= {int(at) for at in np.flatnonzero(hidden)}
            elif (rounds := rounds + 1) > _ROUNDS:
                self.cuts += self._idle(hidden)
            hidden = self._cheapest()
        places = {problem.system.cells[each.cell][:2] for each in beyond}
        return hidden, sorted(places)

    def _cheapest(self) -> np.ndarray:
        """The cheapest pattern that verifies the cuts found so far."""
        problem = self.problem
        at = np.flatnonzero(problem.published)
        if not len(at):
            return problem.published
        rank = {int(cell): place for place, cell in enumerate(at)}
        rows = [({rank[c]: f for c, f in cut.factors.items()}, cut.least) for cut in self.cuts]
        rows += [({rank[count]: 1.0, rank[base]: -1.0}, 0.0) for count, base in problem.together]
        low = np.zeros(len(at))
        low[[rank[cell] for cell in self.forced]] = 1
        found = milp(
            problem.costs[at],
            integrality=np.ones(len(at)),
            bounds=Bounds(low, 1),
            constraints=_constraint(rows, len(at)),
            options={"mip_rel_gap": 0},
        )
        assert found.x is not None, "hiding everything verifies every cut"
        hidden = np.zeros(len(problem.published), dtype=bool)
        hidden[at[found.x > 0.5]] = True
        return hidden

    def _broken(
        self, hidden: np.ndarray, protections: Iterable[_Protection], enough: float = _ENOUGH
    ) -> list[_Breach]:
        """The protections that an attack gets through when these cells are hidden.

        All of them, or about ``enough`` for each set of linked cells.
        """
        part_of = _parts(self.problem.system.matrix, hidden)
        groups: dict[int, list[_Protection]] = {}
        for each in protections:
            unknown = [at for at, _ in each.terms if hidden[at]]
            if unknown:
                groups.setdefault(int(part_of[unknown[0]]), []).append(each)
        attacks = []
        for part, theirs in groups.items():
            cells = np.flatnonzero(part_of == part)
            key = (frozenset(cells.tolist()), tuple(theirs))
            if key not in self.safe:
                attacks.append((key, _Attack(self.problem, cells, theirs)))
        while batch := _batch([attack for _, attack in attacks], enough):
            _solve(batch)
            self.effort += sum(len(form) for _, form in batch)
            for _, attack in attacks:
                attack.judge()
        for _, attack in attacks:
            attack.judge()  # what was solved before
        self.safe |= {key for key, attack in attacks if not attack.breaches}
        return [breach for _, attack in attacks for breach in attack.breaches]

    def _idle(self, hidden: np.ndarray) -> list[_Cut]:
        """Cuts against what is hidden in vain: a cell that all the rest gives back exactly.

        To show it changes nothing, and costs less: no cheapest pattern has one, unless it has to be
        hidden with its base. These are the bridgeless inequalities of Fischetti and Salazar.
        """
        problem = self.problem
        chosen = [
            int(at) for at in np.flatnonzero(hidden & problem.published) if at not in self.forced
        ]
        cuts = []
        bases = dict(problem.together)
        for breach in self._broken(
            hidden | problem.free, [_Protection(at, ((at, 1.0),), spread=1.0) for at in chosen]
        ):
            if breach.cut is None:
                continue
            factors = dict(breach.cut.factors)
            at = breach.protection.cell
            factors[at] = factors.get(at, 0.0) - breach.cut.least
            if at in bases:
                base = bases[at]
                factors[base] = factors.get(base, 0.0) + breach.cut.least
            if _is_new(cut := _Cut(factors, 0.0), hidden):
                cuts.append(cut)
        return cuts

    def _forbid(self, breach: _Breach, hidden: np.ndarray) -> None:
        """A cut that the pattern does not verify, and that every safe pattern does."""
        published = self.problem.published
        if breach.cut is not None and _is_new(breach.cut, hidden):
            self.cuts.append(breach.cut)
            return
        # What is hidden less is known more: of what was shown, something must be hidden.
        others = np.flatnonzero(published & ~hidden)
        cell = breach.protection.cell
        self.refused[cell] = self.refused.get(cell, 0) + 1
        if self.refused[cell] > 2 * _PATIENCE:
            self.forced |= {int(at) for at in np.flatnonzero(published)}
        elif self.refused[cell] > _PATIENCE:
            self._hide_question(cell)
        self.cuts.append(_Cut(dict.fromkeys(others.tolist(), 1.0), 1.0))

    def _hide_question(self, at: int) -> None:
        cell = self.problem.system.cells[at]
        for other in np.flatnonzero(self.problem.published):
            if self.problem.system.cells[other][:2] == cell[:2]:
                self.forced.add(int(other))


def _is_new(cut: _Cut, hidden: np.ndarray) -> bool:
    return sum(f for at, f in cut.factors.items() if hidden[at]) < cut.least - _CLOSE


def _constraint(rows: list[tuple[dict[int, float], float]], cells: int) -> list[LinearConstraint]:
    if not rows:
        return []
    entries = [(r, at, f) for r, (factors, _) in enumerate(rows) for at, f in factors.items()]
    where = ([e[0] for e in entries], [e[1] for e in entries])
    matrix = sparse.csr_matrix(([e[2] for e in entries], where), shape=(len(rows), cells))
    return [LinearConstraint(matrix, [least for _, least in rows], np.inf)]


def _parts(matrix: sparse.csr_matrix, hidden: np.ndarray) -> np.ndarray:
    """For each hidden cell the set of those that it is linked to, by the equations; else -1."""
    at = np.flatnonzero(hidden)
    touching = abs(matrix[:, at]).astype(bool).astype(int)
    _, labels = connected_components(touching.T @ touching, directed=False)
    found = np.full(len(hidden), -1)
    found[at] = labels
    return found


# The attack that the search makes on its own patterns


@dataclass(frozen=True)
class _Breach:
    """A protection that an attack got through, and the cut that stops it, where one is known."""

    protection: _Protection
    cut: _Cut | None


@dataclass(frozen=True)
class _Extreme:
    """The highest value of a linear form, numbers that give it, and the prices of the equations.

    ``whole``: whether it is over whole numbers alone; then there are no prices.
    """

    value: float
    numbers: np.ndarray
    prices: np.ndarray


class _Attack:
    """Whoever knows all but some linked cells, and solves for these."""

    def __init__(
        self, problem: _Problem, cells: np.ndarray, protections: Sequence[_Protection]
    ) -> None:
        self.problem = problem
        self.cells = cells
        self.rank = {int(cell): place for place, cell in enumerate(cells)}
        matrix = problem.system.matrix[:, cells].tocsr()
        self.rows = np.flatnonzero(np.diff(matrix.indptr))
        self.matrix = matrix[self.rows]
        self.right = self.matrix @ problem.nominal[cells]
        # Whole numbers that verify all that is known: each may settle several protections.
        self.witnesses = [problem.nominal[cells]]
        self.solved: dict[bytes, _Extreme] = {}
        self.waiting = deque(protections)
        self.tried: list[_Protection] = []
        self.breaches: list[_Breach] = []

    @cached_property
    def all_prices(self) -> sparse.csr_matrix:
        """How the prices of the equations weigh on each cell, hidden or not."""
        return self.problem.system.matrix[self.rows].T.tocsr()

    def needed(self) -> list[np.ndarray]:
        """The forms to solve for the next protections that wait, those settled being let go."""
        found: dict[bytes, np.ndarray] = {}
        while self.waiting and len(self.tried) < _AT_ONCE:
            protection = self.waiting.popleft()
            if not self._is_settled(protection):
                self.tried.append(protection)
                ends, _ = self.forms(protection)
                found |= {form.tobytes(): form for form in ends}
        return [form for key, form in found.items() if key not in self.solved]

    def judge(self) -> None:
        """How it gets through the protections tried, now that their forms are solved."""
        for protection in self.tried:
            if (breach := self._on(protection)) is not None:
                self.breaches.append(breach)
        self.tried = []

    def _on(self, protection: _Protection) -> _Breach | None:
        if self._is_settled(protection):
            return None
        ends, shown = self.forms(protection)
        extremes = [self.solved[form.tobytes()] for form in ends]
        if not self._holds(protection, extremes, shown):
            return _Breach(protection, self._cut(protection, ends, extremes, shown))
        pairs = zip(ends, extremes, strict=True)
        extremes = [self._highest_whole(form, found) for form, found in pairs]
        return None if self._holds(protection, extremes, shown) else _Breach(protection, None)

    def forms(self, protection: _Protection) -> tuple[list[np.ndarray], float]:
        """The forms of its unknowns whose highest values it takes, and what the others add."""
        form = np.zeros(len(self.cells))  # no form has a -0.0: the same bytes are the same form
        shown = 0.0
        for at, factor in protection.terms:
            if at in self.rank:
                form[self.rank[at]] = factor
            else:
                shown += factor * self.problem.nominal[at]
        return ([form, 0.0 - form] if protection.spread else [form]), shown

    def _is_settled(self, protection: _Protection) -> bool:
        """Whether the solutions met so far are enough to say that it does not get through."""
        ends, shown = self.forms(protection)
        seen = [float(ends[0] @ witness) + shown for witness in self.witnesses]
        spread = max(seen) - min(seen)
        return max(seen) >= protection.reach - _CLOSE and spread >= protection.spread - _CLOSE

    def learn(self, form: np.ndarray, numbers: np.ndarray, prices: np.ndarray) -> None:
        """The highest value of a form, as it was solved."""
        whole = np.round(numbers)
        if np.abs(numbers - whole).max() < _CLOSE:
            self.witnesses.append(whole)
        self.solved[form.tobytes()] = _Extreme(float(form @ numbers), numbers, prices)

    @staticmethod
    def _holds(protection: _Protection, extremes: list[_Extreme], shown: float) -> bool:
        if protection.spread:
            return sum(each.value for each in extremes) >= protection.spread - _CLOSE
        return extremes[0].value + shown >= protection.reach - _CLOSE

    def _highest_whole(self, form: np.ndarray, found: _Extreme) -> _Extreme:
        """Over whole numbers alone, which is less where the system has halves."""
        if np.abs(found.numbers - np.round(found.numbers)).max() < _CLOSE:
            return found
        solved = milp(
            -form,
            integrality=np.ones(len(form)),
            bounds=Bounds(0, self.problem.ceiling),
            constraints=LinearConstraint(self.matrix, self.right, self.right),
            options={"mip_rel_gap": 0},
        )
        assert solved.x is not None, solved.message
        self.witnesses.append(np.round(solved.x))
        return _Extreme(-solved.fun, np.round(solved.x), found.prices)

    def _cut(
        self,
        protection: _Protection,
        ends: list[np.ndarray],
        extremes: list[_Extreme],
        shown: float,
    ) -> _Cut | None:
        """What must be hidden more for an attack with these prices to fail.

        Whatever is hidden, the form is at most its true value and, for each hidden cell, its
        reduced cost times how far that cell may move: weak duality, so that rounding in the prices
        can make the cut useless, never wrong.
        """
        problem = self.problem
        nominal = problem.nominal
        gain = np.zeros(len(nominal))
        true = 0.0
        for form, extreme in zip(ends, extremes, strict=True):
            whole_form = np.zeros(len(nominal))
            for place, factor in enumerate(form):
                whole_form[self.cells[place]] = factor
            if form is ends[0] and not protection.spread:
                for at, factor in protection.terms:
                    whole_form[at] = factor
            prices = np.round(extreme.prices, 9)
            reduced = whole_form - self.all_prices @ prices
            gain += np.where(reduced > 0, reduced * (problem.ceiling - nominal), -reduced * nominal)
            true += float(whole_form @ nominal)
        wanted = protection.spread or protection.reach - true
        wanted -= float(gain[problem.free].sum())
        if wanted <= _CLOSE:
            return None
        factors = {
            int(at): min(float(gain[at]), wanted)
            for at in np.flatnonzero(problem.published & (gain > 1e-7))
        }
        return _Cut(factors, wanted)


def _batch(attacks: Iterable[_Attack], enough: float) -> list[tuple[_Attack, np.ndarray]]:
    """Forms to solve in one call, which costs more than a form; none where all is settled."""
    batch: list[tuple[_Attack, np.ndarray]] = []
    size = 0
    for attack in attacks:
        if len(attack.breaches) < enough and size < _BATCH:
            forms = attack.needed()
            while attack.tried and not forms and attack.waiting:
                attack.judge()  # all solved before
                forms = attack.needed()
            batch += [(attack, form) for form in forms]
            size += len(forms) * len(attack.cells)
    return batch


def _solve(asked: list[tuple[_Attack, np.ndarray]]) -> None:
    """The highest values of forms, in one linear program: they have no unknown in common."""
    found = linprog(
        -np.concatenate([form for _, form in asked]),
        A_eq=sparse.block_diag([attack.matrix for attack, _ in asked], format="csr"),
        b_eq=np.concatenate([attack.right for attack, _ in asked]),
        bounds=(0, asked[0][0].problem.ceiling),
        method="highs",
    )
    assert found.status == 0, found.message
    column = row = 0
    for attack, form in asked:
        columns = slice(column, column := column + len(form))
        rows = slice(row, row := row + len(attack.right))
        attack.learn(form, found.x[columns], -found.eqlin.marginals[rows])


# What is shown


def _hide(findings: pd.DataFrame, problem: _Problem, hidden: np.ndarray) -> pd.DataFrame:
    """The findings without the hidden cells, wherever a row would give them away."""
    index = problem.system.index
    protected = findings.copy()
    count, base = np.zeros(len(findings), dtype=bool), np.zeros(len(findings), dtype=bool)
    silent = {part: np.zeros(len(findings), dtype=bool) for part in SILENCES}
    first = np.zeros(len(findings), dtype=bool)
    for rank, row in enumerate(findings.to_dict("records")):
        if is_counted(row) and row["method"] == "tabulated":
            place = place_of(row)
            at = index[Cell(*place, row["option"])]
            count[rank], first[rank] = hidden[at], problem.primary[at]
            base[rank] = hidden[index[Cell(*place, BASE)]]
            for part, where in silent.items():
                cell = index.get(Cell(*place, part))
                where[rank] = cell is not None and hidden[cell]
    for where, columns in (
        (count, NUMBERS),
        (base, ("base", *NUMBERS[1:])),
        *((silent[part], (COLUMNS[part],)) for part in SILENCES),
    ):
        for column in columns:
            if column in protected:
                protected[column] = protected[column].mask(where)
    protected["method"] = protected["method"].mask(count, SUPPRESSED)
    for column, empty in (("interval", None), ("caution", "")):
        if column in protected:
            protected[column] = protected[column].mask(count, empty)
    named = np.where(count, np.where(first, PRIMARY, SECONDARY), "")
    return protected.assign(suppressed=pd.Series(named, protected.index, dtype="str"))
