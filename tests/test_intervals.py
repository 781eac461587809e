"""Intervals hold the share, cover as they say, and narrow as they should; bounds hold the truth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom, hypergeom, norm
from statsmodels.stats.proportion import confint_proportions_2indep

from dataprep.intervals import METHODS, bounds, change_interval, interval

methods = st.sampled_from(sorted(METHODS))
levels = st.floats(0.01, 0.999)
unhurried = settings(deadline=None, max_examples=200)


@st.composite
def answers(draw: st.DrawFn, most: int = 300) -> tuple[int, int]:
    base = draw(st.integers(1, most))
    return draw(st.integers(0, base)), base


def width(*arguments: Any, **options: Any) -> float:
    low, high = interval(*arguments, **options)
    return high - low


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [(27, 57, 35.0, 60.1), (9, 27, 18.6, 52.2), (14, 30, 30.2, 63.9)],
)
def test_wilson_gives_the_published_values(count: int, base: int, low: float, high: float) -> None:
    assert tuple(round(100 * end, 1) for end in interval(count, base)) == (low, high)


def test_jeffreys_gives_the_ends_of_the_beta_law_and_0_or_1_where_none_or_all_are_counted() -> None:
    for count in range(11):
        low, high = beta(count + 0.5, 10 - count + 0.5).ppf([0.025, 0.975])
        ends = (0 if count == 0 else low, 1 if count == 10 else high)
        assert interval(count, 10, method="jeffreys") == pytest.approx(ends)


def test_exact_gives_the_ends_of_the_binomial_law() -> None:
    low, high = interval(9, 27, method="exact")
    assert binom.sf(8, 27, low) == pytest.approx(0.025)
    assert binom.cdf(9, 27, high) == pytest.approx(0.025)
    assert interval(9, 27, method="clopper-pearson") == (low, high)
    assert interval(0, 10, method="exact") == pytest.approx((0, 1 - 0.025**0.1))


def test_exact_in_a_population_gives_the_ends_of_the_hypergeometric_law() -> None:
    size, count, base = 365, 27, 57
    low, high = (round(end * size) for end in interval(count, base, 0.95, "exact", size))
    assert (
        hypergeom.sf(count - 1, size, low, base)
        > 0.025
        >= hypergeom.sf(count - 1, size, low - 1, base)
    )
    assert (
        hypergeom.cdf(count, size, high, base) > 0.025 >= hypergeom.cdf(count, size, high + 1, base)
    )


def test_a_population_counts_as_an_effective_size() -> None:
    # Kish (1965): the variance is smaller by (N-n)/(N-1), as if more had answered.
    share, size = 27 / 57, 57 * 364 / (365 - 57)
    z2 = norm.ppf(0.975) ** 2
    middle = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = math.sqrt(z2 * (share * (1 - share) / size + z2 / (4 * size**2))) / (1 + z2 / size)
    assert interval(27, 57, population=365) == pytest.approx((middle - half, middle + half))
    law = beta(share * size + 0.5, (1 - share) * size + 0.5)
    ends = law.ppf([0.025, 0.975])
    assert interval(27, 57, 0.95, "jeffreys", 365) == pytest.approx(tuple(ends))


@unhurried
@given(answers(), levels, methods, st.none() | st.integers(0, 1000))
def test_the_share_lies_within_its_interval(
    answer: tuple[int, int], level: float, method: str, others: int | None
) -> None:
    count, base = answer
    population = None if others is None else base + others
    low, high = interval(count, base, level, method, population)
    assert 0 <= low <= count / base <= high <= 1
    assert type(low) is type(high) is float
    if count == 0 and population is None:
        assert low == 0
    if count == base and population is None:
        assert high == 1


def test_the_share_lies_within_its_interval_in_every_small_population() -> None:
    for size in range(1, 13):
        for base in range(1, size + 1):
            for count in range(base + 1):
                for level in (0.01, 0.5, 0.95):
                    low, high = interval(count, base, level, "exact", size)
                    assert low <= count / base <= high, (count, base, size, level)


@unhurried
@given(answers(), levels, levels, methods, st.none() | st.integers(0, 1000))
def test_a_lower_level_gives_a_narrower_interval(
    answer: tuple[int, int], one: float, other: float, method: str, others: int | None
) -> None:
    population = None if others is None else answer[1] + others
    lower, higher = sorted([one, other])
    narrow = interval(*answer, lower, method, population)
    wide = interval(*answer, higher, method, population)
    assert wide[0] - 1e-9 <= narrow[0]
    assert narrow[1] <= wide[1] + 1e-9


@unhurried
@given(answers(), st.integers(0, 500), st.integers(0, 500), st.sampled_from(["wilson", "jeffreys"]))
def test_a_smaller_population_gives_a_narrower_interval(
    answer: tuple[int, int], one: int, more: int, method: str
) -> None:
    small, large = answer[1] + one, answer[1] + one + more
    in_small = width(*answer, method=method, population=small)
    in_large = width(*answer, method=method, population=large)
    assert in_small <= in_large + 1e-9
    assert in_large <= width(*answer, method=method) + 1e-9


@pytest.mark.parametrize("count", [0, 1, 14, 27, 57])
def test_an_exact_interval_narrows_with_the_population(count: int) -> None:
    widths = [width(count, 57, method="exact", population=n) for n in (57, 60, 80, 120, 365, 5000)]
    assert widths == sorted(widths)
    assert widths[-1] <= width(count, 57, method="exact")


@unhurried
@given(answers(), levels, methods, st.none() | st.integers(0, 1000))
def test_the_interval_of_the_others_mirrors_it(
    answer: tuple[int, int], level: float, method: str, others: int | None
) -> None:
    count, base = answer
    population = None if others is None else base + others
    low, high = interval(count, base, level, method, population)
    mirrored = interval(base - count, base, level, method, population)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize(("count", "base"), [(0, 1), (1, 1), (27, 57), (57, 57)])
def test_nothing_is_left_to_chance_when_all_answered(method: str, count: int, base: int) -> None:
    assert interval(count, base, 0.95, method, base) == (count / base, count / base)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_very_large_population_is_as_good_as_none(method: str) -> None:
    alone, within = interval(27, 57, method=method), interval(27, 57, 0.95, method, 10**6)
    assert within == pytest.approx(alone, abs=1e-4)


@given(answers(most=40), st.integers(0, 60), levels)
@unhurried
def test_exact_ends_in_a_population_are_whole_numbers_of_units(
    answer: tuple[int, int], others: int, level: float
) -> None:
    size = answer[1] + others
    low, high = (size * end for end in interval(*answer, level, "exact", size))
    if others:
        assert low == pytest.approx(round(low))
        assert high == pytest.approx(round(high))
        assert answer[0] <= round(low) <= round(high) <= size - (answer[1] - answer[0])


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.99])
@pytest.mark.parametrize(("size", "base"), [(40, 15), (12, 11), (9, 2)])
def test_an_exact_interval_covers_every_population_as_often_as_it_says(
    size: int, base: int, level: float
) -> None:
    ends = [interval(count, base, level, "exact", size) for count in range(base + 1)]
    for held in range(size + 1):
        chances = hypergeom.pmf(np.arange(base + 1), size, held, base)
        holds = [low <= held / size <= high for low, high in ends]
        assert chances[holds].sum() >= level - 1e-12, held


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.data())
def test_bounds_hold_the_true_share_whoever_answers(truth: list[bool], data: st.DataObject) -> None:
    base = data.draw(st.integers(1, len(truth)))
    answered = data.draw(st.permutations(truth))[:base]
    low, high = bounds(sum(answered), base, len(truth))
    assert low <= sum(truth) / len(truth) <= high
    assert high - low == pytest.approx(1 - base / len(truth))


def test_bounds_are_reached_when_the_others_all_agree() -> None:
    assert bounds(27, 57, 365) == (27 / 365, 335 / 365)
    assert bounds(27, 57, 57) == (27 / 57, 27 / 57)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((-1, 57, 100), "count: -1 is not a number of units"),
        ((1.5, 57, 100), "count: 1.5 is not"),
        ((True, 57, 100), "count: True is not"),
        ((None, 57, 100), "count: None is not"),
        (("9", 57, 100), "count: '9' is not"),
        ((math.nan, 57, 100), "count: nan is not"),
        ((math.inf, 57, 100), "count: inf is not"),
        ((0, 0, 100), "base: 0 is not"),
        ((1, 2.5, 100), "base: 2.5 is not"),
        ((58, 57, 100), "count: 58 is more than the base, 57"),
        ((27, 57, 56), "population: 56 is less than the base, 57"),
        ((27, 57, 57.5), "population: 57.5 is not"),
        ((27, 57, math.nan), "population: nan is not"),
        ((27, 57, "365"), "population: '365' is not"),
    ],
)
def test_answers_that_cannot_be_are_refused(arguments: tuple[Any, ...], words: str) -> None:
    count, base, population = arguments
    with pytest.raises(ValueError, match="Expected") as of_bounds:
        bounds(count, base, population)
    with pytest.raises(ValueError, match="Expected") as of_interval:
        interval(count, base, population=population)
    assert str(of_bounds.value) == str(of_interval.value)
    assert str(of_bounds.value).startswith(words)


@pytest.mark.parametrize("level", [0, 1, 95, -0.1, math.nan, "0.95", None, True])
def test_a_level_is_between_0_and_1(level: Any) -> None:
    with pytest.raises(ValueError, match=r"^level: .* Expected a share between 0 and 1"):
        interval(27, 57, level)


def test_an_unknown_method_is_refused_with_those_known() -> None:
    with pytest.raises(
        ValueError,
        match=r"'wald' is not known\. Expected one of wilson, jeffreys, exact, clop",
    ):
        interval(27, 57, method="wald")


@pytest.mark.parametrize("kind", [float, np.int64, np.float64])
def test_whole_numbers_of_any_kind_count(kind: Any) -> None:
    expected = interval(27, 57, 0.95, "exact", 365)
    count, base, population = (kind(number) for number in (27, 57, 365))
    assert interval(count, base, 0.95, "exact", population) == expected
    assert [type(end) for end in bounds(count, base, population)] == [float] * 2


# Changes between two waves


@unhurried
@given(answers(), answers(), levels)
def test_the_interval_of_a_change_is_newcombe_s(
    before: tuple[int, int], after: tuple[int, int], level: float
) -> None:
    expected = confint_proportions_2indep(*after, *before, method="newcomb", alpha=1 - level)
    assert change_interval(before, after, level) == pytest.approx(expected, abs=1e-9)


@unhurried
@given(answers(), answers(), st.integers(0, 300), methods)
def test_the_change_lies_within_its_interval_and_its_reverse_mirrors_it(
    before: tuple[int, int], after: tuple[int, int], others: int, method: str
) -> None:
    population = max(before[1], after[1]) + others
    low, high = change_interval(before, after, 0.95, method, population)
    assert low <= after[0] / after[1] - before[0] / before[1] <= high
    reverse = change_interval(after, before, 0.95, method, population)
    assert reverse == pytest.approx((-high, -low))


def test_a_change_between_two_full_counts_is_known() -> None:
    assert change_interval((10, 40), (14, 40), population=40) == pytest.approx((0.1, 0.1))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((1, 0), (1, 2), "before, base: 0 is not"),
        ((1, 2), (3, 2), "after, count: 3 is more"),
        ((1, 2), (1, 20), "population: 10 is less"),
        (27, 57, "before: 27 is not a count and its base"),
    ],
)
def test_waves_that_cannot_be_are_refused(
    before: tuple[int, int], after: tuple[int, int], words: str
) -> None:
    with pytest.raises(ValueError, match=f"^{words}.*Expected"):
        change_interval(before, after, population=10)
