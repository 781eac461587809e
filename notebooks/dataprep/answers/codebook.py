"""A codebook: the questions of a survey, their options, filters and missing values, as data.

A codebook is a Data Package v2 (``data/codebooks/<name>.json``) of one resource of answers, whose
fields are the questions. What the standard has no word for stands under the prefix ``survey:``;
``codebook.schema.json``, beside the codebooks, describes each of these words and checks them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar

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
    """A value that stands for no answer: ``kind`` says why, one of ``MISSING_KINDS``.

    Where it can be chosen, it goes with no option, and nothing is to be specified.
    """

    value: str
    label: Words
    kind: str
    exclusive: ClassVar[bool] = True
    open: ClassVar[bool] = False


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
    question of the findings of other waves that it compares with. ``required``: no form goes on
    without an answer. ``whole``: a number without decimals.
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
    required: bool = False
    whole: bool = False

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


Named = TypeVar("Named", Group, Question)


@dataclass(frozen=True)
class Codebook:
    """A survey, described: what is asked, of whom, and what each answer is.

    ``wave`` names the edition in the findings. ``reconstructed``: read from a publication, and not
    from the questionnaire itself. ``respondent``: the field that tells one respondent from
    another, None where none does. ``population``: the units that could have answered, where it is
    known. ``descriptor`` is the Data Package it was read from. ``opening`` is read before the first
    question.
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
    opening: Words | None = None

    def __deepcopy__(self, memo: Any) -> Codebook:
        """Itself, which nothing changes: pandas copies what a table bears each time it is used."""
        return self

    def question(self, name: str) -> Question:
        """A question by its name. Raises ValueError for one that the codebook has not."""
        return self._named("question", name, self.questions)

    def group(self, name: str) -> Group:
        """A group by its name. Raises ValueError for one that the codebook has not."""
        return self._named("group", name, self.groups)

    def _named(self, what: str, name: str, among: tuple[Named, ...]) -> Named:
        for each in among:
            if each.name == name:
                return each
        known = [each.name for each in among]
        raise ValueError(
            f"{what}: {name!r} is not in the codebook {self.name}. Expected one of "
            f"{', '.join(known)}{nearest(name, known)}. Correct the name."
        )

    @property
    def closed(self) -> tuple[Question, ...]:
        """The questions that can be tabulated: those with options, and not private."""
        return tuple(q for q in self.questions if q.answers in (SINGLE, MULTIPLE) and not q.private)

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions put to respondents: all but the field that tells one from another."""
        return tuple(each for each in self.questions if each.name != self.respondent)

    def offered(self, question: Question) -> tuple[Option | Missing, ...]:
        """What a closed question lets respondents choose, in order; nothing for another.

        After the options come the values that stand for no answer and can be chosen, such as « I do
        not know »: those that the question adds to the values of the whole file, and those that say
        that the respondent does not know.
        """
        if question.answers not in (SINGLE, MULTIPLE):
            return ()
        whole = self.descriptor["resources"][0]["schema"]["missingValues"]
        of_file = {each["value"] for each in whole}
        chosen = (
            each
            for each in question.missing
            if each.kind == DOES_NOT_KNOW or each.value not in of_file
        )
        return (*question.options, *chosen)

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
                    f"there is no such file{nearest(str(name), known)}",
                    f"one of {', '.join(known)}, or the path of a codebook",
                    "correct the name, or write the codebook as CONTRIBUTING says",
                )
            ]
        )
    return _read(path, stamp_of(path), stamp_of(CODEBOOKS / SCHEMA))


@lru_cache(maxsize=16)
def _read(path: Path, stamp: Stamp, schema: Stamp) -> Codebook:
    place = shown_path(path)
    descriptor = _parsed(path, place)
    if faults := [*_form_faults(descriptor, place, schema)] or [*_sense_faults(descriptor, place)]:
        raise TableError(faults)
    return _built(descriptor)


def _parsed(path: Path, place: str) -> Any:
    """The JSON of a file. Raises TableError where it is none."""
    repeated: list[str] = []

    def held(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        words = [word for word, _ in pairs]
        repeated.extend(_repeated(words, place, "word"))
        return dict(pairs)

    try:
        text = path.read_bytes().decode("utf-8-sig")  # Notepad writes the mark of UTF-8
        descriptor = json.loads(text, object_pairs_hook=held)
    except UnicodeDecodeError as error:
        at = f"{place}, byte {error.start + 1}"
        raise TableError([fault(at, "it is not UTF-8", "UTF-8", "save it as UTF-8")]) from None
    except json.JSONDecodeError as error:
        at = f"{place}, line {error.lineno}, column {error.colno}"
        raise TableError([fault(at, error.msg, "JSON", "correct the line")]) from None
    except (RecursionError, ValueError):
        said = "it is nested too deep, or holds a number too long"
        raise TableError([fault(place, said, "a codebook", "take it away")]) from None
    if repeated:
        raise TableError(repeated)
    return descriptor


def _form_faults(descriptor: Any, place: str, stamp: Stamp) -> Iterator[str]:
    """What the schema of codebooks refuses: all faults, each at its place."""
    schema, valid = _checked_form(stamp)
    if not valid(descriptor):
        from dataprep.answers.form import form_faults

        yield from form_faults(descriptor, schema, place)


@lru_cache(maxsize=1)
def _checked_form(stamp: Stamp) -> tuple[dict[str, Any], Callable[[Any], bool]]:
    """The schema of codebooks, and what tells whether a codebook satisfies it."""
    import fastjsonschema  # light; jsonschema, which lists all faults, takes a second to import

    schema = json.loads((CODEBOOKS / SCHEMA).read_text(encoding="utf-8"))
    check = fastjsonschema.compile(schema)

    def valid(descriptor: Any) -> bool:
        try:
            check(descriptor)
        except fastjsonschema.JsonSchemaException:
            return False
        return True

    return schema, valid


def _sense_faults(descriptor: dict[str, Any], place: str) -> Iterator[str]:
    """What is of the right form and makes no sense: names that point nowhere, or stand twice."""
    resource = descriptor["resources"][0]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    groups = {group["name"]: group for group in resource["survey:groups"]}
    yield from _repeated(names, f"{place}, fields", "field")
    yield from _repeated(
        [group["name"] for group in resource["survey:groups"]], f"{place}, groups", "group"
    )
    by_name = {field["name"]: field for field in fields}
    for group in groups.values():
        yield from _group_faults(group, by_name, f"{place}, group {group['name']}")
    everyone = [name for name, group in groups.items() if "question" not in group]
    if len(everyone) != 1:
        yield fault(
            f"{place}, groups",
            f"{len(everyone)} groups of all respondents"
            + (f": {', '.join(everyone)}" if everyone else ""),
            "one group without a question: all who answered",
            "give the others their question and values" if everyone else "write one",
        )
    key = resource["schema"].get("primaryKey", [])
    for name in [key] if isinstance(key, str) else key:
        yield from _known(name, names, f"{place}, primaryKey", "a field")
    for field in fields:
        at = f"{place}, field {field['name']}"
        yield from _field_faults(field, resource, at)
        yield from _filter_faults(field, names, groups, at)


def _group_faults(group: Mapping[str, Any], fields: Mapping[str, Any], at: str) -> Iterator[str]:
    """A group of those who gave some answers: to a question that is asked, and offers them."""
    name = group.get("question")
    if name is None:
        return
    yield from _known(name, fields, f"{at}, question", "a field")
    if name not in fields:
        return
    if codes := _codes(fields[name]):
        for value in group["values"]:
            yield from _known(value, codes, f"{at}, values", f"an answer of {name}")
    else:
        yield fault(
            f"{at}, question",
            f"« {name} » offers no answer to choose from",
            "a question with categories",
            "name another question, or list its categories",
        )


def _field_faults(field: dict[str, Any], resource: dict[str, Any], at: str) -> Iterator[str]:
    """The answers of a question, the values that stand for none, and its limits."""
    codes, missing = _codes(field), _missing_of(field, resource)
    standing = [each["value"] for each in missing]
    yield from _repeated([*codes, *standing, *([ANSWERED] if codes else [])], at, "value")
    for label in ("label", f"{PREFIX}label_en"):
        said = [each[label] for each in field.get("categories", ()) if label in each]
        yield from _repeated(said, at, label)
    kinds = {each[f"{PREFIX}kind"] for each in missing}
    for kind in (NOT_ANSWERED, *([NOT_ASKED] if f"{PREFIX}asked_of" in field else [])):
        if kind not in kinds:
            yield fault(
                f"{at}, missingValues",
                f"no value says « {kind} »",
                f"one whose {PREFIX}kind is {kind}",
                "add it there, or to those of the schema if the field has none of its own",
            )
    if field["type"] == "list" and not codes:
        yield fault(at, "a question of several answers without any", "categories", "list them")
    if _TYPES[field["type"]] == NUMBER and codes:
        yield fault(
            at,
            f"categories under the type {field['type']}",
            "the type string, or list where several answers may be given",
            "correct the type, or take the categories away",
        )
    limits = field.get("constraints", {})
    if limits.get("minimum", 0) > limits.get("maximum", limits.get("minimum", 0)):
        yield fault(
            f"{at}, constraints",
            f"the minimum, {limits['minimum']}, is more than the maximum, {limits['maximum']}",
            "a minimum up to the maximum",
            "correct one of the two",
        )


def _filter_faults(
    field: dict[str, Any], names: list[str], groups: Mapping[str, Any], at: str
) -> Iterator[str]:
    """Whom a question is put to: a group that the questions before it have told."""
    asked_of = field.get(f"{PREFIX}asked_of")
    if asked_of is None:
        return
    at = f"{at}, {PREFIX}asked_of"
    yield from _known(asked_of, groups, at, "a group")
    leads = groups.get(asked_of, {}).get("question")
    if leads in names and names.index(leads) >= names.index(field["name"]):
        yield fault(
            at,
            f"« {asked_of} » depends on « {leads} », which is not asked before",
            f"{leads} before {field['name']}",
            "change their order, or the group",
        )


def _codes(field: Mapping[str, Any]) -> list[str]:
    return [str(each["value"]) for each in field.get("categories", ())]


def _missing_of(field: Mapping[str, Any], resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The values of a field that stand for no answer: its own where it has some, as v2 has it."""
    own: list[dict[str, Any]] = field.get("missingValues", resource["schema"]["missingValues"])
    return own


def _repeated(values: list[str], place: str, what: str) -> Iterator[str]:
    for value in dict.fromkeys(value for value in values if values.count(value) > 1):
        if value == ANSWERED and what == "value":
            yield fault(
                place,
                f"the value « {ANSWERED} » is taken: the file of answers writes it for itself",
                "another value",
                "rename it",
            )
            continue
        yield fault(
            place,
            f"the {what} « {value} » stands {values.count(value)} times",
            f"each {what} once",
            "rename one of them, or take it away",
        )


def _known(value: str, known: Iterable[str], place: str, what: str) -> Iterator[str]:
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
        opening=_words(resource, "survey:opening") if "survey:opening" in resource else None,
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
        required=limits.get("required", False),
        whole=field["type"] == "integer",
    )


def _words(item: Mapping[str, Any], name: str) -> Words:
    """A text of a codebook in each language: French under its own name, English under ours."""
    english = name if name.startswith(PREFIX) else f"{PREFIX}{name}"
    return {"fr": item[name], "en": item.get(f"{english}_en", item[name])}
