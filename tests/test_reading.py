"""Reading answers against a codebook: every fault said, no row lost, nothing private kept."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import check_answers
from answered import changed, rows_of, told, written
from dataprep.answers import progress, reading
from dataprep.answers.codebook import CODEBOOKS, Codebook, codebook
from dataprep.answers.files import read_grid
from dataprep.answers.grid import Grid
from dataprep.answers.layouts.generic import write_responses
from dataprep.answers.reading import REFUSING, SAMPLES, read_responses
from dataprep.answers.report import AnswersError, Fault, Report
from dataprep.answers.responses import Responses
from dataprep.answers.rows import as_number
from rendering.words.answers import fault_lines, fault_words
from rendering.words.value_faults import KINDS_OF_VALUE
from sample_files import FILES, generic
from samples import flash_answers, proposed_answers

FLASH, PROPOSED = codebook("flash"), codebook("proposed")
OF_FLASH = [name for name in FILES if not name.startswith("proposed")]
Rows = list[list[str]]

unhurried = settings(
    deadline=None,
    max_examples=12,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def proposed_rows() -> Rows:
    return rows_of(generic(proposed_answers(), PROPOSED))


def at(rows: Rows, row: int, **cells: str) -> None:
    """Write cells of a row, numbered as a spreadsheet does, by the names of their questions."""
    for name, text in cells.items():
        rows[row - 1][rows[0].index(name.replace("_", "-"))] = text


def read(tmp_path: Path, change: Callable[[Rows], object] = lambda rows: None) -> Responses:
    path = changed(tmp_path / "answers.csv", generic(proposed_answers(), PROPOSED), change)
    return read_responses(path, PROPOSED)


def refused(tmp_path: Path, change: Callable[[Rows], object]) -> AnswersError:
    with pytest.raises(AnswersError) as caught:
        read(tmp_path, change)
    return caught.value


def row_of(said: Callable[[Any], bool]) -> int:
    """The row, as a spreadsheet numbers it, of the first person that a condition holds for."""
    return next(k for k, each in enumerate(proposed_answers(), start=2) if said(each))


USER = row_of(lambda each: each.said.get("use") == ("yes",))
OTHER_USER = row_of(lambda p: p.said.get("use") == ("yes",) and p.number > USER)
NON_USER = row_of(lambda each: each.said.get("use") == ("no",))
SILENT = row_of(lambda each: "use" not in each.said)


# Faults of a row: one change, one fault, one row less


FAULTS: dict[str, tuple[int, dict[str, str], Fault]] = {
    "an answer that is not offered": (
        USER,
        {"role": "roi"},
        Fault("unknown-answer", USER, "role", "roi", ("elected", "director")),
    ),
    "one of several that is not offered": (
        USER,
        {"tasks": "drafting;coffee"},
        Fault("unknown-answer", USER, "tasks", "coffee", ("drafting", "summary")),
    ),
    "an answer of users by a non-user": (
        NON_USER,
        {"frequency": "daily"},
        Fault("filtered-out-answer", NON_USER, "frequency", "daily"),
    ),
    "an answer of users by someone who did not say": (
        SILENT,
        {"tasks": "drafting;data"},
        Fault("filtered-out-answer", SILENT, "tasks", "drafting, data"),
    ),
    "a doubt about what was not asked": (
        NON_USER,
        {"payment": "unknown"},
        Fault("filtered-out-answer", NON_USER, "payment", "unknown"),
    ),
    "not asked, said of what was asked": (
        USER,
        {"frequency": "not-asked"},
        Fault("said-not-asked", USER, "frequency", "not-asked", ("daily", "weekly")),
    ),
    "none, with another": (
        USER,
        {"benefits": "time;none"},
        Fault("exclusive-with-another", USER, "benefits", "time, none", ("none",)),
    ),
    "i do not know, with another": (
        USER,
        {"limits": "cost;unknown"},
        Fault("exclusive-with-another", USER, "limits", "cost, unknown", ("unknown",)),
    ),
    "a dash for no answer": (USER, {"role": "-"}, Fault("no-answer-sign", USER, "role", "-")),
    "not available, of a number": (
        USER,
        {"staff": "N/A"},
        Fault("no-answer-sign", USER, "staff", "N/A"),
    ),
    "several answers with another sign between them": (
        USER,
        {"benefits": "time, quality"},
        Fault("wrong-separator", USER, "benefits", "time, quality", (";",)),
    ),
    "nobody at work": (USER, {"staff": "0"}, Fault("out-of-range", USER, "staff", "0", ("≥ 1",))),
    "words for a number": (
        USER,
        {"staff": "douze"},
        Fault("not-a-whole-number", USER, "staff", "douze"),
    ),
    "half a person": (
        USER,
        {"staff": "12,5"},
        Fault("not-a-whole-number", USER, "staff", "12,5"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_its_row_its_column_what_was_found_and_what_was_expected(
    name: str, tmp_path: Path
) -> None:
    row, cells, expected = FAULTS[name]
    answers = read(tmp_path, lambda rows: at(rows, row, **cells))
    (fault,) = answers.report.faults
    assert (fault.kind, fault.row, fault.column, fault.value) == (
        expected.kind,
        expected.row,
        expected.column,
        expected.value,
    )
    assert fault.expected[: len(expected.expected)] == expected.expected
    assert "not-asked" not in fault.expected
    report = answers.report
    assert (report.read, report.kept, report.refused, len(answers.frame)) == (60, 59, 1, 59)
    assert list(report.of_row(row)) == [fault]


@pytest.mark.parametrize("name", FAULTS)
def test_the_other_rows_are_read_as_if_nothing_was(name: str, tmp_path: Path) -> None:
    row, cells, _ = FAULTS[name]
    answers = read(tmp_path, lambda rows: at(rows, row, **cells))
    whole = told(proposed_answers(), PROPOSED).drop(row - 2).reset_index(drop=True)
    pd.testing.assert_frame_equal(answers.frame, whole)


@pytest.mark.parametrize(
    ("name", "text", "near"),
    [
        ("role", "directeur", "director"),
        ("frequency", "dayly", "daily"),
        ("frequency", "Tous les jours de travail", "Tous les jours de travail, ou presque"),
        ("tasks", "drafting;imagess", "images"),
        ("role", "xyz", None),
    ],
)
def test_an_unknown_answer_names_the_option_that_it_comes_nearest_to(
    name: str, text: str, near: str | None, tmp_path: Path
) -> None:
    (fault,) = read(tmp_path, lambda rows: at(rows, USER, **{name: text})).report.faults
    assert (fault.kind, fault.near) == ("unknown-answer", near)


@pytest.mark.parametrize("text", ["N/A", "NA", "n.a.", ".", "—", "?", "-"])
@pytest.mark.parametrize("name", ["charter", "staff"])
def test_a_sign_for_no_answer_is_one_to_erase(name: str, text: str, tmp_path: Path) -> None:
    (fault,) = read(tmp_path, lambda rows: at(rows, USER, **{name: text})).report.faults
    assert (fault.kind, fault.value) == ("no-answer-sign", text)
    assert fault_words(fault).endswith("À faire : vider la cellule.")


def test_all_the_faults_of_a_row_are_said_at_once(tmp_path: Path) -> None:
    cells = {"role": "roi", "staff": "mille", "benefits": "none;time", "charter": "peut-être"}
    faults = read(tmp_path, lambda rows: at(rows, USER, **cells)).report.faults
    assert [each.column for each in faults] == ["staff", "role", "benefits", "charter"]
    assert {each.row for each in faults} == {USER}


def test_a_filter_at_fault_accuses_nothing_that_depends_on_it(tmp_path: Path) -> None:
    faults = read(tmp_path, lambda rows: at(rows, USER, use="si")).report.faults
    assert [(each.kind, each.column) for each in faults] == [("unknown-answer", "use")]


def test_a_respondent_who_comes_twice_is_refused_twice_and_both_rows_are_named(
    tmp_path: Path,
) -> None:
    answers = read(tmp_path, lambda rows: at(rows, 9, respondent=rows[4][0]))
    faults = answers.report.faults
    assert [(each.kind, each.row, each.value) for each in faults] == [
        ("duplicate-respondent", 5, "5, 9"),
        ("duplicate-respondent", 9, "5, 9"),
    ]
    assert answers.report.kept == 58


def test_without_numbers_duplicates_are_not_sought_and_the_report_says_so(tmp_path: Path) -> None:
    def unnumbered(rows: Rows) -> None:
        at(rows, 3, respondent="")
        at(rows, 4, respondent="")
        at(rows, 6, respondent="002x")
        at(rows, 7, respondent="002x")

    answers = read(tmp_path, unnumbered)
    assert {each.row for each in answers.report.faults} == {6, 7}
    assert answers.report.set_aside["respondent"] == "unnumbered"
    assert read(tmp_path).report.set_aside["respondent"] == "private"
    assert read(tmp_path, lambda rows: [row.pop(0) for row in rows]).report.kept == 60


def test_a_row_that_answers_nothing_is_refused(tmp_path: Path) -> None:
    def spoil(rows: Rows) -> None:
        rows[7][2:] = [""] * len(rows[7][2:])  # its number and its territory are left
        rows[9][:] = [""] * len(rows[9])
        rows[11][2:] = [""] * len(rows[11][2:])
        at(rows, 12, staff="12")  # a number alone is no answer

    answers = read(tmp_path, spoil)
    assert [(e.kind, e.row) for e in answers.report.faults] == [
        ("empty-row", 8),
        ("empty-row", 10),
        ("empty-row", 12),
    ]
    assert answers.report.kept == 57


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Total", {"staff": "2399"}),
        ("TOTAL :", {"use": "57", "tasks": "12", "staff": "2399"}),
        ("Moyenne", {"staff": "23,4", "role": "1"}),
        ("Somme", {}),
        ("Average", {"use": "57 %"}),
        ("sum", {"staff": "9"}),
        ("n = 60", {"use": "oui : 20"}),
        ("n = 60", {"use": "Oui;Non"}),  # one answer at most was asked for
        ("Total général", {"staff": "=SUM(D2:D61)"}),
    ],
)
@pytest.mark.parametrize("column", ["respondent", "territory"])
def test_a_row_of_totals_is_no_respondent_and_one_fault_says_so(
    head: str, cells: dict[str, str], column: str, tmp_path: Path
) -> None:
    def add(rows: Rows) -> None:
        rows.append([""] * len(rows[0]))
        at(rows, 62, **{column: head}, **cells)

    report = read(tmp_path, add).report
    assert report.faults == (Fault("total-row", 62, value=head),)
    assert (report.read, report.kept) == (61, 60)
    assert report.set_aside["respondent"] == "private"


def test_someone_of_a_territory_called_so_is_no_total(tmp_path: Path) -> None:
    assert read(tmp_path, lambda rows: at(rows, USER, territory="Somme")).report.kept == 60


def test_a_sum_of_one_under_a_box_ticks_nothing(tmp_path: Path) -> None:
    grid = read_grid(SAMPLES / "kobotoolbox.xlsx")
    boxes = {k for k, cell in enumerate(grid.rows[0]) if "/tasks/" in cell}
    sums = ["Total", *("1" if k in boxes else "" for k in range(1, len(grid.rows[0])))]
    report = read_responses(written(tmp_path / "a.csv", [*grid.rows, sums]), FLASH).report
    assert report.faults == (Fault("total-row", 59, value="Total"),)


def test_empty_rows_at_the_end_are_not_answers(tmp_path: Path) -> None:
    answers = read(tmp_path, lambda rows: rows.extend([[""] * len(rows[0])] * 3))
    assert (answers.report.read, answers.report.kept, answers.report.faults) == (60, 60, ())


def test_a_row_with_too_many_or_too_few_cells_is_refused(tmp_path: Path) -> None:
    def spoil(rows: Rows) -> None:
        rows[3].append("more")
        rows[5].pop()

    answers = read(tmp_path, spoil)
    assert [(e.kind, e.row) for e in answers.report.faults] == [
        ("ragged-row", 4),
        ("ragged-row", 6),
    ]
    assert answers.report.kept == 58


# Rows that nobody sent, or that are there twice


def test_an_answer_begun_and_never_sent_is_not_counted(tmp_path: Path) -> None:
    def leave(rows: Rows) -> None:
        rows[4][rows[0].index("submitdate")] = ""

    path = changed(tmp_path / "a.csv", (SAMPLES / "limesurvey.csv").read_bytes(), leave)
    report = read_responses(path, FLASH).report
    assert report.faults == (Fault("unsent-row", 5),)
    assert (report.read, report.kept) == (57, 56)


def test_dates_of_sending_that_are_nowhere_refuse_nobody(tmp_path: Path) -> None:
    def forget(rows: Rows) -> None:
        for row in rows[1:]:
            row[rows[0].index("submitdate")] = ""

    path = changed(tmp_path / "a.csv", (SAMPLES / "limesurvey.csv").read_bytes(), forget)
    assert read_responses(path, FLASH).report.kept == 57


@pytest.mark.parametrize(("said", "kept"), [("1", 56), ("Oui", 56), ("0", 57), ("Non", 57)])
def test_a_draft_of_framaforms_is_not_counted(said: str, kept: int, tmp_path: Path) -> None:
    def leave(rows: Rows) -> None:
        rows[6][rows[2].index("Brouillon")] = said

    path = changed(tmp_path / "a.csv", (SAMPLES / "framaforms.csv").read_bytes(), leave)
    report = read_responses(path, FLASH).report
    assert report.kept == kept
    assert [(each.kind, each.row) for each in report.faults] == [("unsent-row", 7)] * (57 - kept)


@pytest.mark.parametrize("name", ["google-forms.csv", "limesurvey.csv", "framaforms.csv"])
def test_a_row_that_is_another_cell_for_cell_counts_once(name: str, tmp_path: Path) -> None:
    content = (SAMPLES / name).read_bytes()
    path = changed(tmp_path / "a.csv", content, lambda rows: rows.append([*rows[5]]))
    answers = read_responses(path, FLASH)
    (fault,) = answers.report.faults
    last = len(read_grid(path).rows)
    assert (fault.kind, fault.row, fault.value) == ("duplicate-row", last, f"6, {last}")
    assert (answers.report.read, answers.report.kept) == (58, 57)
    pd.testing.assert_frame_equal(answers.frame, told(flash_answers(), FLASH))


@pytest.mark.parametrize("added", [{}, {"langue": "fr"}, {"date": "2026-03-02"}])
def test_people_who_answer_alike_are_no_copies_where_nothing_tells_rows_apart(
    added: dict[str, str], tmp_path: Path
) -> None:
    rows = [row[1:] for row in rows_of(generic(flash_answers(), FLASH))]
    rows = [[*(added if k == 0 else added.values()), *row] for k, row in enumerate(rows)]
    assert len({tuple(row) for row in rows}) < 58  # some did answer alike
    report = read_responses(written(tmp_path / "a.csv", rows), FLASH).report
    assert (report.kept, report.faults) == (57, ())


def test_people_without_a_number_who_answer_alike_are_no_copies(tmp_path: Path) -> None:
    def unnumber(rows: Rows) -> None:
        rows[5] = [*rows[4]]
        for row in rows[4:6]:
            row[0] = ""

    path = changed(tmp_path / "a.csv", generic(flash_answers(), FLASH), unnumber)
    assert read_responses(path, FLASH).report.kept == 57


# Faults of the file: nothing is read


@pytest.mark.parametrize("titles", [1, 2, 5])
@pytest.mark.parametrize("name", ["google-forms.csv", "limesurvey.csv", "generic.csv"])
def test_titles_above_the_headings_are_one_fault_that_names_the_row_of_headings(
    name: str, titles: int, tmp_path: Path
) -> None:
    def entitle(rows: Rows) -> None:
        blank = [""] * (len(rows[0]) - 1)
        rows[:0] = [["Enquête IA", *blank], *[["", *blank]] * (titles - 1)]

    path = changed(tmp_path / "a.csv", (SAMPLES / name).read_bytes(), entitle)
    with pytest.raises(AnswersError) as caught:
        read_responses(path, FLASH)
    report = caught.value.report
    assert report.faults == (Fault("title-rows", titles + 1),)
    assert (report.read, report.kept) == (57, 0)
    assert {each.question for each in report.matched} >= {each.name for each in FLASH.closed}


def test_a_file_of_another_survey_is_not_said_to_have_titles(tmp_path: Path) -> None:
    rows = [["a", "b"], ["use", "c"], ["users", "d"]]
    with pytest.raises(AnswersError) as caught:
        read_responses(written(tmp_path / "a.csv", rows), FLASH)
    assert "title-rows" not in {each.kind for each in caught.value.report.faults}


def test_a_question_without_a_column_is_asked_for_by_its_name_and_its_wordings(
    tmp_path: Path,
) -> None:
    error = refused(tmp_path, lambda rows: rows[0].__setitem__(4, "fonction de la personne"))
    kinds = {each.kind: each for each in error.report.faults}
    assert set(kinds) == {"missing-column", "unknown-column"}
    assert kinds["missing-column"].column == "role"
    assert kinds["missing-column"].expected == (
        "role",
        "Quelle est votre fonction ?",
        "What is your role?",
    )
    assert kinds["unknown-column"].column == "fonction de la personne"
    report = error.report
    assert (report.read, report.kept, report.refused) == (60, 0, 60)
    said = plain(str(error))
    assert "answers.csv, colonne « role » : aucune colonne ne porte le nom" in said
    assert "Attendu : role, Quelle est votre fonction ?, What is your role?. " in said
    assert "À faire : ajouter la colonne" in said


def test_a_missing_question_names_the_unknown_heading_that_comes_nearest(tmp_path: Path) -> None:
    error = refused(tmp_path, lambda rows: rows[0].__setitem__(4, "Quelle est votre fonctions"))
    missing = next(each for each in error.report.faults if each.kind == "missing-column")
    assert missing.near == "Quelle est votre fonctions"


def test_an_unknown_column_is_set_aside_and_said_and_refuses_nothing(tmp_path: Path) -> None:
    def add(rows: Rows) -> None:
        for k, row in enumerate(rows):
            row.append("Remarques" if k == 0 else "Rien")

    report = read(tmp_path, add).report
    assert report.faults == (Fault("unknown-column", column="Remarques"),)
    assert report.set_aside["Remarques"] == "unknown"
    assert report.kept == 60


def test_two_columns_of_one_question_refuse_the_file(tmp_path: Path) -> None:
    def twice(rows: Rows) -> None:
        for k, row in enumerate(rows):
            row.append("What is your role?" if k == 0 else "")

    (fault,) = refused(tmp_path, twice).report.faults
    assert (fault.kind, fault.column, fault.expected) == (
        "repeated-column",
        "What is your role?",
        ("role",),
    )


def test_headings_alone_are_no_answers(tmp_path: Path) -> None:
    error = refused(tmp_path, lambda rows: rows.__delitem__(slice(1, None)))
    assert [each.kind for each in error.report.faults] == ["no-rows"]


def test_an_option_without_its_column_refuses_the_file(tmp_path: Path) -> None:
    rows = rows_of((SAMPLES / "limesurvey.csv").read_bytes())
    lost = rows[0].index("tasks[images]")
    path = written(tmp_path / "a.csv", [row[:lost] + row[lost + 1 :] for row in rows])
    with pytest.raises(AnswersError) as caught:
        read_responses(path, FLASH)
    (fault,) = caught.value.report.faults
    assert (fault.kind, fault.column) == ("missing-column", "tasks/images")
    assert fault.expected == ("tasks/images", "Produire des images", "Making images")


@pytest.mark.parametrize("name", ["respondent", "territory"])
def test_a_private_question_may_have_no_column(name: str, tmp_path: Path) -> None:
    lost = proposed_rows()[0].index(name)
    answers = read(tmp_path, lambda rows: [row.pop(lost) for row in rows])
    assert answers.report.kept == 60
    assert answers.report.faults == ()


# What is kept


def test_nothing_private_is_in_the_frame_nor_in_the_report(tmp_path: Path) -> None:
    def spoil(rows: Rows) -> None:
        at(rows, USER, territory="Pays de Cocagne", role="roi")

    answers = read(tmp_path, spoil)
    assert "territory" not in answers.frame
    assert "respondent" not in answers.frame
    assert answers.report.set_aside["territory"] == "private"
    said = repr(answers.report) + answers.frame.to_csv()
    assert "Cocagne" not in said
    assert "imaginaire" not in said


def test_a_fault_of_the_file_refuses_its_row_only_where_the_cell_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(path: Path, sheet: str | None = None) -> Grid:
        grid = read_grid(path, sheet)
        formula = [Fault("formula", 3, "territory", "=1+1"), Fault("formula", 4, "role", "=1+1")]
        unread = [Fault("ragged-row", 5, None, "3", ("23",)), Fault("merged-cells", 6, None, "A1")]
        at_end = [Fault("empty-row", 400), Fault("mixed-encodings")]
        return Grid(**{**vars(grid), "faults": (*formula, *unread, *at_end)})

    monkeypatch.setattr(reading, "read_grid", faulty)
    report = read(tmp_path).report
    assert [(each.kind, each.row, each.value) for each in report.faults] == [
        ("mixed-encodings", None, None),
        ("formula", 3, None),  # private: what stands there is not told
        ("formula", 4, "=1+1"),
        ("ragged-row", 5, "3"),
        ("merged-cells", 6, "A1"),
    ]
    assert (report.read, report.kept) == (60, 57)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" 1 200 ", 1200),
        ("1\u202f200", 1200),
        ("12,5", 12.5),
        ("12.0", 12),
        ("-3", -3),
        ("1e3", None),
        ("1,2,3", None),
        ("nan", None),
        ("inf", None),
        ("12 agents", None),
        ("=12", None),
        ("٣", None),
        ("1" * 400, None),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, number: float | None) -> None:
    assert as_number(text) == number


def test_labels_stand_for_codes_in_either_language(tmp_path: Path) -> None:
    def labelled(rows: Rows) -> None:
        at(rows, USER, role="ÉLU OU ÉLUE", charter="It is being written")
        at(rows, OTHER_USER, charter="Je ne sais pas", role="I would rather not say")

    answers = read(tmp_path, labelled)
    said = answers.frame[["role", "charter"]].to_numpy().tolist()
    assert said[USER - 2] == ["elected", "drafting"]
    assert said[OTHER_USER - 2] == ["declined", "unknown"]
    taken = next(each for each in answers.report.matched if each.question == "charter").codes
    assert taken["It is being written"] == "drafting"


def test_a_question_of_text_keeps_its_text_and_private_filters_still_work(tmp_path: Path) -> None:
    descriptor = json.loads((CODEBOOKS / "flash.json").read_text("utf-8"))
    schema = descriptor["resources"][0]["schema"]
    for field in schema["fields"]:
        if field["name"] == "use":
            field["survey:private"] = True
    schema["fields"].append({"name": "remark", "type": "string", "title": "Une remarque ?"})
    path = tmp_path / "own.json"
    path.write_text(json.dumps(descriptor), "utf-8")
    book: Codebook = codebook(path)

    def remark(rows: Rows) -> None:
        for k, row in enumerate(rows):
            row.append("Une remarque ?" if k == 0 else "Très bien ; merci" if k == 1 else "")

    answers = read_responses(
        changed(tmp_path / "a.csv", generic(flash_answers(), FLASH), remark), book
    )
    assert "use" not in answers.frame
    at(rows := rows_of(generic(flash_answers(), FLASH)), 2, use="Dupont")
    rows = [[*row, "Une remarque ?" if k == 0 else ""] for k, row in enumerate(rows)]
    faults = read_responses(written(tmp_path / "c.csv", rows), book).report.faults
    assert [(each.kind, each.row, each.value) for each in faults] == [("unknown-answer", 2, None)]
    assert answers.frame["remark"].notna().sum() == 1
    assert answers.frame.loc[0, "remark"] == "Très bien ; merci"
    others = told(flash_answers(), FLASH).drop(columns="use")
    pd.testing.assert_frame_equal(answers.frame.drop(columns="remark"), others)
    lost = rows_of(generic(flash_answers(), FLASH))[0].index("use")
    rows = [row[:lost] + row[lost + 1 :] for row in rows_of(generic(flash_answers(), FLASH))]
    with pytest.raises(AnswersError, match="colonne « use » : aucune colonne"):
        read_responses(written(tmp_path / "b.csv", rows), FLASH)


def test_the_answers_of_the_samples_are_synthetic_and_those_of_another_folder_are_not(
    tmp_path: Path,
) -> None:
    assert read_responses(SAMPLES / "generic.csv", FLASH).synthetic
    copy = tmp_path / "generic.csv"
    copy.write_bytes((SAMPLES / "generic.csv").read_bytes())
    assert not read_responses(copy, FLASH).synthetic
    assert read_responses(copy, FLASH, synthetic=True).synthetic


def test_reading_changes_no_file_and_says_nothing_when_it_is_quick(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = SAMPLES / "limesurvey.csv"
    before = path.read_bytes()
    read_responses(path, FLASH)
    assert path.read_bytes() == before
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_when_it_is_slow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    read_responses(SAMPLES / "limesurvey.csv", FLASH)
    assert "read" in capsys.readouterr().err


# Round trip, and what always holds


@unhurried
@given(st.integers(0, 10_000), st.integers(1, 25))
def test_answers_written_in_our_layout_read_back_to_the_same(
    tmp_path: Path, seed: int, count: int
) -> None:
    people = proposed_answers(seed, count)
    path = tmp_path / "first.csv"
    path.write_bytes(generic(people, PROPOSED))
    first = read_responses(path, PROPOSED)
    pd.testing.assert_frame_equal(first.frame, told(people, PROPOSED))
    write_responses(first, tmp_path / "again.csv")
    again = read_responses(tmp_path / "again.csv", PROPOSED)
    pd.testing.assert_frame_equal(again.frame, first.frame)
    assert again.report.faults == ()
    written_once = (tmp_path / "again.csv").read_bytes()
    write_responses(again, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == written_once


CELLS = st.one_of(
    st.sampled_from(
        ["", "yes", "no", "not-asked", "unknown", "none;time", "other", "0", "12", "=1"]
    ),
    st.text(max_size=12).filter(lambda text: text.isprintable()),
)


@unhurried
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 21), CELLS), max_size=8))
def test_whatever_the_cells_hold_rows_are_kept_or_refused_with_a_fault(
    tmp_path: Path, spoilt: list[tuple[int, int, str]]
) -> None:
    people = proposed_answers(3, 20)
    rows = rows_of(generic(people, PROPOSED))
    for row, column, text in spoilt:
        rows[row][column] = text
    path = written(tmp_path / "spoilt.csv", rows)
    answers = read_responses(path, PROPOSED)
    report = answers.report
    # An empty row at the end is no row.
    assert report.read == max(k for k, row in enumerate(rows) if any(cell.strip() for cell in row))
    assert report.read == report.kept + report.refused
    assert report.kept == len(answers.frame)
    faulty = {fault.row for fault in report.faults if fault.row is not None}
    assert len(faulty) == report.refused
    assert faulty <= {row + 1 for row, _, _ in spoilt} | {
        k for k, row in enumerate(rows, 1) if row[0] in {rows[s][0] for s, _, _ in spoilt}
    }
    untouched = [k for k in range(20) if k + 1 not in {row for row, _, _ in spoilt}]
    kept = [k for k in range(report.read) if k + 2 not in faulty]
    expected = told(people, PROPOSED).loc[[k for k in kept if k in untouched]]
    found = answers.frame.loc[[place for place, k in enumerate(kept) if k in untouched]]
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True))


@unhurried
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 21), CELLS), max_size=8))
def test_a_column_holds_what_the_codebook_says_and_no_more(
    tmp_path: Path, spoilt: list[tuple[int, int, str]]
) -> None:
    rows = rows_of(generic(proposed_answers(3, 20), PROPOSED))
    for row, column, text in spoilt:
        rows[row][column] = text
    frame = read_responses(written(tmp_path / "spoilt.csv", rows), PROPOSED).frame
    assert dict(frame.dtypes.astype(str)) == {
        name: {"code": "str", "ticked": "Int8", "number": "Float64", "text": "str"}[kind]
        for name, kind in PROPOSED.columns().items()
    }
    for question in PROPOSED.closed:
        known = {*question.kinds, *question.codes}
        if question.answers == "multiple":
            known = {*question.kinds, "answered"}
            ticks = frame[[question.column(code) for code in question.codes]]
            answered = frame[question.name] == "answered"
            assert (ticks.notna().all(axis=1) == answered).all()
            assert (ticks.isna().all(axis=1) == ~answered).all()
            assert (ticks[answered].sum(axis=1) >= 1).all()
        assert set(frame[question.name]) <= known
        asked = PROPOSED.group(question.asked_of)
        if asked.question:
            put = frame[asked.question].isin(asked.values)
            assert ((frame[question.name] == "not-asked") == ~put).all()


HEADINGS = st.one_of(
    st.sampled_from(
        [
            *(q.name for q in FLASH.questions),
            *(words for q in FLASH.questions for words in q.wording.values()),
            *(
                "id",
                "submitdate",
                "lastpage",
                "_id",
                "_uuid",
                "ID",
                "Heure de début",
                "Heure de fin",
            ),
            *(
                "Horodateur",
                "Adresse IP",
                "Numéro de série",
                "tasks[writing]",
                "tasks/data",
                "[",
                "/",
            ),
            *(
                "tasks[other]",
                "use[other]",
                "a/b/c/use",
                "tasks.",
                "[]",
                ". ",
                "use. use [use]",
                "",
            ),
        ]
    ),
    st.text(max_size=10),
)
ANY_ROWS = st.lists(st.lists(st.one_of(HEADINGS, CELLS), max_size=14), max_size=7)


@settings(unhurried, max_examples=60)
@given(st.lists(HEADINGS, max_size=14), ANY_ROWS, st.booleans())
def test_whatever_a_file_holds_it_is_read_or_refused_with_words(
    headings: list[str], rows: Rows, titled: bool
) -> None:
    first = [["Titre", *[""] * 13]] if titled else []
    every = tuple(tuple(row) for row in [*first, headings, *rows])
    numbers = tuple(range(1, len(every) + 1))
    report, said = report_of(Grid("any.csv", "csv", every, numbers, "utf-8", ",", None))
    assert 0 <= report.kept <= report.read == report.kept + report.refused
    kinds = {fault.kind for fault in report.faults}
    assert kinds <= {*KINDS_OF_VALUE, "ragged-row"}
    assert bool(said) == bool(kinds & set(REFUSING))


def report_of(grid: Grid) -> tuple[Report, str]:
    """What is said of a grid, and the words of its error, empty where it is read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read_grid", lambda path, sheet: grid)
        try:
            return read_responses(grid.file, FLASH).report, ""
        except AnswersError as error:
            return error.report, str(error)


SAID = st.one_of(
    CELLS,
    st.sampled_from(["Y", "N", "X", "Oui", "N/A", "1", "0", "2", "-oth-", ";", ", ", " ; ;", "97"]),
    st.sampled_from([o.label["fr"] for q in FLASH.closed for o in q.options]),
    st.sampled_from([o.value for q in FLASH.closed for o in q.options]),
)


@pytest.mark.parametrize("name", OF_FLASH)
@settings(unhurried, max_examples=8)
@given(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 40), SAID), max_size=30))
def test_whatever_an_export_holds_no_row_is_lost_and_each_refusal_is_explained(
    name: str, spoilt: list[tuple[int, int, str]]
) -> None:
    grid = whole_grid(name)
    rows = [list(row) for row in grid.rows]
    spoilt = [(3 + row, column, text) for row, column, text in spoilt if column < len(rows[0])]
    for row, column, text in spoilt:
        rows[row][column] = text
    report, said = report_of(replace(grid, rows=tuple(map(tuple, rows))))
    assert said == ""
    assert report.read == 57
    assert report.read == report.kept + report.refused
    faulty = {fault.row for fault in report.faults if fault.row}
    assert len(faulty) == report.refused
    duplicated = {each.row for each in report.faults if each.kind == "duplicate-respondent"}
    assert faulty <= {grid.numbers[row] for row, _, _ in spoilt} | duplicated


@cache
def whole_grid(name: str) -> Grid:
    return read_grid(SAMPLES / name)


def test_every_fault_of_answers_has_words() -> None:
    kinds = {fault.kind for _, _, fault in FAULTS.values()} | set(REFUSING)
    rows = {"duplicate-respondent", "empty-row", "total-row", "unsent-row", "duplicate-row"}
    others = {"unknown-column", "near-answer", "not-a-number"}
    assert kinds | rows | others == set(KINDS_OF_VALUE)
    said = [words() for words in KINDS_OF_VALUE.values()]
    assert len(set(said)) == len(said)
    assert all(wrong and to_do for wrong, to_do in said)


# The same fault in several rows


ALIKE = [
    *(Fault("unknown-answer", row, "Usage", "Ouii", ("Oui", "Non"), "Oui") for row in range(3, 20)),
    Fault("unknown-answer", 4, "Usage", "Nonn", ("Oui", "Non"), "Non"),
    Fault("empty-row", 30),
    Fault("empty-row", 31),
    Fault("unknown-column", column="Nom"),
]


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_faults_alike_are_one_line_with_how_often_and_where_first() -> None:
    said = list(map(plain, fault_lines(ALIKE)))
    assert [each.partition(" Attendu")[0] for each in said] == [
        "fichier, colonne « Usage » : « Ouii », 17 fois (lignes 3, 4, 5, 6, 7…) : "
        "ce n'est pas une réponse que la question propose.",
        "fichier, ligne 4, colonne « Usage » : « Nonn » : "
        "ce n'est pas une réponse que la question propose.",
        "fichier, 2 fois (lignes 30, 31) : cette ligne ne répond à aucune question à choix.",
        "fichier, colonne « Nom » : cette colonne n'est celle d'aucune question ; elle n'a pas été "
        "lue. À faire : lui donner le nom ou le libellé d'une question, ou la laisser de côté.",
    ]
    assert "Le plus proche : « Oui »." in said[0]


def test_a_fault_tells_the_sign_that_stands_between_answers() -> None:
    semicolon = plain(fault_words(Fault("wrong-separator", 2, "Usage", "a, b", (";",))))
    assert "Attendu : « ; » entre les réponses. À faire : remplacer le signe" in semicolon
    comma = plain(fault_words(Fault("wrong-separator", 2, "Usage", "a;b", (", ",))))
    assert "Attendu : « , » entre les réponses." in comma
    space = plain(fault_words(Fault("wrong-separator", 2, "Usage", "a;b", (" ",))))
    assert "Attendu : un espace entre les réponses." in space


# What is said in a terminal


def test_a_file_that_nobody_gave_is_asked_for() -> None:
    with pytest.raises(SystemExit, match=r"ANSWERS .* make check-answers ANSWERS=data/private/"):
        check_answers.main(["", "proposed"])


def test_the_terminal_tells_questions_and_answers_in_the_words_of_the_codebook(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check_answers.main([str(SAMPLES / "proposed.csv"), "proposed"]) == 0
    said = plain(capsys.readouterr().out)
    assert "- Quelle est votre fonction ? ; role ; son code ; " in said
    assert "declined : Je préfère ne pas répondre" in said
    assert ", et un autre" in said
    assert "et 1 autres" not in said


def test_an_error_that_nobody_catches_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AnswersError) as caught:
        read_responses(tmp_path / "nowhere.csv", FLASH)
    said = plain(str(caught.value))
    assert said.startswith("nowhere.csv : « ")
    assert said.endswith(
        ": aucun fichier ne porte ce nom. Attendu : le chemin d'un fichier. "
        "À faire : vérifier le chemin, accents et suffixe compris."
    )
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
