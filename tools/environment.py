"""The environment of the book: `.venv` holds what the locks say, and nothing else."""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

from progress import Progress

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv"
# The kernel warns, each time it starts, that it does not encrypt what never leaves the machine.
KERNEL_CONFIG = "c = get_config()\nc.IPKernelApp.log_level = 'ERROR'\n"


def program(folder: Path) -> Path:
    """The Python of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@dataclass(frozen=True)
class Lock:
    """What to install, and the file that says it is installed whole, by its digest.

    That file is written last: an install cut short leaves none, and is started over.
    """

    path: Path
    stamp: Path

    @property
    def folder(self) -> Path:
        """The environment that it is installed into."""
        return self.stamp.parent

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @property
    def installed(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text(encoding="utf-8") == self.digest

    @property
    def packages(self) -> int:
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


SITE = Lock(ROOT / "requirements.txt", FOLDER / "installed")
TESTS = Lock(ROOT / "requirements-test.txt", FOLDER / "installed-tests")
ENGINES = Lock(ROOT / "requirements-engines.txt", FOLDER / "installed-engines")
PEERS = Lock(ROOT / "benchmarks" / "requirements-peers.txt", ROOT / ".venv-peers" / "installed")


def make(progress: Progress) -> None:
    """Make the environment anew, and let it find the book's modules from any folder."""
    _make_empty(FOLDER, progress)
    packages = sysconfig.get_path("purelib", "venv", {"base": str(FOLDER)})
    modules = os.path.relpath(ROOT / "notebooks", packages)
    (Path(packages) / "book.pth").write_text(modules + "\n", encoding="utf-8")
    config = FOLDER / "etc" / "ipython" / "ipython_kernel_config.py"
    config.parent.mkdir(parents=True)
    config.write_text(KERNEL_CONFIG, encoding="utf-8")


def _make_empty(folder: Path, progress: Progress) -> None:
    """Make an environment of nothing but Python and pip, in place of what is there."""
    name = folder.name
    if folder.exists():
        progress.say(f"The environment in {name} is of another lock, or unfinished: starting over.")
    progress.say(f"Making an environment in {name}: a few seconds.")
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(
            f"The environment was not made: see above. Close what uses {name} (Jupyter, an editor),"
            " or delete that folder; then run the same command again."
        )


def install(lock: Lock, progress: Progress) -> None:
    """Install a lock as it stands. Nothing is resolved: its packages need no other."""
    progress.say(
        f"Installing {lock.path.name}, {lock.packages} packages: about a minute, more on a slow "
        "connection."
    )
    options = ["--no-deps", "--require-hashes", "--disable-pip-version-check", "--no-input"]
    _pip(["install", *options, "--progress-bar", "off", "-r", str(lock.path)], lock, progress)
    _pip(["check"], lock, progress)


def _pip(command: list[str], lock: Lock, progress: Progress) -> None:
    """Run pip, saying where it is; what it prints is shown when it fails, and only then."""
    pip = [str(program(lock.folder)), "-m", "pip", *command]
    printed = []
    fetched = 0
    with subprocess.Popen(
        pip, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Collecting "):
                fetched += 1
                progress.pass_by(
                    f"fetching {fetched} of {lock.packages}: {line.split()[1].split('==')[0]}"
                )
            elif line.startswith("Installing collected"):
                progress.pass_by(f"installing {lock.packages} packages")
    progress.clear()
    if process.returncode:
        sys.stderr.writelines(printed)
        sys.exit(
            f"pip {command[0]} failed: it says why above. "
            "When the cause is gone, run the same command again: it starts over."
        )


def complete(wanted: list[Lock], progress: Progress) -> None:
    """Install the locks that are missing; start over when what is there is not what they say."""
    stale = any(lock.stamp.exists() and not lock.installed for lock in wanted)
    if stale or not SITE.installed:
        make(progress)
    missing = [lock for lock in wanted if not lock.installed]
    if missing:
        SITE.stamp.unlink(missing_ok=True)
    for lock in missing:
        install(lock, progress)
    for lock in wanted:
        lock.stamp.write_text(lock.digest, encoding="utf-8")


def complete_alone(lock: Lock, progress: Progress) -> None:
    """Install a lock into an environment of its own, which does not know the book's modules."""
    if not lock.installed:
        _make_empty(lock.folder, progress)
        install(lock, progress)
        lock.stamp.write_text(lock.digest, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Install the book into .venv.")
    parser.add_argument("--tests", action="store_true", help="install what the tests need too")
    parser.add_argument("--engines", action="store_true", help="install Polars, DuckDB and Spark")
    asked = parser.parse_args()
    wanted = [SITE, *([TESTS] if asked.tests else []), *([ENGINES] if asked.engines else [])]
    progress = Progress()
    start = time.monotonic()
    try:
        complete(wanted, progress)
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again: it starts over.")
    progress.say(f"The environment in .venv is ready ({time.monotonic() - start:.0f} s).")
