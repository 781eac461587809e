"""What a share may count, and of whom, where the sentence that prints it leaves several readings.

The readings are in a table, ours marked. Each is checked here: its base is one that is known, and
its count is possible on that base for what was printed. A fraction in words was rounded by nobody:
a count fits it when its share lies ``WITHIN`` points of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from dataprep.bases import possible_counts
from dataprep.descriptor import DATA
from dataprep.findings import published_bases
from dataprep.intervals import interval
from dataprep.tables import load_table
from dataprep.wave import Wave, given

WITHIN = 5.0  # points: how far from a fraction in words a share may be and still be called so

READING_COLUMNS = [
    "id",
    "finding",
    "question",
    "option",
    "label_fr",
    "label_en",
    "group",
    "count",
    "base",
    "share",
    "low",
    "high",
    "ours",
    "source",
]


def published_readings(
    wave: Wave | None = None, level: float = 0.95, method: str = "wilson", data: Path = DATA
) -> pd.DataFrame:
    """The readings of each share whose sentence leaves several: a row per reading.

    Columns, in the order of ``READING_COLUMNS``: ``finding`` (row of the statements), ``question``
    and ``option`` of it, ``label_fr`` and ``label_en`` (what is counted), ``group``, ``count`` and
    ``base`` (respondents), ``share``, ``low`` and ``high`` (0 to 1, the interval that random
    sampling would give), ``ours`` (the reading that the book keeps; none where it keeps them all)
    and ``source`` (table and row).

    ``wave``: that of the flash where none is given; ``level`` and ``method`` as ``interval`` takes
    them. Raises ValueError, with all faults at once, for a reading whose base is not known, whose
    count is not possible for what is printed, or beside another of ours.
    """
    wave = given(wave)
    table = load_table("readings", data)
    statements = wave.statements.set_index("id")
    if faults := list(_faults(table, statements, wave)):
        raise ValueError("\n".join(faults))
    told = statements.loc[table["finding"], ["question", "option"]]
    ends = [interval(k, n, level, method) for k, n in table[["count", "base"]].to_numpy(int)]
    return table.assign(
        question=told["question"].to_numpy(),
        option=told["option"].to_numpy(),
        share=(table["count"] / table["base"]).astype(float),
        low=[low for low, _ in ends],
        high=[high for _, high in ends],
        source="readings#" + table["id"],
    )[READING_COLUMNS]


def _faults(table: pd.DataFrame, statements: pd.DataFrame, wave: Wave) -> Iterator[str]:
    found = published_bases(wave)
    bases = {wave.everyone: wave.total} | (dict(found.bases) if found else {})
    for _, row in table.iterrows():
        place = f"readings, {row['id']}"
        statement, base = statements.loc[row["finding"]], int(row["base"])
        if row["group"] not in wave.readings(statement["base_group"]) and row["ours"]:
            yield (
                f"{place}: ours is of {row['group']}, and the statement {row['finding']} is of "
                f"{statement['base_group']}. Expected the same. Correct one of the two."
            )
        if bases.get(row["group"]) != base:
            yield (
                f"{place}: the base of {row['group']} is {bases.get(row['group'])}, not {base}. "
                "Expected the base that is known. Correct it."
            )
        possible = fitting_counts(statement, base)
        if int(row["count"]) not in possible:
            yield (
                f"{place}: {row['count']} of {base} is not printed as {statement['value']:g} % "
                f"({row['finding']}). Expected one of {', '.join(map(str, possible)) or 'none'}. "
                "Correct the count, or take the reading out."
            )
    kept = table.loc[table["ours"].astype(bool), "finding"]
    for finding in kept[kept.duplicated()].unique():
        yield (
            f"readings: {finding} has two readings that are ours. Expected one at most. "
            "Mark one of them."
        )


def fitting_counts(statement: pd.Series, base: int) -> tuple[int, ...]:
    """The counts of ``base`` that a statement's share fits, ascending.

    ``statement`` has a ``kind``, a ``value`` (percent) and a ``precision``. A fraction in words
    fits the shares that lie ``WITHIN`` points of it.
    """
    share = float(statement["value"])
    if statement["kind"] == "fraction":
        return tuple(k for k in range(base + 1) if abs(100 * k / base - share) <= WITHIN)
    return possible_counts(share, base, int(statement["precision"]))


def least_of_the_first(findings: pd.DataFrame) -> tuple[int, int] | None:
    """The least that an option placed first, without a number, counts, and its base.

    ``findings`` are the counted options of the same question. An option that comes first counts at
    least as much as each of them, if all come from one question. None where none is counted, or
    they are not of one base.
    """
    counted = findings[findings["count"].notna() & findings["base"].notna()]
    if counted.empty or counted["base"].nunique() != 1:
        return None
    return int(counted["count"].max()), int(counted["base"].iloc[0])


def several_answers(findings: pd.DataFrame) -> bool:
    """Whether the options of a question count more than its base, the first of them included.

    ``findings`` are its counted options; another comes first, without a number. If so, and if all
    come from one question, several answers were allowed.
    """
    first: Any = least_of_the_first(findings)
    if first is None:
        return False
    least, base = first
    return int(findings["count"].sum()) + least > base
