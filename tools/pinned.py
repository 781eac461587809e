"""What the locks pin and what the ``.in`` files ask for, read as rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.utils import canonicalize_name

_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)(?:\[[\w,.-]+\])?==(?P<version>[^\s;]+)"
    r"(?: ; (?P<marker>[^\\\n]+?))?(?: \\)?\n(?P<below>(?:[ \t].*\n)*)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Pin:
    """A version of a package that a lock installs: everywhere, or where ``marker`` holds."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]  # SHA-256, one for each file that may be installed
    asked_by: tuple[str, ...]  # packages; none where an ``.in`` file alone asks for it


def pinned(lock: str) -> list[Pin]:
    """The pins of a lock, in its order; a package has several where versions depend on markers."""
    return [
        Pin(
            canonicalize_name(entry["name"]),
            entry["version"],
            entry["marker"] or "",
            tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry["below"])),
            tuple(_asking(entry["below"])),
        )
        for entry in _ENTRY.finditer(lock)
    ]


def _asking(below: str) -> list[str]:
    """Packages of the line « # via … » that the resolver writes; files begin with a dash."""
    via = re.search(r"# via (.+)", below)
    asking = via[1].split(", ") if via else []
    return [canonicalize_name(name) for name in asking if not name.startswith("-")]


@dataclass(frozen=True)
class Wish:
    """A direct dependency, and the reason that stands beside it."""

    name: str
    reason: str


def asked(source: str) -> list[Wish]:
    """The direct dependencies of an ``.in`` file, in its order."""
    lines = re.findall(r"^([A-Za-z][\w.-]*)[^#\n]*(?:# *(.*))?$", source, re.MULTILINE)
    return [Wish(canonicalize_name(name), reason.strip()) for name, reason in lines]
