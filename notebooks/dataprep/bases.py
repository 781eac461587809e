"""What rounded percentages reveal: the base sizes on which they are possible.

A printed percentage is possible on a base of n only if some whole count k, divided by n, rounds
to it. Brown and Heathers (2017) check printed means in this way (the GRIM test). Here the same
check runs on several percentages of several groups at once, whose bases add up to a known total.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from numbers import Integral, Real
from typing import Any, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROUNDINGS = ("nearest", "half-up", "half-even", "down")


@dataclass(frozen=True)
class Assignment:
    """One way to give each group a base.

    ``bases``: group → number of respondents. ``counts``: claim id → the whole counts possible on
    that base, ascending.
    """

    bases: Mapping[str, int]
    counts: Mapping[str, tuple[int, ...]]


def reconstruct_bases(
    claims: pd.DataFrame,
    total: int,
    partition: Sequence[str],
    majority: str | None = None,
    rounding: str = "nearest",
    missing: int = 0,
) -> Assignments:
    """Every assignment of base sizes to groups under which all claims are possible.

    ``claims``: one row per printed percentage, with columns ``id``, ``group``, ``share`` (percent
    as printed), ``precision`` (decimals printed) and optionally ``exclusive`` (claims of one group
    with the same label cannot share a respondent: their counts add up to the base at most) and
    ``question`` (claims of one question miss the same respondents; without it, an exclusive set
    is a question, and so is any other claim). An exclusive set belongs to one question.

    ``partition``: the groups whose bases add up to ``total``; ``majority``: the one known to be
    more than half of it. Any other group of ``claims`` may have any base up to ``total``. A base
    is at least one. ``rounding``: how the percentages were rounded; under ``nearest`` a tie may
    have gone either way. ``missing``: how many of a group may not have answered a question, so
    that its percentages are of fewer than the group.

    Returns a sequence of ``Assignment``, made when read: there may be millions. It equals ``[]``
    when no assignment is possible; ``conflicting_claims`` then says why.

    Raises ValueError, with all faults at once, for claims or arguments that cannot be.

    Source: the granularity check of Brown and Heathers (2017), doi 10.1177/1948550616673876.
    """
    _check_arguments(claims, total, partition, majority, rounding, missing)
    keyed = _with_questions(claims)
    names = [*partition, *(g for g in dict.fromkeys(claims["group"]) if g not in partition)]
    groups = {
        name: _Group.of(keyed[keyed["group"] == name], total, rounding, missing) for name in names
    }
    if majority is not None:
        groups[majority].possible[: total // 2 + 1] = False
    return Assignments(groups, tuple(partition), total)


def possible_counts(
    share: float, base: int, precision: int = 0, rounding: str = "nearest"
) -> tuple[int, ...]:
    """The whole counts of ``base`` that are printed as ``share`` percent, ascending.

    ``share`` has ``precision`` decimals; ``rounding`` is one of those of ``reconstruct_bases``.
    Empty where no count is. Raises ValueError, with all faults at once, for arguments that
    cannot be.

    Source: the granularity check of Brown and Heathers (2017).
    """
    _refuse(
        *_printed_faults("possible_counts", share, precision),
        *_whole_fault("base", base, 1),
        *_rounding_fault(rounding),
    )
    low, high = _count_limits(share, precision, np.array([base]), rounding)
    return tuple(range(int(low[0]), int(high[0]) + 1))


def possible_bases(
    share: float, total: int, precision: int = 0, rounding: str = "nearest"
) -> tuple[int, ...]:
    """The bases from 1 to ``total`` on which ``share`` percent is possible, ascending.

    Takes ``share``, ``precision`` and ``rounding`` as ``possible_counts`` does. Raises ValueError,
    with all faults at once, for arguments that cannot be.

    Source: the granularity check of Brown and Heathers (2017).
    """
    _refuse(
        *_printed_faults("possible_bases", share, precision),
        *_whole_fault("total", total, 1),
        *_rounding_fault(rounding),
    )
    bases = np.arange(1, total + 1)
    low, high = _count_limits(share, precision, bases, rounding)
    return tuple(bases[low <= high].tolist())


def conflicting_claims(
    claims: pd.DataFrame,
    total: int,
    partition: Sequence[str],
    majority: str | None = None,
    rounding: str = "nearest",
    missing: int = 0,
) -> list[str]:
    """The ids of claims that cannot all hold: a set from which none can be taken away.

    Drops each claim in turn and keeps it out when the others still conflict. Returns ``[]`` when
    there is no conflict. Takes and refuses what ``reconstruct_bases`` does; raises ValueError
    when no assignment exists even without any claim.

    Source: the deletion filter of Chinneck and Dravnieks (1991), doi 10.1287/ijoc.3.2.157.
    """

    def possible(kept: pd.DataFrame) -> bool:
        found = reconstruct_bases(kept, total, partition, majority, rounding, missing)
        return found.total_count > 0

    if possible(claims):
        return []
    if not possible(claims.iloc[:0]):
        raise ValueError(
            f"partition: no bases of at least 1 for {', '.join(partition)} add up to {total}"
            + (f" with {majority} more than half" if majority else "")
            + ". Expected a larger total, or fewer groups. Correct total or partition."
        )
    kept = claims
    for name in claims["id"]:
        without = kept[kept["id"] != name]
        if not possible(without):
            kept = without
    return [str(name) for name in kept["id"]]


class Assignments(Sequence[Assignment]):
    """Assignments of bases to groups, in ascending order of bases, each made when it is read."""

    def __init__(self, groups: Mapping[str, _Group], partition: tuple[str, ...], total: int):
        self._groups, self._partition, self._total = groups, partition, total
        self._free = {
            name: np.flatnonzero(group.possible)
            for name, group in groups.items()
            if name not in partition
        }

    @cached_property
    def _completions(self) -> list[NDArray[Any]]:
        """For each group of the partition and each remainder, in how many ways it can be shared.

        Entry ``i`` has ``total + 1`` numbers: the ways in which groups ``i`` and after add up.
        """
        # At most, every size is possible. Whole numbers of Python where 64 bits could overflow.
        most = math.comb(self._total, min(len(self._partition) - 1, self._total // 2))
        exact = object if most >= 2**62 else np.int64
        nothing_left = np.zeros(self._total + 1, dtype=exact)
        nothing_left[0] = 1
        ways = [nothing_left]
        for name in reversed(self._partition[1:]):
            sizes = self._groups[name].possible.astype(exact)
            only = len(ways) == 1
            ways.append(sizes if only else np.convolve(sizes, ways[-1])[: self._total + 1])
        return ways[::-1]

    @cached_property
    def _partition_count(self) -> int:
        sizes = np.flatnonzero(self._groups[self._partition[0]].possible)
        return int(sum(self._completions[0][self._total - sizes]))

    @cached_property
    def total_count(self) -> int:
        """How many assignments there are, without making any."""
        count = self._partition_count
        for sizes in self._free.values():
            count *= len(sizes)
        return count

    def __len__(self) -> int:
        return self.total_count

    def __bool__(self) -> bool:
        return self.total_count > 0  # len() refuses more than sys.maxsize

    @overload
    def __getitem__(self, index: int) -> Assignment: ...
    @overload
    def __getitem__(self, index: slice) -> list[Assignment]: ...
    def __getitem__(self, index: int | slice) -> Assignment | list[Assignment]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.total_count))]
        position = index + self.total_count if index < 0 else index
        if not 0 <= position < self.total_count:
            raise IndexError(f"assignment {index} of {self.total_count}")
        free = {}
        for name in reversed(self._free):
            position, place = divmod(position, len(self._free[name]))
            free[name] = int(self._free[name][place])
        return self._assignment(self._partition_at(position) | dict(reversed(free.items())))

    def _partition_at(self, position: int) -> dict[str, int]:
        bases, left = {}, self._total
        for name, ways in zip(self._partition, self._completions, strict=True):
            sizes = np.flatnonzero(self._groups[name].possible[: left + 1])
            before = np.concatenate([[0], np.cumsum(ways[left - sizes])])
            place = int(np.searchsorted(before, position, side="right")) - 1
            bases[name], position = int(sizes[place]), position - int(before[place])
            left -= bases[name]
        return bases

    def __iter__(self) -> Iterator[Assignment]:
        if self.total_count:
            for bases in self._partitions(0, self._total):
                for free in product(*self._free.values()):
                    named = dict(zip(self._free, map(int, free), strict=True))
                    yield self._assignment(bases | named)

    def _partitions(self, index: int, left: int) -> Iterator[dict[str, int]]:
        if index == len(self._partition):
            yield {}
            return
        name, ways = self._partition[index], self._completions[index]
        sizes = np.flatnonzero(self._groups[name].possible[: left + 1])
        for size in sizes[ways[left - sizes] > 0].tolist():
            for rest in self._partitions(index + 1, left - size):
                yield {name: size} | rest

    def _assignment(self, bases: dict[str, int]) -> Assignment:
        counts = {
            claim: possible
            for name, base in bases.items()
            for claim, possible in self._groups[name].counts(base).items()
        }
        return Assignment(bases, counts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        size = other.total_count if isinstance(other, Assignments) else len(other)
        return self.total_count == size and all(
            mine == its for mine, its in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if self.total_count > 3:
            return f"<{self.total_count} assignments, the first {self[0].bases}>"
        return repr(list(self))


@dataclass
class _Question:
    """The claims of one question: for each base from 0 to the total, the counts possible."""

    ids: list[str]
    low: NDArray[np.int64]  # claims x bases
    high: NDArray[np.int64]
    possible: NDArray[np.bool_]  # bases

    @classmethod
    def of(cls, claims: pd.DataFrame, total: int, rounding: str) -> _Question:
        bases = np.arange(total + 1)
        limits = [
            _count_limits(share, precision, bases, rounding)
            for share, precision in zip(claims["share"], claims["precision"], strict=True)
        ]
        low, high = (np.array(ends) for ends in zip(*limits, strict=True))
        possible = (low <= high).all(axis=0) & (bases >= 1)
        for label in claims["exclusive"].dropna().unique():
            members = (claims["exclusive"] == label).to_numpy()
            needed = low[members].sum(axis=0)
            possible &= needed <= bases
            # The others of the set need at least their lowest counts.
            high[members] = np.minimum(high[members], bases - needed + low[members])
        return cls([str(name) for name in claims["id"]], low, high, possible)


@dataclass
class _Group:
    """The questions put to one group, and the sizes that the group may have."""

    questions: list[_Question]
    possible: NDArray[np.bool_]  # by size, 0 to the total
    missing: int

    @classmethod
    def of(cls, claims: pd.DataFrame, total: int, rounding: str, missing: int) -> _Group:
        questions = [
            _Question.of(rows, total, rounding)
            for _, rows in claims.groupby("question", sort=False)
        ]
        possible = np.arange(total + 1) >= 1
        for question in questions:
            answered = np.zeros(total + 1, dtype=bool)
            for absent in range(min(missing, total) + 1):
                answered[absent:] |= question.possible[: total + 1 - absent]
            possible &= answered
        return cls(questions, possible, missing)

    def counts(self, size: int) -> dict[str, tuple[int, ...]]:
        """For each claim, the counts possible in a group of ``size``."""
        return {
            claim: self._claim_counts(question, row, size)
            for question in self.questions
            for row, claim in enumerate(question.ids)
        }

    def _claim_counts(self, question: _Question, row: int, size: int) -> tuple[int, ...]:
        ranges = [
            range(int(question.low[row, base]), int(question.high[row, base]) + 1)
            for base in range(max(1, size - self.missing), size + 1)
            if question.possible[base]
        ]
        return tuple(ranges[0]) if len(ranges) == 1 else tuple(sorted(set().union(*ranges)))


def _with_questions(claims: pd.DataFrame) -> pd.DataFrame:
    """``claims`` with ``exclusive`` and ``question`` filled in where they are left out."""
    exclusive, asked = _labels(claims, "exclusive"), _labels(claims, "question")
    questions = [
        ("question", question)
        if question is not None
        else ("set", label)
        if label is not None
        else ("claim", name)
        for name, label, question in zip(claims["id"], exclusive, asked, strict=True)
    ]
    return claims.assign(
        exclusive=pd.Series(exclusive, index=claims.index, dtype="object"),
        question=pd.Series(questions, index=claims.index, dtype="object"),
    )


def _labels(claims: pd.DataFrame, column: str) -> list[Any]:
    if column not in claims:
        return [None] * len(claims)
    return [None if pd.isna(label) or label == "" else label for label in claims[column]]


def _count_limits(
    share: float, precision: int, bases: NDArray[np.int64], rounding: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lowest and highest counts printed as ``share`` on each base; low > high where none is.

    All in whole numbers: with S the share in units of its last decimal and U such units in 100 %,
    a count c on n rounds to S when c U lies within half a unit of n S.
    """
    unit = 10 ** int(precision)  # a column of numbers may hold its precisions as 0.0
    last = round(float(share) * unit)
    half_units = 2 * 100 * unit
    below, above = (0, 2) if rounding == "down" else (-1, 1)
    lowest = bases * (2 * last + below)  # compared with count x half_units
    highest = bases * (2 * last + above)
    low = -(-lowest // half_units)
    high = highest // half_units
    keeps_low, keeps_high = _kept_ties(rounding, last)
    if not keeps_low:
        low = lowest // half_units + 1
    if not keeps_high:
        high = -(-highest // half_units) - 1
    return np.maximum(low, 0), np.minimum(high, bases)


def _kept_ties(rounding: str, last: int) -> tuple[bool, bool]:
    """Whether a value exactly half a unit below, or above, is printed as ``last``."""
    even = last % 2 == 0
    return {
        "nearest": (True, True),
        "half-up": (True, False),
        "half-even": (even, even),
        "down": (True, False),
    }[rounding]


def _check_arguments(
    claims: pd.DataFrame,
    total: int,
    partition: Sequence[str],
    majority: str | None,
    rounding: str,
    missing: int,
) -> None:
    _refuse(
        *_claim_faults(claims),
        *_whole_fault("total", total, 1),
        *_partition_faults(partition, majority),
        *_rounding_fault(rounding),
        *_whole_fault("missing", missing, 0),
    )


def _refuse(*faults: str) -> None:
    if faults:
        raise ValueError("\n".join(faults))


def _claim_faults(claims: pd.DataFrame) -> Iterator[str]:
    """What is wrong with a table of claims, a line a fault."""
    needed = ["id", "group", "share", "precision"]
    lacking = [name for name in needed if name not in claims]
    if lacking:
        yield (
            f"claims: no column {', '.join(lacking)}. Expected {', '.join(needed)}. "
            "Add what is missing."
        )
        return
    ids = claims["id"].astype(str)
    for name in ids[ids.duplicated()].unique():
        yield f"claim {name}: the id stands more than once. Expected each id once. Rename one."
    columns = [claims[name] for name in needed]
    for row, (name, group, share, precision) in enumerate(zip(*columns, strict=True), start=1):
        place = f"claims, row {row}" if _is_empty(name) else f"claim {name}"
        if _is_empty(name):
            yield f"{place}: no id. Expected a name of its own. Give it one."
        if _is_empty(group):
            yield f"{place}: no group. Expected the group whose share it is. Fill it in."
        yield from _printed_faults(place, share, precision)
    yield from _set_faults(claims)


def _set_faults(claims: pd.DataFrame) -> Iterator[str]:
    # The counts of a set add up within one base, and the base answering differs by question.
    keyed = _with_questions(claims)
    for (group, label), rows in keyed.groupby(["group", "exclusive"], sort=False):
        if rows["question"].nunique() > 1:
            yield (
                f"exclusive set {label} of {group}: its claims {', '.join(map(str, rows['id']))} "
                "are of several questions. Expected one. Correct the question, or the set."
            )


def _printed_faults(place: str, share: Any, precision: Any) -> Iterator[str]:
    """What is wrong with a percentage as printed."""
    if not _is_number(precision) or precision != int(precision) or not 0 <= precision <= 6:
        yield (
            f"{place}: precision {_shown(precision)} is not a number of decimals. Expected a whole "
            "number from 0 to 6. Count the decimals printed."
        )
    elif not _is_number(share) or not 0 <= share <= 100:
        yield (
            f"{place}: share {_shown(share)} is not a percentage. Expected a number from 0 to 100. "
            "Correct it as printed."
        )
    elif abs(share - round(float(share), int(precision))) > 1e-9:
        yield (
            f"{place}: share {_shown(share)} has more decimals than its precision, "
            f"{_shown(precision)}. Expected as many as printed. Correct one of the two."
        )


def _whole_fault(name: str, value: object, least: int) -> Iterator[str]:
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        yield (
            f"{name}: {value!r} is not a number of respondents. Expected a whole number, {least} "
            "or more. Correct it."
        )


def _partition_faults(partition: Sequence[str], majority: str | None) -> Iterator[str]:
    if isinstance(partition, str) or len(partition) == 0 or len(set(partition)) < len(partition):
        yield (
            f"partition: {partition!r} does not split the total. Expected a list of groups, each "
            "named once. Correct the list."
        )
    elif majority is not None and majority not in partition:
        yield (
            f"majority: {majority!r} is not in the partition. Expected one of "
            f"{', '.join(partition)}, or None. Correct it, or leave it out."
        )


def _rounding_fault(rounding: str) -> Iterator[str]:
    if rounding not in ROUNDINGS:
        yield (
            f"rounding: {rounding!r} is unknown. Expected one of {', '.join(ROUNDINGS)}. "
            "Choose one."
        )


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str) else str(value)  # "47" is not 47


def _is_empty(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""
