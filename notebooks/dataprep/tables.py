"""Read the tables of the data package, and refuse a table that its descriptor does not describe.

The descriptor, ``data/datapackage.json`` (Data Package v2), is the one place that says what a
column is. A table that is as it was sealed, with its schema and the tables that its keys point
to, is read at once. Any other is checked in full by ``dataprep.soundness``, which says where each
fault is, what was expected and what to do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dataprep import arguments

DATA = Path(__file__).resolve().parents[2] / "data"
DESCRIPTOR = "datapackage.json"

_DTYPES = {"string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean"}
# What, in the description of a table, says how to read it; the rest is words.
_READING = ("path", "format", "dialect", "encoding", "schema")

Stamp = tuple[int, int] | None


class TableError(ValueError):
    """A table that cannot be used as it is: every fault, where it is and what to do."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


def fault(place: str, found: str, expected: str, to_do: str) -> str:
    """One fault in three lines: where and what, what was expected, what to do."""
    return f"{place}: {found}\n  Expected: {expected}.\n  To do: {to_do}."


def nearest(value: str, known: Iterable[str]) -> str:
    """The known name closest to ``value``, as ``; nearest: « x »``, or nothing where none is."""
    close = get_close_matches(value, [str(name) for name in known], n=1)
    return f"; nearest: « {close[0]} »" if close else ""


def load_descriptor(data: Path = DATA) -> dict[str, Any]:
    """The data package's descriptor, as read from ``datapackage.json`` in the folder ``data``.

    Raises TableError when the file is missing, is not JSON, or does not describe its resources.
    """
    return deepcopy(_package(data))


def describe(name: str, data: Path = DATA) -> dict[str, Any]:
    """The descriptor of one table. Raises TableError when the package has none of that name."""
    return deepcopy(_described(name, data))


def load_table(name: str, data: Path = DATA) -> pd.DataFrame:
    """One table of the data package, checked against its descriptor.

    Returns a DataFrame of the columns that the descriptor lists, in its order; empty cells are
    missing (NaN for text, NA for numbers), or derived where their column says from what. Rows
    keep the order of the file.

    Raises TableError, with all faults of the table at once: file missing, not UTF-8, digest that
    differs, header or value that the schema refuses, key repeated or pointing nowhere.
    """
    needed = [_described(each, data) for each in dict.fromkeys([name, *_pointed_to(name, data)])]
    files = [data / DESCRIPTOR, *(data / resource["path"] for resource in needed)]
    # The stamps are the cache's own key: a file changed on disk is read and checked again.
    return _load_checked(name, data, tuple(_stamp(path) for path in files)).copy()


def is_sealed(resource: dict[str, Any], data: Path = DATA) -> bool:
    """Whether a table and its schema are those whose digests its description holds."""
    path = data / resource["path"]
    return (
        resource.get("schema_hash") == schema_digest(resource)
        and path.is_file()
        and resource.get("hash") == file_digest(path)
    )


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, as Data Package v2 writes it: ``sha256:`` and 64 hex digits."""
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def schema_digest(resource: dict[str, Any]) -> str:
    """The SHA-256 of what a table's description says of reading it: where, how, which columns."""
    reading = {key: resource[key] for key in _READING if key in resource}
    text = json.dumps(reading, ensure_ascii=False, sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def shown_path(path: Path) -> str:
    """A path as errors name it: folder and file, whatever the folder the project is in."""
    return "/".join(path.parts[-2:])


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size


def _package(data: Path) -> dict[str, Any]:
    return _read_package(data, _stamp(data / DESCRIPTOR))


def _described(name: str, data: Path) -> dict[str, Any]:
    resources: dict[str, dict[str, Any]] = {
        item["name"]: item for item in _package(data)["resources"]
    }
    if faults := list(arguments.one_of("name", name, sorted(resources))):
        raise TableError(faults)
    return resources[name]


def _pointed_to(name: str, data: Path) -> Iterator[str]:
    """The tables of the package that the keys of a table point to."""
    known = {resource["name"] for resource in _package(data)["resources"]}
    for key in _described(name, data)["schema"].get("foreignKeys", []):
        if (pointed_to := key.get("reference", {}).get("resource")) in known:
            yield pointed_to


@lru_cache(maxsize=16)
def _read_package(data: Path, stamp: Stamp) -> dict[str, Any]:
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
        near = nearest("resources", descriptor) if isinstance(descriptor, dict) else ""
        yield fault(
            place,
            f"it lists no resources{near}",
            "an object with a list « resources »",
            f"restore it with `git checkout {place}`",
        )
        return
    for rank, resource in enumerate(resources):
        for key, kind in (("name", str), ("path", str), ("schema", dict)):
            if not isinstance(resource, dict) or not isinstance(resource.get(key), kind):
                near = nearest(key, set(resource) - {key}) if isinstance(resource, dict) else ""
                yield fault(
                    f"{place}, resource {rank + 1}",
                    f"« {key} » is missing{near}",
                    "a name, a path and a schema for each resource",
                    f"give it a « {key} », or take the resource away",
                )


@lru_cache(maxsize=256)
def _load_checked(name: str, data: Path, stamps: tuple[Stamp, ...]) -> pd.DataFrame:
    resource = _described(name, data)
    others = (_described(each, data) for each in _pointed_to(name, data))
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
