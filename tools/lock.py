"""Resolve the direct dependencies into the four locks, and say what changed: `make lock`.

Versions already locked are kept, so that adding a package moves no other. To take the newest of
each: `make lock UPGRADE=1`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = "requirements.txt"
TESTS = "requirements-test.txt"  # installed over the first: repeats none of its packages
ENGINES = "requirements-engines.txt"  # the same
PEERS = "benchmarks/requirements-peers.txt"  # an environment of its own: repeats what it needs
LOCKS = (SITE, TESTS, ENGINES, PEERS)
# For every Python and system of the project; extras are kept, because a version of pip older than
# 24 does not match `coverage[toml]` to a pin of `coverage`, and takes the newest without a hash.
# Under each package stands who asks for it: DEPENDENCIES.md and the SBOM say so.
_OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-strip-extras",
    "--no-header",
    "--annotation-style=line",
    "--quiet",
)


def pins(lock: str) -> dict[str, str]:
    """What a lock installs: for each package its version, or versions where they depend on markers.

    The package is named with its extras, as it stands in the lock.
    """
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+(?:\[[\w,.-]+\])?)==(\S+)", lock, re.MULTILINE):
        found.setdefault(name, []).append(version)
    return {name: " or ".join(versions) for name, versions in found.items()}


def changes(before: str, after: str) -> list[str]:
    """One line for each package that two locks do not pin alike."""
    old, new = pins(before), pins(after)
    lines = [f"added    {name} {new[name]}" for name in sorted(new.keys() - old.keys())]
    lines += [f"removed  {name} {old[name]}" for name in sorted(old.keys() - new.keys())]
    return lines + [
        f"changed  {name} {old[name]} -> {new[name]}"
        for name in sorted(old.keys() & new.keys())
        if old[name] != new[name]
    ]


def resolve(lock: str, options: list[str]) -> list[str]:
    """Write ``lock`` anew from the ``.in`` file of the same name; what changed in it."""
    path = ROOT / lock
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    source = Path(lock).with_suffix(".in").as_posix()
    command = [sys.executable, "-m", "uv", "pip", "compile", source, "--output-file", lock]
    if subprocess.run([*command, *_OPTIONS, *options], cwd=ROOT, check=False).returncode:
        raise SystemExit(f"{source} was not resolved; {lock} is as it was. See the lines above.")
    return changes(before, path.read_text(encoding="utf-8"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Resolve the dependencies into the four locks.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest version of each")
    upgrade = ["--upgrade"] if parser.parse_args(arguments).upgrade else []
    changed = {SITE: resolve(SITE, upgrade)}
    names = {name.split("[")[0] for name in pins((ROOT / SITE).read_text(encoding="utf-8"))}
    # pip is in every environment; it would have to replace itself while it installs.
    shared = [f"--no-emit-package={name}" for name in sorted({*names, "pip"})]
    for lock in (TESTS, ENGINES):
        changed[lock] = resolve(lock, [*upgrade, *shared])
    changed[PEERS] = resolve(PEERS, upgrade)
    for lock, lines in changed.items():
        print(f"{lock}: " + ("nothing changed" if not lines else f"{len(lines)} changed"))
        for line in lines:
            print(f"  {line}")


if __name__ == "__main__":
    main()
