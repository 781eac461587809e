"""A codebook: the questions of a survey, their options, filters and missing values, as data.

A codebook is a Data Package v2 (``data/codebooks/<name>.json``) of one resource of answers, whose
fields are the questions. What the standard has no word for stands under the prefix ``survey:``;
``codebook.schema.json``, beside the codebooks, describes each of these words and checks them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dataprep.descriptor import DATA, Stamp, TableError, fault, nearest, shown_path, stamp_of

CODEBOOKS = DATA / "codebooks"
SCHEMA = "codebook.schema.json"

# Why an answer is missing: three different things.
NOT_ASKED, NOT_ANSWERED, DOES_NOT_KNOW = "not-asked", "not-answered", "does-not-know"
MISSING_KINDS = (NOT_ASKED, NOT_ANSWERED, DOES_NOT_KNOW)

# What a respondent did with a question of several answers, in the column of the question itself.
ANSWERED = "answered"
SINGLE, MULTIPLE, NUMBER, TEXT = "single", "multiple", "number", "text"

PREFIX = "survey:"
_TYPES = {"string": TEXT, "integer": NUMBER, "number": NUMBER, "list": MULTIPLE}

Words = Mapping[str, str]  # one text in each language: {"fr": …, "en": …}


@dataclass(frozen=True)
class Option:
    """An answer that is offered: ``value`` is its code, ``label`` its words in each language.

    ``exclusive``: goes with no other. ``open``: to be specified in words. ``finding``: the option
    of the findings of other waves that it can be compared with, None where there is none.
    """

    value: str
    label: Words
    exclusive: bool = False
    open: bool = False
    finding: str | None = None


@dataclass(frozen=True)
class Missing:
    """A value that stands for no answer: ``kind`` says why, one of ``MISSING_KINDS``."""

    value: str
    label: Words
    kind: str


@dataclass(frozen=True)
class Group:
    """Respondents whom a question may be put to: all, or those who gave one of ``values``."""

    name: str
    label: Words
    question: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question, as asked.

    ``answers``: ``single``, ``multiple``, ``number`` or ``text``. ``options`` in the order in
    which they are offered; ``ordered`` where that order is that of what they say (a scale).
    ``asked_of``: the name of a group. ``private``: never published, in any form. ``feeds``: the
    question of the findings of other waves that it compares with.
    """

    name: str
    answers: str
    wording: Words
    options: tuple[Option, ...]
    missing: tuple[Missing, ...]
    asked_of: str
    ordered: bool = False
    private: bool = False
    feeds: str | None = None
    least: float | None = None
    most: float | None = None
    before: Words | None = None
    section: str | None = None
    why: Words | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its options."""
        return tuple(option.value for option in self.options)

    def column(self, value: str) -> str:
        """The column that says whether an option of several was ticked: ``question/option``."""
        return f"{self.name}/{value}"

    @property
    def kinds(self) -> Mapping[str, str]:
        """Why an answer is missing, by the value that stands for it."""
        return {each.value: each.kind for each in self.missing}


@dataclass(frozen=True)
class Codebook:
    """A survey, described: what is asked, of whom, and what each answer is.

    ``wave`` names the edition in the findings. ``reconstructed``: read from a publication, and not
    from the questionnaire itself. ``respondent``: the field that tells one respondent from
    another, None where none does. ``population``: the units that could have answered, where it is
    known. ``descriptor`` is the Data Package it was read from.
    """

    name: str
    title: Words
    wave: str
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    reconstructed: bool
    respondent: str | None
    population: int | None
    descriptor: Mapping[str, Any]

    def question(self, name: str) -> Question:
        """A question by its name. Raises ValueError for one that the codebook has not."""
        for each in self.questions:
            if each.name == name:
                return each
        known = [each.name for each in self.questions]
        raise ValueError(
            f"question: {name!r} is not in the codebook {self.name}. Expected one of "
            f"{', '.join(known)}{nearest(name, known)}. Correct the name."
        )

    def group(self, name: str) -> Group:
        """A group by its name. Raises ValueError for one that the codebook has not."""
        for each in self.groups:
            if each.name == name:
                return each
        known = [each.name for each in self.groups]
        raise ValueError(
            f"group: {name!r} is not in the codebook {self.name}. Expected one of "
            f"{', '.join(known)}{nearest(name, known)}. Correct the name."
        )

    @property
    def closed(self) -> tuple[Question, ...]:
        """The questions that can be tabulated: those with options, and not private."""
        return tuple(q for q in self.questions if q.answers in (SINGLE, MULTIPLE) and not q.private)

    def columns(self) -> dict[str, str]:
        """The columns of the answers once read, in order, each with what it holds.

        ``code``: the code of an option, or a value that stands for no answer (for a question of
        several answers, ``answered`` or such a value); ``ticked``: 1 or 0, missing where the
        question was not answered; ``number``; ``text``. What is private has no column: it is
        dropped once read.
        """
        found: dict[str, str] = {}
        for each in (question for question in self.questions if not question.private):
            found[each.name] = "code" if each.answers in (SINGLE, MULTIPLE) else each.answers
            if each.answers == MULTIPLE:
                found |= {each.column(value): "ticked" for value in each.codes}
        return found


def codebook(name: str | Path) -> Codebook:
    """A codebook of the project by its name (``flash``, ``proposed``), or any by its path.

    Raises TableError, with all its faults, when the file is missing, is not JSON, or does not
    describe a survey.
    """
    path = Path(name)
    if path.suffix != ".json":
        path = CODEBOOKS / f"{name}.json"
    if not path.is_file():
        known = sorted(each.stem for each in CODEBOOKS.glob("*.json") if each.name != SCHEMA)
        raise TableError(
            [
                fault(
                    f"codebook: {str(name)!r}",
                    "there is no such file",
                    f"one of {', '.join(known)}, or the path of a codebook",
                    "correct the name, or write the codebook as CONTRIBUTING says",
                )
            ]
        )
    return _read(path, stamp_of(path), stamp_of(CODEBOOKS / SCHEMA))


@lru_cache(maxsize=16)
def _read(path: Path, stamp: Stamp, schema: Stamp) -> Codebook:
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        place = f"{shown_path(path)}, line {error.lineno}, column {error.colno}"
        raise TableError([fault(place, error.msg, "JSON", "correct the line")]) from None
    except UnicodeDecodeError as error:
        place = f"{shown_path(path)}, byte {error.start + 1}"
        raise TableError([fault(place, "it is not UTF-8", "UTF-8", "save it as UTF-8")]) from None
    place = shown_path(path)
    if faults := [*_form_faults(descriptor, place)] or [*_sense_faults(descriptor, place)]:
        raise TableError(faults)
    return _built(descriptor)


def _form_faults(descriptor: Any, place: str) -> Iterator[str]:
    """What the schema of codebooks refuses: all faults, each at its place."""
    import fastjsonschema  # light; jsonschema, which lists all faults, takes a second to import

    schema = json.loads((CODEBOOKS / SCHEMA).read_text(encoding="utf-8"))
    try:
        fastjsonschema.compile(schema)(descriptor)
    except fastjsonschema.JsonSchemaException:
        from dataprep.answers.form import form_faults

        yield from form_faults(descriptor, schema, place)


def _sense_faults(descriptor: dict[str, Any], place: str) -> Iterator[str]:
    """What is of the right form and makes no sense: names that point nowhere, or stand twice."""
    resource = descriptor["resources"][0]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    groups = {group["name"]: group for group in resource["survey:groups"]}
    yield from _repeated(names, f"{place}, fields", "field")
    yield from _repeated(
        [g["name"] for g in resource["survey:groups"]], f"{place}, groups", "group"
    )
    by_name = {field["name"]: field for field in fields}
    for name, group in groups.items():
        at = f"{place}, group {name}"
        if "question" in group:
            yield from _known(group["question"], names, f"{at}, question", "a field")
            codes = _codes(by_name.get(group["question"], {}))
            for value in group.get("values", ()) if group["question"] in by_name else ():
                yield from _known(value, codes, f"{at}, values", f"a value of {group['question']}")
    everyone = [name for name, group in groups.items() if "question" not in group]
    if len(everyone) != 1:
        yield fault(
            f"{place}, groups",
            f"{len(everyone)} groups of all respondents",
            "one group without a question: all who answered",
            "write one",
        )
    key = resource["schema"].get("primaryKey", [])
    for name in [key] if isinstance(key, str) else key:
        yield from _known(name, names, f"{place}, primaryKey", "a field")
    for field in fields:
        yield from _field_faults(field, resource, groups, f"{place}, field {field['name']}")


def _field_faults(
    field: dict[str, Any], resource: dict[str, Any], groups: Mapping[str, Any], at: str
) -> Iterator[str]:
    yield from _known(
        field.get("survey:asked_of", next(iter(groups), "")),
        groups,
        f"{at}, survey:asked_of",
        "a group",
    )
    codes = _codes(field)
    standing = [each["value"] for each in _missing_of(field, resource)]
    yield from _repeated([*codes, *standing, *([ANSWERED] if codes else [])], at, "value")
    if field["type"] == "list" and not codes:
        yield fault(at, "a question of several answers without any", "categories", "list them")


def _codes(field: Mapping[str, Any]) -> list[str]:
    return [str(each["value"]) for each in field.get("categories", ())]


def _missing_of(field: Mapping[str, Any], resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The values of a field that stand for no answer: its own where it has some, as v2 has it."""
    own: list[dict[str, Any]] = field.get("missingValues", resource["schema"]["missingValues"])
    return own


def _repeated(values: list[str], place: str, what: str) -> Iterator[str]:
    for value in dict.fromkeys(value for value in values if values.count(value) > 1):
        yield fault(
            place,
            f"the {what} « {value} » stands {values.count(value)} times",
            f"each {what} once (« {ANSWERED} » is taken)",
            "rename one of them",
        )


def _known(value: str, known: Any, place: str, what: str) -> Iterator[str]:
    if value not in known:
        yield fault(
            place,
            f"« {value} » is not {what}{nearest(value, known)}",
            f"one of {', '.join(known)}",
            "correct it",
        )


def _built(descriptor: dict[str, Any]) -> Codebook:
    resource = descriptor["resources"][0]
    schema = resource["schema"]
    groups = tuple(
        Group(
            each["name"], _words(each, "label"), each.get("question"), tuple(each.get("values", ()))
        )
        for each in resource["survey:groups"]
    )
    everyone = next(group.name for group in groups if group.question is None)
    key = schema.get("primaryKey", [])
    return Codebook(
        name=descriptor["name"],
        title=_words(descriptor, "title"),
        wave=str(resource["survey:wave"]),
        groups=groups,
        questions=tuple(_question(field, resource, everyone) for field in schema["fields"]),
        reconstructed=resource.get("survey:reconstructed", False),
        respondent=key if isinstance(key, str) else next(iter(key), None),
        population=resource.get("survey:population"),
        descriptor=descriptor,
    )


def _question(field: dict[str, Any], resource: dict[str, Any], everyone: str) -> Question:
    answers = _TYPES[field["type"]]
    if answers == TEXT and "categories" in field:
        answers = SINGLE
    limits = field.get("constraints", {})
    return Question(
        name=field["name"],
        answers=answers,
        wording=_words(field, "title"),
        options=tuple(
            Option(
                str(each["value"]),
                _words(each, "label"),
                each.get("survey:exclusive", False),
                each.get("survey:open", False),
                each.get("survey:finding"),
            )
            for each in field.get("categories", ())
        ),
        missing=tuple(
            Missing(each["value"], _words(each, "label"), each["survey:kind"])
            for each in _missing_of(field, resource)
        ),
        asked_of=field.get("survey:asked_of", everyone),
        ordered=field.get("categoriesOrdered", False),
        private=field.get("survey:private", False),
        feeds=field.get("survey:feeds"),
        least=limits.get("minimum"),
        most=limits.get("maximum"),
        before=_words(field, "survey:before") if "survey:before" in field else None,
        section=field.get("survey:section"),
        why=_words(field, "survey:why") if "survey:why" in field else None,
    )


def _words(item: Mapping[str, Any], name: str) -> Words:
    """A text of a codebook in each language: French under its own name, English under ours."""
    english = name if name.startswith(PREFIX) else f"{PREFIX}{name}"
    return {"fr": item[name], "en": item.get(f"{english}_en", item[name])}
