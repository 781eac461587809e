"""Each page says what it may load, and from where: the site itself, and nothing else."""

from __future__ import annotations

import base64
import hashlib

from building import Book

# Word for word, so that nothing is loosened unseen. The digest is that of the page's style sheet.
POLICY = [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'sha256-{digest}'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
]


def test_each_page_has_this_policy_to_the_letter(book: Book) -> None:
    assert len(book.pages()) >= 15
    for name in book.pages():
        page = book.page(name)
        policies = page.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert len(policies) == 1, name
        [sheet] = page.find_all("style")  # the policy lets one through
        digest = base64.b64encode(hashlib.sha256(sheet.encode_contents()).digest()).decode()
        expected = [rule.format(digest=digest) for rule in POLICY]
        assert str(policies[0]["content"]).split("; ") == expected, name


def test_the_policy_stands_before_all_that_it_governs(book: Book) -> None:
    for name in book.pages():
        head = book.page(name).head
        assert head is not None
        assert [element.name for element in head.find_all(True)[:2]] == ["meta", "meta"], name
        assert head.find_all(True)[1]["http-equiv"] == "Content-Security-Policy", name
