"""The form for KoboToolbox and ODK: they take it, and what it asks is what the codebook says."""

from __future__ import annotations

import csv
import re
import zipfile
from itertools import chain, combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from pyxform.xls2xform import convert

from dataprep.answers.codebook import MULTIPLE, SINGLE, Codebook, Question, codebook
from dataprep.answers.reading import read_responses
from dataprep.answers.xlsform import LANGUAGES, write_xlsform, xlsform
from describing import NAMES, changed, descriptor, read_from
from rendering.words.interchange import messages

XFORMS = "{http://www.w3.org/2002/xforms}"


def converted(described: Codebook, folder: Path) -> ElementTree.Element:
    """The XForm that pyxform, which KoboToolbox and ODK use, makes of the workbook."""
    path = folder / "form.xlsx"
    write_xlsform(described, path, messages())
    result = convert(path)
    assert result.warnings == []
    return ElementTree.fromstring(result.xform)


def said(form: ElementTree.Element) -> dict[str, dict[str, str]]:
    """For each language, the text of each identifier."""
    return {
        translation.attrib["lang"]: {
            text.attrib["id"]: text.findtext(f"{XFORMS}value", "")
            for text in translation.iter(f"{XFORMS}text")
        }
        for translation in form.iter(f"{XFORMS}translation")
    }


def binds(form: ElementTree.Element) -> dict[str, dict[str, str]]:
    """For each question of the form, what holds of it."""
    return {
        each.attrib["nodeset"].removeprefix("/data/"): each.attrib
        for each in form.iter(f"{XFORMS}bind")
    }


def choices(form: ElementTree.Element) -> dict[str, list[str]]:
    """For each list of choices, their values, as exports write them."""
    return {
        instance.attrib["id"]: [
            item.findtext(f"{XFORMS}name", "") for item in instance.iter(f"{XFORMS}item")
        ]
        for instance in form.iter(f"{XFORMS}instance")
        if "id" in instance.attrib
    }


def values(question: Question, described: Codebook) -> list[str]:
    return [each.value for each in described.offered(question)]


def row_of(described: Codebook, name: str) -> dict[str, str]:
    sheets = xlsform(described, messages())
    return next(row for row in sheets["survey"] if row["name"] == name)


@pytest.mark.parametrize("name", NAMES)
def test_pyxform_takes_the_form_without_a_warning_and_asks_the_questions_in_order(
    name: str, tmp_path: Path
) -> None:
    described = codebook(name)
    form = converted(described, tmp_path)
    asked = [each for each in binds(form) if "_" not in each and "/" not in each]
    assert asked == [question.name for question in described.asked]
    assert described.respondent not in asked


@pytest.mark.parametrize("name", NAMES)
def test_each_question_and_each_option_is_there_in_both_languages_under_its_code(
    name: str, tmp_path: Path
) -> None:
    described = codebook(name)
    form = converted(described, tmp_path)
    texts, offered = said(form), choices(form)
    assert list(texts) == list(LANGUAGES.values())
    for question in described.asked:
        for code, language in LANGUAGES.items():
            assert texts[language][f"/data/{question.name}:label"] == question.wording[code]
            if question.before:
                assert question.before[code] in texts[language][f"/data/{question.name}:hint"]
        if question.answers not in (SINGLE, MULTIPLE):
            continue
        assert offered[question.name] == values(question, described)
        for rank, option in enumerate(described.offered(question)):
            for code, language in LANGUAGES.items():
                assert texts[language][f"{question.name}-{rank}"] == option.label[code]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_form_says_of_its_own_is_in_each_language(name: str) -> None:
    french, english = (f"::{language}" for language in LANGUAGES.values())
    own = ("constraint_message", "hint")
    rows = xlsform(codebook(name), messages())["survey"]
    said = [
        (row[f"{each}{french}"], row[f"{each}{english}"])
        for row in rows
        for each in own
        if f"{each}{french}" in row
    ]
    assert said
    assert all(one and other and one != other for one, other in said)


def test_the_values_of_the_file_are_offered_to_nobody() -> None:
    for name in NAMES:
        rows = xlsform(codebook(name), messages())["choices"]
        assert not {"not-asked", "not-answered"} & {row["name"] for row in rows}


def test_a_filtered_question_is_asked_of_those_whose_answer_leads_to_it(tmp_path: Path) -> None:
    rules = binds(converted(codebook("proposed"), tmp_path))
    assert re.sub(r"\s", "", rules["frequency"]["relevant"]) == "selected(/data/use,'yes')"
    assert re.sub(r"\s", "", rules["main-reason"]["relevant"]) == "selected(/data/use,'no')"
    assert "relevant" not in rules["limits"]


def test_a_group_of_several_answers_lets_each_of_them_through(tmp_path: Path) -> None:
    held = descriptor("velo")
    held["resources"][0]["survey:groups"][1]["values"] = ["yes", "no"]
    relevant = row_of(read_from(held, tmp_path), "frequency")["relevant"]
    assert relevant == "selected(${bike}, 'yes') or selected(${bike}, 'no')"


def allowed(constraint: str, ticked: tuple[str, ...]) -> bool:
    """What a form answers of some ticks: its rule, read as Python."""
    rule = re.sub(r"selected\(\., '([^']+)'\)", r"('\1' in ticked)", constraint)
    rule = rule.replace("count-selected(.)", "len(ticked)").replace("not(", "not (")
    return bool(eval(rule, {"ticked": ticked, "len": len}))


@pytest.mark.parametrize(("name", "question"), [("velo", "obstacles"), ("proposed", "benefits")])
def test_an_option_that_goes_with_no_other_is_refused_with_another(
    name: str, question: str
) -> None:
    described = codebook(name)
    asked = described.question(question)
    rule = row_of(described, question)["constraint"]
    offered = values(asked, described)
    alone = {option.value for option in asked.options if option.exclusive}
    alone |= {*offered} - {*asked.codes}
    assert alone
    subsets = chain.from_iterable(combinations(offered, n) for n in range(1, len(offered) + 1))
    for ticked in subsets:
        assert allowed(rule, ticked) == (len(ticked) == 1 or not alone & {*ticked}), ticked
    for code, language in LANGUAGES.items():
        message = row_of(described, question)[f"constraint_message::{language}"]
        labels = [option.label[code] for option in asked.options if option.exclusive]
        assert all(label in message for label in labels)


def test_several_answers_without_an_exclusive_one_have_no_rule() -> None:
    assert "constraint" not in row_of(codebook("flash"), "limits")


def test_another_answer_is_specified_in_words_by_those_who_tick_it(tmp_path: Path) -> None:
    described = codebook("velo")
    form = converted(described, tmp_path)
    rules, texts = binds(form), said(form)
    assert rules["obstacles_other"]["type"] == "string"
    relevant = re.sub(r"\s", "", rules["obstacles_other"]["relevant"])
    assert relevant == "selected(/data/obstacles,'other')"
    assert texts[LANGUAGES["en"]]["/data/obstacles_other:label"] == "Other, please specify"
    # No name of a codebook has an underscore: what is specified takes the name of no question.
    assert not [each for name in NAMES for each in codebook(name).columns() if "_" in each]


@pytest.mark.parametrize(
    ("limits", "constraint", "message"),
    [
        ({"minimum": 0, "maximum": 200}, ". >= 0 and . <= 200", "Indiquez un nombre de 0 à 200."),
        ({"minimum": 1}, ". >= 1", "Indiquez un nombre d'au moins 1."),
        ({"maximum": 1000000}, ". <= 1000000", "Indiquez un nombre d'au plus 1000000."),
        ({}, None, None),
    ],
)
def test_a_number_has_the_limits_of_the_codebook(
    limits: dict[str, Any], constraint: str | None, message: str | None, tmp_path: Path
) -> None:
    row = row_of(changed("velo", tmp_path, "distance", constraints=limits), "distance")
    assert row["type"] == "integer"
    assert row.get("constraint") == constraint
    assert row.get("constraint_message::Français (fr)") == message


def test_a_number_with_decimals_and_an_answer_that_is_required_are_so(tmp_path: Path) -> None:
    described = changed("velo", tmp_path, "distance", type="number", constraints={"required": True})
    rule = binds(converted(described, tmp_path))["distance"]
    assert rule["type"] == "decimal"
    assert rule["required"] == "true()"
    assert "required" not in row_of(codebook("velo"), "distance")


def test_what_is_read_first_opens_the_form(tmp_path: Path) -> None:
    opening = codebook("velo").opening
    assert opening is not None
    first = xlsform(codebook("velo"), messages())["survey"][0]
    assert (first["type"], first["label::English (en)"]) == ("note", opening["en"])
    assert xlsform(codebook("flash"), messages())["survey"][0]["type"] != "note"


def test_a_wording_is_text_whatever_it_holds(tmp_path: Path) -> None:
    words = "=1+1 <b>&amp;\" 'Vélo' & <b>"
    described = changed(
        "velo", tmp_path, "suggestion", **{"title": words, "survey:title_en": words}
    )
    form = converted(described, tmp_path)
    assert said(form)[LANGUAGES["fr"]]["/data/suggestion:label"] == words
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx")["survey"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == words]
    assert [cell.data_type for cell in cells] == ["s", "s"]


def test_the_same_codebook_gives_the_same_bytes_whatever_the_day(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.xlsx", "other.xlsx")]
    for path in paths:
        write_xlsform(codebook("proposed"), path, messages())
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with zipfile.ZipFile(paths[0]) as workbook:
        assert {each.date_time[0] for each in workbook.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in workbook.read("docProps/core.xml")


def exported(described: Codebook, answers: dict[str, str], number: int) -> dict[str, str]:
    """A row as KoboToolbox exports it of the form: a column a question, and one an option."""
    row = {"start": "2026-03-02T09:37:00", "end": "2026-03-02T09:42:00"}
    sheets = xlsform(described, messages())
    for asked in sheets["survey"]:
        name, kind = asked["name"], asked["type"].split()[0]
        if kind == "note":
            continue
        row[name] = answers.get(name, "")
        if kind == "select_multiple":
            for choice in sheets["choices"]:
                if choice["list_name"] == name:
                    ticked = choice["name"] in row[name].split()
                    row[f"{name}/{choice['name']}"] = str(int(ticked)) if row[name] else ""
    return row | {"_id": str(number), "_uuid": f"0000-{number}", "_submission_time": row["end"]}


def test_what_kobotoolbox_exports_of_the_form_is_read_back_by_code(tmp_path: Path) -> None:
    described = codebook("proposed")
    given: list[dict[str, str]] = [
        {
            "form": "petr",
            "staff": "12",
            "use": "yes",
            "tasks": "drafting other",
            "tasks_other": "Vélo",
        },
        {"form": "unknown", "use": "yes", "tasks": "unknown", "benefits": "none", "limits": "cost"},
        {"role": "declined", "use": "no", "main-reason": "time", "territory": "Un Pays"},
    ]
    rows = [exported(described, answers, rank) for rank, answers in enumerate(given, start=1)]
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    answers = read_responses(path, described, synthetic=True)
    assert answers.report.layout == "kobotoolbox"
    assert answers.report.faults == ()
    assert {each.by for each in answers.report.matched} == {"code"}
    asked = {each.name for each in described.asked}
    assert {each.question for each in answers.report.matched} == {*asked, "respondent"}  # _id
    frame = answers.frame
    assert frame["form"].to_list() == ["petr", "unknown", "not-answered"]
    assert frame["role"].to_list() == ["not-answered", "not-answered", "declined"]
    assert frame["tasks"].to_list() == ["answered", "unknown", "not-asked"]
    assert frame["tasks/drafting"].to_list()[0] == 1
    assert frame["tasks/data"].to_list()[0] == 0
    assert frame["tasks/drafting"].isna().to_list() == [False, True, True]
    assert frame["benefits/none"].to_list()[1] == 1
    assert frame["staff"].to_list()[0] == 12
    assert frame["main-reason"].to_list() == ["not-asked", "not-asked", "time"]
