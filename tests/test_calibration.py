"""Bases hidden in real surveys: never missed, and found as often as the stored table says."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

import recover_bases as bench
from dataprep import load_table, possible_bases, published_claims, published_wave
from dataprep.calibration import own_case, recovery_rates
from rendering.chapters.recovery import (
    never_from,
    recovery,
    recovery_numbers,
    show_broken,
    show_surveys,
)


@pytest.fixture(scope="module")
def stored() -> pd.DataFrame:
    return load_table("calibration")


@pytest.fixture(scope="module")
def rates() -> pd.DataFrame:
    return recovery_rates()


# The stored table.


@pytest.mark.parametrize(
    ("name", "scenario", "size"),
    [
        ("randhie", "exact", 20),
        ("modechoice", "largest", 57),
        ("anes96", "one-missing-once", 57),
        ("anes96", "one-missing-allowed", 57),
        ("modechoice", "one-misprint", 57),
    ],
)
def test_a_part_computed_again_gives_the_numbers_stored(
    name: str, scenario: str, size: int, stored: pd.DataFrame
) -> None:
    again = bench.recover(name, scenario, size, percentages=(2, 7, 12))
    kept = stored.set_index("id").loc[again["id"]].reset_index()
    pd.testing.assert_frame_equal(again, kept, check_dtype=False)


def test_the_table_has_every_case_that_the_surveys_can_give(stored: pd.DataFrame) -> None:
    for name, load in bench.SURVEYS.items():
        people = len(load().answers)
        for scenario in bench.SCENARIOS:
            tried = bench.SIZES if scenario == "exact" else bench.SPOILT_SIZES
            rows = stored[(stored["dataset"] == name) & (stored["scenario"] == scenario)]
            cases = set(zip(rows["n"], rows["percentages"], strict=True))
            sizes = [size for size in tried if size <= people]
            assert cases == {(n, m) for n in sizes for m in bench.PERCENTAGES}
    assert len(bench.SURVEYS) >= 3


def test_the_true_bases_are_never_missed_where_the_assumptions_hold(
    stored: pd.DataFrame,
) -> None:
    held = stored["scenario"].isin(["exact", "largest", "one-missing-allowed"])
    assert (stored.loc[held, ["missed", "wrong_alone", "none_found"]] == 0).all(axis=None)
    assert (stored.loc[~held, "missed"] > 0).any()


def test_the_outcomes_of_a_case_add_up(stored: pd.DataFrame) -> None:
    single = stored["found_alone"] + stored["wrong_alone"] + stored["none_found"]
    assert (single <= stored["draws"]).all()
    assert (stored["wrong_alone"] + stored["none_found"] <= stored["missed"]).all()
    assert (stored["found_alone"] + stored["missed"] <= stored["draws"]).all()
    half = stored["found_alone"] > stored["draws"] / 2
    assert (stored.loc[half, "found_among"] == 1).all()


def test_one_percentage_more_never_finds_fewer(stored: pd.DataFrame) -> None:
    for _, rows in stored.query("scenario == 'exact'").groupby(["dataset", "n"]):
        ordered = rows.sort_values("percentages")
        assert ordered["found_alone"].is_monotonic_increasing
        assert ordered["found_among"].is_monotonic_decreasing


# The draws.


@pytest.mark.parametrize("name", bench.SURVEYS)
def test_a_print_is_what_the_respondents_answered(name: str) -> None:
    survey = bench.SURVEYS[name]()
    assert 0 < survey.users.sum() < len(survey.users)
    printed = bench.draw(survey, 57, np.random.default_rng(7))
    assert printed.total == 57
    assert set(printed.claims["group"][:2]) == set(bench.GROUPS)
    assert len(printed.claims) == max(bench.PERCENTAGES)
    for _, claim in printed.claims.iterrows():
        base = printed.bases[claim["group"]]
        shares = {int(100 * count / base + 0.5) for count in range(1, base)}
        assert claim["share"] in shares
    together = printed.claims.groupby(["group", "question"])["share"].sum()
    assert (together <= 100 + 6).all()  # options of one question exclude each other


def test_the_same_seed_gives_the_same_rows_and_another_case_other_draws() -> None:
    first, again = (bench.recover("randhie", "exact", 30, draws=3) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    survey = bench.SURVEYS["randhie"]()
    prints = [bench.draw(survey, 30, np.random.default_rng(seed)).claims for seed in (1, 1, 2)]
    pd.testing.assert_frame_equal(prints[0], prints[1])
    assert not prints[0].equals(prints[2])


def test_the_solutions_counted_are_those_that_trying_every_base_leaves() -> None:
    survey = bench.SURVEYS["anes96"]()
    random = np.random.default_rng(3)
    for _ in range(10):
        printed = bench.draw(survey, 57, random)
        # Two claims of different questions: each alone decides its group's bases.
        claims = printed.claims.head(2)
        bases = {
            row["group"]: set(possible_bases(float(row["share"]), 57))
            for _, row in claims.iterrows()
        }
        left = [
            n
            for n in range(1, 57)
            if n in bases["users"]
            and 57 - n in bases["others"]
            and (
                printed.majority is None
                or 2 * {"users": n, "others": 57 - n}[printed.majority] > 57
            )
        ]
        result = bench.outcome(claims, printed, 0)
        assert result == {"solutions": len(left), "true": True}
        assert printed.bases["users"] in left


def test_a_wrong_pair_is_seen_as_missing_from_the_solutions() -> None:
    printed = bench.draw(bench.SURVEYS["randhie"](), 57, np.random.default_rng(5))
    false = bench.Print(printed.claims, {"users": 1, "others": 56}, printed.parts)
    assert not bench.outcome(printed.claims, false, 0)["true"]


def test_with_one_answer_missing_a_share_is_of_one_fewer() -> None:
    survey = bench.Survey(pd.DataFrame({"q": [1, 2, 3, 4] * 10}), pd.Series([True, False] * 20))
    random = np.random.default_rng(1)
    given = list(bench._shares("users", survey.answers[survey.users], random, True))
    # Of twenty, ten and ten; with one missing, nine and ten of nineteen.
    assert sorted(claim["share"] for claim in given) == [47, 53]


@pytest.mark.parametrize(("share", "step", "printed"), [(50, 1, 51), (100, 1, 99), (0, -1, 1)])
def test_a_misprint_is_one_point_off_and_stays_a_percentage(
    share: int, step: int, printed: int
) -> None:
    claims = pd.DataFrame({"id": ["a", "b"], "share": [10, share]})
    assert list(bench.misprinted(claims, 1, step)["share"]) == [10, printed]
    assert list(claims["share"]) == [10, share]


def test_too_few_respondents_are_refused() -> None:
    with pytest.raises(ValueError, match=r"size: 3 respondents never leave 12 shares"):
        bench.draw(bench.SURVEYS["modechoice"](), 3, np.random.default_rng(1))


# The rates, and what is shown of them.


def test_the_rates_are_those_of_all_surveys_together(
    rates: pd.DataFrame, stored: pd.DataFrame
) -> None:
    own = own_case(rates, 57, 7)
    rows = stored.query("scenario == 'exact' and n == 57 and percentages == 7")
    assert own["draws"] == rows["draws"].sum()
    assert own["alone"] == rows["found_alone"].sum()
    share = own["alone"] / own["draws"]
    assert own["low"] <= share <= own["high"]
    assert (rates[["alone", "several", "wrong", "none"]].sum(axis=1) == rates["draws"]).all()


def test_the_flash_has_a_place_among_the_cases(rates: pd.DataFrame) -> None:
    total, printed = published_wave().total, len(published_claims())
    own = own_case(rates, total, printed)
    assert (own["n"], own["percentages"]) == (total, printed)
    assert own_case(rates, 57, 9)["percentages"] == 8  # as many were not tried: the next fewer
    with pytest.raises(ValueError, match=r"58 respondents.*Expected .*20, 30, 57"):
        own_case(rates, 58, 7)


def test_never_means_never_from_there_on(rates: pd.DataFrame) -> None:
    for number in bench.PERCENTAGES:
        first = never_from(rates, number)
        assert first is not None
        rows = rates.query(f"scenario == 'exact' and percentages == {number}").set_index("n")
        assert (rows.loc[first:, "alone"] == 0).all()
        assert rows.loc[: first - 1, "alone"].iloc[-1] > 0
    assert never_from(rates[rates["n"] < 100], 12) is None


def test_the_numbers_are_shares_of_draws(rates: pd.DataFrame) -> None:
    numbers = recovery_numbers(rates, 57, 7)
    assert numbers["missed"].value == 0
    assert numbers["alone"].count == own_case(rates, 57, 7)["alone"]
    others = ("largest", "one_missing", "one_missing_once", "one_missing_allowed", "one_misprint")
    for scenario in others:
        outcomes = [numbers[f"{scenario}_{name}"] for name in ("alone", "several", "wrong", "none")]
        assert sum(number.count or 0 for number in outcomes) == outcomes[0].base


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_curve_shows_each_size_and_the_place_of_the_flash(
    rates: pd.DataFrame, width: str
) -> None:
    figure = recovery(rates, 57, 7, "fig-x")
    drawn = [
        node.get_text()
        for node in BeautifulSoup(getattr(figure, width), "html.parser").find_all("text")
    ]
    assert [text for text in drawn if text in set(map(str, bench.SIZES))] == [
        str(size) for size in bench.SIZES
    ]
    assert "le flash" in drawn
    assert "7 pourcentages (flash)" in drawn


def test_a_share_that_is_not_all_is_not_said_to_be(rates: pd.DataFrame) -> None:
    figure = recovery(rates, 57, 12, "fig-x")
    own = own_case(rates, 57, 12)
    assert 0 < own["draws"] - own["alone"] < own["draws"] / 100
    assert "plus de 99\u202f%" in figure.title
    assert list(figure.table.columns)[1:] == [f"{m} pourcentages" for m in bench.PERCENTAGES]
    fewer = recovery(rates, 57, 2, "fig-x")
    assert re.search(r"dans \d\d\u202f% des tirages", fewer.title)
    assert figure.html() == recovery(rates, 57, 12, "fig-x").html()


def test_the_tables_have_a_line_per_assumption_and_per_survey(
    rates: pd.DataFrame, stored: pd.DataFrame
) -> None:
    assert len(show_broken(rates, 57, 7, "tab-x", "Titre").frame) == len(bench.SCENARIOS)
    surveys = show_surveys(stored, 57, 7, "tab-x", "Titre").frame
    assert len(surveys) == len(bench.SURVEYS)
    assert (surveys["Les vraies bases manquées"] == 0).all()


def test_the_largest_shares_are_printed_first_of_each_group_then_of_all() -> None:
    survey = bench.SURVEYS["randhie"]()
    random = np.random.default_rng(4)
    shares = bench.draw(survey, 57, random, largest=True).claims
    for group, rows in shares.groupby("group"):
        assert rows["share"].is_monotonic_decreasing, group
    assert shares["share"].iloc[2:].is_monotonic_decreasing


def test_one_answer_missing_once_changes_its_question_in_its_group_alone() -> None:
    part = pd.DataFrame({"a": [1, 2] * 10, "b": [1, 1, 1, 2] * 5})
    claims = pd.DataFrame(
        {
            "group": ["users", "users", "users", "others"],
            "question": ["a", "a", "b", "a"],
            "answer": [1, 2, 1, 1],
            "share": [50, 50, 75, 50],
        }
    )
    parts = {"users": part, "others": part}
    changed = bench.unanswered(claims, parts, 0, 0.4)
    assert sorted(changed["share"][:2]) == [47, 53]  # nine and ten of nineteen
    assert list(changed["share"][2:]) == [75, 50]


def test_a_lone_pair_is_right_more_often_with_one_answer_missing_than_with_many(
    rates: pd.DataFrame,
) -> None:
    numbers = recovery_numbers(rates, 57, 6)
    once, often = numbers["one_missing_once_right"], numbers["one_missing_right"]
    assert once.value > 0.8 > 0.1 > often.value
    row = own_case(rates, 57, 6, "one-missing-once")
    assert (once.count, once.base) == (row["alone"], row["alone"] + row["wrong"])
