"""Faults of the machine: whatever they stop, the site is whole and the next build is right.

A build that is killed, a disk that is full, a folder that cannot be written, a kernel that dies or
hangs, two builds at once. What a build does when its sources are wrong is in ``test_publish``.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from building import ROOT, STRICT, Book, environment, files, program, run
from extensions.execution.cache import find
from extensions.execution.run import seconds_of_a_cell
from system import mounting

pytestmark = [
    pytest.mark.built,
    pytest.mark.skipif(os.name != "posix", reason="POSIX: kills groups of processes, mounts disks"),
]
FIRST, SECOND = "notebooks/premier", "notebooks/second"  # of the small book
BUILD = [sys.executable, "tools/build.py"]  # what `make site` runs
MOMENTS = 20
WORD = "Xylophone"
WORDS = ("Deux courts chapitres", f"{WORD} : deux courts chapitres")
# What another state of the book changes: a page, and a module, so that a chapter runs again.
CHANGES = {
    "index.md": WORDS,
    "notebooks/rendering/words/typography.py": ('tr("{count} sur', 'tr("{count} parmi'),
}


def change(book: Book, back: bool = False) -> Book:
    for path, words in CHANGES.items():
        book.edit(path, *(reversed(words) if back else words))
    return book


@contextmanager
def started(book: Book, *command: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A build under way, in a group of its own, which ends with the block."""
    with subprocess.Popen(
        command or BUILD,
        cwd=book.root,
        env=environment() | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a build with all that it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it has ended
    process.wait()


def refused(book: Book) -> str:
    """What a build says that is to fail, as the README has it built."""
    done = run(BUILD, book.root, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stderr)


# Killed


def test_a_build_that_is_killed_leaves_the_site_as_it_was_and_the_next_one_goes_through(
    small_book: Book,
) -> None:
    before = files(small_book.site)
    small_book.edit("index.md", *WORDS)
    written = small_book.root / "_build" / "html.new" / "index.html"
    with started(small_book, program("jupyter-book"), "build", ".") as build:
        while not written.exists() and build.poll() is None:
            time.sleep(0.01)
        assert build.poll() is None, "the build ended, or wrote elsewhere, before it was killed"
        kill(build)
    assert files(small_book.site) == before
    assert WORD in small_book.build().text("index")
    assert not written.parent.exists()


KILLED_AT = """
import os
import signal

def setup(app):
    event, _, document = os.environ.get("KILLED_AT", "").partition(":")
    def stop(app, given, *_):
        if document in ("", app.env.docname if event == "doctree-read" else given):
            os.killpg(0, signal.SIGKILL)
    if event:
        app.connect(event, stop, priority=999)
    return {"parallel_read_safe": True}
"""


def made_mortal(book: Book) -> Book:
    """The book with an extension that kills the build at an event, in ``KILLED_AT``; built."""
    (book.root / "book" / "extensions" / "mortal.py").write_text(KILLED_AT)
    last = "      - extensions.page.publish\n"
    return book.edit("_config.yml", last, f"{last}      - extensions.mortal\n").build(*STRICT)


def killed_at(event: str, book: Book) -> None:
    with started(book, *Book.command(*STRICT), KILLED_AT=event) as build:
        said, _ = build.communicate()
    assert build.returncode == -signal.SIGKILL, said


def test_what_a_killed_build_has_read_of_a_change_is_not_shown_once_it_is_undone(
    small_book: Book,
) -> None:
    before = made_mortal(small_book).text(FIRST)
    change(small_book)
    killed_at(f"doctree-read:{SECOND}", small_book)
    change(small_book, back=True)
    # A title that other pages show: every page is written, of what was read of it.
    small_book.edit(f"{SECOND}.ipynb", "# Le second", "# Le deuxième")
    after = small_book.build(*STRICT).text(FIRST)
    assert after.replace("Le deuxième", "Le second") == before


@pytest.mark.parametrize("event", ["env-updated", "html-page-context"])
def test_a_warning_of_a_killed_build_is_said_again(event: str, small_book: Book) -> None:
    made_mortal(small_book).edit(f"{FIRST}.ipynb", "# Le premier", "# Le premier {perdu}`mot`")
    killed_at(event, small_book)
    assert "perdu" in small_book.build(*STRICT, ok=False).log


def test_half_a_run_of_a_chapter_is_none(small_book: Book) -> None:
    kept = find(small_book.root, FIRST)
    assert kept is not None
    for content in ('{"beginning": "', ""):
        (kept / "reads.json").write_text(content)
        assert find(small_book.root, FIRST) is None
    assert f"{FIRST}.ipynb: Executing notebook" in small_book.build(*STRICT).log


def clean(book: Book, folder: Path) -> dict[str, bytes]:
    """The site of a book as a build from nothing makes it, elsewhere."""
    copy = book.copy(folder)
    shutil.rmtree(copy.root / "_build")
    run(BUILD, copy.root)
    return files(copy.site)


@pytest.mark.exhaustive
def test_killed_at_twenty_moments_a_build_leaves_the_site_whole_and_the_next_one_is_clean(
    small_book: Book, tmp_path: Path
) -> None:
    run(BUILD, small_book.root)  # both editions
    states = [files(small_book.site)]
    start = time.monotonic()
    states.append(clean(change(small_book), tmp_path / "changed"))
    length = time.monotonic() - start
    change(small_book, back=True)
    moments, now, kills = random.Random(2025), 0, 0
    for tried in range(4 * MOMENTS):
        change(small_book, back=now == 1)
        if tried % 2:  # the chapters run again; else what a killed build has kept of them serves
            shutil.rmtree(small_book.root / "_build" / ".jupyter_cache", ignore_errors=True)
        with started(small_book) as build:
            try:
                build.communicate(timeout=moments.uniform(0, length))
            except subprocess.TimeoutExpired:
                kills += 1
        after = files(small_book.site)
        assert after in states, f"after {kills} kills, the site is neither"
        if after == states[now]:
            change(small_book, back=now == 0)  # and again
        else:
            now = 1 - now
        if kills == MOMENTS:
            break
    assert kills == MOMENTS
    change(small_book, back=now == 1)
    run(BUILD, small_book.root)
    assert files(small_book.site) == states[1 - now]
    left = {path.name for path in (small_book.root / "_build").iterdir()}
    assert not {"html.new", "html.old"} & left


# A disk that is full, a folder that cannot be written

# In mounts of its own: a disk of this many bytes for what is built, on which it is as it was; two
# builds, the second once there is room; the sites, taken out.
ON_A_DISK = """
set -e
mount -t tmpfs -o size=$ROOM tmpfs _build
cp -a "$SAVED/." _build
set +e
$BUILD; echo "ended with $?" >&2
cp -a _build/html "$OUT/first"
mount -o remount,size=1G _build
$BUILD; echo "ended with $?" >&2
cp -a _build/html "$OUT/second"
chown -R "$OWNER" "$OUT"
"""


def on_a_disk(book: Book, share: float, out: Path, command: list[str]) -> tuple[list[int], str]:
    """Build on a disk with room for a share of a second site, then with enough.

    Returns the exit codes, and what was said. Both sites are taken out.
    """
    saved, room = out / "saved", round(share * held(book.site))
    (book.root / "_build").rename(saved)
    (book.root / "_build").mkdir()
    done = subprocess.run(
        [*mounting(), "sh", "-c", ON_A_DISK],
        cwd=book.root,
        env=environment()
        | {
            "SAVED": str(saved),
            "OUT": str(out),
            "ROOM": str(held(saved) + room),
            "BUILD": " ".join(command),
            "OWNER": f"{os.getuid()}:{os.getgid()}",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(code) for code in re.findall(r"ended with (\d+)", done.stderr)], done.stderr


def held(folder: Path) -> int:
    """What the files of a folder take of a disk, by pages of memory."""
    sizes = (path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return sum(4096 * -(-size // 4096) for size in sizes)


SHARES = [pytest.param(0.3, id="0.3")] + [
    pytest.param(share, id=str(share), marks=pytest.mark.exhaustive)
    for share in (0, 0.05, 0.1, 0.2, 0.4, 0.5, 0.6, 0.8)
]


@pytest.mark.parametrize("share", SHARES)
def test_a_full_disk_leaves_the_site_as_it_was_and_is_said(
    share: float, small_book: Book, tmp_path: Path
) -> None:
    run(BUILD, small_book.root)
    before = files(small_book.site)
    change(small_book)
    codes, said = on_a_disk(small_book, share, tmp_path, BUILD)
    first, last = said.split("ended with", 1)
    assert codes == [1, 0], said
    assert re.search("The disk that holds _build is full|nothing can be written there", first), said
    assert "Traceback" not in first, said
    assert files(tmp_path / "first") == before
    assert "full" not in last
    assert WORD.encode() in (tmp_path / "second" / "index.html").read_bytes()


@pytest.mark.parametrize("share", SHARES)
def test_a_build_that_passes_over_warnings_publishes_no_page_that_a_full_disk_has_cut(
    share: float, small_book: Book, tmp_path: Path
) -> None:
    before = files(small_book.site)
    change(small_book)
    codes, said = on_a_disk(small_book, share, tmp_path, Book.command())
    assert codes[0] != 0, said
    assert codes[1] == 0, said
    assert files(tmp_path / "first") == before
    assert WORD.encode() in (tmp_path / "second" / "index.html").read_bytes()


CHECKED = """
mount -t tmpfs -o size=$ROOM tmpfs "$1"
exec "$2" -c "from extensions.page.search import check_room; from pathlib import Path; import sys
check_room(Path(sys.argv[1]))" "$1"
"""


@pytest.mark.parametrize(("room", "code"), [("64k", 1), ("4M", 0)])
def test_what_the_index_of_the_search_could_not_write_is_seen(
    room: str, code: int, tmp_path: Path
) -> None:
    """Its program ends well on a full disk, and leaves empty files."""
    done = subprocess.run(
        [*mounting(), "sh", "-c", CHECKED, "sh", str(tmp_path), sys.executable],
        env=environment() | {"ROOM": room, "PYTHONPATH": f"{ROOT / 'book'}:{ROOT / 'notebooks'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert ("[Errno 28]" in done.stderr) == bool(code)


READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$2" && exec $BUILD'


@pytest.mark.parametrize("folder", ["_build", "."])
def test_a_folder_that_cannot_be_written_is_said_in_one_message(
    folder: str, small_book: Book
) -> None:
    before = files(small_book.root)
    small_book.edit("index.md", *WORDS)
    done = subprocess.run(
        [*mounting(), "sh", "-c", READ_ONLY, "sh", str(small_book.root / folder), small_book.root],
        env=environment() | {"BUILD": " ".join(BUILD)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    [said] = done.stderr.splitlines()
    assert said.startswith(f"{small_book.root / '_build'}: nothing can be written there (Read-only")
    assert "Expected a folder that you may write to" in said
    small_book.edit("index.md", *reversed(WORDS))
    assert files(small_book.root) == before
    assert WORD in small_book.edit("index.md", *WORDS).build().text("index")


# A kernel that dies, a kernel that hangs


def in_the_cells(book: Book, first: str, second: str) -> Book:
    """The book with code before that of a cell of each chapter."""
    book.edit(f"{FIRST}.ipynb", "training = find", f"{first}; training = find")
    return book.edit(f"{SECOND}.ipynb", "universe = quan", f"{second}; universe = quan")


@pytest.mark.kernel
def test_a_kernel_that_dies_is_said_with_its_chapter_and_its_cell(small_book: Book) -> None:
    before = files(small_book.site)
    ends = ("__import__('os')._exit(0)", "__import__('os').kill(__import__('os').getpid(), 9)")
    said = refused(in_the_cells(small_book, *ends))
    for chapter in (FIRST, SECOND):
        [line] = [line for line in said.splitlines() if line.startswith(f"{chapter}: ")]
        assert re.search(r"its kernel died in cell 2 \(« from .+ »\)\. Expected one that", line)
    assert "Traceback" not in said, said
    assert files(small_book.site) == before


@pytest.mark.kernel
def test_a_cell_that_hangs_is_stopped_at_the_time_that_the_settings_give(small_book: Book) -> None:
    before = files(small_book.site)
    small_book.edit("_config.yml", "  timeout: 120 ", "  timeout: 2 ")
    hangs = ("while True: pass\nNone", "__import__('time').sleep(3600)")
    said = refused(in_the_cells(small_book, hangs[1], hangs[1]))
    for chapter in (FIRST, SECOND):
        [line] = [line for line in said.splitlines() if line.startswith(f"{chapter}: ")]
        assert "it was stopped after 2 seconds in cell 2" in line
        assert "raise the timeout of execute in _config.yml" in line
    assert "Traceback" not in said, said
    assert files(small_book.site) == before


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "true", "1.5", ""])
def test_a_time_that_is_none_is_refused(seconds: str, tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(f"execute:\n  timeout: {seconds}\n")
    with pytest.raises(ExtensionError, match=r"_config\.yml: execute, timeout: .* Expected whole"):
        seconds_of_a_cell(tmp_path)


# Two builds at once


@pytest.mark.exhaustive  # two whole builds
def test_of_two_builds_at_once_the_second_waits_for_the_first_and_says_so(
    small_book: Book, tmp_path: Path
) -> None:
    expected = clean(change(small_book), tmp_path / "clean")
    with started(small_book) as one, started(small_book) as other:
        said = [build.communicate()[0] for build in (one, other)]
    assert [one.returncode, other.returncode] == [0, 0], said
    waited = [re.findall(r"Another build runs in this folder \((.*)\): waiting", s) for s in said]
    assert any(waited), said
    assert all(
        re.fullmatch(r"process \d+, since [\d:]{8}|a process that has just begun", each)
        for each in waited[0] + waited[1]
    )
    site = files(small_book.site)
    assert site.keys() == expected.keys()
    assert [name for name in site if site[name] != expected[name]] == []


def test_the_lock_of_a_process_that_is_no_more_stands_in_nobody_s_way(small_book: Book) -> None:
    holding = (
        "import sys, time; sys.path.insert(0, 'book'); from pathlib import Path\n"
        "from extensions.alone import alone_in\n"
        "lock = alone_in(Path('_build').resolve()); print('held', flush=True); time.sleep(3600)"
    )
    with started(small_book, sys.executable, "-c", holding) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        told = json.loads((small_book.root / "_build" / "building.json").read_text())
        assert told["process"] == holder.pid
        with started(small_book, *Book.command()) as waiting:
            assert waiting.stdout
            lines = iter(waiting.stdout.readline, "")
            assert next(line for line in lines if f"(process {holder.pid}, since" in line)
            kill(holder)
            waiting.communicate()
    assert waiting.returncode == 0
    assert "Another build" not in small_book.build().log
