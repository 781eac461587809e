"""Ask which vulnerabilities are known in what the locks pin: `make audit`. One that is fails.

One that the book lives with for a while is in ``vulnerabilities-accepted.toml``, with its reason
and the last day of that. It takes the network: each week, and not in the tests.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from lock import LOCKS
from pinned import Pin, pinned

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED = "tools/vulnerabilities-accepted.toml"
_FIELDS = {"id": str, "package": str, "reason": str, "until": date}


def accepted(text: str, today: date) -> list[str]:
    """The identifiers of the vulnerabilities that are accepted today.

    Raises ValueError for one without a reason or a last day, or past that day.
    """
    entries = tomllib.loads(text).get("accepted", [])
    for entry in entries:
        where = f"{ACCEPTED}: {entry.get('id', 'an entry without id')}"
        for field, kind in _FIELDS.items():
            if type(entry.get(field)) is not kind or not str(entry[field]).strip():
                raise ValueError(
                    f"{where}: {field} is {entry.get(field)!r}. Expected "
                    f"{'a day, such as 2026-12-31' if kind is date else 'words'}: write it."
                )
        if entry["until"] < today:
            raise ValueError(
                f"{where} was accepted until {entry['until']} in {entry['package']}. Take a version"
                " without it (make lock UPGRADE=1) and remove the entry, or give it a new day and "
                "say why."
            )
    return [entry["id"] for entry in entries]


def lists(locks: Iterable[str]) -> list[str]:
    """What the locks pin, for any system and Python, as requirements for pip-audit.

    Each text names a package once, as pip-audit wants it: a second version goes to a second text.
    """
    found: dict[str, dict[str, Pin]] = {}
    for lock in locks:
        for pin in pinned(lock):
            found.setdefault(pin.name, {})[pin.version] = pin
    texts: list[str] = []
    for _, versions in sorted(found.items()):
        for rank, pin in enumerate(versions.values()):
            hashes = "".join(f" --hash=sha256:{each}" for each in pin.hashes)
            texts += [""] * (rank + 1 - len(texts))
            texts[rank] += f"{pin.name}=={pin.version}{hashes}\n"
    return texts


def main(root: Path = ROOT, options: Iterable[str] = ()) -> int:
    """Run pip-audit, with more ``options``; not zero when a vulnerability is known."""
    try:
        ignored = accepted((root / ACCEPTED).read_text(encoding="utf-8"), date.today())
    except ValueError as fault:
        sys.exit(str(fault))
    command = [sys.executable, "-m", "pip_audit", "--strict", "--disable-pip"]
    command += ["--vulnerability-service=osv", "--progress-spinner=off"]
    command += [*options, *(f"--ignore-vuln={each}" for each in ignored)]
    code = 0
    with tempfile.TemporaryDirectory() as folder:
        for rank, text in enumerate(lists((root / lock).read_text("utf-8") for lock in LOCKS)):
            path = Path(folder, f"{rank}.txt")
            path.write_text(text, encoding="utf-8")
            code |= subprocess.run([*command, "--requirement", str(path)], check=False).returncode
    if code:
        print(
            "A vulnerability is known, or could not be asked for: see above. Take a version without"
            f" it (make lock UPGRADE=1), or accept it for a while in {ACCEPTED}, with the reason."
        )
    return code


if __name__ == "__main__":
    sys.exit(main(options=sys.argv[1:]))
