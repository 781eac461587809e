"""Read the tables of the data package, and refuse a table that its descriptor does not describe.

The descriptor, ``data/datapackage.json`` (Data Package v2), is the one place that says what a
column is. Frictionless checks the values; this module turns what it finds into errors that say
where the fault is, what was expected and what to do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from frictionless import Checklist, Package, Resource, system
from frictionless.errors import HeaderError, RowError
from frictionless.exception import FrictionlessException

DATA = Path(__file__).resolve().parents[2] / "data"
DESCRIPTOR = "datapackage.json"

_DTYPES = {"string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean"}
_TYPE_WORDS = {
    "integer": "a whole number, digits only",
    "number": "a number, decimal point, no space",
    "boolean": "true or false",
    "date": "a date, as 2025-03-13",
    "string": "text",
}


class TableError(ValueError):
    """A table that cannot be used as it is: every fault, where it is and what to do."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


def fault(place: str, found: str, expected: str, to_do: str) -> str:
    """One fault in three lines: where and what, what was expected, what to do."""
    return f"{place}: {found}\n  Expected: {expected}.\n  To do: {to_do}."


def load_descriptor(data: Path = DATA) -> dict[str, Any]:
    """The data package's descriptor, as read from ``datapackage.json`` in the folder ``data``.

    Raises TableError when the file is missing, is not JSON, or does not describe its resources.
    """
    path = data / DESCRIPTOR
    try:
        descriptor: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TableError(
            [
                fault(
                    shown_path(path),
                    "the file is missing",
                    "the data package's descriptor",
                    "restore it with `git checkout data/datapackage.json`",
                )
            ]
        ) from None
    except json.JSONDecodeError as error:
        raise TableError(
            [
                fault(
                    f"{shown_path(path)}, line {error.lineno}, column {error.colno}",
                    error.msg,
                    "JSON",
                    "correct the line",
                )
            ]
        ) from None
    if faults := list(_descriptor_faults(descriptor)):
        raise TableError(faults)
    return descriptor


def _descriptor_faults(descriptor: Any) -> Iterator[str]:
    """What must stand in the descriptor for its tables to be found at all."""
    place = f"data/{DESCRIPTOR}"
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list):
        yield fault(
            place,
            "it lists no resources",
            "an object with a list « resources »",
            f"restore it with `git checkout {place}`",
        )
        return
    for rank, resource in enumerate(resources):
        for key, kind in (("name", str), ("path", str), ("schema", dict)):
            if not isinstance(resource, dict) or not isinstance(resource.get(key), kind):
                yield fault(
                    f"{place}, resource {rank + 1}",
                    f"« {key} » is missing",
                    "a name, a path and a schema for each resource",
                    f"give it a « {key} », or take the resource away",
                )


def describe(name: str, data: Path = DATA) -> dict[str, Any]:
    """The descriptor of one table. Raises TableError when the package has none of that name."""
    resources: dict[str, dict[str, Any]] = {
        item["name"]: item for item in load_descriptor(data)["resources"]
    }
    if name not in resources:
        raise TableError(
            [
                fault(
                    f"data/{DESCRIPTOR}",
                    f"no table is named « {name} »",
                    "one of " + ", ".join(sorted(resources)),
                    "correct the name, or describe the table in the descriptor",
                )
            ]
        )
    return resources[name]


def load_table(name: str, data: Path = DATA) -> pd.DataFrame:
    """One table of the data package, checked against its descriptor.

    Returns a DataFrame of the columns that the descriptor lists, in its order; empty cells are
    missing (NaN for text, NA for numbers). Rows keep the order of the file.

    Raises TableError, with all faults of the table at once: file missing, not UTF-8, digest that
    differs, header or value that the schema refuses, key repeated or pointing nowhere.
    """
    stamp = tuple(sorted((path.name, path.stat().st_mtime_ns) for path in data.glob("*.*")))
    return _load_checked(name, data, stamp).copy()


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, as Data Package v2 writes it: ``sha256:`` and 64 hex digits."""
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def shown_path(path: Path) -> str:
    """A path as errors name it: folder and file, whatever the folder the project is in."""
    return "/".join(path.parts[-2:])


@cache
def _load_checked(name: str, data: Path, stamp: tuple[Any, ...]) -> pd.DataFrame:
    # ``stamp`` is the cache's own key: a file changed on disk is read and checked again.
    descriptor = describe(name, data)
    faults = list(find_faults(name, data))
    if faults:
        raise TableError(faults)
    fields = descriptor["schema"]["fields"]
    return pd.read_csv(
        data / descriptor["path"],
        dtype={field["name"]: _DTYPES.get(field["type"], "str") for field in fields},
        na_values=[""],
        keep_default_na=False,
        encoding="utf-8",
    )


def find_faults(name: str, data: Path = DATA, *, sealed: bool = True) -> Iterator[str]:
    """Every fault of a table, as the three lines of ``fault``; nothing when the table is sound.

    With ``sealed=False`` the digest is not compared, as before ``make seal`` writes it.
    """
    descriptor = describe(name, data)
    path = data / descriptor["path"]
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
        line = raw.count(b"\n", 0, error.start) + 1
        yield fault(
            f"{place}, row {line}",
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
        return
    yield from _content_faults(name, data, place)
    written = descriptor.get("hash", "a digest")
    if sealed and file_digest(path) != written:
        yield fault(
            place,
            f"the digest of the file is {file_digest(path)}",
            f"{written} (data/{DESCRIPTOR}, resource {name}, hash)",
            f"if the change is deliberate, `make seal`; if not, `git checkout {place}`",
        )


def _content_faults(name: str, data: Path, place: str) -> Iterator[str]:
    """The faults that Frictionless finds in header, values and keys."""
    try:
        report = _resource(name, data).validate(Checklist(skip_errors=["hash-count", "byte-count"]))
    except FrictionlessException as refusal:
        why = "; ".join(error.message for error in [refusal.error, *refusal.reasons])
        yield fault(place, why, "a table as the descriptor says", f"correct data/{DESCRIPTOR}")
        return
    fields = {field["name"]: field for field in describe(name, data)["schema"]["fields"]}
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    if any(isinstance(error, HeaderError) for error in errors):
        # Under a wrong header every cell looks wrong: the header is the one fault to say.
        header = (data / describe(name, data)["path"]).read_text("utf-8").splitlines()[0]
        yield fault(
            f"{place}, row 1",
            f"the columns are {header.replace(',', ', ')}",
            "the columns " + ", ".join(fields),
            "correct the header, then `make seal`",
        )
        return
    for error in errors:
        yield _fault_in_words(error, place, name, fields)


def _resource(name: str, data: Path) -> Resource:
    """The table as Frictionless sees it, digest set aside: we check it ourselves, with advice."""
    descriptor = load_descriptor(data)
    for item in descriptor["resources"]:
        item.pop("hash", None)
    with system.use_context(trusted=True):
        package = Package.from_descriptor(descriptor, basepath=str(data))
        return package.get_resource(name)


def _fault_in_words(error: Any, place: str, name: str, fields: dict[str, Any]) -> str:
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", "")
    where = place + (f", row {row}" if row else "") + (f", column {column}" if column else "")
    cell = getattr(error, "cell", None)
    if cell is not None and column in fields:
        expected = _expected(fields[column])
        found = f"« {cell} » is not {expected}"
        return fault(
            where,
            found,
            f"{expected} (schema: {name}, field {column})",
            "correct the cell, then `make seal`",
        )
    if isinstance(error, RowError):
        return fault(
            where,
            error.note or error.message,
            f"a row as the schema of {name} describes",
            "correct the row, then `make seal`",
        )
    return fault(
        where,
        error.message,
        f"a table as the schema of {name} describes",
        "correct the file, then `make seal`",
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
