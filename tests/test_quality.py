"""The code is in the style and of the types that ``pyproject.toml`` asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from building import ROOT, program, run

CODE = ("notebooks", "book/extensions", "tests", "benchmarks", "tools")


def test_ruff_finds_nothing_to_say() -> None:
    done = run([program("ruff"), "check", "--no-cache", *CODE], ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_finds_nothing_to_say() -> None:
    done = run([program("mypy")], ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    read = re.search(r"no issues found in (\d+) source files", done.stdout)
    assert read is not None
    assert int(read[1]) == sum(len(list((ROOT / folder).rglob("*.py"))) for folder in CODE)


FAULTS = {
    "F401": (["ruff", "check", "--no-cache", "--config"], "import os\n"),
    "no-untyped-def": (["mypy", "--config-file"], "def share(count, base):\n    return count\n"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_under_these_settings(tmp_path: Path, name: str) -> None:
    (command, *options), code = FAULTS[name]
    (tmp_path / "faulty.py").write_text(code, encoding="utf-8")
    settings = [*options, str(ROOT / "pyproject.toml")]
    done = run([program(command), *settings, str(tmp_path / "faulty.py")], ROOT, check=False)
    assert done.returncode == 1
    assert name in done.stdout
