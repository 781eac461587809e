"""Write DEPENDENCIES.md: what is installed, under which licence, why, and who asks for it.

`make lock` ends with it, and `make dependencies` writes it alone. Versions, and who asks for a
package, are those of the locks; reasons, those of the ``.in`` files.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from licences import licence_of, refusal
from lock import ENGINES, PEERS, SITE, TESTS
from pinned import Pin, asked, pinned

ROOT = Path(__file__).resolve().parents[1]
PAGE = "DEPENDENCIES.md"
_HEAD = """\
# Dependencies

`make lock` writes this page; it is not written by hand. Everything is pinned with its digests in
the locks (`requirements*.txt`), and installed from them alone. A licence is the one that the
package states, or that was read in its files (`tools/licences.toml`, which says which licences are
allowed); what a package bundles has its own, which its files list.
"""
_PARTS = {
    SITE: "The book",
    TESTS: "Its proof",
    ENGINES: "Engines, each optional",
    PEERS: "What the book is measured beside",
}


def page(root: Path = ROOT) -> str:
    """The page, in Markdown: for each lock its direct dependencies, then what these ask for.

    Raises ValueError where one is asked for that no lock pins.
    """
    locks = {lock: pinned((root / lock).read_text(encoding="utf-8")) for lock in _PARTS}
    return _HEAD + "".join(_part(root, lock, locks) for lock in _PARTS)


def _part(root: Path, lock: str, locks: dict[str, list[Pin]]) -> str:
    source = Path(lock).with_suffix(".in").as_posix()
    wishes = {wish.name: wish.reason for wish in asked((root / source).read_text(encoding="utf-8"))}
    # What is asked for here may be pinned in the lock that this one is installed over.
    versions = _versions(locks[SITE]) | _versions(locks[lock])
    if unpinned := wishes.keys() - versions.keys():
        names = ", ".join(sorted(unpinned))
        raise ValueError(f"{source} asks for {names}: no pin is in {lock}. Run: make lock")
    asking = {pin.name: pin.asked_by for pin in locks[lock] if pin.name not in wishes}
    direct = [(name, versions[name], reason) for name, reason in wishes.items()]
    others = [(name, versions[name], ", ".join(by)) for name, by in sorted(asking.items())]
    return (
        f"\n## {_PARTS[lock]}\n\nAsked for in `{source}`.\n\n{_table('Why', direct)}"
        f"\nAnd what these need:\n\n{_table('Asked for by', others)}"
    )


def _versions(pins: Iterable[Pin]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for pin in pins:
        found.setdefault(pin.name, []).append(pin.version)
    return {name: " or ".join(versions) for name, versions in found.items()}


def _table(last: str, rows: list[tuple[str, str, str]]) -> str:
    lines = [f"| Package | Version | Licence | {last} |", "|---|---|---|---|"]
    for name, version, said in rows:
        lines.append(f"| {name} | {version} | {licence_of(name) or '?'} | {said} |")
    return "\n".join(lines) + "\n"


def refused(root: Path = ROOT) -> list[str]:
    """A line for each package of the locks that the book may not depend on, and its lock."""
    names = {
        pin.name: lock
        for lock in reversed(_PARTS)
        for pin in pinned((root / lock).read_text(encoding="utf-8"))
    }
    told = {name: refusal(name, licence_of(name)) for name in sorted(names)}
    return [f"{names[name]}: {why}" for name, why in told.items() if why]


def main(root: Path = ROOT) -> None:
    (root / PAGE).write_text(page(root), encoding="utf-8", newline="\n")
    print("\n".join([f"{PAGE}: written", *refused(root)]))


if __name__ == "__main__":
    main()
