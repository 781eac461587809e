"""The synthetic samples: the bytes that their program writes, and the shares of the flash."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import samples
from building import ROOT
from dataprep import counted_findings
from dataprep.answers.codebook import codebook
from sample_files import FILES
from samples import SAMPLES, flash_answers, proposed_answers

README = (SAMPLES / "README.md").read_text(encoding="utf-8")
ADDRESS = re.compile(r"[\w.-]+@[\w-]+\.[\w.]+")
IP = re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b")


def text_of(path: Path) -> str:
    """All that a sample holds, as text, workbooks unpacked."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            return "".join(parts.read(name).decode() for name in parts.namelist())
    return path.read_bytes().decode("utf-8", errors="ignore")


@pytest.mark.parametrize("name", FILES)
def test_the_program_gives_the_bytes_of_the_sample(name: str) -> None:
    assert FILES[name]() == (SAMPLES / name).read_bytes()


def test_every_sample_is_made_by_the_program_and_described() -> None:
    held = {path.name for path in SAMPLES.iterdir()} - {"README.md"}
    assert held == set(FILES)
    assert all(f"`{name}`" in README for name in FILES)
    assert "synthétiques" in README.splitlines()[0]


def test_the_program_writes_them_all_into_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples.main(tmp_path / "new")
    assert capsys.readouterr().out == f"{len(FILES)} samples in new\n"
    for name in FILES:
        assert (tmp_path / "new" / name).read_bytes() == (SAMPLES / name).read_bytes()


def test_the_answers_give_the_counts_that_the_flash_s_percentages_are() -> None:
    people, book = flash_answers(), codebook("flash")
    assert len(people) == 57
    findings = counted_findings()
    compared = 0
    for _, row in findings[findings["count"].notna() & findings["base"].notna()].iterrows():
        if row["question"] not in {each.feeds for each in book.closed}:
            continue
        (question,) = (each for each in book.closed if each.feeds == row["question"])
        code = next((o.value for o in question.options if o.finding == row["option"]), None)
        if code is None or row["group"] != question.asked_of:
            continue
        answered = [each for each in people if each.said.get(question.name)]
        assert len(answered) == row["base"], (question.name, code)
        assert sum(code in each.said[question.name] for each in answered) == row["count"]
        compared += 1
    assert compared == 10  # users, non-users, two reasons, daily, three scopes, untrained, growth


def test_nobody_answers_a_question_that_was_not_asked_nor_a_reason_without_one() -> None:
    for people in (flash_answers(), proposed_answers()):
        for person in people:
            assert set(person.said) <= person.asked
            assert all(person.said.values())


def test_the_proposed_answers_have_every_option_and_every_silence() -> None:
    people, seen = proposed_answers(), set()
    for question in codebook("proposed").closed:
        given = {code for each in people for code in each.said.get(question.name, ())}
        # Of twelve options put to some non-users, one may not be drawn.
        assert given >= set(question.codes) or question.name == "main-reason", question.name
        seen |= given
    assert {"unknown", "declined"} <= seen
    assert any(each.asked - set(each.said) for each in people)
    assert any(each.words for each in people)


def test_another_seed_gives_other_answers_with_the_same_counts() -> None:
    one, other = flash_answers(1), flash_answers(2)
    assert one != other
    assert flash_answers(1) == one
    for people in (one, other):
        assert sum(each.said["use"] == ("users",) for each in people) == 27
        assert sum("distrust" in each.said.get("non-use-reasons", ()) for each in people) == 14


@pytest.mark.parametrize("name", FILES)
def test_no_address_is_anybody_s(name: str) -> None:
    text = text_of(SAMPLES / name)
    assert all(each.endswith("@example.org") for each in ADDRESS.findall(text))
    assert all(each.startswith("192.0.2.") for each in IP.findall(text))


def test_some_samples_have_addresses_to_set_aside() -> None:
    assert ADDRESS.search(text_of(SAMPLES / "microsoft-forms.xlsx"))
    assert IP.search(text_of(SAMPLES / "limesurvey.csv"))
    assert (ROOT / "tools" / "samples.py").is_file()
