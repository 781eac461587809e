"""What those who did not answer, or answered otherwise than they do, could change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from dataprep import arguments
from dataprep.intervals import bounds


def bounds_by_response(
    count: int, base: int, population: int, responses: Iterable[int]
) -> pd.DataFrame:
    """How the bounds on a share would narrow if more of the population had answered.

    Supposes one thing, and names it: that the share among those who answer stays ``count`` /
    ``base``, to the nearest whole count. Nothing is supposed of the others.

    Returns one row per number of answers in ``responses``: ``responses``, ``rate`` (0 to 1, of
    ``population``), ``low`` and ``high`` (0 to 1, as ``bounds`` gives them). Raises ValueError for
    what ``bounds`` refuses, and for a number of answers that the population has not.
    """
    arguments.refuse(
        *arguments.counted(count, base),
        *arguments.population(population, base),
        *_response_faults(responses, population),
    )
    rows = []
    for answered in responses:
        low, high = bounds(round(answered * count / base), answered, population)
        rows.append((answered, answered / population, low, high))
    return pd.DataFrame(rows, columns=["responses", "rate", "low", "high"])


def misreported(count: int, base: int, wrong: int) -> tuple[int, float]:
    """The count and the share if ``wrong`` of those who said no should have said yes.

    Returns the count of yes, then its share of ``base``, 0 to 1. Raises ValueError when ``wrong``
    is not a number of those who said no.
    """
    arguments.refuse(*arguments.counted(count, base))
    arguments.refuse(*arguments.whole("wrong", wrong, 0, base - count))
    return count + wrong, (count + wrong) / base


def answers_to_flip(count: int, base: int) -> int | None:
    """The fewest of those who said no that, moved to yes, make yes the majority of ``base``.

    A majority is more than half. None when yes already is one. Raises ValueError for a count or a
    base that cannot be.
    """
    arguments.refuse(*arguments.counted(count, base))
    return _lacking(count, base)


def silent_to_flip(count: int, base: int, population: int) -> int | None:
    """The fewest of those who did not answer that make yes the majority of the ``population``.

    ``count`` of the ``base`` who answered are yes, one answer a unit. A majority is more than
    half. None when yes is one whatever the silent do, or when all of them are not enough. Raises
    ValueError for what ``bounds`` refuses.
    """
    arguments.refuse(*arguments.counted(count, base), *arguments.population(population, base))
    lacking = _lacking(count, population)
    return lacking if lacking is not None and lacking <= population - base else None


def responses_to_settle(count: int, base: int, population: int) -> int:
    """The fewest answers from which the bounds leave no doubt of the side of the majority.

    Supposes, as ``bounds_by_response`` does, that the share among those who answer stays ``count``
    / ``base``: from that number on, and for any larger one, both bounds are on one side of a half.
    Raises ValueError for what ``bounds`` refuses, and for a population split in two equal halves
    when all have answered, of which there is no majority.
    """
    arguments.refuse(*arguments.counted(count, base), *arguments.population(population, base))
    settled = int(population) + 1
    for answered in range(int(population), int(base) - 1, -1):
        low, high = bounds(round(answered * count / base), answered, population)
        if low <= 0.5 <= high:
            break
        settled = answered
    if settled > population:
        raise ValueError(
            f"count: {count!s} of {base!s} splits a population of {population!s} in two equal "
            "halves. Expected a share that is not a half. Say that there is no majority."
        )
    return settled


def share_supposing(
    count: int, base: int, population: int, low: float, high: float
) -> tuple[float, float]:
    """The share in the ``population`` if that of the silent is from ``low`` to ``high``, 0 to 1.

    ``count`` of the ``base`` who answered are yes, one answer a unit. The silent are units: the
    ends are those of the whole numbers of them whose share is within the two, or, where there is
    none, of the nearest. Returns two shares, 0 to 1. With 0 and 1 they are ``bounds``. Raises
    ValueError for what ``bounds`` refuses, for ends that are no shares, and for a low end above
    the high one.
    """
    arguments.refuse(
        *arguments.counted(count, base),
        *arguments.population(population, base),
        *arguments.share("low", low),
        *arguments.share("high", high),
    )
    if low > high:
        raise ValueError(
            f"low: {low!r} is more than high, {high!r}. Expected at most the high end. "
            "Exchange the two."
        )
    silent = population - base
    # Rounding must not leave out a whole number that is within.
    least, most = math.ceil(silent * low - 1e-9), math.floor(silent * high + 1e-9)
    if least > most:
        least = most = round(silent * (low + high) / 2)
    return (count + least) / population, (count + most) / population


def _lacking(count: int, every: int) -> int | None:
    """How many more than ``count`` are more than half of ``every``; None when ``count`` is."""
    lacking = int(every) // 2 + 1 - int(count)
    return lacking if lacking > 0 else None


def _response_faults(responses: Any, population: Any) -> Iterator[str]:
    most = int(population) if arguments.is_whole(population) else None
    if isinstance(responses, str) or not isinstance(responses, Iterable):
        yield (
            f"responses: {responses!r} is not a list of numbers of answers. Expected whole "
            "numbers. Write it in brackets."
        )
        return
    for answered in responses:
        yield from arguments.whole("responses", answered, 1, most)
