"""What anyone can find out from the tables that are published: an attack on each hidden number.

It starts from what is published and nothing else, and shares with ``protect`` the equations of the
questionnaire (``linked``) alone: neither its search nor its solver's calls.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from dataprep import arguments
from dataprep.answers.codebook import Codebook
from dataprep.answers.linked import Linked, consistent, linked
from dataprep.answers.published_cells import (
    BASE,
    COLUMNS,
    NOW,
    SUPPRESSED,
    Cell,
    is_counted,
    place_of,
    records,
)

ATTACK_COLUMNS = [
    "wave",
    "question",
    "option",
    "group",
    "part",
    "suppressed",
    "low",
    "high",
    "uncertain_enough",
]
PRIMARY, IMPLIED = "primary", "implied"

# Up to so many linked unknowns, the attack solves for whole numbers.
SMALL = 400
# How many unknowns are solved for in one call.
BATCH = 1000

Form = tuple[tuple[int, float], ...]  # the ranks of some cells, each with its factor
_CLOSE = 1e-6


def attack(
    published: pd.DataFrame | Iterable[pd.DataFrame],
    codebook: Codebook | Sequence[Codebook] | None = None,
    known: Mapping[Any, Any] | pd.DataFrame | None = None,
    earlier: Iterable[pd.DataFrame] = (),
    minimum: int = 5,
    respondents: int | Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """The bounds of each hidden number that anyone can compute, and whether they are wide enough.

    ``published``: the findings as published, a table or all those published together, hidden cells
    being missing. ``codebook``, ``known``, ``earlier``, ``minimum``: as for ``protect``.
    ``respondents``: how many there are, by wave where there are several, when the page says so.

    Each number is bounded over all the answers that give what is published, by integer programming
    where at most ``SMALL`` unknowns are linked, else by linear programming, whose bounds are as
    wide or wider.

    Returns a row a hidden number, in the order of the tables, with the columns of
    ``ATTACK_COLUMNS``: ``part``, which number it is (``count``, ``base``, ``missing``,
    ``not_asked``, ``not_answered``, ``does_not_know``); ``option`` (empty for other parts than a
    count); ``suppressed``, as published; ``low`` and ``high``, in respondents, the latter missing
    where nothing bounds it; ``uncertain_enough``: nobody can exclude that it reaches ``minimum``,
    nor, for a count, that its complement to the base does; and where it is published as
    ``primary``, the bounds are ``minimum`` apart or more. What is not so published may be narrower
    where for all that anyone knows nobody is there: that exposes nobody. ``part`` is ``implied``
    for a count or a base that no table shows, and that is found out exactly though it breaks the
    rule.

    Raises ValueError for an argument that cannot be, and for numbers that no answers give.
    """
    tables = [published] if isinstance(published, pd.DataFrame) else list(published)
    needed = ["wave", "question", "option", "group", "kind", "count", "base"]
    arguments.refuse(
        *(fault for table in tables for fault in arguments.table("published", table, needed)),
        *arguments.whole("minimum", minimum, 2),
    )
    books = () if codebook is None else (codebook,) if isinstance(codebook, Codebook) else codebook
    waves = dict.fromkeys(str(wave) for table in tables for wave in table["wave"])
    totals = respondents if isinstance(respondents, Mapping) else {}
    if respondents is not None and not isinstance(respondents, Mapping):
        arguments.refuse(*arguments.whole("respondents", respondents, 1))
        totals = dict.fromkeys(waves, int(respondents))
    system = consistent(linked(tables, tuple(books), known, list(earlier), totals))
    bounds = _Bounds(system)
    rows = [*_hidden_rows(tables, bounds, minimum), *_implied_rows(bounds, minimum)]
    found = pd.DataFrame(rows, columns=ATTACK_COLUMNS)
    return found.astype({"low": "Int64", "high": "Int64", "uncertain_enough": "bool"})


def _hidden_rows(
    tables: Sequence[pd.DataFrame], bounds: _Bounds, minimum: int
) -> Iterator[dict[str, Any]]:
    rows = [row for table in tables for row in records(table) if is_counted(row)]
    flags: dict[Cell, str] = {}
    for row in rows:
        place = place_of(row)
        found = row.get("suppressed")
        found = found if isinstance(found, str) and found else SUPPRESSED
        # Hidden is what the page does not say, even if another of its numbers gives it away.
        if pd.isna(row["count"]):
            flags.setdefault(Cell(*place, row["option"]), found)
        for part, column in COLUMNS.items():
            if column in row and pd.isna(row[column]):
                cell = Cell(*place, part)
                # A base is as telling as what is hidden first on it.
                telling = part == BASE and PRIMARY in (found, flags.get(cell))
                flags[cell] = PRIMARY if telling else SUPPRESSED
    bounds.solve_ahead(_sums(flags))
    for cell, flag in flags.items():
        yield _row(cell, "count" if cell.is_option else COLUMNS[cell.part], flag, bounds, minimum)


def _sums(cells: Iterable[Cell]) -> Iterator[list[tuple[Cell, float]]]:
    """What the bounds of cells take: each, at its lowest and highest, and its complement."""
    for cell in cells:
        yield from ([(cell, 1.0)], [(cell, -1.0)])
        if cell.is_option:
            base = cell._replace(part=BASE)
            yield from ([(base, 1.0), (cell, -1.0)], [(base, -1.0)])


def _implied_rows(bounds: _Bounds, minimum: int) -> Iterator[dict[str, Any]]:
    """Numbers that no table shows, found out exactly, and too small."""
    shown = {cell[:3] for cell in bounds.system.cells if not math.isnan(bounds.value(cell))}
    cells = [
        cell
        for cell in bounds.system.cells
        if bounds.is_unknown(cell)
        and (cell.is_option or cell.part == BASE)
        and not cell.sample.startswith("earlier")
        and not (cell.sample == NOW and cell[:3] in shown)
    ]
    bounds.solve_ahead([(cell, sign)] for cell in cells for sign in (1.0, -1.0))
    for cell in cells:
        low, high = bounds.of(cell)
        if high - low < _CLOSE and not _is_uncertain(cell, "", bounds, minimum):
            yield _row(cell, IMPLIED, "", bounds, minimum)


def _row(cell: Cell, part: str, suppressed: str, bounds: _Bounds, minimum: int) -> dict[str, Any]:
    low, high = bounds.of(cell)
    return {
        "wave": cell.wave,
        "question": cell.question,
        "option": cell.part if cell.is_option else "",
        "group": cell.group,
        "part": part,
        "suppressed": suppressed,
        "low": math.ceil(low - _CLOSE),
        "high": None if math.isinf(high) else math.floor(high + _CLOSE),
        "uncertain_enough": _is_uncertain(cell, suppressed, bounds, minimum),
    }


def _is_uncertain(cell: Cell, suppressed: str, bounds: _Bounds, minimum: int) -> bool:
    least = minimum - _CLOSE
    low, high = bounds.of(cell)
    if not cell.is_option:
        return high >= least or (low < _CLOSE and suppressed != PRIMARY)
    base = cell._replace(part=BASE)
    if suppressed != PRIMARY and bounds.of(base)[0] < _CLOSE:
        return True  # for all that anyone knows, nobody is there
    wide = suppressed != PRIMARY or high - low >= least
    return wide and high >= least and bounds.highest([(base, 1.0), (cell, -1.0)]) >= least


class _Bounds:
    """The lowest and highest value of each unknown, over all that gives what is published."""

    def __init__(self, system: Linked) -> None:
        self.system = system
        self.unknown = np.isnan(system.values)
        self.known = np.where(self.unknown, 0.0, system.values)
        self.right = -(system.matrix @ self.known)
        self.parts = self._linked_unknowns()
        self.found: dict[Form, float] = {}
        self.programs: dict[int, tuple[np.ndarray, sparse.csr_matrix, np.ndarray]] = {}

    def value(self, cell: Cell) -> float:
        """What is published or known of a cell, not a number where nothing is."""
        return float(self.system.values[self.system.index[cell]])

    def is_unknown(self, cell: Cell) -> bool:
        """Whether a cell is in no table, and not known from elsewhere."""
        return cell in self.system.index and bool(self.unknown[self.system.index[cell]])

    def of(self, cell: Cell) -> tuple[float, float]:
        """The lowest and highest value of a cell."""
        return -self.highest([(cell, -1.0)]), self.highest([(cell, 1.0)])

    def highest(self, terms: Iterable[tuple[Cell, float]]) -> float:
        """The highest value of a sum of cells, infinite where nothing bounds it."""
        shown, forms = self._forms(terms)
        self._solve([form for form in forms if form not in self.found])
        return shown + sum(self.found[form] for form in forms)

    def solve_ahead(self, sums: Iterable[Sequence[tuple[Cell, float]]]) -> None:
        """The highest values of many sums, many at a time: a call costs more than a sum."""
        forms = dict.fromkeys(form for terms in sums for form in self._forms(terms)[1])
        batch: list[Form] = []
        size = 0
        for form in forms:
            batch.append(form)
            size += int((self.parts == self.parts[form[0][0]]).sum())
            if size > BATCH:
                self._solve(batch)
                batch, size = [], 0
        self._solve(batch)

    def _forms(self, terms: Iterable[tuple[Cell, float]]) -> tuple[float, list[Form]]:
        """What the known cells of a sum are worth, and its unknown ones, those linked together."""
        shown = 0.0
        linked_terms: dict[int, list[tuple[int, float]]] = {}
        for cell, factor in terms:
            at = self.system.index[cell]
            if self.unknown[at]:
                linked_terms.setdefault(int(self.parts[at]), []).append((at, factor))
            else:
                shown += factor * float(self.known[at])
        return shown, [tuple(sorted(each)) for each in linked_terms.values()]

    def _solve(self, forms: Sequence[Form]) -> None:
        """The highest value of each form: in one program, as they have no unknown in common."""
        if not forms:
            return
        programs = [self._program(form) for form in forms]
        aims = np.concatenate([aim for aim, _, _ in programs])
        matrix = sparse.block_diag([matrix for _, matrix, _ in programs], format="csr")
        right = np.concatenate([right for _, _, right in programs])
        if max(len(aim) for aim, _, _ in programs) <= SMALL:
            solved = milp(
                -aims,
                integrality=np.ones(len(aims)),
                bounds=Bounds(0, np.inf),
                constraints=LinearConstraint(matrix, right, right),
                options={"mip_rel_gap": 0},
            )
        else:
            solved = linprog(-aims, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        if solved.x is None and len(forms) > 1:  # one of them has no bound: which?
            for form in forms:
                self._solve([form])
            return
        if solved.x is None:
            if solved.status not in (3, 4):
                raise ValueError(
                    "published: no whole numbers give what is published. Expected tables that "
                    "protect() gave. Protect again."
                )
            self.found[forms[0]] = math.inf
            return
        column = 0
        for form, (aim, _, _) in zip(forms, programs, strict=True):
            self.found[form] = float(aim @ solved.x[column : column + len(aim)])
            column += len(aim)

    def _program(self, form: Form) -> tuple[np.ndarray, sparse.csr_matrix, np.ndarray]:
        """What is to be highest, and the equations of the unknowns linked with it."""
        part = int(self.parts[form[0][0]])
        if part not in self.programs:
            cells = np.flatnonzero(self.parts == part)
            matrix = self.system.matrix[:, cells].tocsr()
            rows = np.flatnonzero(np.diff(matrix.indptr))
            self.programs[part] = cells, matrix[rows], self.right[rows]
        cells, matrix, right = self.programs[part]
        aim = np.zeros(len(cells))
        for at, factor in form:
            aim[np.searchsorted(cells, at)] = factor
        return aim, matrix, right

    def _linked_unknowns(self) -> np.ndarray:
        """For each unknown, a label that it shares with those it is linked to; -1 elsewhere."""
        labels = np.arange(len(self.unknown))

        def root(at: int) -> int:
            while labels[at] != at:
                labels[at] = labels[labels[at]]
                at = int(labels[at])
            return at

        matrix: sparse.csr_matrix = self.system.matrix
        for start, end in pairwise(matrix.indptr):
            at = [int(each) for each in matrix.indices[start:end] if self.unknown[each]]
            for each in at[1:]:
                labels[root(each)] = root(at[0])
        roots = [root(at) for at in range(len(labels))]
        return np.where(self.unknown, roots, -1)
