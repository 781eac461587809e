"""Words of a survey stay words: no element, script, formula or command, in whatever is made of it.

What is made of a hostile survey (``hostile``) is compared with what is made of a tame one: but for
the words, it has nothing that the other has not, and it shows the words themselves.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import html5lib
import openpyxl
import pandas as pd
import pypdfium2
import pytest
import xlsxwriter
from playwright.sync_api import Browser, Dialog
from pypdf import PdfReader
from pyxform.xls2xform import convert

from browser import READER, served
from building import STRICT, Book, files, run_ready, small_project
from check_answers import main as check_answers
from dataprep import compare, protect, published_findings, read_responses, tabulate
from dataprep.answers.codebook import Codebook
from dataprep.answers.ddi import write_ddi
from dataprep.answers.disclosure import suppression_report
from dataprep.answers.merging import merging_options
from dataprep.answers.responses import Responses
from dataprep.answers.xlsform import write_xlsform
from extensions.catalogue.drawings import whole, with_classes
from extensions.paper.press import compiled, contents
from hostile import OUTSIDE, TAME, TEXTS, Text, answers_to, codebook_saying, each_in_turn, only
from own_answers import CHAPTER, PRIVATE, with_chapter
from rendering.chapters import own_survey
from rendering.forms.printed import printed_form
from rendering.shown.diagnosis import show_diagnosis
from rendering.shown.figure import Shown
from rendering.shown.folder import write_folder
from rendering.shown.free_text import show_free_text
from rendering.shown.output import Output
from rendering.words.interchange import messages, notes
from scanning import strings


def saying(*quick: str) -> pytest.MarkDecorator:
    """A test on all texts in turn, and on each alone: those that are ``quick``, at each run."""
    alone = [
        pytest.param(only(said), id=name, marks=[] if name in quick else pytest.mark.exhaustive)
        for name, said in TEXTS.items()
    ]
    return pytest.mark.parametrize("text", [pytest.param(each_in_turn, id="in turn"), *alone])


NAME = "=<img src=x onerror=alert(1)> \x1b[31m\u202e {{7*7}}"  # of a file
# Characters that a terminal obeys, or that turn a line round.
OBEYED = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ACTING = ("href", "src", "id", "class", "role", "http-equiv", "content", "type", "name", "for")


@dataclass(frozen=True)
class Survey:
    """Answers that say a text, counted, and what a chapter shows of them."""

    described: Codebook
    answers: Responses
    findings: pd.DataFrame
    charts: tuple[Shown, ...]
    shown: dict[str, Output]


def survey(text: Text, folder: Path, words: bool = False) -> Survey:
    described = codebook_saying(text, folder)
    answers = read_responses(answers_to(described, text, folder / "reponses.csv", words), described)
    counted = tabulate(answers)
    findings = protect(counted, described, minimum=5)
    charts = own_survey.charts(findings, "fig-vos-resultats", own_survey.title_of(answers))
    compared = compare(findings, published_findings(), described)
    hidden = suppression_report(findings)
    merging = merging_options(counted, described)
    caption = "Ce qui suit"
    return Survey(
        described,
        answers,
        findings,
        charts,
        {
            **{each.anchor: each for each in charts},
            "constats": own_survey.show_findings(findings, "tab-constats", caption),
            "masques": own_survey.show_hidden(hidden, findings, "tab-masques"),
            "reunir": own_survey.show_merging(merging, described, "tab-reunir"),
            "changes": own_survey.changes_figure(compared, findings, "fig-depuis"),
            "changes-table": own_survey.show_changes(compared, "tab-depuis", caption),
            "ailleurs": own_survey.show_elsewhere(findings, described, "tab-ailleurs", caption),
        },
    )


@cache
def tame() -> Survey:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return survey(only(TAME), Path(folder))


# Reading what is made


def elements(markup: str) -> Counter[tuple[str, ...]]:
    """Each element of a page or a drawing as a browser reads it, with what in it could act."""
    found: Counter[tuple[str, ...]] = Counter()
    for element in html5lib.parse(markup, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            found["a comment",] += 1
            continue
        drawn = element.tag.startswith("{")  # of a drawing: its ids are of its lines
        facts = [element.tag.rpartition("}")[2]]
        for name, value in sorted((str(n), str(v)) for n, v in element.attrib.items()):
            if name == "style":
                facts.append("style " + " ".join(sorted(re.findall(r"[\w-]+(?=:)", value))))
            elif name in ACTING and not (drawn and name in ("id", "class")):
                value = re.sub(r"'sha256-.*?'", "", value.partition(",")[0])  # of its own style
                facts.append(f"{name} {value}")
            else:
                facts.append(name)
        found[tuple(facts)] += 1
    return found


def canonical(text: str) -> str:
    """A text without its spaces, its apostrophes as they are typed: what setting it may change."""
    text = text.replace("’", "'").replace("“", "«").replace("”", "»").replace("…", "...")
    return re.sub(r"\s", "", text)


def words(markup: str) -> str:
    """What a page shows and says, in its order; files to download left out."""
    tree = html5lib.parse(markup, namespaceHTMLElements=False)
    heard = [
        str(each.attrib[name])
        for each in tree.iter()
        for name in ("aria-label", "title", "alt", "value")
        if isinstance(each.tag, str) and name in each.attrib
    ]
    return "\n".join(map(canonical, ["".join(tree.itertext()), *heard]))


def places_in(said: str) -> Counter[int]:
    """The places of which a tame text says the words, each as often as it does."""
    return Counter(int(n) for n in re.findall(canonical(TAME) + r"°(\d+)°", said))


def assert_said(there: str, text: Text, calm: str) -> None:
    """Assert that what says the tame words elsewhere says these here, as often."""
    places = places_in(calm)
    assert places, f"nothing of the survey is said there: {calm[:200]}"
    for place, times in places.items():
        assert there.count(canonical(text(place))) >= times, text(place)


def assert_alike(markup: str, calm: str, text: Text) -> None:
    """Assert that a page is the tame one but for its words, which it shows."""
    assert elements(markup).keys() <= elements(calm).keys(), text(0)
    assert_said(words(markup), text, words(calm))


def rows_of(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content, newline="")))


def assert_no_formula(cells: Iterator[str]) -> None:
    """Assert that no cell of a CSV is what a spreadsheet would compute."""
    for cell in cells:
        number = re.fullmatch(r"[+-]?[\d \u202f.,]+%?( points.*)?", cell)
        assert cell[:1] not in tuple("=+-@\t\r\n＝＋－＠") or not cell or number, cell


def csv_of(markup: str) -> list[list[str]]:
    [content] = re.findall(r'href="data:text/csv;charset=utf-8,([^"]*)"', markup)
    return rows_of(unquote(content))


# What a chapter shows


@saying("a command")
def test_figures_and_tables_show_words_and_nothing_else(text: Text, tmp_path: Path) -> None:
    made = survey(text, tmp_path)
    del made.shown["ailleurs"]  # its words are those of the flash
    for name, output in made.shown.items():
        calm = tame().shown[name].html()
        assert_alike(output.html(), calm, text)
        rows, usual = csv_of(output.html()), csv_of(calm)
        assert_no_formula(cell for row in rows for cell in row)
        assert [len(row) for row in rows] == [len(row) for row in usual]
        said = [canonical("\n".join(map("\n".join, table))) for table in (rows, usual)]
        assert_said(said[0], text, said[1])
        plain = re.sub(r"\\([nrt])", "", output.plain())  # as tables in a terminal show them
        assert_said(canonical(plain), text, canonical(tame().shown[name].plain()))


@saying("a style of a drawing")
def test_a_drawing_to_take_or_to_embed_holds_words_and_nothing_else(
    text: Text, tmp_path: Path
) -> None:
    made = survey(text, tmp_path)
    for shown, calm in zip(made.charts, tame().charts, strict=True):
        (drawn, usual), sheet = with_classes([shown.wide, calm.wide])
        _, usual_sheet = with_classes([calm.wide])
        assert elements(drawn).keys() <= elements(usual).keys()
        assert_said(words(drawn), text, words(usual))
        rules = {rule.partition("{")[2] for rule in sheet.split("}")}
        assert rules == {rule.partition("{")[2] for rule in usual_sheet.split("}")}
        file = whole(shown.wide, [text(0), text(1)], [text(2)])
        root = ElementTree.fromstring(file)
        kinds = {each.tag.rpartition("}")[2] for each in root.iter()}
        assert kinds <= {"svg", "rect", "text", "g", "defs", "clipPath", "path", "use"}
        assert not [n for each in root.iter() for n in each.attrib if n.startswith("on")]
        for place in range(3):
            assert canonical(text(place)) in canonical("".join(root.itertext()))


@saying()
def test_the_diagnosis_and_free_answers_show_words_and_nothing_else(
    text: Text, tmp_path: Path
) -> None:
    (tmp_path / "calm").mkdir()
    made, calm = survey(text, tmp_path, True), survey(only(TAME), tmp_path / "calm", True)
    reports = [
        show_diagnosis(each.answers.report, "diagnostic", each.described, whole=True)
        for each in (made, calm)
    ]
    assert elements(reports[0].html()).keys() <= elements(reports[1].html()).keys()
    said = words(reports[0].html())
    assert all(canonical(q.wording["fr"]) in said for q in made.described.closed)
    for flagged in (False, True):
        one, other = (
            show_free_text(each.answers, "suggestion", "tab-mots", flagged).html()
            for each in (made, calm)
        )
        assert elements(one).keys() <= elements(other).keys() | elements(answer_alone()).keys()
        assert_no_formula(cell for row in csv_of(one) for cell in row) if "<table" in one else None


def answer_alone() -> str:
    """A sentence in the place of a table, where no answer may be shown."""
    return '<p class="remark"></p>'


def test_a_terminal_is_told_of_files_columns_and_sheets_in_plain_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    described = codebook_saying(each_in_turn, tmp_path)
    path = answers_to(described, each_in_turn, tmp_path / f"{NAME}.csv", words=True)
    rows = rows_of(path.read_text("utf-8"))
    for at, heading in enumerate((NAME, f"x\r\n- {NAME}", f"\x9b31m{NAME}"), start=1):
        rows[0][-at] = heading
        rows[1][-at] = NAME
    with path.open("w", encoding="utf-8", newline="") as spoiled:
        csv.writer(spoiled).writerows(rows)
    workbook = tmp_path / f"{NAME}.xlsx"
    with xlsxwriter.Workbook(workbook) as book:
        sheet = book.add_worksheet("=<b>{{7!7}}</b>\x1b\u202e".replace("/", ""))
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell)
    for file in (path, workbook, tmp_path / f"no {NAME}.csv"):
        assert check_answers([str(file), str(tmp_path / "essai.json")]) == 1
        said = capsys.readouterr()
        assert not OBEYED.search(said.out), repr(OBEYED.search(said.out))
        assert "\\u001b[31m" in said.out
        assert "\\u202e" in said.out
        assert said.err == ""
    report = read_responses(path, described).report
    shown = show_diagnosis(report, "diagnostic", described, whole=True)
    assert not OBEYED.search(re.sub(r"[\t\r]", "", shown.html()))


# What is taken away


@saying()
def test_a_folder_to_share_holds_words_and_nothing_else(text: Text, tmp_path: Path) -> None:
    made = survey(text, tmp_path)
    for each, said, folder in ((made, text, "essai"), (tame(), only(TAME), "calme")):
        write_folder(each.findings, each.charts, tmp_path / folder, said(0))
    here, calm = tmp_path / "essai", tmp_path / "calme"
    page = (here / "resultats.html").read_text("utf-8")
    assert_alike(page, (calm / "resultats.html").read_text("utf-8"), text)
    rows = rows_of((here / "resultats.csv").read_bytes().decode())
    assert_no_formula(cell for row in rows for cell in row)
    assert_words_alone(here / "resultats.xlsx")
    usual = sheet_of(calm / "resultats.xlsx")
    assert_said(sheet_of(here / "resultats.xlsx"), text, usual)
    for drawing in here.glob("*.svg"):
        kinds = elements((calm / drawing.name).read_text("utf-8")).keys()
        assert elements(drawing.read_text("utf-8")).keys() <= kinds
    assert len([*here.glob("*.png")]) == len(made.charts)


def assert_words_alone(path: Path) -> None:
    """Assert that a workbook holds values: no formula, link, macro, or part of another file."""
    book = openpyxl.load_workbook(path)
    assert not list(book.defined_names)
    for sheet in book:
        assert not sheet.data_validations.dataValidation
        for row in sheet:
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr"), cell.value
                assert cell.hyperlink is None
                assert cell.comment is None
    with zipfile.ZipFile(path) as parts:
        assert not re.search("external|macro|vba|embed|connection", " ".join(parts.namelist()))
        related = [parts.read(name) for name in parts.namelist() if name.endswith(".rels")]
        assert not [each for each in related if b'TargetMode="External"' in each]


def sheet_of(path: Path) -> str:
    values = (
        str(value)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.values
        for value in row
        if value is not None
    )
    return canonical("\n".join(values))


@saying()
def test_a_questionnaire_asks_in_words_and_nothing_else(text: Text, tmp_path: Path) -> None:
    (tmp_path / "calm").mkdir()
    made = codebook_saying(text, tmp_path)
    calm = codebook_saying(only(TAME), tmp_path / "calm")
    assert_alike(printed_form(made), printed_form(calm), text)

    forms = []
    for each, folder in ((made, tmp_path), (calm, tmp_path / "calm")):
        write_xlsform(each, folder / "form.xlsx", messages())
        assert_words_alone(folder / "form.xlsx")
        forms.append(ElementTree.fromstring(convert(folder / "form.xlsx").xform))
        write_ddi(each, folder / "ddi.xml", notes())
    descriptions = [
        ElementTree.parse(tmp_path / name / "ddi.xml").getroot() for name in ("", "calm")
    ]
    for one, usual in (forms, descriptions):
        assert [each.tag for each in one.iter()] == [each.tag for each in usual.iter()]
        assert [sorted(e.attrib) for e in one.iter()] == [sorted(e.attrib) for e in usual.iter()]
        said = [canonical("".join(root.itertext())) for root in (one, usual)]
        assert_said(said[0], text, said[1])


# The site


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Book]:
    """A small book on a hostile survey, and on a tame one, both built strictly."""
    books = []
    for name, text in (("hostile", each_in_turn), ("tame", only(TAME))):
        book = with_chapter(small_project(tmp_path_factory.mktemp(name)))
        private = book.root / "data" / "private"
        answers_to(codebook_saying(text, private), text, private / "reponses.csv")
        books.append(book)
    own = {"BOOK_ANSWERS": f"{PRIVATE}/reponses.csv", "BOOK_CODEBOOK": f"{PRIVATE}/essai.json"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        commands = [(["build", ".", *STRICT], book.root) for book in books]
        for done in run_ready("jupyter_book.cli.main", *commands):
            assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return books[0], books[1]


@pytest.mark.built
def test_a_site_on_a_survey_shows_its_words_and_nothing_else(sites: tuple[Book, Book]) -> None:
    made, calm = (files(book.site) for book in sites)
    said = {"index.html", f"notebooks/{CHAPTER}.html"}  # the others say nothing of the survey
    seen = 0
    for name in calm:
        if name.endswith((".html", ".svg")):
            here, usual = made[name].decode(), calm[name].decode()
            assert elements(here).keys() <= elements(usual).keys(), name
            if places_in(words(usual)):
                assert_said(words(here), each_in_turn, words(usual))
                seen += 1
            else:
                assert name not in said
        elif name.endswith(".csv"):
            assert_no_formula(cell for row in rows_of(made[name].decode()) for cell in row)
        elif name.endswith(".json"):
            here, usual = (canonical("\n".join(strings(json.loads(b[name])))) for b in (made, calm))
            if places_in(usual):
                assert_said(here, each_in_turn, usual)
                seen += 1
    assert seen >= 9  # the two pages, the figures of the survey, whole and to embed, their list
    styles = {
        rule.partition("{")[2]
        for book in (made, calm)
        for name, page in book.items()
        if name.startswith("embed/fig-vos") and name.endswith(".html")
        for rule in sheet_in(page.decode()).split("}")
    }
    assert not [rule for rule in styles if OUTSIDE in rule]
    assert kinds_of_files(made) == kinds_of_files(calm)


def sheet_in(page: str) -> str:
    [sheet] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    return str(sheet)


def kinds_of_files(made: dict[str, bytes]) -> set[str]:
    """The files of a site, but for those of the search, whose names are digests."""
    return {name for name in made if not re.search(r"pagefind/(fragment|index|pagefind\.)", name)}


@pytest.mark.built
def test_a_browser_runs_nothing_of_a_survey_and_asks_no_one(
    sites: tuple[Book, Book], chromium: Browser, tmp_path: Path
) -> None:
    book = sites[0]
    made = survey(each_in_turn, tmp_path)
    alone = book.site / "alone"
    write_folder(made.findings, made.charts, alone, each_in_turn(0))
    (alone / "form.html").write_text(printed_form(made.described), encoding="utf-8")
    pages = [
        "index.html",
        f"notebooks/{CHAPTER}.html",
        *(f"embed/{path.name}" for path in (book.site / "embed").glob("fig-*.[hs]*")),
        *(f"alone/{path.name}" for path in alone.glob("*.[hs]*")),
        *(f"recherche.html?q={word}" for word in ("script", "malice", "SUM", "figure+2")),
    ]
    told: list[str] = []
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    with served(book.site) as address, chromium.new_context(**READER) as reader:
        page = reader.new_page()
        page.on("dialog", refuse)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("console", lambda said: told.append(said.text))
        page.on("request", lambda request: asked.append(request.url))
        for place in pages:
            page.goto(f"{address}/{place}", wait_until="networkidle")
            assert page.evaluate("window.broken") is None, place
            assert told == [], place
        page.goto(f"{address}/notebooks/{CHAPTER}.html")
        for fold in page.locator("details").all():
            fold.evaluate("each => { each.open = true }")
        for cite in page.locator("button[data-take=cite]").all():
            cite.click()
        assert page.evaluate("window.broken") is None
        assert page.locator("img:not([src^='data:']), iframe, object, embed, base").count() == 0
    assert told == []
    assert {urlsplit(each).netloc for each in asked if not each.startswith("data:")} == {
        urlsplit(address).netloc
    }


# Paper


@pytest.mark.built
def test_a_document_to_print_sets_words_that_look_like_its_markup(book: Book) -> None:
    held = next(h for name, h in contents(book.site, "") if name == "essentiel")
    data = json.loads(held)
    lettered = [text for text in TEXTS.values() if text.isascii()]  # its font has no wide letter
    left, said = [*lettered], [canonical(text) for text in lettered]

    def spoil(block: object) -> None:
        if isinstance(block, list):
            for each in block:
                spoil(each)
        elif isinstance(block, dict):
            if isinstance(block.get("text"), str) and left:
                block["text"] = left.pop(0)
            for each in block.values():
                spoil(each)

    spoil(data)
    assert not left
    made = compiled("essentiel", json.dumps(data))
    pages = pypdfium2.PdfDocument(made)
    printed = canonical("".join(page.get_textpage().get_text_range() for page in pages))
    for words_said in said:
        assert words_said in printed.replace("\ufffe", "-")
    acting = ("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/EmbeddedFiles", "/RichMedia")
    usual = PdfReader(io.BytesIO(compiled("essentiel", held)))
    assert kinds_in(PdfReader(io.BytesIO(made)), acting) == set()
    assert targets(PdfReader(io.BytesIO(made))) <= targets(usual)


def kinds_in(pdf: PdfReader, names: tuple[str, ...]) -> set[str]:
    """Those of these names that some object of a document has, as a key or as a value."""
    found: set[str] = set()
    for number in range(1, int(str(pdf.trailer["/Size"]))):
        held = pdf.get_object(number)
        if isinstance(held, dict):
            found |= {name for name in names if name in held or name in map(str, held.values())}
    return found


def targets(pdf: PdfReader) -> set[str]:
    """The addresses that a document leads to."""
    return {
        str(action["/URI"])
        for page in pdf.pages
        for note in page.get("/Annots", ())
        if "/URI" in (action := note.get_object().get("/A", {}))
    }
