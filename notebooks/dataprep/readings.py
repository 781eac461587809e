"""What a share may count, and of whom, where the sentence that prints it leaves several readings.

The readings are in a table, ours marked. Each is checked here: its base is one that is known, and
its count is possible on that base for what was printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from dataprep.bases import possible_counts
from dataprep.descriptor import DATA, fault
from dataprep.findings import FRACTION, published_bases
from dataprep.fractions import fitting_counts
from dataprep.intervals import interval
from dataprep.tables import load_table
from dataprep.wave import Wave, given

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


class ReadingsError(ValueError):
    """A reading that what is printed no longer allows."""


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
    them. Raises ReadingsError, with all faults at once, for a reading whose base is not known,
    whose count is not possible for what is printed, or beside another of ours.
    """
    wave = given(wave)
    table = load_table("readings", data)
    statements = wave.statements.set_index("id")
    if faults := list(_faults(table, statements, wave)):
        raise ReadingsError("\n".join(faults))
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
        place, base = f"readings, row « {row['id']} »", int(row["base"])
        statement = statements.loc[row["finding"]]
        if bases.get(row["group"]) != base:
            yield fault(
                place,
                f"a base of {base} for {row['group']}",
                f"the base that is known, {bases.get(row['group'], 'none')}",
                "correct the base, or take the reading out",
            )
        possible = possible_readings(statement, base)
        if int(row["count"]) not in possible:
            yield fault(
                place,
                f"{row['count']} of {base} for « {row['finding']} », printed as "
                f"{statement['value']:g} %",
                f"a count that is possible, {', '.join(map(str, possible)) or 'of which none is'}",
                "correct the count, or take the reading out",
            )
        if row["ours"] and row["group"] not in wave.readings(statement["base_group"]):
            yield fault(
                place,
                f"ours, and of {row['group']}",
                f"the group of « {row['finding']} », {statement['base_group']}",
                "correct one of the two tables",
            )
    kept = table.loc[table["ours"].astype(bool), "finding"]
    for finding in kept[kept.duplicated()].unique():
        yield fault(
            "readings",
            f"{(kept == finding).sum()} readings of « {finding} » are ours",
            "one at most",
            "keep one of them",
        )


def possible_readings(statement: pd.Series, base: int) -> tuple[int, ...]:
    """The counts of ``base`` that a statement's share may be, ascending.

    ``statement`` has a ``kind``, a ``value`` (percent) and a ``precision``, missing where the
    share is a fraction in words.
    """
    share = float(statement["value"])
    if statement["kind"] == FRACTION:
        return fitting_counts(share, base)
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
