"""The form to print, and the command that writes what a codebook gives."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from building import ROOT, run
from dataprep.answers.codebook import MULTIPLE, codebook
from describing import NAMES, changed, descriptor, read_from
from questionnaire import main
from rendering.forms.printed import printed_form
from rendering.words.language import language, speaking
from rendering.words.typography import typeset


def form(name: str) -> BeautifulSoup:
    return BeautifulSoup(printed_form(codebook(name)), "html5lib")


@pytest.mark.parametrize("edition", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_it_has_every_question_and_every_answer_in_its_language(name: str, edition: str) -> None:
    described = codebook(name)
    with speaking(edition):
        page = form(name)
        assert page.html is not None
        assert page.html["lang"] == edition
        assert page.title is not None
        assert page.title.text == typeset(described.title[edition])
        questions = page.select("ol > .question")
        assert len(questions) == len(described.asked)
        for question, shown in zip(described.asked, questions, strict=True):
            offered = described.offered(question)
            assert [each.text for each in shown.select(".wording")] == [
                typeset(question.wording[edition])
            ]
            answers = [each.text for each in shown.select(".options > li")]
            assert len(answers) == len(offered)
            for option, words in zip(offered, answers, strict=True):
                assert words.startswith(typeset(option.label[edition]))
            if question.options:
                assert shown.select(f"ul.{question.answers}")
            else:
                assert shown.select(".number" if question.answers == "number" else ".line")


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_alone(name: str) -> None:
    page = form(name)
    assert not page.select("script, link, img, iframe, [src], [href]")
    assert not re.search(r"url\(|@import|https?:", str(page))


def test_a_filter_names_the_answer_and_the_number_of_the_question_that_leads_to_it() -> None:
    described = codebook("velo")
    said = [each.text for each in form("velo").select(".asked")]
    rank = described.asked.index(described.question("bike")) + 1
    frequency = said[described.asked.index(described.question("frequency"))]
    leads = f"À ceux qui ont répondu « Oui, au moins une fois » à la question {rank}."
    assert frequency.startswith(typeset(leads))
    assert len([each for each in said if "question" in each]) == 1


def test_a_filter_of_several_answers_names_each(tmp_path: Path) -> None:
    held = descriptor("velo")
    held["resources"][0]["survey:groups"][1]["values"] = ["yes", "no"]
    shown = BeautifulSoup(printed_form(read_from(held, tmp_path)), "html5lib").text
    assert typeset("« Oui, au moins une fois » ou « Non » à la question 2") in shown


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_goes_with_no_other_says_so_where_several_may_be_given(name: str) -> None:
    described = codebook(name)
    alone = sum(
        sum(each.exclusive for each in described.offered(question))
        for question in described.asked
        if question.answers == MULTIPLE
    )
    assert form(name).text.count("(aucune autre réponse)") == alone


def test_a_number_says_its_limits_and_another_answer_has_a_line() -> None:
    page = form("velo")
    assert "Indiquez un nombre de 0 à 200." in page.text
    assert [each.text for each in page.select("li.open")] == ["Autre, précisez"]


def test_a_reconstructed_questionnaire_says_that_it_is() -> None:
    assert "reconstituées" in form("flash").select(".caution")[0].text
    assert not form("proposed").select(".caution")


def test_what_is_read_first_and_before_a_question_is_there() -> None:
    described = codebook("velo")
    assert described.opening is not None
    shown = form("velo").text
    assert typeset(described.opening["fr"]) in shown
    before = described.question("distance").before
    assert before is not None
    assert typeset(before["fr"]) in shown


def test_a_wording_is_text_whatever_it_holds(tmp_path: Path) -> None:
    words = "Vélo <script>alert(1)</script> & « bus »"
    page = BeautifulSoup(printed_form(changed("velo", tmp_path, "bike", title=words)), "html5lib")
    assert not page.select("script")
    assert typeset(words) in page.text


def test_words_are_those_of_one_edition_for_what_runs_within(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BOOK_LANGUAGE", raising=False)
    with speaking("en"):
        assert language() == "en"
    assert language() == "fr"
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    with pytest.raises(KeyError), speaking("fr"):
        raise KeyError
    assert language() == "en"


# The command


@pytest.mark.parametrize("name", NAMES)
def test_the_command_writes_three_files_and_says_a_line_on_each(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name], tmp_path) is None
    said = capsys.readouterr().out.splitlines()
    files = [tmp_path / name / f"{name}.{kind}" for kind in ("xlsx", "html", "xml")]
    assert sorted((tmp_path / name).iterdir()) == sorted(files)
    assert [line.split(": ")[0] for line in said[-3:]] == [str(path) for path in files]
    assert f"{len(codebook(name).asked)} questions" in said[-3]
    assert (len(said) == 4) == codebook(name).reconstructed


def test_the_command_takes_a_codebook_of_ones_own_and_prints_it_in_english(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = descriptor("velo") | {"name": "mine"}
    (tmp_path / "mine.json").write_text(json.dumps(held), "utf-8")
    assert main([str(tmp_path / "mine.json"), "--language", "en"], tmp_path) is None
    assert "mine.html: to print, in English." in capsys.readouterr().out
    assert '<html lang="en">' in (tmp_path / "mine" / "mine.html").read_text("utf-8")


def test_the_command_says_what_stopped_it_and_writes_nothing(tmp_path: Path) -> None:
    held = descriptor("velo")
    held["resources"][0]["schema"]["fields"][2]["type"] = "strings"
    (tmp_path / "mine.json").write_text(json.dumps(held), "utf-8")
    said = main([str(tmp_path / "mine.json")], tmp_path / "built")
    assert said is not None
    assert "« bike », type: 'strings' is not known; nearest: « string »" in said
    assert not (tmp_path / "built").exists()


def test_the_command_runs_on_its_own_and_exits_on_a_fault() -> None:
    command = [sys.executable, "tools/questionnaire.py", "velos"]
    done = run(command, ROOT, check=False)
    assert done.returncode == 1
    assert "codebook: 'velos': there is no such file; nearest: « velo »" in done.stderr
