"""Every fault of form of a codebook, by its JSON Schema: on a codebook that is wrong alone.

jsonschema takes more than a second to import: a codebook that is right never asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema

from dataprep.descriptor import fault, nearest

_LONGEST = 60  # characters of a value shown in a fault
_TYPES = {
    "string": "a text, in quotation marks",
    "boolean": "true or false, without quotation marks",
    "integer": "a whole number, without quotation marks",
    "number": "a number, without quotation marks",
    "array": "a list, in square brackets",
    "object": "an object, in braces",
}
_SIZES = {
    "minItems": "fewer than",
    "maxItems": "more than",
    "minimum": "less than",
    "maximum": "more than",
}


def form_faults(descriptor: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    """The faults of a codebook against ``schema``, in the order of the file; ``place`` names it."""
    errors = jsonschema.Draft7Validator(schema).iter_errors(descriptor)
    for error in sorted(errors, key=lambda each: _order(each.absolute_path, descriptor)):
        where = ", ".join([place, *_where(error.absolute_path, descriptor)])
        for said in _said(error):
            # A key may hold anything: each part of a fault is one line.
            yield fault(*(" ".join(part.splitlines()) for part in (where, *said)))


def _order(path: Iterable[Any], descriptor: Any) -> list[int]:
    """The rank of each step of a path among those that the file has at its level."""
    ranks, here = [], descriptor
    for step in path:
        ranks.append(step if isinstance(step, int) else list(here).index(step))
        here = here[step]
    return ranks


def _where(path: Iterable[Any], descriptor: Any) -> Iterator[str]:
    """A place as a person finds it: a field by its name, a category by its value."""
    steps, here = list(path), descriptor
    if steps[:2] == ["resources", 0] and len(steps) > 2:
        steps, here = steps[2:], here["resources"][0]  # there is one
    for step in steps:
        here = here[step]
        if isinstance(step, int):
            names = here if isinstance(here, dict) else {}
            name = names.get("name", names.get("value"))
            yield f"item {step + 1}" if name is None else f"« {' '.join(str(name).split())} »"
        elif step != "schema" or len(steps) == 1:
            yield step


def _said(error: jsonschema.ValidationError) -> Iterator[tuple[str, str, str]]:
    """What was found, what was expected and what to do, in words."""
    rule, value, found = error.validator, error.validator_value, error.instance
    if rule == "required":
        for name in (each for each in value if each not in found):
            near = nearest(name, set(found) - set(error.schema["properties"]))
            yield f"« {name} » is missing{near}", _meant(error.schema, name), "write it"
    elif rule == "additionalProperties":
        yield from _unknown(found, error.schema)
    elif rule == "dependencies":
        name = next(each for each in value if each in found and not {*value[each]} <= {*found})
        lacking = ", ".join(value[name])
        yield f"« {name} » without « {lacking} »", "both, or neither", "write the other"
    elif rule == "enum":
        near = nearest(str(found), value)
        yield f"{_short(found)} is not known{near}", f"one of {', '.join(value)}", "choose one"
    elif rule == "const":
        yield f"{_short(found)}", f"« {value} »", "write it so"
    elif rule == "type":
        kinds = [value] if isinstance(value, str) else value
        yield f"{_short(found)}", ", or ".join(_TYPES[kind] for kind in kinds), "correct it"
    elif rule in _SIZES:
        found = len(found) if isinstance(found, list) else found
        yield (
            f"{found} is {_SIZES[rule]} {value}",
            error.schema.get("description", f"{value}"),
            "correct it",
        )
    else:
        yield f"{_short(found)}", error.schema["description"], "correct it"


def _unknown(found: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each word of a part of a codebook that it cannot have."""
    known = schema["properties"]
    ours = [name for name in known if ":" in name]
    allowed = [*schema.get("patternProperties", {})]
    for name in found:
        if name in known or any(re.search(pattern, name) for pattern in allowed):
            continue
        expected = ours if name.startswith("survey:") else known
        yield (
            f"« {name.strip() or repr(name)} » is not a word of this part of a codebook"
            f"{nearest(name, expected)}",
            f"one of {', '.join(expected)}" if expected else "no word of ours",
            "correct the word, or take it away",
        )


def _meant(schema: Mapping[str, Any], name: str) -> str:
    """What a word that is missing would say."""
    meaning = schema["properties"][name].get("description", "")
    return f"{name}: {meaning[:1].lower()}{meaning[1:].rstrip('.')}" if meaning else name


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}…"
