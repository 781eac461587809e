"""Programs of the system that tests drive: found, else installed by apt where that can be."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0  # Windows has no such function


def first_of(names: Iterable[str]) -> str | None:
    """The path of the first of these programs that is there."""
    return next(filter(None, map(shutil.which, names)), None)


def installed_by_apt(*packages: str) -> bool:
    """Install packages of Debian or Ubuntu, when root; whether that could be done.

    Workers take turns. A service that comes along is not started.
    """
    if not AS_ROOT or not shutil.which("apt-get"):
        return False
    with FileLock(Path(tempfile.gettempdir(), "book-tests-apt.lock")):
        for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            done = subprocess.run(
                ["apt-get", "-qq", *words],
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"},
                capture_output=True,
                check=False,
            )
    return done.returncode == 0


def mounting() -> list[str]:
    """What a command is put behind to have mounts of its own, that end with it.

    Where the system allows none the test says so. It is skipped, but on CI: there it fails.
    """
    ways = (
        ["unshare", "--mount"],
        ["unshare", "--user", "--map-root-user", "--mount"],
        ["sudo", "--non-interactive", "--preserve-env", "unshare", "--mount"],
    )
    for way in ways:
        if shutil.which(way[0]) and shutil.which("unshare"):
            tried = [*way, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
            if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
                return way
    _absent("No mount of one's own: unshare --mount is refused, with a user namespace and by sudo.")


def program(name: str, *packages: str) -> str:
    """The path of a program, from these packages. Where it cannot be had the test says so.

    It is skipped, but on CI, which has all of them: there it fails.
    """
    if not shutil.which(name):
        installed_by_apt(*packages)
    if found := shutil.which(name):
        return found
    _absent(f"{name} was not found. Install with your system's packages: {' '.join(packages)}")


def _absent(told: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(told, pytrace=False)
    pytest.skip(told)
