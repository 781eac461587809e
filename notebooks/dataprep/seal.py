"""Write the digest of each table in the descriptor, after a deliberate change of a table.

Run as ``make seal``. A table whose content its schema refuses is not sealed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dataprep.tables import DATA, DESCRIPTOR, TableError, file_digest, find_faults, load_descriptor


def seal(data: Path = DATA) -> list[str]:
    """Rewrite ``hash`` and ``bytes`` of every table; returns the names of those that changed.

    Raises TableError, and writes nothing, when a table has another fault than its digest.
    """
    descriptor = load_descriptor(data)
    faults: list[str] = []
    changed: list[str] = []
    for resource in descriptor["resources"]:
        faults += find_faults(resource["name"], data, sealed=False)
    if faults:
        raise TableError(faults)
    for resource in descriptor["resources"]:
        path = data / resource["path"]
        if resource.get("hash") != file_digest(path):
            changed.append(resource["name"])
            resource["hash"], resource["bytes"] = file_digest(path), path.stat().st_size
    if changed:
        text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
        (data / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
    return changed


if __name__ == "__main__":
    try:
        print("Sealed: " + (", ".join(seal()) or "nothing had changed."))
    except TableError as error:
        sys.exit(str(error))
