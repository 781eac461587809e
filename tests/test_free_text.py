"""Answers in words: off by default, apart from who gave them, held back where they name someone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dataprep import codebook, protect, read_responses, tabulate
from dataprep.answers.free_text import FLAGS, free_text
from dataprep.answers.responses import Responses
from rendering import figures
from rendering.shown.diagnosis import show_diagnosis
from rendering.shown.free_text import show_free_text

CYCLING = codebook("velo")
CALM = "Des pistes sûres jusqu'au bourg"


def answers(tmp_path: Path, *texts: str) -> Responses:
    """Six times as many respondents as ``texts``; the first of them said these."""
    columns = [question.name for question in CYCLING.questions]
    path = tmp_path / "velo.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for number in range(6 * len(texts)):
            said = texts[number] if number < len(texts) else ""
            writer.writerow({"respondent": number, "bike": "no", "suggestion": said})
    return read_responses(path, CYCLING)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("écrire à a.durand@mairie.example", "email"),
        ("a.durand (at) mairie.example", "email"),
        ("voir https://mairie.example/velo", "web"),
        ("voir @velo_du_bourg", "web"),
        ("appeler le 06 12 34 56 78", "digits"),
        ("j'habite 12 bis, rue des Lilas", "address"),
        ("un abri à 71000 Mâcon", "address"),
        ("demandez à Mme la directrice", "title"),
        ("le maire de notre commune s'y oppose", "title"),
        ("c'est la faute de Durand", "name"),
    ],
)
def test_what_may_name_someone_is_flagged_and_not_shown(
    tmp_path: Path, text: str, flag: str
) -> None:
    given = answers(tmp_path, text, CALM)
    flags = free_text(given, "suggestion").set_index("text")["flags"]
    assert flag in flags[text].split()
    assert flags[CALM] == ""
    page = show_free_text(given, "suggestion", "tab-mots")
    assert text not in page.plain() + page.html()
    assert CALM in page.plain()
    assert "peut-être quelqu’un\u202f: 1" in page.plain()
    assert text in show_free_text(given, "suggestion", "tab-mots", flagged=True).plain()


@pytest.mark.parametrize(
    "text", [CALM, "Rien. Tout va bien", "Plus d'arceaux, 3 par bâtiment", "Non ! Jamais"]
)
def test_plain_words_are_not_flagged(tmp_path: Path, text: str) -> None:
    assert free_text(answers(tmp_path, text), "suggestion")["flags"].to_list() == [""]


def test_the_order_says_nothing_of_who_answered_and_nothing_is_lost(tmp_path: Path) -> None:
    texts = [f"remarque {n:02}" for n in range(40)]
    forward = free_text(answers(tmp_path, *texts), "suggestion")
    backward = free_text(answers(tmp_path, *reversed(texts)), "suggestion")
    assert forward.equals(backward)
    assert sorted(forward["text"]) == texts != forward["text"].to_list()


def test_a_private_question_or_a_closed_one_is_never_shown_in_words(tmp_path: Path) -> None:
    given = answers(tmp_path, CALM)
    with pytest.raises(ValueError, match=r"question: 'respondent' is private, and never shown"):
        free_text(given, "respondent")
    with pytest.raises(ValueError, match=r"question: 'bike' is answered by single\. Expected"):
        free_text(given, "bike")
    with pytest.raises(ValueError, match=r"question: 'suggestions' is not in the codebook velo"):
        free_text(given, "suggestions")


def test_nothing_else_shows_what_was_answered_in_words(tmp_path: Path) -> None:
    given = answers(tmp_path, "canari", *[CALM] * 9)
    findings = protect(tabulate(given), CYCLING, minimum=5)
    chart = figures.results(findings, "fig-velo", "À vélo")
    shown = [show_diagnosis(given.report, "diagnostic", CYCLING), chart]
    said = [each.plain() + each.html() for each in shown]
    assert not any("canari" in text for text in [*said, findings.to_csv()])


def test_a_question_without_an_answer_in_words_says_so(tmp_path: Path) -> None:
    page = show_free_text(answers(tmp_path, ""), "suggestion", "tab-mots")
    assert "Aucune réponse en toutes lettres" in page.plain()


def test_each_flag_has_words(tmp_path: Path) -> None:
    text = "Mme Durand, 12 rue des Lilas, 06 12 34 56 78, a@b.fr, www.b.fr"
    given = answers(tmp_path, text)
    flags = free_text(given, "suggestion")["flags"].to_list()
    assert [each.split() for each in flags] == [list(FLAGS)]
    page = show_free_text(given, "suggestion", "tab-mots", flagged=True).plain()
    assert "une adresse de courriel" in page
    assert "un nom propre" in page
