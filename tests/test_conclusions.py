"""A sentence that concludes from data stands only while they say so, and on the page it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import ROOT
from concluding import conclusions, prose, read, words
from dataprep import published_findings
from rendering import ConclusionError, answer, holds
from rendering.shown.numbers import Number

CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
REASONS = published_findings().query("question == 'non-use-reasons' and count.notna()")
ONE_ANSWER = "L'écart entre les deux tient à une seule réponse"


def test_a_conclusion_that_holds_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    holds(ONE_ANSWER, REASONS, when="abs(no_need.count - distrust.count) == 1")
    assert capsys.readouterr() == ("", "")


def test_one_that_no_longer_holds_names_the_sentence_the_values_and_the_condition() -> None:
    with pytest.raises(ConclusionError) as said:
        holds(ONE_ANSWER, REASONS, when="no_need.count - distrust.count == least", least=2)
    assert str(said.value).splitlines() == [
        f"« {ONE_ANSWER} » no longer holds.",
        "  Found: no_need.count = 15, distrust.count = 14, least = 2. "
        "Expected: no_need.count - distrust.count == least.",
        "  To do: rewrite the sentence, or its condition.",
    ]


def test_an_answer_has_a_condition_too() -> None:
    template = "{no_need} : davantage que {distrust}."
    assert "15 sur 30" in answer(template, REASONS, when="no_need.count > distrust.count").plain()
    with pytest.raises(ConclusionError, match="davantage que"):
        answer(template, REASONS, when="no_need.count < distrust.count")


def test_a_number_that_is_not_known_holds_no_conclusion() -> None:
    uncounted = Number("a", 1.0, "share", "findings-2025#a", "printed")
    with pytest.raises(ConclusionError, match=r"a\.count = None"):
        holds("Plus d'un.", {"a": uncounted}, when="a.count > 1")


def test_a_condition_may_go_through_values() -> None:
    holds("Toutes montent.", when="all(b > a for a, b in rises)", rises=[(1, 2), (2, 5)])
    with pytest.raises(ConclusionError, match=r"rises = \[\(1, 2\), \(5, 2\)\]"):
        holds("Toutes montent.", when="all(b > a for a, b in rises)", rises=[(1, 2), (5, 2)])


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("no_need.count >", "not one expression of Python"),
        ("needless.count > 1", "no value is named « needless »"),
        ("1 < 2", "reads no value, so it cannot fail"),
        ("__import__('os').sep == '/'", "no value is named « __import__ »"),
    ],
)
def test_a_condition_that_cannot_be_read_or_cannot_fail_is_refused(
    condition: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        holds("Une phrase.", REASONS, when=condition)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_conclusion_that_a_cell_holds_is_a_sentence_of_its_chapter(path: Path) -> None:
    notebook = read(path)
    said = words(" ".join(prose(notebook)))
    for sentence in conclusions(notebook):
        assert words(sentence) in said, sentence
