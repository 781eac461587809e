"""What the project says in several places, it says the same: licences, years, answers."""

from __future__ import annotations

import json
import re

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


# The answers on the home page

CARDS = [
    ("2025/use/users", "des répondants utilisent des outils d’IA."),
    ("2025/non-use-reasons/no-need", "des non-utilisateurs ne voient pas de besoin."),
    ("2025/training/untrained", "des utilisateurs s’en servent sans formation préalable."),
    ("2025/outlook/growth/users", "sont certains que l’usage va se développer."),
]
HELD = (
    "Le flash n’imprime pas le nombre d’utilisateurs\u202f: nous le déduisons de ses pourcentages."
)


def home(book: Book) -> list[tuple[str, Tag]]:
    """What chapters hand over to the home page, each under its heading."""
    shown = book.page("index").select("article section:has(> h2) .output > *")
    sections = [one.find_parent("section") for one in shown]
    headings = [str(one.select("h2")[0].contents[0]) for one in sections if one]
    return list(zip(headings, shown, strict=True))


def test_the_home_page_shows_three_answers_each_under_its_question(book: Book) -> None:
    headings = ["Les chiffres clés", "Combien les utilisent\u202f?", "Combien les utilisent\u202f?"]
    assert [heading for heading, _ in home(book)] == headings
    (_, cards), (_, figure), (_, answer) = home(book)
    for card, (key, sentence) in zip(cards.select("li.card-figure"), CARDS, strict=True):
        assert card.select("data")[0]["data-key"] == key
        assert card.select("p")[1].get_text() == sentence
    assert figure["id"] == "fig-accueil"
    assert figure.select(".shown-title")[0].get_text() == "Qui utilise des outils d’IA"
    assert answer.name == "p"
    assert answer.get_text().startswith(HELD)
