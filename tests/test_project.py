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
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from building import ROOT, run

FILES = [
    "README.md",
    "LICENSE",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "ARCHITECTURE.md",
    "DEPENDENCIES.md",
    "benchmarks/RESULTS.md",
    "Makefile",
    "pyproject.toml",
    "requirements.in",
    "requirements.txt",
    "requirements-test.in",
    "requirements-test.txt",
    ".pre-commit-config.yaml",
    ".devcontainer/devcontainer.json",
    ".binder/postBuild",
    ".github/dependabot.yml",
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
    # The appendix comes after the others, at the address that it had among them.
    *others, appendix = chapters
    assert appendix == "06-bases"
    assert others == sorted(others)
    numbers = sorted(name[:3] for name in chapters)
    assert numbers == [f"{n:02}-" for n in range(1, len(chapters) + 1)]
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


# Commands


def commands_of_readme() -> list[str]:
    block = re.search(r"```sh\n(.*?)```", text("README.md"), re.DOTALL)
    assert block
    return [line.split("#")[0].strip() for line in block[1].splitlines() if line.strip()]


def rules() -> dict[str, str]:
    """The commands of the Makefile: what each needs, and what it runs."""
    found = re.findall(r"^([a-z-]+):(.*)\n((?:\t.*\n)+)", text("Makefile"), re.MULTILINE)
    return {name: needs + "\n" + recipe for name, needs, recipe in found}


def test_the_readme_begins_with_the_two_commands() -> None:
    assert commands_of_readme() == ["make site", "make test"]


def test_a_command_of_make_is_a_line_or_two_and_says_what_it_does() -> None:
    for name, rule in rules().items():
        assert rule.count("\n\t") <= 2, name
        assert "  ## " in rule.splitlines()[0], name


def test_every_file_that_a_command_runs_is_there() -> None:
    run = re.findall(r"(?:tools|benchmarks)/[a-z_]+\.py", text("Makefile"))
    assert len(run) > 7
    for path in run:
        assert (ROOT / path).is_file(), path


def test_the_site_is_built_without_what_the_tests_need() -> None:
    assert ".venv/installed " in rules()["site"]
    assert ".venv/installed-tests " in rules()["test"]
    install = re.search(r"^\.venv/installed: .*\n\t(.+)\n", text("Makefile"), re.MULTILINE)
    assert install
    assert install[1] == "@$(PYTHON) tools/install.py"


def test_all_tests_are_those_of_make_test_as_anyone_has_them_then_the_rest() -> None:
    test, rest = rules()["test"], rules()["test-all"]
    assert rest.split()[:2] == ["test", ".venv/installed-engines"]
    assert 'pytest -m "not exhaustive"' in test
    assert ".venv/installed-engines" not in test  # these are not for everyone
    assert 'pytest -m "exhaustive or engine"' in rest


def commands_of_windows() -> list[str]:
    block = re.search(r"```bat\n(.*?)```", text("README.md"), re.DOTALL)
    assert block
    return block[1].splitlines()


def test_the_readme_gives_the_same_without_make() -> None:
    install, build, test = commands_of_windows()
    assert install == "py -3.11 tools\\install.py --tests"
    assert "@$(PYTHON) tools/install.py --tests" in text("Makefile")
    assert build == ".venv\\Scripts\\python tools\\build.py"
    assert "$(BIN)/python tools/build.py" in rules()["site"]
    assert test == ".venv\\Scripts\\python -m pytest"
    assert "$(BIN)/python -m pytest" in rules()["test"]


def test_ci_runs_what_the_readme_says_and_nothing_else() -> None:
    script = text(".ci/run")
    assert (ROOT / ".ci/run").stat().st_mode & stat.S_IXUSR
    lines = [line for line in script.splitlines() if line and not line.startswith("#")]
    setup = {"set -euo pipefail", 'cd "$(dirname "$0")/.."'}
    run = [re.sub(r'^BOOK_BUILT="\$PWD" ', "", line) for line in lines if line not in setup]
    site, test = commands_of_readme()
    assert run == [site, f"{test}-all"]  # with the longest tests, which the README names too
    assert f"`{test}-all`" in text("README.md")


PROGRAMS = [
    path.name
    for path in sorted((ROOT / "tests").glob("test_*.py"))
    if 'if __name__ == "__main__":' in path.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_test_that_writes_anew_what_it_compares_starts_alone(name: str) -> None:
    """Its modules are found without what pytest adds."""
    assert len(PROGRAMS) > 2
    starts = f"import runpy; runpy.run_path('tests/{name}', run_name='read')"
    run([sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, 'tests'); {starts}"], ROOT)


def test_every_command_of_make_that_is_named_exists() -> None:
    pages = text("README.md") + text("CONTRIBUTING.md") + text("ARCHITECTURE.md")
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", pages, re.MULTILINE))
    assert {"site", "test", "check", "notebook", "seal", "refresh"} <= named
    assert named <= set(rules())


# Workflows


WORKFLOWS = sorted(path.name for path in (ROOT / ".github/workflows").glob("*.yml"))


def jobs(workflow: str) -> Any:
    return settings(f".github/workflows/{workflow}")["jobs"]


def commands(job: Any) -> list[str]:
    return [step["run"].split("  #")[0].strip() for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_reads_unless_a_job_asks_to_write(name: str) -> None:
    workflow = settings(f".github/workflows/{name}")
    assert True in workflow or "on" in workflow  # YAML reads « on » as true
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 90
        runs_packages = any("make" in line or "python" in line for line in commands(job))
        writes = "write" in job.get("permissions", {}).values()
        assert not (runs_packages and writes)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_an_action_is_pinned_by_digest_with_its_version_beside(name: str) -> None:
    lines = [line for line in text(f".github/workflows/{name}").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_digests_of_actions_are_kept_current() -> None:
    updates = settings(".github/dependabot.yml")["updates"]
    assert [update["package-ecosystem"] for update in updates] == ["github-actions"]


def test_what_is_published_is_what_was_tested() -> None:
    book = jobs("book.yml")
    assert "make site" in commands(book["site"])
    assert commands(book["tests"])[-1] == "make test-all"
    assert book["tests"]["needs"] == "site"
    handed = [step["with"] for step in book["tests"]["steps"] if "download-artifact" in str(step)]
    assert handed == [{"name": "built", "path": "_build"}]
    assert any(step.get("env", {}).get("BOOK_BUILT") for step in book["tests"]["steps"])
    publish = book["publish"]
    assert publish["if"] == "github.ref == 'refs/heads/main'"
    assert set(publish["needs"]) == {"site", "tests", "windows"}
    assert sum("deploy-pages" in str(job["steps"]) for job in book.values()) == 1


@pytest.mark.parametrize(("name", "job"), [("book.yml", "tests"), ("weekly.yml", "renew")])
def test_the_engines_that_a_runner_has_not_are_installed_before_the_tests(
    name: str, job: str
) -> None:
    tests = text("tests/engines.py") + text("tests/test_hosting.py")
    calls = re.findall(r'program\("\w+", ([^)]+)\)', tests)
    needed = {package for call in calls for package in re.findall(r'"([\w-]+)"', call)}
    there = {"chromium-driver", "firefox-esr"}  # by other names
    [install] = [line for line in commands(jobs(name)[job]) if "apt-get install" in line]
    assert set(install.split("--yes ")[1].split()) == needed - there
    assert there < needed


def test_the_oldest_and_the_newest_python_run_the_tests() -> None:
    oldest = re.search(r'^requires-python = ">=(.+)"$', text("pyproject.toml"), re.MULTILINE)
    assert oldest
    pythons = jobs("book.yml")["tests"]["strategy"]["matrix"]["python"]
    assert pythons[0] == oldest[1]
    assert len(pythons) == 2


def test_windows_runs_the_commands_of_the_readme() -> None:
    assert commands(jobs("book.yml")["windows"]) == commands_of_windows()


def test_each_week_everything_is_resolved_anew_and_the_whole_proof_run() -> None:
    weekly = jobs("weekly.yml")
    renew = "\n".join(commands(weekly["renew"]))
    assert "make lock UPGRADE=1" in renew
    assert "bash .ci/run" in renew
    report = "\n".join(commands(weekly["report"]))
    assert "gh pr create" in report
    assert "gh issue create" in report
    assert commands(weekly["vulnerabilities"]) == ["make audit"]
    assert {"renew", "vulnerabilities"} <= set(weekly["report"]["needs"])
    containers = "\n".join(commands(weekly["containers"]))
    assert "@devcontainers/cli@" in containers
    assert "jupyter-repo2docker==" in containers


def test_a_release_holds_the_site_its_digests_and_what_it_is_built_with() -> None:
    release = jobs("release.yml")
    assert {"make digests", "make sbom"} <= set(commands(release["site"]))
    (handed,) = (step["with"] for step in release["site"]["steps"] if "upload" in str(step))
    files = [Path(path).name for path in handed["path"].split()]
    assert files == ["SHA256SUMS", "sbom.cdx.json", "site.zip"]
    (create,) = commands(release["release"])
    assert all(f" {file}" in create for file in files)


def test_containers_install_the_lock_as_it_stands() -> None:
    container = json.loads(text(".devcontainer/devcontainer.json"))
    assert container["postCreateCommand"] == "python tools/install.py"
    script = text(".binder/postBuild")
    assert (ROOT / ".binder/postBuild").stat().st_mode & stat.S_IXUSR
    assert "--no-deps --require-hashes -r requirements.txt" in script
    pythons = [container["image"], text(".binder/runtime.txt")]
    assert all("3.11" in python for python in pythons)


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
        # The samples are written as the tools write them, ends of lines included.
        if path.suffix in kinds and path.parent.name != "samples":
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
        "DEPENDENCIES.md",
        "HOSTING.md",
        "benchmarks/RESULTS.md",
        "benchmarks/SEEDED_FAULTS.md",
        "benchmarks/MUTANTS.md",
        "benchmarks/TABULATION.md",
        "data/samples/README.md",
        "data/codebooks/README.md",  # which forges show under the folder's files
        "Makefile",
        ".binder/postBuild",  # a name that Binder reads
    }
    for path in files_of_project():
        name = path.relative_to(ROOT).as_posix()
        plain = name.replace("/LC_MESSAGES/", "/")  # gettext finds its catalogues there alone
        assert name in known or re.fullmatch(r"[a-z0-9._/-]+", plain), name
        assert path.stat().st_size < 1_000_000, name


def test_what_a_build_makes_is_ignored() -> None:
    ignored = text(".gitignore").splitlines()
    assert {".venv/", "_build/", "__pycache__/", ".pytest_cache/"} <= set(ignored)
