"""What rounded percentages reveal: the base sizes on which they are possible.

A printed percentage is possible on a base of n only if some whole count k, divided by n, rounds
to it. Brown and Heathers (2017) check printed means in this way (the GRIM test). Here the same
check runs on several percentages of several groups at once, whose bases add up to a known total.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dataprep import arguments

ROUNDINGS = ("nearest", "half-up", "half-even", "down")
MOST = 1000  # assignments listed, unless more are asked for
LARGEST = 300_000  # respondents times groups: six groups of 50,000 take about a second

_COLUMNS = ("id", "group", "share", "precision")


@dataclass(frozen=True)
class Assignment:
    """One way to give each group a base.

    ``bases``: group → number of respondents. ``counts``: claim id → the whole counts possible on
    that base, ascending.
    """

    bases: Mapping[str, int]
    counts: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Solutions:
    """The assignments possible: how many there are, and the first, in ascending order of bases."""

    count: int
    assignments: list[Assignment]


def reconstruct_bases(
    claims: pd.DataFrame,
    total: int,
    partition: Sequence[str],
    majority: str | None = None,
    rounding: str = "nearest",
    missing: int = 0,
    free: Sequence[str] = (),
    most: int = MOST,
) -> Solutions:
    """Every assignment of base sizes to groups under which all claims are possible.

    ``claims``: one row per printed percentage, with columns ``id``, ``group``, ``share`` (percent
    as printed), ``precision`` (decimals printed) and optionally ``exclusive`` (claims of one group
    with the same label cannot share a respondent: their counts add up to the base at most) and
    ``question`` (claims of one question miss the same respondents; without it, an exclusive set
    is a question, and so is any other claim). An exclusive set belongs to one question.

    ``partition``: the groups whose bases add up to ``total``; ``majority``: the one known to be
    more than half of it. ``free``: other groups of ``claims``, which may have any base up to
    ``total``. A base is at least one. ``rounding``: how the percentages were rounded; under
    ``nearest`` a tie may have gone either way. ``missing``: how many of a group may not have
    answered a question, so that its percentages are of fewer than the group.

    Returns how many assignments there are, exactly, and the first of them, ``most`` at most: there
    may be millions. None is possible where the count is 0; ``conflicting_claims`` then says why.

    Raises ValueError, with all faults at once, for claims or arguments that cannot be, and for
    more than ``LARGEST`` respondents times groups.

    Source: the granularity check of Brown and Heathers (2017), doi 10.1177/1948550616673876.
    """
    _check_arguments(claims, total, partition, majority, rounding, missing, free)
    arguments.refuse(*arguments.whole("most", most, 0))
    search = _Search.of(
        _read_claims(claims, int(total), rounding), int(total), partition, majority, int(missing)
    )
    return Solutions(search.count(), list(islice(search.assignments(), int(most))))


def possible_counts(
    share: float, base: int, precision: int = 0, rounding: str = "nearest"
) -> tuple[int, ...]:
    """The whole counts of ``base`` that are printed as ``share`` percent, ascending.

    ``share`` has ``precision`` decimals; ``rounding`` is one of those of ``reconstruct_bases``.
    Empty where no count is. Raises ValueError, with all faults at once, for arguments that
    cannot be.

    Source: the granularity check of Brown and Heathers (2017).
    """
    arguments.refuse(
        *arguments.percentage("", share, precision),
        *arguments.whole("base", base, 1),
        *arguments.one_of("rounding", rounding, ROUNDINGS),
    )
    low, high = _count_limits(share, precision, np.array([int(base)]), rounding)
    return tuple(range(int(low[0]), int(high[0]) + 1))


def possible_bases(
    share: float, total: int, precision: int = 0, rounding: str = "nearest"
) -> tuple[int, ...]:
    """The bases from 1 to ``total`` on which ``share`` percent is possible, ascending.

    Takes ``share``, ``precision`` and ``rounding`` as ``possible_counts`` does. Raises ValueError,
    with all faults at once, for arguments that cannot be.

    Source: the granularity check of Brown and Heathers (2017).
    """
    arguments.refuse(
        *arguments.percentage("", share, precision),
        *arguments.whole("total", total, 1),
        *arguments.one_of("rounding", rounding, ROUNDINGS),
    )
    bases = np.arange(1, int(total) + 1)
    low, high = _count_limits(share, precision, bases, rounding)
    return tuple(bases[low <= high].tolist())


def conflicting_claims(
    claims: pd.DataFrame,
    total: int,
    partition: Sequence[str],
    majority: str | None = None,
    rounding: str = "nearest",
    missing: int = 0,
    free: Sequence[str] = (),
) -> list[str]:
    """The ids of claims that cannot all hold: a set from which none can be taken away.

    Drops each claim in turn and keeps it out when the others still conflict. Returns ``[]`` when
    there is no conflict. Takes and refuses what ``reconstruct_bases`` does; raises ValueError
    when no assignment exists even without any claim.

    Source: the deletion filter of Chinneck and Dravnieks (1991), doi 10.1287/ijoc.3.2.157.
    """
    _check_arguments(claims, total, partition, majority, rounding, missing, free)
    kept = _read_claims(claims, int(total), rounding)

    def possible(some: list[_Claim]) -> bool:
        search = _Search.of(some, int(total), partition, majority, int(missing))
        return search.count() > 0

    if possible(kept):
        return []
    if not possible([]):
        raise ValueError(
            f"partition: no bases of at least 1 for {', '.join(partition)} add up to {total}"
            + (f" with {majority} more than half" if majority else "")
            + ". Expected a larger total, or fewer groups. Correct total or partition."
        )
    for claim in list(kept):
        without = [each for each in kept if each is not claim]
        if not possible(without):
            kept = without
    return [claim.name for claim in kept]


@dataclass(frozen=True)
class _Claim:
    """A printed percentage: for each base from 0 to the total, its lowest and highest count."""

    name: str
    group: str
    question: Any
    exclusive: Any
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def _read_claims(claims: pd.DataFrame, total: int, rounding: str) -> list[_Claim]:
    bases = np.arange(total + 1)
    keyed = _with_questions(claims)
    columns = [keyed[name] for name in (*_COLUMNS, "question", "exclusive")]
    return [
        _Claim(str(name), group, question, label, *_count_limits(share, precision, bases, rounding))
        for name, group, share, precision, question, label in zip(*columns, strict=True)
    ]


@dataclass
class _Search:
    """The groups, the sizes that each may have, and in how many ways those sizes add up.

    ``after``: for each group of the partition, in how many ways those after it add up to each
    number from 0 to the total.
    """

    partition: dict[str, _Group]
    free: dict[str, _Group]
    total: int
    after: list[list[int]]

    @classmethod
    def of(
        cls,
        claims: list[_Claim],
        total: int,
        partition: Sequence[str],
        majority: str | None,
        missing: int,
    ) -> _Search:
        groups = {
            name: _Group.of([claim for claim in claims if claim.group == name], total, missing)
            for name in dict.fromkeys([*partition, *(claim.group for claim in claims)])
        }
        if majority is not None:
            groups[majority].possible[: total // 2 + 1] = False
        split = {name: groups[name] for name in partition}
        free = {name: group for name, group in groups.items() if name not in split}
        after = _ways_after([group.possible for group in split.values()], total)
        return cls(split, free, total, after)

    def count(self) -> int:
        """How many assignments there are, without making any."""
        first = next(iter(self.partition.values()))
        splits = sum(self.after[0][self.total - size] for size in first.sizes())
        return splits * math.prod(len(group.sizes()) for group in self.free.values())

    def assignments(self) -> Iterator[Assignment]:
        """Every assignment, in ascending order of bases; none is made before it is asked for."""
        groups = self.partition | self.free
        reached = [np.array(ways, dtype=bool) for ways in self.after]
        for sizes in _splits(list(self.partition.values()), reached, self.total):
            for others in product(*(group.sizes() for group in self.free.values())):
                bases = dict(zip(groups, (*sizes, *others), strict=True))
                counts: dict[str, tuple[int, ...]] = {}
                for name, base in bases.items():
                    counts |= groups[name].counts(base)
                yield Assignment(bases, counts)


def _splits(
    groups: list[_Group], reached: list[NDArray[np.bool_]], left: int
) -> Iterator[tuple[int, ...]]:
    """Sizes of the groups that add up to ``left``; ``reached``: what those after each can be."""
    if not groups:
        yield ()
        return
    sizes = np.flatnonzero(groups[0].possible[: left + 1])
    for size in sizes[reached[0][left - sizes]].tolist():
        for rest in _splits(groups[1:], reached[1:], left - size):
            yield (size, *rest)


def _ways_after(possible: list[NDArray[np.bool_]], total: int) -> list[list[int]]:
    """For each group, in how many ways those after it add up to each number from 0 to ``total``."""
    # At most, every size is possible; so many digits hold any number of ways.
    width = len(str(math.comb(total, min(len(possible) - 1, total // 2))))
    after = [[1] + [0] * total]
    for sizes in reversed(possible[1:]):
        alone = sizes.astype(int).tolist()
        after.append(alone if len(after) == 1 else _product(alone, after[-1], width))
    return after[::-1]


def _product(one: list[int], other: list[int], width: int) -> list[int]:
    """The coefficients of a product of polynomials, exact, as many as each factor has.

    Written side by side in ``width`` digits, the coefficients make one number (Kronecker's
    substitution), which ``decimal`` multiplies in nearly linear time.
    """
    context = decimal.Context(
        prec=decimal.MAX_PREC, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[decimal.Inexact]
    )
    numbers = [
        decimal.Decimal("".join(f"{n:0{width}d}" for n in reversed(factor)))
        for factor in (one, other)
    ]
    digits = f"{context.multiply(*numbers):f}".zfill(width * len(one))
    ends = range(len(digits), len(digits) - width * len(one), -width)
    return [int(digits[end - width : end]) for end in ends]


@dataclass
class _Question:
    """The claims of one question: for each base from 0 to the total, the counts possible."""

    ids: list[str]
    low: NDArray[np.int64]  # claims x bases
    high: NDArray[np.int64]
    possible: NDArray[np.bool_]  # bases

    @classmethod
    def of(cls, claims: list[_Claim], total: int) -> _Question:
        bases = np.arange(total + 1)
        low = np.array([claim.low for claim in claims])
        high = np.array([claim.high for claim in claims])
        possible = (low <= high).all(axis=0) & (bases >= 1)
        for label in {claim.exclusive for claim in claims} - {None}:
            members = np.array([claim.exclusive == label for claim in claims])
            needed = low[members].sum(axis=0)
            possible &= needed <= bases
            # The others of the set need at least their lowest counts.
            high[members] = np.minimum(high[members], bases - needed + low[members])
        return cls([claim.name for claim in claims], low, high, possible)


@dataclass
class _Group:
    """The questions put to one group, and the sizes that the group may have."""

    questions: list[_Question]
    possible: NDArray[np.bool_]  # by size, 0 to the total
    missing: int

    @classmethod
    def of(cls, claims: list[_Claim], total: int, missing: int) -> _Group:
        asked: dict[Any, list[_Claim]] = {}
        for claim in claims:
            asked.setdefault(claim.question, []).append(claim)
        questions = [_Question.of(rows, total) for rows in asked.values()]
        possible = np.arange(total + 1) >= 1
        for question in questions:
            answered = np.zeros(total + 1, dtype=bool)
            for absent in range(min(missing, total) + 1):
                answered[absent:] |= question.possible[: total + 1 - absent]
            possible &= answered
        return cls(questions, possible, missing)

    def sizes(self) -> list[int]:
        """The sizes that the group may have, ascending."""
        return [int(size) for size in np.flatnonzero(self.possible)]

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
    free: Sequence[str],
) -> None:
    faults = [
        *_claim_faults(claims),
        *arguments.whole("total", total, 1),
        *arguments.groups(partition, majority),
        *arguments.one_of("rounding", rounding, ROUNDINGS),
        *arguments.whole("missing", missing, 0),
        *arguments.names("free", free),
    ]
    arguments.refuse(*(faults or _crossed_faults(claims, total, partition, free)))


def _crossed_faults(
    claims: pd.DataFrame, total: int, partition: Sequence[str], free: Sequence[str]
) -> Iterator[str]:
    """What is wrong between arguments that are sound, each by itself."""
    for group in dict.fromkeys(claims["group"]):
        if group not in partition and group not in free:
            its = claims.loc[claims["group"] == group, "id"]
            yield (
                f"partition: group {group!r} of the claims {', '.join(map(str, its))} is "
                f"neither among {', '.join(partition)} nor free. Expected every group of the "
                "claims in one or the other. Correct the name, or list it in free."
            )
    if total * len(partition) > LARGEST:
        yield (
            f"total: {total} respondents in {len(partition)} groups are too many to count. "
            f"Expected a product of {LARGEST} at most. Merge groups, or take one group at a time."
        )


def _claim_faults(claims: Any) -> Iterator[str]:
    """What is wrong with a table of claims, a line a fault."""
    if faults := list(arguments.table("claims", claims, _COLUMNS)):
        yield from faults
        return
    ids = claims["id"].astype(str)
    for name in ids[ids.duplicated()].unique():
        yield f"claim {name}: the id stands more than once. Expected each id once. Rename one."
    columns = [claims[name] for name in _COLUMNS]
    for row, (name, group, share, precision) in enumerate(zip(*columns, strict=True), start=1):
        place = f"claims, row {row}" if _is_empty(name) else f"claim {name}"
        if _is_empty(name):
            yield f"{place}: no id. Expected a name of its own. Give it one."
        if _is_empty(group):
            yield f"{place}: no group. Expected the group whose share it is. Fill it in."
        yield from arguments.percentage(place, share, precision)
    yield from _set_faults(claims)


def _set_faults(claims: pd.DataFrame) -> Iterator[str]:
    # The counts of a set add up within one base, and the base answering differs by question.
    keyed = _with_questions(claims)
    sets: dict[tuple[Any, Any], list[tuple[str, Any]]] = {}
    columns = [keyed[name] for name in ("group", "exclusive", "id", "question")]
    for group, label, name, question in zip(*columns, strict=True):
        if label is not None:
            sets.setdefault((group, label), []).append((str(name), question))
    for (group, label), members in sets.items():
        if len({question for _, question in members}) > 1:
            yield (
                f"exclusive set {label} of {group}: its claims "
                f"{', '.join(name for name, _ in members)} are of several questions. Expected one. "
                "Correct the question, or the set."
            )


def _is_empty(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""
