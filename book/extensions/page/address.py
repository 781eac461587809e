"""The address of the site, when it is known: canonical links, absolute addresses, the site map."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from sphinx.application import Sphinx
from sphinx.config import Config


def set_address(app: Sphinx, config: Config) -> None:
    """Take the site's address from ``BOOK_URL``, or from the settings."""
    config.html_baseurl = checked(os.environ.get("BOOK_URL", config.html_baseurl))


def checked(address: str) -> str:
    """The address of a site, with the mark at its end; empty where it is not known.

    Raises ValueError for one that is not of the web.
    """
    if address and not re.match(r"https?://", address):
        raise ValueError(
            f"BOOK_URL is « {address} »: expected an address that starts with http:// or https://. "
            "Correct it, or leave it unset."
        )
    return address.rstrip("/") + "/" if address else ""


def fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Make the links of the 404 page absolute: a host serves it at any address."""
    if pagename == "404" and app.config.html_baseurl:
        relative = context["pathto"]
        context["pathto"] = lambda *target, **how: absolute(app, relative(*target, **how))


def absolute(app: Sphinx, path: str) -> str:
    """The address of a file of the site; ``path`` itself when the site's address is not known."""
    return urljoin(str(app.config.html_baseurl), path)


def site_map(addresses: Iterable[str]) -> str:
    """A site map, as https://www.sitemaps.org/protocol.html describes it."""
    urls = "".join(f"<url><loc>{address}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def write_site_map(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html" and app.config.html_baseurl:
        names = sorted(app.env.found_docs)
        addresses = (absolute(app, app.builder.get_target_uri(name)) for name in names)
        (app.outdir / "sitemap.xml").write_text(site_map(addresses), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", set_address)
    app.connect("html-page-context", fill_context, priority=400)  # before others take its links
    app.connect("build-finished", write_site_map)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
