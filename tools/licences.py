"""The licence of each package, as an SPDX expression, and whether the book may depend on it.

What people have decided is in ``licences.toml``: the licences allowed, and those that were read in
the package's own files because what it says of itself names none, or because it is not installed
wherever the tests run.
"""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

_FILE = Path(__file__).with_suffix(".toml")
_DECIDED = tomllib.loads(_FILE.read_text(encoding="utf-8"))
ALLOWED: dict[str, str] = _DECIDED["allowed"]
FOR_ONE_PACKAGE: dict[str, dict[str, str]] = _DECIDED["for-one-package"]
REVIEWED: dict[str, str] = {
    name: licence for licence, names in _DECIDED["reviewed"].items() for name in names
}
# Classifiers that name one licence of SPDX; « BSD License » names three, and is not among them.
_CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def licence_of(name: str) -> str | None:
    """The licence of a package, by its name in the locks; None where nobody has read it."""
    return REVIEWED.get(name) or stated(name)


def stated(name: str) -> str | None:
    """The licence that an installed package states; None where it states none, or not clearly."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    for field in ("License-Expression", "License"):
        try:
            return canonicalize_license_expression((said.get_all(field) or [""])[0])
        except InvalidLicenseExpression:
            continue
    classified = [each for each in said.get_all("Classifier") or [] if each.startswith("License")]
    return _CLASSIFIERS.get(classified[0]) if len(classified) == 1 else None


def refusal(name: str, licence: str | None) -> str | None:
    """Why the book may not depend on a package under that licence; None where it may."""
    if licence is None:
        return (
            f"{name}: no licence was read. Expected an SPDX expression in its metadata. If it is "
            "not installed, run make dependencies. If it states none, read the licence in its "
            f"files, and add {name} under [reviewed] of tools/{_FILE.name}."
        )
    if _allows(licence) or FOR_ONE_PACKAGE.get(name, {}).get("licence") == licence:
        return None
    return (
        f"{name}: its licence is {licence}. Allowed: {', '.join(ALLOWED)}. Take another package; "
        f"or, once that licence is read, add it to tools/{_FILE.name} with what it asks for: under "
        "[allowed] for all packages, under [for-one-package] for this one."
    )


def _allows(licence: str) -> bool:
    """Whether all licences of one side of an OR are allowed; brackets are left to people."""
    return "(" not in licence and any(
        all(term in ALLOWED for term in side.split(" AND ")) for side in licence.split(" OR ")
    )
