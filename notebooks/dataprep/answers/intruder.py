"""Whoever solves for what a pattern hides: how a search finds out that its pattern is not enough.

Each attack that gets through gives a cut: what must be hidden for it to fail. The published tables
are attacked by ``attack``, which shares nothing with this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from dataprep.answers.rule import Problem, Protection

CLOSE = 1e-6

# How many unknowns are solved for in one call.
_BATCH = 2000
# How many protections of one set of linked cells are tried in one call.
_AT_ONCE = 16


@dataclass(frozen=True)
class Cut:
    """Cells of which enough must be hidden: the sum of their factors is ``least`` or more."""

    factors: Mapping[int, float]
    least: float


@dataclass(frozen=True)
class Breach:
    """A protection that an attack got through, and the cut that stops it, where one is known."""

    protection: Protection
    cut: Cut | None


@dataclass(frozen=True)
class _Extreme:
    """The highest value of a linear form, numbers that give it, and the prices of the equations.

    ``whole``: whether it is over whole numbers alone; then there are no prices.
    """

    value: float
    numbers: np.ndarray
    prices: np.ndarray


class Intruder:
    """Whoever knows all but some linked cells, and solves for these."""

    def __init__(
        self, problem: Problem, cells: np.ndarray, protections: Sequence[Protection]
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
        self.tried: list[Protection] = []
        self.breaches: list[Breach] = []

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

    def _on(self, protection: Protection) -> Breach | None:
        if self._is_settled(protection):
            return None
        ends, shown = self.forms(protection)
        extremes = [self.solved[form.tobytes()] for form in ends]
        if not self._holds(protection, extremes, shown):
            return Breach(protection, self._cut(protection, ends, extremes, shown))
        pairs = zip(ends, extremes, strict=True)
        extremes = [self._highest_whole(form, found) for form, found in pairs]
        return None if self._holds(protection, extremes, shown) else Breach(protection, None)

    def forms(self, protection: Protection) -> tuple[list[np.ndarray], float]:
        """The forms of its unknowns whose highest values it takes, and what the others add."""
        form = np.zeros(len(self.cells))  # no form has a -0.0: the same bytes are the same form
        shown = 0.0
        for at, factor in protection.terms:
            if at in self.rank:
                form[self.rank[at]] = factor
            else:
                shown += factor * self.problem.nominal[at]
        return ([form, 0.0 - form] if protection.spread else [form]), shown

    def _is_settled(self, protection: Protection) -> bool:
        """Whether the solutions met so far are enough to say that it does not get through."""
        ends, shown = self.forms(protection)
        seen = [float(ends[0] @ witness) + shown for witness in self.witnesses]
        spread = max(seen) - min(seen)
        return max(seen) >= protection.reach - CLOSE and spread >= protection.spread - CLOSE

    def learn(self, form: np.ndarray, numbers: np.ndarray, prices: np.ndarray) -> None:
        """The highest value of a form, as it was solved."""
        whole = np.round(numbers)
        if np.abs(numbers - whole).max() < CLOSE:
            self.witnesses.append(whole)
        self.solved[form.tobytes()] = _Extreme(float(form @ numbers), numbers, prices)

    @staticmethod
    def _holds(protection: Protection, extremes: list[_Extreme], shown: float) -> bool:
        if protection.spread:
            return sum(each.value for each in extremes) >= protection.spread - CLOSE
        return extremes[0].value + shown >= protection.reach - CLOSE

    def _highest_whole(self, form: np.ndarray, found: _Extreme) -> _Extreme:
        """Over whole numbers alone, which is less where the system has halves."""
        if np.abs(found.numbers - np.round(found.numbers)).max() < CLOSE:
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
        protection: Protection,
        ends: list[np.ndarray],
        extremes: list[_Extreme],
        shown: float,
    ) -> Cut | None:
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
        if wanted <= CLOSE:
            return None
        factors = {
            int(at): min(float(gain[at]), wanted)
            for at in np.flatnonzero(problem.published & (gain > 1e-7))
        }
        return Cut(factors, wanted)


def batch_of(attacks: Iterable[Intruder], enough: float) -> list[tuple[Intruder, np.ndarray]]:
    """Forms to solve in one call, which costs more than a form; none where all is settled."""
    batch: list[tuple[Intruder, np.ndarray]] = []
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


def solve(asked: list[tuple[Intruder, np.ndarray]]) -> None:
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
