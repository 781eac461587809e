"""Change a table of a copied data package, as a person would, and seal it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from seal import seal


def change(data: Path, table: str, *changes: tuple[str, str, object]) -> Path:
    """Change cells of a copied table, each by row id, column and value, and seal it."""
    path = data / f"{table}.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("id", drop=False)
    for row, column, value in changes:
        rows.loc[row, column] = str(value)
    rows.to_csv(path, index=False, lineterminator="\n")
    seal(data)
    return data
