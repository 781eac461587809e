"""Write the synthetic samples of ``data/samples``: the same answers in each layout.

Nobody gave these answers. The 57 to the flash's questions are dealt at random, so that the shares
that the flash prints come out exactly; the 60 to the proposed questionnaire are drawn at random.
Run as ``.venv/bin/python tools/samples.py``: the same bytes each time.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import checkout  # noqa: F401
from dataprep.answers.codebook import (
    NUMBER,
    SINGLE,
    Codebook,
    Question,
    codebook,
)
from dataprep.descriptor import DATA

SAMPLES = DATA / "samples"
SEED = 2025
PROPOSED_SEED = 2037  # a draw in which nearly every option is chosen by somebody

# The counts that the flash's percentages are, of 27 users and of 30 non-users.
USERS, NON_USERS = 27, 30
COUNTS: Mapping[str, Mapping[str, int]] = {
    "frequency": {"daily": 9, "occasional": 17, "other": 1},
    "scope": {"all-agents": 6, "some-services": 13, "management-only": 3, "other": 5},
    "training": {"trained": 4, "untrained": 23},
    "outlook": {"growth": 22, "other": 5},
}
REASONS = {"training": 18, "distrust": 14, "no-need": 15}

# How often each answer of several is given. The flash gives no figure for these: they are ours.
OFTEN: Mapping[str, Mapping[str, float]] = {
    "tasks": {"writing": 0.8, "explore": 0.4, "images": 0.2, "data": 0.3},
    "benefits": {"time": 0.7, "tedious-tasks": 0.4, "technical": 0.2},
    "limits": {"confidentiality": 0.6, "skills": 0.5, "reliability": 0.5, "complexity": 0.2},
}
SILENT = 0.06  # of those asked, who do not answer

# What those who chose « other » wrote: commas and semicolons, as people do.
WORDS = (
    "Une régie, créée à plusieurs",
    "Cela dépend ; nous en parlerons",
    "Un essai, pour voir",
    "Autre chose",
)


@dataclass(frozen=True)
class Person:
    """One invented respondent: what was asked, the codes given, the words of « other »."""

    number: int
    asked: frozenset[str]
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def flash_answers(seed: int = SEED) -> list[Person]:
    """57 answers to the flash's questions, which give the shares that it prints."""
    book, rng = codebook("flash"), random.Random(seed)
    uses = _dealt(rng, {"users": USERS, "non-users": NON_USERS})
    dealt = {name: iter(_dealt(rng, counts)) for name, counts in COUNTS.items()}
    reasons = iter(_reasons(rng))
    people = []
    for number, use in enumerate(uses, start=1):
        said: dict[str, tuple[str, ...]] = {"respondent": (f"{number:03}",), "use": (use,)}
        if use == "users":
            said |= {name: (next(codes),) for name, codes in dealt.items()}
        else:
            said["non-use-reasons"] = next(reasons)
        asked = frozenset(_asked(book, said))
        for name, often in OFTEN.items():
            if name in asked and rng.random() >= SILENT:
                said[name] = _some(rng, often)
        people.append(Person(number, asked, said))
    return people


def proposed_answers(seed: int = PROPOSED_SEED, count: int = 60) -> list[Person]:
    """Answers to the proposed questionnaire, drawn at random: every option, every silence."""
    book, rng = codebook("proposed"), random.Random(seed)
    return [_drawn(rng, book, number) for number in range(1, count + 1)]


def _dealt(rng: random.Random, counts: Mapping[str, int]) -> list[str]:
    """Each code as many times as it must be given, in an order drawn at random."""
    codes = [code for code, count in counts.items() for _ in range(count)]
    rng.shuffle(codes)
    return codes


def _reasons(rng: random.Random) -> list[tuple[str, ...]]:
    """The reasons of each non-user, one at least: dealt again until nobody has none."""
    while True:
        given: list[set[str]] = [set() for _ in range(NON_USERS)]
        for reason, count in REASONS.items():
            for at in rng.sample(range(NON_USERS), count):
                given[at].add(reason)
        if all(given):
            return [tuple(code for code in REASONS if code in each) for each in given]


def _some(rng: random.Random, often: Mapping[str, float]) -> tuple[str, ...]:
    """Some answers of several, one at least."""
    while True:
        if given := tuple(code for code, share in often.items() if rng.random() < share):
            return given


def _asked(book: Codebook, said: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The questions that are put to someone, by what was said to those they depend on."""
    for question in book.questions:
        group = book.group(question.asked_of)
        if group.question is None or set(said.get(group.question, ())) & set(group.values):
            yield question.name


def _drawn(rng: random.Random, book: Codebook, number: int) -> Person:
    said: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    for question in book.questions:
        if question.name not in set(_asked(book, said)):
            continue
        if question.name == book.respondent:
            said[question.name] = (f"{number:03}",)
        elif question.private:
            said[question.name] = (f"Territoire imaginaire {number}",)
        elif rng.random() >= SILENT:
            said[question.name] = _answer(rng, book, question)
            if any(each.open and each.value in said[question.name] for each in question.options):
                words[question.name] = rng.choice(WORDS)
    return Person(number, frozenset(_asked(book, said)), said, words)


def _answer(rng: random.Random, book: Codebook, question: Question) -> tuple[str, ...]:
    """An answer to a question, drawn at random."""
    if question.answers == NUMBER:
        return (str(rng.randint(int(question.least or 0), 80)),)
    offered = [each.value for each in book.offered(question)]
    alone = [value for value in offered if value not in question.codes]
    if question.answers == SINGLE or (alone and rng.random() < 0.1):
        return (rng.choice(offered if question.answers == SINGLE else alone),)
    exclusive = [option.value for option in question.options if option.exclusive]
    if exclusive and rng.random() < 0.1:
        return (rng.choice(exclusive),)
    return _some(rng, {code: 0.3 for code in question.codes if code not in exclusive})


def main(folder: Path = SAMPLES) -> None:
    """Write every sample into a folder."""
    from sample_files import FILES

    folder.mkdir(parents=True, exist_ok=True)
    for name, write in FILES.items():
        (folder / name).write_bytes(write())
    print(f"{len(FILES)} samples in {folder.name}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
