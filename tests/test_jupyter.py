"""The chapters opened in JupyterLab by ``make notebook``: read before any run, run, and used."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from building import ROOT, Book, copy_of_project, run
from notebook import lab_style

TOKEN = "of-this-test"
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ROLE = re.compile(r"\{[a-z-]+\}`|^:::|^```\{", re.MULTILINE)


# What a chapter stores


@pytest.mark.parametrize("path", CHAPTERS, ids=[path.stem for path in CHAPTERS])
def test_a_chapter_is_markdown_that_any_reader_of_notebooks_shows(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert not ROLE.findall(cell.source), cell.id


@pytest.mark.parametrize("path", CHAPTERS, ids=[path.stem for path in CHAPTERS])
def test_code_is_folded_in_jupyter_as_on_the_site(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            published = {"outputs_hidden": True} if "remove-cell" in cell.metadata.tags else {}
            assert cell.metadata.jupyter == {"source_hidden": True} | published, cell.id


def test_a_part_of_the_style_that_is_not_there_is_named() -> None:
    sheet = (ROOT / "book" / "assets" / "style" / "book.css").read_text(encoding="utf-8")
    assert "figure.shown svg" in lab_style(sheet)
    with pytest.raises(ValueError, match=r"book\.css: no part is named « Tables »"):
        lab_style(sheet.replace("/* Tables */", "/* Grids */"))


def test_a_chapter_runs_from_the_root_of_the_project() -> None:
    """As in an editor whose working directory is the project: a bare Python, no path set."""
    asked = "import dataprep, rendering; print(dataprep.__file__)"
    done = run([sys.executable, "-c", asked], ROOT)
    assert Path(done.stdout.strip()).is_relative_to(ROOT / "notebooks")


# In JupyterLab


@dataclass(frozen=True)
class Lab:
    """JupyterLab, as ``make notebook`` starts it, on a copy of the project."""

    address: str
    book: Book

    def open(self, page: Page, chapter: str) -> Locator:
        """A chapter, all its cells in view and rendered."""
        page.goto(f"{self.address}/lab/tree/notebooks/{chapter}.ipynb?token={TOKEN}")
        notebook = page.locator(".jp-NotebookPanel:visible .jp-Notebook")
        expect(notebook.locator(".jp-RenderedHTML").first).to_be_visible(timeout=60_000)
        # Outputs are rendered one after the other: the last that is no cell made for a page.
        cells = nbformat.read(self.book.root / "notebooks" / f"{chapter}.ipynb", as_version=4).cells
        seen = [c for c in cells if c.get("outputs") and "remove-cell" not in c.metadata.tags]
        outputs = notebook.locator(".jp-CodeCell .jp-RenderedHTML:visible")
        expect(outputs).to_have_count(sum(len(c.outputs) for c in seen), timeout=60_000)
        return notebook


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    book = copy_of_project(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    ours = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    options = ["--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [
                sys.executable,
                book.root / "tools" / "notebook.py",
                *options,
                f"--IdentityProvider.token={TOKEN}",
            ],
            cwd=folder,
            env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | ours,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(f"{address}/api/status?token={TOKEN}", server, folder / "log")
            yield Lab(address, book)
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not answer at {address}:\n{log.read_text()}")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window tall enough for a whole chapter, that fails when it asks another host."""
    context = chromium.new_context(viewport={"width": 1400, "height": 6000}, locale="fr-FR")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


def drawings(notebook: Locator) -> list[int]:
    """How many drawings each figure in view shows."""
    figures = notebook.locator("figure.shown:visible").all()
    return [figure.locator("svg:visible").count() for figure in figures]


def assert_reads_well_unrun(notebook: Locator, controls: int) -> None:
    choices = notebook.locator(".choice")
    expect(choices).to_have_count(controls)
    for choice in choices.all():
        assert choice.locator(".state:visible").count() == 1
        assert choice.locator("input:visible, select:visible").count() == 0
        expect(choice.locator(".choice-unrun")).to_be_visible()
    expect(notebook.locator(".jp-CodeCell .jp-InputArea-editor:visible")).to_have_count(0)
    assert notebook.locator(".jp-CodeCell .cards:visible").count() == 0  # made for another page
    assert not ROLE.findall(notebook.inner_text())


def assert_reads_as_on_the_site(page: Page, notebook: Locator, controls: int) -> None:
    assert_reads_well_unrun(notebook, controls)
    shown = drawings(notebook)
    assert shown
    assert set(shown) == {1}
    for figure in notebook.locator("figure.shown:visible").all():
        assert figure.bounding_box()["width"] <= 42.5 * 16 + 1  # type: ignore[index]
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)


def run_all(page: Page) -> None:
    # Without a kernel, JupyterLab only clears the outputs.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def assert_each_control_works(notebook: Locator, controls: int) -> None:
    boxes = notebook.locator(".jp-OutputArea-child .widget-vbox")
    expect(boxes).to_have_count(controls, timeout=60_000)
    assert notebook.locator(".jp-OutputArea-output[data-mime-type$=stderr]").count() == 0
    for box in boxes.all():
        outcome = box.locator(".jp-RenderedHTML")
        expect(outcome).to_have_count(1)
        groups = box.locator(".widget-radio, .widget-dropdown").all()
        assert groups
        for group in groups:
            _take_until_it_shows(group, outcome)
            assert set(drawings(box)) <= {1}


def _take_until_it_shows(group: Locator, outcome: Locator) -> None:
    """Take another state, and again if need be: on a busy machine a control is seen before it is
    linked to what it shows."""
    before = outcome.inner_html()
    for tries_left in (2, 1, 0):
        _take_another(group)
        try:
            expect(outcome).not_to_have_js_property("innerHTML", before)
        except AssertionError:
            if not tries_left:
                raise
        else:
            return


def _take_another(group: Locator) -> None:
    """Choose, in a control, an option that is not the one chosen."""
    if group.locator("select").count():
        group.locator("select").select_option(index=5)
    else:
        group.locator("input:not(:checked)").first.check()


def follow_to_its_row(page: Page, link: Locator) -> None:
    """Follow the link of a figure to its row of the table, and come back to the chapter."""
    row = int(re.findall(r"\d+", link.inner_text())[0])
    lines = (ROOT / "data" / "findings-2025.csv").read_text(encoding="utf-8").splitlines()
    assert lines[row - 1].startswith("outlook-growth,")
    link.click()
    tab = page.get_by_role("tab", name="findings-2025.csv")
    expect(tab).to_be_visible()
    expect(page.locator(".jp-CSVViewer:visible .lm-DataGrid")).to_be_visible()
    assert page.url.endswith("/lab/tree/data/findings-2025.csv")
    tab.locator(".lm-TabBar-tabCloseIcon").click()
    expect(tab).to_have_count(0)


def test_a_long_chapter_is_read_then_run_and_its_control_used(lab: Lab, page: Page) -> None:
    notebook = lab.open(page, "02-methode")
    assert_reads_as_on_the_site(page, notebook, controls=1)
    run_all(page)
    assert_each_control_works(notebook, controls=1)


def test_a_chapter_is_read_then_run_and_its_links_lead_to_rows(lab: Lab, page: Page) -> None:
    notebook = lab.open(page, "04-perspectives")
    assert_reads_as_on_the_site(page, notebook, controls=1)
    follow_to_its_row(page, notebook.locator("figure.shown:visible .source a").first)
    run_all(page)
    assert_each_control_works(notebook, controls=1)
    live = notebook.locator(".jp-OutputArea-child .widget-vbox figure.shown .source a").first
    follow_to_its_row(page, live)


def test_a_chapter_that_jupyter_does_not_trust_reads_well_too(lab: Lab, page: Page) -> None:
    """Jupyter takes drawings out of it, and ``hidden`` where it has no value."""
    words = ("# Et maintenant ?", "# Et puis ?")
    source = lab.book.root / "notebooks" / "04-perspectives.ipynb"
    changed = source.with_name("changed.ipynb")
    changed.write_text(source.read_text(encoding="utf-8").replace(*words), encoding="utf-8")
    notebook = lab.open(page, "changed")
    assert_reads_well_unrun(notebook, 1)
    assert set(drawings(notebook)) == {0}
    for drawing in notebook.locator("figure.shown:visible .wide").all():
        assert drawing.bounding_box()["height"] < 1  # type: ignore[index]  # no stray words of it
    for cell in notebook.locator(".findings:visible td:not(.numeric)").all():
        assert cell.evaluate("cell => getComputedStyle(cell).textAlign") == "left"
