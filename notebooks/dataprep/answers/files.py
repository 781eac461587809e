"""From a path to a grid of text, whatever the file: CSV, TSV, XLSX, ODS, Parquet, SPSS.

What a file is, its suffix says and its first bytes confirm. Nothing is written, nothing is run.
"""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from dataprep import arguments
from dataprep.answers import grid
from dataprep.answers.grid import Grid, refused
from dataprep.answers.report import AnswersError, Fault

__all__ = ["Grid", "read_grid"]

CSV, XLSX, ODS, PARQUET, SPSS = "csv", "xlsx", "ods", "parquet", "sav"
SUFFIXES = {
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".xlsx": XLSX,
    ".ods": ODS,
    ".parquet": PARQUET,
    ".sav": SPSS,
    ".zsav": SPSS,
}
# The first bytes of what is read, and of what is taken for it: an old or a protected workbook, a
# page that was saved in the place of the file.
_ZIP, _OLE = "zip", "xls"
_STARTS = (
    (b"pk\x03\x04", _ZIP),
    (b"pk\x05\x06", _ZIP),
    (b"par1", PARQUET),
    (b"$fl2", SPSS),
    (b"$fl3", SPSS),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (b"%pdf-", "pdf"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
)
_HEAD = 4_096  # bytes, where a text has no NUL and the rest most often has
_PROTECTED = "EncryptedPackage".encode("utf-16-le")  # of a workbook with a password (MS-OFFCRYPTO)


def read_grid(path: str | Path, sheet: str | None = None) -> Grid:
    """The text cells of a file, with the faults of its rows and cells.

    ``sheet``: the worksheet to read, where a workbook has several that are not empty.

    Raises AnswersError, with every fault that was found, for a file that cannot be read, and
    ValueError for arguments that are no path and no name.
    """
    arguments.refuse(*_argument_faults(path, sheet))
    path = Path(path)
    data = _bytes(path)
    file = path.name
    kind = _kind(path, data)
    if sheet is not None and kind not in (XLSX, ODS):
        raise refused(file, Fault("unknown-sheet", value=sheet))
    if kind in (XLSX, ODS):
        from dataprep.answers.workbooks import read_workbook

        return read_workbook(file, kind, data, sheet)
    if kind == CSV:
        from dataprep.answers.delimited import read_delimited

        return read_delimited(file, data)
    from dataprep.answers import tables

    return tables.read_parquet(file, data) if kind == PARQUET else tables.read_sav(file, data)


def _argument_faults(path: object, sheet: object) -> list[str]:
    faults = []
    if not isinstance(path, str | os.PathLike):
        faults.append(
            f"path: {arguments.shown(path)} is not a path. Expected the path of a file. Write it "
            "in quotes."
        )
    if sheet is not None and not isinstance(sheet, str):
        faults.append(
            f"sheet: {arguments.shown(sheet)} is not the name of a worksheet. Expected its name. "
            "Write it in quotes."
        )
    return faults


def _bytes(path: Path) -> bytes:
    """All the bytes of a file, within the limit; of a regular file alone, since a pipe would wait.

    Raises AnswersError for one that is not there, is no file, is empty or too large.
    """
    file = path.name
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise refused(
                file, Fault("folder" if S_ISDIR(status.st_mode) else "not-a-file", value=str(path))
            )
        if status.st_size > grid.LARGEST_FILE:
            size, most = str(status.st_size), str(grid.LARGEST_FILE)
            raise refused(file, Fault("too-large", value=size, expected=(most,)))
        data = path.read_bytes()
    except AnswersError:
        raise
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a name with a NUL
        raise refused(file, Fault("no-file", value=str(path))) from None
    except OSError as error:
        raise refused(file, Fault("unreadable-file", value=str(path))) from error
    if not data:
        raise refused(file, Fault("empty-file"))
    return data


def _kind(path: Path, data: bytes) -> str:
    """What a file is, where its suffix and its first bytes agree."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise refused(
            path.name, Fault("unknown-suffix", value=suffix or path.name, expected=tuple(SUFFIXES))
        )
    kind = SUFFIXES[suffix]
    start = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    found = next((name for first, name in _STARTS if start.startswith(first)), None)
    if found == _OLE and kind == XLSX and _PROTECTED in data:
        raise refused(path.name, Fault("protected-file"))
    if found is None and (kind == CSV or b"\0" not in start):
        found = CSV
    if found != (_ZIP if kind in (XLSX, ODS) else kind):
        if found == _ZIP:
            found = XLSX if b"xl/workbook.xml" in data else ODS if b"spreadsheet" in start else _ZIP
        expected = (found,) if found else ()
        raise refused(path.name, Fault("wrong-suffix", value=suffix, expected=expected))
    return kind
