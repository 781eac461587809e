"""What is left of the bases when one assumption is relaxed, and only that one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dataprep import (
    possible_bases,
    published_claims,
    published_wave,
    reconstruct_bases,
)
from dataprep.robustness import relaxed_bases
from rendering.chapters.method import outcomes
from seal import seal

RELAXED = relaxed_bases().set_index("id")
CLAIMS = published_claims()
GROUPS_ALONE = [f"alone:{group}" for group in published_wave().partition]
FOUND = ((27,), (30,))


def bases(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return RELAXED["users"][name], RELAXED["non-users"][name]


def test_the_first_line_relaxes_nothing_and_gives_the_bases_found() -> None:
    assert RELAXED.index[0] == "none"
    assert RELAXED["solutions"]["none"] == 1
    assert bases("none") == FOUND


@pytest.mark.parametrize(
    "name",
    ["rounding-half-up", "rounding-half-even", "missing-1", "missing-2", "open-group-among-users"],
)
def test_the_bases_found_stay_the_only_ones(name: str) -> None:
    assert bases(name) == FOUND
    assert RELAXED["solutions"][name] == 1


def test_percentages_cut_down_leave_no_solution() -> None:
    assert RELAXED["solutions"]["rounding-down"] == 0
    assert bases("rounding-down") == ((), ())


def test_each_percentage_is_left_out_once() -> None:
    left_out = [name for name in RELAXED.index if name.startswith("without:")]
    assert left_out == [f"without:{name}" for name in CLAIMS["id"]]


@pytest.mark.parametrize(
    "name",
    ["majority-unknown", "options-not-exclusive", *(f"without:{name}" for name in CLAIMS["id"])],
)
def test_to_ask_for_less_never_takes_a_solution_away(name: str) -> None:
    assert set(FOUND[0]) <= set(bases(name)[0])
    assert set(FOUND[1]) <= set(bases(name)[1])
    assert RELAXED["solutions"][name] >= 1


@pytest.mark.parametrize("name", ["majority-unknown", "without:scope-all"])
def test_every_pair_left_adds_up_to_the_respondents(name: str) -> None:
    users, others = bases(name)
    assert {57 - n for n in users} == set(others)


@pytest.mark.parametrize("group", published_wave().partition)
def test_one_group_alone_keeps_the_bases_its_percentages_allow(group: str) -> None:
    """The reference takes each percentage by itself; exclusive options then bar no base here."""
    claims = CLAIMS[CLAIMS["group"] == group]
    expected = set(range(1, 58))
    for share, precision in zip(claims["share"], claims["precision"], strict=True):
        expected &= set(possible_bases(share, 57, precision))
    found = dict(zip(published_wave().partition, bases(f"alone:{group}"), strict=True))
    assert set(found.pop(group)) == expected
    assert list(found.values()) == [()]
    assert RELAXED["solutions"][f"alone:{group}"] == len(expected) > 1


def test_outcomes_count_the_lines_that_relax_something() -> None:
    others = RELAXED.iloc[1:]
    numbers = {name: n.value for name, n in outcomes(relaxed_bases(), "findings-2025").items()}
    assert numbers == {
        "cases": len(others),
        "unique": sum(bases(name) == FOUND for name in others.index),
        "none": sum(others["solutions"] == 0),
        "several": sum(others["solutions"] > 1),
    }
    assert numbers["unique"] + numbers["none"] + numbers["several"] == numbers["cases"] == 16


PRINTS = {  # other flashes: what is printed, and the lines that then find more, or less
    "eighths": (
        {
            "non-use-no-need": 33,
            "frequency-daily": 13,
            "scope-all": 38,
            "scope-management": 13,
            "users-untrained": 75,
        },
        {
            "rounding-half-even",
            "rounding-down",
            "missing-1",
            "missing-2",
            "majority-unknown",
            "open-group-among-users",
        },
    ),
    "ties": ({"non-use-no-need": 51, "frequency-daily": 12}, {"rounding-half-up"}),
    "overlap": ({"scope-all": 63, "scope-management": 50}, {"options-not-exclusive"}),
}


@pytest.mark.parametrize("name", PRINTS)
def test_each_line_is_what_is_found_without_that_assumption(data: Path, name: str) -> None:
    printed, differing = PRINTS[name]
    path = data / "findings-2025.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("id", drop=False)
    rows.loc[rows["kind"].isin(["percentage", "fraction"]), "kind"] = "statement"
    rows.loc["outlook-growth", "kind"] = "percentage"
    for claim, share in printed.items():
        columns = ["kind", "value", "precision", "printed"]
        rows.loc[claim, columns] = ["percentage", str(share), "0", ""]
    rows.to_csv(path, index=False, lineterminator="\n")
    seal(data)
    claims = published_claims(published_wave(data=data))
    growth = claims.iloc[:1].assign(
        id="outlook-growth", group="users", question="outlook", share=81, exclusive=None
    )
    plain: dict[str, Any] = {
        "claims": claims,
        "total": 57,
        "partition": published_wave().partition,
        "majority": "non-users",
    }
    without: dict[str, dict[str, Any]] = {
        "none": {},
        "rounding-half-up": {"rounding": "half-up"},
        "rounding-half-even": {"rounding": "half-even"},
        "rounding-down": {"rounding": "down"},
        "missing-1": {"missing": 1},
        "missing-2": {"missing": 2},
        "majority-unknown": {"majority": None},
        "options-not-exclusive": {"claims": claims.drop(columns="exclusive")},
        "open-group-among-users": {"claims": pd.concat([claims, growth], ignore_index=True)},
    }
    for claim in printed:
        without[f"without:{claim}"] = {"claims": claims[claims["id"] != claim]}
    expected = {line: reconstruct_bases(**plain | less).count for line, less in without.items()}
    relaxed = relaxed_bases(published_wave(data=data)).set_index("id")
    found = relaxed["solutions"].drop(index=GROUPS_ALONE)
    assert found.to_dict() == expected
    assert differing <= {line for line, count in expected.items() if count != expected["none"]}


def test_a_wave_with_other_percentages_is_relaxed_alike(data: Path) -> None:
    path = data / "findings-2025.csv"
    path.write_text(path.read_text("utf-8").replace(",47,0,", ",46,0,"), encoding="utf-8")
    seal(data)
    wave = published_wave(data=data)
    relaxed = relaxed_bases(wave).set_index("id")
    alone = reconstruct_bases(published_claims(wave), wave.total, wave.partition, wave.majority)
    assert relaxed["solutions"]["none"] == alone.count != 1
    assert list(relaxed.index) == list(RELAXED.index)
    pd.testing.assert_index_equal(relaxed.columns, RELAXED.columns)
