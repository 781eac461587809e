"""The preview: what is saved shows on its page, and so does what the build refuses."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser import READER
from building import ROOT, Book
from extensions import inputs
from preview import fault_of, policy, previewed

BOUND = 90  # seconds that a condition may take on a busy machine
HOME = "qui servent à essayer la construction du site"
STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'"
EMBED = "default-src 'none'; style-src-attr 'unsafe-inline'"
PAGE = (
    '<html><head><meta http-equiv="Content-Security-Policy" content="{rules}"></head>'
    '<body class="a"><p>Un texte</p></body></html>'
)


@contextmanager
def preview_of(book: Book) -> Iterator[str]:
    """The address of the preview of a book, while the block runs; it must end without a trace."""
    command = [sys.executable, "tools/serve.py", "--port", "0"]
    with subprocess.Popen(
        command, cwd=book.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, line
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)
            try:
                told, complaints = process.communicate(timeout=BOUND)
            finally:
                process.kill()  # what does not stop would be waited for without an end
    assert process.returncode == 0
    assert told.endswith("Stopped.\n")
    assert "KeyboardInterrupt" not in complaints, complaints
    assert "CancelledError" not in complaints, complaints


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=BOUND) as answer:
        return str(answer.read(), "utf-8")


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds; fails after ``BOUND`` seconds."""
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def test_what_is_saved_is_served_and_what_the_build_refuses_is_shown(small_book: Book) -> None:
    with preview_of(small_book) as address:
        home = f"{address}/index.html"
        host = address.removeprefix("http://")
        page = read(home)
        assert HOME in page
        assert '<script src="/livereload.js?port=' in page
        assert f"ws://{host}" in page
        assert "Connector" in read(f"{address}/livereload.js")
        assert "preview-fault" not in page

        small_book.edit("index.md", HOME, "une phrase nouvelle")
        wait_for(lambda: "une phrase nouvelle" in read(home))
        files = (small_book.site / "index.html").read_text("utf-8")
        assert "une phrase nouvelle" in files
        assert "livereload" not in files  # the preview alone has it

        small_book.edit("index.md", "(book/bibliographie.md)", "(book/perdu.md)")
        wait_for(lambda: "preview-fault" in read(home))
        told = read(home)
        assert "index.md:3: WARNING: " in told
        assert "book/perdu.md" in told
        assert "\x1b" not in told
        assert "une phrase nouvelle" in told  # the page of before

        small_book.edit("index.md", "(book/perdu.md)", "(book/bibliographie.md)")
        wait_for(lambda: "preview-fault" not in read(home))

        with pytest.raises(urllib.error.HTTPError, match="404"):
            read(f"{address}/nulle-part.html")
        with pytest.raises(urllib.error.HTTPError, match=r"403|404"):
            read(f"{address}/..%2f..%2findex.md")


def test_an_open_page_reloads_by_itself(small_book: Book, chromium: Browser) -> None:
    connected: list[str] = []
    with preview_of(small_book) as address, chromium.new_context(**READER) as reader:
        page = reader.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on(
            "websocket",
            lambda ws: ws.on("framesent", lambda frame: connected.append(str(frame))),
        )
        page.goto(f"{address}/index.html")
        while not any('"info"' in frame for frame in connected):
            page.wait_for_timeout(50)
        page.evaluate("document.body.dataset.before = 'yes'")

        small_book.edit("notebooks/second.ipynb", "{territories_2023} Pays", "{nul} Pays")
        panel = page.get_by_role("alert")
        expect(panel).to_be_visible(timeout=1000 * BOUND)
        expect(panel).to_contain_text("notebooks/second")
        expect(panel).not_to_contain_text("sphinx/application.py")
        assert page.locator("body[data-before]").count() == 0

        small_book.edit("notebooks/second.ipynb", "{nul} Pays", "{territories_2023} Pays")
        expect(panel).to_have_count(0, timeout=1000 * BOUND)
        assert complaints == []  # the policy let through all that the page asked for


def test_a_port_that_is_taken_gets_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, str(ROOT / "tools" / "serve.py"), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=BOUND)
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} cannot be used (a program has it). Choose another: make serve PORT=8001\n"
    )


@pytest.mark.parametrize("port", ["x", "-1", "65536"])
def test_what_is_no_port_is_refused(port: str) -> None:
    command = [sys.executable, str(ROOT / "tools" / "serve.py"), f"--port={port}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=BOUND)
    assert done.returncode == 2
    assert f"« {port} » is no port: expected 0 to 65535" in done.stderr


def test_the_policy_lets_the_script_and_the_socket_of_this_host_alone_through() -> None:
    assert policy(STRICT, "127.0.0.1:8000") == (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; "
        "connect-src 'self' ws://127.0.0.1:8000"
    )
    assert policy(EMBED, "localhost:1") == (
        "default-src 'none'; style-src-attr 'unsafe-inline'; script-src 'self'; "
        "connect-src 'self' ws://localhost:1"
    )


def test_a_page_takes_the_script_and_no_panel_when_the_build_passed() -> None:
    page = previewed(PAGE.format(rules=STRICT), "127.0.0.1:8000", "")
    assert '<script src="/livereload.js?port=8000" defer></script></head>' in page
    assert '<body class="a"><p>Un texte</p></body>' in page


def test_the_words_of_a_fault_are_text_and_never_markup() -> None:
    page = previewed(PAGE.format(rules=STRICT), "127.0.0.1:8000", "<b>\\1 & {fault}</b>")
    assert "&lt;b&gt;\\1 &amp; {fault}&lt;/b&gt;</pre>" in page
    assert page.index('<body class="a"><details') < page.index("<p>Un texte</p>")


def test_a_fault_is_told_without_colours_nor_the_traces_of_sphinx(tmp_path: Path) -> None:
    complaints = [
        "",
        "\x1b[91mExtension error:\x1b[39;49;00m",
        "notebooks/a: Traceback (most recent call last):",
        f'  File "{tmp_path}/book/extensions/execution/run.py", line 74, in _run',
        "    await client.async_execute()",
        "nbclient.exceptions.CellExecutionError: An error occurred",
        "a = 1",
        "-" * 75,
        "ValueError                Traceback (most recent call last)",
        "----> 1 a = 1",
        "",
        "\x1b[31mValueError\x1b[39m: too much",
        "To do: less",
        "Traceback (most recent call last):",
        '  File "sphinx/application.py", line 378, in build',
        "RuntimeError: There was an error in building your book.",
    ]
    assert fault_of(complaints, tmp_path) == (
        "ValueError: too much\nTo do: less\n\n"
        "Extension error:\n"
        "notebooks/a: nbclient.exceptions.CellExecutionError: An error occurred\n"
        f"a = 1\n{'-' * 75}\n"
        "ValueError                Traceback (most recent call last)\n"
        "----> 1 a = 1"
    )
    warning = f"\x1b[91m{tmp_path}/book/a.md:3: WARNING: no such page\x1b[39;49;00m"
    assert fault_of([warning], tmp_path) == "book/a.md:3: WARNING: no such page"


def test_a_fault_that_is_a_trace_alone_keeps_its_last_line(tmp_path: Path) -> None:
    trace = ["Traceback (most recent call last):", '  File "a.py", line 1', "ValueError: no"]
    assert fault_of(trace, tmp_path) == "ValueError: no"


def test_what_an_editor_keeps_beside_a_file_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "page.md").write_text("un", encoding="utf-8")
    before = inputs.times(tmp_path), inputs.around(tmp_path), inputs.documents(tmp_path)
    for name in (".page.md.swp", "page.md~", "#page.md#"):
        (tmp_path / "book" / name).write_text("deux", encoding="utf-8")
    after = inputs.times(tmp_path), inputs.around(tmp_path), inputs.documents(tmp_path)
    assert after == before
    (tmp_path / "book" / "page.md").write_text("deux", encoding="utf-8")
    assert inputs.documents(tmp_path) != before[2]
