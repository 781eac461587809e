"""Which numbers say too much of too few, and what must stay uncertain of each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from dataprep.answers.codebook import Codebook
from dataprep.answers.linked import Linked, propagated, structural
from dataprep.answers.published_cells import (
    BASE,
    MISSING,
    NOT_ANSWERED,
    NOW,
    SILENCES,
    TOTAL,
    UNDECIDED,
    Cell,
)


@dataclass(frozen=True)
class Protection:
    """A linear form of the cells, and how far an attack on it must stay from its value.

    ``reach``: the least that its highest value must be. ``spread``: the least that must lie between
    its lowest and highest. ``cell``: the disclosive one it protects.
    """

    cell: int
    terms: tuple[tuple[int, float], ...]
    reach: float = -math.inf
    spread: float = 0.0


@dataclass(frozen=True, eq=False)
class Problem:
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
    protections: tuple[Protection, ...]
    costs: np.ndarray
    together: tuple[tuple[int, int], ...]

    @classmethod
    def of(
        cls, system: Linked, codebooks: Sequence[Codebook], minimum: int, silences: bool
    ) -> Problem:
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
    ) -> tuple[list[Protection], np.ndarray]:
        """The protections of all disclosive cells, and those among what is published."""
        found: list[Protection] = []
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
            return bool(base > 0 and min(value, base - value) < self.minimum)
        shown = not math.isnan(self.system.values[at])
        if cell.part == BASE or (self.silences and shown and cell.part in SILENCES):
            return bool(0 < value < self.minimum)
        return False

    def _of_cell(self, at: int, cell: Cell) -> Iterator[Protection]:
        least = float(self.minimum)
        yield Protection(at, ((at, 1.0),), reach=least)
        yield Protection(at, ((at, 1.0),), spread=least)
        if cell.is_option:
            yield Protection(at, ((self._base(cell), 1.0), (at, -1.0)), reach=least)


def _follows(system: Linked, fixed: np.ndarray, needed: set[int]) -> np.ndarray:
    """The cells that follow from what nothing hides: to hide them would be in vain."""
    values = np.where(fixed, system.values, math.nan)
    found: np.ndarray = ~np.isnan(propagated(replace(system, values=values)))
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
    whole: np.ndarray = np.round(found.x)
    return whole


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
