"""A wave: one edition of the survey, with its statements, its groups and what is known of both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dataprep import arguments
from dataprep.descriptor import DATA, table_names
from dataprep.tables import load_table

_STATEMENTS = "findings-"  # the tables of statements are named after their wave


@dataclass(frozen=True, eq=False)
class Wave:
    """One edition of the survey, as published.

    ``statements``: a row per statement, in the order of the text, with the columns of the table
    ``findings-<year>``, the ``theme``, ``question_fr`` and ``question_en`` of its question, and
    ``source`` (table and row). ``questions`` and ``groups``: the tables of those names, by id.
    ``total``: the respondents, as printed. ``partition``: the groups whose bases add up to it;
    ``majority``: the one said to be more than half of it, None where no group is.
    """

    year: int
    statements: pd.DataFrame
    questions: pd.DataFrame
    groups: pd.DataFrame
    total: int
    partition: tuple[str, ...]
    majority: str | None

    @property
    def everyone(self) -> str:
        """The group of all respondents."""
        others = [name for name in self.groups.index if name not in self.partition]
        return str(next(name for name in others if self.readings(name) == (name,)))

    def readings(self, group: str) -> tuple[str, ...]:
        """The groups that a statement may be of: two where it is of ``one-or-other``."""
        parts = tuple(str(group).split("-or-"))
        return parts if len(parts) > 1 and set(parts) <= set(self.groups.index) else (group,)

    def of_open_group(self) -> pd.DataFrame:
        """The statements whose group the text leaves open."""
        named = self.statements["base_group"].dropna()
        left_open = named[[len(self.readings(group)) > 1 for group in named]]
        return self.statements.loc[left_open.index]


def published_wave(name: str = "2025", data: Path = DATA) -> Wave:
    """A published wave, by its year. Raises ValueError for one that the data package has not.

    Raises TableError when one of its tables is not sound.
    """
    tables = [each for each in table_names(data) if each.startswith(_STATEMENTS)]
    known = [each.removeprefix(_STATEMENTS) for each in tables]
    arguments.refuse(*arguments.one_of("wave", name, known))
    questions = load_table(f"questions-{name}", data).set_index("id")
    groups = load_table(f"groups-{name}", data).set_index("id")
    statements = _with_questions(load_table(f"{_STATEMENTS}{name}", data), questions)
    return Wave(
        year=int(name),
        statements=statements.assign(source=f"{_STATEMENTS}{name}#" + statements["id"]),
        questions=questions,
        groups=groups,
        total=int(statements.loc[statements["kind"] == "count", "value"].iloc[0]),
        partition=tuple(groups.index[groups["partition"]]),
        majority=next(iter(groups.index[groups["majority"]]), None),
    )


def given(wave: Wave | None) -> Wave:
    """The wave itself; the flash's where none is given. Raises ValueError for anything else."""
    if wave is not None and not isinstance(wave, Wave):
        raise ValueError(
            f"wave: {wave!r} is not a wave. Expected what published_wave() returns. "
            "Call published_wave('2025') and pass its result."
        )
    return published_wave() if wave is None else wave


def _with_questions(statements: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    asked = questions.loc[statements["question"], ["theme", "label_fr", "label_en"]]
    asked.columns = pd.Index(["theme", "question_fr", "question_en"])
    return statements.assign(**{str(name): asked[name].to_numpy() for name in asked})
