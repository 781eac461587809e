"""Every fault of a table of the data package: bytes, cells, values, keys, dates, then its seal.

Frictionless checks the values against the schema. What no schema says is checked here: bytes and
characters that do not belong in a table, keys, and three things that our descriptor adds to Table
Schema:

- a field whose ``rdfType`` is that of a date (EDTF, level 0) holds a year, a month or a day that
  exists;
- ``periods`` lists pairs of such fields, a start and an end, in this order;
- ``derived`` says which rows leave a field empty, and what it is there, from the others.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from frictionless import Checklist, Resource, system
from frictionless.errors import MissingCellError, PrimaryKeyError, UniqueError
from frictionless.exception import FrictionlessException

from dataprep.descriptor import (
    DATA,
    DESCRIPTOR,
    describe,
    fault,
    file_digest,
    load_descriptor,
    nearest,
    schema_digest,
    shown_path,
)

LONGEST_CELL = 2000  # characters; the longest of the package's own has some 200
PARTIAL_DATE = "http://id.loc.gov/datatypes/edtf/EDTF-level0"

_FORMULA = ("=", "+", "-", "@")  # how a spreadsheet recognises a cell that it should compute
_SEAL = "correct the {what}, then `make seal`"
_TYPE_WORDS = {
    "integer": "a whole number, digits only",
    "number": "a number, decimal point, no space",
    "boolean": "true or false",
    "date": "a date, as 2025-03-13",
    "string": "text",
}

Rows = list[list[str]]


def find_faults(name: str, data: Path = DATA, *, sealed: bool = True) -> Iterator[str]:
    """Every fault of a table, as the three lines of ``fault``; nothing when the table is sound.

    A fault in the bytes of a table that its keys point to is said as it is of that table. With
    ``sealed=False`` the digests are not compared, as before ``make seal`` writes them.
    """
    resource = describe(name, data)
    path = data / resource["path"]
    if faults := list(_byte_faults(path, name)):
        yield from faults
        return
    yield from _content_faults(resource, data)
    if sealed:
        yield from seal_faults(resource, data)


def seal_faults(resource: dict[str, Any], data: Path = DATA) -> Iterator[str]:
    """How a table or its schema differs from what was sealed."""
    name, path = resource["name"], data / resource["path"]
    place = shown_path(path)
    if file_digest(path) != (written := resource.get("hash", "a digest")):
        yield fault(
            place,
            f"the digest of the file is {file_digest(path)}",
            f"{written} (data/{DESCRIPTOR}, resource {name}, hash)",
            f"if the change is deliberate, `make seal`; if not, `git checkout {place}`",
        )
    if schema_digest(resource) != (written := resource.get("schema_hash", "a digest")):
        yield fault(
            f"data/{DESCRIPTOR}, resource {name}",
            f"the digest of the schema is {schema_digest(resource)}",
            f"{written} (schema_hash)",
            f"if the change is deliberate, `make seal`; if not, `git checkout data/{DESCRIPTOR}`",
        )


def _byte_faults(path: Path, name: str) -> Iterator[str]:
    """What makes a file unreadable as a table."""
    place = shown_path(path)
    if not path.is_file():
        yield fault(
            place,
            "the file is missing",
            f"the table « {name} » of the data package",
            f"restore it with `git checkout {place}`",
        )
        return
    raw = path.read_bytes()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        yield fault(
            f"{place}, row {_line(raw, error.start)}",
            f"byte 0x{raw[error.start]:02x} is not UTF-8",
            "text in UTF-8",
            "save the file again as UTF-8 (« CSV UTF-8 » in a spreadsheet)",
        )
        return
    if raw.startswith(b"\xef\xbb\xbf"):
        yield fault(
            f"{place}, row 1",
            "the file starts with a byte order mark",
            "UTF-8 without it",
            "save the file again as plain UTF-8",
        )
    if (at := raw.find(b"\r")) >= 0:
        yield fault(
            f"{place}, row {_line(raw, at)}",
            "the line ends in a carriage return (CR LF, as on Windows)",
            "lines that end in LF alone",
            "save the file again with Unix line ends",
        )
    if (at := raw.find(b"\0")) >= 0:
        before = raw[raw.rfind(b"\n", 0, at) + 1 : at].decode("utf-8")
        column = len(next(csv.reader([before]), [])) or 1
        yield fault(
            f"{place}, row {_line(raw, at)}, cell {column}",
            "the file holds a NUL byte",
            "text",
            "take the byte out, or restore the file with `git checkout`",
        )


def _line(raw: bytes, at: int) -> int:
    return raw.count(b"\n", 0, at) + 1


def _content_faults(resource: dict[str, Any], data: Path) -> Iterator[str]:
    """The faults of header, rows, cells, values and keys of a file that can be read."""
    place = shown_path(data / resource["path"])
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    header, *rows = _rows(data / resource["path"])
    if header != list(fields):
        # Under a wrong header every cell looks wrong: the header is the one fault to say.
        odd = "".join(
            nearest(name, set(fields) - set(header)) for name in set(header) - set(fields)
        )
        yield fault(
            f"{place}, row 1",
            f"the columns are {', '.join(header)}{odd}",
            "the columns " + ", ".join(fields),
            _SEAL.format(what="header"),
        )
        return
    whole = {}
    for number, cells in enumerate(rows, start=2):
        if len(cells) == len(header):
            whole[number] = dict(zip(header, cells, strict=True))
            continue
        yield fault(
            f"{place}, row {number}",
            f"the row has {len(cells)} cells",
            f"{len(header)}, one for each column",
            _SEAL.format(what="row"),
        )
    yield from _value_faults(resource, data, place, fields, whole)
    for number, row in whole.items():
        for column, cell in row.items():
            yield from _cell_faults(f"{place}, row {number}, column {column}", cell, fields[column])
        yield from _period_faults(f"{place}, row {number}", row, resource["schema"])
        yield from _derived_faults(f"{place}, row {number}", row, fields)
    yield from _repeated_keys(place, whole, resource["schema"])
    yield from _foreign_key_faults(place, whole, resource, data)


def _rows(path: Path) -> Rows:
    csv.field_size_limit(2**30)  # a cell too long is said as one
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file)) or [[]]


def _value_faults(
    resource: dict[str, Any],
    data: Path,
    place: str,
    fields: dict[str, Any],
    whole: dict[int, dict[str, str]],
) -> Iterator[str]:
    """The faults that Frictionless finds in the values, and in the schema itself."""
    checked = {key: value for key, value in resource.items() if key not in ("hash", "bytes")}
    schema = {key: value for key, value in resource["schema"].items() if key != "foreignKeys"}
    try:
        with system.use_context(trusted=True):
            table = Resource.from_descriptor(checked | {"schema": schema}, basepath=str(data))
            report = table.validate(Checklist())
    except FrictionlessException as refusal:
        why = "; ".join(error.message for error in [refusal.error, *refusal.reasons])
        yield fault(place, why, "a table as the descriptor says", f"correct data/{DESCRIPTOR}")
        return
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    for error in errors:
        row = getattr(error, "row_number", None)
        said_elsewhere = isinstance(error, UniqueError | PrimaryKeyError | MissingCellError)
        if not said_elsewhere and (row is None or row in whole):
            yield _fault_in_words(error, place, resource["name"], fields)


def _fault_in_words(error: Any, place: str, name: str, fields: dict[str, Any]) -> str:
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", "")
    where = place + (f", row {row}" if row else "") + (f", column {column}" if column else "")
    cell = getattr(error, "cell", None)
    if cell is None or column not in fields:
        return fault(
            where,
            getattr(error, "note", "") or error.message,
            f"a table as the schema of {name} describes",
            _SEAL.format(what="row" if row else "file"),
        )
    expected = _expected(fields[column])
    known = fields[column].get("constraints", {}).get("enum", ())
    return fault(
        where,
        f"« {_shown(str(cell))} » is not {expected}{nearest(str(cell), known)}",
        f"{expected} (schema: {name}, field {column})",
        _SEAL.format(what="cell"),
    )


def _expected(field: dict[str, Any]) -> str:
    """What a field accepts, in words: its type and its constraints."""
    rules = field.get("constraints", {})
    if "enum" in rules:
        return "one of " + ", ".join(str(value) for value in rules["enum"])
    words = str(_TYPE_WORDS.get(field["type"], field["type"]))
    if "minimum" in rules or "maximum" in rules:
        words += f", from {rules.get('minimum', '…')} to {rules.get('maximum', '…')}"
    if "pattern" in rules:
        words += f", of the form {rules['pattern']}"
    return words


def _cell_faults(place: str, cell: str, field: dict[str, Any]) -> Iterator[str]:
    """What no cell may hold, and a date that the calendar has not."""
    to_do = _SEAL.format(what="cell")
    if len(cell) > LONGEST_CELL:
        found = f"the cell has {len(cell)} characters"
        yield fault(place, found, f"{LONGEST_CELL} at most", to_do)
        return
    hidden = [character for character in cell if unicodedata.category(character) in ("Cc", "Cf")]
    for character in dict.fromkeys(hidden):
        name = unicodedata.name(character, "a control character")
        found = f"« {_shown(cell)} » holds {name}, which does not show"
        yield fault(place, found, "characters that show", to_do)
    if field["type"] == "string" and cell.startswith(_FORMULA):
        yield fault(
            place,
            f"« {_shown(cell)} » starts with « {cell[0]} »: a spreadsheet would compute it",
            f"text that starts otherwise than with {' '.join(_FORMULA)}",
            to_do,
        )
    if field.get("rdfType") == PARTIAL_DATE and cell and not _is_date(cell):
        found = f"« {_shown(cell)} » is not a date of the calendar"
        yield fault(place, found, "a year, a month or a day, as 2025-03-13", to_do)


def _is_date(cell: str) -> bool:
    try:
        date.fromisoformat(cell + "0000-01-01"[len(cell) :])
    except ValueError:
        return False
    return True


def _period_faults(place: str, row: dict[str, str], schema: dict[str, Any]) -> Iterator[str]:
    for start, end in schema.get("periods", []):
        # As far as both are known: 1974-05 to 1974 is no fault.
        known = min(len(row[start]), len(row[end]))
        if row[end][:known] < row[start][:known]:
            yield fault(
                f"{place}, column {end}",
                f"« {row[end]} » is before the start, « {row[start]} » (column {start})",
                "an end after the start",
                "correct one of the two, then `make seal`",
            )


def _derived_faults(place: str, row: dict[str, str], fields: dict[str, Any]) -> Iterator[str]:
    for name, field in fields.items():
        rule = field.get("derived")
        if rule and all(row[column] == value for column, value in rule["where"].items()):
            where = ", ".join(f"{column} is {value}" for column, value in rule["where"].items())
            for column in rule["from"]:
                if not row[column]:
                    yield fault(
                        f"{place}, column {column}",
                        f"the cell is empty, where {where}",
                        f"a value, which gives the column {name}",
                        _SEAL.format(what="cell"),
                    )
            if row[name]:
                yield fault(
                    f"{place}, column {name}",
                    f"« {_shown(row[name])} » stands where the column is derived ({where})",
                    f"an empty cell: it is {rule['as']}, from {', '.join(rule['from'])}",
                    "empty the cell, correct those if need be, then `make seal`",
                )


def _repeated_keys(
    place: str, whole: dict[int, dict[str, str]], schema: dict[str, Any]
) -> Iterator[str]:
    unique = [(f["name"],) for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    for columns in dict.fromkeys([*unique, _names(schema.get("primaryKey", []))]):
        seen: dict[tuple[str, ...], int] = {}
        for number, row in whole.items():
            key = tuple(row[column] for column in columns)
            if any(key) and key in seen:
                yield fault(
                    f"{place}, row {number}, column {', '.join(columns)}",
                    f"« {_shown(', '.join(key))} » is repeated: rows {seen[key]} and {number}",
                    f"each {', '.join(columns)} once",
                    "correct one of the two rows, then `make seal`",
                )
            seen.setdefault(key, number)


def _foreign_key_faults(
    place: str, whole: dict[int, dict[str, str]], resource: dict[str, Any], data: Path
) -> Iterator[str]:
    for rule in resource["schema"].get("foreignKeys", []):
        columns = _names(rule["fields"])
        other, theirs = rule["reference"]["resource"], _names(rule["reference"]["fields"])
        pointed_to = {each["name"]: each for each in load_descriptor(data)["resources"]}
        if other not in pointed_to:
            yield fault(
                f"data/{DESCRIPTOR}, resource {resource['name']}, foreignKeys",
                f"no table is named « {other} »{nearest(other, pointed_to)}",
                "one of " + ", ".join(sorted(pointed_to)),
                "correct the reference",
            )
            continue
        path = data / pointed_to[other]["path"]
        if faults := list(_byte_faults(path, other)):
            yield from faults
            continue
        header, *rows = _rows(path)
        if not set(theirs) <= set(header):
            continue  # a wrong header is a fault of that table, said there
        known = {
            tuple(dict(zip(header, row, strict=False)).get(c, "") for c in theirs) for row in rows
        }
        for number, row in whole.items():
            key = tuple(row[column] for column in columns)
            if any(key) and key not in known:
                words = [", ".join(each) for each in known]
                yield fault(
                    f"{place}, row {number}, column {', '.join(columns)}",
                    f"« {_shown(', '.join(key))} » is no {', '.join(theirs)} of {other}"
                    + nearest(", ".join(key), words),
                    f"a row of {other} (data/{DESCRIPTOR}, foreignKeys)",
                    _SEAL.format(what="cell"),
                )


def _names(columns: str | Iterable[str]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else tuple(columns)


def _shown(text: str) -> str:
    """A cell as errors show it: what does not show as its code, and its start where it is long."""
    seen = "".join(
        f"<U+{ord(c):04X}>" if unicodedata.category(c) in ("Cc", "Cf") else c for c in text[:80]
    )
    return seen + ("…" if len(text) > 80 else "")
