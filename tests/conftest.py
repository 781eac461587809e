"""Fixtures: a copy of the data to spoil, and the project built once as a site.

Tests are marked by what they ask for: ``built`` when they read or build a site, ``kernel`` when
they start a Jupyter kernel. They run in an order that wastes no core: the chapters under nbval,
which starts no kernel once a browser has been driven in the same process; what needs no site,
while the site is built beside; the site's pages; then browsers.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser import READER, launch, served
from building import ROOT, Book, built_once, small_built_once

# Settings of the site that a shell may hold: tests start from none, and set their own.
SETTINGS = (
    "BOOK_LANGUAGE",
    "BOOK_URL",
    "BOOK_REPOSITORY",
    "BOOK_CONTACT",
    "SOURCE_DATE_EPOCH",
)
SITE = pytest.StashKey[Future[Book]]()
SITES = {"book", "small_book"}  # fixtures that a site is built for
BROWSERS = {"chromium", "engine"}  # that start one
_SHARED = "BOOK_TESTS_FOLDER"  # where the workers of one run find what is built once for all


def pytest_configure(config: pytest.Config) -> None:
    for name in SETTINGS:
        os.environ.pop(name, None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell's `make test &` ignores Ctrl-C, and so would the programs that tests stop with it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not _is_worker(config):
        os.environ[_SHARED] = tempfile.mkdtemp(prefix="book-tests-")
    if _is_worker(config) or not config.getoption("numprocesses", None):
        # nbval 0.11 would measure in its kernels too, and chokes on ``--cov`` without a value; the
        # modules are measured here, by their own tests.
        config.option.cov_source = None


def pytest_xdist_auto_num_workers() -> int:
    """One worker a core, and one that works while the others wait for a kernel or a browser."""
    return (os.cpu_count() or 1) + 1


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        shutil.rmtree(os.environ.pop(_SHARED), ignore_errors=True)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.hookimpl(tryfirst=True)  # before ``-m`` chooses among them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, IPyNbCell):
            item.add_marker("kernel")
        elif SITES & _fixtures(item):
            item.add_marker("built")
    files = Counter(item.path for item in items)
    turns = dict.fromkeys(files, 0)
    for item in items:
        turns[item.path] = max(turns[item.path], _turn(item))
    # Among browsers the longest file first, so that no worker ends long after the others.
    order = {path: (turn, -files[path] if turn == 3 else 0) for path, turn in turns.items()}
    items.sort(key=lambda item: order[item.path])


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _turn(item: pytest.Item) -> int:
    """When a test runs: a chapter (0), without a site (1), on a site (2), in a browser (3)."""
    if isinstance(item, IPyNbCell):
        return 0
    return 3 if BROWSERS & _fixtures(item) else 2 if SITES & _fixtures(item) else 1


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the build of the site, when a test of this run needs it, beside the other tests."""
    distributing = session.config.getoption("numprocesses", None) and not _is_worker(session.config)
    if distributing or session.config.getoption("collectonly"):
        return
    if any("book" in _fixtures(item) for item in session.items):
        builder = ThreadPoolExecutor(1)
        session.config.stash[SITE] = builder.submit(built_once, Path(os.environ[_SHARED]))
        builder.shutdown(wait=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data package that a test may spoil."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture(scope="session")
def book(pytestconfig: pytest.Config) -> Book:
    """The project as it is, built strictly, once. Tests read it and change nothing.

    ``BOOK_BUILT`` names a copy of the project built already, which is then taken as it is.
    """
    return pytestconfig.stash[SITE].result()


@pytest.fixture
def small_book(tmp_path: Path) -> Book:
    """A book of two short chapters, built, caches warm, for a test to change and build again.

    It has the extensions, the theme and the data of the project.
    """
    return small_built_once(Path(os.environ[_SHARED])).copy(tmp_path)


@pytest.fixture(scope="session")
def address(book: Book) -> Iterator[str]:
    """The address of the built site, served on this machine."""
    with served(book.site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a worker."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def returning(chromium: Browser) -> Iterator[BrowserContext]:
    """A reader who comes back: the files of the site that were asked for once are kept."""
    context = chromium.new_context(**READER)
    yield context
    context.close()


@pytest.fixture
def page(returning: BrowserContext) -> Iterator[Page]:
    """A new page of a reader who comes back: the quick one, where what is loaded is no matter."""
    page = returning.new_page()
    yield page
    page.close()


@pytest.fixture
def first_visit(chromium: Browser) -> Iterator[Page]:
    """A new page in a browser that remembers nothing."""
    with chromium.new_context(**READER) as context:
        yield context.new_page()
