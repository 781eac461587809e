"""Files of typed columns, Parquet and SPSS, as a grid of text."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dataprep.answers import grid
from dataprep.answers.archives import MOST_UNPACKED
from dataprep.answers.cells import row_faults, text_of
from dataprep.answers.grid import Grid, damaged, refused
from dataprep.answers.report import Fault
from dataprep.answers.unseen import visible

_INDEX = re.compile(r"__index_level_\d+__")  # the rows' names of pandas, which are no question
_NOTEBOOKS = Path(__file__).resolve().parents[2]  # where the process that reads finds this package
_LONGEST_READING = 300  # seconds; a million cells took ten on a machine that was busy


def read_parquet(file: str, data: bytes) -> Grid:
    """The grid of a Parquet file: lists joined by « ; », other nested columns a fault.

    Raises AnswersError for one that is damaged, or too large once unpacked.
    """
    from pyarrow import parquet

    with damaged(file):
        source = parquet.ParquetFile(io.BytesIO(data))
        size = source.metadata
        _bounded(file, (size.num_rows + 1) * size.num_columns, grid.MOST_CELLS_PARQUET)
        weight = sum(size.row_group(k).total_byte_size for k in range(size.num_row_groups))
        if weight > MOST_UNPACKED:
            fault = Fault("overpacked-file", value=str(weight), expected=(str(MOST_UNPACKED),))
            raise refused(file, fault)
        table = source.read()
        kept = [k for k, name in enumerate(table.column_names) if not _INDEX.fullmatch(name)]
        names = [table.column_names[k] for k in kept]
        columns = [_shared(map(text_of, table.column(k).to_pylist())) for k in kept]
        nested = [table.column_names[k] for k in kept if _is_nested(table.schema.field(k).type)]
    faults = [Fault("nested-column", column=visible(name)) for name in nested]
    return _grid(file, "parquet", names, columns, faults)


def _is_nested(kind: Any) -> bool:
    """Whether cells of a type hold more than a value, or a list of values."""
    from pyarrow import types

    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        kind = kind.value_type
    return bool(types.is_nested(kind))


def read_sav(file: str, data: bytes) -> Grid:
    """The grid of an SPSS file: labels in the place of values, user-missing values apart.

    A value that stands for no answer keeps its code in its cell, and ``Grid.missing`` gives its
    label: so no label of an answer is taken for it. Labels that two values share are not applied.
    Raises AnswersError for a file that is damaged or too large.
    """
    with damaged(file):
        found = subprocess.run(
            [sys.executable, "-m", "dataprep.answers.sav_process", str(grid.MOST_CELLS)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            timeout=_LONGEST_READING,
            check=True,
        )
        read = json.loads(found.stdout)
        if "cells" in read:
            _bounded(file, read["cells"], grid.MOST_CELLS)
    columns = [_shared(column) for column in read["columns"]]
    return _grid(file, "sav", read["names"], columns, [], read["labels"], read["missing"])


def _environment() -> dict[str, str]:
    """That of this process, where the package is found, and where no thread takes memory."""
    paths = [str(_NOTEBOOKS), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}


def _bounded(file: str, cells: int, most: int) -> None:
    if cells > most:
        raise refused(file, Fault("too-many-cells", value=str(cells), expected=(str(most),)))


def _shared(texts: Iterable[str]) -> list[str]:
    """Texts, one object for all that are the same: answers are few, respondents many."""
    known: dict[str, str] = {}
    return [known.setdefault(text, text) for text in texts]


def _grid(
    file: str,
    kind: str,
    names: Sequence[str],
    columns: Sequence[Sequence[str]],
    faults: Sequence[Fault],
    labels: Mapping[str, str] | None = None,
    missing: Mapping[str, Mapping[str, str]] | None = None,
) -> Grid:
    if not names:
        raise refused(file, Fault("empty-file"))
    rows = (tuple(names), *zip(*columns, strict=True))
    numbers = tuple(range(1, len(rows) + 1))
    listed = tuple(grid.listing((*faults, *row_faults(rows, numbers))))
    return Grid(
        file, kind, rows, numbers, labels=labels or {}, missing=missing or {}, faults=listed
    )
