"""Fixtures: a copy of the data to spoil, and the project built once as a site."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser import launch, served
from building import ROOT, STRICT, Book, copy_of_project

# Settings of the site that a shell may hold: tests start from none, and set their own.
SETTINGS = ("BOOK_LANGUAGE", "BOOK_URL", "BOOK_REPOSITORY", "SOURCE_DATE_EPOCH")


def pytest_configure(config: pytest.Config) -> None:
    for name in SETTINGS:
        os.environ.pop(name, None)
    # nbval 0.11 would measure in its kernels too, and chokes on ``--cov`` without a value; the
    # modules are measured here, by their own tests.
    config.option.cov_source = None


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data package that a test may spoil."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The project as it is, built strictly, once. Tests read it and change nothing."""
    return copy_of_project(tmp_path_factory.mktemp("site")).build(*STRICT)


@pytest.fixture
def warm_book(book: Book, tmp_path: Path) -> Book:
    """A copy of the built project, caches warm, for a test to change and build again."""
    return book.copy(tmp_path)


@pytest.fixture(scope="session")
def address(book: Book) -> Iterator[str]:
    """The address of the built site, served on this machine."""
    with served(book.site) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A new page in a browser that remembers nothing."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    yield context.new_page()
    context.close()
