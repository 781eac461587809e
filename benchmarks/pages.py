"""What a first view of a built page takes, in Chromium on a slow connection and processor."""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, Response

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import served, weight  # noqa: E402

RUNS = 3
# 1.6 Mbit/s, 150 ms, and a processor slowed four times.
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
_PAINT = """() => new Promise(resolve => new PerformanceObserver(list =>
    resolve(list.getEntries().at(-1).startTime)).observe(
    {type: 'largest-contentful-paint', buffered: true}))"""


@dataclass(frozen=True)
class View:
    """What a first view of a page takes."""

    size: int  # bytes, gzip, of the site's own files
    requests: int
    hosts: int  # others than the site's own, asked for something
    faults: int  # rules that axe finds broken
    paint: float  # milliseconds, the median of the largest contentful paints


@dataclass(frozen=True)
class Site:
    """What a built site takes on disk."""

    size: int  # bytes
    files: int


def view(browser: Browser, site: Path, page: Path, runs: int = RUNS) -> View:
    """See a page of a site as many times as ``runs``, each with nothing kept from before."""
    with served(site) as address:
        seen = [_seen(browser, address, page.relative_to(site).as_posix()) for _ in range(runs)]
    paint = statistics.median(each.paint for each in seen)
    last = seen[-1]
    return View(last.size, last.requests, last.hosts, last.faults, paint)


def _seen(browser: Browser, address: str, path: str) -> View:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    asked: list[Request] = []
    answered: list[Response] = []
    # Playwright takes functions, not the methods of a list.
    page.on("request", lambda request: asked.append(request))
    page.on("response", lambda response: answered.append(response))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"{address}/{path}", wait_until="load")
    page.wait_for_timeout(2000)
    paint = float(page.evaluate(_PAINT))
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    own = [one for one in answered if one.url.startswith(address)]
    size = sum(weight(one) for one in own if one.ok)
    urls = [request.url for request in asked]
    local = (address, "data:", "blob:")
    hosts = {urlsplit(url).netloc for url in urls if not url.startswith(local)}
    faults = _faults(page)
    context.close()
    return View(size, len(urls), len(hosts), faults, paint)


def _faults(page: Page) -> int:
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    return int(page.evaluate("() => axe.run().then(found => found.violations.length)"))


def on_disk(site: Path) -> Site:
    """The size of a built site, and the number of its files."""
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    return Site(sum(sizes), len(sizes))
