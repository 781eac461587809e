"""The files around the book: contents, citation, lock, licence, workflow, and what they say.

``cff-1.2.0.schema.json`` is the schema of the Citation File Format 1.2.0, as its authors publish
it (Stephan Druskat, Jurriaan H. Spaaks and others, https://citation-file-format.github.io),
under the Creative Commons Attribution 4.0 licence, unchanged.
"""

from __future__ import annotations

import json
import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from building import ROOT

FILES = [
    "README.md",
    "LICENSE",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "ARCHITECTURE.md",
    "Makefile",
    "pyproject.toml",
    "requirements.in",
    "requirements.txt",
    ".ci/run",
    ".gitignore",
]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def settings(path: str) -> Any:
    return yaml.safe_load(text(path))


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_a_newcomer_expects_is_there_and_says_something(path: str) -> None:
    assert len(text(path).strip()) > 60


# Contents


def test_the_contents_list_each_chapter_and_page_once_and_nothing_else() -> None:
    contents = settings("_toc.yml")
    listed = [contents["root"]]
    listed += [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    assert all(set(entry) == {"file"} for part in contents["parts"] for entry in part["chapters"])
    notebooks = [path.relative_to(ROOT) for path in (ROOT / "notebooks").glob("*.ipynb")]
    pages = [path.relative_to(ROOT) for path in (ROOT / "book").glob("*.md")]
    there = [path.with_suffix("").as_posix() for path in (*notebooks, *pages, Path("index.md"))]
    assert sorted(listed) == sorted(there)
    assert all(part["caption"].strip() for part in contents["parts"])


def test_chapters_are_numbered_in_the_order_of_the_contents() -> None:
    contents = settings("_toc.yml")
    chapters = [
        entry["file"].removeprefix("notebooks/")
        for part in contents["parts"]
        for entry in part["chapters"]
        if entry["file"].startswith("notebooks/")
    ]
    assert [name[:3] for name in chapters] == [f"{n:02}-" for n in range(1, len(chapters) + 1)]
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in chapters)


# Citation


def check_citation(citation: Any) -> None:
    schema = json.loads(text("tests/cff-1.2.0.schema.json"))
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    faults = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(citation)]
    assert not faults, "\n".join(faults)


def test_the_citation_file_is_valid() -> None:
    check_citation(settings("CITATION.cff"))


@pytest.mark.parametrize(
    "fault",
    [
        {"type": "book"},
        {"authors": []},
        {"license": "of ours"},
        {"date-released": "2025"},
        {"titel": "A book"},
    ],
)
def test_a_faulty_citation_file_would_be_refused(fault: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        check_citation(settings("CITATION.cff") | fault)


def test_the_citation_the_project_and_the_changelog_name_one_version() -> None:
    citation = settings("CITATION.cff")
    version = re.search(r'^version = "(.+)"$', text("pyproject.toml"), re.MULTILINE)
    assert version
    assert citation["version"] == version[1]
    assert f"## {citation['version']} ({citation['date-released']})" in text("CHANGELOG.md")


# Dependencies


def locked() -> list[str]:
    """The entries of the lock, each on one line."""
    return text("requirements.txt").replace("\\\n", " ").strip().splitlines()


def name_of(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_every_locked_package_is_pinned_and_hashed_and_comes_from_no_named_place() -> None:
    entries = locked()
    assert len(entries) > 50
    for entry in entries:
        pattern = r"[\w.-]+(\[[\w,-]+\])?==[\w.!+]+( ; [^#@]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*"
        assert re.fullmatch(pattern, entry), entry[:120]
    assert "://" not in text("requirements.txt")
    assert "-index" not in text("requirements.txt")


def wanted() -> list[str]:
    return [
        line
        for line in text("requirements.in").splitlines()
        if line.strip() and not line.startswith("#")
    ]


def test_every_package_asked_for_has_a_reason_and_is_locked() -> None:
    lines = text("requirements.in").splitlines()
    names = {name_of(entry) for entry in locked()}
    for line in wanted():
        above = lines[lines.index(line) - 1]
        plain = above.startswith("# ") and len(above.split()) > 4  # a heading gives no reason
        known = re.match(r"(pytest|pytest-cov)$", line.strip())
        assert "  # " in line or plain or known, f"{line}: without a reason"
        assert name_of(line) in names, f"{line}: not in the lock; run make lock"


def test_the_book_stays_with_jupyter_book_1() -> None:
    assert "jupyter-book>=1.0.4,<2" in [line.split("  #")[0].strip() for line in wanted()]
    assert any(re.match(r"jupyter-book==1\.", entry) for entry in locked())


# Commands


def commands_of_readme() -> list[str]:
    block = re.search(r"```sh\n(.*?)```", text("README.md"), re.DOTALL)
    assert block
    return [line.split("#")[0].strip() for line in block[1].splitlines() if line.strip()]


def test_the_readme_begins_with_the_two_commands() -> None:
    assert commands_of_readme() == ["make site", "make test"]
    before = text("README.md").split("```sh")[0]
    assert len(before.splitlines()) <= 4


def test_the_readme_gives_the_same_without_make() -> None:
    rules = text("Makefile")
    for rule, program in (("site", "jupyter-book"), ("test", "pytest")):
        command = re.search(rf"^{rule}:.*\n\t\$\(BIN\)/(.+)$", rules, re.MULTILINE)
        assert command
        assert program in command[1]
    windows = re.search(r"```bat\n(.*?)```", text("README.md"), re.DOTALL)
    assert windows
    build = re.search(r"jupyter-book (build \..*)", rules)
    assert build
    assert build[1] in windows[1]
    assert "--require-hashes -r requirements.txt" in windows[1]
    assert "-m pytest" in windows[1]


def test_ci_runs_what_the_readme_says_and_nothing_else() -> None:
    script = text(".ci/run")
    assert (ROOT / ".ci/run").stat().st_mode & stat.S_IXUSR
    lines = [line for line in script.splitlines() if line and not line.startswith("#")]
    setup = {"set -euo pipefail", 'cd "$(dirname "$0")/.."'}
    assert set(lines) - setup == set(commands_of_readme())


def test_every_command_of_make_that_the_readme_names_exists() -> None:
    rules = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    pages = text("README.md") + text("CONTRIBUTING.md") + text("ARCHITECTURE.md")
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", pages, re.MULTILINE))
    assert {"site", "test", "seal", "refresh"} <= named
    assert named <= rules


def test_the_workflows_are_sound_and_test_what_they_publish() -> None:
    paths = sorted((ROOT / ".github/workflows").glob("*.yml"))
    assert paths
    publishing = 0
    for path in paths:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert True in workflow or "on" in workflow  # YAML reads « on » as true
        assert set(workflow["permissions"].values()) == {"read"}  # a job asks for what it writes
        jobs = workflow["jobs"]
        for name, job in jobs.items():
            assert job["steps"], name
            uses = [step["uses"] for step in job["steps"] if "uses" in step]
            assert all(re.search(r"@v?[\w.]+$", use) for use in uses), uses
            if any("deploy-pages" in use for use in uses):
                publishing += 1
                tested = jobs[job["needs"]]["steps"]
                assert any(".ci/run" in step.get("run", "") for step in tested)
                assert job["if"] == "github.ref == 'refs/heads/main'"
    assert publishing == 1


# What is in the repository


def files_of_project() -> list[Path]:
    """Files that git tracks, or would; all that is not made by a build where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        made = {
            ".git",
            ".venv",
            "_build",
            "__pycache__",
            ".pytest_cache",
            ".mypy_cache",
            ".ruff_cache",
            ".hypothesis",
        }
        paths = [p for p in ROOT.rglob("*") if not made & set(p.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_place_of_one_machine() -> None:
    private = re.compile(rb"(?<![\w./-])/(?:work|root|home|Users|tmp|opt)/\w|\b[A-Z]:\\+Users")
    files = files_of_project()
    assert len(files) > 50
    for path in files:
        found = private.search(path.read_bytes())
        assert not found, (path.relative_to(ROOT).as_posix(), found)


def test_text_files_are_utf_8_with_unix_ends_of_lines() -> None:
    kinds = {
        ".py",
        ".md",
        ".csv",
        ".json",
        ".ipynb",
        ".yml",
        ".toml",
        ".cff",
        ".bib",
        ".in",
        ".txt",
        ".cfg",
        ".css",
        ".js",
        ".html",
        ".mplstyle",
    }
    for path in files_of_project():
        if path.suffix in kinds:
            content = path.read_bytes()
            content.decode("utf-8")
            assert b"\r\n" not in content, path
            assert not content or content.endswith(b"\n"), f"{path}: no end of line at the end"


def test_names_are_lowercase_with_hyphens_and_no_file_is_large() -> None:
    known = {
        "README.md",
        "LICENSE",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "ARCHITECTURE.md",
        "Makefile",
    }
    for path in files_of_project():
        name = path.relative_to(ROOT).as_posix()
        plain = name.replace("/LC_MESSAGES/", "/")  # gettext finds its catalogues there alone
        assert name in known or re.fullmatch(r"[a-z0-9._/-]+", plain), name
        assert path.stat().st_size < 1_000_000, name


def test_what_a_build_makes_is_ignored() -> None:
    ignored = text(".gitignore").splitlines()
    assert {".venv/", "_build/", "__pycache__/", ".pytest_cache/"} <= set(ignored)
