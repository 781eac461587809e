"""The chapter on one's own survey: which answers it reads, what it hides, and what has changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dataprep.answers.codebook import Codebook
from dataprep.answers.comparison import FALL, NOT_COMPARABLE, RISE, UNDECIDED
from dataprep.answers.responses import Responses
from dataprep.comparators import comparable, latest
from dataprep.descriptor import DATA
from dataprep.findings import published_findings
from dataprep.intervals import interval
from rendering.drawing.canvas import LINE, NARROWEST, POINTS, SMALL_LINE, canvas
from rendering.drawing.marks import Mark, draw_marks
from rendering.drawing.palette import MUTED, TRACK, group_colour
from rendering.drawing.text import SMALL, on_white, wrapped, write, write_lines
from rendering.forms import html
from rendering.shown.answer import Answer, answer
from rendering.shown.figure import Shown, show
from rendering.shown.findings import base_of, number_cells
from rendering.shown.numbers import OWN, Number, numbers_of
from rendering.shown.output import Output
from rendering.shown.surveys import comparator_numbers, survey_cell
from rendering.shown.table import Cell, ShownTable, show_table
from rendering.shown.tabulated import check_tabulated, question_words, results
from rendering.words import typography
from rendering.words.cautions import caution_words, silence_words, synthetic_words
from rendering.words.comparators import reason_words
from rendering.words.groups import finding_base, option_words
from rendering.words.language import language, text_of, tr
from rendering.words.surveys import measure_words, share_words
from rendering.words.typography import typeset

SAMPLE = DATA / "samples" / "limesurvey.csv"  # invented: it gives the shares of the flash
CODEBOOK = "flash"
MOST_LINES = 28  # of a figure: what is drawn weighs on a telephone


def chosen() -> tuple[Path, str]:
    """The answers to read and the codebook that describes them.

    Those of ``BOOK_ANSWERS`` and ``BOOK_CODEBOOK``, which ``make site ANSWERS=… CODEBOOK=…`` sets;
    without them, the sample of the book. Raises ValueError for answers that are neither in
    ``data/private/``, where nothing is published, nor samples.
    """
    given = os.environ.get("BOOK_ANSWERS")
    if not given:
        return SAMPLE, CODEBOOK
    path = Path(given).resolve()
    if not {DATA / "private", DATA / "samples"} & set(path.parents):
        raise ValueError(
            f"ANSWERS: {given!r} is not in data/private/. Expected a file there: git ignores it, "
            "and nothing of it is published but what is counted. Copy the file there."
        )
    return path, os.environ.get("BOOK_CODEBOOK", "proposed")


def show_file(answers: Responses) -> Answer:
    """Which answers the chapter reads: invented ones, or those of a survey."""
    if answers.synthetic:
        return answer(
            "Sans fichier, ce chapitre lit un essai. Ses réponses sont inventées, pour donner les "
            "parts du flash : elles ne prouvent rien.",
            result=False,
        )
    return answer("Ce chapitre lit vos réponses.", result=False)


def title_of(answers: Responses) -> str:
    """What heads the results of a survey: how many answers they are of."""
    kept, read = len(answers.frame), answers.report.read
    words = tr("Ce que disent {kept} réponses, sur {read} lues")
    return words.format(kept=typography.number(kept), read=typography.number(read))


def charts(findings: pd.DataFrame, anchor: str, title: str) -> tuple[Shown, ...]:
    """The results of a survey, in as many figures as a telephone can hold: see ``results``.

    Those after the first bear their rank: ``<anchor>-2``. A question is never cut.
    """
    parts: list[list[pd.DataFrame]] = [[]]
    for _, rows in findings.groupby("question", sort=False):
        if sum(map(len, parts[-1])) + len(rows) > MOST_LINES and parts[-1]:
            parts.append([])
        parts[-1].append(rows)
    numbered = tr("{title} ({place} sur {all})")
    return tuple(
        results(
            pd.concat(part),
            anchor if place == 1 else f"{anchor}-{place}",
            numbered.format(title=title, place=place, all=len(parts)) if parts[1:] else title,
        )
        for place, part in enumerate(parts, start=1)
    )


def show_findings(findings: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """Every finding of a survey, with its question, its base and who did not answer."""
    check_tabulated("show_findings", findings)
    numbers = tuple(numbers_of(findings).values())
    rows = [row for _, row in findings.iterrows()]
    numbered = [number_cells(row) for row in rows]
    frame = pd.DataFrame(
        {
            tr("Réponse"): [Cell(option_words(row), note=question_words(row)) for row in rows],
            tr("Effectif"): [count for count, *_ in numbered],
            tr("Base"): [Cell(finding_base(row), note=silence_words(row)) for row in rows],
            tr("Part"): [share for _, _, share, _ in numbered],
            tr("Intervalle"): [
                Cell(str(ends), note=caution_words(str(row["caution"])) or None) if ends else None
                for row, (*_, ends) in zip(rows, numbered, strict=True)
            ],
        }
    )
    return show_table(frame, anchor, caption, numbers=numbers)


# What is hidden


def show_hidden(report: pd.DataFrame, findings: pd.DataFrame, anchor: str) -> ShownTable:
    """How much of each question is hidden. ``report`` as ``suppression_report`` gives it.

    Why each is hidden is not said: it would tell small counts from those hidden for their sake.
    """
    asked = findings.drop_duplicates("question").set_index("question")
    frame = pd.DataFrame(
        {
            tr("Question"): [
                typeset(text_of(asked.loc[name], "question")) for name in report["question"]
            ],
            tr("Effectifs"): report["cells"],
            tr("Masqués"): report["primary"] + report["secondary"],
            tr("Montrés"): report["shown"],
        }
    )
    return show_table(frame, anchor, tr("Ce qui est masqué, question par question"))


def show_merging(merging: pd.DataFrame, described: Codebook, anchor: str) -> Output:
    """Which options, put together, would let more be shown: ``merging`` as ``merging_options``.

    The best of each question. Where there is none, a sentence says so.
    """
    best = merging.drop_duplicates("question")
    if best.empty:
        return answer("Réunir des réponses voisines ne rendrait aucun effectif.", result=False)
    asked = {question.name: question for question in described.questions}
    frame = pd.DataFrame(
        [
            (
                typeset(asked[row["question"]].wording[language()]),
                " + ".join(
                    typeset(option.label[language()])
                    for option in asked[row["question"]].options
                    if option.value in row["options"].split()
                ),
                row["hidden_before"],
                row["hidden_after"],
            )
            for _, row in best.iterrows()
        ],
        columns=[
            tr("Question"),
            tr("Réponses à réunir"),
            tr("Masqués"),
            tr("Masqués ensuite"),
        ],
    )
    return show_table(frame, anchor, tr("Ce que rendrait la réunion de réponses voisines"))


def hidden_numbers(report: pd.DataFrame, findings: pd.DataFrame) -> dict[str, Number]:
    """How many counts there are, how many are ``hidden``, and the ``minimum``, as numbers."""
    hidden = int((report["primary"] + report["secondary"]).sum())
    counted = {
        "cells": int(report["cells"].sum()),
        "hidden": hidden,
        "minimum": int(findings.attrs["minimum"]),
    }
    return _counted(counted, "cells", findings)


def _counted(counts: Mapping[str, int], unit: str, findings: pd.DataFrame) -> dict[str, Number]:
    """Counts of a survey that are of no row, as numbers."""
    source = str(findings["source"].iloc[0]).split("#")[0]
    return {
        name: Number(f"{source}/{name}", n, unit, source, "counted", proof=OWN)
        for name, n in counts.items()
    }


def attack_numbers(attacked: pd.DataFrame, findings: pd.DataFrame) -> dict[str, Number]:
    """How many hidden numbers were attacked, and how many were found out closely, as numbers."""
    counted = {"attacked": len(attacked), "found": int((~attacked["uncertain_enough"]).sum())}
    return _counted(counted, "cells", findings)


# What has changed


def show_changes(compared: pd.DataFrame, anchor: str, caption: str) -> ShownTable:
    """What compares with the earlier wave, what each change is, and what can be said of it."""
    frame = pd.DataFrame(
        [
            (
                typeset(text_of(row, "label")),
                _share(row["earlier_count"], row["earlier_base"]),
                _share(row["count"], row["base"]),
                _change(row),
                Cell(conclusion_words(row), note=flag_words(str(row["flag"])) or None),
            )
            for _, row in compared.iterrows()
        ],
        columns=[tr("Réponse"), tr("Avant"), tr("Maintenant"), tr("Écart"), tr("Conclusion")],
    )
    return show_table(frame, anchor, caption)


def _share(count: Any, base: Any) -> str | None:
    if pd.isna(count) or pd.isna(base):
        return None
    return typography.count_and_share(int(count), int(base))


def _change(row: pd.Series) -> str | None:
    if pd.isna(row["difference"]):
        return None
    return tr("{difference} points (de {low} à {high})").format(
        difference=_points(row["difference"]),
        low=_points(row["low"]),
        high=_points(row["high"]),
    )


def _points(share: float) -> str:
    """A difference of shares in points, with its sign."""
    points = round(100 * float(share))
    sign = {True: "+", False: "−"}[points > 0] if points else ""
    return f"{sign}{typography.number(abs(points))}"


def conclusion_words(row: pd.Series) -> str:
    """What can be said of a change, in plain words."""
    if row["conclusion"] == NOT_COMPARABLE:
        reasons = {
            "base-changed": tr("pas comparable : la question n'est pas posée aux mêmes personnes"),
            "options-changed": tr("pas comparable : les réponses proposées ont changé"),
            "wording-changed": tr("pas comparable : la question a changé"),
            "suppressed": tr("masqué"),
            "not-counted": tr("pas comparable : effectif inconnu"),
        }
        return typeset(reasons[str(row["reason"])])
    words = {
        RISE: tr("hausse établie"),
        FALL: tr("baisse établie"),
        UNDECIDED: tr("on ne peut pas conclure"),
    }
    return typeset(words[str(row["conclusion"])])


def flag_words(flags: str) -> str:
    """What to know before two shares are compared: nothing where nothing changed."""
    words = {
        "wording-changed": tr("les mots de la question ont changé"),
        "options-changed": tr("les réponses proposées ont changé"),
        "wording-unknown": tr("les mots de la question, avant, ne sont pas publics"),
    }
    return typeset(" ; ".join(words[flag] for flag in flags.split()))


def change_numbers(compared: pd.DataFrame, findings: pd.DataFrame) -> dict[str, Number]:
    """How many options compare, and of how many a change is established, as numbers."""
    comparable = compared[compared["conclusion"] != NOT_COMPARABLE]
    counted = {
        "compared": len(comparable),
        "established": int(comparable["conclusion"].isin([RISE, FALL]).sum()),
        "excluded": len(compared) - len(comparable),
    }
    return _counted(counted, "options", findings)


def changes_figure(compared: pd.DataFrame, findings: pd.DataFrame, anchor: str) -> Shown | Answer:
    """The share of each option at both waves, each with its interval: a slope an option.

    ``compared`` as ``compare`` gives it, beside the flash; what does not compare is left to the
    table. ``findings`` are those of the later wave. Where nothing compares, a sentence says so.
    """
    slopes = _slopes(compared, findings)
    if not slopes:
        return answer("Aucune réponse ne se compare à celles du flash.", result=False)
    before = tr("flash {year}").format(year=compared["earlier"].iloc[0])
    now = tr("essai") if synthetic_words(findings) else str(compared["wave"].iloc[0])
    places = set(zip(compared["question"], compared["option"], strict=True))
    matched = findings[
        [place in places for place in zip(findings["question"], findings["option"], strict=True)]
    ]
    says = " ; ".join(
        tr("{label} : {before} puis {now}, {words}").format(
            label=each.label, before=each.before, now=each.now, words=each.words
        )
        for each in slopes
    )
    return show(
        lambda width: _draw(slopes, (before, now), width),
        anchor=anchor,
        title=_title_of_changes(compared),
        subtitle=tr("Part de chaque réponse aux deux enquêtes, et son intervalle"),
        says=f"{says}.",
        caption=synthetic_words(findings),
        base=tr(
            "{base} Le trait : si les répondants avaient été tirés au hasard, les parts de "
            "l'ensemble compatibles avec cette réponse. Ils ne l'ont pas été."
        ).format(base=base_of(matched[matched["count"].notna()])),
        sources=[str(findings["source"].iloc[0]).split("#")[0], "findings-2025"],
        table=pd.DataFrame(
            [(each.label, each.before, each.now, each.words) for each in slopes],
            columns=[tr("Réponse"), before, now, tr("Conclusion")],
        ),
    )


def _title_of_changes(compared: pd.DataFrame) -> str:
    established = int(compared["conclusion"].isin([RISE, FALL]).sum())
    among = int((compared["conclusion"] != NOT_COMPARABLE).sum())
    if not established:
        return tr("Aucun écart n'est établi depuis le flash")
    words = tr("Écarts établis depuis le flash : {established} sur {among}")
    return words.format(established=typography.number(established), among=typography.number(among))


@dataclass(frozen=True)
class _End:
    """A share at one wave, with its interval."""

    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return typography.share(self.share)


@dataclass(frozen=True)
class _Slope:
    """An option at both waves."""

    name: str
    label: str
    group: str
    before: _End
    now: _End
    words: str


def _slopes(compared: pd.DataFrame, findings: pd.DataFrame) -> list[_Slope]:
    level = float(str(findings["interval"].dropna().iloc[0]).split()[-1])
    slopes = []
    for _, row in compared[compared["conclusion"] != NOT_COMPARABLE].iterrows():
        before, now = (
            _End(count / base, *interval(count, base, level))
            for count, base in (
                (int(row["earlier_count"]), int(row["earlier_base"])),
                (int(row["count"]), int(row["base"])),
            )
        )
        name, label = f"{row['question']}-{row['option']}", typeset(text_of(row, "label"))
        words = conclusion_words(row)
        slopes.append(_Slope(name, label, str(row["group"]), before, now, words))
    return slopes


_CELL, _HEAD, _BETWEEN = 104.0, 8.0, 24.0  # points: a slope, and the room above each row


def _draw(slopes: list[_Slope], waves: tuple[str, str], width: float) -> Figure:
    """A small panel an option, so that no two slopes cross: as many across as the sheet holds."""
    across = 3 if width >= NARROWEST else 2
    room = (width * POINTS - 16 * (across - 1)) / across
    labels = {each.name: wrapped(each.label, room, SMALL, bold=True) for each in slopes}
    rows = [slopes[start : start + across] for start in range(0, len(slopes), across)]
    heads = [max(len(labels[each.name]) for each in row) * SMALL_LINE for row in rows]
    figure, axes = canvas(width, _HEAD + sum(heads) + len(rows) * (_CELL + 2 * LINE + _BETWEEN))
    top = _HEAD
    for row, head in zip(rows, heads, strict=True):
        for place, slope in enumerate(row):
            left = place * (room + 16)
            write_lines(axes, left, top, labels[slope.name], SMALL_LINE, size=SMALL, bold=True)
            _draw_slope(axes, slope, waves, left, top + head + 4, room)
        top += head + _CELL + 2 * LINE + _BETWEEN
    return figure


def _draw_slope(
    axes: Axes, slope: _Slope, waves: tuple[str, str], left: float, top: float, room: float
) -> None:
    colour, floor = group_colour(slope.group), top + _CELL
    places = {"before": left + 0.25 * room, "now": left + 0.75 * room}

    def height(share: float) -> float:
        return floor - share * _CELL

    axes.hlines([top, floor], left, left + room, color=TRACK, linewidth=0.8, zorder=0)
    for share in (0.0, 1.0):
        words = typography.share(share)
        on_white(axes, left, height(share), words, size=SMALL, colour=MUTED)
    ends: Mapping[str, _End] = {"before": slope.before, "now": slope.now}
    axes.plot(
        list(places.values()),
        [height(end.share) for end in ends.values()],
        color=colour,
        linewidth=1.2,
        zorder=2,
        gid=f"slope-{slope.name}",
    )
    for (name, end), wave in zip(ends.items(), waves, strict=True):
        x = places[name]
        axes.plot(
            [x, x],
            [height(end.low), height(end.high)],
            color=colour,
            linewidth=2,
            solid_capstyle="butt",
            zorder=1,
            gid=f"interval-{name}-{slope.name}",
        )
        mark = Mark("o", colour, "white", width=0.8)
        draw_marks(axes, [x], [height(end.share)], mark, 8.4, f"share-{name}-{slope.name}")
        side = "right" if name == "before" else "left"
        shift = -8 if name == "before" else 8
        on_white(axes, x + shift, height(end.share), str(end), size=SMALL, side=side)
        write(axes, x, floor + 9, wave, size=SMALL, colour=MUTED, side="center")
    write(axes, left, floor + 9 + LINE, slope.words, size=SMALL, colour=MUTED)


# What others have found


def show_elsewhere(
    findings: pd.DataFrame, described: Codebook, anchor: str, caption: str
) -> Output:
    """The shares that other surveys have a figure for, each beside them and beside the closest.

    ``findings`` as ``protect`` gives them, of the codebook ``described``: an option stands for the
    one of the flash that it names, or that bears its name. What is hidden, or has no base, is left
    out. Where nothing compares, a sentence says so.
    """
    rows = list(_measured_elsewhere(findings, described))
    if not rows:
        return answer("Aucune réponse montrée n'a de chiffre d'une autre enquête.", result=False)
    frame = pd.DataFrame(
        {
            tr("Réponse"): [Cell(option_words(row), note=question_words(row)) for row, _ in rows],
            tr("Votre part"): [number_cells(row)[2] for row, _ in rows],
            tr("Ailleurs"): [_range_elsewhere(others) for _, others in rows],
            tr("L'enquête la plus proche"): [survey_cell(others.iloc[0]) for _, others in rows],
            tr("Sa part, et ce qui diffère"): [
                Cell(
                    tr("{share} : {measure}").format(
                        share=share_words(closest),
                        measure=typography.lower_first(measure_words(closest)),
                    ),
                    note=reason_words(closest),
                )
                for closest in (others.iloc[0] for _, others in rows)
            ],
        }
    )
    shown = pd.concat([row.to_frame().T for row, _ in rows])
    others = pd.concat([others for _, others in rows]).drop_duplicates("id")
    numbers = (*numbers_of(shown).values(), *comparator_numbers(others).values())
    return show_table(frame, anchor, caption, numbers=numbers)


def _measured_elsewhere(
    findings: pd.DataFrame, described: Codebook
) -> Iterator[tuple[pd.Series, pd.DataFrame]]:
    """The findings that have comparators, each with these: the closest comes first."""
    published = published_findings()
    known = published.loc[published["share"].notna(), ["option", "group"]].to_numpy().tolist()
    for _, row in findings[findings["share"].notna()].iterrows():
        question = described.question(str(row["question"]))
        named = {each.value: each.finding or each.value for each in question.options}
        finding = named.get(str(row["option"]))
        if [finding, row["group"]] in known:  # what is close to the flash is close to it
            others = latest(comparable(str(finding)))
            if len(others):
                yield row, others


def _range_elsewhere(others: pd.DataFrame) -> Cell:
    """From the lowest to the highest share, and over how many figures."""
    figures = typography.number(len(others))
    return Cell(
        typography.share_range(others["share"].min(), others["share"].max()),
        note=tr("chiffres d'autres enquêtes : {n}").format(n=figures),
    )


@dataclass(frozen=True)
class AtHome(Output):
    """One's own survey on the home page; nothing where the answers are those of the sample."""

    chart: Shown
    synthetic: bool

    def plain(self) -> str:
        return "" if self.synthetic else self.chart.plain()

    def html(self) -> Markup:
        if self.synthetic:
            return Markup()
        return html.render(
            "own-survey.html",
            title=typeset(tr("Votre enquête")),
            chart=self.chart.html(),
            address="notebooks/09-votre-enquete.html",
            words=typeset(tr("Tous les résultats, ce qui est masqué, et ce qui a changé")),
        )

    def shown_numbers(self) -> tuple[Number, ...]:
        return () if self.synthetic else self.chart.numbers


def at_home(answers: Responses, chart: Shown) -> AtHome:
    """What the home page shows of a survey: its results, and the way to the chapter."""
    return AtHome(replace(chart, anchor=f"{chart.anchor}-accueil"), answers.synthetic)
