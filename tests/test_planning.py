"""The fewest answers for a precision, and the smallest rise: enough, and no less would do."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep.intervals import change_interval, interval
from dataprep.planning import (
    answers_needed,
    chance_shown,
    fewest_established,
    invitations_needed,
    smallest_rise,
    smallest_rise_since,
)
from rendering.chapters.next_survey import (
    PRECISIONS,
    decision_numbers,
    decisions,
    next_wave,
    rise_numbers,
    rises_by_answers,
    rises_figure,
    show_decisions,
)
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


# The next wave, the first being known


@unhurried
@given(st.integers(1, 400), st.integers(1, 60), st.integers(0, 40))
def test_the_invitations_are_enough_and_one_less_is_not(
    answers: int, responded: int, more: int
) -> None:
    invited = responded + more
    needed = invitations_needed(answers, responded, invited)
    assert needed * responded >= answers * invited > (needed - 1) * responded


@pytest.mark.parametrize(
    ("call", "words"),
    [((0, 57, 268), "answers: 0"), ((69, 0, 268), "responded: 0"), ((69, 300, 268), "responded")],
)
def test_invitations_that_cannot_be_are_refused(call: tuple[int, int, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        invitations_needed(*call)


@unhurried
@given(st.data())
def test_a_rise_is_established_from_a_count_on_and_not_below_it(data: st.DataObject) -> None:
    population = data.draw(st.integers(2, 60))
    base, after = (data.draw(st.integers(1, population)) for _ in range(2))
    before = data.draw(st.integers(0, base)), base
    corrected = data.draw(st.booleans())
    of = population if corrected else None
    shown = [
        change_interval(before, (count, after), population=of)[0] > 0 for count in range(after + 1)
    ]
    least = fewest_established(before, after, of)
    assert shown == [least is not None and count >= least for count in range(after + 1)]


def test_the_decisions_after_the_flash() -> None:
    found = {n: fewest_established((27, 57), n, 268) for n in (57, 100, 150, 200, 268)}
    assert found == {57: 37, 100: 62, 150: 90, 200: 119, 268: 158}
    assert invitations_needed(69, 57, 268) == 325  # 324 would bring 68.9


def test_the_chance_of_a_rise_is_summed_over_all_answers() -> None:
    """The same sum by binomial coefficients, which share nothing with scipy."""
    before, after, population = (9, 20), 25, 60
    least = fewest_established(before, after, population)
    assert least is not None
    for held in (0, 27, 40, 60):
        ways = sum(
            comb(held, count) * comb(population - held, after - count)
            for count in range(least, after + 1)
        )
        chance = chance_shown(before, after, held, population)
        assert chance == pytest.approx(ways / comb(population, after))
    with pytest.raises(ValueError, match="held: 61"):
        chance_shown(before, after, 61, population)


def test_the_flash_and_a_known_start_need_smaller_rises_than_two_waves_drawn_anew() -> None:
    """Redrawing the first wave hides what its answers already say."""
    flash, start = (27, 57), 27 / 57
    known = {n: smallest_rise_since(flash, n, 268, start) for n in (150, 268)}
    assert known == {150: pytest.approx(39 / 268), 268: pytest.approx(31 / 268)}  # 14.6 and 11.6
    held = round(start * 268) + 48  # 17.9 points more
    assert chance_shown(flash, 150, held, 268) == pytest.approx(0.986, abs=5e-4)


@pytest.mark.parametrize("after", [57, 150, 268])
def test_an_unknown_start_needs_the_rise_that_a_simulation_finds(after: int) -> None:
    """Starts are drawn alike, kept when they give the 27 of 57 of the flash, then raised."""
    random = np.random.default_rng(after)
    starts = random.integers(0, 269, 400_000)
    kept = starts[random.hypergeometric(starts, 268 - starts, 57) == 27]
    assert len(kept) > 5_000
    least = fewest_established((27, 57), after, 268)
    rise = smallest_rise_since((27, 57), after, 268)
    assert least is not None
    assert rise is not None
    chances = {}
    for more in (-4, 0):  # a little less is not enough, whatever chance does to the simulation
        held = np.minimum(kept + round(rise * 268) + more, 268)
        chances[more] = float((random.hypergeometric(held, 268 - held, after) >= least).mean())
    assert chances[-4] < 0.8
    assert chances[0] == pytest.approx(0.81, abs=0.02)


def test_a_rise_since_a_wave_is_bounded_by_what_is_left_to_rise() -> None:
    assert smallest_rise_since((1, 1), 1, 40) is None
    assert smallest_rise_since((20, 40), 40, 40, start=0.5) == 1 / 40
    with pytest.raises(ValueError, match=r"start: 1\.2"):
        smallest_rise_since((9, 20), 20, 60, start=1.2)
    with pytest.raises(ValueError, match="after: 61"):
        smallest_rise_since((9, 20), 61, 60)


USERS = Number("2025/use/users", 9 / 20, "share", "findings-2025#use-none", "reconstructed", 9, 20)
ALL = Number("universe/all", 100, "count", "universe#territories-2023", "reported")


def test_the_figure_draws_says_and_lists_the_rises_computed() -> None:
    rises = rises_by_answers(USERS, ALL)
    assert rises["answers"].to_list() == [20, 75, 100]
    for answers, known, unknown, between in rises.to_numpy():
        assert known == smallest_rise_since((9, 20), int(answers), 100, 9 / 20)
        assert unknown == smallest_rise_since((9, 20), int(answers), 100)
        assert between == smallest_rise(9 / 20, int(answers), int(answers), 100)
    figure = rises_figure(rises, USERS, ALL, "fig-x", "De {known} à {unknown}")
    ends = [f"{rises[name].iloc[-1] * 100:.1f}".replace(".", ",") for name in ("known", "unknown")]
    assert figure.title == "De {} à {}".format(*ends)
    assert figure.table.iloc[-1, 1:3].to_list() == ends
    assert all(end in figure.says for end in ends)
    # What each supposes of the start is said, and the share of the flash is no longer redrawn.
    assert "45" in figure.caption
    assert "9 sur 20" in figure.caption
    numbers = rise_numbers(rises, 75, USERS, ALL)
    assert numbers["known"].value == pytest.approx(rises["known"].iloc[1] * 100)
    assert numbers["known"].source == ALL.source


def test_the_decision_table_says_counts_invitations_and_rates() -> None:
    decided = decisions(USERS, ALL)
    assert decided["answers"].to_list() == [20, 100]
    assert decided["users"].to_list() == [fewest_established((9, 20), n, 100) for n in (20, 100)]
    assert decided["invitations"].to_list() == [100, 500]
    assert decided["rate"].to_list() == [0.2, 1.0]
    frame = show_decisions(decided, "tab-x", "Titre").frame
    assert str(frame.iloc[1, 1]).startswith(f"{decided['users'].iloc[1]}, soit ")
    numbers = decision_numbers(decided, 100, USERS, ALL)
    assert (numbers["established"].count, numbers["established"].base) == (
        decided["users"].iloc[1],
        100,
    )
    assert numbers["invitations"].value == 500


def test_a_count_of_answers_that_can_establish_nothing_is_a_missing_cell() -> None:
    lone = Number("k", 1.0, "share", "findings-2025#use-none", "reconstructed", 20, 20)
    decided = decisions(lone, ALL)
    assert decided["users"].isna().all()
    assert show_decisions(decided, "tab-x", "Titre").frame.iloc[:, 1].isna().all()


def test_a_next_wave_is_planned_for_each_precision_of_a_share_of_all() -> None:
    assert PRECISIONS == (0.05, 0.075, 0.1, 0.15, 0.2)
    choice = next_wave(USERS, ALL, "choix-x")
    assert choice.default == ("± 10 points",)
    for shown, precision in zip(choice.states.values(), PRECISIONS, strict=True):
        values = {number.key.split("/")[-1]: number.value for number in shown.shown_numbers()}
        assert values["answers"] == answers_needed(precision, 100)
        assert values["invited"] == invitations_needed(int(values["answers"]), 20, 100)
        assert values["rate"] == values["answers"] / 100
        assert ("plus qu" in shown.plain()) == (values["invited"] > 100)
        assert "une part de tous les Territoires" in shown.plain()


def test_a_rise_that_nothing_shows_is_refused_by_the_figure() -> None:
    few = Number("k", 0.95, "share", "findings-2025#use-none", "reconstructed", 19, 20)
    with pytest.raises(ValueError, match="no rise from 95"):
        rises_by_answers(few, ALL)


def test_a_share_without_a_base_is_refused() -> None:
    bare = Number("k", 0.5, "share", "findings-2025#use-none", "printed")
    with pytest.raises(ValueError, match="base of k is unknown"):
        rises_by_answers(bare, ALL)
