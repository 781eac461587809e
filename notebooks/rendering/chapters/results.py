"""The one chart of chapter 03: every share of the flash on one scale, by the base it is of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from dataprep.wave import Wave
from rendering.drawing.results import Block, Line, draw_results
from rendering.shown.conclusions import holds
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number, numbers_of
from rendering.words import typography
from rendering.words.groups import base_words, group_words, option_words
from rendering.words.language import text_of, tr
from rendering.words.typography import lower_first, typeset


def results(
    findings: pd.DataFrame, readings: pd.DataFrame, wave: Wave, anchor: str, title: str
) -> Shown:
    """Every share of a wave on one scale of 0 to 100 %, grouped and coloured by its base.

    ``findings`` are those of the wave, ``readings`` those of ``published_readings``. ``title`` is
    in the language of the edition. Where a sentence leaves several readings, all of them stand
    beside the share, and its interval goes over all of them.
    """
    blocks = blocks_of(findings, readings, wave)
    lines = [line for block in blocks for line in block.lines]
    counted = [line for line in lines if line.count is not None]
    numbers = tuple(numbers_of(findings[findings["share"].notna()]).values())
    return show(
        lambda width: draw_results(blocks, width),
        anchor=anchor,
        title=title,
        subtitle=tr("Part de chaque réponse, sur la base qui est la sienne"),
        says=" ; ".join(_sentence(line) for line in lines) + ".",
        caption=_caption(findings),
        base=_how_to_read(wave, findings),
        sources=[
            *findings.loc[findings["share"].notna(), "source"],
            "readings",
        ],
        table=_table(counted),
        numbers=(*numbers, *reading_numbers(readings).values()),
    )


def reading_numbers(readings: pd.DataFrame) -> dict[str, Number]:
    """The readings as numbers, by id, hyphens as underscores; each leads to its own row."""
    return {
        row["id"].replace("-", "_"): Number(
            f"readings/{row['id']}",
            float(row["share"]),
            "share",
            row["source"],
            "reading",
            int(row["count"]),
            int(row["base"]),
            float(row["low"]),
            float(row["high"]),
        )
        for _, row in readings.iterrows()
    }


def over_readings(readings: pd.DataFrame, finding: str) -> Number:
    """The reading of a finding that is ours, its interval going over all readings of it.

    Raises ValueError where none is ours.
    """
    its = readings[readings["finding"] == finding]
    ours = its[its["ours"].astype(bool)]
    if ours.empty:
        raise ValueError(
            f"over_readings: {finding} has no reading that is ours. Expected one. "
            "Name a finding that has one, or mark one in data/readings.csv."
        )
    (number,) = reading_numbers(ours).values()
    low, high = float(its["low"].min()), float(its["high"].max())
    return replace(number, key=f"readings/{finding}/over", low=low, high=high)


def inferred(option: str, statement: str, count: int, base: int) -> Number:
    """The least that ``option`` counts, which no statement prints; its row is ``statement``."""
    source = f"findings-2025#{statement}"
    return Number(f"inferred/{option}", count / base, "share", source, "inferred", count, base)


# From findings to lines


def blocks_of(findings: pd.DataFrame, readings: pd.DataFrame, wave: Wave) -> list[Block]:
    """The lines of the chart, in blocks: all respondents, each group, then what may be of two."""
    shares = findings[findings["count"].notna() & findings["share"].notna()]
    first = _first_in_words(findings, wave)
    asking = {
        row["id"]: typeset(text_of(row, "label"))
        for row in wave.questions.reset_index().to_dict("records")
    }
    blocks = []
    for group in (wave.everyone, *wave.partition):
        rows = shares[(shares["group"] == group) & ~_is_open(shares, wave)]
        if rows.empty:
            continue
        base = int(rows["base"].iloc[0])
        unnumbered = first[first["base_group"] == group]
        lines = tuple(
            replace(line, asking=asking[line.question])
            for line in _lines(rows, unnumbered, readings, base, group)
        )
        blocks.append(Block(group, group_words(group, base), lines))
    left_open = shares[_is_open(shares, wave)]
    if not left_open.empty:
        words = [group_words(row["group"], row["base"]) for _, row in left_open.iterrows()]
        either = tr(" ou ").join(dict.fromkeys(words))
        heading = tr("{bases} : le flash ne le dit pas").format(bases=either)
        lines = tuple(
            _line(
                row,
                readings,
                note=tr("si ce sont {base}").format(base=base_words(row["group"])),
            )
            for _, row in left_open.iterrows()
        )
        blocks.append(Block("", typeset(heading), lines))
    return blocks


def _is_open(findings: pd.DataFrame, wave: Wave) -> pd.Series:
    """Which findings are of a statement whose group the text leaves open."""
    return findings["source"].isin(wave.of_open_group()["source"])


def _first_in_words(findings: pd.DataFrame, wave: Wave) -> pd.DataFrame:
    """The statements that come first, without a number, in a question that has shares."""
    asked = findings.loc[findings["share"].notna(), "question"]
    statements = wave.statements
    ranked = (statements["kind"] == "rank") & (statements["value"] == 1)
    known = statements["base_group"].isin(wave.partition)
    return statements[ranked & known & statements["question"].isin(asked)]


def _lines(
    rows: pd.DataFrame, first: pd.DataFrame, readings: pd.DataFrame, base: int, group: str
) -> Iterator[Line]:
    for question in dict.fromkeys(rows["question"]):
        for _, row in first[first["question"] == question].iterrows():
            label = typeset(text_of(row, "label"))
            yield Line(
                f"{row['option']}-{group}",
                question,
                label,
                group,
                base,
                unsaid=typeset(tr("sans chiffre dans le flash")),
            )
        its = rows[rows["question"] == question]
        rest = its["method"] == "remainder"
        ordered = its.assign(rest=rest).sort_values(
            ["rest", "share"], ascending=[True, False], kind="stable"
        )
        for _, row in ordered.iterrows():
            yield _line(row, readings)


def _line(row: pd.Series, readings: pd.DataFrame, note: str = "") -> Line:
    its = readings[(readings["question"] == row["question"])]
    its = its[(its["option"] == row["option"]) & its["ours"].any()]
    others = its[~its["ours"].astype(bool)]
    return Line(
        name=f"{row['option']}-{row['group']}",
        question=row["question"],
        label=option_words(row),
        group=row["group"],
        base=int(row["base"]),
        count=int(row["count"]),
        low=float(min([row["low"], *its["low"]])),
        high=float(max([row["high"], *its["high"]])),
        left_over=row["method"] == "remainder",
        note=typeset(note or _readings_note(its)),
        others=tuple(
            (str(one["id"]), int(one["count"]), int(one["base"])) for _, one in others.iterrows()
        ),
    )


def _readings_note(its: pd.DataFrame) -> str:
    """The other readings of a share: other counts, or other things that are counted."""
    others = its[~its["ours"].astype(bool)]
    if others.empty:
        return ""
    ours = its[its["ours"].astype(bool)].iloc[0]
    if (others["count"] == ours["count"]).all():
        labels = " ; ".join(lower_first(text_of(row, "label")) for _, row in others.iterrows())
        return tr("selon notre lecture ; ou bien : {labels}").format(labels=labels)
    counts = [
        tr("{count} sur {base}").format(
            count=_listed([typography.number(count) for count in rows["count"]]),
            base=typography.number(int(rows["base"].iloc[0])),
        )
        for _, rows in others.groupby("base", sort=False)
    ]
    return tr("selon notre lecture ; ou bien {counts}").format(counts=tr(", ou ").join(counts))


def _listed(words: list[str]) -> str:
    """« a, b ou c »."""
    return tr(" ou ").join(filter(None, [", ".join(words[:-1]), words[-1]]))


# Words


def _sentence(line: Line) -> str:
    words = f"{line.label} : {line.words}"
    if line.count is not None:
        ends = typography.share_range(line.low, line.high)
        words += tr(" (intervalle : {range})").format(range=ends)
    return words + (f", {line.note}" if line.note else "")


def _caption(findings: pd.DataFrame) -> str:
    """What the drawing does not say: which answers exclude each other, and which do not."""
    words = tr(
        "Les réponses sur les agents susceptibles d'en faire usage s'excluent ; les raisons, sans "
        "doute pas."
    )
    numbers = numbers_of(findings)
    scope = ("all_agents", "some_services", "management_only")
    holds(
        words,
        when="scope <= base and need + distrust + max(need, distrust) > non_users",
        scope=sum(numbers[name].count or 0 for name in scope),
        base=numbers[scope[0]].base,
        need=numbers["no_need"].count,
        distrust=numbers["distrust"].count,
        non_users=numbers["no_need"].base,
    )
    return words


def _how_to_read(wave: Wave, findings: pd.DataFrame) -> str:
    level = typography.share(float(findings["interval"].dropna().iloc[0].split()[-1]))
    return tr(
        "Effectifs déduits par nous. Le trait : si les {total} avaient été tirés au hasard, les "
        "parts de l'ensemble compatibles avec cette réponse, à {level}. Ils ne l'ont pas été."
    ).format(total=typography.number(wave.total), level=level)


def _table(lines: list[Line]) -> pd.DataFrame:
    names = [
        tr("Réponse"),
        tr("Effectif"),
        tr("Base"),
        tr("Part"),
        tr("Intervalle"),
        tr("Lectures"),
    ]
    rows = [
        (
            line.label,
            line.count,
            line.base,
            typography.share(line.share),
            typography.share_range(line.low, line.high),
            line.note or None,
        )
        for line in lines
    ]
    return pd.DataFrame(rows, columns=names)
