"""What a share may count, and of whom: every reading is possible, and one at most is ours."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from changing import change
from dataprep import interval, load_table, published_findings, published_wave
from dataprep.readings import (
    READING_COLUMNS,
    ReadingsError,
    least_of_the_first,
    possible_readings,
    published_readings,
)
from rendering.chapters.results import over_readings, reading_numbers

READINGS = published_readings()
WAVE = published_wave()
FINDINGS = published_findings()


def of(finding: str) -> list[tuple[int, int]]:
    its = READINGS[READINGS["finding"] == finding]
    return [(int(count), int(base)) for count, base in its[["count", "base"]].to_numpy()]


def test_a_reading_has_its_count_its_base_and_its_interval() -> None:
    assert list(READINGS.columns) == READING_COLUMNS
    for _, row in READINGS.iterrows():
        assert row["share"] == row["count"] / row["base"]
        assert (row["low"], row["high"]) == interval(row["count"], row["base"])
        assert row["source"] == f"readings#{row['id']}"


def test_each_count_prints_as_the_flash_prints_it() -> None:
    """Rounded here by hand, apart from the code that checks the table."""
    printed = WAVE.statements.set_index("id")["value"]
    for _, row in READINGS.iterrows():
        percent = 100 * row["count"] / row["base"]
        near = 5 if row["finding"] == "frequency-daily" else 0.5
        assert abs(percent - float(printed[row["finding"]])) <= near, row["id"]


def test_the_readings_of_each_sentence_are_those_that_it_leaves() -> None:
    assert of("frequency-daily") == [(8, 27), (9, 27), (10, 27), (19, 57)]
    assert of("outlook-growth") == [(22, 27), (46, 57)]
    assert of("users-untrained") == [(23, 27)] * 3
    assert READINGS.loc[READINGS["ours"], "id"].to_list() == ["daily-users", "untrained-alone"]


def test_no_other_count_of_the_users_fits_a_fraction_in_words() -> None:
    statements = {row["id"]: row for _, row in WAVE.statements.iterrows()}
    statement = statements["frequency-daily"]
    assert possible_readings(statement, 27) == (8, 9, 10)
    assert 19 in possible_readings(statement, 57)
    growth = statements["outlook-growth"]
    assert (possible_readings(growth, 27), possible_readings(growth, 57)) == ((22,), (46,))


def test_ours_is_the_finding_of_the_book() -> None:
    for _, row in READINGS[READINGS["ours"]].iterrows():
        source = f"findings-2025#{row['finding']}"
        (finding,) = [f for _, f in FINDINGS.iterrows() if f["source"] == source]
        assert (finding["count"], finding["base"]) == (row["count"], row["base"])


def test_the_interval_over_the_readings_of_a_third_goes_from_16_to_56() -> None:
    number = over_readings(READINGS, "frequency-daily")
    assert (number.count, number.base) == (9, 27)
    assert (round(100 * float(number.low or 0)), round(100 * float(number.high or 0))) == (16, 56)
    assert number.low == interval(8, 27)[0]
    assert number.high == interval(10, 27)[1]
    with pytest.raises(ValueError, match="no reading that is ours"):
        over_readings(READINGS, "outlook-growth")


def test_a_number_of_a_reading_leads_to_its_row() -> None:
    numbers = reading_numbers(READINGS)
    assert len(numbers) == len(load_table("readings"))
    assert 'href="../data/readings.csv#daily-below"' in numbers["daily_below"].html("of")


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        ("daily-above", "count", 11, "11 of 27 .* a count that is possible, 8, 9, 10"),
        ("untrained-alone", "count", 22, "22 of 27 for « users-untrained », printed as 85 %"),
        ("growth-respondents", "base", 56, "a base of 56 for respondents"),
        ("growth-users", "group", "non-users", "a base of 27 for non-users"),
        ("daily-below", "ours", "true", "2 readings of « frequency-daily » are ours"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(
    row: str, column: str, value: object, said: str, data: Path
) -> None:
    with pytest.raises(ReadingsError, match="(?s)" + said):
        published_readings(data=change(data, "readings", (row, column, value)))


def test_what_comes_first_counts_at_least_as_much_as_what_is_counted() -> None:
    reasons = FINDINGS[FINDINGS["question"] == "non-use-reasons"]
    assert least_of_the_first(reasons) == (15, 30)
    # With the first, they are more than the non-users: several answers were allowed.
    assert reasons["count"].sum() + 15 > 30
    assert least_of_the_first(reasons[:0]) is None
    assert least_of_the_first(pd.concat([reasons, FINDINGS[FINDINGS["question"] == "use"]])) is None
