"""Sentences that conclude from data, each with the condition under which it may be said.

A number on a page follows its table; a sentence of Markdown does not. A cell that stands beside it
states what it concludes from, and stops the build when the data no longer say so.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import pandas as pd

from rendering.shown.numbers import Number, numbers_of

# What a condition may call, and nothing else.
_ALLOWED = (abs, all, any, len, max, min, round, set, sorted, sum)
_FUNCTIONS: dict[str, Any] = {each.__name__: each for each in _ALLOWED}


class ConclusionError(ValueError):
    """A sentence of the book that its data no longer bear out."""


def holds(
    sentence: str,
    *sources: pd.DataFrame | Mapping[str, Number],
    when: str,
    **values: Any,
) -> None:
    """Stop the build unless what ``sentence`` concludes from still holds.

    ``sentence`` is the conclusion, or the part of it that can be wrong, as the Markdown of the
    chapter has it. ``when`` is its condition, in Python: a name is a number of one of ``sources``,
    as in ``answer``, read by its attributes (``users.count``, ``users.value``), or one of
    ``values``. Returns nothing: the sentence is already on the page. Raises ConclusionError when
    the condition fails, with the sentence, what was found and what was expected; ValueError when
    the condition cannot be read.
    """
    names: dict[str, Any] = {}
    for source in sources:
        names |= numbers_of(source) if isinstance(source, pd.DataFrame) else source
    names |= values
    condition = _read(when, names)
    try:
        true = _value(condition.body, names)
    except TypeError:  # a number without its count, or its share, is compared
        true = False
    if not true:
        raise ConclusionError(
            f"« {sentence} » no longer holds.\n"
            f"  Found: {', '.join(_found(condition, names))}. Expected: {when}.\n"
            "  To do: rewrite the sentence, or its condition."
        )


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    code = compile(ast.Expression(node), "<condition>", "eval")
    return eval(code, {"__builtins__": {}, **_FUNCTIONS, **names})


def _read(when: str, names: Mapping[str, Any]) -> ast.Expression:
    try:
        condition = ast.parse(when.strip(), mode="eval")
    except SyntaxError as error:
        raise ValueError(
            f"holds: the condition « {when} » is not one expression of Python ({error.msg}). "
            "Expected a comparison, as « users.count < non_users.count ». Correct it."
        ) from None
    inner = {
        node.id
        for each in ast.walk(condition)
        if isinstance(each, ast.comprehension)
        for node in ast.walk(each.target)
        if isinstance(node, ast.Name)
    }
    for node in ast.walk(condition):
        if isinstance(node, ast.Name) and node.id not in {*names, *_FUNCTIONS, *inner}:
            raise ValueError(
                f"holds: no value is named « {node.id} » in the condition « {when} ». Expected one "
                f"of {', '.join(sorted(names))}. Correct the name, or give the value."
            )
    if not any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(condition)):
        raise ValueError(
            f"holds: the condition « {when} » reads no value, so it cannot fail. Expected a name "
            f"of {', '.join(sorted(names)) or 'a value'}. Give what the sentence concludes from."
        )
    return condition


def _found(condition: ast.Expression, names: Mapping[str, Any]) -> list[str]:
    """The values that a condition reads, each once: ``users.count = 27``."""
    found: dict[str, str] = {}

    def read(node: ast.AST) -> None:
        if isinstance(node, (ast.Attribute, ast.Name)):
            text = ast.unparse(node)
            if text.partition(".")[0] in names:
                found[text] = f"{text} = {_value(node, names)!r}"
                return
        for child in ast.iter_child_nodes(node):
            read(child)

    read(condition)
    return list(found.values())
