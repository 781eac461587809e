"""Findings beside others' figures: no share is shown without base, year, n and closeness."""

from __future__ import annotations

import html
import re
from functools import cache

import nbformat
import pandas as pd
import pytest

from building import ROOT
from dataprep import comparable, gaps, latest, on_topic, published_findings, traps, trend
from dataprep.comparators import topics
from rendering import answer
from rendering.chapters.elsewhere import (
    beside,
    comparators_frame,
    extremes,
    show_comparators,
    show_gaps,
    trend_lines,
)
from rendering.chapters.method import show_traps
from rendering.shown.figure import Shown
from rendering.shown.surveys import comparator_numbers
from rendering.words import typography
from rendering.words.comparators import reason_words
from rendering.words.surveys import (
    area_words,
    closeness_words,
    measure_words,
    n_words,
    share_words,
    survey_words,
    year_words,
)

FINDINGS = published_findings()
COUNTED = FINDINGS[FINDINGS["count"].notna() & FINDINGS["share"].notna()]
EVERY = pd.concat([on_topic(topic) for topic in topics()])
PAIRS = ["daily", "untrained", "users", "distrust", "no-need"]


@cache
def shown_beside(option: str) -> Shown:
    rows = COUNTED[COUNTED["option"] == option]
    return beside(rows, latest(comparable(option)), f"fig-{option}", "Ici et ailleurs")


def drawn(svg: str) -> str:
    """The words of a drawing, as one text."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def plain(text: str) -> str:
    return text.replace(typography.NARROW, " ").replace(typography.NO_BREAK, " ")


def one(option: str, name: str) -> pd.Series:
    rows = comparable(option)
    return rows[rows["id"] == name].iloc[0]


# Words


def test_a_size_that_is_not_given_is_said_to_be_unknown() -> None:
    assert plain(n_words(one("daily", "credoc-2025-daily"))) == "effectif inconnu"
    assert plain(n_words(one("daily", "apec-2025-daily"))) == "effectif : 2 000"


def test_a_year_says_when_it_is_not_that_of_the_fieldwork() -> None:
    assert year_words(one("daily", "credoc-2025-daily")) == "2025"
    assert year_words(one("daily", "ipsos-cesi-2025-daily")) == "publié en 2025"
    assert year_words(one("users", "hoover-use")) == "vers 2025"


def test_a_share_is_as_precise_as_it_was_printed() -> None:
    assert plain(share_words(one("users", "eurostat-2025-use"))) == "20,0 %"
    assert plain(share_words(one("users", "ine-2025-use"))) == "21,14 %"
    assert plain(share_words(one("users", "data-publica-2025-use"))) == "49 %"
    assert plain(share_words(one("users", "public-first-2026-france-use"))) == "environ 55 %"
    assert plain(share_words(one("distrust", "gallup-2026-distrust"))) == "moins de 50 %"


def test_a_survey_says_whether_it_was_seen_at_its_producer() -> None:
    at_producer = survey_words(one("daily", "credoc-2025-daily"))
    assert at_producer == ("Baromètre du numérique, édition 2026 (2025), vu à la source : Arcep")
    assert survey_words(one("daily", "apec-2025-daily")).endswith("rapporté par : Europe 1")


def test_a_complement_shows_what_was_printed() -> None:
    words = plain(measure_words(one("untrained", "ifop-talan-2025-trained")))
    assert words == "Inverse de « A été formé à l'IA générative » (imprimé : 15 %)"
    assert measure_words(trend("lga-use").iloc[0]) == "N'utilise aucune IA"  # printed as it is


def test_every_closeness_has_words_of_its_own() -> None:
    words = [closeness_words(name) for name in set(EVERY["closeness"])]
    assert len(words) == len(set(words)) == 4


def test_no_two_addresses_hide_under_the_same_words() -> None:
    found = EVERY.assign(words=[survey_words(row) for _, row in EVERY.iterrows()])
    assert found.groupby("words")["source_url"].nunique().max() == 1
    links = {cell: cell.link for cell in comparators_frame(EVERY).iloc[:, 0]}
    shown = {str(words): address for words, address in links.items()}
    assert shown == dict(zip(map(str, found["words"]), found["source_url"], strict=True))


@pytest.mark.parametrize("edition", ["fr", "en"])
def test_every_comparator_shown_has_base_year_n_share_closeness_and_reason(
    edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", edition)
    frame = comparators_frame(EVERY)
    assert len(frame) == len(EVERY)
    assert frame.notna().all(axis=None)
    assert not frame.map(lambda cell: str(cell) in ("", "nan", "None", "<NA>")).any(axis=None)
    assert frame.iloc[:, 0].str.contains(r"20\d\d").all()


def test_each_survey_has_its_country_under_it_once() -> None:
    cells = comparators_frame(EVERY).iloc[:, 0]
    for cell, area in zip(cells, EVERY["area"], strict=True):
        assert str(cell.note).count(area_words(area)) == 1, cell.note


# A finding beside others


@pytest.mark.parametrize("option", PAIRS)
def test_words_drawing_table_and_numbers_hold_the_same_shares(option: str) -> None:
    figure = shown_beside(option)
    rows = latest(comparable(option))
    numbers = {number.source: number for number in figure.shown_numbers()}
    for _, row in rows.iterrows():
        share = share_words(row)
        assert share in figure.says, row["id"]
        assert share in drawn(figure.wide), row["id"]
        assert share in drawn(figure.narrow), row["id"]
        assert numbers[f"comparators#{row['id']}"].value == pytest.approx(row["share"])
    assert "comparators" in figure.sources
    assert len(figure.table) == len(rows)
    # Each share of the table behind the figure leads to its row.
    links = {str(cell.link).partition("#")[2]: str(cell) for cell in figure.table["Part"]}
    assert links == {row["id"]: share_words(row) for _, row in rows.iterrows()}
    assert plain(figure.says).count(" ; ") == len(rows)


@pytest.mark.parametrize("option", PAIRS)
def test_our_share_stands_first_with_its_count_base_and_interval(option: str) -> None:
    figure = shown_beside(option)
    row = COUNTED[COUNTED["option"] == option].iloc[0]
    number = typography.count_and_share(row["count"], row["base"])
    span = typography.share_range(row["low"], row["high"])
    assert figure.says.startswith("Flash 2025")
    assert number in figure.says
    assert number in drawn(figure.wide)
    for words in (figure.says, figure.base):
        assert span in words
    assert "avaient été tirés au hasard" in figure.base
    assert row["source"] in figure.sources


def test_each_share_is_said_with_its_country_its_year_its_size_and_what_it_counts() -> None:
    says = plain(shown_beside("no-need").says)
    assert (
        "France, entreprises non utilisatrices, base à vérifier (Insee) (2025, effectif inconnu, "
        "organisations, base autre ou incertaine) : 71 %"
    ) in says
    assert (
        "États-Unis, non-utilisateurs en emploi, raison principale (institut Pew) (2024, effectif "
        "inconnu, personnes, même base) : 36 %"
    ) in says


def test_a_title_may_be_an_answer_with_the_ends_of_what_others_found() -> None:
    rows, found = COUNTED[COUNTED["option"] == "daily"], comparable("daily")
    title = answer("De {lowest} à {highest} ; ici, {daily:share}", rows, extremes(found))
    figure = beside(rows, found, "fig-a", title)
    assert plain(figure.title) == "De 12 % à 64 % ; ici, 33 %"


def test_only_the_marks_in_use_are_in_the_legend() -> None:
    assert "organisations" not in drawn(shown_beside("daily").wide)
    assert "organisations, même base" in drawn(shown_beside("users").wide)
    assert "organisations, même base" not in drawn(shown_beside("no-need").wide)


def test_no_identifier_of_the_tables_is_in_the_words_of_a_figure() -> None:
    for option in PAIRS:
        figure = shown_beside(option)
        words = " ".join([figure.says, figure.base, figure.subtitle, drawn(figure.wide)])
        assert not re.search(r"\b(reported|producer|organisation\b|same-unit|non-users)", words)


def test_a_figure_is_the_same_twice() -> None:
    again = shown_beside.__wrapped__("daily")
    assert shown_beside("daily").html() == again.html()


def test_no_finding_or_no_comparator_is_refused_with_what_to_do() -> None:
    daily = COUNTED[COUNTED["option"] == "daily"]
    with pytest.raises(ValueError, match=r"no comparator.*show_gaps"):
        beside(daily, comparable("growth"), "fig-c", "C")
    with pytest.raises(ValueError, match="no finding"):
        beside(daily.iloc[:0], comparable("daily"), "fig-d", "D")


def test_numbers_of_others_keep_their_status_and_a_complement_its_own_name() -> None:
    numbers = comparator_numbers(comparable("untrained"))
    computed = numbers["ifop_talan_2025_trained"]
    assert computed.key == "comparators/ifop-talan-2025-trained/complement"
    assert computed.method == "computed"
    assert computed.value == pytest.approx(0.85)
    printed = numbers["ipsos_jedha_2025_untrained"]
    assert printed.key == "comparators/ipsos-jedha-2025-untrained"
    assert (printed.method, printed.base, printed.unit) == ("producer", 1000, "percentage")


# Trends


SERIES = ["credoc-use", "data-publica-use", "lga-use", "insee-use", "eurostat-use"]


def test_every_wave_is_said_and_drawn_with_its_year_and_size() -> None:
    waves = pd.concat([trend(name) for name in SERIES])
    title = "{up} en hausse, {down} en baisse, sur {n}"
    figure = trend_lines(waves, "fig-vagues", title)
    for _, row in waves.iterrows():
        words = f"{share_words(row)} en {row['year']} ({n_words(row)})"
        assert words in figure.says
        assert share_words(row) in drawn(figure.wide)
        assert share_words(row) in drawn(figure.narrow)
    assert len(figure.shown_numbers()) == len(waves)
    assert figure.title == "4 en hausse, 1 en baisse, sur 5"


def test_every_wave_that_the_chapter_shows_rises_as_its_prose_says() -> None:
    cells = nbformat.read(ROOT / "notebooks/05-ailleurs.ipynb", as_version=4).cells
    said = "Toutes les mesures refaites que nous montrons montent"
    assert any(said in cell.source for cell in cells)
    [drawn_by] = [cell.source for cell in cells if "trend(name)" in cell.source]
    series = re.findall(r'"([a-z-]+-use)"', drawn_by)
    assert len(series) >= 5
    for name in series:
        shares = trend(name).query("year >= 2023")["share"].to_list()
        assert shares == sorted(shares)
        assert shares[0] < shares[-1], name


def test_a_change_of_base_is_a_dotted_line() -> None:
    steady = trend_lines(trend("credoc-use"), "fig-f", "F").wide
    broken = trend_lines(trend("data-publica-use"), "fig-f", "F").wide
    assert "stroke-dasharray" not in steady
    assert "stroke-dasharray" in broken


def test_a_single_wave_is_no_trend() -> None:
    with pytest.raises(ValueError, match="credoc-use has no two waves"):
        trend_lines(trend("credoc-use").head(1), "fig-g", "G")


# Tables


def test_a_table_of_pairs_gives_our_share_and_links_to_each_address() -> None:
    pairs = pd.concat([comparable(option) for option in PAIRS])
    shown = show_comparators(pairs, "tab-paires", "Nos parts et celles d'ailleurs", COUNTED)
    markup = shown.html()
    for _, row in pairs.iterrows():
        assert f'href="{row["source_url"]}"' in markup.replace("&amp;", "&")
    assert "9 sur 27" in shown.caption
    for _, row in pairs.iterrows():
        assert html.escape(typography.typeset(reason_words(row)), quote=False) in markup
    assert len(shown.shown_numbers()) == len(pairs) + len(PAIRS)


@pytest.mark.parametrize("topic", ["use-by-size", "use-by-rurality"])
def test_a_topic_without_counterpart_says_so_in_each_row(topic: str) -> None:
    shown = show_comparators(on_topic(topic), f"tab-{topic}", "Sans équivalent")
    assert shown.html().count("sans part dans le flash") == len(on_topic(topic))


def test_traps_are_shown_with_what_was_lost_and_how_to_read_them() -> None:
    shown = show_traps(traps(), "tab-pieges", "Des bases perdues")
    assert shown.frame.notna().all(axis=None)
    words = plain(shown.plain())
    assert "Usage et projets comptés ensemble" in words
    assert "77 %" in words


def test_gaps_are_shown_with_what_is_missing() -> None:
    shown = show_gaps(gaps(), "tab-vides", "Ce qui ne se compare pas")
    words = shown.plain()
    assert "Certains que l'usage va se développer" in words
    assert "Les chartes" in words
    assert len(shown.frame) == len(gaps())


def test_english_words_come_from_the_english_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    rows = comparable("no-need")
    frame = comparators_frame(rows[rows["id"] == "insee-2025-no-need"])
    assert "enterprises of 10 or more people that do not use AI" in frame.iloc[0].to_list()[2]
    assert frame.iloc[0].to_list()[-1].note.startswith("The same unit (an organisation)")
