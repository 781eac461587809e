"""What each question of a wave tells of its base: the base stated, or those that are possible."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from changing import change
from dataprep import load_table, possible_bases, published_wave
from dataprep.questions import question_bases
from rendering.chapters.questionnaire import show_question_bases

QUESTIONS = question_bases().set_index("question")
BASES = dict(zip(QUESTIONS.index, QUESTIONS["bases"], strict=True))


def test_every_question_with_a_measure_or_a_rank_is_there_and_no_other() -> None:
    statements = published_wave().statements
    kinds = ["percentage", "fraction", "bound", "rank"]
    expected = dict.fromkeys(statements.loc[statements["kind"].isin(kinds), "question"])
    assert list(QUESTIONS.index) == list(expected)
    assert QUESTIONS["percentages"].sum() == (statements["kind"] == "percentage").sum()
    assert QUESTIONS.loc["frequency", "percentages"] == 0  # « un tiers » is a word


def test_a_single_percentage_leaves_the_bases_on_which_it_is_possible() -> None:
    assert BASES["outlook"] == possible_bases(81, 57)
    assert BASES["training"] == possible_bases(85, 57)


def test_several_percentages_leave_the_bases_that_suit_them_all() -> None:
    both = set(possible_bases(47, 57)) & set(possible_bases(50, 57))
    assert set(BASES["non-use-reasons"]) == both
    each = [set(possible_bases(share, 57)) for share in (22, 48, 11)]
    # They exclude each other: their counts must also add up to the base at most.
    assert set(BASES["scope"]) <= set.intersection(*each)


def test_answers_that_exclude_each_other_cannot_add_up_to_more_than_their_base(data: Path) -> None:
    scope = ("scope-all", "scope-some", "scope-management")
    change(data, "findings-2025", *((claim, "value", 50) for claim in scope))
    found = question_bases(published_wave(data=data)).set_index("question")
    assert found.loc["scope", "bases"] == ()


def test_a_rank_or_a_stated_base_leaves_nothing_to_find() -> None:
    assert BASES["benefits"] == ()
    assert QUESTIONS.loc["use", "stated"] == 57
    assert QUESTIONS.drop("use")["stated"].isna().all()


def test_no_base_but_the_stated_one_is_known_from_its_question_alone() -> None:
    """What the chapter says."""
    assert (QUESTIONS["bases"].str.len() != 1).all()


def test_the_true_bases_are_among_those_possible() -> None:
    assert 27 in BASES["scope"]
    assert 30 in BASES["non-use-reasons"]


def test_the_table_gives_each_question_and_its_bases(data: Path) -> None:
    shown = show_question_bases(question_bases(published_wave(data=data)), "tab-x", "Titre").html()
    for label in load_table("questions-2025").set_index("id").loc[QUESTIONS.index, "label_fr"]:
        assert label.replace("'", "’") in shown
    assert re.search(r"3 bases possibles <small class=\"note\">27, 46, 54</small>", shown)
    assert "imprimée : 57" in shown.replace("\u202f", " ")


def test_a_question_without_bases_says_so() -> None:
    only = pd.DataFrame(
        [
            {
                "label_fr": "Q",
                "label_en": "Q",
                "stated": None,
                "percentages": 0,
                "ranks": 1,
                "bases": (),
            }
        ]
    )
    assert "inconnue" in show_question_bases(only, "tab-x", "Titre").html()


@pytest.mark.parametrize("edition", ["fr", "en"])
def test_both_editions_have_labels(edition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", edition)
    frame = show_question_bases(question_bases(), "tab-x", "Titre").frame
    assert frame.notna().all(axis=None)
