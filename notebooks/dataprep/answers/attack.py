"""What anyone can find out from the tables that are published: an attack on each hidden number.

It starts from what is published and nothing else, and shares with ``protect`` the equations of the
questionnaire (``linked``) alone: neither its search nor its solver's calls.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from dataprep import arguments
from dataprep.answers.codebook import Codebook
from dataprep.answers.linked import (
    BASE,
    COLUMNS,
    NOW,
    SUPPRESSED,
    Cell,
    Linked,
    consistent,
    is_counted,
    linked,
    place_of,
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
    types = {"low": "Int64", "high": "Int64", "uncertain_enough": bool}
    return pd.DataFrame(rows, columns=ATTACK_COLUMNS).astype(types)


def _hidden_rows(
    tables: Sequence[pd.DataFrame], bounds: _Bounds, minimum: int
) -> Iterator[dict[str, Any]]:
    records = [row for table in tables for row in table.to_dict("records") if is_counted(row)]
    flags: dict[Cell, str] = {}
    for row in records:
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
    for cell, flag in flags.items():
        yield _row(cell, "count" if cell.is_option else COLUMNS[cell.part], flag, bounds, minimum)


def _implied_rows(bounds: _Bounds, minimum: int) -> Iterator[dict[str, Any]]:
    """Numbers that no table shows, found out exactly, and too small."""
    shown = {cell[:3] for cell in bounds.system.cells if not math.isnan(bounds.value(cell))}
    for cell in bounds.system.cells:
        if not bounds.is_unknown(cell) or (cell.sample == NOW and cell[:3] in shown):
            continue
        if cell.sample.startswith("earlier") or not (cell.is_option or cell.part == BASE):
            continue
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
        self.found: dict[Cell, tuple[float, float]] = {}

    def value(self, cell: Cell) -> float:
        """What is published or known of a cell, not a number where nothing is."""
        return float(self.system.values[self.system.index[cell]])

    def is_unknown(self, cell: Cell) -> bool:
        """Whether a cell is in no table, and not known from elsewhere."""
        return cell in self.system.index and bool(self.unknown[self.system.index[cell]])

    def of(self, cell: Cell) -> tuple[float, float]:
        """The lowest and highest value of a cell."""
        if cell not in self.found:
            low, high = -self.highest([(cell, -1.0)]), self.highest([(cell, 1.0)])
            self.found[cell] = (low, high)
        return self.found[cell]

    def highest(self, terms: Sequence[tuple[Cell, float]]) -> float:
        """The highest value of a sum of cells, infinite where nothing bounds it."""
        at = {self.system.index[cell]: factor for cell, factor in terms}
        shown = sum(factor * self.known[each] for each, factor in at.items())
        hidden = {each: factor for each, factor in at.items() if self.unknown[each]}
        # Cells that nothing links vary apart: each set of linked ones by itself.
        total = float(shown)
        for part in {self.parts[each] for each in hidden}:
            cells = np.flatnonzero(self.parts == part)
            form = np.array([hidden.get(int(each), 0.0) for each in cells])
            total += self._solve(form, cells)
        return total

    def _solve(self, form: np.ndarray, cells: np.ndarray) -> float:
        rows = np.flatnonzero(np.diff(self.system.matrix[:, cells].tocsr().indptr))
        matrix = self.system.matrix[rows][:, cells]
        right = self.right[rows]
        if not len(rows):
            return math.inf if form.max() > 0 else 0.0
        if len(cells) <= SMALL:
            solved = milp(
                -form,
                integrality=np.ones(len(cells)),
                bounds=Bounds(0, np.inf),
                constraints=LinearConstraint(matrix, right, right),
                options={"mip_rel_gap": 0},
            )
        else:
            solved = linprog(-form, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        if solved.status in (3, 4):  # HiGHS may say unbounded or infeasible: it is feasible
            return math.inf
        if solved.x is None:
            raise ValueError(
                "published: no whole numbers give what is published. Expected tables that "
                "protect() gave. Protect again."
            )
        return float(-solved.fun)

    def _linked_unknowns(self) -> np.ndarray:
        """For each unknown, a label that it shares with those it is linked to."""
        cells = len(self.unknown)
        labels = np.arange(cells)

        def root(at: int) -> int:
            while labels[at] != at:
                labels[at] = labels[labels[at]]
                at = int(labels[at])
            return at

        matrix: sparse.csr_matrix = self.system.matrix
        for start, end in zip(matrix.indptr, matrix.indptr[1:], strict=False):
            at = [int(each) for each in matrix.indices[start:end] if self.unknown[each]]
            for each in at[1:]:
                labels[root(each)] = root(at[0])
        return np.array([root(at) if self.unknown[at] else -1 for at in range(cells)])
