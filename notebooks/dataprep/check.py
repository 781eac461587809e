"""Say every fault of every table of the data package. Run as ``make check-data``."""

from __future__ import annotations

import sys

from dataprep.tables import DATA, find_faults, load_descriptor

if __name__ == "__main__":
    names = [resource["name"] for resource in load_descriptor(DATA)["resources"]]
    faults = [text for name in names for text in find_faults(name, DATA)]
    print("\n".join(faults) or f"{len(names)} tables, no fault.")
    sys.exit(bool(faults))
