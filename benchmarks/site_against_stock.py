"""The book's pages beside those of a stock Jupyter Book of the same notebooks, in one run.

Prints, for each chapter: bytes (gzip), requests, hosts asked, faults that axe finds, and the
largest contentful paint at 1.6 Mbit/s, 150 ms and a processor slowed four times. Ratios hold
where absolute times do not: machines are noisy. Run as ``make bench``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request, Response, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from browser import launch, served, weight  # noqa: E402
from building import STRICT, Book, copy_of_project  # noqa: E402

RUNS = 3
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
STOCK = """
title: IA et Territoires de projet
only_build_toc_files: true
execute: {execute_notebooks: "off"}
bibtex_bibfiles: [book/references.bib]
"""
_PAINT = """() => new Promise(resolve => new PerformanceObserver(list =>
    resolve(list.getEntries().at(-1).startTime)).observe(
    {type: 'largest-contentful-paint', buffered: true}))"""


@dataclass
class Measure:
    """What a first view of a page takes."""

    size: int  # bytes, gzip
    requests: int
    hosts: int  # others than the site's own
    faults: int  # rules that axe finds broken
    paint: float  # milliseconds


def stock(folder: Path) -> Book:
    """The same notebooks, with their stored outputs, as Jupyter Book builds them untouched."""
    book = copy_of_project(folder)
    chapters = sorted(path.stem for path in (book.root / "notebooks").glob("*.ipynb"))
    first, *others = chapters
    lines = "".join(f"  - file: notebooks/{name}\n" for name in others)
    toc = f"format: jb-book\nroot: notebooks/{first}\nchapters:\n{lines}"
    (book.root / "_config.yml").write_text(STOCK, encoding="utf-8")
    (book.root / "_toc.yml").write_text(toc, encoding="utf-8")
    return book.build()


def measure(browser: Browser, address: str, page_name: str) -> Measure:
    paints = []
    for _ in range(RUNS):
        context = browser.new_context(viewport={"width": 390, "height": 800})
        page = context.new_page()
        asked: list[Request] = []
        answered: list[Response] = []
        page.on("request", asked.append)
        page.on("response", answered.append)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"{address}/notebooks/{page_name}.html", wait_until="load")
        page.wait_for_timeout(2000)
        paints.append(float(page.evaluate(_PAINT)))
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        faults = page.evaluate("() => axe.run().then(found => found.violations.length)")
        own = [one for one in answered if one.url.startswith(address)]
        size = sum(weight(one) for one in own if one.ok)
        urls = [request.url for request in asked]
        hosts = {urlsplit(url).netloc for url in urls if not url.startswith((address, "data:"))}
        context.close()
    return Measure(size, len(asked), len(hosts), faults, statistics.median(paints))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours = copy_of_project(Path(folder) / "ours").build(*STRICT)
        plain = stock(Path(folder) / "stock")
        browser = launch(playwright)
        print("| chapter | book | gzip kB | requests | other hosts | axe rules broken | LCP ms |")
        print("|---|---|---|---|---|---|---|")
        for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
            paints = {}
            for name, book in (("stock", plain), ("ours", ours)):
                with served(book.site) as address:
                    found = measure(browser, address, path.stem)
                paints[name] = found.paint
                print(
                    f"| {path.stem} | {name} | {found.size / 1000:.0f} | {found.requests} | "
                    f"{found.hosts} | {found.faults} | {found.paint:.0f} |"
                )
            print(f"| {path.stem} | ratio | | | | | {paints['ours'] / paints['stock']:.2f} |")
        browser.close()


if __name__ == "__main__":
    main()
