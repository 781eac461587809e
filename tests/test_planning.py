"""The fewest answers for a precision: enough, and no fewer would do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep.intervals import interval
from dataprep.planning import answers_needed

unhurried = settings(deadline=None, max_examples=25, derandomize=True)


def widest(base: int, population: int, method: str, level: float = 0.95) -> float:
    """Half the width of the widest interval, all counts tried."""
    ends = (interval(k, base, level, method, population) for k in range(base + 1))
    return max(high - low for low, high in ends) / 2


@pytest.mark.parametrize("method", ["wilson", "jeffreys", "exact"])
@unhurried
@given(st.floats(0.04, 0.4), st.integers(1, 40))
def test_the_number_found_is_enough_whatever_the_answers_and_one_less_is_not(
    method: str, half_width: float, population: int
) -> None:
    needed = answers_needed(half_width, population, method=method)
    assert 1 <= needed <= population
    for base in range(needed, population + 1):
        assert widest(base, population, method) <= half_width
    if needed > 1:
        assert widest(needed - 1, population, method) > half_width


def test_more_precision_needs_more_answers_and_all_of_them_in_the_end() -> None:
    needed = [answers_needed(half, 278) for half in (0.2, 0.15, 0.1, 0.05, 0.001)]
    assert needed == sorted(needed)
    assert len(set(needed)) == 5
    assert needed[-1] == 278


@unhurried
@given(st.integers(2, 200))
def test_a_larger_population_never_needs_fewer(population: int) -> None:
    assert answers_needed(0.1, population - 1) <= answers_needed(0.1, population)


@pytest.mark.parametrize("half_width", [0, 0.5, 10, -0.1, float("nan")])
def test_what_is_not_a_precision_is_refused(half_width: float) -> None:
    with pytest.raises(ValueError, match=r"is not a precision.*Write ten points as 0\.1"):
        answers_needed(half_width, 278)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"population": 0}, "population: 0"), ({"population": -3}, "population: -3"),
     ({"population": 57.5}, "population: 57.5"), ({"level": 95}, "level: 95"),
     ({"method": "wald"}, "method: 'wald'")],
)  # fmt: skip
def test_what_an_interval_refuses_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        answers_needed(**({"half_width": 0.1, "population": 1} | wrong))
