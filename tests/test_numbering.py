"""Figures and tables are numbered through the book, in the order that a reader meets them."""

from __future__ import annotations

import pytest

from extensions.catalogue.drawings import whole, with_classes
from extensions.catalogue.figures import taken_from
from extensions.catalogue.numbering import FIGURE, TABLE, Numbered, Place, number_places, places_in
from extensions.page.tools import Way, rows_in, with_tools

OUTPUT = (
    '<figure class="shown" id="fig-a"><p class="shown-title">A</p></figure>'
    '<section class="choice" id="choix"><div class="state">'
    '<figure class="shown" id="fig-b"></figure></div>'
    '<figure class="shown" id="fig-c"></figure></section>'
    '<div class="shown-table" id="tab-a"></div>'
)
SVG = (
    '<svg aria-hidden="true" focusable="false" viewBox="0 0 100 40.5" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg"> '
    '<g id="fig-a-w-figure_1"> <defs> <path id="fig-a-w-m1" d="M 0 4.234567 L 1 2"/> </defs> '
    '<use xlink:href="#fig-a-w-m1" x="5.000001" y="2" style="fill: #12436d"/> '
    '<text style="font-size: 9px; font-family: \'Source Sans Pro\', sans-serif" x="1" y="2" '
    'transform="rotate(-0 1 2)">0 &lt; 1</text> </g> </svg>'
)


def test_an_output_says_its_figures_its_tables_and_the_choice_that_they_are_states_of() -> None:
    assert list(places_in(OUTPUT)) == [
        Place("fig-a", FIGURE, ""),
        Place("fig-b", FIGURE, "choix"),
        Place("fig-c", FIGURE, "choix"),
        Place("tab-a", TABLE, ""),
    ]


def test_states_of_a_choice_have_one_number_which_is_that_of_the_choice() -> None:
    numbers = number_places(["one"], {"one": list(places_in(OUTPUT))}, {})
    assert {anchor: numbered.number for anchor, numbered in numbers.items()} == {
        "fig-a": 1,
        "fig-b": 2,
        "choix": 2,
        "fig-c": 2,
        "tab-a": 1,
    }


def test_a_figure_that_another_page_takes_keeps_the_number_of_its_own() -> None:
    shown = {"two": [Place("fig-x", FIGURE, "")], "one": [Place("fig-y", FIGURE, "")]}
    glued = {"home": [Place("fig-x", FIGURE, ""), Place("fig-z", FIGURE, "")]}
    numbers = number_places(["home", "one", "two"], shown, glued)
    assert numbers == {
        "fig-z": Numbered(FIGURE, 1, "home"),  # no chapter shows it
        "fig-y": Numbered(FIGURE, 2, "one"),
        "fig-x": Numbered(FIGURE, 3, "two"),
    }


def test_a_number_reads_as_french_writes_it() -> None:
    figure, table = Numbered(FIGURE, 3, "one"), Numbered(TABLE, 2, "one")
    assert (figure.head(), figure.words(), figure.of_it()) == (
        "Figure\u00a03.",
        "figure\u00a03",
        "de la figure 3",
    )
    assert (table.head(), table.words(), table.it()) == (
        "Tableau\u00a02.",
        "tableau\u00a02",
        "le tableau 2",
    )


def test_a_style_that_two_drawings_share_is_said_once() -> None:
    (first, second), sheet = with_classes([SVG, SVG])
    assert "style=" not in first + second
    assert sheet.count("fill:#12436d") == 1
    [name] = [rule.split("{")[0] for rule in sheet.split("}") if "#12436d" in rule]
    assert f'class="{name[1:]}"' in first
    assert f'class="{name[1:]}"' in second


def test_a_drawing_taken_elsewhere_has_its_words_escaped_around_it() -> None:
    file = whole(SVG, ["A & B", ""], ["Base < 57"])
    assert "A &amp; B" in file
    assert "Base &lt; 57" in file
    assert file.count("<text ") == 3  # no line for an empty text
    assert 'width="100" height="40.5"' in file


SHOWN = (
    '<figure class="shown" id="fig-a"><p class="shown-title">Plus &amp; moins</p>'
    "<figcaption></figcaption><details><summary>Chiffres</summary>"
    '<a class="download" download="fig-a.csv" href="data:text/csv,a%0A">CSV</a>'
    '<p class="cite">Pour citer</p></details></figure>'
)


def test_a_figure_gets_its_number_its_tools_and_the_way_to_quote_it() -> None:
    way = Way("", "../", "", "notebooks/one.html", quoting="../book/citer.html")
    page = with_tools(SHOWN, {"fig-a": Numbered(FIGURE, 4, "notebooks/one")}, lambda _: way)
    assert '<span class="shown-number">Figure\u00a04.</span> Plus &amp; moins</p>' in page
    assert page.count('href="../embed/fig-a.csv"') == 1
    assert "data:" not in page
    assert list(rows_in(SHOWN)) == [("fig-a", "a\n")]
    assert page.count('href="../book/citer.html"') == 1
    assert '<a href="../embed/fig-a.html">' in page
    assert "Plus &amp; moins" in page.split('class="cite"')[1]
    assert "&amp;amp;" not in page.split('class="embedding"')[0]


def test_what_has_no_number_is_left_as_it_is() -> None:
    assert with_tools(SHOWN, {}, lambda _: None) == SHOWN


def test_an_output_of_another_form_is_refused_with_its_anchor() -> None:
    bare = '<figure class="shown" id="fig-a"><p>Sans titre</p></figure>'
    with pytest.raises(ValueError, match="#fig-a: its output has no title"):
        with_tools(bare, {"fig-a": Numbered(FIGURE, 1, "one")}, lambda _: None)


def test_a_list_in_the_place_of_a_table_shows_its_title_with_its_number() -> None:
    listed = (
        '<div class="shown-table" id="tab-a"><ol class="actions" aria-label="Que faire"><li></li>'
        '</ol><a class="download" download="tab-a.csv" href="data:text/csv,a">CSV</a>'
        '<p class="cite">Pour citer</p></div>'
    )
    numbered = Numbered(TABLE, 1, "one")
    page = with_tools(listed, {"tab-a": numbered}, lambda _: Way("", "", "", "one.html"))
    title = '<p class="shown-title"><span class="shown-number">Tableau\u00a01.</span> Que faire</p>'
    assert f'id="tab-a">{title}<ol' in page
    [taken] = taken_from(page, "one", {"tab-a": numbered})
    assert (taken.anchor, taken.title) == ("tab-a", "Que faire")
