"""An SPSS file in text, read in a process of its own: ``python -m dataprep.answers.sav_process``.

ReadStat, the library in C behind pyreadstat, ends its process on some damaged files: here, what it
ends is not a notebook. Takes the bytes of the file on its input and, as its argument, the most
cells that it may hold. Writes one object of JSON: ``names``, ``columns`` (texts, a list each),
``labels`` and ``missing`` as in ``Grid``; or ``cells`` alone where there are too many.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pyreadstat

from dataprep.answers.cells import text_of

MOST_MEMORY = 4_000_000_000  # bytes; a header that is damaged may ask for any number


def main() -> None:
    _limit_memory()
    found = read(sys.stdin.buffer.read(), int(sys.argv[1]))
    json.dump(found, sys.stdout)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash that is expected leaves no file


def read(data: bytes, most_cells: int) -> dict[str, Any]:
    """What ``main`` writes. Raises whatever pyreadstat raises for a file that is damaged."""
    _, head = pyreadstat.read_sav(io.BytesIO(data), metadataonly=True)
    names = list(head.column_names)
    width = max(len(names), 1)
    most = most_cells // width  # a file may not say how many rows it has: one more is too many
    rows, about = (head.number_rows or 0), head
    if rows < most:
        columns, about = pyreadstat.read_sav(
            io.BytesIO(data), user_missing=True, output_format="dict", row_limit=most + 1
        )
        rows = max(map(len, columns.values()), default=0)
    if rows >= most:
        return {"cells": (rows + 1) * width}
    labels = {name: about.variable_value_labels.get(name, {}) for name in names}
    missing = {
        name: _missing(columns[name], about.missing_ranges[name], labels[name])
        for name in names
        if name in about.missing_ranges
    }
    return {
        "names": names,
        "columns": [
            _labelled(columns[name], labels[name], missing.get(name, {})) for name in names
        ],
        "labels": {name: text for name, text in about.column_names_to_labels.items() if text},
        "missing": missing,
    }


def _missing(
    values: Sequence[Any], ranges: Sequence[Any], labels: Mapping[Any, str]
) -> dict[str, str]:
    """The values of a variable that stand for no answer, found or labelled, and their labels."""
    known = [value for value in dict.fromkeys([*labels, *values]) if value is not None]
    inside = [value for value in known if any(_is_within(value, each) for each in ranges)]
    return {text_of(value): labels.get(value, "") for value in inside}


def _is_within(value: Any, limits: Mapping[str, Any]) -> bool:
    low, high = limits["lo"], limits["hi"]
    return isinstance(value, str) == isinstance(low, str) and bool(low <= value <= high)


def _labelled(
    values: Sequence[Any], labels: Mapping[Any, str], missing: Mapping[str, str]
) -> list[str]:
    """The values of a variable by their labels, where these tell them apart."""
    words = list(labels.values())
    texts = {
        text_of(value): label
        for value, label in labels.items()
        if label and words.count(label) == 1 and text_of(value) not in missing
    }
    return [texts.get(text, text) for text in map(text_of, values)]


if __name__ == "__main__":
    main()
