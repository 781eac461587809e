"""A chapter runs again when something that it has read is changed, and only then."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from building import ROOT, Book
from extensions.execution.cache import KEPT, beginning, find, keep

FIRST, SECOND = "notebooks/premier", "notebooks/second"  # of the small book
READING = """
import sys
sys.path.insert(0, {book!r})
from extensions.execution.reads import Reads
reads = Reads({root!r}, [{own!r}])
sys.addaudithook(reads.hook)
{code}
import json
print(json.dumps([reads.files, sorted(reads.foreign)]))
"""


def read_by(code: str, root: Path) -> tuple[dict[str, str], list[str]]:
    """What some code reads, run in ``root``: files with their state, and what is foreign."""
    text = READING.format(book=str(ROOT / "book"), root=str(root), own=str(root / "own"), code=code)
    command = [sys.executable, "-B", "-c", text]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    files, foreign = json.loads(done.stdout.splitlines()[-1])
    return files, foreign


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for folder in ("data", "own", "_build"):
        (root / folder).mkdir(parents=True)
    (root / "data" / "a.csv").write_text("a\n1\n")
    (root / "_build" / "left").write_text("of a build")
    (root / "counting.py").write_text("ONE = 1\n")
    (tmp_path / "elsewhere.csv").write_text("a\n1\n")
    return root


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("open('data/a.csv').close()", {"data/a.csv"}),
        ("import pandas; pandas.read_csv('data/a.csv')", {"data/a.csv"}),
        ("import os; os.close(os.open('data/a.csv', os.O_RDONLY))", {"data/a.csv"}),
        ("import os; os.listdir('data')", {"data"}),
        ("import glob; glob.glob('data/*.csv')", {"data"}),
        ("import os; os.listdir()", {"."}),
        ("sys.path.insert(0, ''); import counting", {"counting.py"}),
        ("import contextlib\nwith contextlib.suppress(OSError): open('none.csv')", {"none.csv"}),
        ("open('own/draft', 'w+').close(); open('data/b.csv', 'w').close()", set()),
        ("import json, statistics, importlib.metadata as m; m.version('pandas')", set()),
    ],
)
def test_what_is_read_of_the_project_is_noted(code: str, read: set[str], root: Path) -> None:
    files, foreign = read_by(code, root)
    assert (set(files), foreign) == (read, [])


def test_a_project_in_a_folder_of_the_system_is_noted_all_the_same(root: Path) -> None:
    around = f"reads._left_out += ({str(root.parent)!r},)"
    code = f"{around}; open('data/a.csv').close(); open('../elsewhere.csv').close()"
    assert [set(read_by(code, root)[0]), read_by(code, root)[1]] == [{"data/a.csv"}, []]


def test_a_module_is_noted_by_its_source_when_its_bytecode_is_read(root: Path) -> None:
    code = "sys.path.insert(0, ''); import counting"
    subprocess.run([sys.executable, "-m", "compileall", "-q", "."], cwd=root, check=True)
    assert set(read_by(code, root)[0]) == {"counting.py"}


def test_a_state_is_that_of_the_first_reading(root: Path) -> None:
    once = "open('data/a.csv').close()"
    states = {
        name: read_by(code, root)[0]["data/a.csv"]
        for name, code in {
            "read": once,
            "changed after": once + "; open('data/a.csv', 'a').write('2\\n'); " + once,
            "changed": once,
        }.items()
    }
    assert states["read"] == states["changed after"] != states["changed"]


@pytest.mark.parametrize(
    ("code", "foreign"),
    [
        ("open('../elsewhere.csv').close()", r"/elsewhere\.csv$"),
        ("open('_build/left').close()", r"/_build/left$"),
        ("import subprocess; subprocess.run(['true'])", r"^the program .*true"),
        ("import os; os.system('true')", r"^the program true"),
        (
            "import socket, contextlib\n"
            "with contextlib.suppress(OSError): socket.create_connection(('127.0.0.1', 9), 1)",
            r"^the network .*127\.0\.0\.1",
        ),
    ],
)
def test_what_no_digest_can_follow_is_foreign(code: str, foreign: str, root: Path) -> None:
    found = read_by(code, root)[1]
    assert any(re.search(foreign, each) for each in found), found


def kept(root: Path, *files: str) -> Path:
    """A run of the chapter of a project that has read files, as if it had just been made."""
    import nbformat

    from extensions.execution.reads import state

    notebook = nbformat.read(root / "one.ipynb", as_version=4)
    states = {path: state(root / path) for path in files}
    return keep(root, "one", notebook, beginning(root, "one"), states, 1.0)


def chapter(root: Path, code: str = "1 + 1") -> None:
    import nbformat

    (root / "requirements.txt").write_text("pandas==1\n")
    cells = [
        nbformat.v4.new_markdown_cell("# One", id="a"),
        nbformat.v4.new_code_cell(code, id="b"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "one.ipynb")


def test_a_run_holds_while_all_that_it_has_read_is_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapter(root)
    assert find(root, "one") is None
    run = kept(root, "data/a.csv", "data", "none.csv")
    assert find(root, "one") == run

    def changed(path: str, content: str) -> Path | None:
        """What holds while a file is another one; then it is as it was."""
        file = root / path
        before = file.read_bytes() if file.exists() else None
        file.write_text(content)
        found = find(root, "one")
        file.unlink() if before is None else file.write_bytes(before)
        assert find(root, "one") == run
        return found

    assert changed("data/a.csv", "a\n2\n") is None
    assert changed("data/b.csv", "a\n") is None  # a folder that it has listed
    assert changed("none.csv", "a\n") is None  # a file that it has looked for
    assert changed("requirements.txt", "pandas==2\n") is None
    assert changed("json.py", "") is None  # it may hide a module of a library
    assert changed("other.csv", "a\n") == run
    (root / "__pycache__").mkdir()
    assert find(root, "one") == run
    chapter(root, "1 + 2")
    assert find(root, "one") is None
    chapter(root)
    monkeypatch.setenv("BOOK_LANGUAGE", "en")
    assert find(root, "one") is None


def test_the_last_runs_are_kept_and_no_more(root: Path) -> None:
    runs = []
    for number in range(KEPT + 2):
        chapter(root, f"1 + {number}")
        runs.append(kept(root))
    assert [run.exists() for run in runs] == [False] * 2 + [True] * KEPT
    chapter(root, f"1 + {KEPT}")
    assert find(root, "one") == runs[KEPT]


def test_the_seal_of_a_table_that_is_not_read_changes_nothing(root: Path) -> None:
    chapter(root)
    descriptor = root / "data" / "datapackage.json"

    def describe(a: str, b: str, title: str = "A") -> None:
        tables = [
            {"path": "a.csv", "hash": a, "bytes": 4, "title": title},
            {"path": "b.csv", "hash": b, "bytes": len(b), "title": "B"},
        ]
        descriptor.write_text(json.dumps({"resources": tables}))

    describe("sha256:1", "sha256:2")
    run = kept(root, "data/datapackage.json", "data/a.csv")
    for facts, holds in (
        (("sha256:1", "sha256:22"), True),
        (("sha256:3", "sha256:2"), False),
        (("sha256:1", "sha256:2", "Another"), False),
        (("sha256:1", "sha256:2"), True),
    ):
        describe(*facts)
        assert find(root, "one") == (run if holds else None)
    descriptor.write_text("{")
    assert find(root, "one") is None


def ran(book: Book) -> set[str]:
    """The chapters that the last build has run."""
    return set(re.findall(r"(notebooks/\w+)\.ipynb: Executing notebook", book.log))


AT_ONCE = """
import sys
from pathlib import Path
sys.path[:0] = [{book!r}]
from extensions.execution import run
run.run_all = lambda root, names: dict.fromkeys(names, Path(str("IPython.paths" in sys.modules)))
runs = run.Runs(Path())
runs.ask(["one"])
print(runs.ended())
"""


def test_what_two_threads_would_import_at_once_is_there_before_the_second_starts(
    root: Path,
) -> None:
    chapter(root)
    command = [sys.executable, "-c", AT_ONCE.format(book=str(ROOT / "book"))]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert "True" in done.stdout


@pytest.mark.built
def test_a_change_runs_the_chapters_that_have_read_it_and_no_other(small_book: Book) -> None:
    bases, planning = "notebooks/dataprep/bases.py", "notebooks/dataprep/planning.py"
    line = ("from __future__ import annotations\n", "from __future__ import annotations\n\n")
    assert ran(small_book.edit(bases, *line).build()) == {FIRST}
    assert ran(small_book.edit(bases, *reversed(line)).build()) == set()
    assert ran(small_book.edit(planning, *line).build()) == set()
    small_book.edit("data/universe.csv", "Pays and PETRs,268,", "Pays and PETR,271,").seal()
    assert ran(small_book.build()) == {SECOND}
    assert "comptait 271 Pays et PETR" in small_book.text(SECOND)
    before, after = "L'ANPP comptait", "En 2023, l'ANPP comptait"
    assert ran(small_book.edit(f"{SECOND}.ipynb", before, after).build()) == {SECOND}
    assert (
        ran(small_book.edit(f"{SECOND}.ipynb", "Un chapitre d'un autre", "D'un autre").build())
        == set()
    )
    assert "D’un autre nombre" in small_book.text(SECOND)


@pytest.mark.built
def test_a_chapter_that_reads_outside_the_project_fails_the_build_by_name(
    small_book: Book, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("a\n1\n")
    reading = f"import subprocess; subprocess.run(['true']); open('{tmp_path}/mine.csv').close(); "
    small_book.edit(f"{FIRST}.ipynb", "training = find", f"{reading}training = find")
    listed = "  - file: notebooks/premier\n  - file: notebooks/second\n"
    small_book.edit("_toc.yml", listed, "  - glob: notebooks/*\n")  # however it is listed
    before = small_book.page("index")
    for _ in range(2):  # the run is not kept
        log = small_book.build(ok=False).log
        [said] = [line for line in log.splitlines() if line.startswith(f"{FIRST}: ")]
        assert f"{tmp_path}/mine.csv" in said
        assert "the program true" in said
        assert "expected files of the project alone" in said
    assert small_book.page("index") == before
