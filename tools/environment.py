"""The environment of the book: `.venv` holds what the locks say, and nothing else."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from progress import Progress

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv"
# For each lock, the file that says it is installed whole: written last, so that an install cut
# short leaves none, and is started over.
SITE = (ROOT / "requirements.txt", FOLDER / "installed")
TESTS = (ROOT / "requirements-test.txt", FOLDER / "installed-tests")
# The kernel warns, each time it starts, that it does not encrypt what never leaves the machine.
KERNEL_CONFIG = "c = get_config()\nc.IPKernelApp.log_level = 'ERROR'\n"


def program(folder: Path) -> Path:
    """The Python of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def installed(lock: Path, stamp: Path) -> bool:
    """Whether the environment holds this very lock, whole."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest(lock)


def make(progress: Progress) -> None:
    """Make the environment anew, and let it find the book's modules from any folder."""
    if FOLDER.exists():
        progress.say("The environment in .venv is of another lock, or unfinished: starting over.")
    progress.say("Making an environment in .venv: a few seconds.")
    command = [sys.executable, "-m", "venv", "--clear", str(FOLDER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(
            "The environment was not made: see above. Close what uses .venv (Jupyter, an editor) or "
            "delete that folder, then run the same command again."
        )
    packages = sysconfig.get_path("purelib", "venv", {"base": str(FOLDER)})
    modules = os.path.relpath(ROOT / "notebooks", packages)
    (Path(packages) / "book.pth").write_text(modules + "\n", encoding="utf-8")
    config = FOLDER / "etc" / "ipython" / "ipython_kernel_config.py"
    config.parent.mkdir(parents=True)
    config.write_text(KERNEL_CONFIG, encoding="utf-8")


def install(lock: Path, stamp: Path, progress: Progress) -> None:
    """Install a lock as it stands. Nothing is resolved: its packages need no other."""
    total = len(re.findall(r"^[\w.-]+(?:\[.+?\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    progress.say(
        f"Installing {lock.name}, {total} packages: about a minute, more on a slow connection."
    )
    options = ["--no-deps", "--require-hashes", "--disable-pip-version-check", "--no-input"]
    _pip(["install", *options, "--progress-bar", "off", "-r", str(lock)], progress, total)
    _pip(["check"], progress, total)
    stamp.write_text(_digest(lock), encoding="utf-8")


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _pip(command: list[str], progress: Progress, total: int) -> None:
    """Run pip, saying where it is; what it prints is shown when it fails, and only then."""
    pip = [str(program(FOLDER)), "-m", "pip", *command]
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
                progress.pass_by(f"fetching {fetched} of {total}: {line.split()[1].split('==')[0]}")
            elif line.startswith("Installing collected"):
                progress.pass_by(f"installing {total} packages")
    progress.clear()
    if process.returncode:
        sys.stderr.writelines(printed)
        sys.exit(
            f"pip {command[0]} failed: it says why above. "
            "When the cause is gone, run the same command again: it starts over."
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Install the book into .venv.")
    parser.add_argument("--tests", action="store_true", help="install what the tests need too")
    wanted = [SITE, TESTS] if parser.parse_args().tests else [SITE]
    progress = Progress()
    start = time.monotonic()
    try:
        if not installed(*SITE):
            make(progress)
        for lock, stamp in wanted:
            if not installed(lock, stamp):
                install(lock, stamp, progress)
            stamp.touch()
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again: it starts over.")
    progress.say(f"The environment in .venv is ready ({time.monotonic() - start:.0f} s).")
