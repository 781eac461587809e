"""The fewest answers for a precision, and the smallest rise: enough, and no less would do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep.intervals import interval
from dataprep.planning import answers_needed, smallest_rise
from rendering.chapters.next_survey import rise_numbers, rises_by_answers, rises_figure
from rendering.shown.numbers import Number

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
    expected = (
        r"^half_width: .* is not a share\. Expected a share between 0 and 0\.5, both excluded"
    )
    with pytest.raises(ValueError, match=expected):
        answers_needed(half_width, 278)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"population": 0}, "population: 0"),
        ({"population": -3}, "population: -3"),
        ({"population": 57.5}, "population: 57.5"),
        ({"level": 95}, "level: 95"),
        ({"method": "wald"}, "method: 'wald'"),
    ],
)
def test_what_an_interval_refuses_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        answers_needed(**({"half_width": 0.1, "population": 1} | wrong))


# The smallest rise


@unhurried
@given(st.integers(0, 60), st.integers(1, 30), st.integers(1, 30), st.integers(0, 29))
def test_more_answers_never_hide_a_rise_much_and_it_is_a_number_of_units(
    held: int, before: int, after: int, more: int
) -> None:
    rise = smallest_rise(held / 60, before, after, 60)
    if rise is not None:
        assert 0 < rise <= 1 - held / 60
        assert rise * 60 == pytest.approx(round(rise * 60))
        # Counts are whole: one answer more may cost a unit or two, never more.
        with_more = smallest_rise(held / 60, before, after + more, 60)
        assert with_more is not None
        assert with_more <= rise + 3 / 60


def test_full_counts_show_a_rise_of_one_unit_and_none_shows_a_rise_above_all() -> None:
    assert smallest_rise(0.5, 40, 40, 40) == 1 / 40
    assert smallest_rise(1, 20, 20, 40) is None
    assert smallest_rise(0.5, 1, 1, 40) is None


def test_more_power_or_a_higher_level_asks_for_a_larger_rise() -> None:
    usual = smallest_rise(27 / 57, 57, 150, 268)
    powerful = smallest_rise(27 / 57, 57, 150, 268, power=0.95)
    surer = smallest_rise(27 / 57, 57, 150, 268, level=0.99)
    assert None not in (usual, powerful, surer)
    assert (usual or 1) < min(powerful or 0, surer or 0)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"share": 1.2}, "share: 1.2"),
        ({"share": float("nan")}, "share: nan"),
        ({"power": 80}, "power: 80"),
        ({"before": 0}, "before: 0"),
        ({"before": 57.5}, "before: 57.5"),
        ({"after": 61}, "after: 61"),
        ({"level": 95}, "level: 95"),
        ({"method": "wald"}, "method: 'wald'"),
    ],
)
def test_waves_that_cannot_be_are_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=f"^{words}.*Expected"):
        smallest_rise(**({"share": 0.5, "before": 20, "after": 20, "population": 60} | wrong))


USERS = Number("2025/use/users", 9 / 20, "share", "findings-2025#use-none", "reconstructed", 9, 20)
ALL = Number("universe/all", 100, "count", "universe#territories-2023", "reported")


def test_the_figure_draws_says_and_lists_the_rises_computed() -> None:
    rises = rises_by_answers(USERS, ALL)
    assert rises["answers"].to_list() == [20, 75, 100]
    for answers, since, between in rises.to_numpy():
        assert since == smallest_rise(9 / 20, 20, int(answers), 100)
        assert between == smallest_rise(9 / 20, int(answers), int(answers), 100)
    figure = rises_figure(rises, USERS, ALL, "fig-x", "Titre")
    last = f"{rises['since'].iloc[-1] * 100:.1f}".replace(".", ",")
    assert f"moins de {last} points" in figure.caption
    assert figure.table.iloc[-1, 1] == last
    assert last in figure.says
    numbers = rise_numbers(rises, 75, ALL)
    assert numbers["since"].value == pytest.approx(rises["since"].iloc[1] * 100)
    assert numbers["since"].source == ALL.source


def test_a_rise_that_nothing_shows_is_refused_by_the_figure() -> None:
    few = Number("k", 0.95, "share", "findings-2025#use-none", "reconstructed", 19, 20)
    with pytest.raises(ValueError, match="no rise from 95"):
        rises_by_answers(few, ALL)


def test_a_share_without_a_base_is_refused() -> None:
    bare = Number("k", 0.5, "share", "findings-2025#use-none", "printed")
    with pytest.raises(ValueError, match="base of k is unknown"):
        rises_by_answers(bare, ALL)
