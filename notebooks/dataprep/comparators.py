"""What other surveys measured, and how near it is to what the flash measures.

Our unit. The flash counts respondents and does not say whether each stands for one territory. It
asks who may use the tools in the organisation, so a respondent is taken to speak for one: our unit
is the organisation. Under the other reading, where respondents speak for themselves alone, pass
``unit="person"``: closeness is then computed anew, and surveys of people come nearer.

The same unit is not the same population. A firm and a council are organisations both, and nobody
but ANPP has asked the Pays and PETR: the population differs in every pair, and every reason says
which it is. The wording differs in every pair too, as far as is known: none could be seen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from dataprep import arguments
from dataprep.descriptor import DATA, describe
from dataprep.findings import published_findings
from dataprep.tables import load_table
from dataprep.wave import Wave, published_wave

LEVELS = ("same-unit-and-base", "same-unit", "other")
NO_FINDING = "none"  # the closeness of a figure that the flash has no share to set beside
UNITS = ("organisation", "person")
HOME = "FR"  # the country of the flash

_TABLE = "comparators"
_FLIPPED = {"more-than": "less-than", "less-than": "more-than"}
_TURNED = {"direct": "complement", "complement": "direct"}


def topics(data: Path = DATA) -> list[str]:
    """The topics of the comparators, in the order in which a reader meets them."""
    return _codes("topic", data)


def comparable(
    finding: str, level: str = "other", data: Path = DATA, *, unit: str = "organisation"
) -> pd.DataFrame:
    """The comparators of a finding, from the closest to the farthest.

    ``finding`` is an option of ``published_findings`` that has a share: ``daily``, ``users``…
    ``level`` is the loosest closeness admitted: ``same-unit-and-base``, ``same-unit`` (another
    base, or one that is not stated) or ``other``. ``unit`` is what a respondent of the flash
    stands for, ``organisation`` or ``person``; the module's docstring says why.

    Returns the columns of the table ``comparators``, and ``share`` (0 to 1, to be read beside the
    finding: where ``reading`` is ``complement``, one minus the share printed), ``closeness``,
    ``same_unit`` and ``our_base`` (the group that our share is of), missing where there is no
    finding. With the columns ``differs_…``, ``population_kind``, ``area`` and ``reading``, they
    say why a figure is as close as it is. Within a closeness: same base first, then local
    authorities, France, a close question, a close year. Empty, with its columns, where nothing
    compares.

    Raises ValueError for a finding, a level or a unit that does not exist.
    """
    wave = published_wave(data=data)
    shares = _shares(wave)
    arguments.refuse(
        *arguments.one_of("finding", finding, shares["option"].to_list()),
        *arguments.one_of("level", level, LEVELS),
        *arguments.one_of("unit", unit, UNITS),
    )
    table = load_table(_TABLE, data)
    rows = table[table["finding"] == finding]
    mirror = _mirror(finding, wave)
    if rows.empty and mirror:
        rows = table[table["finding"] == mirror]
        rows = rows.assign(reading=rows["reading"].map(_TURNED))
    placed = _placed(rows, unit, shares)
    kept = placed[placed["closeness"].isin(LEVELS[: LEVELS.index(level) + 1])]
    return _by_distance(kept, wave.year, data)


def on_topic(topic: str, data: Path = DATA, *, unit: str = "organisation") -> pd.DataFrame:
    """Every figure on a topic, in the order of the table, as ``comparable`` gives them.

    Where the flash has no share to set beside it, ``closeness`` is ``none``. Raises ValueError for
    a topic or a unit that does not exist.
    """
    arguments.refuse(
        *arguments.one_of("topic", topic, topics(data)), *arguments.one_of("unit", unit, UNITS)
    )
    table = load_table(_TABLE, data)
    rows = table[table["topic"] == topic]
    return _placed(rows, unit, _shares(published_wave(data=data))).reset_index(drop=True)


def latest(comparators: pd.DataFrame) -> pd.DataFrame:
    """The comparators without the earlier waves of a survey whose last wave is among them.

    Raises ValueError for a table without the columns ``series`` and ``year``.
    """
    arguments.refuse(*arguments.table("comparators", comparators, ["series", "year"]))
    last = comparators.groupby("series")["year"].transform("max")
    return comparators[last.isna() | (comparators["year"] == last)].reset_index(drop=True)


def by_country(comparators: pd.DataFrame) -> pd.DataFrame:
    """Comparators of France first, then of elsewhere; in each, from the highest share.

    Raises ValueError for a table without the columns ``area`` and ``share``.
    """
    arguments.refuse(*arguments.table("comparators", comparators, ["area", "share"]))
    keys = pd.DataFrame({"abroad": comparators["area"] != HOME, "share": -comparators["share"]})
    order = keys.sort_values(["abroad", "share"], kind="stable").index
    return comparators.loc[order].reset_index(drop=True)


def trend(series: str, data: Path = DATA, *, unit: str = "organisation") -> pd.DataFrame:
    """The waves of a measure that one survey took more than once, oldest first.

    ``share`` is the share printed, whatever its reading beside a finding. ``steady`` is true
    where the base is stated and is that of the wave before, and for the first wave: a change
    between two waves that are not steady may be one of base. Other columns as ``on_topic`` has
    them. Raises ValueError for a series or a unit that does not exist.
    """
    table = load_table(_TABLE, data)
    arguments.refuse(
        *arguments.one_of("series", series, sorted(table["series"].dropna().unique())),
        *arguments.one_of("unit", unit, UNITS),
    )
    rows = table[table["series"] == series].sort_values("year", kind="stable")
    shares = _shares(published_wave(data=data))
    placed = _placed(rows, unit, shares).assign(share=_printed(rows))
    same = placed["base_en"].eq(placed["base_en"].shift()) & placed["base_kind"].ne("unknown")
    steady = same | (pd.Series(range(len(same)), same.index) == 0)
    return placed.assign(steady=steady).reset_index(drop=True)


def traps(data: Path = DATA) -> pd.DataFrame:
    """The figures that have lost something on their way, by trap, in the order of the schema.

    ``share`` is the share printed.
    """
    table, order = load_table(_TABLE, data), _codes("trap", data)
    rows = table[table["trap"].notna()].sort_values(
        "trap", key=lambda names: names.map(order.index), kind="stable"
    )
    return rows.assign(share=_printed(rows)).reset_index(drop=True)


def gaps(data: Path = DATA) -> pd.DataFrame:
    """What cannot be compared, which is a finding too.

    One row a subject: a finding that has a share and no comparator (``kind`` is
    ``no-comparator``; ``question_fr``, ``question_en``, ``label_fr`` and ``label_en`` are those of
    its option), or a topic that others measured and the flash gives no share of (``no-finding``;
    these columns are missing). ``comparators`` is the number of figures of others, ``local_fr`` of
    those among them that come from local authorities in France.
    """
    table, wave = load_table(_TABLE, data), published_wave(data=data)
    columns = ["subject", "kind", "comparators", "local_fr"]
    words = ["question_fr", "question_en", "label_fr", "label_en"]
    rows: list[tuple[Any, ...]] = []
    for _, option in _shares(wave).iterrows():
        if comparable(option["option"], data=data).empty:
            asked = wave.questions.loc[option["question"], ["label_fr", "label_en"]]
            labels = (*asked, option["label_fr"], option["label_en"])
            rows.append((option["option"], "no-comparator", 0, 0, *labels))
    for topic in topics(data):
        its = table[table["topic"] == topic]
        if len(its) and its["finding"].isna().all():
            local = its["population_kind"].eq("local-authorities") & its["area"].eq("FR")
            rows.append((topic, "no-finding", len(its), int(local.sum()), *[None] * len(words)))
    return pd.DataFrame(rows, columns=[*columns, *words])


def _codes(column: str, data: Path) -> list[str]:
    """The values that the schema allows in a column of the comparators, in its order."""
    fields = {field["name"]: field for field in describe(_TABLE, data)["schema"]["fields"]}
    return [str(code) for code in fields[column]["constraints"]["enum"]]


def _shares(wave: Wave) -> pd.DataFrame:
    """The findings of a wave that have a share of their own, one row an option."""
    findings = published_findings(wave)
    shares = findings[findings["share"].notna() & findings["kind"].ne("remainder")]
    return shares.drop_duplicates("option")


def _mirror(finding: str, wave: Wave) -> str | None:
    """The other group, where the finding is one of two that make all respondents."""
    others = [group for group in wave.partition if group != finding]
    return others[0] if finding in wave.partition and len(others) == 1 else None


def _printed(rows: pd.DataFrame) -> pd.Series:
    return (rows["value"] / 100).round(6)


def _placed(rows: pd.DataFrame, unit: str, shares: pd.DataFrame) -> pd.DataFrame:
    """Comparators with the share to read, their closeness, and what it depends on."""
    turned = rows["reading"] == "complement"
    printed = _printed(rows)
    same_unit = rows["unit"] == unit
    closeness = pd.Series(LEVELS[2], rows.index, dtype="str")
    closeness = closeness.mask(same_unit, LEVELS[1])
    closeness = closeness.mask(same_unit & (rows["differs_base"] == "none"), LEVELS[0])
    return rows.assign(
        kind=rows["kind"].where(~turned, rows["kind"].replace(_FLIPPED)),
        share=printed.where(~turned, (1 - printed).round(6)),
        closeness=closeness.mask(rows["finding"].isna(), NO_FINDING),
        same_unit=same_unit,
        our_base=rows["finding"].map(shares.set_index("option")["group"]),
    )


def _by_distance(rows: pd.DataFrame, year: int, data: Path) -> pd.DataFrame:
    """Comparators of a finding, from the closest; ``year`` is that of our wave."""
    ordered = ("differs_base", "population_kind", "differs_question")
    ranks = {column: _codes(column, data).index for column in ordered}
    keys = pd.DataFrame(
        {
            "closeness": rows["closeness"].map(LEVELS.index),
            "base": rows["differs_base"].map(ranks["differs_base"]),
            "population": rows["population_kind"].map(ranks["population_kind"]),
            "abroad": rows["area"] != "FR",
            "question": rows["differs_question"].map(ranks["differs_question"]),
            "undated": rows["differs_year"] == "unknown",
            "years": (rows["year"] - year).abs(),
            "id": rows["id"],
        },
        index=rows.index,
    )
    order = keys.sort_values(keys.columns.to_list(), kind="stable").index
    return rows.loc[order].reset_index(drop=True)
