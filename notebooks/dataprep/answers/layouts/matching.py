"""Which column is which question: by its code, then by its wording, and never by a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from dataprep.answers.codebook import MULTIPLE, NOT_ASKED, Codebook, Missing, Option, Question
from dataprep.answers.grid import letters
from dataprep.answers.layouts.shapes import (
    ASIDE,
    CODE,
    FREE_TEXT,
    KEY,
    METADATA,
    SUMMARY,
    TICK,
    UNKNOWN,
    WHOLE,
    WORDING,
    Place,
)

LANGUAGES = ("fr", "en")
_SEPARATORS = re.compile(r"[\s._-]+")
_NOT_WORDS = re.compile(r"[\W_]+")

# How close a text is to an answer, from 0 to 1: one to suggest, and one to take for no other.
_NEAR, _CLOSE = 0.6, 0.8

# Answers to be specified in words, as tools name their column.
OTHER = frozenset({"other", "autre", "oth", "other please specify", "autre précisez"})


@lru_cache(maxsize=65536)
def code_key(text: str) -> str:
    """A code as it is compared: without case, spaces, points, hyphens or underscores."""
    return _SEPARATORS.sub("", _plain(text))


@lru_cache(maxsize=65536)
def words_key(text: str) -> str:
    """A wording as it is compared: its words, without case, spaces or punctuation."""
    return _NOT_WORDS.sub(" ", _plain(text)).strip()


def _plain(text: str) -> str:
    """Lower case, one form for each letter, and nothing that cannot be seen."""
    text = "".join(each for each in text if unicodedata.category(each) != "Cf")
    for _ in range(2):  # the lower case of one form may have another form
        text = unicodedata.normalize("NFKC", text).casefold()
    return text.strip()


class Answers:
    """The answers that a question knows, by what may stand for them in a file.

    ``open``: the one to be specified in words, if any. ``alone``: those that go with no other.
    """

    def __init__(self, question: Question, cut: int = 0):
        known: list[Option | Missing] = [*question.options, *question.missing]
        self.question = question
        self.open = next((each.value for each in question.options if each.open), None)
        self.alone = {each.value for each in question.options if each.exclusive} | {*question.kinds}
        self._found: dict[str, str] = {}
        self._longest: dict[str, int] = {}
        self.codes = _only((code_key(each.value), each.value) for each in known)
        if cut:
            short = _only((code_key(each.value)[:cut], each.value) for each in known)
            self.codes = short | self.codes
        self.words = _only(
            (words_key(each.label[language]), each.value)
            for each in known
            for language in LANGUAGES
        )
        self._offered = [each for each in known if question.kinds.get(each.value) != NOT_ASKED]
        self._labels = {
            words_key(each.label[language]): each.label[language]
            for each in self._offered
            for language in LANGUAGES
        }

    def value(self, text: str) -> str | None:
        """The value of an answer, by its code, then by its label; None for one unknown."""
        if text not in self._found:
            found = self.codes.get(code_key(text)) or self.words.get(words_key(text))
            if found is None:
                return None  # words of anybody: not kept
            self._found[text] = found
        return self._found[text]

    def nearest(self, text: str, language: str) -> str | None:
        """The label or the code that a text, which is none of them, comes nearest to, if any.

        A label in another language than ``language`` comes after all the others.
        """
        own = {words_key(each.label[language]): each.label[language] for each in self._offered}
        found = _closest([(words_key(text), own), (code_key(text), self.codes)])
        return found or _closest([(words_key(text), self._labels)])

    def mistaken(self, text: str) -> str | None:
        """The label that a text is so close to that it is no « other », but this one misspelt."""
        close = get_close_matches(words_key(text), self._labels, n=1, cutoff=_CLOSE)
        label = self._labels[close[0]] if close else None
        return None if label is None or self.value(label) == self.open else label

    def of_column(self, text: str) -> str | None:
        """The value of the answer that a column is of; the open one where a tool names it so."""
        return self.value(text) or (self.open if words_key(text) in OTHER else None)

    def longest(self, separator: str) -> int:
        """The most pieces that a known answer is cut into by ``separator``."""
        if separator not in self._longest:
            known: list[Option | Missing] = [*self.question.options, *self.question.missing]
            labels = (each.label[language] for each in known for language in LANGUAGES)
            self._longest[separator] = 1 + max(
                (each.count(separator) for each in labels), default=0
            )
        return self._longest[separator]

    def split(self, cell: str, separator: str) -> Iterator[str]:
        """The answers of a cell that joins them: known ones, the longest first, then what is left.

        A known answer may hold the separator. What is not known comes as it stands, in one piece.
        """
        pieces, at, loose = cell.split(separator), 0, 0
        most = self.longest(separator)
        while at < len(pieces):
            ends = range(min(len(pieces), at + most), at, -1)
            found = next(
                (end for end in ends if self.value(separator.join(pieces[at:end]))),
                None,
            )
            if found is None:
                at += 1
                continue
            yield from _kept(separator.join(pieces[loose:at]))
            yield separator.join(pieces[at:found]).strip()
            at = loose = found
        yield from _kept(separator.join(pieces[loose:]))


def _closest(tried: Iterable[tuple[str, Mapping[str, str]]]) -> str | None:
    """What a key comes nearest to, of all that is known; None where nothing is near."""
    found = [
        (SequenceMatcher(None, key, close).ratio(), known[close])
        for key, known in tried
        for close in get_close_matches(key, known, n=1, cutoff=_NEAR)
    ]
    return max(found)[1] if found else None


def _kept(text: str) -> Iterator[str]:
    """A piece that says something."""
    if _NOT_WORDS.sub("", text):
        yield text.strip()


def _only(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is named by one key only; a key that names two things names none."""
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        if key:
            found.setdefault(key, set()).add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


@dataclass(frozen=True)
class Names:
    """What a heading may be the name of: a question; a question and one of its answers.

    ``tails``: questions too, tried last: the end of a heading whose beginning is a group.
    ``words``: whether the column holds words that go with an answer.
    """

    whole: tuple[str, ...]
    parts: tuple[tuple[str, str], ...] = ()
    tails: tuple[str, ...] = ()
    words: bool = False


class Questions:
    """The questions of a codebook, by what may stand for them at the head of a column."""

    def __init__(self, codebook: Codebook):
        self.answers = {each.name: Answers(each) for each in codebook.questions}
        self._words_of = {
            code_key(question.name + value)
            for question in codebook.questions
            for value in ("other", "autre", *(o.value for o in question.options if o.open))
        }
        self._known = [
            (CODE, "fr", code_key, _only((code_key(q.name), q.name) for q in codebook.questions)),
        ]
        self._known += [
            (
                WORDING,
                language,
                words_key,
                _only((words_key(q.wording[language]), q.name) for q in codebook.questions),
            )
            for language in LANGUAGES
        ]

    def named(self, text: str) -> tuple[str, str, str] | None:
        """A question, by what it was known (code or wording), and the language of that wording."""
        for by, language, key, known in self._known:
            if name := known.get(key(text)):
                return name, by, language
        return None

    def is_of_words(self, text: str) -> bool:
        """Whether a column is of the words of « other »: ``question_other`` beside ``question``."""
        return code_key(text) in self._words_of

    def place(self, index: int, heading: str, names: Names) -> Place | None:
        """The place of a column by the names of its heading; None where none of them is known."""
        if found := self._of_question(index, heading, names.whole):
            return found
        blocked = False
        for text, answer in names.parts:
            if (known := self.named(text)) is None:
                continue
            if place := self._of_answer(index, heading, known, answer):
                return place
            several = self.answers[known[0]].question.answers == MULTIPLE
            blocked = blocked or (several and code_key(text) != code_key(answer))
        # What stands after a question of several answers is one of them, known or not.
        return None if blocked else self._of_question(index, heading, names.tails)

    def _of_question(self, index: int, heading: str, texts: tuple[str, ...]) -> Place | None:
        for text in texts:
            if known := self.named(text):
                name, by, language = known
                return Place(index, heading, WHOLE, name, None, by, language)
        return None

    def _of_answer(
        self, index: int, heading: str, known: tuple[str, str, str], answer: str
    ) -> Place | None:
        name, by, language = known
        answers = self.answers[name]
        value = answers.of_column(answer)
        if answers.question.answers == MULTIPLE and value:
            return Place(index, heading, TICK, name, value, by, language)
        # The words of « other », in a column of their own beside a single answer.
        other = words_key(answer) in OTHER or (value is not None and value == answers.open)
        if other and answers.question.answers != MULTIPLE:
            return Place(index, heading, ASIDE, name, None, by, language, FREE_TEXT)
        return None


def places(
    headings: Iterable[str],
    codebook: Codebook,
    names: Callable[[str], Names],
    metadata: frozenset[str],
    keys: tuple[str, ...],
    labels: Mapping[str, str] | None = None,
) -> tuple[Place, ...]:
    """The place of each column.

    ``names``: what a heading may be the name of. ``metadata``: the columns that the tool adds, as
    ``words_key`` gives them; ``keys``: those of them that tell one respondent from another, the
    best first. ``labels``: the wording of some columns, where it stands apart.
    """
    questions = Questions(codebook)
    found = []
    for index, heading in enumerate(headings):
        label = (labels or {}).get(heading, "")
        place = questions.place(index, heading.strip() or letters(index), names(heading))
        if place is None and label:
            place = questions.place(index, heading.strip(), names(label))
        found.append(place or set_aside(index, heading, names(heading), questions, metadata))
    return settled(found, codebook, keys)


def set_aside(
    index: int, heading: str, names: Names, questions: Questions, metadata: frozenset[str]
) -> Place:
    """The place of a column that is of no question, with the reason."""
    reason = UNKNOWN
    if not heading.strip() or any(words_key(name) in metadata for name in names.whole):
        reason = METADATA
    elif names.words or any(map(questions.is_of_words, (*names.whole, *names.tails))):
        reason = FREE_TEXT
    return Place(index, heading.strip() or letters(index), ASIDE, reason=reason)


def settled(found: list[Place], codebook: Codebook, keys: tuple[str, ...]) -> tuple[Place, ...]:
    """The places once each is seen beside the others: summaries set aside, one key."""
    return _with_key(_without_summaries(found, codebook), codebook, keys)


def _without_summaries(found: list[Place], codebook: Codebook) -> list[Place]:
    """A column that joins the answers which columns of their own give is set aside.

    Where the one column of its own is that of « other », it holds its words: the joined one is
    kept.
    """
    ticked: dict[str | None, set[str | None]] = {}
    for place in found:
        if place.role == TICK:
            ticked.setdefault(place.question, set()).add(place.value)
    whole = {place.question for place in found if place.role == WHOLE}
    opened = {q.name: {each.value for each in q.options if each.open} for q in codebook.questions}
    joined = {name for name in whole & set(ticked) if name and ticked[name] <= opened[name]}
    return [
        replace(each, role=ASIDE, reason=SUMMARY)
        if each.role == WHOLE and each.question in ticked and each.question not in joined
        else replace(each, role=ASIDE, reason=FREE_TEXT)
        if each.role == TICK and each.question in joined
        else each
        for each in found
    ]


def _with_key(found: list[Place], codebook: Codebook, keys: tuple[str, ...]) -> tuple[Place, ...]:
    """The column that tells a respondent from another: the codebook's, or the tool's own."""
    name = codebook.respondent
    own = [place.index for place in found if name and place.question == name]
    if name and not own:
        by_key = {
            words_key(part): place.index
            for place in found
            if place.reason == METADATA
            for part in (*reversed(place.heading.split(". ")), place.heading)
        }
        own = [by_key[key] for key in keys if key in by_key][:1]
    return tuple(
        replace(each, role=KEY, question=name, reason=None) if each.index in own else each
        for each in found
    )
