"""A bad call is refused in one form: what was given, what was expected, what to do."""

# mypy: disable-error-code="arg-type, list-item"

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest

from dataprep import (
    bounds,
    comparable,
    conflicting_claims,
    interval,
    latest,
    load_table,
    on_topic,
    possible_bases,
    possible_counts,
    published_bases,
    published_claims,
    published_findings,
    published_wave,
    reconstruct_bases,
    trend,
)
from dataprep.calibration import own_case, recovery_rates
from dataprep.findings import findings_table
from dataprep.intervals import change_interval
from dataprep.nonresponse import bounds_by_response, misreported
from dataprep.planning import answers_needed, smallest_rise
from dataprep.questions import question_bases
from dataprep.robustness import misprints, relaxed_bases, relaxed_pairs

CLAIMS = published_claims()
SPLIT = ("users", "non-users")
RATES = recovery_rates()
FINDING = {"question": "use", "option": "users", "method": "printed"}


def gate(changed: dict[str, object]) -> pd.DataFrame:
    """One finding, changed, through the gate of the findings table."""
    return findings_table([FINDING | changed], "2025", 0.95, "wilson")


# The argument at fault, the call, the value said (or its start), what it is asked to do.
CALLS: list[tuple[str, Callable[[], object], str, str]] = [
    # A list of claims, and the groups that split the respondents.
    ("claims", lambda: reconstruct_bases(None, 57, SPLIT), "None", "Pass one"),
    ("claims", lambda: reconstruct_bases([33, 47], 57, SPLIT), "[33, 47]", "Pass one"),
    ("claims", lambda: conflicting_claims(None, 57, SPLIT), "None", "Pass one"),
    (
        "claims",
        lambda: reconstruct_bases(CLAIMS[["id"]], 57, SPLIT),
        "no column group, share, precision",
        "Add",
    ),
    ("total", lambda: reconstruct_bases(CLAIMS, None, SPLIT), "None", "Correct it"),
    ("total", lambda: reconstruct_bases(CLAIMS, "57", SPLIT), "'57'", "Correct it"),
    ("total", lambda: reconstruct_bases(CLAIMS, 57.5, SPLIT), "57.5", "Correct it"),
    ("total", lambda: reconstruct_bases(CLAIMS, 10**6, SPLIT), "1000000", "Merge groups"),
    ("partition", lambda: reconstruct_bases(CLAIMS, 57, None), "None", "Correct the list"),
    ("partition", lambda: reconstruct_bases(CLAIMS, 57, 2), "2", "Correct the list"),
    ("partition", lambda: reconstruct_bases(CLAIMS, 57, "users"), "'users'", "Correct the list"),
    ("partition", lambda: reconstruct_bases(CLAIMS, 57, [1, 2]), "[1, 2]", "Correct the list"),
    (
        "partition",
        lambda: reconstruct_bases(CLAIMS, 57, ["users", "non-user"]),
        "group 'non-users'",
        "Correct the name, or list it in free",
    ),
    (
        "partition",
        lambda: conflicting_claims(CLAIMS, 57, ["user", "non-users"]),
        "group 'users'",
        "Correct the name, or list it in free",
    ),
    ("majority", lambda: reconstruct_bases(CLAIMS, 57, SPLIT, "user"), "'user'", "Correct it"),
    ("majority", lambda: reconstruct_bases(CLAIMS, 57, SPLIT, ["users"]), "['users']", "Correct"),
    ("rounding", lambda: reconstruct_bases(CLAIMS, 57, SPLIT, None, "half"), "'half'", "Write 'ha"),
    ("rounding", lambda: reconstruct_bases(CLAIMS, 57, SPLIT, None, ["down"]), "['down']", "Write"),
    ("missing", lambda: reconstruct_bases(CLAIMS, 57, SPLIT, missing=-1), "-1", "Correct it"),
    ("missing", lambda: reconstruct_bases(CLAIMS, 57, SPLIT, missing=None), "None", "Correct it"),
    ("free", lambda: reconstruct_bases(CLAIMS, 57, SPLIT, free="open"), "'open'", "Write it in"),
    ("most", lambda: reconstruct_bases(CLAIMS, 57, SPLIT, most=None), "None", "Correct it"),
    # A printed percentage.
    ("share", lambda: possible_counts(0.33, 57), "0.33", "Write 33"),
    ("share", lambda: possible_bases(0.47, 57), "0.47", "Write 47"),
    ("share", lambda: possible_counts("47", 57), "'47'", "Correct it as printed"),
    ("share", lambda: possible_counts(None, 57), "None", "Correct it as printed"),
    ("share", lambda: possible_counts(101, 57), "101", "Correct it as printed"),
    ("base", lambda: possible_counts(47, "57"), "'57'", "Correct it"),
    ("base", lambda: possible_counts(47, 0), "0", "Correct it"),
    ("total", lambda: possible_bases(47, None), "None", "Correct it"),
    ("precision", lambda: possible_counts(47, 57, None), "None", "Count the decimals printed"),
    ("rounding", lambda: possible_counts(47, 57, 0, None), "None", "Choose one"),
    # A count, its base, its population, a level and a method.
    ("count", lambda: interval(None, 57), "None", "Correct it"),
    ("count", lambda: interval(58, 57), "58", "Correct one of the two"),
    ("base", lambda: interval(0, 0), "0", "Correct it"),
    ("population", lambda: interval(27, 57, population="268"), "'268'", "Correct it"),
    ("population", lambda: bounds(27, 57, None), "None", "Correct it"),
    ("population", lambda: bounds(27, 57, 56), "56", "Correct one of the two"),
    ("level", lambda: interval(27, 57, 95), "95", "Write 0.95"),
    ("level", lambda: interval(27, 57, "0.95"), "'0.95'", "Write"),
    ("method", lambda: interval(27, 57, 0.95, ["wilson"]), "['wilson']", "Write 'wilson'"),
    ("method", lambda: interval(27, 57, 0.95, "Wilson"), "'Wilson'", "Write 'wilson'"),
    ("method", lambda: interval(27, 57, 0.95, None), "None", "Choose one"),
    ("before", lambda: change_interval(27, (30, 57)), "27", "Write 27 of 57 as (27, 57)"),
    ("after", lambda: change_interval((27, 57), (30,)), "(30,)", "Write 27 of 57 as (27, 57)"),
    ("after, base", lambda: change_interval((27, 57), (0, 0)), "0", "Correct it"),
    ("population", lambda: change_interval((1, 2), (1, 20), population=10), "10", "Correct one"),
    # Those who did not answer, and a next wave.
    ("base", lambda: bounds_by_response(0, 0, 268, [57]), "0", "Correct it"),
    ("population", lambda: bounds_by_response(27, 57, None, [57]), "None", "Correct it"),
    ("responses", lambda: bounds_by_response(27, 57, 268, 57), "57", "Write it in brackets"),
    ("responses", lambda: bounds_by_response(27, 57, 268, [57.5]), "57.5", "Correct it"),
    ("responses", lambda: bounds_by_response(27, 57, 268, [0]), "0", "Correct it"),
    ("responses", lambda: bounds_by_response(27, 57, 268, [269]), "269", "Correct it"),
    ("wrong", lambda: misreported(27, 57, 1.5), "1.5", "Correct it"),
    ("wrong", lambda: misreported(27, 57, 31), "31", "Correct it"),
    ("count", lambda: misreported(58, 57, 0), "58", "Correct one of the two"),
    ("half_width", lambda: answers_needed(10, 268), "10", "Write 0.1"),
    ("half_width", lambda: answers_needed("0.1", 268), "'0.1'", "Write"),
    ("population", lambda: answers_needed(0.1, None), "None", "Correct it"),
    ("share", lambda: smallest_rise("0.5", 57, 57, 268), "'0.5'", "Write"),
    ("share", lambda: smallest_rise(47, 57, 57, 268), "47", "Write 0.47"),
    ("power", lambda: smallest_rise(0.5, 57, 57, 268, power=80), "80", "Write 0.8"),
    ("before", lambda: smallest_rise(0.5, 57.5, 57, 268), "57.5", "Correct it"),
    ("before", lambda: smallest_rise(0.5, 0, 57, 268), "0", "Correct it"),
    ("after", lambda: smallest_rise(0.5, 57, 269, 268), "269", "Correct it"),
    ("method", lambda: smallest_rise(0.5, 57, 57, 268, method=["exact"]), "['exact']", "Write"),
    # A wave, its findings and what depends on them.
    ("wave", lambda: published_wave("2024"), "'2024'", "Write '2025'"),
    ("wave", lambda: published_wave(2025), "2025", "Write '2025'"),
    ("wave", lambda: published_findings("2025"), "'2025'", "Call published_wave('2025')"),
    ("wave", lambda: published_bases(2025), "2025", "Call published_wave('2025')"),
    ("wave", lambda: question_bases("2025"), "'2025'", "Call published_wave('2025')"),
    ("wave", lambda: relaxed_bases("2025"), "'2025'", "Call published_wave('2025')"),
    ("level", lambda: published_findings(level=95), "95", "Write 0.95"),
    ("method", lambda: published_findings(method="wald"), "'wald'", "Choose one"),
    ("doubted", lambda: relaxed_pairs(doubted="untrained"), "'untrained'", "Write 'users-unt"),
    ("most", lambda: relaxed_pairs(most=0), "0", "Correct it"),
    ("most", lambda: misprints(most="all"), "'all'", "Correct it"),
    (
        "finding use/users, count",
        lambda: gate({"count": 1.5}),
        "1.5",
        "Correct it",
    ),
    (
        "finding use/users, method",
        lambda: gate({"method": "guess"}),
        "'guess'",
        "Choose one",
    ),
    # Tables, comparators, and the cases tried.
    ("name", lambda: load_table("findings-2024"), "'findings-2024'", "Write 'findings-2025'"),
    ("name", lambda: load_table(None), "None", "Choose one"),
    ("finding", lambda: comparable("user"), "'user'", "Write 'users'"),
    ("finding", lambda: comparable(None), "None", "Choose one"),
    ("level", lambda: comparable("users", ["other"]), "['other']", "Write 'other'"),
    ("unit", lambda: comparable("users", unit="persons"), "'persons'", "Write 'person'"),
    ("topic", lambda: on_topic("use-by-siz"), "'use-by-siz'", "Write 'use-by-size'"),
    ("series", lambda: trend("insee"), "'insee'", "Write 'insee-use'"),
    ("comparators", lambda: latest(None), "None", "Pass one"),
    ("respondents", lambda: own_case(RATES, 58, 7), "58", "Add them to"),
    ("respondents", lambda: own_case(RATES, "57", 7), "'57'", "Correct it"),
    ("scenario", lambda: own_case(RATES, 57, 7, "exactly"), "'exactly'", "Write 'exact'"),
]


def test_there_are_sixty_of_them_at_least() -> None:
    assert len(CALLS) >= 60


@pytest.mark.parametrize(
    ("name", "call", "value", "to_do"),
    CALLS,
    ids=[f"{place}-{name} {value}" for place, (name, _, value, _) in enumerate(CALLS)],
)
def test_a_bad_call_is_refused_with_its_argument_its_value_and_what_to_do(
    name: str, call: Callable[[], object], value: str, to_do: str
) -> None:
    with pytest.raises(ValueError, match="Expected") as caught:
        call()
    (line,) = str(caught.value).splitlines()
    assert line.startswith((f"{name}: {value} ", f"{name}: {value}.")), line
    assert re.fullmatch(r".+\. Expected .+\. [A-Z][a-z]+ .+\.", line), line
    assert f". {to_do}" in line, line


def test_several_faults_are_said_at_once_a_line_each() -> None:
    with pytest.raises(ValueError, match="Expected") as caught:
        smallest_rise(47, 0, 57.5, None, level=95, power=80, method="wald")
    names = [line.split(":")[0] for line in str(caught.value).splitlines()]
    assert names == ["share", "power", "before", "after", "population", "level", "method"]


def test_two_counts_without_their_bases_are_both_refused() -> None:
    with pytest.raises(ValueError, match=r"^before: 27 is not .*\nafter: 57 is not "):
        change_interval(27, 57)


def test_numbers_of_any_type_are_numbers() -> None:
    row = pd.Series([27, 57], dtype="Int64")
    assert interval(row[0], row[1]) == interval(27, 57) == interval(27.0, 57.0)
    assert reconstruct_bases(CLAIMS, 57.0, SPLIT) == reconstruct_bases(CLAIMS, 57, SPLIT)
