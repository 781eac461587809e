"""A figure, its words, its table and its file come from the same rows, and are the same twice."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from matplotlib.figure import Figure

from building import ROOT
from dataprep import (
    load_table,
    possible_bases,
    published_claims,
    published_findings,
    published_wave,
)
from rendering.chapters.context import timeline
from rendering.chapters.method import bases_by_percentage
from rendering.drawing.canvas import canvas
from rendering.drawing.palette import CATEGORIES
from rendering.drawing.svg import NARROW, WIDE, drawing
from rendering.shown.cards import Card, Cards
from rendering.shown.figure import Shown, show, source_line
from rendering.shown.findings import intervals, squares
from rendering.shown.numbers import numbers_of
from rendering.shown.output import Output
from rendering.words import typography
from rendering.words.dates import by_date, date_words
from rendering.words.groups import group_words
from rendering.words.sources import source_marks, table_title
from rendering.words.typography import typeset

FINDINGS = published_findings()
EVENTS = load_table("timeline")
SVG = "{http://www.w3.org/2000/svg}"
FOUND = {"users": 27, "non-users": 30}


def rows(question: str) -> pd.DataFrame:
    return FINDINGS[(FINDINGS["question"] == question) & FINDINGS["count"].notna()]


SQUARES = ("use", "scope")
INTERVALS = ("use", "non-use-reasons", "frequency", "scope", "training", "outlook")
OF_FINDINGS = [*(f"squares {q}" for q in SQUARES), *(f"intervals {q}" for q in INTERVALS)]


def draw_named(name: str) -> Shown:
    """A figure by its kind, and its question where it is of findings."""
    kind, _, question = name.partition(" ")
    if kind == "bases":
        return bases_by_percentage(published_claims(), 57, FOUND, "fig-bases")
    if kind == "timeline":
        return timeline(EVENTS, "fig-chronologie", "De Dartmouth aux territoires")
    chart = {"squares": squares, "intervals": intervals}[kind]
    return chart(rows(question), f"fig-{kind}-{question}", "L'usage : qui ?")


drawn = cache(draw_named)


@pytest.fixture
def shown(request: pytest.FixtureRequest) -> Shown:
    return drawn(request.param)


every_figure = pytest.mark.parametrize("shown", [*OF_FINDINGS, "bases", "timeline"], indirect=True)
every_figure_of_findings = pytest.mark.parametrize("shown", OF_FINDINGS, indirect=True)


def parsed(shown: Output) -> BeautifulSoup:
    return BeautifulSoup(shown.html(), "html5lib")


def only(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def words_of(svg: str) -> list[str]:
    """The texts of a drawing, in order."""
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def ids_of(svg: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', svg)


# The drawing


@pytest.mark.parametrize("name", ["squares scope", "intervals outlook", "bases", "timeline"])
def test_a_figure_is_the_same_bytes_twice(name: str) -> None:
    assert draw_named(name).html() == drawn(name).html()


def test_a_drawing_is_the_same_bytes_in_another_process() -> None:
    """Names of clipping paths are hashes, which a process may salt."""
    code = (
        "from dataprep import published_findings; from rendering.shown.findings import squares;"
        "use = published_findings().query('question == \"use\" and count.notna()');"
        "print(squares(use, 'fig-squares-use', '').wide)"
    )
    command = [sys.executable, "-X", "utf8", "-c", code]
    done = subprocess.run(command, cwd=ROOT / "notebooks", capture_output=True, check=True)
    assert done.stdout.decode().rstrip("\r\n") == drawn("squares use").wide


@pytest.mark.parametrize("style", ["dark_background", "ggplot"])
def test_a_style_that_an_analyst_has_chosen_changes_no_drawing(style: str) -> None:
    with plt.style.context(style), mpl.rc_context({"font.size": 22, "svg.fonttype": "path"}):
        again = draw_named("squares use")
    assert again.html() == drawn("squares use").html()


@every_figure
def test_a_drawing_keeps_text_as_text_and_is_not_spoken(shown: Shown) -> None:
    for svg in (shown.wide, shown.narrow):
        root = ElementTree.fromstring(svg)
        assert (root.get("aria-hidden"), root.get("focusable")) == ("true", "false")
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert "text" in names
        assert not names & {"title", "desc", "style", "metadata", "script", "image", "use-font"}
        assert all(words_of(svg))


@every_figure
def test_a_drawing_takes_its_size_from_the_page(shown: Shown) -> None:
    for svg, inches in ((shown.wide, WIDE), (shown.narrow, NARROW)):
        root = ElementTree.fromstring(svg)
        assert root.get("width") is root.get("height") is None
        left, top, width, height = map(float, str(root.get("viewBox")).split())
        assert (left, top, width) == pytest.approx((0, 0, inches * 72))
        assert height > 0


@every_figure
def test_ids_are_unique_in_a_figure_and_start_with_its_name(shown: Shown) -> None:
    page = parsed(shown)
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(set(ids)) == len(ids) > 2
    assert all(name.startswith(shown.anchor) for name in ids)


def test_no_id_is_that_of_another_figure() -> None:
    every = [id_ for name in OF_FINDINGS for id_ in ids_of(drawn(name).html())]
    assert len(set(every)) == len(every)


@every_figure
def test_what_a_drawing_points_to_is_in_it(shown: Shown) -> None:
    for svg in (shown.wide, shown.narrow):
        named = re.findall(r'(?:url\(|xlink:href=")#([^)"]+)', svg)
        assert set(named) <= set(ids_of(svg))
        assert not re.search(r'(href|src)="(?!#)', svg)


def test_a_dollar_or_a_brace_in_a_label_is_drawn_as_written() -> None:
    labels = {"users": "De 5 $ à 10 $ {x} ^2", "non-users": "a_b"}
    use = rows("use").assign(label_fr=rows("use")["option"].map(labels))
    words = " ".join(words_of(intervals(use, "fig-a", "t").wide))
    assert all(label in words for label in labels.values())


def test_no_figure_is_left_open() -> None:
    draw_named("squares use")
    assert plt.get_fignums() == []


# Its words


@every_figure_of_findings
def test_the_alternative_text_has_the_numbers_of_the_table(shown: Shown) -> None:
    said = shown.says.removesuffix(".").split("\u202f; ")
    lines = shown.table.itertuples(index=False, name=None)
    assert [plain(part) for part in said] == [
        plain(f"{label} : {count} sur {base}, soit {share} (intervalle : {ends})")
        for label, count, base, share, ends in lines
    ]


@every_figure_of_findings
def test_the_table_has_the_numbers_of_the_findings(shown: Shown) -> None:
    table = shown.table
    findings = FINDINGS[FINDINGS["source"].isin(shown.sources) & FINDINGS["share"].notna()]
    known = {(row["count"], row["base"]) for _, row in findings.iterrows()}
    assert set(zip(table["Effectif"], table["Base"], strict=True)) <= known
    for _, row in table.iterrows():
        assert row["Part"] == typography.share(row["Effectif"] / row["Base"])
    assert [(n.count, n.base) for n in shown.numbers] == list(
        zip(table["Effectif"], table["Base"], strict=True)
    )


@every_figure_of_findings
def test_the_drawing_prints_every_count_its_base_and_its_share(shown: Shown) -> None:
    for svg in (shown.wide, shown.narrow):
        words = " ".join(words_of(svg))
        assert all(number.text() in words for number in shown.numbers)


@pytest.mark.parametrize("shown", ["intervals frequency", "intervals outlook"], indirect=True)
def test_the_scale_of_shares_goes_from_nothing_to_all(shown: Shown) -> None:
    for svg in (shown.wide, shown.narrow):
        scale = [plain(words) for words in words_of(svg)[:5]]
        assert scale == ["0 %", "25 %", "50 %", "75 %", "100 %"]


@every_figure
def test_a_figure_says_its_base(shown: Shown) -> None:
    assert only(parsed(shown), "figcaption .base").get_text() == shown.base != ""
    bases = r"(\d+) (?:utilisateurs|non-utilisateurs|répondants)"
    said = set(re.findall(bases, shown.base))
    assert said == {str(base) for base in shown.table.get("Base", [])}
    if shown.anchor == "fig-bases":  # what it finds
        assert set(re.findall(bases, shown.title)) == {"27", "30", "57"}


@every_figure_of_findings
def test_a_figure_says_that_its_counts_are_inferred(shown: Shown) -> None:
    assert "Effectifs déduits par nous" in shown.base


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("squares use", "Base : 57 répondants."),
        ("intervals frequency", "Base : 27 utilisateurs."),
        ("intervals non-use-reasons", "Base : 30 non-utilisateurs."),
        ("intervals outlook", "Base : 27 utilisateurs, 57 répondants."),
    ],
)
def test_the_base_is_of_those_who_were_asked(name: str, base: str) -> None:
    assert plain(drawn(name).base).startswith(base)


@every_figure_of_findings
def test_what_the_drawing_says_is_not_said_again_under_it(shown: Shown) -> None:
    assert shown.caption == ""
    assert not [number for number in shown.numbers if number.text() in shown.base]


def test_squares_in_brief_give_no_interval() -> None:
    shown = squares(rows("use"), "fig-a", "t", ranges=False)
    assert "ntervalle" not in shown.says
    assert "Intervalle" not in shown.table
    assert all(number.text() in shown.says for number in shown.numbers)


def test_two_readings_are_labelled_as_readings() -> None:
    shown = drawn("intervals outlook")
    labels = ["Si la base est les utilisateurs", "Si la base est tous les répondants"]
    assert shown.table["Réponse"].to_list() == labels
    for words in (shown.says, " ".join(words_of(shown.wide))):
        assert all(label.lower() in words.lower() for label in labels)


def test_a_count_that_is_printed_is_not_said_to_be_inferred() -> None:
    printed = rows("use").assign(method="printed")
    assert "déduits" not in intervals(printed, "fig-a", "t").base


def test_the_level_of_the_interval_is_said() -> None:
    findings = published_findings(level=0.8).query("question == 'frequency' and count.notna()")
    base = plain(intervals(findings, "fig-a", "t").base)
    assert base.endswith(
        "si les répondants avaient été tirés au hasard, les parts de l’ensemble compatibles avec "
        "cette réponse, à 80 %. Ils ne l’ont pas été."
    )


# The page


@every_figure
def test_on_a_page_a_figure_has_all_that_it_owes_its_reader(shown: Shown) -> None:
    page = parsed(shown)
    figure = only(page, f"figure#{shown.anchor}.shown")
    image = only(figure, '[role="img"]')
    assert image["aria-label"] == shown.says
    assert len(image.select("svg")) == 2
    assert "hidden" in only(image, ".narrow").attrs
    assert only(figure, ".shown-title").get_text() == shown.title
    assert shown.caption in only(figure, "figcaption").get_text()
    assert len(figure.select("details tbody tr")) == len(shown.table)
    assert only(figure, "table caption").get_text() == shown.title
    assert only(figure, f'.cite a[href="#{shown.anchor}"]')
    assert page.select("script, style, link, iframe, object") == []


@every_figure
def test_the_file_of_a_figure_is_its_table(shown: Shown) -> None:
    address = str(only(parsed(shown), "a.download")["href"])
    content = unquote(address.split("charset=utf-8,")[1])
    again = pd.read_csv(io.StringIO(content), dtype=str)
    pd.testing.assert_frame_equal(again, shown.table.astype(str), check_dtype=False)


@every_figure
def test_a_figure_leads_to_the_rows_it_comes_from(shown: Shown) -> None:
    links = {str(a["href"]) for a in parsed(shown).select(".source a")}
    assert links == {
        f"../data/{table}.csv" + (f"#{row}" if row else "")
        for table, _, row in (source.partition("#") for source in shown.sources)
    }


def test_rows_of_one_table_are_listed_after_its_name() -> None:
    first, second = load_table("axes")["id"][[0, 2]]
    sources = (f"axes#{first}", "timeline", f"axes#{second}")
    line = BeautifulSoup(source_line(sources), "html5lib")
    axes, dates = table_title("axes"), table_title("timeline")
    # The header is the first row of a file.
    assert plain(line.get_text()) == plain(typeset(f"Source : {axes} (ligne 2, ligne 4) ; {dates}"))


@every_figure
def test_a_figure_in_a_terminal_is_its_words(shown: Shown) -> None:
    bundle, metadata = shown._repr_mimebundle_()
    assert bundle["text/plain"].splitlines()[:2] == [shown.title, shown.says]
    assert bundle["text/html"] == shown.html()
    assert metadata["numbers"] == [number.as_record() for number in shown.numbers]


HOSTILE = "<script>x</script><b a='1'>\"&amp;"


def test_no_mark_of_a_label_gets_through() -> None:
    use = rows("use").assign(label_fr=HOSTILE)
    for chart in (squares, intervals):
        shown = chart(use, "fig-a", HOSTILE)
        page = parsed(shown)
        assert page.select("script, b") == []
        assert HOSTILE in str(only(page, '[role="img"]')["aria-label"])
        assert HOSTILE in only(page, "details table").get_text()
        assert only(page, ".shown-title").get_text() == HOSTILE
        assert HOSTILE in " ".join(words_of(shown.wide)).replace("> <", "><")


def test_words_given_to_a_figure_are_typeset() -> None:
    shown = show(
        lambda width: Figure((width, 1)),
        anchor="fig-a",
        title="l'un ?",
        says="« a » : 5 %",
        caption="b !",
        base="c ;",
        sources=["timeline", "timeline"],
        table=pd.DataFrame({"a": [1]}),
    )
    words = (shown.title, shown.says, shown.caption, shown.base)
    assert words == ("l’un\u202f?", "«\u202fa\u202f»\u202f: 5\u202f%", "b\u202f!", "c\u202f;")
    assert shown.sources == ("timeline",)


def test_a_drawing_says_nothing_that_is_not_seen_and_keeps_its_names_and_its_words() -> None:
    def draw(width: float) -> Figure:
        figure, axes = canvas(width, 100)
        axes.text(10.123456, 20, "3.14159 < 4", rotation=0)
        axes.scatter([30, 40], [50, 60], gid="two")
        return figure

    root = ElementTree.fromstring(drawing(draw, WIDE, "fig-a-w"))
    names = [str(one.get("id")) for one in root.iter() if one.get("id")]
    assert [name for name in names if not name.removeprefix("fig-a-w-").isdecimal()] == [
        "fig-a-w-axes_1",
        "fig-a-w-two",
    ]
    [text] = root.iter(f"{SVG}text")
    assert (text.text, text.get("x"), text.get("transform")) == ("3.14159 < 4", "10.12", None)
    assert all(group.attrib for group in root.iter(f"{SVG}g"))
    assert not list(root.iter(f"{SVG}style"))
    assert not list(root.iter(f"{SVG}metadata"))


def test_a_drawing_is_asked_for_at_its_two_widths() -> None:
    asked = []

    def draw(width: float) -> Figure:
        asked.append(width)
        return plt.figure(figsize=(width, 1))

    assert drawing(draw, WIDE, "a").startswith("<svg ")
    show(
        draw,
        anchor="a",
        title="",
        says="",
        caption="",
        base="",
        sources=[],
        table=pd.DataFrame({"a": [1]}),
    )
    assert asked == [WIDE, WIDE, NARROW]


# What cannot be drawn


def test_options_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="count 29 respondents on a base of 30"):
        squares(rows("non-use-reasons"), "fig-a", "t")


def test_options_on_two_bases_are_refused() -> None:
    """6 of 27 and 21 of 30 make 27: the base must be one, too."""
    mixed = rows("use").assign(count=[6, 21], base=[27, 30])
    with pytest.raises(ValueError, match="add up to their base"):
        squares(mixed, "fig-a", "t")


@pytest.mark.parametrize("options", [4, 5])
def test_there_are_no_more_options_than_colours(options: int) -> None:
    some = pd.concat([rows("frequency")] * options).assign(count=1, base=options)
    some = some.assign(option=[f"o{n}" for n in range(options)])
    if options <= len(CATEGORIES):
        assert squares(some, "fig-a", "t").table["Effectif"].to_list() == [1] * options
        return
    with pytest.raises(ValueError, match=r"5 options\. Expected at most 4"):
        squares(some, "fig-a", "t")


@pytest.mark.parametrize("chart", [squares, intervals])
def test_a_finding_without_a_count_is_refused_by_name(chart: type) -> None:
    everything = FINDINGS[FINDINGS["question"].isin(["frequency"])]
    with pytest.raises(ValueError, match="no count or no base for occasional"):
        chart(everything, "fig-a", "t")
    with pytest.raises(ValueError, match="no count or no base for nothing"):
        chart(everything.iloc[:0], "fig-a", "t")


# Possible bases


def test_the_possible_bases_are_those_of_each_percentage() -> None:
    table = drawn("bases").table
    claims = published_claims()
    labels = published_wave().statements.set_index("id")["label_fr"]
    assert [plain(label) for label in table["Énoncé"]] == labels[claims["id"]].to_list()
    for share, words, count in zip(
        claims["share"], table["Bases possibles"], table["Nombre de bases possibles"], strict=True
    ):
        ends = [part.split(" à ") for part in words.split(", ")]
        listed = [n for part in ends for n in range(int(part[0]), int(part[-1]) + 1)]
        assert tuple(listed) == possible_bases(share, 57)
        assert count == len(listed)


def test_the_figure_of_bases_says_each_percentage_and_the_pair_found() -> None:
    shown = drawn("bases")
    said = plain(shown.says)
    for _, row in shown.table.iterrows():
        printed, possible = row["Pourcentage imprimé"], row["Nombre de bases possibles"]
        assert f"{plain(printed)}, {possible} sur 57" in said
    assert "27 utilisateurs, 30 non-utilisateurs" in said
    assert "au moins 27 utilisateurs et 30 non-utilisateurs" in shown.title
    assert "ce sont les 57 répondants" in plain(shown.title)
    assert set(shown.table["Groupe"]) == {"27 utilisateurs", "30 non-utilisateurs"}


def test_a_percentage_keeps_the_decimals_it_is_printed_with() -> None:
    claims = published_claims().iloc[:1].assign(share=33.3, precision=1)
    shown = bases_by_percentage(claims, 30, {"non-users": 30}, "fig-a")
    assert shown.table["Pourcentage imprimé"].to_list() == ["33,3\u202f%"]
    assert shown.table["Bases possibles"].to_list() == ["3, 6, 9, 12, 15, 18, 21, 24, 27, 30"]
    assert "33,3\u202f%" in words_of(shown.wide)
    assert "50" not in words_of(shown.wide)  # the scale ends with the total
    assert plain(shown.title) == "Il faut au moins 3 non-utilisateurs"  # not everyone


# Timeline


def test_the_timeline_goes_from_the_oldest_to_the_latest() -> None:
    shown = drawn("timeline")
    table = shown.table
    years = [int(re.findall(r"\d{4}", date)[0]) for date in table["Date"]]
    assert years == sorted(years)
    assert (len(table), years[0]) == (len(EVENTS), 1955)
    dates = dict(zip(table["Événement"], table["Date"].str.removesuffix(" *"), strict=True))
    main = [label for label in dates if label in set(EVENTS.loc[EVENTS["main"], "label_fr"])]
    assert len(main) == 8
    for svg in (shown.wide, shown.narrow):
        words = words_of(svg)
        places = [words.index(dates[label]) for label in main]
        assert places == sorted(places)
        assert "31 août 1955" not in words  # it is in the table alone


def test_the_order_of_rows_changes_no_timeline() -> None:
    dated = EVENTS[EVENTS["precision"] == "day"]  # those of one year alone keep the table's order
    expected = timeline(dated, "fig-a", "t")
    shuffled = timeline(dated.sample(frac=1, random_state=1), "fig-a", "t")
    assert shuffled.html() == expected.html()


def test_a_year_alone_comes_after_the_days_of_that_year() -> None:
    dates = pd.Series(["2025", "2024-11", "2025-08-02", "2024-11-28", "2026-01-01"])
    assert dates.sort_values(key=by_date).to_list() == [
        "2024-11-28",
        "2024-11",
        "2025-08-02",
        "2025",
        "2026-01-01",
    ]


def test_the_timeline_says_how_many_dates_from_when_to_when() -> None:
    shown = timeline(EVENTS, "fig-a", "De {first} à {local}")
    assert shown.title == "De 1956 à 2025"
    assert plain(shown.subtitle) == f"8 dates retenues sur {len(EVENTS)}"
    for words in ("8 dates", "1956", "2026", "L’atelier de Dartmouth"):
        assert words in shown.says
    assert [number.value for number in shown.numbers] == [len(EVENTS), 8]


def test_a_fact_not_seen_at_its_producer_has_an_empty_mark_and_an_asterisk() -> None:
    main = EVENTS[EVENTS["main"]]
    filled = (main["status"] == "producer").sum() + 5  # the legend's
    empty = (main["status"] == "reported").sum()
    shown = drawn("timeline")
    marks = re.findall(r"<use [^>]*fill: (#\w{6})", shown.wide)
    assert (len(marks), marks.count("#ffffff")) == (filled + empty, empty)
    starred = shown.table.set_index("Événement")["Date"].str.endswith(" *")
    reported = EVENTS.set_index("label_fr")["status"] == "reported"
    assert starred.to_dict() == reported.to_dict()


@pytest.mark.parametrize(
    ("date", "end", "words"),
    [
        ("2018-03-28", None, "28 mars 2018"),
        ("2025-01-01", None, "1er janvier 2025"),
        ("2022-11", None, "novembre 2022"),
        ("1956", None, "1956"),
        ("1974", "1980", "1974 à 1980"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(date: str, end: str | None, words: str) -> None:
    assert date_words(pd.Series({"date": date, "date_end": end})) == words
    if end is None:
        assert date_words(pd.Series({"date": date})) == words


def test_groups_and_statuses_have_words() -> None:
    assert group_words("non-users", 30) == "30 non-utilisateurs"
    assert group_words("respondents", 1200) == "1\u202f200 répondants"
    assert source_marks(["reported", "producer"]) == [" *", ""]
    assert source_marks(["reported"] * 2) == ["", ""]  # one sentence says it of all


# Key figures


def test_a_card_gives_the_share_what_it_counts_and_what_it_does_not_say() -> None:
    numbers = numbers_of(FINDINGS)
    cards = Cards(
        (
            Card((numbers["users"],), "des répondants.", "Effectif déduit : pas publié."),
            Card((numbers["growth_users"], numbers["growth_respondents"]), "certains.", "Qui ?"),
        )
    )
    page = parsed(cards)
    assert [" ".join(card.get_text(" ").split()) for card in page.select("ul.cards > li")] == [
        "47 % des répondants. 27 sur 57 Effectif déduit : pas publié.",
        "81 % certains. 22 sur 27 ou 46 sur 57 Qui ?",
    ]
    assert plain(cards.plain()).splitlines() == [
        "27 sur 57, soit 47 % des répondants. Effectif déduit : pas publié.",
        "22 sur 27, soit 81 % ou 46 sur 57, soit 81 % certains. Qui ?",
    ]
    keys = [str(data["data-key"]) for data in page.select("data")]
    assert set(keys) == {number.key for number in cards.shown_numbers()}


def test_a_card_without_a_number_says_what_stands_in_its_place() -> None:
    cards = Cards((Card((), "de s'en passer.", "Sans part.", "Première raison"),))
    page = parsed(cards)
    assert only(page, ".big").get_text() == "Première raison"
    assert page.select("data") == []
    assert cards.plain() == "Première raison de s’en passer. Sans part."
    assert cards.shown_numbers() == ()


def test_a_card_whose_base_is_unknown_says_so_and_no_mark_gets_through() -> None:
    unknown = replace(numbers_of(FINDINGS)["daily"], count=None, base=None)
    page = parsed(Cards((Card((unknown,), HOSTILE, HOSTILE),)))
    assert page.select("script, b") == []
    assert plain(only(page, ".big").get_text()) == "33 % (base inconnue)"
    assert only(page, ".limit").get_text() == HOSTILE
