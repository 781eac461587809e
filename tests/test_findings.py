"""The findings give back what the survey printed, and no more than it allows to know."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from changing import change
from dataprep import (
    TableError,
    possible_counts,
    published_bases,
    published_claims,
    published_findings,
    published_wave,
    reconstruct_bases,
)
from dataprep import findings as findings_module
from dataprep.findings import FINDING_COLUMNS
from dataprep.intervals import METHODS
from dataprep.tables import load_table
from rendering import answer, numbers_of
from rendering.words.groups import option_words
from seal import seal

FINDINGS = published_findings()
COUNTED = FINDINGS[FINDINGS["share"].notna()]
PUBLISHED = [  # option, group, count, base
    ("users", "respondents", 27, 57),
    ("non-users", "respondents", 30, 57),
    ("distrust", "non-users", 14, 30),
    ("no-need", "non-users", 15, 30),
    ("daily", "users", 9, 27),
    ("all-agents", "users", 6, 27),
    ("some-services", "users", 13, 27),
    ("management-only", "users", 3, 27),
    ("unreported", "users", 5, 27),
    ("untrained", "users", 23, 27),
    ("growth", "users", 22, 27),
    ("growth", "respondents", 46, 57),
]


def test_every_counted_option_of_the_flash_is_published() -> None:
    found = COUNTED[["option", "group", "count", "base"]].itertuples(index=False, name=None)
    assert set(found) == set(PUBLISHED)
    assert len(COUNTED) == len(PUBLISHED)


def test_the_total_is_a_count_without_a_share() -> None:
    total = FINDINGS.set_index("option").loc["total"]
    assert total["count"] == 57
    assert total[["base", "share", "low", "high"]].isna().all()
    assert total["method"] == "printed"


def test_a_finding_has_the_columns_that_every_part_relies_on() -> None:
    assert list(FINDINGS.columns) == FINDING_COLUMNS
    assert set(FINDINGS["wave"]) == {"2025"}
    assert FINDINGS["missing"].isna().all()  # the flash never says


def test_a_share_is_its_count_over_its_base() -> None:
    ratio = COUNTED["count"] / COUNTED["base"]
    assert (COUNTED["share"] == ratio).all()


def test_each_printed_percentage_is_the_share_rounded() -> None:
    statements = published_wave().statements.set_index("id")
    printed = COUNTED[COUNTED["kind"] == "percentage"]
    assert len(printed) == 8
    for _, row in printed.iterrows():
        statement = statements.loc[row["source"].split("#")[1]]
        half = 0.5 * 10.0 ** -statement["precision"]
        assert abs(100 * row["share"] - statement["value"]) <= half, row["option"]


def test_a_share_is_within_its_interval() -> None:
    assert (COUNTED["low"] < COUNTED["share"]).all()
    assert (COUNTED["share"] < COUNTED["high"]).all()
    assert COUNTED["low"].ge(0).all()
    assert COUNTED["high"].le(1).all()


@settings(deadline=None, max_examples=20, derandomize=True)
@given(st.floats(0.5, 0.99), st.sampled_from(sorted(METHODS)))
def test_level_and_method_change_the_interval_and_nothing_else(level: float, method: str) -> None:
    findings = published_findings(level=level, method=method)
    others = ["low", "high", "interval"]
    pd.testing.assert_frame_equal(findings.drop(columns=others), FINDINGS.drop(columns=others))
    counted = findings[findings["share"].notna()]
    assert ((counted["low"] <= counted["share"]) & (counted["share"] <= counted["high"])).all()
    assert set(counted["interval"]) == {f"{method} {level:g}"}
    assert findings.loc[findings["share"].isna(), "interval"].isna().all()


@pytest.mark.parametrize("wrong", [{"level": 95}, {"level": 0}, {"method": "wald"}])
def test_a_level_or_method_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"^(level|method): "):
        published_findings(**wrong)  # type: ignore[arg-type]


def test_options_that_exclude_each_other_add_up_to_their_base() -> None:
    exclusive = published_wave().statements.set_index("id")["exclusive"].dropna()
    labels = COUNTED["source"].str.split("#").str[1].map(exclusive)
    assert labels.notna().sum() == 4  # three printed, and those left
    for _, rows in COUNTED.groupby(labels):
        assert rows["base"].nunique() == 1
        assert rows["count"].sum() == rows["base"].iloc[0]
        assert math.isclose(rows["share"].sum(), 1)


def test_users_and_non_users_are_all_the_respondents() -> None:
    rows = FINDINGS.query("question == 'use' and count.notna()")
    assert rows["count"].sum() == published_wave().total == 57
    assert set(rows["base"]) == {57}


def test_the_remainder_is_named_and_counted_as_one() -> None:
    rest = FINDINGS.set_index("option").loc["unreported"]
    assert rest["method"] == rest["kind"] == "remainder"
    assert pd.isna(rest["label_fr"])  # its words are ours: the page says them
    assert "non publiée" in option_words(rest)
    assert rest["count"] == 27 - 6 - 13 - 3


def test_two_readings_of_one_percentage_stand_side_by_side() -> None:
    rows = FINDINGS[FINDINGS["option"] == "growth"]
    assert dict(zip(rows["group"], rows["count"], strict=True)) == {"users": 22, "respondents": 46}
    assert rows["source"].nunique() == 1


def test_a_count_says_how_it_is_known() -> None:
    methods = COUNTED.set_index("option")["method"].to_dict()
    assert methods.pop("unreported") == "remainder"
    assert methods.pop("daily") == "read"
    assert set(methods.values()) == {"reconstructed"}
    assert set(FINDINGS.loc[FINDINGS["share"].isna(), "method"]) == {"none", "printed"}


def test_every_finding_comes_from_a_row_and_every_row_gives_a_finding() -> None:
    rows = set("findings-2025#" + load_table("findings-2025")["id"])
    assert set(FINDINGS["source"]) == rows


def test_what_the_statements_claim() -> None:
    claims = published_claims().set_index("id")
    assert "outlook-growth" not in claims.index  # its group is open
    assert "frequency-daily" not in claims.index  # a word, which nobody rounded to a point
    assert claims["group"].value_counts().to_dict() == {"users": 4, "non-users": 2}
    assert claims.loc["users-untrained", "share"] == 85
    assert published_wave().partition == ("users", "non-users")
    assert published_wave().majority == "non-users"
    bases = published_bases()
    assert bases is not None
    assert bases.bases == {"users": 27, "non-users": 30}


def test_statements_come_in_the_order_of_the_text_with_their_question() -> None:
    statements = published_wave().statements
    assert list(statements["id"]) == list(load_table("findings-2025")["id"])
    place = statements[["section", "paragraph"]].astype(int)
    assert place.sort_values(["section", "paragraph"], kind="stable").equals(place)
    asked = load_table("questions-2025").set_index("id")
    for column, origin in (("theme", "theme"), ("question_en", "label_en")):
        expected = asked.loc[statements["question"], origin].to_list()
        assert statements[column].to_list() == expected


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("table", ["findings-2025", "questions-2025", "groups-2025"])
def test_the_order_of_rows_changes_nothing(data: Path, table: str, seed: int) -> None:
    path = data / f"{table}.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.sample(frac=1, random_state=seed).to_csv(path, index=False, lineterminator="\n")
    seal(data)
    keys = ["source", "option", "group"]
    found = published_findings(published_wave(data=data)).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(found, FINDINGS.sort_values(keys, ignore_index=True))


# Where less is known, less is said.


def solutions(data: Path) -> int:
    wave = published_wave(data=data)
    known = wave.total, wave.partition, wave.majority
    return reconstruct_bases(published_claims(wave), *known).count


def test_without_a_solution_no_base_is_known(data: Path) -> None:
    change(data, "findings-2025", ("non-use-no-need", "value", 49))
    assert solutions(data) == 0
    assert published_bases(published_wave(data=data)) is None


def test_with_several_solutions_no_base_is_known(data: Path) -> None:
    rows = ("non-use-distrust", "scope-all", "scope-some", "scope-management", "users-untrained")
    change(data, "findings-2025", *((row, "kind", "statement") for row in rows))
    assert solutions(data) > 1
    assert published_bases(published_wave(data=data)) is None


@pytest.fixture
def unknown(data: Path) -> pd.DataFrame:
    """The findings of a flash whose percentages fit no pair of bases."""
    change(data, "findings-2025", ("non-use-no-need", "value", 49))
    return published_findings(published_wave(data=data))


def test_without_a_base_a_share_is_as_printed_and_has_no_count(unknown: pd.DataFrame) -> None:
    daily = unknown.set_index("option").loc["daily"]
    assert daily["share"] == 0.3333
    assert daily["method"] == "read"
    assert daily[["count", "base", "low", "high", "interval"]].isna().all()


def test_without_a_base_the_bound_gives_no_share(unknown: pd.DataFrame) -> None:
    use = unknown.query("question == 'use' and kind == 'bound'")
    assert use["option"].to_list() == ["non-users"]
    assert use["base"].to_list() == [57]
    assert use[["count", "share"]].isna().to_numpy().all()


def test_without_a_base_nothing_is_left_over(unknown: pd.DataFrame) -> None:
    assert "unreported" not in set(unknown["option"])


def test_without_a_base_an_open_percentage_keeps_both_readings(unknown: pd.DataFrame) -> None:
    rows = unknown[unknown["option"] == "growth"].set_index("group")
    assert rows["count"]["respondents"] == 46
    assert rows["method"]["users"] == "printed"
    assert rows[["count", "base"]].isna().all(axis="columns").to_list() == [True, False]


def test_without_a_base_the_words_say_so(unknown: pd.DataFrame) -> None:
    numbers = numbers_of(unknown)
    for form in ("", ":count", ":base", ":of", ":share", ":interval"):
        words = answer("{daily" + form + "} et {growth_users" + form + "}.", numbers).words
        assert words == "33\u202f% (base inconnue) et 81\u202f% (base inconnue)."
    assert "users" not in numbers


def test_a_percentage_impossible_on_a_base_is_no_reading_of_it(data: Path) -> None:
    change(data, "findings-2025", ("outlook-growth", "value", 82))
    rows = published_findings(published_wave(data=data)).query("option == 'growth'")
    assert rows[["group", "count"]].to_numpy().tolist() == [["respondents", 47]]


def test_a_percentage_impossible_on_every_base_stays_as_printed(data: Path) -> None:
    change(data, "findings-2025", ("outlook-growth", "value", 80))
    rows = published_findings(published_wave(data=data)).query("option == 'growth'")
    assert rows["share"].to_list() == [0.8]
    assert rows[["count", "base"]].isna().to_numpy().all()
    assert rows["group"].to_list() == ["users-or-respondents"]


def test_a_base_on_which_several_counts_are_possible_gives_none_of_them() -> None:
    """Of 5 700 respondents, 57 counts are printed as 81 %."""
    findings = published_findings(replace(published_wave(), total=5700))
    rows = findings.query("option == 'growth' and group == 'respondents'")
    assert rows["count"].isna().all()
    assert rows["base"].to_list() == [5700]
    assert answer("{growth}", rows).words == "81\u202f% (effectif inconnu, sur 5\u202f700)"


def test_a_set_with_an_option_that_is_not_counted_has_no_remainder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def counts(share: float, base: int, precision: int) -> tuple[int, ...]:
        return (6, 7) if share == 22 else possible_counts(share, base, precision)

    monkeypatch.setattr(findings_module, "possible_counts", counts)
    assert "unreported" not in set(published_findings()["option"])


@pytest.mark.parametrize("kind", ["statement", "count"])
def test_an_option_without_a_share_of_its_own_leaves_the_remainder_as_it_is(
    data: Path, kind: str
) -> None:
    """Whoever gave it is among those left."""
    cells = {"kind": kind, "value": 3, "precision": 0, "printed": "", "exclusive": "scope"}
    change(
        data,
        "findings-2025",
        *(("users-untrained", column, value) for column, value in cells.items()),
    )
    rest = published_findings(published_wave(data=data)).set_index("option").loc["unreported"]
    assert rest["count"] == 27 - 6 - 13 - 3


def test_no_remainder_is_shown_when_the_options_fill_their_base(data: Path) -> None:
    change(data, "findings-2025", ("scope-management", "value", 30))
    findings = published_findings(published_wave(data=data))
    assert findings.set_index("option").loc["management-only", "count"] == 8
    assert "unreported" not in set(findings["option"])


def test_a_changed_table_that_is_not_sealed_gives_no_finding(data: Path) -> None:
    path = data / "findings-2025.csv"
    path.write_text(path.read_text("utf-8").replace(",47,", ",50,"), encoding="utf-8")
    with pytest.raises(TableError, match="digest"):
        published_findings(published_wave(data=data))


def test_the_numbers_of_the_findings_have_each_a_name_of_their_own() -> None:
    numbered = FINDINGS[FINDINGS["share"].notna() | FINDINGS["count"].notna()]
    numbers = numbers_of(FINDINGS)
    assert len(numbers) == len(numbered)
    assert len({number.key for number in numbers.values()}) == len(numbered)
