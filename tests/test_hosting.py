"""The site under the server that HOSTING.md documents: what it sends with each sort of file."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from browser import READER
from building import ROOT, Book
from hosted import HOSTED, compress
from system import AS_ROOT, program

LISTENS = "listen 127.0.0.1:8080;"
SECONDS, PER_SECOND, CLIENTS = 60, 500, 10


@pytest.fixture(scope="module")
def host(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site under nginx with the file of the project, but for its port."""
    nginx = program("nginx", "nginx", "libnginx-mod-http-brotli-static")
    folder = tmp_path_factory.mktemp("host")
    compress(book.site, folder / HOSTED)
    (folder / "hosting" / "tmp").mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = (ROOT / "hosting" / "nginx.conf").read_text("utf-8")
    assert settings.count(LISTENS) == 1
    own = folder / "hosting" / "nginx.conf"
    own.write_text(settings.replace(LISTENS, f"listen 127.0.0.1:{port};"), "utf-8")
    # As root, nginx would give its workers to a user who may not read a folder of tests.
    user = ["-g", "user root;"] if AS_ROOT else []
    command = [nginx, "-p", str(folder), "-c", str(own), *user]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen[str]) -> None:
    for _ in range(200):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    server.kill()
    assert server.stderr
    pytest.fail(f"nginx did not start: {server.stderr.read()[-2000:]}")


def answer(host: str, path: str, **asked: str) -> tuple[int, Message, bytes]:
    """The state, the headers and the body of a file, asked for with these headers."""
    connection = HTTPConnection(urlsplit(host).netloc, timeout=30)
    try:
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in asked.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def _policy(text: str) -> dict[str, str]:
    rules = (rule.strip().partition(" ") for rule in text.split(";"))
    return {name: value for name, _, value in rules}


def test_every_file_is_served_as_it_is_with_a_type(book: Book, host: str) -> None:
    paths = [path for path in book.site.rglob("*") if path.is_file()]
    hidden = [path for path in paths if any(part[0] == "." for part in path.parts[-1:])]
    assert len(paths) > 300
    for path in set(paths) - set(hidden):
        name = path.relative_to(book.site).as_posix()
        state, headers, body = answer(host, f"/{name}")
        assert (state, body) == (200, path.read_bytes()), name
        kind = headers["Content-Type"]
        if path.suffix in {".html", ".css", ".js", ".json", ".csv", ".svg"}:
            assert kind.endswith("charset=utf-8"), (name, kind)
            assert "octet-stream" not in kind, name
        assert headers["X-Content-Type-Options"] == "nosniff", name
    for path in hidden:
        name = path.relative_to(book.site).as_posix()
        assert answer(host, f"/{name}")[0] == 404, name


def test_the_policy_of_the_header_is_that_of_the_page_but_for_styles_and_frames(
    book: Book, host: str
) -> None:
    """The digest of a style sheet stays in the page, which the header cannot follow."""
    pages = [*(f"{name}.html" for name in book.pages()), "embed/fig-resultats.html"]
    for name in pages:
        _, headers, body = answer(host, f"/{name}")
        found = re.search(rb'"Content-Security-Policy" content="([^"]+)"', body)
        assert found, name
        page = _policy(found[1].decode().replace("&#39;", "'"))
        sent = _policy(headers["Content-Security-Policy"])
        frames = sent.pop("frame-ancestors")
        assert frames == ("*" if name.startswith("embed/") else "'self'"), name
        for styles in ("style-src", "style-src-attr"):
            page.pop(styles, None)
            sent.pop(styles, None)
        assert sent == page, name


@pytest.mark.parametrize("known", ["br", "gzip"])
def test_text_is_compressed_and_pictures_are_not_again(host: str, known: str) -> None:
    for path in ("/index.html", "/numbers.json", "/_static/style/book.css", "/_static/favicon.svg"):
        headers = answer(host, path, Accept_Encoding=known)[1]
        assert headers["Content-Encoding"] == known, path
        assert "Accept-Encoding" in headers["Vary"], path
    for path in ("/_static/social.png", "/_static/fonts/source-sans-regular.woff2"):
        assert "Content-Encoding" not in answer(host, path, Accept_Encoding=known)[1], path


def test_a_page_held_already_is_not_sent_again(host: str) -> None:
    _, headers, _ = answer(host, "/index.html")
    assert headers["Cache-Control"] == "no-cache"
    state, _, body = answer(host, "/index.html", If_None_Match=headers["ETag"])
    assert (state, body) == (304, b"")


def test_a_file_is_kept_for_good_where_its_name_holds_its_digest(book: Book, host: str) -> None:
    [style] = book.site.glob("_static/mystnb.*.css")
    fragment = next(book.site.glob("pagefind/fragment/*"))
    for file in (style, fragment):
        headers = answer(host, f"/{file.relative_to(book.site).as_posix()}")[1]
        assert "immutable" in headers["Cache-Control"], file.name
    for path in ("/_static/scripts/book.js", "/pagefind/pagefind-entry.json", "/figures.json"):
        assert answer(host, path)[1]["Cache-Control"] == "no-cache", path


def test_figures_and_tables_may_be_taken_by_other_pages_and_pages_may_not(host: str) -> None:
    taken = ("/numbers.json", "/embed/fig-resultats.csv", "/embed/fig-resultats.svg")
    assert {answer(host, path)[1]["Access-Control-Allow-Origin"] for path in taken} == {"*"}
    assert "Access-Control-Allow-Origin" not in answer(host, "/index.html")[1]


@pytest.mark.parametrize(
    ("path", "language"), [("/rien", "fr"), ("/en/rien", "en"), ("/.git/config", "fr")]
)
def test_what_is_not_there_is_said_in_the_language_of_the_address(
    host: str, path: str, language: str
) -> None:
    state, headers, body = answer(host, path)
    assert state == 404
    assert f'<html lang="{language}"'.encode() in body
    assert headers["Content-Security-Policy"]


def test_the_server_does_not_say_its_version(host: str) -> None:
    assert answer(host, "/index.html")[1]["Server"] == "nginx"


def test_a_page_and_its_search_work_under_these_headers(chromium: Browser, host: str) -> None:
    page = chromium.new_context(**READER).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{host}/notebooks/03-adoption.html")
    page.goto(f"{host}/recherche.html?q=communes")
    page.locator("main a[href*='notebooks/']").first.wait_for()
    page.context.close()
    assert said == []


@pytest.mark.exhaustive
def test_five_hundred_requests_a_second_are_answered_for_a_minute(
    book: Book, host: str, tmp_path: Path
) -> None:
    """Pages, styles, fonts and tables in turn, by ten clients, on loopback: bounded, no error."""
    h2load = program("h2load", "nghttp2-client")
    names = [f"{name}.html" for name in book.pages()]
    names += ["_static/scripts/book.js", "_static/fonts/source-sans-regular.woff2", "numbers.json"]
    (tmp_path / "urls").write_text("".join(f"{host}/{name}\n" for name in names), "utf-8")
    command = [h2load, "--h1", f"--input-file={tmp_path / 'urls'}", f"--clients={CLIENTS}"]
    command += [
        f"--duration={SECONDS}",
        f"--rps={PER_SECOND // CLIENTS}",
        "--header=accept-encoding: br",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3 * SECONDS, check=True)
    found = re.search(r"requests: (\d+) total, .* (\d+) failed, (\d+) errored", done.stdout)
    states = re.search(r"status codes: (\d+) 2xx, 0 3xx, 0 4xx, 0 5xx", done.stdout)
    assert found, done.stdout
    assert states, done.stdout
    assert (int(found[2]), int(found[3])) == (0, 0), done.stdout
    assert int(states[1]) >= 0.99 * SECONDS * PER_SECOND, done.stdout
