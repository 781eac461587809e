"""The questionnaire can be answered: every answer has a place, every question its base."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from dataprep import load_table
from dataprep.questions import question_bases
from rendering.chapters.questionnaire import Questionnaire, numbered_words
from rendering.words.typography import typeset

QUESTIONS = load_table("questionnaire")
OPTIONS = load_table("questionnaire-options")
CLOSED = QUESTIONS[QUESTIONS["answers"].isin(["single", "multiple"])]
MULTIPLE = CLOSED.loc[CLOSED["answers"] == "multiple", "id"]
FORM = Questionnaire(QUESTIONS, OPTIONS, "questionnaire", "Titre", "Menée par …")


def options_of(question: str) -> pd.DataFrame:
    return OPTIONS[OPTIONS["question"] == question]


def test_questions_and_their_options_are_numbered_without_a_gap() -> None:
    assert QUESTIONS["order"].to_list() == list(range(1, len(QUESTIONS) + 1))
    for _, offered in OPTIONS.groupby("question"):
        assert sorted(offered["order"]) == list(range(1, len(offered) + 1))


def test_each_part_is_in_one_piece() -> None:
    parts = QUESTIONS["section"]
    assert (parts != parts.shift()).sum() == parts.nunique()


@pytest.mark.parametrize("question", CLOSED["id"])
def test_every_closed_question_lets_anyone_answer(question: str) -> None:
    offered = options_of(question)
    assert len(offered) >= 3
    ways_out = offered["id"].str.endswith(("-unknown", "-declined"))
    assert ways_out.any()
    assert offered.loc[ways_out, "exclusive"].all()
    assert not offered["label_fr"].duplicated().any()


@pytest.mark.parametrize("question", MULTIPLE)
def test_where_several_answers_may_be_given_one_may_be_other(question: str) -> None:
    offered = options_of(question)
    assert offered["open"].sum() == 1
    assert not offered.loc[offered["open"], "exclusive"].any()


def test_open_questions_offer_no_option() -> None:
    others = set(QUESTIONS["id"]) - set(CLOSED["id"])
    assert others
    assert not OPTIONS["question"].isin(others).any()


def test_whoever_is_asked_a_question_was_asked_before_what_leads_to_it() -> None:
    order = QUESTIONS.set_index("id")["order"]
    leads = OPTIONS.set_index("id")["question"]
    filtered = QUESTIONS.dropna(subset="asked_if")
    assert len(filtered)
    for _, row in filtered.iterrows():
        assert order[leads[row["asked_if"]]] < row["order"]


def test_every_question_of_the_flash_that_measures_is_asked_again() -> None:
    assert set(question_bases()["question"]) <= set(QUESTIONS["repairs"].dropna())


def test_what_the_flash_leaves_out_is_asked() -> None:
    """The base of each question is in its filter; the rest has a question of its own."""
    new = set(QUESTIONS.loc[QUESTIONS["repairs"].isna(), "id"])
    assert {"tools", "payment", "charter", "personal-data"} <= new


@pytest.mark.parametrize("edition", ["fr", "en"])
def test_the_form_shows_every_question_its_base_and_its_options(
    edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", edition)
    page = BeautifulSoup(FORM.html(), "html5lib")
    asked = page.select(".question")
    assert [item.text for item in asked] == [
        typeset(words) for words in QUESTIONS[f"wording_{edition}"]
    ]
    assert len(page.select(".asked")) == len(page.select(".why")) == len(QUESTIONS)
    assert len(page.select("ul > li")) == len(OPTIONS)
    starts = [int(str(part["start"])) for part in page.select("ol")]
    firsts = QUESTIONS.groupby("section", sort=False)["order"].first().to_list()
    assert starts == firsts


def test_each_part_is_folded_under_its_name_and_the_questions_that_it_has() -> None:
    page = BeautifulSoup(FORM.html(), "html5lib")
    summaries = [item.text for item in page.select("details:not([open]) > summary")]
    assert len(summaries) == QUESTIONS["section"].nunique()
    assert summaries[0] == "Vous et votre Territoire questions 1 à 4"
    assert summaries[1].endswith("questions 5 et 6")
    assert numbered_words([3]) == "question 3"
    # Who asks and what becomes of the answers is read before any of them.
    assert not page.select("details .shown-title")
    assert "Menée par …" in page.text.split(summaries[0])[0]


def test_what_is_read_first_and_before_a_question_is_shown() -> None:
    before = QUESTIONS["before_fr"].dropna()
    assert len(before)
    for words in ["Menée par …", *before]:
        assert typeset(words) in FORM.html().replace("&amp;", "&")
        assert typeset(words) in FORM.plain()


def test_a_filter_names_the_answer_and_the_question_that_lead_to_it() -> None:
    page = BeautifulSoup(FORM.html(), "html5lib")
    bases = [item.text.replace("\u202f", " ") for item in page.select(".asked")]
    order = dict(zip(QUESTIONS["id"], QUESTIONS["order"], strict=True))
    frequency = bases[order["frequency"] - 1]
    assert frequency.startswith(f"À ceux qui ont répondu « Oui » à la question {order['use']}.")
    assert bases[0].startswith("À tous.")


def test_an_answer_that_goes_with_no_other_says_so_where_several_may_be_given() -> None:
    words = FORM.plain()
    assert "Aucun (aucune autre réponse)" in words
    assert (
        words.count("(aucune autre réponse)")
        == (OPTIONS["exclusive"] & OPTIONS["question"].isin(MULTIPLE)).sum()
    )
    single = options_of("use")["label_fr"].iloc[-1]
    assert f"- {single}\n" in words
