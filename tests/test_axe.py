"""axe on every page, at the width of a telephone and of a screen."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page

from browser import PAGES

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
LONG = "book/donnees"  # every row of every table: axe alone would take minutes
KEPT = 6
# A row is of one make with another when the two are the same once emptied of words and numbers.
# axe looks at how a row is made, so of each table it is given the first rows as they follow each
# other, one row of every other make, and the row of the longest text of each column. Marks the
# tables it shortens.
_ONE_OF_EACH_MAKE = """kept => {
  const make = element => {
    const named = [...element.attributes].filter(one => one.name !== "id").map(one =>
      ["href", "datetime", "value"].includes(one.name) ? one.name : `${one.name}=${one.value}`);
    const said = [...element.childNodes].some(one => one.nodeType === 3 && one.data.trim());
    return [element.tagName, ...named.sort(), said,
            ...[...element.children].map(make)].join("(") + ")";
  };
  let left = 0;
  for (const table of document.querySelectorAll("table")) {
    const rows = [...table.querySelectorAll("tbody > tr")];
    const chosen = new Set(rows.slice(0, kept));
    const first = new Map(rows.map(row => [make(row), row]).reverse());
    first.forEach(row => chosen.add(row));
    for (let at = 0; at < (rows[0]?.children.length ?? 0); at++) {
      const long = row => row.children[at]?.textContent.length ?? 0;
      chosen.add(rows.reduce((a, b) => long(b) > long(a) ? b : a));
    }
    rows.filter(row => !chosen.has(row)).forEach(row => { row.remove(); left++; });
  }
  return left;
}"""


# What axe says of a page holds each of its elements: only what is asserted leaves the browser.
_RUN = """async options => {
  const found = await axe.run(document, options);
  const faults = found.violations.flatMap(fault => fault.nodes.slice(0, 3).map(
    node => `${fault.id}: ${fault.help} – ${node.html.slice(0, 200)}`));
  return [faults, found.passes.length];
}"""


def faults_on(page: Page, options: dict[str, Any]) -> tuple[list[str], int]:
    """What axe finds wrong, and how many of its rules found nothing wrong."""
    faults, passes = page.evaluate(_RUN, options | {"resultTypes": ["violations"]})
    return faults, passes


# A page in English is of the same make, with other words: what differs is seen on a telephone.
IN_ENGLISH = [
    pytest.param(f"en/{name}", 390, marks=pytest.mark.exhaustive) for name in PAGES if name != LONG
]


@pytest.mark.parametrize(
    ("name", "width"), [*((name, width) for name in PAGES for width in (390, 1280)), *IN_ENGLISH]
)
def test_axe_finds_nothing(page: Page, address: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/{name}.html")
    # What is folded is part of the page too.
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(AXE)
    if name == LONG:
        # What depends on the size of a table is looked at before it is shortened.
        rules = {"runOnly": ["scrollable-region-focusable", "document-title"]}
        assert faults_on(page, rules) == ([], 2)
        assert page.evaluate(_ONE_OF_EACH_MAKE, KEPT) > 500
    faults, passes = faults_on(page, {"rules": {"target-size": {"enabled": True}}})
    assert faults == []
    assert passes > 15, "axe looked at almost nothing"
