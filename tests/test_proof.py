"""The proof by hand, against every size and every count; and prints that come from nobody."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import product

import numpy as np
import pandas as pd
import pytest

import random_prints as bench
from dataprep import load_table, possible_counts, published_claims, published_wave
from dataprep.fractions import fitting_counts
from dataprep.proof import least_bases, readings, shared_bases
from rendering.chapters.method import (
    alone_on_everyone,
    least_numbers,
    print_numbers,
    reading_numbers,
    show_readings,
)

WAVE = published_wave()
LEAST = least_bases().set_index("question")
READINGS = readings()
QUESTIONS = [name for name in READINGS if name not in ("solutions", "bases")]
BASES = range(1, WAVE.total + 1)


# A reference that shares nothing with the module: counts are tried one by one, in fractions.


def printed_as(share: int, base: int) -> list[int]:
    return [k for k in range(base + 1) if abs(200 * k - 2 * share * base) <= base]


def suits(shares: tuple[float, ...], base: int, exclusive: bool = False) -> bool:
    counts = [printed_as(int(share), base) for share in shares]
    return all(counts) and (not exclusive or sum(map(min, counts)) <= base)


def test_the_least_base_of_each_question_is_found_by_trying_all() -> None:
    for question, row in LEAST.iterrows():
        tried = [base for base in BASES if suits(row["shares"], base, question == "scope")]
        assert row["bases"] == tuple(tried)
        assert row["least"] == tried[0]
    assert LEAST.loc["scope", "least"] == 27
    assert LEAST.loc["non-use-reasons", "least"] == 30
    assert LEAST["binds"].to_dict() == {"non-use-reasons": True, "scope": True, "training": False}


def test_the_two_least_bases_are_all_the_respondents() -> None:
    least = LEAST["least"].astype(int).to_dict()
    assert least["scope"] + least["non-use-reasons"] == WAVE.total


@pytest.mark.parametrize("rounding", ["nearest", "half-up", "half-even"])
def test_the_proof_holds_under_every_usual_rounding(rounding: str) -> None:
    assert least_bases(rounding=rounding).query("binds")["least"].sum() == WAVE.total


def test_truncated_percentages_need_more_people_than_there_are() -> None:
    assert least_bases(rounding="down").query("binds")["least"].sum() > WAVE.total


def test_however_many_answers_are_missing_the_pair_is_alone() -> None:
    """Groups of any size that need not be everyone, of whom any number answered a question."""
    scope = {base for base in BASES if suits((22, 48, 11), base)}
    reasons = {base for base in BASES if suits((47, 50), base)}
    training = {base for base in BASES if suits((85,), base)}
    left = {
        (users, others)
        for users, others in product(BASES, BASES)
        if users + others <= WAVE.total
        and any(base <= users for base in scope)
        and any(base <= users for base in training)
        and any(base <= others for base in reasons)
    }
    assert left == {(27, 30)}


def test_shares_that_no_base_suits_have_none() -> None:
    claims = pd.DataFrame({"id": ["a", "b"], "share": [50, 33], "precision": 0})
    assert shared_bases(claims, 5) == ()
    assert shared_bases(claims, 6) == (6,)
    with pytest.raises(ValueError, match=r"most: 0"):
        shared_bases(claims, 0)


# Readings.


def test_every_way_to_read_the_questions_is_tried_once() -> None:
    assert QUESTIONS == ["non-use-reasons", "frequency", "scope", "training", "outlook"]
    assert len(READINGS) == 3**5
    assert not READINGS.duplicated(QUESTIONS).any()


def test_the_possible_readings_all_give_the_pair_found() -> None:
    possible = READINGS[READINGS["solutions"] > 0]
    assert len(possible) == 6
    assert set(possible["bases"]) == {((27, 30),)}


def test_the_readings_are_those_that_trying_every_count_leaves() -> None:
    shares = {
        "non-use-reasons": (47, 50),
        "scope": (22, 48, 11),
        "training": (85,),
        "outlook": (81,),
    }

    def possible(question: Hashable, base: int) -> bool:
        if question == "frequency":
            return any(abs(3 * k - base) <= 0.15 * base for k in range(base + 1))
        return suits(shares[str(question)], base, question == "scope")

    for row in READINGS.to_dict("records"):
        left = []
        for users in range(1, (WAVE.total + 1) // 2):
            sizes = {"users": users, "non-users": WAVE.total - users, "respondents": WAVE.total}
            if all(possible(question, sizes[row[question]]) for question in QUESTIONS):
                left.append((users, WAVE.total - users))
        assert row["bases"] == tuple(left)
        assert row["solutions"] == len(left)


def test_the_table_of_readings_says_of_whom_each_question_may_be() -> None:
    frame = show_readings(READINGS, WAVE, "tab-x", "Titre").frame.set_index("Le flash imprime")
    groups = {str(printed): groups for printed, groups in frame["Peut porter sur"].items()}
    assert groups["« un tiers »"].count(" ou ") == 2
    assert groups["81\u202f%"] == "les utilisateurs ou tous les répondants"
    assert groups["85\u202f%"] == "les utilisateurs"


def test_the_numbers_say_what_the_tables_hold() -> None:
    numbers = reading_numbers(READINGS, "findings-2025")
    values = {name: number.value for name, number in numbers.items()}
    assert values == {"readings": 243, "possible": 6, "bases": 1, "questions": 5}
    assert least_numbers(least_bases(), "findings-2025")["least_scope"].value == 27


def test_what_everyone_could_have_answered_alone() -> None:
    counts = {name: number.count for name, number in alone_on_everyone(WAVE).items()}
    assert counts == {
        "all_non_use_distrust": 27,
        "all_frequency_daily": 19,
        "all_scope_management": 6,
        "all_outlook_growth": 46,
    }
    for row in ("users-untrained", "scope-some", "non-use-no-need", "scope-all"):
        share = WAVE.statements.set_index("id")["value"].astype(float)[row]
        assert possible_counts(float(share), WAVE.total) == ()
    assert 19 in fitting_counts(33.33, WAVE.total)


# Prints of percentages that come from nobody.


def test_a_part_of_the_random_prints_is_found_again() -> None:
    stored = load_table("random-prints").set_index("seed")
    assert stored["percentages"].eq(len(published_claims())).all()
    assert stored["prints"].sum() == 20_000
    seed = int(stored.index[3])
    found = bench.count_possible(seed, WAVE)
    assert found == (stored.loc[seed, "possible"], stored.loc[seed, "alone"])


def test_few_random_prints_admit_any_pair() -> None:
    number = print_numbers(load_table("random-prints"))["random"]
    assert number.base == 20_000
    assert 0 < number.value < 0.01


def test_a_random_print_stands_in_the_places_of_the_flash() -> None:
    claims = published_claims()
    random = np.random.default_rng(1)
    for _ in range(50):
        shares = bench.random_shares(claims, random)
        assert shares.between(1, 99).all()
        assert shares[claims["exclusive"] == "scope"].sum() <= 100
