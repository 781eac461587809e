"""How far a share from a few answers may be from the share of all: intervals and bounds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

import numpy as np

from dataprep import arguments

METHODS = {"wilson": "wilson", "jeffreys": "jeffreys", "exact": "beta", "clopper-pearson": "beta"}


def interval(
    count: int,
    base: int,
    level: float = 0.95,
    method: str = "wilson",
    population: int | None = None,
) -> tuple[float, float]:
    """The interval that random sampling would give for a share: its low and high ends, 0 to 1.

    ``count`` respondents out of ``base``; ``level`` the confidence, as a share; ``method`` one of
    ``wilson``, ``jeffreys``, ``exact`` (also named ``clopper-pearson``). With ``population``, the
    number of units the base was drawn from without replacement, the interval is narrowed: wilson
    and jeffreys take the effective size n(N-1)/(N-n), exact inverts the hypergeometric law and
    gives multiples of 1/N. The share always lies within the interval; with all of the population
    in the base, the interval is the share.

    Raises ValueError for a count, base, population, level or method that cannot be.

    Sources: Wilson (1927); Brown, Cai and DasGupta (2001) for jeffreys and its ends at 0 and n;
    Clopper and Pearson (1934); Kish (1965) for the effective size; Buonaccorsi (1987) for the
    hypergeometric interval.
    """
    arguments.refuse(*_faults(count, base, population), *law_faults(level, method))
    share = float(count / base)
    if population == base:
        return share, share
    if population is not None and METHODS[method] == "beta":
        return _hypergeometric(count, base, level, population)
    size = base * (population - 1) / (population - base) if population else base
    low, high = share_intervals([share], [size], level, method)
    return float(low[0]), float(high[0])


def share_intervals(
    shares: Any, sizes: Any, level: float = 0.95, method: str = "wilson"
) -> tuple[Any, Any]:
    """The intervals of many shares at once: their low ends and their high ends, 0 to 1.

    ``shares``, 0 to 1, and ``sizes``, above 0, are as long as each other. A size is a base, or what
    a base is worth where answers are weighted (Kish's effective base), whole or not.

    Raises ValueError for a level or a method that cannot be.
    """
    arguments.refuse(*law_faults(level, method))
    from statsmodels.stats.proportion import proportion_confint  # a second to import

    share, size = np.asarray(shares, dtype=float), np.asarray(sizes, dtype=float)
    low, high = proportion_confint(share * size, size, 1 - level, METHODS[method])
    # At 0 and 1 the exact ends are 0 and 1; elsewhere rounding must not cut the share off.
    low = np.where(share == 0, 0.0, np.minimum(low, share))
    high = np.where(share == 1, 1.0, np.maximum(high, share))
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def _hypergeometric(count: int, base: int, level: float, population: int) -> tuple[float, float]:
    """The shares of a finite population under which neither tail of ``count`` is too unlikely."""
    from scipy.stats import hypergeom

    count, base, population = int(count), int(base), int(population)
    # All populations that hold these answers; the more units counted, the higher the count.
    units = range(count, population - (base - count) + 1)
    tail = (1 - level) / 2

    def at_least(held: int) -> float:
        return float(hypergeom.sf(count - 1, population, held, base))

    def less_at_most(held: int) -> float:  # bisect needs keys that ascend
        return -float(hypergeom.cdf(count, population, held, base))

    lowest = units[min(bisect_right(units, tail, key=at_least), len(units) - 1)]
    highest = units[max(bisect_left(units, -tail, key=less_at_most) - 1, 0)]
    # The share itself may fall between two multiples of 1/N: keep those around it.
    lowest = min(lowest, count * population // base)
    highest = max(highest, -(-count * population // base))
    return lowest / population, highest / population


def change_interval(
    before: tuple[int, int],
    after: tuple[int, int],
    level: float = 0.95,
    method: str = "wilson",
    population: int | None = None,
) -> tuple[float, float]:
    """The interval that random sampling would give for the change of a share between two waves.

    ``before`` and ``after`` are each a count and its base, of samples drawn apart; ``level``,
    ``method`` and ``population``, the same at both waves, as ``interval`` takes them. Returns the
    low and high ends, -1 to 1, a rise being positive; the change seen lies within.

    Raises ValueError for what ``interval`` refuses.

    Source: Newcombe (1998), method 10, which puts two wilson intervals together.
    """
    waves = {"before": before, "after": after}
    faults = [text for name, wave in waves.items() for text in arguments.wave_counts(name, wave)]
    if population is not None and not faults:
        largest = max(base for _, base in waves.values())
        faults += arguments.population(population, largest)
    arguments.refuse(*faults, *law_faults(level, method))
    ends = [interval(*wave, level, method, population) for wave in (before, after)]
    old, new = (
        (count / base, *end) for (count, base), end in zip((before, after), ends, strict=True)
    )
    return float(change_low(old, new)), float(-change_low(new, old))


def change_low(old: tuple[Any, Any, Any], new: tuple[Any, Any, Any]) -> Any:
    """The low end of the change between two shares, each with its interval: share, low, high.

    Takes numbers, or arrays that broadcast.
    """
    return (new[0] - old[0]) - np.hypot(new[0] - new[1], old[2] - old[0])


def bounds(count: int, base: int, population: int) -> tuple[float, float]:
    """The lowest and highest share in ``population`` whatever the others would have answered.

    Nothing is supposed of those who did not answer: none of them, or all, may be counted. Returns
    shares from 0 to 1. Raises ValueError for a count, base or population that cannot be.

    Source: the worst-case bounds of Manski (1989).
    """
    arguments.refuse(*arguments.counted(count, base), *arguments.population(population, base))
    return float(count / population), float((count + population - base) / population)


def _faults(count: Any, base: Any, population: Any) -> list[str]:
    faults = [*arguments.counted(count, base)]
    return faults if population is None else [*faults, *arguments.population(population, base)]


def law_faults(level: Any, method: Any) -> list[str]:
    """What is wrong with a level of confidence, and with the method of an interval."""
    return [
        *arguments.share("level", level, ends=False),
        *arguments.one_of("method", method, METHODS),
    ]
