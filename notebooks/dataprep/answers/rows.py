"""A row of a file of answers, read against a codebook: what was answered, asked, and is wrong.

A question is not asked where its filter says so, and where the filter's own question was not
answered. A question of several answers of which none was ticked was not answered, in every layout:
most tools write the same for both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from dataprep.answers.codebook import (
    MULTIPLE,
    NOT_ANSWERED,
    NOT_ASKED,
    SINGLE,
    TEXT,
    Codebook,
    Missing,
    Option,
    Question,
)
from dataprep.answers.layouts.matching import Answers, words_key
from dataprep.answers.layouts.shapes import CODE, TICK, WHOLE, Arranged, Given, Place, Said
from dataprep.answers.not_answers import is_total
from dataprep.answers.report import Fault

_SPACES = re.compile(r"\s")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")

# What people write where there is no answer, as ``words_key`` gives it: a dash, a point, N/A.
_NO_ANSWER = frozenset({"", "n a", "na", "nan", "null"})
_SEPARATORS = (", ", ",", ";", "|", "/", "\n", " + ", " et ", " and ")


@dataclass
class Row:
    """A row once read. ``key``: the respondent's own number, empty where there is none.

    ``answers``: by question, values of the codebook, or a number or a text as text. ``asked``:
    whether it was put to this respondent. Both are empty for a row that could not be read.
    """

    number: int
    key: str
    empty: bool
    answers: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, bool] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class Reader:
    """Reads the rows of one arranged file.

    ``codes``: by question, each answer met so far, as in the file, with the value that it was taken
    for; never the words of « other », nor what is said to a private question. ``others``: by
    question, the words that stood in the place of « other », and how often.
    """

    def __init__(self, codebook: Codebook, arranged: Arranged):
        self.codebook = codebook
        self.arranged = arranged
        self.codes: dict[str, dict[str, str]] = {}
        self.others: dict[str, Counter[str]] = {}
        cut = arranged.layout.cut
        self._known = {each.name: Answers(each, cut) for each in codebook.questions}

    @cached_property
    def filters(self) -> dict[str, tuple[str, frozenset[str]]]:
        """For each question that is not put to all: the question, and the answers it depends on."""
        groups = ((each.name, self.codebook.group(each.asked_of)) for each in self._questions)
        return {
            name: (group.question, frozenset(group.values))
            for name, group in groups
            if group.question is not None
        }

    @cached_property
    def published(self) -> frozenset[str]:
        """The headings of the columns that enter the frame."""
        private = {each.name for each in self._questions if each.private}
        return frozenset(
            place.heading
            for place in self.arranged.places
            if place.role in (WHOLE, TICK) and place.question not in private
        )

    @property
    def _questions(self) -> tuple[Question, ...]:
        return self.codebook.questions

    @property
    def _counted(self) -> tuple[Question, ...]:
        """The questions of which a row must answer one: a number or words alone are no answer."""
        open_ones = tuple(each for each in self._questions if not each.private)
        return self.codebook.closed or open_ones

    def total(self, given: Given) -> str | None:
        """What heads a row that sums up others, and so chooses no answer; None for another row."""
        head = next(filter(is_total, given.starts), None)
        chosen = head is not None and any(
            self._chooses(question, said)
            for question in self.codebook.closed
            for said in given.answers.get(question.name, [])
        )
        return None if chosen else head

    def _chooses(self, question: Question, said: Said) -> bool:
        """Whether a cell gives an answer that its question offers, in words or by its code."""
        layout, known = self.arranged.layout, self._known[question.name]
        if as_number(said.text) is not None:
            return False  # a sum may be 1, which a box ticked is too
        if said.place.role == TICK:
            return words_key(said.text) in layout.ticked
        joined = layout.joined if question.answers == MULTIPLE else None
        return any(map(known.value, known.split(said.text, joined) if joined else [said.text]))

    def read(self, given: Given) -> Row:
        """One row: its answers, and all its faults."""
        row = Row(given.row, given.key, given.empty)
        width = len(self.arranged.places)
        if given.cells != width and not given.empty:
            found, expected = str(given.cells), (str(width),)
            row.faults.append(Fault("ragged-row", given.row, value=found, expected=expected))
            return row
        for question in self._questions:
            answered = [*self._answers(question, given.answers.get(question.name, []))]
            row.answers[question.name] = [each for each in answered if isinstance(each, str)]
            faults = (each for each in answered if isinstance(each, Fault))
            row.faults += [_told(each, given.row, question) for each in faults]
        if not row.faults and not any(row.answers[each.name] for each in self._counted):
            row.faults.append(Fault("empty-row", given.row))
            return row
        wrong = {fault.column for fault in row.faults}
        for question in self._questions:
            row.faults += self._filter(question, row, given, wrong)
        if self.codebook.respondent is not None and given.key:
            row.answers[self.codebook.respondent] = [given.key]
        return row

    # What was answered to one question: values of the codebook, numbers or texts, and faults.

    def _answers(self, question: Question, said: list[Said]) -> Iterator[str | Fault]:
        if question.answers in (SINGLE, MULTIPLE):
            found = list(dict.fromkeys(self._closed(question, said)))
            yield from found
            values = [each for each in found if isinstance(each, str)]
            if len(values) > 1:
                yield from self._together(question, values, said)
        else:
            for each in said:
                yield from self._open(question, each)

    def _together(self, question: Question, values: list[str], said: list[Said]) -> Iterator[Fault]:
        """An answer that goes with no other, given with others."""
        if found := [each for each in values if each in self._known[question.name].alone]:
            columns = {each.place.heading for each in said}
            heading = columns.pop() if len(columns) == 1 else question.name
            yield Fault("exclusive-with-another", None, heading, ", ".join(values), (found[0],))

    def _closed(self, question: Question, said: list[Said]) -> Iterator[str | Fault]:
        layout, known = self.arranged.layout, self._known[question.name]
        for each in said:
            if each.place.role == TICK:
                yield from self._tick(question, each)
                continue
            joined = layout.joined if question.answers == MULTIPLE else None
            for piece in known.split(each.text, joined) if joined else [each.text]:
                value = self._value(question, piece, each.place)
                if value is not None:
                    yield value
                elif words_key(piece) not in layout.blank:
                    yield self._unknown(question, piece, each.place, joined)

    def _unknown(
        self, question: Question, text: str, place: Place, joined: str | None
    ) -> str | Fault:
        """What is none of the answers of a question: words of « other », or a fault.

        What comes close to an answer is not « other »: an answer that is misspelt, or whose wording
        has changed since, would be counted there, and nobody would see it.
        """
        known = self._known[question.name]
        if words_key(text) in _NO_ANSWER:
            return Fault("no-answer-sign", None, place.heading, text)
        if joined and _is_joined_otherwise(text, known):
            return Fault("wrong-separator", None, place.heading, text, (joined,))
        pieces = [*(each.strip() for each in text.split(joined or "\0")), text]
        if not self.arranged.layout.free or known.open is None:
            close = (known.nearest(each, place.language) for each in pieces)
            near = next(filter(None, close), None)
            return Fault(
                "unknown-answer", None, place.heading, text, _expected(question, place), near
            )
        for each in pieces:
            if label := known.mistaken(each):
                return Fault("near-answer", None, place.heading, each, near=label)
        if not question.private:
            self.others.setdefault(question.name, Counter())[text] += 1
        return known.open

    def _tick(self, question: Question, said: Said) -> Iterator[str | Fault]:
        layout, value, key = self.arranged.layout, said.place.value or "", words_key(said.text)
        if key in layout.unticked:
            return
        known = self._known[question.name]
        if key in layout.ticked or value in (known.open, known.value(said.text)):
            self._note(question, said.place.heading, value)
            yield value
        else:
            yield Fault("unknown-answer", None, said.place.heading, said.text, layout.ticks)

    def _value(self, question: Question, text: str, place: Place) -> str | None:
        """The value of an answer, None for one unknown."""
        layout, known = self.arranged.layout, self._known[question.name]
        value = known.value(self._label(place, text) or text)
        if value is None and words_key(text) in layout.other:
            value = known.open
        if value is not None:
            self._note(question, text, value)
        return value

    def _note(self, question: Question, text: str, value: str) -> None:
        if not question.private:
            self.codes.setdefault(question.name, {})[text] = value

    def _label(self, place: Place, text: str) -> str | None:
        """The label of a value that SPSS takes for missing, None for another value."""
        return self.arranged.grid.missing.get(place.heading, {}).get(text)

    def _open(self, question: Question, said: Said) -> Iterator[str | Fault]:
        """A number or a text; a value that stands for no answer is one, there too."""
        known = self._known[question.name]
        missing = known.value(self._label(said.place, said.text) or said.text)
        if missing is not None:
            yield missing
        elif words_key(said.text) in self.arranged.layout.blank:
            return
        elif question.answers == TEXT:
            yield said.text
        else:
            yield self._number(question, said)

    def _number(self, question: Question, said: Said) -> str | Fault:
        """A number, within the limits of its question, as Python writes it."""
        heading, whole = said.place.heading, question.whole
        if words_key(said.text) in _NO_ANSWER:
            return Fault("no-answer-sign", None, heading, said.text)
        number = as_number(said.text)
        if number is None or (whole and not number.is_integer()):
            kind = "not-a-whole-number" if whole else "not-a-number"
            return Fault(kind, None, heading, said.text)
        low = question.least is not None and number < question.least
        if low or (question.most is not None and number > question.most):
            limits = (("≥", question.least), ("≤", question.most))
            expected = tuple(f"{sign} {limit:g}" for sign, limit in limits if limit is not None)
            return Fault("out-of-range", None, heading, said.text, expected)
        return repr(number)

    # What was asked.

    def _filter(
        self, question: Question, row: Row, given: Given, wrong: set[str | None]
    ) -> Iterator[Fault]:
        """Whether a question was put to this respondent, and the answers that contradict it."""
        name, said = question.name, given.answers.get(question.name, [])
        row.asked[name] = True
        on, values = self.filters.get(name, (None, frozenset()))
        if on and any(each.place.heading in wrong for each in given.answers.get(on, [])):
            return  # the filter itself is at fault: one fault is enough
        row.asked[name] = on is None or not values.isdisjoint(row.answers[on])
        if row.asked[name]:
            if any(question.kinds.get(each) == NOT_ASKED for each in row.answers[name]):
                heading, expected = said[0].place.heading, _expected(question, said[0].place)
                found = Fault("said-not-asked", None, heading, said[0].text, expected)
                yield _told(found, row.number, question)
            return
        silent = standing(question, NOT_ANSWERED)
        answers = [
            each
            for each in row.answers[name]
            if each != silent and question.kinds.get(each) != NOT_ASKED
        ]
        if answers:
            words = None if question.answers == TEXT else ", ".join(answers)
            found = Fault("filtered-out-answer", None, said[0].place.heading, words)
            yield _told(found, row.number, question)


def _is_joined_otherwise(text: str, known: Answers) -> bool:
    """Whether a text is several answers of a question, with another sign between them."""
    for separator in _SEPARATORS:
        pieces = list(known.split(text, separator))
        if len(pieces) > 1 and all(map(known.value, pieces)):
            return True
    return False


def _told(fault: Fault, row: int, question: Question) -> Fault:
    """A fault at its row; what was said to a private question is not told again."""
    if question.private:
        fault = replace(fault, value=None, near=None)
    return replace(fault, row=row)


def _expected(question: Question, place: Place) -> tuple[str, ...]:
    """What could have stood in a column: codes, or labels where it is headed by a wording."""
    stand = (each for each in question.missing if each.kind != NOT_ASKED)
    known: list[Option | Missing] = [*question.options, *stand]
    if place.by == CODE:
        return tuple(each.value for each in known)
    return tuple(each.label[place.language] for each in known)


def as_number(text: str) -> float | None:
    """A number as people write it, with a decimal comma or point, spaces between thousands.

    None for what is no number: two commas, a unit, a formula.
    """
    plain = _SPACES.sub("", text).replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def standing(question: Question, kind: str) -> str:
    """The value that stands for no answer of a kind; the kind's name where a codebook has none."""
    return next((each.value for each in question.missing if each.kind == kind), kind)


def note_duplicates(rows: list[Row]) -> None:
    """A fault in each of the rows that share the number of a respondent.

    All of them are refused: nothing says which is right. The fault's value is the rows concerned,
    not the number, which may be an address.
    """
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        if row.key:
            by_key.setdefault(row.key, []).append(row)
    for same in by_key.values():
        if len(same) > 1:
            where = ", ".join(str(row.number) for row in same)
            for row in same:
                row.faults.append(Fault("duplicate-respondent", row.number, None, where))
