"""Tables have their caption, headers and file; what a table of the book holds, row by row."""

from __future__ import annotations

import io
import re
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from dataprep import load_table, published_findings, published_wave
from dataprep.overlap import least_in_part
from dataprep.robustness import relaxed_bases
from rendering.chapters.actions import (
    expected_growth,
    show_actions,
    show_axes_evidence,
    statement_lines,
)
from rendering.chapters.context import (
    show_axes,
    show_recommendations,
    show_reports,
    show_universe,
)
from rendering.chapters.method import show_relaxed_bases
from rendering.shown.folded import fold
from rendering.shown.numbers import numbers_of
from rendering.shown.output import Output
from rendering.shown.statements import place_of, show_statements
from rendering.shown.table import (
    Cell,
    ShownTable,
    csv_link,
    never_run,
    show_table,
    table_html,
)
from rendering.words.typography import typeset

FRAME = pd.DataFrame(
    {"Réponse": ["Oui", "Non"], "Effectif": pd.array([27, None], "Int64"), "Part": ["47 %", None]}
)
FINDINGS = published_findings()
STATEMENTS = published_wave().statements
AXES, EVIDENCE = load_table("axes"), load_table("axes-evidence")
LINES = statement_lines(FINDINGS, STATEMENTS)
ACTIONS, ADVICE = load_table("actions"), load_table("recommendations")
SHOWN: dict[str, ShownTable] = {
    "statements": show_statements(STATEMENTS, "tab-a", "Les énoncés"),
    "bases": show_relaxed_bases(relaxed_bases(), STATEMENTS, "tab-b", "Les bases"),
    "axes": show_axes(AXES, "tab-c", "Les axes"),
    "evidence": show_axes_evidence(AXES, EVIDENCE, LINES, "tab-d", "Les appuis"),
    "reports": show_reports(load_table("reports"), "tab-e", "Les rapports"),
    "recommendations": show_recommendations(
        load_table("recommendations"), "tab-g", "Les recommandations"
    ),
    "universe": show_universe(load_table("universe"), "tab-f", "Les Territoires"),
}
every_table = pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)


def parsed(markup: str) -> BeautifulSoup:
    return BeautifulSoup(markup, "html5lib")


def only(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def texts(soup: BeautifulSoup | Tag, selector: str) -> list[str]:
    return [tag.get_text() for tag in soup.select(selector)]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def cells(shown: Output) -> list[list[str]]:
    """The words of each row, the notes under them left out."""
    page = parsed(shown.html())
    for note in page.select(".note"):
        note.decompose()
    return [
        [plain(cell.get_text()).strip() for cell in row.select("th, td")]
        for row in page.select("tbody tr")
    ]


def downloaded(markup: str) -> str:
    """The file behind the link of a figure or table."""
    address = str(only(parsed(markup), "a.download")["href"])
    kind, content = address.split(",", 1)
    assert kind == "data:text/csv;charset=utf-8"
    return unquote(content)


# Any table


@every_table
def test_a_table_has_a_caption_and_headers_with_their_scope(shown: ShownTable) -> None:
    page = parsed(shown.html())
    assert only(page, "table > caption").get_text() == shown.caption != ""
    assert {head["scope"] for head in page.select("thead th")} == {"col"}
    for row in page.select("tbody tr"):
        first, *others = row.find_all(["th", "td"])
        assert isinstance(first, Tag)
        assert (first.name, first["scope"]) == ("th", "row")
        assert {cell.name for cell in others if isinstance(cell, Tag)} == {"td"}
        assert 1 + len(others) == len(page.select("thead th"))


@every_table
def test_a_table_can_be_named_scrolled_by_keyboard_and_cited(shown: ShownTable) -> None:
    page = parsed(shown.html())
    assert only(page, f"div#{shown.anchor}.shown-table")
    scrolled = only(page, ".table-scroll[role=group]")
    assert (scrolled["aria-label"], scrolled["tabindex"]) == (shown.caption, "0")
    assert only(page, f'.cite a[href="#{shown.anchor}"]')
    assert shown.caption in only(page, ".cite").get_text()
    assert only(page, "a.download")["download"] == f"{shown.anchor}.csv"


@every_table
def test_a_table_in_a_terminal_starts_with_its_caption(shown: ShownTable) -> None:
    caption, head, *rows = shown.plain().splitlines()
    assert caption == shown.caption
    assert all(str(name) in head for name in shown.frame)
    assert len(rows) == len(shown.frame)


@every_table
def test_the_file_of_a_table_has_its_rows(shown: ShownTable) -> None:
    file = io.StringIO(downloaded(shown.html()))
    again = pd.read_csv(file, dtype=str, keep_default_na=False)
    expected = shown.frame.astype(object).where(shown.frame.notna(), "").map(str)
    same = again[shown.frame.columns]
    pd.testing.assert_frame_equal(same, expected, check_dtype=False, check_column_type=False)


def test_the_file_of_a_table_has_its_remarks_in_a_column_after_their_cells() -> None:
    frame = pd.DataFrame({"a": [Cell("x", "remarque"), "y"], "b": [1, 2]})
    assert downloaded(csv_link(frame, "t")) == "a,a (suite),b\nx,remarque,1\ny,,2\n"


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1).filter(
                lambda text: never_run(text) == text
            ),
            st.integers(-(10**9), 10**9),
            st.floats(allow_nan=False),
        )
    )
)
def test_what_is_downloaded_reads_back_as_it_was(rows: list[tuple[str, int, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["texte", "entier", "réel"]).astype(
        {"texte": "str", "entier": "int64", "réel": "float64"}
    )
    file = io.StringIO(downloaded(csv_link(frame, "tab")))
    again = pd.read_csv(file, dtype=dict(frame.dtypes), keep_default_na=False)
    pd.testing.assert_frame_equal(again, frame, check_exact=True)


def test_numbers_stand_to_the_right_with_their_header_and_words_do_not() -> None:
    page = parsed(table_html(FRAME, "c"))
    assert texts(page, "th.numeric") == ["Effectif"]
    assert texts(page, "td.numeric") == ["27", "–"]


def test_a_missing_cell_is_a_dash_whatever_it_misses() -> None:
    frame = pd.DataFrame({"a": ["x"] * 4, "b": [None, np.nan, pd.NA, pd.NaT]}, dtype=object)
    assert texts(parsed(table_html(frame, "c")), "td") == ["–"] * 4


def test_a_cell_is_typeset_and_its_words_stay() -> None:
    page = parsed(table_html(pd.DataFrame({"l'un ?": ["« mot » : 5 %"]}), "c"))
    assert texts(page, "thead th") == ["l’un\u202f?"]
    assert texts(page, "tbody th") == ["«\u202fmot\u202f»\u202f: 5\u202f%"]


def test_a_cell_links_where_it_is_asked_to() -> None:
    page = parsed(table_html(FRAME, "c", {"Oui": "../data/t.csv?a=1&b=2", "27": "x"}))
    assert {a.get_text(): a["href"] for a in page.select("a")} == {
        "Oui": "../data/t.csv?a=1&b=2",
        "27": "x",
    }


def test_a_remark_stands_under_its_cell_and_outside_its_link() -> None:
    frame = pd.DataFrame({"a": [Cell("Oui", "Pourquoi ?"), Cell("Non")]})
    page = parsed(table_html(frame, "c", {"Oui": "x"}))
    assert texts(page, "small.note") == ["Pourquoi\u202f?"]
    assert [str(cell) for cell in frame["a"]] == ["Oui", "Non"]


def test_a_cell_in_another_language_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"a": [Cell("A Proposal", lang="en"), Cell("Un rapport", lang="fr")]})
    marked = only(parsed(table_html(frame, "c")), "[lang]")
    assert (marked["lang"], marked.get_text()) == ("en", "A Proposal")
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert only(parsed(table_html(frame, "c")), "[lang]")["lang"] == "fr"


def test_the_numbers_of_a_table_ride_with_it() -> None:
    numbers = tuple(numbers_of(FINDINGS).values())
    shown = show_table(FRAME, "tab", "c", numbers=numbers)
    assert shown._repr_mimebundle_()[1]["numbers"] == [number.as_record() for number in numbers]


HOSTILE = "<script>x</script><b a='1'>\"&amp;"


def test_no_mark_of_a_label_gets_through() -> None:
    frame = pd.DataFrame({HOSTILE: [Cell(HOSTILE, HOSTILE, HOSTILE), "Oui"], "n": [1, 2]})
    shown = show_table(frame, "tab-x", HOSTILE, {"Oui": f'"{HOSTILE}'})
    page = parsed(shown.html())
    assert page.select("script, b") == []
    assert only(page, "caption").get_text() == HOSTILE
    assert only(page, ".table-scroll")["aria-label"] == HOSTILE
    assert only(page, "tbody span").get_text() == only(page, "small").get_text() == HOSTILE
    assert only(page, "tbody span")["lang"] == HOSTILE
    assert only(page, "tbody a")["href"] == f'"{HOSTILE}'
    assert HOSTILE in only(page, ".cite").get_text()


def test_each_row_can_have_an_id_to_be_led_to() -> None:
    frame = pd.DataFrame({"a": ['<tr><th scope="row">', "y"], "b": [1, 2]})
    page = parsed(table_html(frame, "c", row_ids=["t--x", 't--"<y']))
    assert [row["id"] for row in page.select("tbody tr")] == ["t--x", 't--"<y']
    assert not parsed(table_html(frame, "c")).select("tr[id]")


@pytest.mark.parametrize("ids", [[], ["x"], ["x", "y", "z"]])
def test_ids_that_are_not_one_a_row_are_refused(ids: list[str]) -> None:
    with pytest.raises(ValueError, match=rf"table_html: {len(ids)} row_ids is not 2\. .*« Part »"):
        table_html(FRAME, "Part", row_ids=ids)


def test_a_caption_that_a_heading_says_already_is_for_screen_readers_alone() -> None:
    assert only(parsed(table_html(FRAME, "c", caption_seen=False)), "caption.unseen").text == "c"
    assert not parsed(table_html(FRAME, "c")).select(".unseen")


def test_a_table_without_rows_is_a_table_still() -> None:
    page = parsed(table_html(FRAME.iloc[:0], "Rien"))
    assert texts(page, "thead th") == list(FRAME.columns)
    assert page.select("tbody tr") == []


# The tables of the book


def test_a_statement_is_shown_with_its_words_its_place_and_a_link_to_its_row() -> None:
    rows = STATEMENTS.query("id in ['use-none', 'use-prejudice', 'training-wanted']")
    shown = show_statements(rows, "tab", "c")
    assert cells(shown) == [
        ["N’utilisent pas ces outils", "« plus de la moitié »", "section 2, § 3"],
        ["Des idées préconçues ont pu faire répondre non", "–", "section 2, § 3, note 1"],
        [
            "La formation, aux usages et aux risques juridiques, est très demandée",
            "« largement plébiscitée »",
            "section 2, § 6",
        ],
    ]
    links = [str(a["href"]) for a in parsed(shown.html()).select("tbody a")]
    assert links == [f"../data/findings-2025.csv#{name}" for name in rows["id"]]


def test_every_statement_of_the_flash_can_be_placed() -> None:
    assert len(SHOWN["statements"].frame) == len(STATEMENTS)
    for _, row in STATEMENTS.iterrows():
        expected = [row["section"], row["paragraph"], row["footnote"]]
        said = [int(digits) for digits in re.findall(r"\d+", place_of(row))]
        assert said == [n for n in expected if pd.notna(n)]


def said(shown: Output, selector: str = "tbody li") -> list[str]:
    return [plain(tag.get_text()) for tag in parsed(shown.html()).select(selector)]


def test_the_number_of_a_statement_is_its_own() -> None:
    lines = said(SHOWN["evidence"])
    assert "N’utilisent pas ces outils : 30 sur 57" in lines
    assert "Sans formation préalable : 23 sur 27" in lines
    assert "Les compétences" in lines  # no count is known, and none is said
    assert "Le flash ne dit rien de la participation des citoyens." in lines


def test_two_readings_of_a_statement_are_shown_together() -> None:
    label = STATEMENTS.set_index("id")["label_fr"]["outlook-growth"].replace("'", "’")
    assert f"{label} : 22 sur 27 ou 46 sur 57" in said(SHOWN["evidence"])


def test_a_statement_whose_base_is_unknown_says_so_in_the_axes() -> None:
    unknown = FINDINGS.assign(
        **{name: FINDINGS[name].mask(FINDINGS["group"] == "users") for name in ("count", "base")}
    )
    lines = statement_lines(unknown, STATEMENTS)
    shown = show_axes_evidence(AXES, EVIDENCE, lines, "tab", "c")
    assert "Un usage quotidien : 33 % (base inconnue)" in said(shown)
    assert expected_growth(unknown) == {}
    assert expected_growth(FINDINGS.query("option != 'growth'")) == {}


def test_each_line_of_deployment_has_one_row_with_what_speaks_to_it_and_what_qualifies_it() -> None:
    page = parsed(SHOWN["evidence"].html())
    labels = AXES.set_index("id")["label_fr"]
    rows = page.select("tbody tr")
    assert texts(page, "tbody th") == labels[EVIDENCE["axis"].unique()].to_list()
    for row, (_, its) in zip(rows, EVIDENCE.groupby("axis", sort=False), strict=True):
        supports, others = row.select("td")
        assert len(supports.select("li")) == (its["direction"] == "supports").sum()
        assert len(others.select("li")) == (its["direction"] != "supports").sum()
    linked = {str(a["href"]).split("#")[1] for a in page.select("tbody a")}
    assert linked >= set(EVIDENCE["finding"].dropna())


def test_who_is_likely_to_use_these_tools_is_no_evidence_of_who_is_allowed_to() -> None:
    named = EVIDENCE["finding"].dropna().isin(STATEMENTS.query("question == 'scope'")["id"])
    assert not named.any()


def test_the_file_of_the_axes_says_why_each_statement_is_there() -> None:
    file = pd.read_csv(io.StringIO(downloaded(SHOWN["evidence"].html())))
    assert [plain(reason) for reason in file.iloc[:, 2]] == EVIDENCE["reason_fr"].to_list()


# What to do


ACTED = show_actions(ACTIONS, LINES, ADVICE, "tab-h", "Que faire")


def test_each_thing_to_do_has_its_evidence_its_recommendation_a_step_and_what_is_not_known() -> (
    None
):
    cards = parsed(ACTED.html()).select("ol.actions > li")
    labels = [typeset(label) for label in ACTIONS["label_fr"]]
    assert [card.select("h3")[0].get_text() for card in cards] == labels
    for card, (_, row) in zip(cards, ACTIONS.iterrows(), strict=True):
        assert [plain(term) for term in texts(card, "dt")] == [
            "Ce que dit le flash",
            "Ce que recommande le Sénat",
            "Un premier pas",
            "Ce qu’on ignore",
        ]
        words = typeset_words(card)
        assert plain(typeset(row["step_fr"])) in words
        assert plain(typeset(row["unknown_fr"])) in words
        evidence = {str(a["href"]).split("#")[-1] for a in card.select("dl > div:first-child a")}
        assert evidence >= set(row[["finding", "finding_beside"]].dropna())


def typeset_words(tag: Tag) -> str:
    return plain(tag.get_text(" "))


def test_a_recommendation_is_numbered_only_where_its_number_was_seen() -> None:
    numbered = ADVICE[ADVICE["number"].notna()]["id"]
    cards = parsed(ACTED.html()).select("ol.actions > li")
    for card, (_, row) in zip(cards, ACTIONS.iterrows(), strict=True):
        advised = plain(card.select("dl > div")[1].get_text())
        assert ("Recommandation n°" in advised) == (row["recommendation"] in set(numbered))
        assert ("Rien, à notre connaissance." in advised) == pd.isna(row["recommendation"])
    assert any(ACTIONS["recommendation"].isin(numbered))
    assert ACTIONS["recommendation"].isna().sum() == 1


def test_the_file_of_what_to_do_has_a_row_for_each_and_the_numbers_are_traced() -> None:
    file = pd.read_csv(io.StringIO(downloaded(ACTED.html())))
    assert len(file) == len(ACTIONS)
    assert "15 sur 30" in plain(str(file.iloc[1, 1]))
    counts = {number.key: number.count for number in ACTED.shown_numbers()}
    assert counts["2025/training/untrained"] == 23


def test_what_each_reading_of_expected_growth_says_of_the_others() -> None:
    numbers = expected_growth(FINDINGS)
    assert {name: (n.count, n.base) for name, n in numbers.items()} == {
        "known": (22, 57),
        "others": (19, 30),
    }


def test_the_fewest_of_a_part_are_what_the_others_cannot_hold() -> None:
    for base in range(1, 8):
        for count in range(base + 1):
            for part in range(base + 1):
                held = range(min(count, part) + 1)
                possible = [yes for yes in held if 0 <= count - yes <= base - part]
                assert least_in_part(count, base, part) == min(possible)
    with pytest.raises(ValueError, match="part"):
        least_in_part(3, 5, 6)


def test_a_folded_output_keeps_its_words_and_its_numbers() -> None:
    shown = fold(ACTED, "Que faire ?")
    page = parsed(shown.html())
    assert only(page, "details:not([open]) > summary").get_text() == "Que faire\u202f?"
    assert only(page, "details #tab-h ol.actions")
    assert shown.shown_numbers() == ACTED.shown_numbers()


def test_the_axes_say_whose_grouping_they_are() -> None:
    lines = {who: axes.split(" ; ") for who, axes in cells(SHOWN["axes"])}
    assert {who: len(axes) for who, axes in lines.items()} == {
        "Le flash": 4,
        "Le rapport publié": 3,
    }
    assert lines["Le flash"][0] == "Sensibilisation et formation"


def test_a_relaxed_assumption_is_named_and_its_bases_listed_or_shortened_to_their_ends() -> None:
    relaxed = pd.DataFrame(
        [
            ("none", 1, (27,), (30,)),
            ("rounding-down", 0, (), ()),
            ("without:frequency-daily", 6, (9, 18, 27, 36, 45, 54), (3, 4)),
        ],
        columns=["id", "solutions", "users", "non-users"],
    )
    assert cells(show_relaxed_bases(relaxed, STATEMENTS, "tab", "c")) == [
        ["Aucune hypothèse relâchée", "1", "27", "30"],
        ["Les pourcentages sont tronqués", "0", "–", "–"],
        ["Sans le pourcentage « Un usage quotidien »", "6", "de 9 à 54", "3, 4"],
    ]


def test_every_assumption_that_is_relaxed_has_a_name() -> None:
    names = [row[0] for row in cells(SHOWN["bases"])]
    assert len(set(names)) == len(names) == len(relaxed_bases())


def test_reports_come_from_the_oldest_to_the_latest_with_their_authors_and_language() -> None:
    reports = load_table("reports")
    page = parsed(SHOWN["reports"].html())
    rows = cells(SHOWN["reports"])
    years = [int(row[1].removesuffix(" *").split()[-1]) for row in rows]
    assert years == sorted(years)
    assert rows[0][1] == "31 août 1955 *"
    assert rows[-1][0].startswith("IA et Territoires de projet")  # known to the year alone
    assert "rapporté" not in parsed(SHOWN["reports"].html()).get_text()  # the asterisk says it
    assert {plain(note) for note in texts(page, ".note")} == {
        authors.replace("'", "’") for authors in reports["authors"]
    }
    assert len(page.select("tbody [lang=en]")) == (reports["language"] == "en").sum()
    addresses = {str(a["href"]) for a in page.select("tbody a")}
    assert addresses == set(reports["source_url"].dropna())


def test_recommendations_have_a_number_only_where_it_was_seen_and_each_its_source() -> None:
    table = load_table("recommendations")
    rows = cells(SHOWN["recommendations"])
    assert [row[1] for row in rows] == ["1", "2", "3"] + ["–"] * 7
    assert rows[0][0] == "Sensibiliser davantage, puis former, les élus et les agents."
    links = [str(a["href"]) for a in parsed(SHOWN["recommendations"].html()).select("tbody a")]
    assert links == table["source_url"].to_list()
    (report,) = set(table["report"])
    known = load_table("reports").set_index("id").loc[report, "recommendations"]
    assert known - len(table) == 1  # the one that was not found, and the chapter says so


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_no_table_of_reports(seed: int) -> None:
    shuffled = load_table("reports").sample(frac=1, random_state=seed)
    assert sorted(cells(show_reports(shuffled, "tab-e", "c"))) == sorted(cells(SHOWN["reports"]))


def test_figures_on_territories_have_their_unit_date_producer_and_source() -> None:
    universe = load_table("universe")
    rows = {(row[0], row[2]): row for row in cells(SHOWN["universe"])}
    assert len(rows) == len(universe)
    row = rows["Communes", "1er janvier 2025"]
    assert row[1:] == ["34 875 communes", "1er janvier 2025", "DGCL"]
    assert rows["Part des PETR", "2023"][1] == "54 % des Territoires"


def test_each_figure_on_territories_leads_to_its_own_source() -> None:
    links = [str(a["href"]) for a in parsed(SHOWN["universe"].html()).select("tbody td a")]
    assert links == load_table("universe")["source_url"].to_list()


def test_english_tables_take_their_words_from_the_english_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert cells(show_statements(STATEMENTS.query("id == 'use-none'"), "t", "c"))[0][0] == (
        "Do not use these tools"
    )
    assert cells(show_axes(AXES, "t", "c"))[0][1].startswith("Awareness and training")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ('-2+HYPERLINK("http://a.example")', '\'-2+HYPERLINK("http://a.example")'),
        ("-oth-", "'-oth-"),
        ("+3 points (de −5 à +11)", "+3 points (de −5 à +11)"),
        ("-2,5", "-2,5"),
        ("Oui", "Oui"),
    ],
)
def test_no_cell_of_a_file_is_run_by_a_spreadsheet(text: str, written: str) -> None:
    frame = pd.DataFrame({"a": [Cell(text)], "b": [text]})
    content = re.search(r'href="data:text/csv[^,]*,([^"]*)"', csv_link(frame, "t"))
    assert content is not None
    rows = pd.read_csv(io.StringIO(unquote(content[1])), dtype=str)
    assert rows.to_numpy().tolist() == [[written, written]]
