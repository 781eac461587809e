"""The code is in the style and of the types that ``pyproject.toml`` asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml

from building import ROOT, program, run

SETTINGS = str(ROOT / "pyproject.toml")
FORMAT = ["ruff", "format", "--check", "--no-cache"]
CODE = ("notebooks", "book/extensions", "tests", "benchmarks", "tools")
IMPORTS = ["deptry", "--no-ansi", "--config", str(ROOT / "tools" / "imports.toml")]


def test_ruff_finds_nothing_to_say() -> None:
    done = run([program("ruff"), "check", "--no-cache", *CODE], ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_lays_out_the_code_as_it_stands() -> None:
    done = run([program(FORMAT[0]), *FORMAT[1:], *CODE], ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_codespell_finds_no_typing_mistake() -> None:
    done = run([program("codespell")], ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_finds_nothing_to_say() -> None:
    done = run([program("mypy")], ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    read = re.search(r"no issues found in (\d+) source files", done.stdout)
    assert read is not None
    assert int(read[1]) == sum(len(list((ROOT / folder).rglob("*.py"))) for folder in CODE)


# What the book imports, in modules and in cells, is asked for by the book; what proves and measures
# it may import what its proof and the engines ask for too.
@pytest.mark.parametrize(
    "scanned",
    [
        ["notebooks", "book", "tools"],
        ["notebooks", "book", "tools", "tests", "benchmarks", "--ignore", "DEP002,DEP004"],
    ],
    ids=["the book", "with its proof"],
)
def test_an_import_is_of_a_package_that_is_asked_for(scanned: list[str]) -> None:
    done = run([program(IMPORTS[0]), *IMPORTS[1:], *scanned], ROOT, check=False)
    assert done.returncode == 0, (
        done.stdout + done.stderr + "Ask for it, with the reason, in requirements.in (what the book"
        " imports) or requirements-test.in (what its proof does), then make lock."
    )


@pytest.mark.parametrize("kind", [".py", ".ipynb"])
@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("flask", "DEP001 'flask' imported but missing from the dependency definitions"),
        ("click", "DEP003 'click' imported but it is a transitive dependency"),
        ("pytest", "DEP004 'pytest' imported but declared as a dev dependency"),
        ("polars", "DEP004 'polars' imported but declared as a dev dependency"),
    ],
)
def test_an_import_of_what_the_book_does_not_ask_for_is_found(
    tmp_path: Path, kind: str, module: str, words: str
) -> None:
    path = (tmp_path / "faulty").with_suffix(kind)
    code = f"def read():\n    import {module}\n"
    if kind == ".ipynb":
        cell = nbformat.v4.new_code_cell(code)
        code = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
    path.write_text(code, encoding="utf-8")
    done = run([program(IMPORTS[0]), *IMPORTS[1:], str(tmp_path)], ROOT, check=False)
    assert done.returncode != 0
    assert f"{path.name}:" in done.stderr
    assert words in done.stderr


FAULTS = {
    "F401": (["ruff", "check", "--no-cache", "--config", SETTINGS], "import os\n"),
    "would be reformatted": (
        ["ruff", "format", "--check", "--no-cache", "--config", SETTINGS],
        "x=1\n",
    ),
    "no-untyped-def": (["mypy", "--config-file", SETTINGS], "def share(n):\n    return n\n"),
    "recieved ==> received": (["codespell", "--toml", SETTINGS], "# answers recieved\n"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_under_these_settings(tmp_path: Path, name: str) -> None:
    (command, *options), code = FAULTS[name]
    (tmp_path / "faulty.py").write_text(code, encoding="utf-8")
    done = run([program(command), *options, str(tmp_path / "faulty.py")], ROOT, check=False)
    assert done.returncode != 0
    assert name in done.stdout


def test_french_in_a_string_is_no_typing_mistake_and_beside_it_one_is(tmp_path: Path) -> None:
    path = tmp_path / "said.py"
    said = json.dumps("mesure par groupe")
    path.write_text(f"said = {said}  # « adresse », then adress\n", encoding="utf-8")
    done = run([program("codespell"), "--toml", SETTINGS, str(path)], ROOT, check=False)
    assert re.findall(r"(\w+) ==>", done.stdout) == ["adress"]


def test_the_hooks_before_a_commit_run_the_tools_of_the_lock() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    commands = [hook["entry"].split("exec ")[1] for hook in hooks["repos"][0]["hooks"]]
    assert [re.split(r" --force| \"|'", command)[0] for command in commands] == [
        "ruff check",
        "ruff format",
        "codespell",
        "end-of-file-fixer",
    ]
    for command in commands:
        program(re.split(r"[ ']", command)[0])
