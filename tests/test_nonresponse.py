"""What those who did not answer could change, and what those who answered no could."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataprep import published_findings
from dataprep.intervals import bounds
from dataprep.nonresponse import bounds_by_response, misreported
from rendering.chapters.reliability import bounds_figure, if_some_no_were_yes, response_rate
from rendering.shown.numbers import Number, numbers_of

POPULATION = Number("universe/all", 268, "count", "universe#territories-2023", "reported")


@pytest.fixture(scope="module")
def users() -> Number:
    findings = published_findings()
    return numbers_of(findings[findings["question"] == "use"])["users"]


@given(st.data())
def test_bounds_narrow_as_more_answer_and_meet_when_all_have(data: st.DataObject) -> None:
    population = data.draw(st.integers(2, 500))
    base = data.draw(st.integers(1, population))
    count = data.draw(st.integers(0, base))
    found = bounds_by_response(count, base, population, range(base, population + 1))
    width = (found["high"] - found["low"]).to_numpy()
    assert (width[1:] <= width[:-1] + 1e-12).all()
    assert width[-1] == pytest.approx(0)
    assert tuple(found.iloc[0][["low", "high"]]) == pytest.approx(bounds(count, base, population))


@given(st.data())
def test_the_bounds_hold_whatever_the_silent_would_have_said(data: st.DataObject) -> None:
    population = data.draw(st.integers(1, 300))
    base = data.draw(st.integers(1, population))
    count = data.draw(st.integers(0, base))
    among_silent = data.draw(st.integers(0, population - base))
    low, high = bounds(count, base, population)
    assert low - 1e-12 <= (count + among_silent) / population <= high + 1e-12


def test_each_no_that_was_a_yes_adds_one_to_the_count() -> None:
    for wrong in (0, 3, 30):
        count, share = misreported(27, 57, wrong)
        assert count == 27 + wrong
        assert share == pytest.approx(count / 57)


@pytest.mark.parametrize("wrong", [-1, 31])
def test_more_wrong_answers_than_there_are_are_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 30"):
        misreported(27, 57, wrong)


def test_the_figure_says_today_s_bounds(users: Number) -> None:
    figure = bounds_figure(users, POPULATION, "fig-x", "Titre")
    low, high = bounds(27, 57, 268)
    assert f"de {100 * low:.0f} à {100 * high:.0f}" in figure.says
    assert f"de {100 * low:.0f} à {100 * high:.0f}" in figure.caption
    assert list(figure.table.iloc[:, 0])[0::8] == [57, 268]
    assert figure.html() == bounds_figure(users, POPULATION, "fig-x", "Titre").html()


def test_the_control_moves_one_answer_at_a_time(users: Number) -> None:
    choice = if_some_no_were_yes(users, 10, "choix-x")
    assert len(choice.states) == 11
    assert "27 sur 57" in choice.states[("0",)].plain()
    assert "37 sur 57" in choice.states[("10",)].plain()


def test_a_share_without_a_base_is_refused() -> None:
    bare = Number("k", 0.5, "share", "findings-2025#use-none", "printed")
    with pytest.raises(ValueError, match="unknown"):
        bounds_figure(bare, POPULATION, "fig-x", "Titre")
    with pytest.raises(ValueError, match="unknown"):
        if_some_no_were_yes(bare, 3, "choix-x")


def test_the_response_rate_is_that_of_one_answer_a_unit() -> None:
    total = Number("2025/respondents/total", 57, "respondents", "findings-2025#x", "printed")
    rate = response_rate(total, POPULATION)
    assert (rate.count, rate.base) == (57, 268)
    assert rate.value == pytest.approx(57 / 268)
    assert rate.text("of") == "57 sur 268"
