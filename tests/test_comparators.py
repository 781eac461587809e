"""Comparators: each has what it takes to be read, and is as close as its reason says."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from dataprep import comparable, gaps, latest, on_topic, published_findings, traps, trend
from dataprep.comparators import LEVELS, NO_FINDING, by_country, topics
from dataprep.descriptor import describe
from dataprep.tables import load_table
from rendering.words.comparators import reason_words, topic_words, trap_words
from rendering.words.language import LOCALE
from rendering.words.surveys import area_words
from seal import seal

TABLE = load_table("comparators")
FINDINGS = sorted(TABLE["finding"].dropna().unique())
OURS = {
    "users": "all",
    "daily": "users",
    "untrained": "users",
    "no-need": "non-users",
    "distrust": "non-users",
}


def enumerated(column: str) -> set[str]:
    fields = {field["name"]: field for field in describe("comparators")["schema"]["fields"]}
    return set(fields[column]["constraints"]["enum"])


def row_of(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows[rows["id"] == name].iloc[0]


def value_of(name: str) -> float:
    return float(TABLE.loc[TABLE["id"] == name, "value"].item())


# The table


def test_every_comparator_has_a_base_a_year_an_address_and_a_closeness() -> None:
    for column in ("base_fr", "base_en", "year", "source_url", "population_fr", "indicator_fr"):
        assert TABLE[column].notna().all(), column
    assert TABLE["source_url"].str.match(r"https?://\S+\.\S+").all()
    for topic in topics():
        assert set(on_topic(topic)["closeness"]) <= {*LEVELS, NO_FINDING}


def test_every_finding_compared_is_one_of_the_flash() -> None:
    assert enumerated("finding") == set(FINDINGS)
    assert set(FINDINGS) <= set(published_findings()["option"])


def test_every_topic_and_every_trap_has_its_words_and_its_figures() -> None:
    assert enumerated("topic") == set(topics()) == set(TABLE["topic"])
    assert enumerated("trap") == set(TABLE["trap"].dropna())
    for words, column in ((topic_words, "topic"), (trap_words, "trap")):
        said = [words(code) for code in enumerated(column)]
        assert all(said)
        assert len(set(said)) == len(said)


def test_what_differs_is_said_of_every_comparator_of_a_finding_and_of_no_other_figure() -> None:
    compared = TABLE["finding"].notna()
    for column in ("reading", "differs_base", "differs_question"):
        assert (TABLE[column].notna() == compared).all(), column


def test_what_differs_agrees_with_unit_base_and_year() -> None:
    compared = TABLE[TABLE["finding"].notna()]
    assert ((TABLE["differs_unit"] == "none") == (TABLE["unit"] == "organisation")).all()
    same = compared["base_kind"] == compared["finding"].map(OURS)
    assert ((compared["differs_base"] == "none") == same).all()
    unknown = compared["base_kind"] == "unknown"
    assert ((compared["differs_base"] == "unknown") == unknown).all()
    dated = TABLE[TABLE["year_basis"] != "estimated"]
    assert ((dated["differs_year"] == "none") == (dated["year"] == 2025)).all()
    assert ((dated["differs_year"] == "earlier") == (dated["year"] < 2025)).all()
    assert (TABLE.loc[TABLE["year_basis"] == "estimated", "differs_year"] == "unknown").all()


def test_a_survey_ends_after_it_starts_and_in_its_year_or_before_it_is_published() -> None:
    for _, row in TABLE.dropna(subset=["field_start", "field_end"]).iterrows():
        assert row["field_start"][:7] <= row["field_end"][:7], row["id"]
    for _, row in TABLE.dropna(subset=["field_end"]).iterrows():
        late = row["field_end"][:4] > str(row["year"])
        assert not late, row["id"]


def test_a_base_is_never_larger_than_its_survey() -> None:
    both = TABLE.dropna(subset=["n", "n_survey"])
    assert (both["n"] <= both["n_survey"]).all()


def test_values_keep_the_decimals_they_are_printed_with() -> None:
    for _, row in TABLE.iterrows():
        assert round(row["value"], int(row["precision"])) == row["value"], row["id"]


def test_the_waves_of_a_series_are_of_one_measure_and_of_different_years() -> None:
    for name, rows in TABLE.groupby("series"):
        assert rows["indicator_en"].nunique() == 1, name
        assert rows["year"].is_unique, name
        assert len(rows) > 1, name


def test_every_trap_has_its_caveat_in_two_languages() -> None:
    trapped = TABLE[TABLE["trap"].notna()]
    assert trapped[["caveat_fr", "caveat_en"]].notna().all(axis=None)
    assert (TABLE["caveat_fr"].notna() == TABLE["caveat_en"].notna()).all()


def test_a_sum_of_uses_and_plans_stands_beside_no_finding() -> None:
    assert TABLE.loc[TABLE["trap"] == "sum-of-use-and-plans", "finding"].isna().all()
    parts = value_of("data-publica-2025-use") + value_of("data-publica-2025-plans")
    assert value_of("data-publica-2025-use-or-plans") == parts


def test_words_are_those_of_a_reader() -> None:
    for column in ("caveat_fr", "base_fr", "indicator_fr", "population_fr"):
        for text in TABLE[column].dropna():
            assert not re.search(r"\b(baseline|n/a|TODO|trap)\b", text), text
            assert "  " not in text


def test_a_base_that_its_own_row_holds_for_unsure_is_not_said_to_be_ours() -> None:
    unsure = TABLE[["base_fr", "caveat_fr"]].apply(lambda cells: cells.str.contains("vérifi"))
    assert unsure.any(axis=None)
    assert not (unsure.any(axis=1) & (TABLE["differs_base"] == "none")).any()


def test_rows_say_what_their_sources_say() -> None:
    rows = TABLE.set_index("id")
    assert "premier frein" in str(rows["indicator_fr"]["ifop-mastercard-no-need"])
    assert "Environ deux mille" in str(rows["caveat_fr"]["missionsquare-2025-daily"])
    asked = rows[rows["producer"] == "ICMA"]
    assert set(asked["unit"]) == {"person"}  # 635 practitioners
    assert len(asked) == 3


def test_every_share_that_the_chapter_draws_has_a_short_name_in_both_languages() -> None:
    drawn = pd.concat(latest(comparable(finding)) for finding in FINDINGS)
    kept = (drawn["finding"] != "users") | (drawn["unit"] == "organisation")
    kept |= (drawn["population_kind"] == "public-staff") & (drawn["area"] == "FR")
    assert drawn.loc[kept, ["label_fr", "label_en"]].notna().all(axis=None)
    assert all(area_words(area) for area in TABLE["area"].unique())


def test_france_comes_first_then_the_highest_share() -> None:
    rows = by_country(comparable("users"))
    home = rows["area"] == "FR"
    assert home.to_list() == sorted(home, reverse=True)
    for part in (rows[home], rows[~home]):
        assert part["share"].is_monotonic_decreasing
    assert set(rows["id"]) == set(comparable("users")["id"])


# Comparators of a finding


@pytest.mark.parametrize("finding", [*FINDINGS, "non-users"])
def test_comparators_go_from_the_closest_to_the_farthest(finding: str) -> None:
    found = comparable(finding)
    assert len(found)
    added = ["share", "closeness", "same_unit", "our_base"]
    assert list(found.columns) == [*load_table("comparators").columns, *added]
    ranks = found["closeness"].map(LEVELS.index)
    assert ranks.is_monotonic_increasing
    assert found["share"].between(0, 1).all()
    assert found["our_base"].isin(load_table("groups-2025")["id"]).all()
    assert all(reason_words(row) for _, row in found.iterrows())


@pytest.mark.parametrize("finding", FINDINGS)
def test_a_level_admits_its_closeness_and_those_above(finding: str) -> None:
    everything = comparable(finding)
    for rank, level in enumerate(LEVELS):
        expected = everything[everything["closeness"].isin(LEVELS[: rank + 1])]
        assert comparable(finding, level)["id"].to_list() == expected["id"].to_list()


def test_closeness_follows_from_unit_and_base() -> None:
    closeness = comparable("no-need").set_index("id")["closeness"]
    assert comparable("users").set_index("id")["closeness"]["insee-2025-use"] == LEVELS[0]
    assert closeness["insee-2025-no-need"] == "same-unit"  # whether all were asked is to be checked
    assert closeness["dsit-2025-no-need"] == "same-unit"  # firms, base not stated
    assert closeness["pew-2024-no-need"] == "other"  # people


def test_people_come_nearer_when_respondents_speak_for_themselves() -> None:
    usual = comparable("daily").set_index("id")["closeness"]
    alone = comparable("daily", unit="person").set_index("id")["closeness"]
    assert set(usual) == {"other"}
    assert alone["credoc-2025-daily"] == "same-unit-and-base"
    assert alone["apec-2025-daily"] == "same-unit"
    first = comparable("daily", unit="person").iloc[0]
    assert "Même unité (une personne), même base (les utilisateurs)" in reason_words(first)


def test_a_share_of_those_trained_is_read_as_those_who_are_not() -> None:
    row = row_of(comparable("untrained"), "ifop-talan-2025-trained")
    assert row["value"] == 15
    assert row["share"] == pytest.approx(0.85)
    assert "complément" in reason_words(row)


def test_non_users_are_compared_with_the_same_figures_read_the_other_way_round() -> None:
    users = comparable("users").set_index("id")["share"]
    others = comparable("non-users").set_index("id")["share"]
    assert others.to_dict() == pytest.approx((1 - users).to_dict())
    assert others["lga-2025-use"] == pytest.approx(0.11)  # as printed


def test_a_bound_is_turned_with_its_share(data: Path) -> None:
    path = data / "comparators.csv"
    text = path.read_text(encoding="utf-8")
    old = ",use,users,direct,percentage,49,"
    assert text.count(old) == 1
    path.write_text(text.replace(old, ",use,users,complement,more-than,49,"), encoding="utf-8")
    seal(data)
    row = comparable("users", data=data).set_index("id").loc["data-publica-2025-use"]
    assert row["kind"] == "less-than"
    assert row["share"] == pytest.approx(0.51)


def test_a_reason_names_unit_base_population_question_and_year() -> None:
    reasons = {row["id"]: reason_words(row) for _, row in comparable("users").iterrows()}
    assert reasons["dstgb-2023-use"] == (
        "Même unité (une organisation), même base (tous les répondants). Autre population (des "
        "collectivités, hors de France), question voisine, année antérieure (2023)."
    )
    assert "année incertaine" in reasons["ine-2025-use"]


def test_a_reason_is_said_in_english_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    reasons = {row["id"]: reason_words(row) for _, row in comparable("users").iterrows()}
    assert reasons["dstgb-2023-use"].startswith("The same unit (an organisation), the same base")
    assert "an uncertain year" in reasons["ine-2025-use"]
    trained = row_of(comparable("untrained"), "ifop-talan-2025-trained")
    assert "calculated by us" in reason_words(trained)


def test_the_english_words_are_compiled_as_they_are_written() -> None:
    folder = LOCALE / "en" / "LC_MESSAGES"
    with (folder / "book.po").open("rb") as written, (folder / "book.mo").open("rb") as compiled:
        words, said = (
            {str(message.id): message.string for message in messages if message.id}
            for messages in (read_po(written), read_mo(compiled))
        )
    assert words == said
    assert all(words.values())


def test_between_two_alike_the_closer_in_years_to_the_wave_comes_first(data: Path) -> None:
    """A year either side of the flash is one year away; two years are more."""
    path = data / "comparators.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    like = rows[rows["id"] == "dstgb-2023-use"]
    years = {"z-after": "2026", "a-far": "2022", "m-before": "2024", "k-same": "2025"}
    differs = {"2025": "none", "2026": "later"}
    added = pd.concat(
        like.assign(id=name, year=year, differs_year=differs.get(year, "earlier"), series="")
        for name, year in years.items()
    )
    pd.concat([rows, added]).to_csv(path, index=False, lineterminator="\n")
    seal(data)
    order = [name for name in comparable("users", data=data)["id"] if name in years]
    assert order == ["k-same", "m-before", "z-after", "a-far"]


def test_local_authorities_come_before_firms_at_the_same_closeness() -> None:
    kinds = comparable("users", "same-unit-and-base")["population_kind"].to_list()
    assert kinds.index("firms") > max(
        at for at, kind in enumerate(kinds) if kind == "local-authorities"
    )


def test_a_finding_without_comparator_gives_an_empty_table_with_its_columns() -> None:
    found = comparable("growth")
    assert found.empty
    assert list(found.columns) == list(comparable("daily").columns)


@pytest.mark.parametrize(
    ("finding", "level", "words"),
    [
        ("dailly", "other", r"finding: 'dailly' is not known.*daily"),
        ("unreported", "other", r"finding: 'unreported'"),
        ("daily", "close", r"level: 'close'.*same-unit-and-base"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(finding: str, level: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        comparable(finding, level)


def test_an_unknown_unit_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"unit: 'firm'.*organisation, person"):
        comparable("daily", unit="firm")


def test_an_unknown_topic_or_series_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"topic: 'size'.*use-by-size"):
        on_topic("size")
    with pytest.raises(ValueError, match=r"series: 'credoc'.*credoc-use"):
        trend("credoc")


# Topics, trends, gaps, traps


@pytest.mark.parametrize("topic", ["use-by-size", "use-by-rurality", "charter"])
def test_a_topic_that_the_flash_has_no_share_of_says_so(topic: str) -> None:
    figures = on_topic(topic)
    assert len(figures)
    assert set(figures["closeness"]) == {NO_FINDING}
    said = {reason_words(row) for _, row in figures.iterrows()}
    assert said == {"Le flash ne donne pas de part sur ce sujet."}


def test_a_topic_that_the_flash_measures_has_the_closeness_of_its_finding() -> None:
    figures = on_topic("daily-use").set_index("id")["closeness"]
    assert figures.to_dict() == comparable("daily").set_index("id")["closeness"].to_dict()


def test_a_trend_goes_forward_with_the_shares_printed() -> None:
    waves = trend("credoc-use")
    assert waves["year"].to_list() == [2023, 2024, 2025]
    assert waves["share"].to_list() == [0.20, 0.33, 0.48]
    assert waves["steady"].all()
    assert trend("lga-use")["share"].to_list() == [0.19, 0.11]  # as printed: those not using


def test_a_trend_tells_where_the_base_is_not_that_of_the_wave_before() -> None:
    assert trend("data-publica-use")["steady"].to_list() == [True, False]
    assert trend("data-publica-administration")["steady"].to_list() == [True, False]  # unknown


def test_the_latest_wave_of_each_series_is_kept_and_what_is_in_none() -> None:
    every = comparable("users")
    kept = latest(every)
    assert "credoc-2025-use" in set(kept["id"])
    assert "credoc-2024-use" not in set(kept["id"])
    alone = set(every.loc[every["series"].isna(), "id"])
    assert alone <= set(kept["id"])


def test_gaps_are_the_findings_without_comparator_and_the_topics_without_finding() -> None:
    found = gaps()
    alone = set(found.loc[found["kind"] == "no-comparator", "subject"])
    assert "growth" in alone
    assert not alone & {*FINDINGS, "non-users"}
    charter = found[found["subject"] == "charter"].iloc[0]
    assert charter["kind"] == "no-finding"
    assert charter["comparators"] > 0
    assert charter["local_fr"] == 0  # none from a French local authority
    assert "use" not in set(found["subject"])


def test_a_finding_that_loses_its_comparators_becomes_a_gap(data: Path) -> None:
    path = data / "comparators.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table[table["finding"] != "daily"].to_csv(path, index=False, lineterminator="\n")
    seal(data)
    found = gaps(data).set_index("subject")["kind"]
    assert found["daily"] == "no-comparator"
    assert comparable("daily", data=data).empty


def test_traps_are_given_by_kind_with_their_words() -> None:
    found = traps()
    fields = {field["name"]: field for field in describe("comparators")["schema"]["fields"]}
    order = found["trap"].map(fields["trap"]["constraints"]["enum"].index)
    assert order.is_monotonic_increasing
    assert len(found) == TABLE["trap"].notna().sum()
    assert found[["caveat_fr", "caveat_en"]].notna().all(axis=None)
