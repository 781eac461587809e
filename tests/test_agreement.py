"""What the project says in several places, it says the same: licences, years, answers."""

from __future__ import annotations

import json
import re
from copy import copy

import yaml
from bs4 import Tag
from pybtex.database import parse_file

from building import ROOT, Book
from dataprep import load_table

# The licences, as each file names them.
CODE, TEXT = "MIT", "etalab-2.0"
OPEN_LICENCE = {
    "name": TEXT,
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


# Licences


def test_every_file_that_names_a_licence_names_the_same_two() -> None:
    assert yaml.safe_load(text("CITATION.cff"))["license"] == [CODE, TEXT]
    package = json.loads(text("data/datapackage.json"))
    for described in [package, *package["resources"]]:
        assert described["licenses"] == [OPEN_LICENCE], described["name"]
    licence = text("LICENSE")
    assert "1. Code (every file but those named in 2): MIT License" in licence
    assert f"{OPEN_LICENCE['title']} (SPDX: {TEXT})\n\n{OPEN_LICENCE['path']}\n" in licence
    assert f"Code: {CODE}. Text and tables: {OPEN_LICENCE['title']}." in text("README.md")
    mentions = text("book/mentions.md")
    assert f"[{OPEN_LICENCE['title']}]({OPEN_LICENCE['path']})" in mentions
    assert "Le code : licence MIT." in mentions


def test_no_page_names_a_licence_by_another_number(book: Book) -> None:
    footer = f"Texte et données : {OPEN_LICENCE['title']}. Code : licence {CODE}."
    for name in book.pages():
        words = book.text(name)
        assert footer in words, name
        numbers = re.findall(r"(?:Licence Ouverte|etalab)\W+(\d[\d.]*\d|\d)", words)
        assert set(numbers) == {"2.0"}, name


# Years


def test_a_report_has_one_year_in_the_bibliography_and_in_its_table() -> None:
    entries = parse_file(ROOT / "book" / "references.bib").entries
    reports = load_table("reports").set_index("bibkey")
    assert len(reports) >= 12
    years = {key: entries[key].fields["year"] for key in reports.index}
    assert years == reports["date"].str[:4].to_dict()


def test_a_dated_address_of_the_bibliography_agrees_with_its_year() -> None:
    """An entry whose key ends in a year is of that year: the key is what the chapters cite."""
    entries = parse_file(ROOT / "book" / "references.bib").entries
    dated = {key: found[0] for key in entries if (found := re.findall(r"(?:19|20)\d\d", key))}
    assert len(dated) >= 20
    assert {key: entries[key].fields["year"] for key in dated} == dated


def test_no_reference_says_its_year_twice_in_a_row() -> None:
    """What comes before the year does not end on it: « 31 août 1955, 1955 »."""
    for key, entry in parse_file(ROOT / "book" / "references.bib").entries.items():
        for before in ("journal", "institution", "howpublished", "publisher"):
            assert not entry.fields.get(before, "").endswith(entry.fields["year"]), key


# The answers on the home page
# The home page

CARDS = [
    ("2025/use/users", "des répondants utilisent des outils d’IA."),
    (None, "de ne pas s’en servir\u202f: le manque de formation."),
    ("2025/non-use-reasons/no-need", "des non-utilisateurs ne voient pas de besoin."),
    ("2025/training/untrained", "des utilisateurs s’en servent sans formation préalable."),
    (None, "la formation, à l’usage comme aux risques juridiques."),
    ("2025/outlook/growth/users", "sont certains que l’usage va se développer."),
]
MOST_WORDS_AT_HOME = 600


def article(book: Book) -> Tag:
    (found,) = book.page("index").select("article")
    return found


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").split())


def test_the_home_page_opens_on_the_finding_its_caution_then_its_figure(book: Book) -> None:
    page = article(book)
    (opening,) = page.select(".opening")
    parts = [part for part in opening.children if isinstance(part, Tag)]
    finding, caution, figure = parts
    assert plain(finding.get_text()) == (
        "Sur 57 répondants, plus de la moitié ne se servent pas d’outils d’intelligence "
        "artificielle (30, effectif déduit) ; parmi ceux qui s’en servent, très peu y ont été "
        "formés avant (c’est notre lecture)."
    )
    assert figure["id"] == "fig-accueil"
    assert "57 volontaires, pas un échantillon" in plain(caution.get_text())
    (title,) = page.select("h1")
    words = [one.strip() for one in page.stripped_strings]
    first = next(iter(finding.stripped_strings))
    # Nothing to read stands between the title and the finding.
    assert words.index(first) == len(list(title.stripped_strings))


def test_no_interval_stands_on_the_home_page(book: Book) -> None:
    assert "ntervalle" not in str(article(book))


def test_the_key_figures_have_two_results_without_a_number(book: Book) -> None:
    cards = article(book).select("li.card-figure")
    for card, (key, sentence) in zip(cards, CARDS, strict=True):
        keys = [str(data["data-key"]) for data in card.select("data")]
        assert keys[:1] == ([key] if key else [])
        assert sentence in [p.get_text() for p in card.select("p")]


def test_the_home_page_tells_the_two_47_apart(book: Book) -> None:
    (remark,) = article(book).select("p.remark")
    keys = [str(data["data-key"]) for data in remark.select("data")]
    assert [key.split("/")[-1] for key in keys] == ["users", "users", "distrust", "distrust"]
    texts = [plain(data.get_text()) for data in remark.select("data")]
    assert texts == ["47 %", "27 sur 57", "47 %", "14 sur 30"]


def test_the_home_page_spells_out_its_initials_and_stays_short(book: Book) -> None:
    words = plain(article(book).get_text(" "))
    assert "ANPP (Association nationale des pôles territoriaux et des pays)" in words
    assert "PETR (pôles d’équilibre territoriaux et ruraux)" in words
    page = copy(article(book))  # others read the same page
    for folded in page.select("details, script, style, .unseen, div.narrow"):
        folded.decompose()
    assert len(page.get_text(" ").split()) <= MOST_WORDS_AT_HOME


def test_every_chapter_is_listed_at_home_under_its_own_title_the_appendix_last(book: Book) -> None:
    chapters = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    lines = article(book).select("section:has(> h2#par-ou-entrer) li")
    listed = [line.select("a")[0] for line in lines]
    names = [str(a["href"]).removeprefix("notebooks/").removesuffix(".html") for a in listed]
    assert len(names) == len(set(names))
    assert set(names) == chapters
    assert names[-1] == "06-bases"
    for line, link, name in zip(lines, listed, names, strict=True):
        (title,) = book.page(f"notebooks/{name}").select("h1")
        assert plain(link.get_text()) == plain(str(title.contents[0]))
        assert len(plain(line.get_text())) > len(plain(link.get_text())) + 20


def test_a_click_on_27_of_57_leads_to_its_deduction(book: Book) -> None:
    page = book.page("notebooks/03-adoption")
    links = [a for a in page.select("a.number") if plain(a.get_text()).startswith("27 sur 57")]
    assert links
    assert {str(a["href"]) for a in links} == {"02-methode.html#fig-bases"}
    assert book.page("notebooks/02-methode").select("#fig-bases")
    home = [a for a in article(book).select("a.number") if plain(a.get_text()) == "27 sur 57"]
    assert {str(a["href"]) for a in home} == {"notebooks/02-methode.html#fig-bases"}


# Addresses of chapter 03 that were published: each still leads to the page, and where it can.
ANCHORS = """
    que-regarder-d-abord choix-question choix-question-use choix-question-non-use-reasons
    choix-question-frequency choix-question-scope choix-question-limits combien-les-utilisent
    fig-usage pourquoi-pas fig-raisons tab-raisons a-quelle-frequence fig-frequence
    qui-peut-s-en-servir fig-perimetre pour-quoi-faire tab-usages avec-quelle-formation
    fig-formation quels-avantages tab-avantages quelles-limites tab-limites
    et-avec-un-autre-calcul choix-intervalle a-retenir ce-que-cela-ne-dit-pas la-suite
""".split()  # noqa: SIM905  (a list of thirty words reads better so)


def test_the_addresses_of_the_charts_that_became_one_still_lead_to_it(book: Book) -> None:
    page = book.page("notebooks/03-adoption")
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert set(ANCHORS) <= set(ids)
    charts = [anchor for anchor in ANCHORS if anchor.startswith(("fig-", "choix-question"))]
    place = ids.index("fig-resultats")
    assert all(0 < place - ids.index(anchor) < 20 for anchor in charts)
