"""What those who did not answer could change, and what those who answered no could."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataprep import published_findings
from dataprep.intervals import bounds, interval
from dataprep.nonresponse import (
    answers_to_flip,
    bounds_by_response,
    misreported,
    responses_to_settle,
    share_supposing,
    silent_to_flip,
)
from rendering.chapters.reliability import (
    NEAR,
    bounds_figure,
    flip_numbers,
    if_some_no_were_yes,
    interval_numbers,
    response_rate,
    silence_figure,
    silence_numbers,
    supposed_ends,
)
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


# What it takes to change the side of the majority


@given(st.data())
def test_the_fewest_answers_moved_make_a_majority_and_one_less_does_not(
    data: st.DataObject,
) -> None:
    base = data.draw(st.integers(1, 200))
    count = data.draw(st.integers(0, base))
    flip = answers_to_flip(count, base)
    if flip is None:
        assert 2 * count > base
    else:
        assert 2 * (count + flip) > base >= 2 * (count + flip - 1)


@given(st.data())
def test_the_fewest_silent_make_a_majority_of_all_and_one_less_does_not(
    data: st.DataObject,
) -> None:
    population = data.draw(st.integers(1, 300))
    base = data.draw(st.integers(1, population))
    count = data.draw(st.integers(0, base))
    makes = [n for n in range(population - base + 1) if 2 * (count + n) > population]
    flip = silent_to_flip(count, base, population)
    assert flip == (makes[0] if makes and makes[0] > 0 else None)


@given(st.data())
def test_once_settled_no_answer_of_the_silent_changes_the_majority(data: st.DataObject) -> None:
    population = data.draw(st.integers(2, 120))
    base = data.draw(st.integers(1, population))
    count = data.draw(st.integers(0, base))
    doubtful = [
        answered
        for answered in range(base, population + 1)
        if (seen := round(answered * count / base)) * 2 <= population
        and (seen + population - answered) * 2 >= population
    ]
    if doubtful and doubtful[-1] == population:
        with pytest.raises(ValueError, match="two equal halves"):
            responses_to_settle(count, base, population)
    else:
        settled = responses_to_settle(count, base, population)
        assert settled == (doubtful[-1] + 1 if doubtful else base)


def test_what_the_flash_would_take_to_change_side() -> None:
    assert answers_to_flip(27, 57) == 2
    assert answers_to_flip(30, 57) is None
    assert silent_to_flip(27, 57, 268) == 108
    assert silent_to_flip(0, 57, 100) is None  # all the silent are not enough
    assert responses_to_settle(27, 57, 268) == 256


# What is supposed of the silent


@given(st.data())
def test_the_share_supposed_is_that_of_whole_numbers_of_silent(data: st.DataObject) -> None:
    population = data.draw(st.integers(2, 300))
    base = data.draw(st.integers(1, population))
    count = data.draw(st.integers(0, base))
    first, second = data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1)))
    low, high = min(first, second), max(first, second)
    silent = population - base
    within = [n for n in range(silent + 1) if low - 1e-12 <= n / max(silent, 1) <= high + 1e-12]
    found = share_supposing(count, base, population, low, high)
    if within and silent:
        expected = (count + within[0]) / population, (count + within[-1]) / population
        assert found == pytest.approx(expected)
    assert found[0] <= found[1]
    assert share_supposing(count, base, population, 0, 1) == pytest.approx(
        bounds(count, base, population)
    )


def test_the_shares_of_the_flash_under_each_supposition(users: Number) -> None:
    ends = [tuple(round(100 * end) for end in pair) for pair in supposed_ends(users, POPULATION)]
    assert ends == [(10, 89), (10, 47), (47, 89), (32, 63)]
    # Within 20 points: no whole number of the 211 silent outside gives a share inside.
    share = 27 / 57
    near = [n for n in range(212) if abs(n / 211 - share) <= NEAR]
    assert supposed_ends(users, POPULATION)[-1] == pytest.approx(
        ((27 + near[0]) / 268, (27 + near[-1]) / 268)
    )


@pytest.mark.parametrize(("share", "yes"), [(0.33, 3), (0.28, 3), (0.21, 2), (0.96, 10)])
def test_where_no_whole_number_has_the_share_supposed_the_nearest_is_taken(
    share: float, yes: int
) -> None:
    assert share_supposing(5, 10, 20, share, share) == ((5 + yes) / 20, (5 + yes) / 20)


@pytest.mark.parametrize(
    ("low", "high", "words"), [(0.5, 0.4, "more than high"), (-0.1, 1, "low"), (0, 47, "high")]
)
def test_suppositions_that_cannot_be_are_refused(low: float, high: float, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        share_supposing(27, 57, 268, low, high)


def test_the_figure_of_the_silent_says_each_supposition_and_what_changes_side(
    users: Number,
) -> None:
    figure = silence_figure(users, POPULATION, "fig-x", "Dès que {flip} des {silent}")
    assert figure.title == "Dès que 108 des 211"
    assert len(figure.table) == 4
    assert "de 32 à 63" in figure.says
    assert "51\u202f%" in figure.caption
    numbers = silence_numbers(users, POPULATION)
    assert (numbers["flip"].count, numbers["flip"].base) == (108, 211)
    assert (numbers["together"].count, numbers["together"].base) == (135, 268)


def test_without_a_number_that_changes_side_the_figure_says_none() -> None:
    few = Number("k", 1 / 57, "share", "findings-2025#use-none", "reconstructed", 1, 57)
    least = Number("universe/all", 100, "count", "universe#territories-2023", "reported")
    assert "flip" not in silence_numbers(few, least)
    assert silence_figure(few, least, "fig-x", "Titre").caption == ""


def test_the_book_s_interval_counts_no_population_in_and_says_what_that_would_change(
    users: Number,
) -> None:
    """One rule for all findings: as ``interval`` gives it without a population."""
    findings = published_findings()
    counted = findings[findings["low"].notna()]
    assert len(counted)
    for _, row in counted.iterrows():
        assert (row["low"], row["high"]) == interval(int(row["count"]), int(row["base"]))
    spans = interval_numbers(users, users, POPULATION)
    assert (spans["plain"].low, spans["plain"].high) == (users.low, users.high)
    corrected = interval(27, 57, population=268)
    assert (spans["corrected"].low, spans["corrected"].high) == corrected


def test_the_figure_says_today_s_bounds_and_when_the_majority_is_settled(users: Number) -> None:
    figure = bounds_figure(users, POPULATION, "fig-x", "De {low} à {high}")
    low, high = bounds(27, 57, 268)
    assert f"de {100 * low:.0f} à {100 * high:.0f}" in figure.says
    assert figure.title == f"De {100 * low:.0f}\u202f% à {100 * high:.0f}\u202f%"
    assert "256 réponses sur 268" in figure.caption
    for drawn in (figure.wide, figure.narrow):
        assert f">{100 * low:.0f}\u202f%<" in drawn
        assert f">{100 * high:.0f}\u202f%<" in drawn
    assert list(figure.table.iloc[:, 0])[0::8] == [57, 268]
    again = bounds_figure(users, POPULATION, "fig-x", "De {low} à {high}")
    assert figure.html() == again.html()


def test_the_control_moves_one_answer_at_a_time(users: Number) -> None:
    choice = if_some_no_were_yes(users, 10, "choix-x")
    assert len(choice.states) == 11
    assert "27 sur 57" in choice.states[("0",)].plain()
    assert "37 sur 57" in choice.states[("10",)].plain()


def test_the_control_opens_on_the_answers_that_change_the_majority(users: Number) -> None:
    choice = if_some_no_were_yes(users, 10, "choix-x")
    assert choice.default == ("2",)
    said = {int(name): shown.plain() for (name,), shown in choice.states.items()}
    assert [n for n, words in said.items() if "pas la majorité" in words] == [0, 1]
    assert if_some_no_were_yes(users, 1, "choix-x").default == ("0",)
    numbers = flip_numbers(users)
    assert numbers["flip"].value == 2
    assert (numbers["flipped"].count, numbers["short"].count) == (29, 28)


def test_those_who_are_the_majority_have_nothing_to_change() -> None:
    most = Number("k", 30 / 57, "share", "findings-2025#use-none", "reconstructed", 30, 57)
    assert if_some_no_were_yes(most, 3, "choix-x").default == ("0",)
    with pytest.raises(ValueError, match="already are the majority"):
        flip_numbers(most)


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
