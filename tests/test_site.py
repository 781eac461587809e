"""The built site, page by page: its links, its numbers, its rows, and its French."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from functools import cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pandas as pd
import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from building import ROOT, Book
from dataprep import load_descriptor, load_table, published_findings
from rendering.shown.numbers import OWN_SOURCES, SUPPRESSED
from rendering.words.typography import typeset

# Attributes that hold an address, by element: what a page loads, and where it leads.
LOADED = {"link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src"}
FOLLOWED = {"a": "href", "form": "action", "area": "href"}
DEDUCED = ("2025/use/users", "2025/use/non-users")
TABLES = [resource["name"] for resource in load_descriptor()["resources"]]


@pytest.fixture(scope="module")
def pages(book: Book) -> dict[str, BeautifulSoup]:
    """Every page of the site, parsed, by its address from the root."""
    return {f"{name}.html": book.page(name) for name in book.pages()}


@pytest.fixture(scope="module")
def numbers(book: Book) -> dict[str, dict[str, Any]]:
    listed = json.loads((book.site / "numbers.json").read_text(encoding="utf-8"))
    return {record["key"]: record for record in listed["numbers"]}


# Comparators


def test_every_comparator_on_a_page_has_base_year_address_and_closeness(
    pages: dict[str, BeautifulSoup],
) -> None:
    names = ("même unité", "autre unité", "sans part dans le flash")
    found = 0
    for name, page in pages.items():
        for table in page.find_all("table"):
            heads = [head.get_text() for head in table.select("thead th")]
            if "Proximité, et pourquoi" not in heads:
                continue
            for row in table.select("tbody tr"):
                cells = dict(zip(heads, row.find_all(["th", "td"]), strict=True))
                survey, base = cells["Enquête et année"], cells["Base et effectif"].get_text()
                assert re.search(r"\b20\d\d\b", survey.get_text()), (name, survey)
                assert str(survey.a["href"]).startswith("http"), (name, survey)
                assert re.search(r"\w.*\(effectif(\sinconnu|\s:[\d\s]+)\)", base), (name, base)
                close = cells["Proximité, et pourquoi"].get_text()
                assert close.startswith(names), (name, close)
                found += 1
    assert found >= 60


# Links


def addresses(page: BeautifulSoup, attributes: dict[str, str]) -> Iterator[str]:
    for name, attribute in attributes.items():
        for element in page.find_all(name):
            told = {"canonical", "alternate"} & set(element.get("rel") or [])  # and not fetched
            if element.get(attribute) is not None and not told:
                yield element[attribute]


def is_external(address: str) -> bool:
    return bool(urlsplit(address).scheme or urlsplit(address).netloc)


def test_every_page_of_the_contents_is_built(pages: dict[str, BeautifulSoup]) -> None:
    listed = re.findall(r"(?:file|root): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert listed
    assert {f"{name}.html" for name in listed} <= set(pages)


def test_every_internal_address_leads_somewhere(
    book: Book, pages: dict[str, BeautifulSoup]
) -> None:
    anchors = {name: anchors_of(page) for name, page in pages.items()}
    broken, followed = [], 0
    for name, page in pages.items():
        for address in addresses(page, LOADED | FOLLOWED):
            if is_external(address):
                continue
            target = urlsplit(urljoin(name, address))
            path, fragment = unquote(target.path), unquote(target.fragment)
            followed += 1
            if path.startswith("/") or not (book.site / path).is_file():
                broken.append(f"{name}: {address}")
            elif fragment and fragment not in anchors.get(path, set()):
                broken.append(f"{name}: {address} (no such place in the page)")
    assert not broken, "\n".join(broken)
    assert followed > 500


def anchors_of(page: BeautifulSoup) -> set[str]:
    return {element["id"] for element in page.find_all(id=True)}


def test_every_external_address_is_a_link_to_a_web_page(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        loaded = [
            a for a in addresses(page, LOADED) if is_external(a) and urlsplit(a).scheme != "data"
        ]
        assert not loaded, f"{name} loads {loaded}"
        for address in filter(is_external, addresses(page, FOLLOWED)):
            parts = urlsplit(address)
            assert parts.scheme in ("http", "https", "data"), f"{name}: {address}"
            assert parts.scheme == "data" or "." in parts.netloc, f"{name}: {address}"


def test_every_aria_reference_and_label_names_an_element_of_its_page(
    pages: dict[str, BeautifulSoup],
) -> None:
    for name, page in pages.items():
        anchors = anchors_of(page)
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for element in page.find_all(attrs={attribute: True}):
                value = element[attribute]
                for reference in value if isinstance(value, list) else value.split():
                    assert reference in anchors, f"{name}: {attribute}={reference}"


def test_no_identifier_stands_twice_on_a_page(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        counts = Counter(element["id"] for element in page.find_all(id=True))
        assert not [key for key, n in counts.items() if n > 1], name


# Rows and tables


def test_every_statement_of_the_flash_is_on_the_site_under_the_anchor_of_its_row(
    pages: dict[str, BeautifulSoup],
) -> None:
    statements = load_table("findings-2025")
    assert len(statements) >= 40
    page = pages["book/enonces.html"]
    for line, (_, row) in enumerate(statements.iterrows(), start=2):
        shown = page.find(id=f"findings-2025--{row['id']}")
        assert shown is not None, row["id"]
        cells = [cell.get_text(" ") for cell in shown.find_all(["th", "td"])]
        assert any(cell.startswith(typeset(row["label_fr"])) for cell in cells), row["id"]
        assert any(f"ligne {line}" in cell for cell in cells), row["id"]
        for column in ("printed", "base_printed"):
            if pd.notna(row[column]):
                assert typeset(row[column]) in cells, (row["id"], column)
        place = rf"section {row['section']}\D+{row['paragraph']}(?!\d)"
        assert any(re.match(place, cell) for cell in cells), row["id"]


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_every_table_has_an_anchor(name: str, pages: dict[str, BeautifulSoup]) -> None:
    table = load_table(name)
    anchors = anchors_of(pages["book/donnees.html"]) | anchors_of(pages["book/enonces.html"])
    if "id" in table:
        assert {f"{name}--{row}" for row in table["id"]} <= anchors
    assert name in anchors


# Numbers


def printed_numbers(page: BeautifulSoup) -> Iterator[Tag]:
    yield from page.find_all("data", attrs={"data-key": True})


def test_every_number_on_a_page_is_listed_with_its_value_and_the_page(
    pages: dict[str, BeautifulSoup], numbers: dict[str, dict[str, Any]]
) -> None:
    found = 0
    for name, page in pages.items():
        for element in printed_numbers(page):
            found += 1
            record = numbers[element["data-key"]]
            assert float(element["value"]) == pytest.approx(record["value"], rel=1e-5)
            if record["value"] == int(record["value"]):
                assert float(element["value"]) == record["value"]  # a count is whole, and exact
            assert name in record["pages"], (record["key"], name)
    assert found >= 40
    assert {name for record in numbers.values() for name in record["pages"]} <= set(pages)


@pytest.mark.parametrize(
    ("start", "thousands", "decimals"), [("", "\u202f", ","), ("en/", ",", ".")]
)
def test_every_number_reads_as_its_record_says(
    book: Book, numbers: dict[str, dict[str, Any]], start: str, thousands: str, decimals: str
) -> None:
    """The digits in the words of a number are its count, base, share or interval, rounded."""
    found = 0
    for name in book.pages():
        for element in printed_numbers(book.page(f"{start}{name}")):
            found += 1
            record = numbers[element["data-key"]]
            words = re.sub(rf"(?<=\d){thousands}(?=\d{{3}})", "", element.get_text())
            told = re.findall(rf"\d+(?:{re.escape(decimals)}\d+)?", words)
            digits = {float(each.replace(decimals, ".")) for each in told}
            assert digits, (name, record["key"])
            assert digits <= set(allowed_digits(record)), (f"{start}{name}", words, record)
    assert found >= 40


def allowed_digits(record: dict[str, Any]) -> Iterator[float]:
    for part in ("count", "base"):
        if part in record:
            yield float(record[part])
    if record["unit"] not in ("share", "percentage"):
        yield float(int(10 * record["value"] + 0.5 + 1e-9)) / 10
        return
    for part in ("value", "low", "high"):
        if part in record:
            yield float(int(100 * record[part] + 0.5 + 1e-9))


def test_the_row_that_a_number_comes_from_exists_and_its_link_leads_there(
    pages: dict[str, BeautifulSoup], numbers: dict[str, dict[str, Any]]
) -> None:
    assert numbers
    for key, record in numbers.items():
        table, *row = record["source"].split("#")
        if table in OWN_SOURCES:  # answers that were read in a chapter, which shows what they give
            continue
        assert table in TABLES, key
        if row:
            assert row[0] in set(load_table(table)["id"]), key
    for name, page in pages.items():
        for element in printed_numbers(page):
            link = element.find_parent("a")
            assert link is not None, (name, element["data-key"])
            table, *row = numbers[element["data-key"]]["source"].split("#")
            fragment = urlsplit(link["href"]).fragment
            if table in OWN_SOURCES:
                assert fragment == "tab-constats", (name, element["data-key"])
                continue
            if fragment == "fig-bases":  # no row holds this count: that figure deduces it
                assert element["data-key"].startswith(DEDUCED), (name, element["data-key"])
                continue
            assert fragment == "--".join([table, *row]), (name, element["data-key"])


def test_a_share_is_its_count_over_its_base_inside_its_interval(
    numbers: dict[str, dict[str, Any]],
) -> None:
    shares = [record for record in numbers.values() if record["unit"] == "share"]
    hidden = [record for record in shares if record["method"] == SUPPRESSED]
    assert hidden
    assert not any({"value", "count", "low", "high"} & record.keys() for record in hidden)
    shares = [record for record in shares if record not in hidden]
    for record in shares:
        assert record["value"] == pytest.approx(record["count"] / record["base"]), record["key"]
    # A share of draws of a simulation has no interval; a finding of the survey has one.
    known = ("reconstructed", "read", "remainder")
    findings = [record for record in shares if record["method"] in known]
    assert len(findings) >= 10
    for record in findings:
        assert record["low"] < record["value"] < record["high"], record["key"]


def test_a_listed_finding_has_the_interval_of_the_findings_table(
    numbers: dict[str, dict[str, Any]],
) -> None:
    findings = published_findings()
    again = findings.duplicated(["question", "option"], keep=False)
    ends = [f"/{g}" if twice else "" for g, twice in zip(findings["group"], again, strict=True)]
    keys = findings["wave"] + "/" + findings["question"] + "/" + findings["option"] + ends
    known = findings.set_index(keys)
    compared = 0
    for key in known.index.intersection(list(numbers)):
        if pd.notna(known.loc[key, "low"]):
            compared += 1
            for end in ("low", "high"):
                assert numbers[key][end] == pytest.approx(known.loc[key, end]), (key, end)
    assert compared >= 10


# Language


# What is not set as prose: code, and a row of a table as it is in the file.
NOT_PROSE = {"script", "style", "pre", "code", "kbd", "samp", "template", "noscript"}
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "data",
    "dfn",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "var",
    "wbr",
}
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-words")
STAND_IN = "\ufffc"  # for a piece of code within a sentence


def texts(element: Tag) -> Iterator[str]:
    """The texts that a reader sees or hears, one for each block, inline elements joined."""
    parts: list[str] = []
    for child in element.children:
        if isinstance(child, Tag):
            yield from (str(child[name]) for name in SPOKEN if child.get(name))
            if child.name in NOT_PROSE:
                parts.append(STAND_IN)
            elif child.name in INLINE and not child.find(lambda tag: tag.name not in INLINE):
                parts += map(in_french, child.strings)
            else:
                yield from flush(parts)
                yield from texts(child)
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            parts.append(str(child))
    yield from flush(parts)


def in_french(text: NavigableString) -> str:
    """A text as the rules of French read it: a passage in another language is not theirs."""
    passage = text.find_parent(lang=True)
    return str(text) if passage is None or passage["lang"] == "fr" else STAND_IN


def flush(parts: list[str]) -> Iterator[str]:
    text = re.sub(r"[ \t\n\r\f]+", " ", "".join(parts)).strip(" ")  # as a browser joins spaces
    parts.clear()
    if text:
        yield text


ADDRESS = re.compile(r"https?://\S+|\b10\.\d{4,}/\S+|\bwww\.\S+")
MARKS = {
    "a mark without the narrow no-break space before it": re.compile(
        r"(?<![\u202f?!])[;!?»]|(?<!\u202f):(?!\d)|(?<!\u202f)(?<!^)[%€](?!\w)"
    ),
    "an opening quotation mark without it after": re.compile(r"«(?!\u202f)"),
    "a straight apostrophe between letters": re.compile(r"\w'\w"),
    "three dots in a row": re.compile(r"\.\.\."),
    "a decimal point": re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])"),
    "thousands without the narrow space": re.compile(r"\d[ \u00a0,]\d{3}(?!\d)"),
}
# Names and addresses that are written with a point, a mark or no space, and the reason.
AS_WRITTEN = [
    "Licence Ouverte 2.0",  # the name of the licence
]


@cache
def mistakes(text: str) -> list[str]:
    """What is wrong with a text, each with the words around it."""
    for name in AS_WRITTEN:
        text = text.replace(name, STAND_IN)
    text = ADDRESS.sub(STAND_IN, text)
    return [
        f"{name}: {text[max(0, found.start() - 30) : found.end() + 20]!r}"
        for name, pattern in MARKS.items()
        for found in pattern.finditer(text)
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Pourquoi ?", True),
        ("Pourquoi\u00a0?", True),
        ("Pourquoi?", True),
        ("Pourquoi\u202f?", False),
        ("Quoi\u202f?!", False),
        ("47 %", True),
        ("47%", True),
        ("47\u202f%", False),
        ("« mot\u202f»", True),
        ("«\u202fmot »", True),
        ("«\u202fmot\u202f»", False),
        ("l'un", True),
        ("l’un", False),
        ("2.5", True),
        ("2,5", False),
        ("34 875", True),
        ("34\u202f875", False),
        ("à 12:30", False),
        ("Voir https://a.fr/b?c=1", False),
        ("Un : deux", True),
        ("Licence Ouverte 2.0", False),
    ],
)
def test_the_reading_of_french_typography_is_right(text: str, wrong: bool) -> None:
    assert bool(mistakes(text)) == wrong


def test_every_page_is_set_as_french_is(pages: dict[str, BeautifulSoup]) -> None:
    found = []
    read = 0
    for name, page in pages.items():
        assert page.body is not None
        heard = [str(m["content"]) for m in page.find_all("meta", attrs={"name": "description"})]
        for text in [*texts(page.body), *heard, *(t.get_text() for t in page.find_all("title"))]:
            read += 1
            found += [f"{name}: {mistake}" for mistake in mistakes(text)]
    assert not found, "\n".join(dict.fromkeys(found))
    assert read > 1000


def test_no_page_shows_a_word_of_the_machinery(pages: dict[str, BeautifulSoup]) -> None:
    """What a missing number, a failed format or an unresolved reference leaves in the text."""
    left = re.compile(r"\b(nan|NaN|None|Number|inf)\b|<NA>|\{\w+(:\w+)?\}|\b(doc|ref|glue):")
    for name, page in pages.items():
        body = copy(page.body)
        assert body is not None
        for node in body.find_all(attrs={"data-words": True}):
            del node["data-words"]  # words that the page's script fills
        for text in texts(body):
            assert not left.search(text), (name, text)


def test_the_reading_time_of_each_chapter_is_a_number(pages: dict[str, BeautifulSoup]) -> None:
    chapters = [page for name, page in pages.items() if name.startswith("notebooks/")]
    assert chapters
    for page in chapters:
        assert re.search(r"Temps de lecture\W+environ \d+ minutes", page.get_text())


def test_the_site_holds_no_path_of_the_machine_that_built_it(book: Book) -> None:
    place = str(book.root)
    for path in book.site.rglob("*"):
        if path.suffix in (".html", ".json", ".js", ".txt", ".csv", ".md", ".xml"):
            assert place not in path.read_text(encoding="utf-8"), path.relative_to(book.site)


def test_names_of_pages_are_lowercase_with_hyphens(book: Book) -> None:
    assert book.pages()
    for name in book.pages():
        assert re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)*", name), name
