"""How fast answers by the million are tabulated, and in how much memory, beside other ways.

Answers are invented: twenty questions, six of them of several answers with eight options each, all
crossed by one of five options. ``tabulate`` is measured on each engine beside what would be written
for that engine alone: on pandas a loop of ``value_counts`` and ``crosstab``; on Polars and DuckDB
one query by hand, on the same Parquet file. Those count, and no more; ``tabulate`` also checks
every answer, and goes up to findings with their intervals.

Each measure is a process of its own, in which a small table is counted first, so that imports are
not timed. Prints a Markdown table; ``--to`` writes it into a file, with what it was measured on.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "notebooks"))

from dataprep.answers.codebook import (  # noqa: E402
    ANSWERED,
    MULTIPLE,
    NOT_ANSWERED,
    NOT_ASKED,
    SINGLE,
    Codebook,
    Group,
    Missing,
    Option,
    Question,
)

SINGLES, MULTIPLES, OPTIONS, TICKS = 14, 6, 5, 8
BY = "q1"
SEED, CHUNK, SMALL = 2025, 500_000, 1000
SIZES, ROUNDS = (1_000_000, 10_000_000), 3
QUICK = (10_000, 20_000)
MOST_ON_SPARK = 1_000_000
FASTER, NEAR = 5.0, 1.3  # goals: than the loop on pandas; of the query by hand
# Times a row and memory, from the smallest size to the largest, that still are linear and flat.
LINEAR, FLAT = 1.2, 1.5


def survey() -> Codebook:
    """The questions: those of one answer first."""
    words = {"fr": "x", "en": "x"}
    missing = (Missing(NOT_ASKED, words, NOT_ASKED), Missing(NOT_ANSWERED, words, NOT_ANSWERED))

    def question(rank: int) -> Question:
        answers, count = (SINGLE, OPTIONS) if rank <= SINGLES else (MULTIPLE, TICKS)
        options = tuple(Option(f"option-{i}", words) for i in range(count))
        return Question(f"q{rank}", answers, words, options, missing, "all")

    questions = tuple(question(rank) for rank in range(1, SINGLES + MULTIPLES + 1))
    groups = (Group("all", words),)
    return Codebook("bench", words, "2025", groups, questions, False, None, None, {})


# The answers


def write_answers(path: Path, rows: int) -> None:
    """Answers of that many respondents, as Parquet: codes as categories, ticks as bytes."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(SEED)

    def drawn(size: int) -> pd.DataFrame:
        columns: dict[str, Any] = {}
        for question in survey().questions:
            multiple = question.answers == MULTIPLE
            codes = [*([ANSWERED] if multiple else question.codes), *question.kinds]
            weights = np.array([*([5] if multiple else range(1, OPTIONS + 1)), 0.6, 0.4])
            found = random.choice(len(codes), size, p=weights / weights.sum())
            kind = pd.CategoricalDtype(codes)
            columns[question.name] = pd.Categorical.from_codes(found.astype(np.int8), dtype=kind)
            for code in question.codes if multiple else ():
                ticks = (random.random(size) < 0.3).astype("int8")
                columns[question.column(code)] = pd.arrays.IntegerArray(ticks, found != 0)
        return pd.DataFrame(columns)

    writer = None
    for start in range(0, rows, CHUNK):
        part = pa.Table.from_pandas(drawn(min(CHUNK, rows - start)), preserve_index=False)
        writer = writer or pq.ParquetWriter(path, part.schema)
        writer.write_table(part)
    if writer:
        writer.close()


# What is measured: what opens a Parquet file, and what counts the table


def pandas_table(path: str) -> Any:
    import pandas as pd

    return pd.read_parquet(path)


def polars_table(path: str) -> Any:
    import polars as pl

    return pl.scan_parquet(path)


def duckdb_table(path: str) -> Any:
    import duckdb

    return duckdb.connect().read_parquet(path)


def spark_table(path: str) -> Any:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session.read.parquet(path)


def ours(table: Any) -> Any:
    """What the book does, whatever the table."""
    from dataprep.answers.tabulation import tabulate

    return tabulate(table, survey(), BY)


def pandas_loop(frame: Any) -> Any:
    """What an analyst writes: the counts of each column, and its table by ``by``."""
    import pandas as pd

    return {
        name: (frame[name].value_counts(), pd.crosstab(frame[name], frame[BY]))
        for question in survey().questions
        for name in columns_of(question)
    }


def polars_query(frame: Any) -> Any:
    """One lazy query: a group_by for each question."""
    import polars as pl

    counted = [
        frame.group_by(by=BY, code=question.name).agg(pl.len(), pl.col(ticks).sum())
        for question in survey().questions
        for ticks in [columns_of(question)[1:]]
    ]
    return pl.collect_all(counted, engine="streaming")


def duckdb_query(table: Any) -> Any:
    """One query in SQL: a select for each question."""
    selects = []
    for question in survey().questions:
        sums = ", ".join(f'sum("{name}")' for name in columns_of(question)[1:])
        selects.append(
            f'select "{BY}", "{question.name}", count(*), [{sums}] from answers '
            f'group by "{BY}", "{question.name}"'
        )
    return table.query("answers", " union all ".join(selects)).fetchall()


def columns_of(question: Question) -> list[str]:
    """The column of a question, then one for each option where it has several answers."""
    ticks = question.codes if question.answers == MULTIPLE else ()
    return [question.name, *(question.column(code) for code in ticks)]


@dataclass(frozen=True)
class Way:
    """A way to count: what opens the file, before the clock starts, and what counts."""

    engine: str
    what: str
    table: Callable[[str], Any]
    count: Callable[[Any], Any]


OURS, LOOP, BY_HAND = "tabulate", "loop of value_counts and crosstab", "query by hand"
WAYS = (
    Way("pandas", OURS, pandas_table, ours),
    Way("pandas", LOOP, pandas_table, pandas_loop),
    Way("Polars", OURS, polars_table, ours),
    Way("Polars", BY_HAND, polars_table, polars_query),
    Way("DuckDB", OURS, duckdb_table, ours),
    Way("DuckDB", BY_HAND, duckdb_table, duckdb_query),
    Way("Spark", OURS, spark_table, ours),
)


# A measure, in a process of its own


def measure(way: Way, small: str, path: str) -> dict[str, float]:
    """Seconds by the clock, and of all cores together; the most mebibytes above those held before.

    What Spark's own process takes is in neither of the last two.
    """
    import logging

    logging.disable(logging.WARNING)
    way.count(way.table(small))
    table = way.table(path)
    _forget_peak()
    before = _peak()
    start, processor = time.perf_counter(), time.process_time()
    way.count(table)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - processor,
        "memory": _peak() - before,
    }


def _forget_peak() -> None:
    """Start the highest memory again from what is held now, where the system lets us (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """The highest memory of this process so far, in mebibytes."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _alone(*words: str) -> str:
    command = [sys.executable, __file__, *words]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


@dataclass(frozen=True)
class Result:
    """What was measured of one way on one number of rows: the median of its rounds."""

    way: Way
    rows: int
    seconds: float
    processor: float
    memory: float


def results(sizes: Sequence[int], rounds: int, ways: Sequence[Way]) -> list[Result]:
    """Every way on every number of rows; rounds take turns, so that none has a quieter machine."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        small = str(Path(folder) / "small.parquet")
        _alone("--write", small, str(SMALL))
        for rows in sizes:
            path = str(Path(folder) / f"{rows}.parquet")
            _alone("--write", path, str(rows))
            held = [way for way in ways if way.engine != "Spark" or rows <= MOST_ON_SPARK]
            seen: dict[Way, list[dict[str, float]]] = {way: [] for way in held}
            for _ in range(rounds):
                for way in held:
                    seen[way].append(
                        json.loads(_alone("--measure", way.engine, way.what, small, path))
                    )
                    print(rows, way.engine, way.what, seen[way][-1], file=sys.stderr, flush=True)
            for way, each in seen.items():
                middle = {name: statistics.median(one[name] for one in each) for name in each[0]}
                found.append(Result(way, rows, **middle))
            Path(path).unlink()
    return found


# What is said of it


def report(found: Sequence[Result]) -> str:
    """The measures, then the goals, as Markdown."""
    by_way = {(each.way.engine, each.way.what, each.rows): each for each in found}
    lines = [
        "| rows | engine | what counts | seconds | processor | MiB above table | tabulate / it |",
        "|---:|---|---|---:|---:|---:|---:|",
    ]
    for each in found:
        own = by_way.get((each.way.engine, OURS, each.rows))
        ratio = f"{own.seconds / each.seconds:.2f}" if own and own is not each else ""
        lines.append(
            f"| {each.rows:,} | {each.way.engine} | {each.way.what} | {each.seconds:.2f} "
            f"| {each.processor:.2f} | {each.memory:.0f} | {ratio} |"
        )
    lines += ["", "| goal | found | met |", "|---|---:|---|"]
    for wanted, times, met in goals(found):
        lines.append(f"| {wanted} | {times:.2f} | {'yes' if met else 'no'} |")
    return "\n".join(lines)


def goals(found: Sequence[Result]) -> list[tuple[str, float, bool]]:
    """What was wanted, what was found, and whether it is enough."""
    own = {(each.way.engine, each.rows): each for each in found if each.way.what == OURS}
    told: list[tuple[str, float, bool]] = []
    for each in found:
        us = own.get((each.way.engine, each.rows))
        if us is None or each is us:
            continue
        at = f"{each.way.engine}, {each.rows:,} rows"
        if each.way.what == LOOP:
            ratio = each.seconds / us.seconds
            told.append(
                (f"{at}: at least {FASTER:g} times faster than the loop", ratio, ratio >= FASTER)
            )
        else:
            ratio = us.seconds / each.seconds
            told.append((f"{at}: at most {NEAR:g} times the query by hand", ratio, ratio <= NEAR))
    for engine in dict.fromkeys(engine for engine, _ in own):
        sizes = sorted(rows for name, rows in own if name == engine)
        if len(sizes) > 1:
            least, most = own[engine, sizes[0]], own[engine, sizes[-1]]
            times = most.seconds / most.rows / (least.seconds / least.rows)
            span = f"from {least.rows:,} to {most.rows:,} rows"
            told.append(
                (f"{engine}: time a row, {span}, at most {LINEAR:g}", times, times <= LINEAR)
            )
            if engine != "pandas":  # which holds all in memory
                times = most.memory / max(least.memory, 1)
                told.append((f"{engine}: memory, {span}, at most {FLAT:g}", times, times <= FLAT))
    return told


_HEAD = """\
# How fast answers are tabulated, beside others

`make bench` measured and wrote this page; edit nothing here. Twenty questions, six of them of
several answers, all crossed by one of five options. The loop is what an analyst writes with pandas
(`value_counts` and `crosstab`); by hand, one query for that engine alone. These count and no more:
`tabulate` also checks every answer, and goes up to findings with their intervals. Ratios hold from
one machine to another; seconds do not.
"""


def _measured_on(rounds: int) -> str:
    import os
    import platform

    cores = os.cpu_count()
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"On {cores} cores, {machine}. Medians of {rounds} rounds."


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure tabulate beside other ways to count.")
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="numbers of respondents")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"{ROUNDS} unless told")
    parser.add_argument("--engines", nargs="+", help="all unless told: pandas Polars DuckDB Spark")
    parser.add_argument("--quick", action="store_true", help="to see that it works")
    parser.add_argument("--to", type=Path, help="the file to write, instead of printing")
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.quick:
        options.rows, options.rounds = QUICK, 1
    if options.write:
        write_answers(Path(options.write[0]), int(options.write[1]))
    elif options.measure:
        engine, what, small, path = options.measure
        way = next(each for each in WAYS if (each.engine, each.what) == (engine, what))
        print(json.dumps(measure(way, small, path)))
    else:
        ways = [way for way in WAYS if not options.engines or way.engine in options.engines]
        told = report(results(options.rows, options.rounds, ways))
        if options.to is None:
            print(told)
        else:
            options.to.write_text(f"{_HEAD}\n{_measured_on(options.rounds)}\n\n{told}\n", "utf-8")


if __name__ == "__main__":
    main()
