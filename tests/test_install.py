"""Installing and building: what they say, and that nothing half done is taken for done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import environment
from build import Steps, build
from building import ROOT
from environment import Lock, complete, complete_alone
from progress import Progress

INSTALL = ROOT / "tools" / "install.py"


def run_as(change: str) -> subprocess.CompletedProcess[str]:
    """Run the install, as a program, on a Python that ``change`` has altered."""
    code = f"import sys\n{change}\nexec(open({str(INSTALL)!r}).read(), {{'__name__': '__main__'}})"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("sys.version_info = (3, 10, 4)", "Python 3.10 is too old: the book takes Python 3.11"),
        ("sys.version_info = (2, 7, 18)", "Python 2.7 is too old"),
        ("sys.modules['ensurepip'] = None", "its venv module is missing"),
        ("sys.modules['venv'] = None", "its venv module is missing"),
    ],
)
def test_a_python_that_cannot_install_gets_one_line(change: str, words: str) -> None:
    done = run_as(change)
    assert done.returncode == 1
    assert done.stdout == ""
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_old_python_reads_the_file_that_refuses_it() -> None:
    """No syntax that came after Python 2: neither f-strings nor annotations."""
    text = INSTALL.read_text(encoding="utf-8")
    for newer in (' f"', "(f'", "->", ":=", "from __future__", "match "):
        assert newer not in text


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Lock, Lock]:
    """Two locks of one package, and an empty folder for their environment."""
    folder = tmp_path / ".venv"
    for name in ("requirements.txt", "requirements-test.txt"):
        (tmp_path / name).write_text(f"six==1 \\\n    --hash=sha256:{name}\n", encoding="utf-8")
    site = Lock(tmp_path / "requirements.txt", folder / "installed")
    tests = Lock(tmp_path / "requirements-test.txt", folder / "installed-tests")
    monkeypatch.setattr(environment, "SITE", site)
    return site, tests


@pytest.fixture
def done(locks: tuple[Lock, Lock], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is made and installed, instead of making and installing it."""
    steps: list[str] = []

    def make(_: Progress) -> None:
        steps.append("make")
        folder = locks[0].stamp.parent
        folder.mkdir(exist_ok=True)
        for stamp in folder.iterdir():
            stamp.unlink()

    monkeypatch.setattr(environment, "make", make)
    monkeypatch.setattr(environment, "install", lambda lock, _: steps.append(lock.path.name))
    return steps


def test_what_is_installed_is_not_installed_again(
    locks: tuple[Lock, Lock], done: list[str]
) -> None:
    site, tests = locks
    complete([site], Progress())
    assert done == ["make", "requirements.txt"]
    complete([site], Progress())
    assert done == ["make", "requirements.txt"]
    complete([site, tests], Progress())
    assert done == ["make", "requirements.txt", "requirements-test.txt"]
    complete([site, tests], Progress())
    assert len(done) == 3


@pytest.mark.parametrize("changed", [0, 1])
def test_another_lock_starts_over(locks: tuple[Lock, Lock], done: list[str], changed: int) -> None:
    complete(list(locks), Progress())
    done.clear()
    path = locks[changed].path
    path.write_text(path.read_text(encoding="utf-8") + "# other\n", encoding="utf-8")
    complete(list(locks), Progress())
    assert done == ["make", "requirements.txt", "requirements-test.txt"]


@pytest.mark.parametrize("at", ["requirements.txt", "requirements-test.txt"])
def test_an_install_cut_short_starts_over(
    locks: tuple[Lock, Lock], done: list[str], monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    def cut(lock: Lock, _: Progress) -> None:
        if lock.path.name == at:
            raise KeyboardInterrupt
        done.append(lock.path.name)

    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", cut)
        with pytest.raises(KeyboardInterrupt):
            complete(list(locks), Progress())
    done.clear()
    complete(list(locks), Progress())
    assert done == ["make", "requirements.txt", "requirements-test.txt"]


def test_an_environment_of_its_own_is_made_once_for_a_lock_and_anew_for_another(
    locks: tuple[Lock, Lock], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def make(folder: Path, _: Progress) -> None:
        steps.append(folder.name)
        folder.mkdir(exist_ok=True)

    monkeypatch.setattr(environment, "_make_empty", make)
    monkeypatch.setattr(environment, "install", lambda lock, _: steps.append(lock.path.name))
    peers = Lock(locks[0].path, locks[0].stamp.parents[1] / ".venv-peers" / "installed")
    for _ in range(2):
        complete_alone(peers, Progress())
        assert steps == [".venv-peers", "requirements.txt"]
    peers.path.write_text("six==2\n", encoding="utf-8")
    complete_alone(peers, Progress())
    assert steps == [".venv-peers", "requirements.txt"] * 2


def test_what_pip_says_is_shown_when_it_fails_and_only_then(
    locks: tuple[Lock, Lock], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "program", lambda _: Path(sys.executable))
    environment._pip(["--version"], locks[0], Progress())
    assert capfd.readouterr() == ("", "")
    with pytest.raises(SystemExit, match="pip install failed: it says why above"):
        environment._pip(["install", "--no-index", "absent-package"], locks[0], Progress())
    assert "No matching distribution found for absent-package" in capfd.readouterr().err


# The build


PRINTED = """\
\x1b[01mRunning Sphinx v7.4.7\x1b[39;49;00m
\x1b[01mreading sources... \x1b[39;49;00m[  6%] \x1b[35mbook/accessibilite\x1b[39;49;00m
\x1b[01mreading sources... \x1b[39;49;00m[ 56%] \x1b[35mnotebooks/01-a\x1b[39;49;00m
/somewhere/notebooks/01-a.ipynb: Executing notebook using local CWD [mystnb]
/somewhere/notebooks/01-a.ipynb: Executed notebook in 17.16 seconds [mystnb]
/somewhere/notebooks/02-b.ipynb: Executing notebook using local CWD [mystnb]
\x1b[01mwriting output... \x1b[39;49;00m[  6%] \x1b[32mbook/accessibilite\x1b[39;49;00m
\x1b[01mwriting output... \x1b[39;49;00m[ 12%] \x1b[32mnotebooks/01-a\x1b[39;49;00m
\x1b[01mdumping object inventory... \x1b[39;49;00mdone
"""


@pytest.fixture
def chapters(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    for name in ("01-a", "02-b"):
        (tmp_path / "notebooks" / f"{name}.ipynb").touch()
    return tmp_path


def test_a_build_in_a_file_says_each_step_and_each_chapter_on_a_line(
    chapters: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = Steps(chapters, Progress())
    for line in PRINTED.splitlines():
        steps.read(line)
    assert capsys.readouterr().out.splitlines() == [
        "  reading the pages",
        "  running chapter 1 of 2: 01-a",
        "  running chapter 2 of 2: 02-b",
        "  writing the pages",
        "  indexing the pages for the search",
    ]


def test_a_build_on_a_terminal_says_where_it_is_on_one_line_and_leaves_none(
    chapters: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    progress = Progress()
    steps = Steps(chapters, progress)
    for line in PRINTED.splitlines():
        steps.read(line)
    progress.clear()
    out = capsys.readouterr().out
    assert "\n" not in out
    shown = [part.strip() for part in out.split("\r") if part.strip()]
    assert shown == [
        "reading book/accessibilite",
        "reading notebooks/01-a",
        "running chapter 1 of 2: 01-a",
        "running chapter 2 of 2: 02-b",
        "writing book/accessibilite",
        "writing notebooks/01-a",
        "indexing the pages for the search",
    ]
    assert out.endswith(" \r")


def test_a_build_that_fails_says_why_and_its_code(
    chapters: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert build(chapters, Progress()) != 0
    assert "Couldn't find a Table of Contents file" in capfd.readouterr().err
