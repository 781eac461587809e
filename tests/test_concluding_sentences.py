"""No sentence concludes from the data without a condition: ``sentences-reviewed.txt``.

A sentence of a chapter's Markdown that may conclude is one with a word that ranks, counts or
generalises. Either a cell of the chapter holds it (``holds``), or a person has read it and found
that no table of ours is behind it: context, definitions, law, advice, what we did not find.

The words are those that an answer of the survey, moved by one, could make wrong. Left out, for what
they said was nearly always something else: « tout » and « même » (idioms), « ni » (what the flash
does not say), « quelques », « chacun », « tiers » (a third party). A question concludes nothing.
"""

from __future__ import annotations

import difflib
import re
import shutil
from pathlib import Path

import nbformat
import pytest

import alone  # noqa: F401  (first: it says where the others are)
from building import ROOT
from concluding import conclusions, read, sentences, words

REVIEWED = ROOT / "tests" / "sentences-reviewed.txt"
NOTEBOOKS = ROOT / "notebooks"
HOW = (
    "Sentences that may conclude from the data have changed. Read each line above with a +. If a "
    "table of ours is behind it, give it its condition in a cell beside it, with holds(). If none "
    "is, write the list anew: python tests/test_concluding_sentences.py"
)
_CONCLUDES = re.compile(
    r"\b(?:majorit\w+|minorit\w+|plupart|moitié|double|presque|quasi\w*|à peine|autant"
    r"|plus|moins|davantage|surtout|d'abord|premi(?:er|ère)s?|derni(?:er|ère)s?"
    r"|aucune?|nulle?|rien|jamais|toujours|souvent|rare(?:s|ment)?|partout|personne n"
    r"|seule?s?|seulement|uniques?|tous|toutes|peu|beaucoup|bien des|plusieurs"
    r"|suffi\w+|meilleure?s?|pire|proches?|égal\w*|identiques?|hausse|baisse|croît|montent)\b",
    re.IGNORECASE,
)


def unheld(folder: Path) -> list[str]:
    """« chapter: sentence » for each sentence that may conclude and that no cell holds."""
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        notebook = read(path)
        held = [words(conclusion) for conclusion in conclusions(notebook)]
        for sentence in sentences(notebook):
            asks = sentence.endswith("?")
            if _CONCLUDES.search(sentence) and not asks and not any(h in sentence for h in held):
                found.append(f"{path.stem}: {sentence}")
    return found


def changes(folder: Path) -> list[str]:
    """What differs between the sentences that were reviewed and those of a folder."""
    reviewed = REVIEWED.read_text(encoding="utf-8").splitlines()
    lines = difflib.unified_diff(reviewed, unheld(folder), "reviewed", "found", lineterm="", n=0)
    return [line for line in lines if not line.startswith("@@")]


def test_a_sentence_that_concludes_is_held_by_a_cell_or_was_reviewed() -> None:
    found = changes(NOTEBOOKS)
    assert not found, "\n".join(["", *found, HOW])


@pytest.mark.parametrize(
    "false",
    [
        "La plupart des Territoires sont équipés.",
        "La méfiance vient d'abord.",
        "Aucun répondant ne s'en sert chaque jour.",
        "- Les non-utilisateurs sont **deux fois plus nombreux**.",
    ],
)
def test_one_that_nobody_holds_nor_has_read_is_found(tmp_path: Path, false: str) -> None:
    for path in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    [path] = tmp_path.glob("03-*.ipynb")
    notebook = read(path)
    notebook.cells[0].source += f"\n\n{false}"
    nbformat.write(notebook, path)
    assert f"+{path.stem}: {words(false.removeprefix('- '))}" in changes(tmp_path)


def test_one_whose_condition_is_taken_away_is_found(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook()
    said = "Plus de la moitié s'en passent. Combien sont formés, au plus ?"
    notebook.cells = [
        nbformat.v4.new_markdown_cell(f"# Plus\n\n{said}"),
        nbformat.v4.new_code_cell('holds("Plus de la moitié", when="n > 28", n=30)'),
    ]
    nbformat.write(notebook, tmp_path / "a.ipynb")
    assert unheld(tmp_path) == []
    del notebook.cells[1]
    nbformat.write(notebook, tmp_path / "a.ipynb")
    assert unheld(tmp_path) == ["a: Plus de la moitié s'en passent."]


if __name__ == "__main__":
    REVIEWED.write_text("\n".join(unheld(NOTEBOOKS)) + "\n", encoding="utf-8")
    print(f"{REVIEWED.name} has the sentences of the chapters that no cell holds")
