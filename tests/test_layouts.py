"""The exports of each tool are recognised by evidence, and all read to the same answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sample_files
from answered import changed, rows_of, told, written
from dataprep.answers.codebook import MULTIPLE, Option, codebook
from dataprep.answers.files import read_grid
from dataprep.answers.grid import Grid
from dataprep.answers.layouts import LAYOUTS, arrange, microsoft_forms
from dataprep.answers.layouts.matching import Answers, Questions, code_key, words_key
from dataprep.answers.layouts.shapes import REASONS
from dataprep.answers.reading import SAMPLES, read_responses
from dataprep.answers.report import AnswersError
from dataprep.answers.responses import Responses
from dataprep.answers.xlsform import xlsform
from rendering.shown.diagnosis import show_diagnosis
from rendering.words.interchange import messages
from rendering.words.value_faults import layout_words, reason_words
from sample_files import FILES
from samples import Person, flash_answers, proposed_answers

FLASH, PROPOSED = codebook("flash"), codebook("proposed")
OF_FLASH = {
    "limesurvey.csv": "limesurvey",
    "limesurvey-full.csv": "limesurvey",
    "google-forms.csv": "google-forms",
    "microsoft-forms.xlsx": "microsoft-forms",
    "framaforms.csv": "framaforms",
    "framaforms-compact.csv": "framaforms",
    "kobotoolbox.xlsx": "kobotoolbox",
    "generic.csv": "generic",
    "answers.parquet": "generic",
    "answers.sav": "generic",
}

# Every way to write the proposed questionnaire: it has « other », « none », « I do not know ».
WAYS: dict[str, tuple[str, Callable[..., bytes]]] = {
    **{
        f"limesurvey, {headings}, {'full' if full else 'short'}": (
            ".csv",
            partial(sample_files.limesurvey, full=full, headings=headings),
        )
        for full in (False, True)
        for headings in ("code", "full", "both")
    },
    "google-forms": (".csv", sample_files.google_forms),
    "microsoft-forms": (".xlsx", sample_files.microsoft_forms),
    "framaforms": (".csv", sample_files.framaforms),
    "framaforms, compact": (".csv", partial(sample_files.framaforms, compact=True)),
    "kobotoolbox": (".xlsx", sample_files.kobotoolbox),
    "kobotoolbox, summaries alone": (".xlsx", partial(sample_files.kobotoolbox, split=False)),
    "generic": (".csv", sample_files.generic),
    "generic, parquet": (".parquet", sample_files.parquet),
    "generic, spss": (".sav", sample_files.spss),
}

unhurried = settings(deadline=None, max_examples=60, derandomize=True)


@cache
def sample(name: str) -> Responses:
    return read_responses(SAMPLES / name, FLASH)


@dataclass(frozen=True)
class Way:
    """The same answers to the proposed questionnaire, written in one way and read."""

    name: str
    people: list[Person]
    read: Responses


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Way:
    suffix, write = WAYS[request.param]
    people = proposed_answers(seed=7, count=40)
    path = tmp_path_factory.mktemp("export") / f"export{suffix}"
    path.write_bytes(write(people, PROPOSED))
    return Way(request.param, people, read_responses(path, PROPOSED))


def refusal(path: Path) -> AnswersError:
    with pytest.raises(AnswersError) as caught:
        read_responses(path, FLASH)
    return caught.value


# All of them alike


@pytest.mark.parametrize("name", OF_FLASH)
def test_every_layout_reads_to_the_answers_that_were_given(name: str) -> None:
    read = sample(name)
    pd.testing.assert_frame_equal(read.frame, told(flash_answers(), FLASH))
    assert (read.report.read, read.report.kept, read.report.faults) == (57, 57, ())
    assert read.synthetic


def test_so_does_a_questionnaire_with_other_and_none_and_i_do_not_know(way: Way) -> None:
    pd.testing.assert_frame_equal(way.read.frame, told(way.people, PROPOSED))
    assert way.read.report.layout == way.name.split(",")[0]
    assert way.read.report.faults == ()
    assert not way.read.synthetic


@pytest.mark.parametrize("name", OF_FLASH)
def test_not_asked_is_not_not_answered_is_not_not_ticked(name: str) -> None:
    frame = sample(name).frame
    people = flash_answers()
    unasked = next(k for k, each in enumerate(people) if "tasks" not in each.asked)
    silent = next(
        k for k, each in enumerate(people) if "tasks" in each.asked and "tasks" not in each.said
    )
    unticked = next(
        k
        for k, each in enumerate(people)
        if "tasks" in each.said and "images" not in each.said["tasks"]
    )
    statuses = frame["tasks"].iloc[[unasked, silent, unticked]].tolist()
    assert statuses == ["not-asked", "not-answered", "answered"]
    ticks = frame["tasks/images"].iloc[[unasked, silent, unticked]]
    assert ticks.isna().tolist() == [True, True, False]
    assert ticks.iloc[2] == 0


# Recognised by evidence


@pytest.mark.parametrize(("name", "layout"), OF_FLASH.items())
def test_a_layout_is_recognised_by_headings_that_the_file_has(name: str, layout: str) -> None:
    report = sample(name).report
    headings = {cell for row in read_grid(SAMPLES / name).rows[:3] for cell in row}
    assert report.layout == layout
    assert set(report.evidence) <= headings
    assert bool(report.evidence) == (layout != "generic")
    assert layout in LAYOUTS


@pytest.mark.parametrize("name", [name for name, layout in OF_FLASH.items() if layout != "generic"])
def test_without_what_only_the_tool_writes_its_layout_is_not_claimed(
    name: str, tmp_path: Path
) -> None:
    grid = read_grid(SAMPLES / name)
    proof = arrange(grid, FLASH).evidence
    rows = [[f"colonne {k}" if c in proof else c for k, c in enumerate(row)] for row in grid.rows]
    path = written(tmp_path / "answers.csv", rows)
    assert arrange(read_grid(path), FLASH).layout.name == "generic"


def test_layouts_and_reasons_have_words() -> None:
    assert len({layout_words(each) for each in LAYOUTS}) == len(LAYOUTS) == 6
    assert len({reason_words(each) for each in REASONS}) == len(REASONS)


@pytest.mark.parametrize(
    ("headings", "recognised"),
    [
        (("ID", "Start time", "Completion time", "Q"), True),
        (("Nom", "Start time", "Completion time", "ID"), False),  # ID is first, or it is not theirs
        (("ID", "Start time", "Q"), False),
        ((), False),
    ],
)
def test_microsoft_forms_is_known_by_its_first_columns(
    headings: tuple[str, ...], recognised: bool
) -> None:
    rows = (headings,) if headings else ()
    grid = Grid("answers.xlsx", "xlsx", rows, tuple(range(1, len(rows) + 1)))
    assert microsoft_forms.evidence(grid) == (headings[:3] if recognised else ())


# What the tool adds, and what is not published


@pytest.mark.parametrize("name", OF_FLASH)
def test_what_the_tool_adds_is_set_aside_and_enters_nothing(name: str) -> None:
    read = sample(name)
    assert list(read.frame.columns) == list(FLASH.columns())
    cells = {str(cell) for column in read.frame for cell in read.frame[column]}
    assert not any("example.org" in each or "192.0.2" in each or "2026" in each for each in cells)
    reasons = set(read.report.set_aside.values())
    assert reasons <= {"metadata", "private", "summary", "unnumbered"}


def test_the_columns_of_a_tool_are_named_with_their_reason() -> None:
    aside = sample("microsoft-forms.xlsx").report.set_aside
    assert aside == {
        "ID": "private",
        "Heure de début": "metadata",
        "Heure de fin": "metadata",
        "Adresse de messagerie": "metadata",
        "Nom": "metadata",
    }
    assert sample("google-forms.csv").report.set_aside["respondent"] == "unnumbered"
    assert sample("kobotoolbox.xlsx").report.set_aside["users/tasks"] == "summary"


def test_the_words_of_other_are_nowhere_in_what_is_read(way: Way) -> None:
    said = repr(way.read.report) + way.read.frame.to_csv()
    spoken = {words for each in way.people for words in each.words.values()}
    assert spoken
    assert not any(words in said for words in spoken)
    assert "Territoire imaginaire" not in said


# Columns: by code, by wording, by nothing else


@unhurried
@given(
    st.sampled_from(FLASH.questions),
    st.sampled_from(["fr", "en"]),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from([" ", "\u00a0", "\u202f", "  ", " \u200b"]),
    st.sampled_from(["'", "’"]),
)
def test_a_wording_is_known_whatever_its_case_spaces_and_punctuation(
    question: object, language: str, case: Callable[[str], str], space: str, quote: str
) -> None:
    wording = getattr(question, "wording")[language]  # noqa: B009
    written_so = case(wording).replace(" ", space).replace("'", quote).replace("?", " ?")
    found = Questions(FLASH).named(written_so)
    assert found is not None
    assert found[0] == getattr(question, "name")  # noqa: B009
    assert found[1] == "wording"


@pytest.mark.parametrize(
    "heading",
    ["non-use-reasons", "non_use_reasons", "nonusereasons", "Non Use Reasons", "NONUSE.reasons"],
)
def test_a_code_is_known_whatever_its_case_and_separators(heading: str) -> None:
    found = Questions(FLASH).named(heading)
    assert found is not None
    assert found[:2] == ("non-use-reasons", "code")


@pytest.mark.parametrize("heading", ["reasons", "non-use", "use2", "", "Utilisez-vous des outils"])
def test_what_is_near_a_question_is_not_taken_for_it(heading: str) -> None:
    assert Questions(FLASH).named(heading) is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_wordings_and_labels_are_read_in_both_languages(language: str, tmp_path: Path) -> None:
    people = flash_answers()
    rows = [["Timestamp", *(q.wording[language] for q in FLASH.questions if not q.private)]]
    for person in people:
        row = ["2026/03/02"]
        for question in FLASH.closed:
            given_to = person.said.get(question.name, ())
            row.append(
                ", ".join(o.label[language] for o in question.options if o.value in given_to)
            )
        rows.append(row)
    read = read_responses(written(tmp_path / "a.csv", rows), FLASH)
    pd.testing.assert_frame_equal(read.frame, told(people, FLASH))
    assert {each.by for each in read.report.matched} == {"wording"}


@unhurried
@given(st.text("abcxyzéèàçœÉÀŒ0123 '’-_/.,?!«»\u00a0\u202f", max_size=40))
def test_texts_are_compared_without_what_cannot_be_seen(text: str) -> None:
    for key in (code_key, words_key):
        assert key(key(text)) == key(text)
        assert key(f"\u200b{text.upper()}\u2066 ") == key(text)


def test_the_report_says_what_each_answer_was_taken_for() -> None:
    by_name = {each.question: each for each in sample("limesurvey.csv").report.matched}
    assert by_name["use"].codes == {"users": "users", "nonus": "non-users"}
    assert by_name["non-use-reasons"].codes["nonusereasons[noneed]"] == "no-need"
    assert by_name["non-use-reasons"].columns[0] == "nonusereasons[training]"
    assert by_name["tasks"].by == "code"


# LimeSurvey


def limesurvey_rows() -> list[list[str]]:
    return rows_of(FILES["limesurvey.csv"]())


def test_numbers_of_sub_questions_without_their_wording_are_asked_for_by_name(
    tmp_path: Path,
) -> None:
    rows = limesurvey_rows()
    rows[0] = [
        f"nonusereasons[SQ{k:03}]" if cell.startswith("nonusereasons") else cell
        for k, cell in enumerate(rows[0])
    ]
    faults = refusal(written(tmp_path / "a.csv", rows)).report.faults
    lacking = {each.column for each in faults if each.kind == "missing-column"}
    assert lacking == {"non-use-reasons"}
    unknown = [each.column for each in faults if each.kind == "unknown-column"]
    assert len(unknown) == 3
    assert all("[SQ" in str(column) for column in unknown)


def test_numbers_of_sub_questions_with_their_wording_are_known_by_it(tmp_path: Path) -> None:
    rows = rows_of(sample_files.limesurvey(flash_answers(), FLASH, headings="both"))
    rows[0] = [
        f"Q{k}[SQ{k:03}]. {cell.partition('. ')[2]}" if "[" in cell else cell
        for k, cell in enumerate(rows[0])
    ]
    read = read_responses(written(tmp_path / "a.csv", rows), FLASH)
    pd.testing.assert_frame_equal(read.frame, told(flash_answers(), FLASH))
    assert {e.by for e in read.report.matched if e.question == "tasks"} == {"wording"}


def test_codes_may_be_written_as_in_expressions(tmp_path: Path) -> None:
    rows = limesurvey_rows()
    rows[0] = [cell.replace("[", "_").replace("]", "") for cell in rows[0]]
    read = read_responses(written(tmp_path / "a.csv", rows), FLASH)
    assert read.report.layout == "limesurvey"
    pd.testing.assert_frame_equal(read.frame, told(flash_answers(), FLASH))


def test_comments_beside_answers_are_set_aside_and_said(tmp_path: Path) -> None:
    def comment(rows: list[list[str]]) -> None:
        rows[0].append("tasks[writingcomment]")
        for row in rows[1:]:
            row.append("Surtout le lundi")

    path = changed(tmp_path / "a.csv", FILES["limesurvey.csv"](), comment)
    report = read_responses(path, FLASH).report
    assert report.set_aside["tasks[writingcomment]"] == "free-text"
    assert "lundi" not in repr(report)
    assert report.kept == 57


def test_codes_cut_to_five_characters_are_known_only_where_one_answer_begins_so() -> None:
    scope = Answers(FLASH.question("scope"), cut=5)
    assert scope.value("allag") == "all-agents"
    assert scope.value("alla") is None
    assert Answers(FLASH.question("scope")).value("allag") is None
    reasons = Answers(PROPOSED.question("outlook"), cut=1)
    assert reasons.value("m") == "more"
    twins = Answers(PROPOSED.question("non-use-reasons"), cut=1)
    assert twins.value("t") is None  # training, time


@pytest.mark.parametrize(
    ("text", "language", "nearest"),
    [
        ("La direction seul", "fr", "La direction seule"),
        ("Some department", "fr", "Some departments"),  # of the other language, for want of one
        ("Some department", "en", "Some departments"),
        ("xyz", "fr", None),
    ],
)
def test_the_nearest_answer_is_of_the_language_asked_first(
    text: str, language: str, nearest: str | None
) -> None:
    assert Answers(FLASH.question("scope")).nearest(text, language) == nearest


# Google Forms, Microsoft Forms: several answers in a cell


@unhurried
@given(st.data(), st.sampled_from([", ", ";", ",", " "]))
def test_answers_joined_in_a_cell_come_apart_whatever_they_hold(
    data: st.DataObject, separator: str
) -> None:
    question = data.draw(st.sampled_from([q for q in PROPOSED.closed if q.answers == MULTIPLE]))
    chosen = data.draw(
        st.lists(st.sampled_from(question.options), min_size=1, unique_by=lambda each: each.value)
    )
    cell = separator.join(each.label["fr"] for each in chosen)
    known = Answers(question)
    assert [known.value(each) for each in known.split(cell, separator)] == [
        each.value for each in chosen
    ]


def test_a_label_that_holds_the_separator_is_one_answer() -> None:
    tasks = Answers(PROPOSED.question("tasks"))
    cell = "Produire des images, Faire participer les habitants, ou leur répondre, Du café, du thé"
    assert list(tasks.split(cell, ", ")) == [
        "Produire des images",
        "Faire participer les habitants, ou leur répondre",
        "Du café, du thé",
    ]


def test_the_longest_known_answer_is_taken_first() -> None:
    def option(value: str, label: str) -> Option:
        return Option(value, {"fr": label, "en": label})

    options = (option("a", "Oui"), option("b", "Oui, avant"), option("c", "avant"))
    known = Answers(replace(FLASH.question("tasks"), options=options))
    assert list(known.split("Oui, avant, avant", ", ")) == ["Oui, avant", "avant"]
    assert list(known.split("avant, Oui, Non, jamais, Oui, avant", ", ")) == [
        "avant",
        "Oui",
        "Non, jamais",
        "Oui, avant",
    ]


def test_words_of_nobody_s_option_are_a_fault_where_there_is_no_other(tmp_path: Path) -> None:
    def say(rows: list[list[str]]) -> None:
        column = rows[0].index(FLASH.question("limits").wording["fr"])
        rows[3][column] = "Les compétences, La météo"

    read = read_responses(changed(tmp_path / "a.csv", FILES["google-forms.csv"](), say), FLASH)
    (fault,) = read.report.faults
    assert (fault.kind, fault.row, fault.value) == ("unknown-answer", 4, "La météo")
    assert fault.column == FLASH.question("limits").wording["fr"]
    assert fault.expected[0] == "La confidentialité des données"


FREE = {name: WAYS[name] for name in ("google-forms", "microsoft-forms", "framaforms, compact")}


def with_other(name: str, texts: list[str], folder: Path) -> Responses:
    """Answers where the words of « other », to the question on payment, are these."""
    people = [
        replace(person, words={**person.words, "payment": texts.pop(0)})
        if "payment" in person.words and texts
        else person
        for person in proposed_answers(seed=7, count=60)
    ]
    assert not texts
    suffix, write = FREE[name]
    (folder / f"export{suffix}").write_bytes(write(people, PROPOSED))
    return read_responses(folder / f"export{suffix}", PROPOSED)


@pytest.mark.parametrize("name", FREE)
@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("Ma structur", "Ma structure"),
        ("Personne, il est gratuite", "Personne : il est gratuit"),
        ("L'État ou une autre collectivitée", "L'État, ou une autre collectivité"),
        ("Je ne sais pa", "Je ne sais pas"),
        ("My organisations", "My organisation"),
    ],
)
def test_an_option_misspelt_is_not_counted_as_other(
    name: str, text: str, option: str, tmp_path: Path
) -> None:
    read = with_other(name, [text], tmp_path)
    (fault,) = read.report.faults
    assert (fault.kind, fault.value, fault.near) == ("near-answer", text, option)
    assert read.report.kept == 59
    assert text not in str(read.report.others)


@pytest.mark.parametrize("name", FREE)
def test_words_far_from_every_option_are_other_and_told_to_who_holds_the_file(
    name: str, tmp_path: Path
) -> None:
    read = with_other(name, ["Le département", "Le département", "Autre, à préciser"], tmp_path)
    assert (read.report.kept, read.report.faults) == (60, ())
    assert read.report.others["payment"]["Le département"] == 2
    assert read.report.others["payment"]["Autre, à préciser"] == 1  # near « other », and it is
    shown = show_diagnosis(read.report, "a", PROPOSED, whole=True)
    for said in (shown.plain(), str(shown.html())):
        assert "« Le département » (2)" in said.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("tasks", "Traiter des demandes"),
        ("tasks", "Produire des vidéos"),
        ("form", "Syndicat mixte ouvert"),
        ("form", "Groupement d'intérêt économique"),
        ("limits", "La sécurité des données"),
        ("payment", "Ma commune"),
    ],
)
def test_an_answer_of_its_own_is_not_taken_for_an_option_that_begins_alike(
    question: str, text: str
) -> None:
    assert Answers(PROPOSED.question(question)).mistaken(text) is None


def test_words_of_other_are_not_told_on_the_site(tmp_path: Path) -> None:
    read = with_other("google-forms", ["Le département", "Ma structur"], tmp_path)
    said = str(show_diagnosis(read.report, "a", PROPOSED)._repr_mimebundle_())
    assert "département" not in said
    assert "Ma structur " not in said.replace("\\xa0", " ").replace("\\u202f", " ")


def test_of_several_answers_in_a_cell_the_misspelt_one_is_named(tmp_path: Path) -> None:
    column = PROPOSED.question("benefits").wording["fr"]

    def say(rows: list[list[str]]) -> None:
        place = rows[0].index(column)
        row = next(row for row in rows[1:] if row[place])
        row[place] = "Du temps gagné, Du calme, Un travail de meileure qualité"

    content = sample_files.google_forms(proposed_answers(), PROPOSED)
    read = read_responses(changed(tmp_path / "a.csv", content, say), PROPOSED)
    (fault,) = read.report.faults
    assert fault.value == "Un travail de meileure qualité"
    assert fault.near == "Un travail de meilleure qualité"


@pytest.mark.parametrize("name", ["google-forms.csv", "microsoft-forms.xlsx"])
def test_answers_joined_by_another_sign_are_not_other_but_a_fault_that_gives_the_sign(
    name: str, tmp_path: Path
) -> None:
    grid = read_grid(SAMPLES / name)
    column = grid.rows[0].index(FLASH.question("limits").wording["fr"])
    rows = [[*row] for row in grid.rows]
    rows[3][column] = "Les compétences | La fiabilité des résultats"
    (fault,) = read_responses(written(tmp_path / "a.csv", rows), FLASH).report.faults
    assert (fault.kind, fault.row) == ("wrong-separator", 4)
    assert fault.expected == (", " if "google" in name else ";",)


@pytest.mark.parametrize("text", ["-", "N/A", "…"])
def test_a_sign_for_no_answer_is_not_other(text: str, tmp_path: Path) -> None:
    read = with_other("google-forms", [text], tmp_path)
    assert [(each.kind, each.value) for each in read.report.faults] == [("no-answer-sign", text)]


# Framaforms


def test_an_answer_whose_key_is_that_of_another_question_stays_under_its_own(
    tmp_path: Path,
) -> None:
    def keyed(rows: list[list[str]]) -> None:
        for question in FLASH.closed:
            for row in rows[1:3]:
                row[:] = [question.name if c == question.wording["fr"] else c for c in row]
            for option in question.options:
                label = option.label["fr"]
                rows[2] = [option.value if c == label else c for c in rows[2]]

    path = changed(tmp_path / "a.csv", FILES["framaforms.csv"](), keyed)
    grid = read_grid(path)
    assert grid.rows[2].count("training") == 2  # a reason, then a question
    pd.testing.assert_frame_equal(read_responses(path, FLASH).frame, told(flash_answers(), FLASH))


def test_rows_are_numbered_as_a_spreadsheet_does_under_three_rows_of_headings(
    tmp_path: Path,
) -> None:
    def spoil(rows: list[list[str]]) -> None:
        rows[3][rows[2].index("Les compétences")] = "peut-être"

    read = read_responses(changed(tmp_path / "a.csv", FILES["framaforms.csv"](), spoil), FLASH)
    (fault,) = read.report.faults
    assert (fault.row, fault.value) == (4, "peut-être")
    assert fault.column == "Quelles limites identifiez-vous ? / Les compétences"
    assert fault.expected == ("X",)


# KoboToolbox


def kobotoolbox_rows() -> list[list[str]]:
    return [list(row) for row in read_grid(SAMPLES / "kobotoolbox.xlsx").rows]


@pytest.mark.parametrize("prefix", ["", "use/", "a/b/c/"])
def test_a_question_is_found_whatever_its_group(prefix: str, tmp_path: Path) -> None:
    rows = kobotoolbox_rows()
    rows[0] = [prefix + "/".join(cell.split("/")[1:]) if "/" in cell else cell for cell in rows[0]]
    read = read_responses(written(tmp_path / "a.csv", rows), FLASH)
    assert read.report.layout == "kobotoolbox"
    pd.testing.assert_frame_equal(read.frame, told(flash_answers(), FLASH))


def test_an_answer_that_the_codebook_has_not_is_not_taken_for_a_question(tmp_path: Path) -> None:
    rows = kobotoolbox_rows()
    rows[0] = [cell.replace("tasks/images", "tasks/training") for cell in rows[0]]
    faults = refusal(written(tmp_path / "a.csv", rows)).report.faults
    assert {(each.kind, each.column) for each in faults} == {
        ("missing-column", "tasks/images"),
        ("unknown-column", "users/tasks/training"),
    }


def test_headings_by_label_are_read_too(tmp_path: Path) -> None:
    rows = kobotoolbox_rows()
    for question in FLASH.closed:
        words = {question.name: question.wording["fr"]}
        for option in question.options:
            code = question.column(option.value)
            words[code] = f"{question.wording['fr']}/{option.label['fr']}"
        tails = {f"{question.asked_of}/{key}": text for key, text in words.items()}
        rows[0] = [f"Groupe/{tails[cell]}" if cell in tails else cell for cell in rows[0]]
    read = read_responses(written(tmp_path / "a.csv", rows), FLASH)
    pd.testing.assert_frame_equal(read.frame, told(flash_answers(), FLASH))


def test_a_form_of_the_project_comes_back_by_its_own_names(tmp_path: Path) -> None:
    form = xlsform(PROPOSED, messages())
    headings: list[str] = []
    for row in form["survey"]:
        headings.append(row["name"])
        kind, _, listed = row["type"].partition(" ")
        if kind == "select_multiple":
            names = [each["name"] for each in form["choices"] if each["list_name"] == listed]
            headings += [f"{row['name']}/{name}" for name in names]
    rows = [[*headings, "_id", "_uuid"], [*[""] * len(headings), "1", "a"]]
    rows[1][headings.index("charter")] = "yes"
    read = read_responses(written(tmp_path / "a.csv", rows), PROPOSED)
    assert read.report.faults == ()
    assert read.frame.loc[0, "charter"] == "yes"
    reasons = read.report.set_aside
    assert {reasons[each] for each in headings if each.endswith("_other")} == {"free-text"}
    assert "unknown" not in reasons.values()


def test_an_empty_column_of_no_question_is_no_fault(tmp_path: Path) -> None:
    def note(rows: list[list[str]]) -> None:
        for k, row in enumerate(rows):
            row.append("Merci" if k == 0 else " ")

    report = read_responses(changed(tmp_path / "a.csv", FILES["generic.csv"](), note), FLASH).report
    assert report.faults == ()
    assert report.set_aside["Merci"] == "empty"


# Our own


@pytest.mark.parametrize("between", ["/{}", "_{}", ".{}", "[{}]"])
def test_answers_of_several_may_have_a_column_each(between: str, tmp_path: Path) -> None:
    people = flash_answers()
    headings: list[str] = []
    for question in FLASH.questions:
        several = [question.name + between.format(code) for code in question.codes]
        headings += several if question.answers == MULTIPLE else [question.name]
    rows = [headings]
    for person in people:
        row: list[str] = []
        for question in FLASH.questions:
            given_to = person.said.get(question.name, ())
            ticks = [str(int(code in given_to)) if given_to else "" for code in question.codes]
            row += ticks if question.answers == MULTIPLE else ["".join(given_to)]
        rows.append(row)
    read = read_responses(written(tmp_path / "a.csv", rows), FLASH)
    assert read.report.layout == "generic"
    pd.testing.assert_frame_equal(read.frame, told(people, FLASH))
