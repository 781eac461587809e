"""Every fault of form of a codebook, by its JSON Schema: on a codebook that is wrong alone.

jsonschema takes more than a second to import: a codebook that is right never asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

from dataprep.descriptor import fault, nearest


def form_faults(descriptor: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    """The faults of a codebook against ``schema``, in the order of the file; ``place`` names it."""
    validator = jsonschema.Draft202012Validator(schema)
    for error in sorted(
        validator.iter_errors(descriptor), key=lambda each: list(map(str, each.path))
    ):
        yield fault(
            ", ".join([place, *_where(error.absolute_path, descriptor)]),
            *_said(error),
            "correct it, or take it away",
        )


def _where(path: Any, descriptor: Any) -> Iterator[str]:
    """A place as a person finds it: a field by its name, a category by its value."""
    here = descriptor
    for step in path:
        here = here[step]
        if isinstance(step, int) and isinstance(here, dict):
            yield f"« {here.get('name', here.get('value', step + 1))} »"
        elif isinstance(step, int):
            yield f"item {step + 1}"
        elif step not in ("resources", "schema"):
            yield step


def _said(error: jsonschema.ValidationError) -> tuple[str, str]:
    """What was found and what was expected, in words."""
    rule, value, found = error.validator, error.validator_value, error.instance
    if rule == "required":
        lacking = [name for name in value if name not in found]
        near = nearest(lacking[0], set(found) - set(value))
        return f"{', '.join(lacking)} is missing{near}", f"a value for {', '.join(lacking)}"
    if rule == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = [name for name in found if name not in known]
        near = nearest(extra[0], known)
        return f"« {', '.join(extra)} » is not a word of a codebook{near}", ", ".join(known)
    if rule == "enum":
        return (
            f"« {found} »{nearest(str(found), map(str, value))}",
            f"one of {', '.join(map(str, value))}",
        )
    if rule == "pattern":
        return f"« {found} »", f"text of the form {value}"
    if rule == "type":
        return f"{_short(found)} is not of the type {value}", f"the type {value}"
    if rule == "const":
        return f"« {found} »", f"« {value} »"
    return error.message[:200], error.schema.get("description", f"what « {rule} » asks for")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
