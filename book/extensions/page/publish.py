"""Build the site aside and put it in place once it is whole.

Pages are written into ``html.new`` beside ``html``, which takes its name at the end of a build
that found nothing wrong. So a build that fails, or is stopped, leaves the site as it was; and what
the book no longer says is nowhere in the site: no page of it was there when the build began.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError


def build_aside(app: Sphinx) -> None:
    """Lead all that the builder writes to a new, empty folder."""
    if app.builder.format == "html":
        site = app.outdir
        put_back(site)
        app.outdir = app.builder.outdir = site.with_name(f"{site.name}.new")
        shutil.rmtree(app.outdir, ignore_errors=True)
        app.outdir.mkdir()


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Put the new site in place, unless the build failed or, being strict, warned."""
    failed = exception is not None or (app.keep_going and app._warncount > 0)
    if app.builder.format == "html" and not failed:
        site = app.outdir.with_suffix("")
        swap(app.outdir, site)
        app.outdir = app.builder.outdir = site


def swap(new: Path, site: Path) -> None:
    """Give ``new`` the place of ``site``, which is removed. Two renamings: no site is ever mixed.

    Raises ExtensionError when the system forbids it: on Windows, while a program has a page open.
    """
    try:
        if site.exists():
            site.rename(_old(site))
        new.rename(site)
    except OSError as error:
        put_back(site)
        raise ExtensionError(
            f"{site.name}: the new site could not take its place ({error.strerror}). It is whole "
            f"in {new.name}. Expected a folder that no program has open. Close what reads the "
            "site, and build again."
        ) from error
    shutil.rmtree(_old(site), ignore_errors=True)


def put_back(site: Path) -> None:
    """Undo a swap that was stopped between its two renamings; remove what a swap left."""
    if _old(site).exists() and not site.exists():
        _old(site).rename(site)
    shutil.rmtree(_old(site), ignore_errors=True)


def _old(site: Path) -> Path:
    return site.with_name(f"{site.name}.old")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", build_aside, priority=100)  # before anything is written
    app.connect("build-finished", publish, priority=950)  # once all is written, the index too
    return {"parallel_read_safe": True, "parallel_write_safe": True}
