"""The cheapest cells to hide: an integer program, cut by attacks on its own solutions.

Source: Fischetti and Salazar-González (2001), Management Science 47(7).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from dataprep.answers.intruder import CLOSE, Breach, Cut, Intruder, batch_of, solve
from dataprep.answers.rule import Problem, Protection

# How many patterns are refused one by one for a protection before its question is hidden whole.
_PATIENCE = 12
# How many unknowns are solved for in all before what is hidden stays so: some hundreds of linked
# cells have too many patterns for the cheapest to be found; and, twice as many, before questions
# are hidden whole. It is a count and no time: the same on all machines.
_EFFORT = 400_000
# How many patterns are tried before those that hide a cell in vain are looked for.
_ROUNDS = 4
# How many attacks that get through, on one set of linked cells, make a pattern be changed.
_ENOUGH = 16


@dataclass(eq=False)
class Search:
    """The cheapest pattern of hidden cells that no attack gets through."""

    problem: Problem
    cuts: list[Cut] = field(default_factory=list)
    forced: set[int] = field(default_factory=set)
    safe: set[tuple[frozenset[int], tuple[Protection, ...]]] = field(default_factory=set)
    refused: dict[int, int] = field(default_factory=dict)
    effort: int = 0

    def pattern(self) -> tuple[np.ndarray, list[tuple[str, str]]]:
        """The cells to hide, and the questions of which too much is known whatever is hidden."""
        problem = self.problem
        self.forced |= set(np.flatnonzero(problem.primary))
        everything = problem.published | problem.free
        broken = self._broken(everything, problem.protections, math.inf)
        beyond = {breach.protection for breach in broken}
        for protection in beyond:
            self._hide_question(protection.cell)
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
        self, hidden: np.ndarray, protections: Iterable[Protection], enough: float = _ENOUGH
    ) -> list[Breach]:
        """The protections that an attack gets through when these cells are hidden.

        All of them, or about ``enough`` for each set of linked cells.
        """
        part_of = linked_parts(self.problem.system.matrix, hidden)
        groups: dict[int, list[Protection]] = {}
        for each in protections:
            unknown = [at for at, _ in each.terms if hidden[at]]
            if unknown:
                groups.setdefault(int(part_of[unknown[0]]), []).append(each)
        attacks = []
        for part, theirs in groups.items():
            cells = np.flatnonzero(part_of == part)
            key = (frozenset(cells.tolist()), tuple(theirs))
            if key not in self.safe:
                attacks.append((key, Intruder(self.problem, cells, theirs)))
        while batch := batch_of([attack for _, attack in attacks], enough):
            solve(batch)
            self.effort += sum(len(form) for _, form in batch)
            for _, attack in attacks:
                attack.judge()
        for _, attack in attacks:
            attack.judge()  # what was solved before
        self.safe |= {key for key, attack in attacks if not attack.breaches}
        return [breach for _, attack in attacks for breach in attack.breaches]

    def _idle(self, hidden: np.ndarray) -> list[Cut]:
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
            hidden | problem.free, [Protection(at, ((at, 1.0),), spread=1.0) for at in chosen]
        ):
            if breach.cut is None:
                continue
            factors = dict(breach.cut.factors)
            at = breach.protection.cell
            factors[at] = factors.get(at, 0.0) - breach.cut.least
            if at in bases:
                base = bases[at]
                factors[base] = factors.get(base, 0.0) + breach.cut.least
            if _is_new(cut := Cut(factors, 0.0), hidden):
                cuts.append(cut)
        return cuts

    def _forbid(self, breach: Breach, hidden: np.ndarray) -> None:
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
        self.cuts.append(Cut(dict.fromkeys(others.tolist(), 1.0), 1.0))

    def _hide_question(self, at: int) -> None:
        cell = self.problem.system.cells[at]
        for other in np.flatnonzero(self.problem.published):
            if self.problem.system.cells[other][:2] == cell[:2]:
                self.forced.add(int(other))


def _is_new(cut: Cut, hidden: np.ndarray) -> bool:
    return sum(f for at, f in cut.factors.items() if hidden[at]) < cut.least - CLOSE


def _constraint(rows: list[tuple[dict[int, float], float]], cells: int) -> list[LinearConstraint]:
    if not rows:
        return []
    entries = [(r, at, f) for r, (factors, _) in enumerate(rows) for at, f in factors.items()]
    where = ([e[0] for e in entries], [e[1] for e in entries])
    matrix = sparse.csr_matrix(([e[2] for e in entries], where), shape=(len(rows), cells))
    return [LinearConstraint(matrix, [least for _, least in rows], np.inf)]


def linked_parts(matrix: sparse.csr_matrix, hidden: np.ndarray) -> np.ndarray:
    """For each hidden cell the set of those that it is linked to, by the equations; else -1."""
    at = np.flatnonzero(hidden)
    touching = abs(matrix[:, at]).astype(bool).astype(int)
    _, labels = connected_components(touching.T @ touching, directed=False)
    found = np.full(len(hidden), -1)
    found[at] = labels
    return found
