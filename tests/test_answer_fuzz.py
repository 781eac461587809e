"""Whatever its bytes, a file of answers gives a grid or says what is wrong with it: never a crash.

Bounded, by Hypothesis: bytes of all sorts under each suffix, then files that were sound and had
bytes turned, cut, repeated or put in, the parts of a workbook included.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from answer_files import csv_bytes, ods_bytes, parquet_bytes, plain_sav, with_part, xlsx_bytes
from dataprep.answers.files import SUFFIXES, Grid, read_grid
from dataprep.answers.report import AnswersError, Report
from rendering.words.answers import fault_words

Edit = tuple[str, float, int]  # what is done, where (a share of the file), and how much

bounded = settings(deadline=None, max_examples=100, derandomize=True)

SOUND = {
    ".csv": csv_bytes(),
    ".tsv": csv_bytes(delimiter="\t"),
    ".xlsx": xlsx_bytes(),
    ".ods": ods_bytes(),
    ".parquet": parquet_bytes(pd.DataFrame({"q": ["Oui", None], "n": [1.5, 2.0]})),
}
STARTS = [b"", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b'id;q\n1;"', b"\0"]

edits = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "repeat", "insert", "remove"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def read_or_told(folder: Path, suffix: str, data: bytes) -> Grid | Report:
    """Read a file: a grid whose rows are numbered, or faults; each fault has its words."""
    path = folder / f"r{suffix}"
    path.write_bytes(data)
    found = grid_or_report(path)
    if isinstance(found, Grid):
        assert len(found.rows) == len(found.numbers) > 0
        assert list(found.numbers) == sorted(set(found.numbers))
        assert all(isinstance(cell, str) for row in found.rows for cell in row)
    else:
        assert found.faults
        assert (found.read, found.kept) == (0, 0)
    assert all("À faire" in fault_words(each, path.name) for each in found.faults)
    assert path.read_bytes() == data
    return found


def grid_or_report(path: Path) -> Grid | Report:
    try:
        return read_grid(path)
    except AnswersError as error:
        return error.report


def edited(data: bytes, changes: list[Edit]) -> bytes:
    for what, where, amount in changes:
        at = int(where * len(data))
        match what:
            case "flip":
                data = data[:at] + bytes([(data[at] if data else 0) ^ amount]) + data[at + 1 :]
            case "cut":
                data = data[:at]
            case "repeat":
                data = data[:at] + data[at : at + 1 + amount] * 3 + data[at + 1 + amount :]
            case "insert":
                data = data[:at] + bytes([amount]) + data[at:]
            case "remove":
                data = data[:at] + data[at + 1 + amount % 16 :]
    return data


@bounded
@given(st.sampled_from(sorted(SUFFIXES)), st.sampled_from(STARTS), st.binary(max_size=600))
def test_bytes_of_any_sort_are_read_or_refused_with_words(
    folder: Path, suffix: str, start: bytes, rest: bytes
) -> None:
    read_or_told(folder, suffix, start + rest)


@bounded
@given(st.sampled_from(sorted(SOUND)), edits)
def test_a_sound_file_whose_bytes_are_altered_is_read_or_refused_with_words(
    folder: Path, suffix: str, changes: list[Edit]
) -> None:
    read_or_told(folder, suffix, edited(SOUND[suffix], changes))


PARTS = {
    ".xlsx": ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"],
    ".ods": ["content.xml", "META-INF/manifest.xml"],
}


@bounded
@given(
    st.sampled_from([(suffix, part) for suffix, parts in PARTS.items() for part in parts]), edits
)
@example((".xlsx", "xl/worksheets/sheet1.xml"), [("cut", 0.0, 0)])
def test_a_workbook_whose_parts_are_altered_is_read_or_refused_with_words(
    folder: Path, place: tuple[str, str], changes: list[Edit]
) -> None:
    suffix, name = place
    with zipfile.ZipFile(io.BytesIO(SOUND[suffix])) as packed:
        part = packed.read(name)
    read_or_told(folder, suffix, with_part(SOUND[suffix], name, edited(part, changes)))


@settings(bounded, max_examples=4)  # a process each
@given(edits)
@example([("cut", 0.2, 0)])
@example([("flip", 0.5287017398867132, 224)])  # ends the process that reads it, in pyreadstat 1.3.7
def test_a_file_of_spss_whose_bytes_are_altered_is_read_or_refused_with_words(
    folder: Path, changes: list[Edit]
) -> None:
    read_or_told(folder, ".sav", edited(plain_sav(), changes))
