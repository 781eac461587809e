"""Answers of one's own, from a file to a page: the same figures, and nobody exposed."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pandas as pd
import pytest

import buildable
from building import ROOT, Book
from dataprep import codebook, compare, protect, published_findings, read_responses, tabulate
from dataprep.answers.attack import attack
from dataprep.answers.codebook import Codebook
from dataprep.answers.disclosure import suppression_report
from dataprep.answers.merging import merging_options
from rendering import figures
from rendering.chapters import own_survey
from rendering.shown.diagnosis import show_diagnosis
from rendering.shown.folder import write_folder
from rendering.shown.numbers import FORMS, SUPPRESSED, numbers_of
from rendering.words.cautions import (
    caution_words,
    hidden_words,
    silence_words,
    synthetic_words,
)
from rendering.words.typography import typeset

SAMPLES = ROOT / "data" / "samples"
FLASH = codebook("flash")
ANSWERS = read_responses(SAMPLES / "limesurvey.csv", FLASH)
COUNTED = tabulate(ANSWERS)
PROTECTED = protect(COUNTED, FLASH, minimum=5)
HIDDEN = PROTECTED[PROTECTED["method"] == SUPPRESSED]


def test_four_lines_go_from_a_file_to_a_figure() -> None:
    answers = read_responses(SAMPLES / "proposed-limesurvey.csv", codebook("proposed"))
    findings = protect(tabulate(answers), minimum=5)
    shown = figures.results(findings, "fig-resultats", "Nos réponses")
    assert answers.report.read == answers.report.kept == len(answers.frame)
    assert shown.title == "Nos réponses"
    assert len(shown.table) == len(findings)


def test_the_synthetic_answers_give_the_shares_of_the_flash() -> None:
    printed = published_findings().set_index(["question", "option", "group"])
    ours = COUNTED.set_index(["question", "option", "group"])
    both = printed.index.intersection(ours.index)
    counted = [place for place in both if pd.notna(printed.loc[place, "count"])]
    assert len(counted) >= 10
    for place in counted:
        assert ours.loc[place, ["count", "base"]].tolist() == (
            printed.loc[place, ["count", "base"]].tolist()
        ), place


def test_a_hidden_number_says_so_in_every_form_and_has_no_value() -> None:
    assert len(HIDDEN) > 5
    for number in numbers_of(HIDDEN).values():
        assert {number.text(form) for form in FORMS} == {"masqué"}
        assert not re.search(r"\d", re.sub(r'(data-key|href)="[^"]*"', "", number.html()))
        assert not {"value", "count", "base", "low", "high"} & number.as_record().keys()


def test_a_number_of_a_trial_is_told_from_a_number_of_the_flash() -> None:
    keys = {number.key for number in numbers_of(PROTECTED).values()}
    assert all(key.startswith("synthetic/2025/") for key in keys)
    assert not keys & {number.key for number in numbers_of(published_findings()).values()}


def test_the_results_draw_no_point_for_what_is_hidden_and_one_for_each_share() -> None:
    shown = figures.results(PROTECTED, "fig-a", "Nos réponses")
    drawn = len(PROTECTED) - len(HIDDEN)
    for drawing in (shown.wide, shown.narrow):
        assert len(re.findall(r'id="fig-a-[wn]-share-', drawing)) == drawn
        assert drawing.count(">masqué<") == len(HIDDEN)
    assert shown.says.count("masqué") == len(HIDDEN)
    assert (shown.table["Part"] == "masqué").sum() == len(HIDDEN)
    assert typeset(synthetic_words(PROTECTED)) in shown.plain()


def test_figures_of_a_survey_refuse_what_was_not_counted() -> None:
    with pytest.raises(ValueError, match=r"results: .*Expected what tabulate\(\)"):
        figures.results(published_findings(), "fig-a", "Rien")
    with pytest.raises(ValueError, match="no finding"):
        figures.results(PROTECTED.iloc[:0], "fig-a", "Rien")


def test_what_is_hidden_is_counted_without_saying_which_count_is_small() -> None:
    report = suppression_report(PROTECTED)
    shown = own_survey.show_hidden(report, PROTECTED, "tab-a")
    assert shown.frame["Masqués"].sum() == len(HIDDEN)
    assert (shown.frame["Masqués"] + shown.frame["Montrés"] == shown.frame["Effectifs"]).all()
    assert not any("primary" in str(name) or "prem" in str(name) for name in shown.frame)
    numbers = own_survey.hidden_numbers(report, PROTECTED)
    assert (numbers["hidden"].value, numbers["cells"].value) == (len(HIDDEN), len(PROTECTED))
    assert f"{len(HIDDEN)} sur {len(PROTECTED)}" in hidden_words(PROTECTED)
    assert hidden_words(COUNTED) == ""


def test_the_attack_that_the_page_reports_is_that_of_the_published_table() -> None:
    numbers = own_survey.attack_numbers(attack(PROTECTED, FLASH, respondents=57), PROTECTED)
    assert numbers["attacked"].value >= len(HIDDEN)
    assert numbers["found"].value == 0
    shown_again = PROTECTED.copy()
    place = HIDDEN.index[0]
    for name in ("count", "base", "share", "low", "high"):
        shown_again.loc[place, name] = COUNTED.loc[place, name]
    shown_again.loc[place, ["method", "suppressed"]] = ["tabulated", ""]
    found = own_survey.attack_numbers(attack(shown_again, FLASH, respondents=57), shown_again)
    assert found["found"].value > 0


def test_a_change_is_said_in_plain_words_with_its_interval() -> None:
    compared = compare(PROTECTED, published_findings(), FLASH)
    table = own_survey.show_changes(compared, "tab-a", "Ce qui a changé").frame
    words = dict(zip(compared["option"], map(str, table["Conclusion"]), strict=True))
    assert words["users"] == "on ne peut pas conclure"
    assert words["daily"] == "masqué"
    numbers = own_survey.change_numbers(compared, PROTECTED)
    assert numbers["compared"].value + numbers["excluded"].value == len(compared)
    shown = own_survey.changes_figure(compared, PROTECTED, "fig-a")
    assert "Aucun écart" in shown.plain()
    assert len(table) == len(compared)


def test_a_survey_that_compares_with_nothing_says_so_instead_of_drawing() -> None:
    compared = compare(PROTECTED, published_findings(), FLASH).iloc[:0]
    assert (
        "Aucune réponse ne se compare"
        in own_survey.changes_figure(compared, PROTECTED, "fig-a").plain()
    )


def test_the_diagnosis_says_the_layout_each_question_and_each_column_set_aside() -> None:
    said = show_diagnosis(ANSWERS.report, "a", FLASH, whole=True)
    plain = said.plain()
    assert "LimeSurvey" in plain
    assert all(typeset(each.wording["fr"]) in plain for each in FLASH.closed)
    assert "Ce qu'il faut corriger" not in plain.replace("’", "'")
    for name in ANSWERS.report.set_aside:
        assert name in plain
    assert str(said.html()).count("<tr") >= len(ANSWERS.report.matched)


def test_what_is_published_of_a_file_says_nothing_that_it_holds(tmp_path: Path) -> None:
    """A cell, a heading and the name of a file may name someone."""
    path = tmp_path / "dupont.csv"
    heads, *lines = own_survey.SAMPLE.read_text("utf-8-sig").strip().splitlines()
    spoilt = "\r\n".join(
        [
            heads + ',"Adresse de Dupont"',
            *(f'{each},"dupont@example.org"' for each in lines if each),
        ]
    )
    spoilt = spoilt.replace('"users"', '"Jean Dupont, 06 12 34 56 78"', 2)
    path.write_text(spoilt, "utf-8-sig", newline="")
    report = read_responses(path, FLASH).report
    assert report.refused
    whole = show_diagnosis(report, "a", FLASH, whole=True)
    assert "Dupont, 06 12" in whole.plain()
    assert "Dupont, 06 12" in str(whole.html())
    published = show_diagnosis(report, "a", FLASH)
    for said in (published.plain(), str(published.html())):
        assert "dupont" not in said.lower()
        assert typeset(f"refusées : {report.refused}") in said
        assert "à corriger" in said


def test_a_figure_says_that_rows_were_refused() -> None:
    findings = tabulate(ANSWERS)
    assert "refusées" not in figures.results(findings, "fig-a", "Nos réponses").plain()
    findings.attrs |= {"refused": 17, "read": 57}
    shown = figures.results(protect(findings, minimum=5), "fig-a", "Nos réponses")
    assert "17 sur 57" in typeset(shown.plain()).replace("\u00a0", " ")


def test_those_who_do_not_know_are_not_said_to_be_silent() -> None:
    row = {"does_not_know": 18, "not_answered": 2}
    assert silence_words(row) == typeset("ne savent pas : 18 ; sans réponse : 2")
    assert silence_words({"does_not_know": 0, "not_answered": pd.NA}) is None


def test_findings_that_nobody_protected_are_not_put_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "partage"
    with pytest.raises(ValueError, match=r"write_folder: .*nobody protected.*protect\("):
        write_folder(tabulate(ANSWERS), [], folder, "Notre enquête")
    assert not folder.exists()


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fig-ancienne.png").touch()
    with pytest.raises(ValueError, match=r"holds fig-ancienne\.png too.*name another folder"):
        write_folder(PROTECTED, [], tmp_path, "Notre enquête")


def test_a_book_is_not_built_on_rows_that_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buildable, "FOLDERS", (tmp_path,))
    path = tmp_path / "reponses.csv"
    sample = own_survey.SAMPLE.read_bytes()
    path.write_bytes(sample)
    assert buildable.fault(path, "flash") == ""
    path.write_bytes(sample.replace(b'"users"', b'"user"', 2))
    said = buildable.fault(path, "flash")
    assert re.search(r"\d of the 57 rows of reponses\.csv are refused.*make check-answers", said)
    assert buildable.fault(path, "flash", accepted=True) == ""
    path.write_bytes(b"a,b\r\n1,2\r\n")
    assert "cannot be read" in buildable.fault(path, "flash", accepted=True)
    assert "no such file" in buildable.fault(path, "flashe")


def test_a_file_of_another_folder_is_refused_before_anything_runs(tmp_path: Path) -> None:
    said = buildable.fault(tmp_path / "reponses.csv", "flash")
    assert re.search(r"ANSWERS.*data/private/.*Copy the file there", said)
    assert buildable.fault(own_survey.SAMPLE, "flash") == ""


def test_a_folder_to_share_hides_what_is_hidden_and_opens_alone(tmp_path: Path) -> None:
    shown = figures.results(PROTECTED, "fig-a", "Nos réponses")
    written = write_folder(PROTECTED, [shown], tmp_path / "partage", "Notre enquête")
    assert {path.name for path in (tmp_path / "partage").iterdir()} == set(written.files)
    page = (tmp_path / "partage" / "resultats.html").read_text("utf-8")
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "<script" not in page
    assert "ce ne sont pas des résultats" in page
    table = pd.read_csv(tmp_path / "partage" / "resultats.csv")
    hidden = table[table["method"] == SUPPRESSED]
    assert len(hidden) == len(HIDDEN)
    assert hidden[["count", "share", "low", "high"]].isna().all(axis=None)
    workbook = pd.read_excel(tmp_path / "partage" / "resultats.xlsx", engine="calamine")
    assert (workbook["Part"] == "masqué").sum() == len(HIDDEN)
    assert (tmp_path / "partage" / "fig-a.png").read_bytes().startswith(b"\x89PNG")
    before = {name: (tmp_path / "partage" / name).read_bytes() for name in written.files}
    write_folder(PROTECTED, [shown], tmp_path / "partage", "Notre enquête")
    assert before == {name: (tmp_path / "partage" / name).read_bytes() for name in written.files}


def test_answers_outside_the_private_folder_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_ANSWERS", str(tmp_path / "reponses.csv"))
    with pytest.raises(ValueError, match=r"ANSWERS.*data/private/.*Copy the file there"):
        own_survey.chosen()
    monkeypatch.delenv("BOOK_ANSWERS")
    assert own_survey.chosen() == (own_survey.SAMPLE, "flash")


def test_a_survey_on_another_subject_goes_the_same_way(tmp_path: Path) -> None:
    cycling = codebook("velo")
    rng = random.Random(7)
    rows = [drawn(cycling, rng, n) for n in range(40)]
    path = tmp_path / "velo.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [question.name for question in cycling.questions])
        writer.writeheader()
        writer.writerows(rows)
    answers = read_responses(path, cycling)
    assert answers.report.kept == len(rows), answers.report.faults
    findings = protect(tabulate(answers), cycling, minimum=5)
    shown = figures.results(findings, "fig-velo", "À vélo")
    assert len(shown.table) == sum(len(question.options) for question in cycling.closed)
    assert "IA" not in shown.says.split()


def drawn(described: Codebook, rng: random.Random, number: int) -> dict[str, str]:
    """The answers of one respondent, drawn among those that the codebook offers."""
    given: dict[str, str] = {}
    for question in described.questions:
        group = described.group(question.asked_of)
        if group.question is not None and given[group.question] not in group.values:
            given[question.name] = ""
        elif question.options:
            given[question.name] = rng.choice(question.options).value
        elif question.answers == "number":
            given[question.name] = str(int(question.least or 0) + rng.randrange(3))
        else:
            given[question.name] = str(number)
    return given


def test_merging_neighbours_is_proposed_where_it_gives_back() -> None:
    described = codebook("proposed")
    answers = read_responses(SAMPLES / "proposed-limesurvey.csv", described)
    found = merging_options(tabulate(answers), described)
    assert len(found) > 0
    shown = own_survey.show_merging(found, described, "tab-a").plain()
    assert " + " in shown
    none = own_survey.show_merging(found.iloc[:0], described, "tab-a").plain()
    assert "ne rendrait aucun effectif" in none


def test_every_caution_has_words() -> None:
    assert set(COUNTED["caution"]) <= {"", "few", "wide"}
    assert all(caution_words(code) for code in ("few", "wide"))


def test_the_files_to_take_hide_what_the_page_hides(book: Book) -> None:
    for anchor in ("fig-vos-resultats", "tab-constats"):
        rows = pd.read_csv(book.site / "embed" / f"{anchor}.csv", dtype=str)
        hidden = rows[rows["Part"] == "masqué"]
        assert len(rows) == len(PROTECTED), anchor
        assert len(hidden) == len(HIDDEN), anchor
        assert set(hidden["Effectif"]) == set(hidden["Intervalle"]) == {"masqué"}, anchor
