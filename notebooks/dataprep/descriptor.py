"""The descriptor of the data package, ``data/datapackage.json`` (Data Package v2), and its seal.

It is the one place that says what a column is. Its digests say which bytes of a table, and which
schema, were found sound.
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

from dataprep import arguments

DATA = Path(__file__).resolve().parents[2] / "data"
DESCRIPTOR = "datapackage.json"

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


def table_names(data: Path = DATA) -> list[str]:
    """The names of its tables, in their order. Raises TableError as ``load_descriptor`` does."""
    return [resource["name"] for resource in _package(data)["resources"]]


def describe(name: str, data: Path = DATA) -> dict[str, Any]:
    """The descriptor of one table. Raises TableError when the package has none of that name."""
    return deepcopy(description(name, data))


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


def stamp_of(path: Path) -> Stamp:
    """What tells whether a file was written again; None for one that is not there."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size


def _package(data: Path) -> dict[str, Any]:
    return _read_package(data, stamp_of(data / DESCRIPTOR))


def description(name: str, data: Path) -> dict[str, Any]:
    """As ``describe``, shared: to read, not to change."""
    resources: dict[str, dict[str, Any]] = {
        item["name"]: item for item in _package(data)["resources"]
    }
    if faults := list(arguments.one_of("name", name, sorted(resources))):
        raise TableError(faults)
    return resources[name]


def pointed_to(name: str, data: Path) -> Iterator[str]:
    """The tables of the package that the keys of a table point to."""
    known = {resource["name"] for resource in _package(data)["resources"]}
    for key in description(name, data)["schema"].get("foreignKeys", []):
        if (other := key.get("reference", {}).get("resource")) in known:
            yield other


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
