"""Files of typed columns, Parquet and SPSS (.sav), as a grid of text."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dataprep.answers import grid
from dataprep.answers.archives import MOST_UNPACKED
from dataprep.answers.cells import row_faults, text_of, visible
from dataprep.answers.grid import Grid, damaged, refused
from dataprep.answers.report import Fault

_INDEX = re.compile(r"__index_level_\d+__")  # the rows' names of pandas, which are no question


def read_parquet(file: str, data: bytes) -> Grid:
    """The grid of a Parquet file: lists joined by « ; », other nested columns a fault.

    Raises AnswersError for one that is damaged, or too large once unpacked.
    """
    from pyarrow import parquet

    with damaged(file):
        source = parquet.ParquetFile(io.BytesIO(data))
        size = source.metadata
        _bounded(file, size.num_rows, size.num_columns, grid.MOST_CELLS_PARQUET)
        weight = sum(size.row_group(k).total_byte_size for k in range(size.num_row_groups))
        if weight > MOST_UNPACKED:
            fault = Fault("overpacked-file", value=str(weight), expected=(str(MOST_UNPACKED),))
            raise refused(file, fault)
        table = source.read()
        kept = [k for k, name in enumerate(table.column_names) if not _INDEX.fullmatch(name)]
        names = [table.column_names[k] for k in kept]
        columns = [_texts(table.column(k).to_pylist()) for k in kept]
        nested = [table.column_names[k] for k in kept if _is_nested(table.schema.field(k).type)]
    faults = [Fault("nested-column", column=visible(name)) for name in nested]
    return _grid(file, "parquet", names, columns, faults)


def _is_nested(kind: Any) -> bool:
    """Whether cells of a type hold more than a value, or a list of values."""
    from pyarrow import types

    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return types.is_nested(kind.value_type)
    return types.is_nested(kind)


def read_sav(file: str, data: bytes) -> Grid:
    """The grid of an SPSS file: labels in the place of values, user-missing values apart.

    A value that stands for no answer keeps its code in its cell, and ``Grid.missing`` gives its
    label: so no label of an answer is taken for it. Labels that two values share are not applied.
    Raises AnswersError for a file that is damaged or too large.
    """
    import pyreadstat

    with damaged(file):
        _, head = pyreadstat.read_sav(io.BytesIO(data), metadataonly=True)
        width = max(len(head.column_names), 1)
        _bounded(file, head.number_rows or 0, width, grid.MOST_CELLS)
        most = grid.MOST_CELLS // width + 1  # a file may not say how many rows it has
        read, about = pyreadstat.read_sav(
            io.BytesIO(data), user_missing=True, output_format="dict", row_limit=most
        )
        _bounded(file, max(map(len, read.values()), default=0), width, grid.MOST_CELLS)
        names = list(about.column_names)
        missing = {
            name: _missing(
                read[name], about.missing_ranges[name], about.variable_value_labels.get(name, {})
            )
            for name in names
            if name in about.missing_ranges
        }
        columns = [
            _labelled(read[name], about.variable_value_labels.get(name, {}), missing.get(name, {}))
            for name in names
        ]
    labels = {name: text for name, text in about.column_names_to_labels.items() if text}
    return _grid(file, "sav", names, columns, [], labels, missing)


def _bounded(file: str, rows: int, width: int, most: int) -> None:
    cells = (rows + 1) * width
    if cells > most:
        raise refused(file, Fault("too-many-cells", value=str(cells), expected=(str(most),)))


def _missing(
    values: Sequence[Any], ranges: Sequence[Mapping[str, Any]], labels: Mapping[Any, str]
) -> dict[str, str]:
    """The values of a variable that stand for no answer, found or labelled, and their labels."""
    known = dict.fromkeys([*labels, *values])
    inside = [
        value
        for value in known
        if value is not None and any(_is_within(value, each) for each in ranges)
    ]
    return {text_of(value): labels.get(value, "") for value in inside}


def _is_within(value: Any, limits: Mapping[str, Any]) -> bool:
    low, high = limits["lo"], limits["hi"]
    if isinstance(value, str) != isinstance(low, str):
        return False
    return bool(low <= value <= high)


def _labelled(
    values: Sequence[Any], labels: Mapping[Any, str], missing: Mapping[str, str]
) -> list[str]:
    words = list(labels.values())
    texts = {
        text_of(value): label
        for value, label in labels.items()
        if label and words.count(label) == 1 and text_of(value) not in missing
    }
    return [texts.get(text, text) for text in _texts(values)]


def _texts(values: Sequence[Any]) -> list[str]:
    """Values as text, one object for all that are the same: answers are few, respondents many."""
    known: dict[str, str] = {}
    return [known.setdefault(text, text) for text in map(text_of, values)]


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
