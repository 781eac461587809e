"""Say every fault of every table of the data package. Run as ``make check-data``.

A table that was changed and not sealed yet is a note, not a fault: it is the step before
``make seal``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import checkout  # noqa: F401
from dataprep.descriptor import DATA, TableError, load_descriptor
from seal import faults_of, unsealed


def main(data: Path = DATA) -> int:
    """Print the faults, then the notes; returns 1 where there is a fault, else 0."""
    names = [resource["name"] for resource in load_descriptor(data)["resources"]]
    if faults := faults_of(names, data):
        print("\n".join(faults))
        return 1
    print(f"{len(names)} tables, no fault.")
    for name in unsealed(data):
        print(f"Note: {name} is changed and not sealed. If it is meant, run `make seal`.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TableError as error:
        sys.exit(str(error))
