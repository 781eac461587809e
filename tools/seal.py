"""Record in the descriptor the digests of the tables changed on purpose. Run as ``make seal``.

Shows what changed, row by row, against the version that git holds, and asks before it writes;
``--yes`` writes without asking. A table that has a fault is not sealed.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import checkout  # noqa: F401
from dataprep.descriptor import (
    DATA,
    DESCRIPTOR,
    TableError,
    file_digest,
    is_sealed,
    load_descriptor,
    schema_digest,
)

_LONGEST = 160  # characters of a cell shown in a difference


def unsealed(data: Path = DATA) -> list[str]:
    """The tables that are not as sealed, or whose schema is not, in the order of the package."""
    return [
        resource["name"]
        for resource in load_descriptor(data)["resources"]
        if not is_sealed(resource, data)
    ]


def seal(data: Path = DATA) -> list[str]:
    """Rewrite the digests and the size of every table; returns the names of those that changed.

    Checks the tables that are not as sealed, and those whose keys point to one of them. Raises
    TableError, and writes nothing, when one has a fault.
    """
    changed = unsealed(data)
    if faults := faults_of(changed, data):
        raise TableError(faults)
    descriptor = load_descriptor(data)
    for resource in descriptor["resources"]:
        if resource["name"] in changed:
            path = data / resource["path"]
            resource["hash"], resource["bytes"] = file_digest(path), path.stat().st_size
            resource["schema_hash"] = schema_digest(resource)
    if changed:
        text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
        (data / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
    return changed


def faults_of(names: list[str], data: Path = DATA) -> list[str]:
    """The faults of the tables of these names, and of those that point to them; each once."""
    from dataprep.soundness import find_faults

    concerned = [
        resource["name"]
        for resource in load_descriptor(data)["resources"]
        if resource["name"] in names
        or any(
            key.get("reference", {}).get("resource") in names
            for key in resource["schema"].get("foreignKeys", [])
        )
    ]
    found = (text for name in concerned for text in find_faults(name, data, sealed=False))
    return list(dict.fromkeys(found))


# What changed, for a person to read


def differences(name: str, data: Path = DATA) -> list[str]:
    """What changed in a table and its schema since the last commit, a line each."""
    resource = _named(load_descriptor(data), name)
    old_text, old_descriptor = _committed(data, resource["path"]), _committed(data, DESCRIPTOR)
    if old_text is None or old_descriptor is None:
        return [f"{name}: git holds no earlier version to compare with"]
    was = _named(json.loads(old_descriptor), name)
    lines = list(_schema_differences(was.get("schema", {}), resource["schema"]))
    new_text = (data / resource["path"]).read_text(encoding="utf-8")
    lines += _row_differences(old_text, new_text, resource["schema"].get("primaryKey", []))
    return [f"{name}: {line}" for line in lines] or [f"{name}: as in the last commit"]


def _committed(data: Path, path: str) -> str | None:
    """The text of a file of the data folder in git's last commit, None where there is none."""
    command = ["git", "-C", str(data), "show", f"HEAD:./{path}"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8", errors="replace")


def _named(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next((each for each in descriptor["resources"] if each["name"] == name), {})


def _row_differences(old: str, new: str, key: str | list[str]) -> Iterator[str]:
    """Rows taken out, added and changed, by their key; by their place where a table has none."""
    before, after = _keyed(old, key), _keyed(new, key)
    for name in before:
        if name not in after:
            yield f"- {name}: {_cells(before[name])}"
    for name in after:
        if name not in before:
            yield f"+ {name}: {_cells(after[name])}"
            continue
        for column in before[name] | after[name]:
            was, now = before[name].get(column, ""), after[name].get(column, "")
            if was != now:
                yield f"{name}, {column}: {_short(was)} -> {_short(now)}"
    if list(before) != list(after) and before.keys() == after.keys():
        yield "the order of the rows changed"


def _keyed(text: str, key: str | list[str]) -> dict[str, dict[str, str]]:
    columns = [key] if isinstance(key, str) else key
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="", restkey="…")
    return {
        ", ".join(row.get(column, "") for column in columns) or f"row {number}": row
        for number, row in enumerate(rows, start=2)
    }


def _cells(row: dict[str, str]) -> str:
    return ", ".join(f"{column}={_short(cell)}" for column, cell in row.items() if cell)


def _short(cell: Any) -> str:
    words = str(cell) or "(empty)"
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"


def _schema_differences(old: Any, new: Any, place: str = "schema") -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _schema_differences(old.get(key), new.get(key), f"{place}.{key}")
    elif isinstance(old, list) and all(isinstance(each, dict) and "name" in each for each in old):
        was, now = ({each["name"]: each for each in fields} for fields in (old, new or []))
        yield from _schema_differences(was, now, place)
    elif old != new:
        yield f"{place}: {_short(json.dumps(old))} -> {_short(json.dumps(new))}"


def main(arguments: list[str], data: Path = DATA) -> str | None:
    """Seal, after asking; returns what stopped it, or None."""
    changed = unsealed(data)
    if not changed:
        print("Sealed: nothing had changed.")
        return None
    if faults := faults_of(changed, data):
        return "\n".join([*faults, "Nothing is sealed."])
    for name in changed:
        print("\n".join(differences(name, data)))
    if "--yes" not in arguments:
        if not sys.stdin.isatty():
            return "seal: nobody to ask. Expected a terminal, or --yes. Run it again with --yes."
        if input(f"Seal {', '.join(changed)}? [y/N] ").strip().lower() not in ("y", "yes"):
            return "Nothing is sealed."
    print("Sealed: " + ", ".join(seal(data)))
    return None


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except TableError as error:
        sys.exit(str(error))
