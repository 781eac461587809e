"""A sentence is filled in by numbers of the tables, typeset, and traced to their rows."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from building import ROOT
from dataprep import published_findings
from rendering.shown import answer as module
from rendering.shown.answer import Answer, answer, publish
from rendering.shown.numbers import Number, numbers_of
from rendering.words.typography import typeset

FINDINGS = published_findings()
NUMBERS = numbers_of(FINDINGS)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{users} des répondants.", "27 sur 57, soit 47 % des répondants."),
        ("Soit {users:share} : {non_users:count} non.", "Soit 47 % : 30 non."),
        ("{daily:interval}", "de 19 à 52 %"),
        ("{growth_users:of}, ou {growth_respondents:of} ?", "22 sur 27, ou 46 sur 57 ?"),
        ("Sans nombre.", "Sans nombre."),
        ("Entre {{accolades}}.", "Entre {accolades}."),
    ],
)
def test_numbers_stand_where_their_names_were(template: str, words: str) -> None:
    assert plain(answer(template, FINDINGS).plain()) == words


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("Pourquoi ? {users:count} !", "Pourquoi\u202f? 27\u202f!"),
        ("« {users:count} »", "«\u202f27\u202f»"),
        ("l'{users:count} d'entre eux", "l’27 d’entre eux"),
        ("{users:count}% et {users:count} %", "27\u202f% et 27\u202f%"),
        ("§ {users:count}", "§\u00a027"),
    ],
)
def test_a_sentence_is_typeset_up_to_its_numbers(template: str, words: str) -> None:
    assert answer(template, FINDINGS).words == words


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.lists(st.sampled_from(["27", "?", "«", "»", "%", "d'", "mot", "...", "1 000"])))
def test_a_sentence_reads_as_if_its_numbers_had_been_typed(pieces: list[str]) -> None:
    typed = " ".join(pieces)
    template = typed.replace("27", "{users:count}")
    assert answer(template, FINDINGS).words == typeset(typed)


@pytest.mark.parametrize("name", NUMBERS)
def test_the_page_says_the_same_as_the_terminal_with_each_number_linked(name: str) -> None:
    shown = answer(f"Nous disons {{{name}}} ; c'est {{{name}}}.", FINDINGS)
    page = BeautifulSoup(shown.html(), "html5lib")
    assert page.get_text() == shown.plain()
    assert [data["data-key"] for data in page.find_all("data")] == [NUMBERS[name].key] * 2
    assert shown.shown_numbers() == (NUMBERS[name],) * 2
    assert page.select_one("p.answer") is not None


def test_an_unknown_name_is_refused_with_all_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="no number is named « user »") as caught:
        answer("{user}", FINDINGS)
    assert ", ".join(sorted(NUMBERS)) in str(caught.value)


def test_a_brace_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no number is named"):
        answer("{} des répondants", FINDINGS)


def test_numbers_come_from_several_sources_the_last_one_first() -> None:
    given_ = {"users": Number("other", 3, "rows", "timeline", "counted")}
    assert answer("{users} et {daily:count}", FINDINGS, given_).words == "3 et 9"
    assert answer("{users:count}", given_, FINDINGS).words == "27"


def test_a_mark_in_a_sentence_is_shown_not_obeyed() -> None:
    shown = answer("<b>{users:count}</b> & 'suite'", FINDINGS)
    page = BeautifulSoup(shown.html(), "html5lib")
    assert page.find("b") is None
    assert page.get_text() == shown.plain() == "<b>27</b> & 'suite'"


def test_a_sentence_is_translated_before_it_is_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"{users:count} utilisateurs": "Users: {users:count}"}
    monkeypatch.setattr(module, "tr", lambda message: words[message])
    assert answer("{users:count} utilisateurs", FINDINGS).words == "Users: 27"


def test_outputs_are_kept_under_their_names_for_other_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: dict[str, tuple[Any, bool]] = {}
    monkeypatch.setattr(
        "myst_nb.glue", lambda name, output, display: kept.update({name: (output, display)})
    )
    one: Answer = answer("{users}", FINDINGS)
    publish(use=one, rest=NUMBERS["unreported"])
    assert kept == {"use": (one, False), "rest": (NUMBERS["unreported"], False)}


def test_a_kernel_that_imports_the_module_does_not_load_sphinx() -> None:
    code = "import sys, rendering; sys.exit(bool({'sphinx', 'myst_nb'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT / "notebooks", check=True)
