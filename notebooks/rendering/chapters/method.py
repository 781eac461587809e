"""Chapter 02: the bases on which the printed percentages are possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from dataprep.bases import possible_bases as bases_on
from dataprep.bases import possible_counts
from dataprep.findings import FRACTION, SHARES
from dataprep.fractions import WITHIN, fitting_counts, read_count
from dataprep.proof import shared_bases
from dataprep.wave import Wave, published_wave
from rendering.drawing.canvas import POINTS, canvas
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.palette import MUTED, TRACK, group_colour
from rendering.drawing.scales import Scale
from rendering.drawing.text import SMALL, text_width, write
from rendering.shown.choice import Choice, choose
from rendering.shown.figure import Shown, show
from rendering.shown.numbers import Number
from rendering.shown.output import Output
from rendering.shown.surveys import comparator_numbers, survey_cell
from rendering.shown.table import Cell, ShownTable, in_french, show_table
from rendering.words import typography
from rendering.words.assumptions import relaxed_names
from rendering.words.bases import base_ranges, printed_shares, some_bases
from rendering.words.comparators import trap_words
from rendering.words.groups import base_words, group_words
from rendering.words.language import localized, text_of, tr
from rendering.words.surveys import share_words


def least_numbers(least: pd.DataFrame, table: str) -> dict[str, Number]:
    """The fewest people that each question needs, by name: ``least_<question>``.

    ``least`` as ``least_bases`` gives it; ``table`` names the table that the shares come from.
    """
    rows = least[least["least"].notna()]
    return {
        f"least_{row['question']}".replace("-", "_"): Number(
            f"bases/least/{row['question']}", int(row["least"]), "respondents", table, "computed"
        )
        for _, row in rows.iterrows()
    }


def _statement(name: str) -> str:
    """A statement of the flash by its label."""
    statements = published_wave().statements
    [(_, row)] = statements[statements["id"] == name].iterrows()
    return text_of(row, "label")


def bases_by_percentage(
    claims: pd.DataFrame, total: int, found: Mapping[str, int], anchor: str
) -> Shown:
    """For each printed percentage, the bases from 1 to ``total`` on which it is possible.

    ``claims`` as ``published_claims`` gives them; ``found`` gives the base of each group, drawn
    as a line through its percentages. Where a question prints several percentages, a row gives
    the bases that suit them together. The title says how many people each group needs.
    """
    bases_of = zip(claims["share"], claims["precision"], strict=True)
    possible = [bases_on(share, total, digits) for share, digits in bases_of]
    labels = printed_shares(claims)
    claims = claims.assign(possible=pd.Series(possible, claims.index), label=labels)
    lines = _lines(claims, total, found)
    table = pd.DataFrame(
        {
            tr("Énoncé"): [_statement(name) for name in claims["id"]],
            tr("Pourcentage imprimé"): labels,
            tr("Groupe"): [group_words(g, found[g]) for g in claims["group"]],
            tr("Nombre de bases possibles"): [len(bases) for bases in possible],
            tr("Bases possibles"): [base_ranges(bases) for bases in possible],
        }
    )
    bases = ", ".join(group_words(group, n) for group, n in found.items())
    return show(
        lambda width: _draw_possible(lines, total, found, width),
        anchor=anchor,
        title=_least_words(lines, total),
        subtitle=tr(
            "Bases possibles de chaque pourcentage imprimé, jusqu'à {total} personnes"
        ).format(total=total),
        says=tr(
            "Bases possibles de chaque pourcentage imprimé : {each}. Un seul couple convient "
            "à tous : {bases}."
        ).format(
            each=" ; ".join(
                f"{label}, {typography.count_of(len(p), total)}"
                for label, p in zip(labels, possible, strict=True)
            ),
            bases=bases,
        ),
        base=tr(
            "Un point : une base possible. « Ensemble » : celles qui conviennent à tous les "
            "pourcentages d'une même question. Le trait : la base retenue du groupe."
        ),
        sources=list(claims["source"]),
        table=table,
    )


@dataclass(frozen=True)
class _Line:
    """A row of dots: the bases on which a percentage, or those of a question, are possible."""

    group: str
    label: str
    bases: tuple[int, ...]
    gid: str
    together: bool


def _lines(claims: pd.DataFrame, total: int, found: Mapping[str, int]) -> list[_Line]:
    lines = []
    for group in found:
        its = claims[claims["group"] == group]
        for question, rows in its.groupby("question", sort=False):
            lines += [
                _Line(group, row["label"], row["possible"], f"possible-{row['id']}", False)
                for _, row in rows.iterrows()
            ]
            if len(rows) > 1:
                shared = shared_bases(rows, total)
                lines.append(_Line(group, tr("ensemble"), shared, f"together-{question}", True))
    return lines


def _least_words(lines: list[_Line], total: int) -> str:
    """How many people each group needs, at least, and whether that is everyone."""
    least = {
        group: max(min(line.bases, default=total) for line in lines if line.group == group)
        for group in dict.fromkeys(line.group for line in lines)
    }
    words = tr(" et ").join(group_words(group, n) for group, n in least.items())
    if sum(least.values()) == total:
        return tr("Il faut au moins {groups} : ce sont les {total} répondants").format(
            groups=words, total=total
        )
    return tr("Il faut au moins {groups}").format(groups=words)


def _draw_possible(
    lines: list[_Line], total: int, found: Mapping[str, int], width: float
) -> Figure:
    pitch, right = 19.0, width * POINTS - 6
    left = max(text_width(line.label, bold=line.together) for line in lines) + 12
    step = (right - left) / total
    across = Scale(left + step / 2, right - step / 2, 1, total)
    groups = list(dict.fromkeys(line.group for line in lines))
    figure, axes = canvas(width, (len(lines) + len(groups)) * pitch + 28)
    top = 0.0
    for group in groups:
        rows = [line for line in lines if line.group == group]
        colour = group_colour(group)
        floor = top + pitch * (len(rows) + 1)
        write(axes, 0, top + 11, group_words(group, found[group]), bold=True, colour=colour)
        axes.plot(
            [across.at(found[group])] * 2,
            [top + pitch, floor],
            color=colour,
            linewidth=1.2,
            gid=f"base-{group}",
        )
        for place, line in enumerate(rows):
            y = top + (place + 1.5) * pitch
            write(axes, 0, y, line.label, bold=line.together)
            axes.plot([left, right], [y, y], color=TRACK, linewidth=0.8, zorder=0)
            x = [across.at(base) for base in line.bases]
            dot = Mark("D" if line.together else "o", colour, colour, width=0)
            draw_marks(axes, x, [y] * len(x), dot, min(5.1, step * 0.9), line.gid)
        top = floor
    for base in (1, *range(10, total - 4, 10), total):
        at = across.at(base)
        write(axes, at, top + 12, str(base), size=SMALL, colour=MUTED, side="center")
    write(axes, 0, top + 12, tr("Base"), size=SMALL, colour=MUTED)
    return figure


def show_readings(readings: pd.DataFrame, wave: Wave, anchor: str, caption: str) -> ShownTable:
    """What each question can be of, among the readings that leave some bases possible.

    ``readings`` as ``dataprep.proof.readings`` gives it. One line per question: what it prints,
    and the groups that it has in one possible reading at least.
    """
    left = readings[readings["solutions"] > 0]
    questions = [name for name in readings if name not in ("solutions", "bases")]
    rows, asked = wave.statements, wave.questions.loc[questions]
    printed = [rows[(rows["question"] == q) & rows["kind"].isin(SHARES)] for q in questions]
    frame = pd.DataFrame(
        {
            tr("Question"): [text_of(row, "label") for _, row in asked.iterrows()],
            tr("Le flash imprime"): [in_french(_printed_words(shares)) for shares in printed],
            tr("Peut porter sur"): [
                tr(" ou ").join(base_words(group) for group in dict.fromkeys(left[q]))
                for q in questions
            ],
        }
    )
    return show_table(frame, anchor, caption)


def _printed_words(statements: pd.DataFrame) -> str:
    """The shares of a question as the flash prints them: « 47 %, 50 % », « un tiers »."""
    words = []
    for _, row in statements.iterrows():
        if row["kind"] == FRACTION:
            words.append(f"« {row['printed']} »")
        else:
            words.append(typography.share(row["value"] / 100, int(row["precision"])))
    return ", ".join(words)


def reading_numbers(readings: pd.DataFrame, table: str) -> dict[str, Number]:
    """How many readings there are, of how many questions, how many are possible.

    ``bases`` counts the different assignments of bases that the possible ones leave.
    """
    left = readings[readings["solutions"] > 0]
    counts = {
        "readings": len(readings),
        "possible": len(left),
        "bases": len({pair for bases in left["bases"] for pair in bases}),
        "questions": sum(name not in ("solutions", "bases") for name in readings),
    }
    return {
        name: Number(f"bases/readings/{name}", n, "readings", table, "computed")
        for name, n in counts.items()
    }


def print_numbers(prints: pd.DataFrame) -> dict[str, Number]:
    """Of percentages drawn at random, how many prints admit bases: ``random``, count and base.

    ``prints`` is the stored table ``random-prints``.
    """
    count, drawn = int(prints["possible"].sum()), int(prints["prints"].sum())
    share = count / drawn
    return {
        "random": Number(
            "random-prints/possible", share, "share", "random-prints", "simulated", count, drawn
        )
    }


def alone_on_everyone(wave: Wave) -> dict[str, Number]:
    """The statements that all respondents could have given, each taken alone: count and base.

    By id, hyphens as underscores; those that no count of all the respondents gives are left out.
    A fraction is read as the nearest count.
    """
    numbers = {}
    for _, row in wave.statements[wave.statements["kind"].isin(SHARES)].iterrows():
        value, counts = float(row["value"]), list[int]()
        if row["kind"] != FRACTION:
            counts += possible_counts(value, wave.total, int(row["precision"]))
        elif (count := read_count(value, wave.total)) is not None:
            counts.append(count)
        if counts:
            name = f"all_{row['id']}".replace("-", "_")
            key, share = f"bases/everyone/{row['id']}", counts[0] / wave.total
            numbers[name] = Number(
                key, share, "share", row["source"], "computed", counts[0], wave.total
            )
    return numbers


def fitting_numbers(findings: pd.DataFrame) -> dict[str, Number]:
    """The lowest and highest count that a fraction in words fits: ``<option>_low``, ``_high``.

    ``findings`` are those of a fraction, whose base is known. ``within``: how many points off.
    """
    within = Number("bases/fitting/within", WITHIN, "points", "findings-2025", "chosen")
    numbers = {"within": within}
    for _, row in findings.iterrows():
        base = int(row["base"])
        fitting = fitting_counts(round(100 * float(row["share"]), 2), base)
        for end, count in (("low", fitting[0]), ("high", fitting[-1])):
            name = f"{row['option']}_{end}".replace("-", "_")
            key = f"bases/fitting/{row['option']}/{end}"
            numbers[name] = Number(
                key, count / base, "share", row["source"], "computed", count, base
            )
    return numbers


def if_the_base_were(claims: pd.DataFrame, smallest: int, largest: int, anchor: str) -> Choice:
    """Which printed percentages are possible on a base that the reader chooses.

    ``claims`` as ``published_claims`` gives them; bases from ``smallest`` to ``largest``.
    """
    label = tr("Si la base était")
    states: dict[tuple[str, ...], Output] = {
        (typography.number(base),): _possible_on(claims, base, f"{anchor}-{base}")
        for base in range(smallest, largest + 1)
    }
    options = [state[0] for state in states]
    return choose(anchor, tr("Essayer une base"), {label: options}, states, (options[0],))


def _possible_on(claims: pd.DataFrame, base: int, anchor: str) -> ShownTable:
    counts = [
        possible_counts(float(row["share"]), base, int(row["precision"]))
        for _, row in claims.iterrows()
    ]
    frame = pd.DataFrame(
        {
            tr("Pourcentage imprimé"): printed_shares(claims),
            tr("Possible ?"): [tr("oui") if found else tr("non") for found in counts],
            tr("Effectif"): [
                tr(" ou ").join(typography.count_of(k, base) for k in found) if found else None
                for found in counts
            ],
        }
    )
    caption = tr("Sur une base de {base} : {n} pourcentages possibles, sur {all}").format(
        base=base, n=sum(map(bool, counts)), all=len(counts)
    )
    return show_table(frame, anchor, caption)


def show_relaxed_bases(
    relaxed: pd.DataFrame, statements: pd.DataFrame, anchor: str, caption: str
) -> ShownTable:
    """What is left of the bases when an assumption is relaxed, one line each.

    ``relaxed`` as ``relaxed_bases`` gives it; ``statements`` name the percentages left out.
    """
    names = relaxed_names(statements)
    frame = pd.DataFrame(
        {
            tr("Hypothèse relâchée"): [names[name] for name in relaxed["id"]],
            tr("Solutions possibles"): relaxed["solutions"].to_numpy(),
            tr("Utilisateurs"): [some_bases(bases) for bases in relaxed["users"]],
            tr("Non-utilisateurs"): [some_bases(bases) for bases in relaxed["non-users"]],
        }
    )
    return show_table(frame, anchor, caption)


def show_traps(traps: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Figures that have lost something on their way: what, and what it takes to read them."""
    rows = [row for _, row in traps.iterrows()]
    frame = pd.DataFrame(
        {
            tr("Enquête"): [survey_cell(row) for row in rows],
            tr("Ce qui est mesuré"): [text_of(row, "indicator") for row in rows],
            tr("Part imprimée"): [share_words(row) for row in rows],
            tr("Base"): [text_of(row, "base") for row in rows],
            tr("Ce qui s'est perdu, et comment le lire"): [
                Cell(trap_words(row["trap"]), localized(row, "caveat")) for row in rows
            ],
        }
    )
    numbers = tuple(comparator_numbers(traps).values())
    return show_table(frame, anchor, caption, numbers=numbers)


def outcomes(relaxed: pd.DataFrame, claims: str) -> dict[str, Number]:
    """How many relaxed assumptions leave no assignment of bases, the same one, or several.

    ``relaxed`` as ``relaxed_bases`` gives it, its first row being the one with none relaxed;
    ``claims`` names the table that the percentages come from.
    """
    first, others = relaxed.iloc[0], relaxed.iloc[1:]
    groups = [str(name) for name in relaxed if name not in ("id", "solutions")]
    same = (others[groups] == first[groups]).all(axis="columns")
    counts = {
        "cases": len(others),
        "unique": int(same.sum()),
        "none": int((others["solutions"] == 0).sum()),
        "several": int((others["solutions"] > 1).sum()),
    }
    return {
        name: Number(f"bases/relaxed/{name}", n, "assumptions", claims, "computed")
        for name, n in counts.items()
    }
