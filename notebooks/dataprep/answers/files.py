"""A file of answers, read as a grid of text."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from dataprep.answers.grid import Grid


def read_grid(path: Path, sheet: str | None = None) -> Grid:
    """The cells of a file."""
    path = Path(path)
    kind = path.suffix[1:]
    labels: dict[str, str] = {}
    missing: dict[str, dict[str, str]] = {}
    encoding = delimiter = None
    if kind == "csv":
        text = path.read_text(encoding="utf-8-sig")
        encoding, delimiter = "utf-8", csv.Sniffer().sniff(text.splitlines()[0], ",;\t").delimiter
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        pairs = [(reader.line_num, row) for row in reader if row]
    elif kind == "xlsx":
        import python_calamine

        cells = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
        pairs = [(n, [_text(cell) for cell in row]) for n, row in enumerate(cells, 1)]
    else:
        frame: Any
        if kind == "sav":
            import pyreadstat

            frame, meta = pyreadstat.read_sav(path, user_missing=True)
            labels = dict(meta.column_names_to_labels)
            for name, words in meta.variable_value_labels.items():
                (limits,) = meta.missing_ranges[name]
                missing[name] = {_text(v): w for v, w in words.items() if v >= limits["lo"]}
                frame[name] = [v if v >= limits["lo"] else words[v] for v in frame[name].tolist()]
        else:
            import pandas as pd

            frame = pd.read_parquet(path)
        body = [["" if c is None or c != c else _text(c) for c in r] for r in frame.values.tolist()]
        pairs = list(enumerate([list(frame.columns), *body], 1))
    return Grid(
        path.name,
        kind,
        tuple(tuple(row) for _, row in pairs),
        tuple(n for n, _ in pairs),
        encoding,
        delimiter,
        sheet,
        labels,
        missing,
        (),
    )


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
