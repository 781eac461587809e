"""Build the site aside and put it in place once it is whole; write again only what has changed.

An edition in another language is built first, in a folder of its own; the site takes it along, in
a folder of that name, so that all editions are put in place at once.

Pages are written into ``html.new`` beside ``html``, which takes its name at the end of a build
that found nothing wrong. So a build that fails, or is stopped, leaves the site as it was.

Where nothing but documents has changed, ``html.new`` starts as a copy of the site, and Sphinx
writes the pages of these documents over it; all of them where a title, a number or an address that
other pages may show is another one. Anything else that changes begins the site anew, in an empty
folder: what the book no longer says is nowhere in it. Either way gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from extensions import inputs

SETTING = "book_around"  # a setting of Sphinx: where it changes, every document is read again


_BEGUN = "begun"  # beside what Sphinx has read of the documents, while a build is under way


class Unwritten(logging.Handler):
    """Keeps what Sphinx could not write, of which it warns and no more."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.faults: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        given = record.args if isinstance(record.args, tuple) else ()
        if any(isinstance(each, OSError) for each in given):
            self.faults.append(record.getMessage())


def note_inputs(app: Sphinx, config: Config) -> None:
    """Note what the site is made from, before any of it is read."""
    root = Path(app.srcdir)
    begin(Path(app.doctreedir))
    config[SETTING] = inputs.around(root)
    app.book_documents = inputs.documents(root)  # type: ignore[attr-defined]


def begin(read: Path) -> None:
    """Forget what was read of the documents, where the build that read it was stopped.

    It may be half of what it was to be, of tables that have changed back, with warnings that
    nobody would say again. ``read`` is the folder of it.
    """
    if (read / _BEGUN).exists():
        (read / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    read.mkdir(parents=True, exist_ok=True)
    (read / _BEGUN).touch()


def end(app: Sphinx, exception: Exception | None) -> None:
    (Path(app.doctreedir) / _BEGUN).unlink(missing_ok=True)


def build_aside(app: Sphinx) -> None:
    """Lead all that the builder writes to a new folder: a copy of the site, or an empty one."""
    if app.builder.format == "html":
        site = app.outdir
        put_back(site)
        app.outdir = app.builder.outdir = site.with_name(f"{site.name}.new")
        shutil.rmtree(app.outdir, ignore_errors=True)
        if inputs.state_of(site).get("around") == app.config[SETTING]:
            # Without the other editions, which come last: the search is of this one alone.
            others = {Path(site, each) for each in inputs.translations(Path(app.srcdir))}
            shutil.copytree(site, app.outdir, ignore=_left_out(others))
        else:
            app.outdir.mkdir()


def _left_out(paths: set[Path]) -> Callable[[str, list[str]], list[str]]:
    """What tells ``copytree`` to leave these paths out."""
    return lambda folder, names: [name for name in names if Path(folder, name) in paths]


def write_others(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Every document, where what pages show of each other has changed; else none."""
    app.book_shared = shared(env)  # type: ignore[attr-defined]
    same = inputs.state_of(app.outdir.with_suffix("")).get("shared") == app.book_shared  # type: ignore[attr-defined]
    return [] if same else sorted(env.found_docs)


def shared(env: BuildEnvironment) -> str:
    """A digest of what the pages of other documents may show of each document.

    Titles, sections, addresses, numbers of figures, what is glued elsewhere, works cited.
    """
    cited = env.domaindata.get("cite", {}).get("citation_refs", [])
    # A document that is read again goes to the end, with what it cites: that is no change.
    in_order = sorted(cited, key=lambda reference: reference.docname)
    pasted = Path(env.mystnb_config.output_folder)  # type: ignore[attr-defined]
    facts = [
        {name: title.astext() for name, title in sorted(env.titles.items())},
        {name: toc.pformat() for name, toc in sorted(env.tocs.items())},
        {name: sorted(domain.get_objects(), key=str) for name, domain in env.domains.items()},
        {anchor: repr(n) for anchor, n in sorted(getattr(env, "book_numbers", {}).items())},
        {str(p): inputs.of_file(p) for p in sorted(pasted.rglob("*.glue.json"))},
        [(r.docname, [target.key for target in r.targets]) for r in in_order],
    ]
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def remove_strays(app: Sphinx) -> None:
    """Remove the files that a document no longer takes along, and that the copy of the site had."""
    taken = {
        "_downloads": {name for _, name in app.env.dlfiles.values()},
        "_images": {name for _, name in app.env.images.values()},
    }
    for folder, names in taken.items():
        for path in (app.outdir / folder).rglob("*"):
            if path.is_file() and path.relative_to(app.outdir / folder).as_posix() not in names:
                path.unlink()


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Put the new site in place, unless the build failed or, being strict, warned."""
    if app.builder.format != "html":
        return
    if exception is not None or (app.keep_going and app._warncount > 0):
        # What was wrong is said again by the next build, which reads every document.
        (app.doctreedir / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
        return
    if faults := app.book_unwritten.faults:  # type: ignore[attr-defined]
        listed = "\n".join(dict.fromkeys(faults))
        raise ExtensionError(
            f"{app.outdir.name}: files of the site could not be written. Expected all of them. The "
            f"site is as it was. Correct what follows, and build again.\n{listed}"
        )
    remove_strays(app)
    site = app.outdir.with_suffix("")
    if site == inputs.built(Path(app.srcdir)):
        take_translations(Path(app.srcdir), app.outdir)
    inputs.state_file(site).unlink(missing_ok=True)  # of the site that goes
    swap(app.outdir, site)
    app.outdir = app.builder.outdir = site
    state = {
        "around": app.config[SETTING],
        "documents": app.book_documents,  # type: ignore[attr-defined]
        "shared": app.book_shared,  # type: ignore[attr-defined]
        "seen": inputs.seen(site),
    }
    inputs.state_file(site).write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")


def take_translations(root: Path, site: Path) -> None:
    """Put in a site the editions in other languages that are built whole; none of an older one."""
    for language in inputs.translations(root):
        shutil.rmtree(site / language, ignore_errors=True)
        edition = inputs.built(root, language)
        if inputs.state_of(edition):
            shutil.copytree(edition, site / language)


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
    app.book_unwritten = Unwritten()  # type: ignore[attr-defined]
    logging.getLogger("sphinx").addHandler(app.book_unwritten)  # type: ignore[attr-defined]
    app.add_config_value(SETTING, "", "env", str)
    app.connect("config-inited", note_inputs, priority=100)
    app.connect("builder-inited", build_aside, priority=100)  # before anything is written
    app.connect("env-updated", write_others, priority=900)  # once figures have their numbers
    app.connect("build-finished", publish, priority=950)  # once all is written, the index too
    app.connect("build-finished", end, priority=960)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
