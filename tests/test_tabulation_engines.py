"""The same answers give the same table, whichever engine holds them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dataprep.answers.codebook import MULTIPLE
from dataprep.answers.tabulation import tabulate
from surveyed import SURVEY, Answer, Respondent, table

RESPONDENTS = 300  # more ticks than a byte counts
ENGINES = (
    "pandas",
    *(pytest.param(name, marks=pytest.mark.engine) for name in ("polars", "polars-lazy", "duckdb")),
    # Half a minute before it counts.
    pytest.param("spark", marks=[pytest.mark.engine, pytest.mark.exhaustive]),
)
MISSING = "{} is not installed: `make engines` installs requirements-engines.txt"

Opened = Callable[[pd.DataFrame], Any]


def invented(seed: int = 7) -> list[Respondent]:
    """Answers drawn at random, every option and every reason for a missing answer among them."""
    random = np.random.default_rng(seed)

    def answer(kinds: list[str], codes: tuple[str, ...], several: bool) -> Answer:
        if random.random() < 0.2:
            return str(random.choice(kinds))
        if several:
            return frozenset(code for code in codes if random.random() < 0.6)
        return str(random.choice(codes))

    return [
        {q.name: answer([*q.kinds], q.codes, q.answers == MULTIPLE) for q in SURVEY.closed}
        for _ in range(RESPONDENTS)
    ]


def quarters(seed: int = 7) -> list[float]:
    """Weights whose sums no order of additions can round: engines add in orders of their own."""
    return [float(each) / 4 for each in np.random.default_rng(seed).integers(0, 20, RESPONDENTS)]


ANSWERS = table(invented(), quarters())


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session of one core, without pages of its own."""
    pytest.importorskip("pyspark", reason=MISSING.format("PySpark"))
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17 or newer, and there is no java here")
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    session = (
        SparkSession.builder.master("local[1]")
        .appName("tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        # Small tables are counted sooner than the code that would count them is compiled.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.warehouse.dir", str(folder))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(params=ENGINES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """What gives a table to an engine: as it is to pandas, as a Parquet file to the others."""
    path = tmp_path / "answers.parquet"

    def stored(answers: pd.DataFrame) -> str:
        answers.to_parquet(path)
        return str(path)

    if request.param == "pandas":
        return lambda answers: answers
    if request.param.startswith("polars"):
        polars = pytest.importorskip("polars", reason=MISSING.format("Polars"))
        read = polars.read_parquet if request.param == "polars" else polars.scan_parquet
        return lambda answers: read(stored(answers))
    if request.param == "duckdb":
        duckdb = pytest.importorskip("duckdb", reason=MISSING.format("DuckDB"))
        connection = duckdb.connect()
        return lambda answers: connection.read_parquet(stored(answers))
    session = request.getfixturevalue("spark")
    return lambda answers: session.read.parquet(stored(answers))


@pytest.mark.parametrize(
    ("by", "weights"), [(None, None), ("place", "weight"), ("how-often", None)]
)
def test_every_engine_gives_the_same_table(
    opened: Opened, by: str | None, weights: str | None
) -> None:
    found = tabulate(opened(ANSWERS), SURVEY, by, weights)
    pd.testing.assert_frame_equal(found, tabulate(ANSWERS, SURVEY, by, weights), check_exact=True)
    assert found["count"].max() > 127


def test_an_engine_without_answers_gives_zeros(opened: Opened) -> None:
    none = ANSWERS.iloc[:0]
    pd.testing.assert_frame_equal(
        tabulate(opened(none), SURVEY, "place", "weight"),
        tabulate(none, SURVEY, "place", "weight"),
    )


def test_answers_stored_as_categories_are_answers(opened: Opened) -> None:
    codes = [name for name, holds in SURVEY.columns().items() if holds == "code"]
    stored = ANSWERS.astype(dict.fromkeys(codes, "category"))
    pd.testing.assert_frame_equal(
        tabulate(opened(stored), SURVEY, "rides"), tabulate(ANSWERS, SURVEY, "rides")
    )


def refusal(answers: Any) -> str:
    with pytest.raises(ValueError, match="Expected") as caught:
        tabulate(answers, SURVEY, "place", "weight")
    return str(caught.value)


def test_every_engine_refuses_in_the_same_words(opened: Opened) -> None:
    spoiled = ANSWERS.copy()
    spoiled.loc[[3, 5], "rides"] = "maybe"
    spoiled.loc[8, "how-often"] = None
    spoiled.loc[9, "place"] = None
    spoiled.loc[[1, 2, 4], "weight"] = [np.nan, -1.0, np.inf]
    ticked = spoiled.index[spoiled["where"] == "answered"]
    spoiled.loc[ticked[0], "where/path"] = 2
    spoiled.loc[ticked[1], "where/path"] = pd.NA
    said = refusal(opened(spoiled))
    assert said == refusal(spoiled)
    assert [line.split(" (")[0].split(" is")[0] for line in said.splitlines()] == [
        "weight: 3 weights are negative, missing or not finite. Expected what each respondent "
        "stands for, 0 or more. Correct them.",
        "place: an empty cell",
        "rides: 'maybe'",
        "how-often: an empty cell",
        "where/path: 2 beside 'answered'",
        "where/path: an empty cell beside 'answered'",
    ]
