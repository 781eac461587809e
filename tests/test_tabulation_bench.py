"""The ways that the bench of tabulation compares count the same: less would look faster."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import tabulation as bench
from dataprep.answers.codebook import ANSWERED
from tabulation import BY, columns_of, survey

MISSING = "{} is not installed: `make engines` installs requirements-engines.txt"

Counts = dict[tuple[str, str, str], int]  # by question, option, and answer to the question crossed


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("bench") / "answers.parquet"
    bench.write_answers(path, 700)
    return str(path)


@pytest.fixture(scope="module")
def ours(path: str) -> Counts:
    found = bench.ours(bench.pandas_table(path))
    crossed = found[found["group"].str.contains("=") & (found["count"] > 0)]
    groups = crossed["group"].str.split("=").str[1]
    cells = zip(crossed["question"], crossed["option"], groups, crossed["count"], strict=True)
    return {(question, option, by): int(count) for question, option, by, count in cells}


def of_sums(rows: list[tuple[Any, ...]], names: list[str]) -> Counts:
    """What a query by hand gives of one question: (by, code, rows, ticks…)."""
    found: Counts = {}
    for by, code, number, *ticks in rows:
        if len(names) == 1:
            found[names[0], code, by] = number
        elif code == ANSWERED:
            for name, ticked in zip(names[1:], ticks, strict=True):
                found[names[0], name.split("/")[1], by] = int(ticked)
    return found


def kept(counts: Counts) -> Counts:
    """The answers alone, not 0: what findings by groups are of."""
    options = {(each.name, code) for each in survey().questions for code in each.codes}
    groups = survey().question(BY).codes
    return {
        key: number
        for key, number in counts.items()
        if key[:2] in options and key[2] in groups and key[0] != BY and number
    }


def test_the_loop_on_pandas_counts_what_tabulate_counts(path: str, ours: Counts) -> None:
    tables = bench.pandas_loop(bench.pandas_table(path))
    counts: Counts = {}
    for question in survey().questions:
        for name in columns_of(question):
            crossed: pd.DataFrame = tables[name][1]
            for by in crossed.columns:
                if "/" in name:
                    counts[question.name, name.split("/")[1], by] = crossed[by].get(1, 0)
                else:
                    counts |= {(name, str(code), by): n for code, n in crossed[by].items()}
    assert kept(counts) == ours


@pytest.mark.engine
def test_the_query_by_hand_on_polars_counts_what_tabulate_counts(path: str, ours: Counts) -> None:
    pytest.importorskip("polars", reason=MISSING.format("Polars"))
    counts: Counts = {}
    found = bench.polars_query(bench.polars_table(path))
    for question, rows in zip(survey().questions, found, strict=True):
        counts |= of_sums(rows.rows(), columns_of(question))
    assert kept(counts) == ours


@pytest.mark.engine
def test_the_query_by_hand_on_duckdb_counts_what_tabulate_counts(path: str, ours: Counts) -> None:
    pytest.importorskip("duckdb", reason=MISSING.format("DuckDB"))
    found = bench.duckdb_query(bench.duckdb_table(path))
    counted = sum(number for _, _, number, _ in found)
    assert counted == 700 * len(survey().questions)
    ticked = sum(sum(map(int, ticks)) for _, code, _, ticks in found if code == ANSWERED)
    single = {each.name for each in survey().questions if len(columns_of(each)) == 1}
    every = bench.ours(bench.pandas_table(path)).query("group == 'all'")
    assert ticked == every.loc[~every["question"].isin(single), "count"].sum()
