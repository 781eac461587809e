"""How often intervals, changes and planned precisions hold: by all possible answers, and by draws.

Sums over every possible answer have no error of simulation. Draws from a population of units,
seeded, check the sums themselves, within three standard errors.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from dataprep.intervals import change_interval, interval
from dataprep.planning import answers_needed, smallest_rise

TERRITORIES = 268
BASES = (27, 30, 57, 150, 240)
DRAWS = 20_000

in_a_population_or_not = pytest.mark.parametrize("population", [None, TERRITORIES])
for_each_base = pytest.mark.parametrize("base", BASES)


def truths(population: int | None) -> NDArray[np.float64]:
    """Shares from 5 to 95 %: those that a population can have, or a fine grid."""
    if population is None:
        return np.linspace(0.05, 0.95, 181)
    held = np.arange(population + 1) / population
    return held[(held >= 0.05) & (held <= 0.95)]


def covered(base: int, method: str, population: int | None) -> NDArray[np.float64]:
    """For each true share, the chance that its interval holds it, summed over all answers."""
    counts, shares = np.arange(base + 1), truths(population)[:, None]
    ends = np.array([interval(int(k), base, 0.95, method, population) for k in counts])
    if population is None:
        chances = binom.pmf(counts, base, shares)
    else:
        chances = hypergeom.pmf(counts, population, np.rint(shares * population), base)
    holds = (ends[:, 0] <= shares + 1e-12) & (shares <= ends[:, 1] + 1e-12)
    return np.asarray((chances * holds).sum(axis=1))


@in_a_population_or_not
@for_each_base
@pytest.mark.parametrize(("method", "least"), [("wilson", 0.91), ("jeffreys", 0.88)])
def test_an_interval_covers_as_it_claims_on_average_and_never_much_less(
    method: str, least: float, base: int, population: int | None
) -> None:
    chances = covered(base, method, population)
    assert chances.mean() == pytest.approx(0.95, abs=0.004)
    assert chances.min() >= least


@in_a_population_or_not
@for_each_base
def test_an_exact_interval_never_covers_less_than_it_claims(
    base: int, population: int | None
) -> None:
    assert covered(base, "exact", population).min() >= 0.95


@for_each_base
def test_without_the_population_an_interval_is_too_wide_when_most_have_answered(base: int) -> None:
    """What the correction is for: the chance of each base is far from the claim without it."""
    counts, held = np.arange(base + 1), np.arange(14, 255)[:, None]
    ends = np.array([interval(int(k), base, 0.95) for k in counts])
    chances = hypergeom.pmf(counts, TERRITORIES, held, base)
    shares = held / TERRITORIES
    chance = (chances * ((ends[:, 0] <= shares) & (shares <= ends[:, 1]))).sum(axis=1).mean()
    assert chance > covered(base, "wilson", TERRITORIES).mean()
    assert base < 240 or chance > 0.999


@in_a_population_or_not
@pytest.mark.parametrize("method", ["wilson", "jeffreys", "exact"])
def test_drawn_answers_are_covered_as_often_as_the_sum_says(
    method: str, population: int | None
) -> None:
    base, at = 57, 90
    truth = float(truths(population)[at])
    drawn = np.random.default_rng(57)
    if population is None:
        answers = drawn.binomial(base, truth, DRAWS)
    else:
        held = round(truth * population)
        answers = drawn.hypergeometric(held, population - held, base, DRAWS)
    ends = np.array([interval(k, base, 0.95, method, population) for k in range(base + 1)])
    holds = (ends[answers, 0] <= truth + 1e-12) & (truth <= ends[answers, 1] + 1e-12)
    expected = float(covered(base, method, population)[at])
    assert holds.mean() == pytest.approx(expected, abs=3 * sqrt(expected * (1 - expected) / DRAWS))


@pytest.mark.parametrize("half_width", [0.05, 0.1, 0.15])
def test_the_answers_planned_find_the_share_within_the_precision_promised(
    half_width: float,
) -> None:
    needed = answers_needed(half_width, TERRITORIES)
    held = np.arange(14, 255)[:, None]
    counts = np.arange(needed + 1)
    ends = np.array([interval(int(k), needed, 0.95, "wilson", TERRITORIES) for k in counts])
    assert ((ends[:, 1] - ends[:, 0]) / 2 <= half_width).all()
    middles, shares = ends.mean(axis=1), held / TERRITORIES
    near = np.abs(middles - shares) <= half_width + 1e-12
    chances = (hypergeom.pmf(counts, TERRITORIES, held, needed) * near).sum(axis=1)
    assert chances.mean() >= 0.95
    assert chances.min() >= 0.91


@pytest.mark.parametrize(("before", "after"), [(57, 57), (57, 150), (150, 150), (57, 268)])
def test_a_change_that_is_not_there_is_seldom_shown(before: int, after: int) -> None:
    """At the share of the flash, a rise is shown by chance in one draw of forty, as it should."""
    assert chance_to_show(0, before, after) == pytest.approx(0.025, abs=0.006)


@pytest.mark.parametrize(("before", "after"), [(57, 57), (57, 150), (150, 150), (57, 268)])
def test_the_smallest_rise_is_shown_as_often_as_promised_and_a_smaller_one_is_not(
    before: int, after: int
) -> None:
    rise = smallest_rise(27 / 57, before, after, TERRITORIES)
    assert rise is not None
    units = round(rise * TERRITORIES)
    assert chance_to_show(units, before, after) >= 0.8 > chance_to_show(units - 1, before, after)


def chance_to_show(units: int, before: int, after: int) -> float:
    """The share of draws of two waves in which a rise of so many units is shown."""
    first = round(27 / 57 * TERRITORIES)
    old = hypergeom.pmf(np.arange(before + 1), TERRITORIES, first, before)
    new = hypergeom.pmf(np.arange(after + 1), TERRITORIES, first + units, after)
    return float(old @ rises_shown(before, after) @ new)


@cache
def rises_shown(before: int, after: int) -> NDArray[np.bool_]:
    """For each count of the first wave and of the second, whether a rise is shown."""
    return np.array(
        [
            [
                change_interval((a, before), (b, after), population=TERRITORIES)[0] > 0
                for b in range(after + 1)
            ]
            for a in range(before + 1)
        ]
    )


def test_drawn_waves_show_a_rise_as_often_as_the_sum_says() -> None:
    first, units, before, after = 127, 40, 57, 150
    drawn = np.random.default_rng(2025)
    old = drawn.hypergeometric(first, TERRITORIES - first, before, 4_000)
    new = drawn.hypergeometric(first + units, TERRITORIES - first - units, after, 4_000)
    shown = [
        change_interval((int(a), before), (int(b), after), population=TERRITORIES)[0] > 0
        for a, b in zip(old, new, strict=True)
    ]
    expected = chance_to_show(units, before, after)
    error = sqrt(expected * (1 - expected) / 4_000)
    assert np.mean(shown) == pytest.approx(expected, abs=3 * error)
