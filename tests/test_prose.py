"""Rule 1: every number that a reader sees is computed. None is typed in prose.

Prose is the Markdown of the chapters and of the pages, and the sentences and captions that the
cells of the chapters hand over. Its numbers come from the data, through ``{names}`` or glue. A
year, a date, the number of a law or of a version is a name, not a count, and may be typed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import nbformat
import pytest

from building import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [ROOT / "index.md", *sorted((ROOT / "book").glob("*.md"))]
TOC = ROOT / "_toc.yml"

# Numbers that are names.
MONTH = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
NAMES = [
    re.compile(rf"\b(?:1er|[12]?\d|3[01]) (?:{MONTH})\b|^1er$"),
    re.compile(r"\b(?:article|loi|décret|règlement|directive)s? (?:n° ?)?[LRD]?\.? ?\d[\d/-]*"),
    # A year; but « 2000 réponses » are counted: a plural follows that is no article.
    re.compile(
        r"\b(?:19|20)\d\d(?:-(?:19|20)\d\d)?\b(?! ?%)(?!\d)"
        r"(?! (?!(?:les|des|ses|ces|nos|vos|leurs|mais|puis|sans|dans|sous|depuis|plus|moins)\b)"
        r"[^\W\d_]+[sx]\b)"
    ),
    re.compile(r"\bLicence Ouverte 2\.0\b"),
]
WORDS = """
    deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt
    trente quarante cinquante soixante cent cents mille million millions milliard milliards
    moitié moitiés demi demie demis demies tiers quart quarts dizaine dizaines douzaine douzaines
    quinzaine vingtaine trentaine quarantaine cinquantaine soixantaine centaine centaines millier
    milliers zéro
""".split()  # noqa: SIM905  (a list of fifty words reads better so)
# « Un cinquième » is a share, « la cinquième » a rank. « Le double », « a quadruplé »: how many
# times.
FRACTION = r"(?:un|le|du|au) [^\W\d_]+ième|[^\W\d_]+ièmes"
MULTIPLE = (
    r"(?:doubl|tripl|quadrupl|quintupl|sextupl|décupl|centupl)"
    r"(?:e|es|er(?:a|ont|ait)?|ent|ant|ait|aient|ements?|ée?s?)"
)
COUNT = re.compile(
    rf"\d[\d.,\u202f\u00a0]*(?: ?%)?|\b(?:{'|'.join(WORDS)}|{FRACTION}|{MULTIPLE})\b",
    re.IGNORECASE,
)
# « The two » of things just named refers to them; it does not count them.
BOTH = re.compile(r"\b(?:les|des|aux|ces|nos) deux\b(?! tiers)", re.IGNORECASE)

# Phrases that hold a number word and no count of data. Each must still be in use.
ALLOWED = {
    "par un tiers": "a third party",
    "quatre pages": "the length of the flash as a document",
    "quatre noms": "the signatures of the proposal of 1955, a fact of history",
    "deux ralentissements": "the winters, as historians name them",
    "Plus de la moitié": "the same, at the head of a sentence",
    "« un tiers »": "the word that the flash prints",
    "plus de la moitié": "how the flash itself words a bound that it does not count",
    "deux hypothèses": "a pair, which is what that chapter relaxes",
    "deux par deux": "a pair, which is what that chapter relaxes",
    "deux groupes": "users and non-users, or those of a survey split by one answer",
    "une ou deux réponses manquantes": "the names of the cases « missing-1 » and « missing-2 »",
    "deux réponses à la même question": "any two",
    "Quatre parts": "the shares that the call of the cell names",
    "entre deux dates": "any two",
    "deux vagues": "any two, one after the other",
    "au-dessus de zéro": "the sign of a change",
    "Deux personnes ont pu": "the name of the case « missing-2 »",
    "complément à cent": "an operation, the same for every share",
    "Les demis sont arrondis": "how rounding names any half",
    "UTF-8": "a name",
    "UTF-16": "a name",
    "Windows-1252": "a name",
}


def markdown(source: str) -> Iterator[tuple[int, str]]:
    """The lines of a Markdown text that a reader reads, numbered, without code and addresses."""
    directive = False
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(r"\s*(```|:::)", line):
            # The title of an admonition is read; the argument of another directive is a name.
            directive = True
            found = re.match(r"\s*(?:`{3,}|:{3,})\{admonition\}(.*)", line)
            line = found[1] if found else ""
        elif directive and re.match(r"\s*:[\w-]+:", line):
            line = ""
        else:
            directive = False
        yield number, readable(line)


def readable(line: str) -> str:
    line = re.sub(r"\{[\w:-]+\}`[^`]*`", "", line)  # a role: a reference, a word count
    line = re.sub(r"`[^`]*`", "", line)
    line = re.sub(r"\]\([^)]*\)", "]", line)
    line = re.sub(r"<[^>]*>", "", line)
    return re.sub(r"https?://\S+", "", line)


def texts_of(tree: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    """The strings of a program, without the names in braces that it fills in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, re.sub(r"\{[^}]*\}", "", node.value)


def calls_of(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if name in names:
                yield node


def conditions(tree: ast.AST) -> Iterator[ast.expr]:
    """What a sentence is said to depend on: read by a program alone."""
    for call in calls_of(tree, "holds", "answer"):
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "when")


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """The texts that a cell's code shows a reader: with a space, no query and no condition."""
    tree = ast.parse(source)
    queries = calls_of(tree, "query", "startswith", "isin")
    aside = {id(node) for call in (*queries, *conditions(tree)) for node in ast.walk(call)}
    for node, text in texts_of(tree):
        if id(node) not in aside and " " in text:
            yield node.lineno, text


def prose() -> Iterator[tuple[str, str]]:
    """Every text of the book that a person typed and a reader reads, with its place."""
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            read = markdown if cell.cell_type == "markdown" else sentences
            for number, text in read(cell.source):
                yield f"{path.name}, cell {cell.id}, line {number}", text
    for path in PAGES:
        for number, text in markdown(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(ROOT)}:{number}", text
    for caption in re.findall(r"caption: (.*)", TOC.read_text(encoding="utf-8")):
        yield "_toc.yml", caption


# Words that the code of the book shows, wherever they stand, besides those of the chapters.
CODE = sorted(
    path
    for folder in ("notebooks/rendering", "book/extensions")
    for path in (ROOT / folder).rglob("*.py")
)
TEMPLATES = sorted((ROOT / "book").rglob("*.html"))
STRINGS = re.compile(r"""\btr\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def shown_by_code() -> Iterator[tuple[str, str]]:
    """The words handed to the translation function, and the templates of answers."""
    for path in CODE:
        for call in calls_of(ast.parse(path.read_text(encoding="utf-8")), "tr", "answer"):
            for node, text in texts_of(call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", text
    for path in TEMPLATES:
        for words in STRINGS.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT)), words


def typed_numbers(text: str) -> list[str]:
    for phrase in ALLOWED:
        text = text.replace(phrase, "")
    for pattern in (*NAMES, BOTH):
        text = pattern.sub("", text)
    return [match[0] for match in COUNT.finditer(text)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Ils sont 27 sur 57.", ["27", "57."]),
        ("Soit 47 % des répondants", ["47 %"]),
        ("Environ 2,5 % d'entre eux", ["2,5 %"]),
        ("Treize répondants, soit la moitié", ["Treize", "moitié"]),
        ("Les deux tiers", ["deux", "tiers"]),
        ("Une vingtaine de Territoires", ["vingtaine"]),
        ("Le 31 mars 2025, au 1er janvier 2023, en 2018", []),
        ("L'article L. 5741-1 et la loi n° 2014-58", []),
        ("Sous Licence Ouverte 2.0", []),
        ("Le livre montre les deux.", []),
        ("Un centre, une cinquième fois, la dixième des enquêtes, en double", ["double"]),
        (
            "Un cinquième des répondants, le dixième, du tiers",
            ["Un cinquième", "le dixième", "tiers"],
        ),
        ("Quatre cinquièmes ou une moitié et demie", ["Quatre", "cinquièmes", "moitié", "demie"]),
        ("Le quadruple ; l'usage a triplé, et doublera", ["quadruple", "triplé", "doublera"]),
        ("2000 réponses, 1999 nouveaux agents", ["2000", "1999"]),
        ("En 2000, 2025 les compte ; le flash 2025 dit, 2024 et 2025 sans plus", []),
    ],
)
def test_a_typed_number_is_told_from_a_name(text: str, numbers: list[str]) -> None:
    assert typed_numbers(text) == numbers


def test_what_is_not_read_is_set_aside() -> None:
    text = (
        "Voir [la loi](https://a.fr/12) et `x = 12` {cite}`a-12`, <a href='12'>ici</a>.\n"
        "```{admonition} Les 3 points\n:class: note-4\nLes 5 autres\n```"
    )
    read = [typed_numbers(line) for _, line in markdown(text)]
    assert read == [[], ["3"], [], ["5"], []]
    code = "answer('Il y en a 12, {n:of}', x.query('n == 12 or m'))\nload('t-12', \"d'un 13\")"
    assert [typed_numbers(words) for _, words in sentences(code)] == [["12,"], ["13"]]


def test_every_allowance_still_serves() -> None:
    read = "\n".join(text for _, text in (*prose(), *shown_by_code()))
    assert not [phrase for phrase in ALLOWED if phrase not in read]


def test_no_number_is_typed_in_prose() -> None:
    found = [
        f"{place}: « {number} » in {text.strip()!r}"
        for place, text in prose()
        for number in typed_numbers(text)
    ]
    assert not found, "\n".join(found)


def test_no_number_is_typed_in_the_words_that_code_shows() -> None:
    found = [
        f"{place}: « {number} » in {text.strip()!r}"
        for place, text in shown_by_code()
        for number in typed_numbers(text)
    ]
    assert not found, "\n".join(found)
