"""Every word that the code of the book shows goes through ``tr``: none is written in one language.

Read from the code itself. A string reads as words when it holds a letter that only French has, a
space between words, or a capital at its head; and, whatever it holds, when it is a cell, a piece of
a text, or stands beside others that are translated, as in ``tr("oui") if found else "non"``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from building import ROOT

CODE = sorted(
    path
    for folder in ("notebooks/rendering", "book/extensions")
    for path in (ROOT / folder).rglob("*.py")
)
TRANSLATE = {"tr", "answer"}  # ``answer`` translates the sentence that it is handed
# What these are handed is read by a program, or by whoever builds the book.
UNSEEN = {"Stopped", "compile", "sub", "search", "match", "findall", "print", "info", "warning"}
UNSEEN |= {"select", "select_one"}  # of a page
UNSEEN |= {"fullmatch", "filterwarnings"}  # patterns
# Names that no language changes, and words for programs. Each must still be in use.
ALLOWED = {
    "Wilson": "a person",
    "Jeffreys": "a person",
    "Clopper-Pearson": "two persons",
    "Python": "a language",
    "LimeSurvey": "a tool",
    "Google Forms": "a tool",
    "Microsoft Forms": "a tool",
    "Framaforms": "a tool",
    "KoboToolbox": "a tool",
    "no finding": "of an error of a call",
    "français": "a language, by its own name",
    "English": "a language, by its own name",
    "prise en main progressive": "of a title",
    "Senée": "a person",
    "Source Sans Pro": "a font",
    "SourceSansPro-Regular": "a file of a font",
    "SourceSansPro-It": "a file of a font",
    "SourceSansPro-Bold": "a file of a font",
    "Int64": "a type of pandas",
    "Date": "a field of a drawing",
    "Software": "a field of a picture",
    "offset points": "a unit of matplotlib",
    "*Temps de lecture : environ {sub-ref}`wordcount-minutes` minutes.*": (
        "the source of a line of the chapters, written and translated with their text"
    ),
    r"\*Temps de lecture : quelques minutes\.\*": "the same line, as it is stored",
    "ipynb": "a kind of file",
    "md": "a kind of file",
    "the program ": "of an error of the build",
    "the network (": "of an error of the build",
    "process ": "of what a build that waits says",
    ", since ": "of what a build that waits says",
    "a process that has just begun": "of what a build that waits says",
    "before its first cell": "of an error of the build",
    "in cell ": "of an error of the build",
    "vol. ": "the same in both languages",
    "p. ": "the same in both languages",
    " and ": "between the authors of a reference, for BibTeX",
    "@misc{ia-et-territoires-de-projet,\n": "the head of a reference, for BibTeX",
}
POLICY = re.compile(r"[a-z]+-src '")  # the Content-Security-Policy
FRENCH = re.compile(r"[à-öø-ÿÀ-ÖØ-ÞœŒ]")
WORDS = re.compile(r"[^\W\d_]\W*\s|\s\W*[^\W\d_]")  # a space beside a word
NAME = re.compile(r"\W*[A-ZÀ-Þ][a-zà-ÿ]")


def untranslated(source: str) -> Iterator[tuple[int, str]]:
    """The strings of a program that a reader may read and that are not translated, by line."""
    tree = ast.parse(source)
    aside = {id(node) for part in _set_aside(tree) for node in ast.walk(part)}
    shown = {id(node) for node in _surely_shown(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            text = "" if node.value in ALLOWED else _without_marks(node.value)
            if (id(node) in shown and re.search(r"[^\W\d_]", text)) or _reads_as_words(text):
                yield node.lineno, node.value


def _set_aside(tree: ast.Module) -> Iterator[ast.AST]:
    """What is translated already, and what no reader reads: docstrings, errors, patterns."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Raise():
                yield node
            case ast.Call(func=function) if _name(function) in TRANSLATE | UNSEEN:
                yield node
            case ast.keyword(arg="when", value=condition):  # of a conclusion, for a program
                yield condition


def _surely_shown(tree: ast.Module) -> Iterator[ast.AST]:
    """Members of a dictionary, a list or an alternative that has a translated one; cells; pieces
    of a text."""
    for node in ast.walk(tree):
        groups: list[list[ast.expr]] = []
        match node:
            case ast.Dict(keys=keys, values=values):
                groups = [[key for key in keys if key], list(values)]
            case ast.List(elts=members) | ast.Set(elts=members):
                groups = [list(members)]
            case ast.IfExp(body=one, orelse=other):
                groups = [[one, other]]
            case ast.BoolOp(values=alternatives):
                groups = [list(alternatives)]
            case ast.Call(func=function, args=texts) if _name(function) == "Cell":
                yield from texts
            case ast.FormattedValue(value=ast.IfExp(body=one, orelse=other)):
                yield from (one, other)
            case ast.FormattedValue(value=ast.Constant() as text):
                yield text
        for members in groups:
            if any(isinstance(m, ast.Call) and _name(m.func) == "tr" for m in members):
                yield from members


def _name(function: ast.expr) -> str:
    return str(getattr(function, "attr", None) or getattr(function, "id", ""))


def _without_marks(text: str) -> str:
    """``text`` without what is filled in, and without the tags and attributes of HTML."""
    marks = r"\{[^}]*\}|<[^>]*>?|[\w-]+=\"[^\"]*\"?"
    return re.sub(marks, "", text)


def _reads_as_words(text: str) -> bool:
    return not POLICY.match(text) and bool(
        FRENCH.search(text) or WORDS.search(text) or NAME.match(text)
    )


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("x = 'Une phrase'", ["Une phrase"]),
        ("x = 'déduit'", ["déduit"]),
        ("frame = DataFrame({'Base': [1]})", ["Base"]),
        ("x = f'{n} points'", [" points"]),
        ("x = '<p class=\"a b\">Des mots</p>'", ['<p class="a b">Des mots</p>']),
        ("x = tr('oui') if y else 'non'", ["non"]),
        ("x = {'a': tr('texte'), 'b': 'nombre'}", ["nombre"]),
        ("x = Cell('inconnue', link='a'), f'{\"1er\" if day == 1 else day}'", ["inconnue", "1er"]),
        ("x = words or tr('rien') or 'inconnu'", ["inconnu"]),
        ("axes.text(0, 0, 'Base')", ["Base"]),
        ("x = tr('Une phrase') + typeset(tr('oui'))", []),
        ("answer('Il y en a {n}.', numbers)", []),
        ("def f():\n    '''Une phrase.'''\n    raise ValueError(f'{x} is wrong')", []),
        (
            "x = re.compile('un |deux'), row['label'], 'same-unit', '<p class=\"a b\">', 'center'",
            [],
        ),
        ("x = {'field': '{year}', 'published': tr('publié en {year}')}", []),
        ("holds(words, when='a.count > 1 and b')", []),
    ],
)
def test_words_that_are_not_translated_are_told_from_the_rest(code: str, found: list[str]) -> None:
    assert [text for _, text in untranslated(code)] == found


def test_no_word_that_the_code_shows_is_written_in_one_language() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text!r}"
        for path in CODE
        for line, text in untranslated(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_every_name_that_is_allowed_still_serves() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in CODE]
    used = {n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    assert not set(ALLOWED) - used
