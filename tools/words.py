"""Bring the catalogues of the other editions in line with what the French one says.

Two catalogues a language, ``book/locale/<language>/LC_MESSAGES``: ``pages``, the prose of the
pages and of the notebooks, read from the French site that was built last; ``book``, the words that
the code shows, read from the modules, the templates and the cells of the notebooks. A message that
is new, or whose French has changed, is left empty or marked fuzzy: it is to be written, or looked
at again, in the editor of one's choice. The compiled catalogues are written too.
"""

from __future__ import annotations

import ast
import json
import pickle
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from sphinx.util.nodes import extract_messages

from checkout import ROOT
from extensions.prose.markdown import with_roles
from rendering.words.language import LANGUAGES, SOURCE

LOCALE = Path("book", "locale")
CITATION = "CITATION.cff"
SHOWN = {"tr": None, "answer": None}  # what these are handed is shown
# What a cell hands to these is read by a program, or is looked for in the prose.
_UNSEEN = {"holds", "load_table", "query", "eval", "extract", "contains", "publish"}
_WORDS = re.compile(r"[«{A-ZÀ-Þ].*[^\W\d_]{2}", re.DOTALL)


def words_of_code(root: Path = ROOT) -> Catalog:
    """The messages of the modules, the templates and the cells of the notebooks."""
    modules = [*root.glob("notebooks/rendering/**/*.py"), *root.glob("book/extensions/**/*.py")]
    templates = [*root.glob("notebooks/rendering/forms/html/*"), *root.glob("book/theme/**/*.html")]
    notebooks = sorted(root.glob("notebooks/*.ipynb"))
    found = [
        *(each for path in sorted(modules) for each in _extracted("python", path)),
        *(each for path in sorted(templates) for each in _extracted("jinja2", path)),
        *(each for path in notebooks for each in _of_cells(path)),
        *((message, root / CITATION) for message in _of_citation(root / CITATION)),
    ]
    return _catalogue(found, root)


def _extracted(method: str, path: Path) -> Iterator[tuple[str | tuple[str, ...], Path]]:
    source = BytesIO(path.read_bytes())
    for _, message, _, _ in extract(method, source, keywords=SHOWN):
        yield message, path


def _of_citation(path: Path) -> Iterator[str]:
    """The title of the book and its authors, as it is cited."""
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    yield facts["title"]
    yield from (author["name"] for author in facts["authors"])


def _of_cells(path: Path) -> Iterator[tuple[str, Path]]:
    """The sentences, titles and captions that the cells of a notebook hand to what shows them."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            aside = {id(node) for part in _set_aside(tree) for node in ast.walk(part)}
            for node in ast.walk(tree):
                text = node.value if isinstance(node, ast.Constant) else None
                if isinstance(text, str) and id(node) not in aside and _WORDS.match(text):
                    yield text, path


def _set_aside(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function) if _name(function) in _UNSEEN:
                yield node
            case ast.keyword(arg="when", value=condition):
                yield condition
            case ast.Subscript(slice=key):
                yield key


def _name(function: ast.expr) -> str:
    return str(getattr(function, "attr", None) or getattr(function, "id", ""))


def words_of_pages(root: Path = ROOT) -> Catalog:
    """The messages of the pages of the French site, as it was built last.

    Raises FileNotFoundError where it is not built.
    """
    folder = root / "_build" / ".doctrees"
    if not (folder / "index.doctree").is_file():
        raise FileNotFoundError("The French site is not built. Run: make site")
    found = []
    for path in sorted(folder.rglob("*.doctree")):
        document = path.relative_to(folder).with_suffix("").as_posix()
        source = _source_of(root, document)
        for _, message in extract_messages(pickle.loads(path.read_bytes())):
            if _spaced(message) in source:  # what a directive says is translated by the code
                found.append((message, root / document))
    return _catalogue(found, root)


def _source_of(root: Path, document: str) -> str:
    """The prose of a page as it is written, each run of spaces made one, contents with the home."""
    page = root / f"{document}.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    chapter = root / f"{document}.ipynb"
    if chapter.is_file():
        cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    if document == "index":
        text += (root / "_toc.yml").read_text(encoding="utf-8")
    return _spaced(with_roles(text))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _catalogue(found: Iterable[tuple[str | tuple[str, ...], Path]], root: Path) -> Catalog:
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for message, path in found:
        place = path.relative_to(root).as_posix()
        if not any(place == name for name, _ in (catalogue.get(message) or Message("")).locations):
            catalogue.add(message, locations=[(place, 0)])
    return catalogue


CATALOGUES: dict[str, Callable[[Path], Catalog]] = {"book": words_of_code, "pages": words_of_pages}


def path_of(language: str, name: str, root: Path = ROOT) -> Path:
    """The catalogue ``name`` of a language."""
    return root / LOCALE / language / "LC_MESSAGES" / f"{name}.po"


def read(path: Path, language: str) -> Catalog:
    """A catalogue as it stands; an empty one where there is none."""
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def in_line(catalogue: Catalog, template: Catalog) -> Catalog:
    """``catalogue`` with the messages of ``template``: new ones empty, changed ones fuzzy."""
    catalogue.update(template, update_header_comment=False)
    return catalogue


def to_write(catalogue: Catalog) -> Iterator[str]:
    """What is to be written or looked at again, each with its places."""
    for message in catalogue:
        if not message.id or (all(texts(message.string)) and not message.fuzzy):
            continue
        places = ", ".join(name for name, _ in message.locations)
        what = "look again at" if message.fuzzy else "write"
        yield f"{places}: {what} « {texts(message.id)[0]} »"


def texts(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The texts of a message, or of its translation: the plural, if any, follows."""
    return [words or ""] if isinstance(words, str | None) else list(words)


def po_bytes(catalogue: Catalog, language: str) -> bytes:
    """A catalogue as the file that editors open: the same bytes for the same words."""
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=100,
        omit_header=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return (
        _HEADER.format(language=language, plurals=catalogue.plural_forms).encode() + body.getvalue()
    )


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as programs read it: what is empty or fuzzy is left out."""
    compiled = BytesIO()
    catalogue.revision_date = catalogue.creation_date = datetime(2026, 1, 1)  # no clock in a file
    write_mo(compiled, catalogue)
    return compiled.getvalue()


_HEADER = """\
# Words of the edition: `make words` brings them in line with the French ones.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"

"""


def main() -> None:
    languages = [each for each in LANGUAGES if each != SOURCE]
    left = 0
    for name, words_of in CATALOGUES.items():
        try:
            template = words_of(ROOT)
        except FileNotFoundError as error:
            sys.exit(str(error))
        for language in languages:
            path = path_of(language, name)
            catalogue = in_line(read(path, language), template)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(po_bytes(catalogue, language))
            path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
            for words in to_write(catalogue):
                print(f"{language}, {words}")
                left += 1
    print("Nothing to translate." if not left else f"To translate: {left}. Then run: make words")


if __name__ == "__main__":
    main()
