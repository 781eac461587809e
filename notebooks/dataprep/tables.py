"""Read the tables of the data package, and refuse a table that its descriptor does not describe.

A table that is as it was sealed, with its schema and the tables that its keys point
to, is read at once. Any other is checked in full by ``dataprep.soundness``, which says where each
fault is, what was expected and what to do.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dataprep.descriptor import (
    DATA,
    DESCRIPTOR,
    Stamp,
    TableError,
    description,
    is_sealed,
    pointed_to,
    stamp_of,
)

_DTYPES = {"string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def load_table(name: str, data: Path = DATA) -> pd.DataFrame:
    """One table of the data package, checked against its descriptor.

    Returns a DataFrame of the columns that the descriptor lists, in its order; empty cells are
    missing (NaN for text, NA for numbers), or derived where their column says from what. Rows
    keep the order of the file.

    Raises TableError, with all faults of the table at once: file missing, not UTF-8, digest that
    differs, header or value that the schema refuses, key repeated or pointing nowhere.
    """
    needed = [description(each, data) for each in dict.fromkeys([name, *pointed_to(name, data)])]
    files = [data / DESCRIPTOR, *(data / resource["path"] for resource in needed)]
    # The stamps are the cache's own key: a file changed on disk is read and checked again.
    return _load_checked(name, data, tuple(stamp_of(path) for path in files)).copy()


@lru_cache(maxsize=256)
def _load_checked(name: str, data: Path, stamps: tuple[Stamp, ...]) -> pd.DataFrame:
    resource = description(name, data)
    others = (description(each, data) for each in pointed_to(name, data))
    if not all(is_sealed(each, data) for each in (resource, *others)):
        from dataprep.soundness import find_faults  # frictionless takes a second to import

        if faults := list(find_faults(name, data)):
            raise TableError(faults)
    fields = resource["schema"]["fields"]
    table = pd.read_csv(
        data / resource["path"],
        dtype={field["name"]: _DTYPES.get(field["type"], "str") for field in fields},
        na_values=[""],
        keep_default_na=False,
        encoding="utf-8",
    )
    return _with_derived(table, fields)


def _with_derived(table: pd.DataFrame, fields: list[dict[str, Any]]) -> pd.DataFrame:
    """The table with the cells that its schema derives from others in the same row."""
    for field in fields:
        if rule := field.get("derived"):
            where = (table[list(rule["where"])] == pd.Series(rule["where"])).all(axis="columns")
            derived = [
                rule["as"].format(**dict(zip(table.columns, row, strict=True)))
                for row in table[where].itertuples(index=False)
            ]
            table[field["name"]] = table[field["name"]].mask(
                where, pd.Series(derived, table.index[where])
            )
    return table
