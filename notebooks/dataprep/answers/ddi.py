"""A codebook as a DDI Codebook 2.5, the description of a survey that archives exchange.

Elements and their order are those of https://ddialliance.org/Specification/DDI-Codebook/2.5/. The
variables are the columns of the answers once read (``Codebook.columns``): a question of several
answers is a variable, and a variable an option, held together by a group. What is asked and never
published is described too, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from dataprep.answers.codebook import (
    ANSWERED,
    MULTIPLE,
    NUMBER,
    SINGLE,
    TEXT,
    Codebook,
    Missing,
    Option,
    Question,
    Words,
)

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"

_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DOMAINS = {SINGLE: "category", MULTIPLE: "multiple", NUMBER: "numeric", TEXT: "text"}

Element = ElementTree.Element


@dataclass(frozen=True)
class Notes:
    """What the description says of its own, in each language.

    ``questionnaire`` is filled in with ``{n}``, the number of questions; ``population`` names what
    the number of those that could have answered counts. ``answered``, ``ticked``, ``not_ticked``:
    the values of a question of several answers. ``alone``: goes with no other option.
    """

    reconstructed: Words
    questionnaire: Words
    population: Words
    private: Words
    alone: Words
    ticked: Words
    not_ticked: Words
    answered: Words


def ddi(codebook: Codebook, notes: Notes) -> Element:
    """The element ``codeBook``: the document, the study, then its variables."""
    root = _new(
        None,
        "codeBook",
        **{
            "version": "2.5",
            _LANG: "fr",
            f"{{{_INSTANCE}}}schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    _document(root, codebook)
    _study(root, codebook, notes)
    _variables(root, codebook, notes)
    return root


def write_ddi(codebook: Codebook, path: Path, notes: Notes) -> None:
    """Write the description: the same codebook gives the same bytes."""
    root = ddi(codebook, notes)
    # The namespace said once, at the root; a prefix is registered for all that a process writes.
    for element in root.iter():
        element.tag = str(element.tag).removeprefix(f"{{{NAMESPACE}}}")
    root.set("xmlns", NAMESPACE)
    ElementTree.register_namespace("xsi", _INSTANCE)
    ElementTree.indent(root)
    path.write_bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True) + b"\n")


def _document(root: Element, codebook: Codebook) -> None:
    """This file: its title, its name and its licence."""
    citation = _new(_new(root, "docDscr"), "citation")
    _title(citation, codebook)
    licences = codebook.descriptor.get("licenses", ())
    named = [each.get("title") or each.get("name") or each.get("path") for each in licences]
    if names := [name for name in named if name]:
        _new(_new(citation, "prodStmt"), "copyright", ", ".join(names))


def _title(citation: Element, codebook: Codebook) -> None:
    statement = _new(citation, "titlStmt")
    _new(statement, "titl", codebook.title["fr"], **{_LANG: "fr"})
    _new(statement, "parTitl", codebook.title["en"], **{_LANG: "en"})
    _new(statement, "IDNo", codebook.name)


def _study(root: Element, codebook: Codebook, notes: Notes) -> None:
    """The survey: its title, its edition, who could answer, how many questions."""
    study = _new(root, "stdyDscr")
    citation = _new(study, "citation")
    _title(citation, codebook)
    _new(_new(citation, "verStmt"), "version", codebook.wave)
    summary = _new(_new(study, "stdyInfo"), "sumDscr")
    everyone = next(group for group in codebook.groups if group.question is None)
    _said(summary, "universe", everyone.label)
    collection = _new(_new(study, "method"), "dataColl")
    if codebook.population is not None:
        unit = _new(_new(collection, "sampleFrame"), "frameUnit")
        count = str(codebook.population)
        _new(unit, "unitType", notes.population["fr"], **{"numberOfUnits": count, _LANG: "fr"})
    asked = len(codebook.asked)
    _said(
        collection,
        "resInstru",
        {code: words.format(n=asked) for code, words in notes.questionnaire.items()},
    )
    if codebook.reconstructed:
        _said(study, "notes", notes.reconstructed)


def _variables(root: Element, codebook: Codebook, notes: Notes) -> None:
    """A group for each question of several answers, then every variable."""
    described = _new(root, "dataDscr")
    for question in codebook.questions:
        if question.answers == MULTIPLE:
            columns = [question.name, *(question.column(code) for code in question.codes)]
            group = _new(
                described,
                "varGrp",
                type="multipleResp",
                name=question.name,
                var=" ".join(map(_id, columns)),
            )
            _said(group, "labl", question.wording)
    for question in codebook.questions:
        _variable(described, question, codebook, notes)
        if question.answers == MULTIPLE:
            for option in question.options:
                _option_variable(described, question, option, codebook, notes)


def _variable(described: Element, question: Question, codebook: Codebook, notes: Notes) -> None:
    """The variable of a question: its wording, its base, its values."""
    number = question.answers == NUMBER
    kind = "numeric" if number else "text" if question.answers == TEXT else "code"
    variable = _new(described, "var", ID=_id(question.name), name=question.name)
    variable.set("intrvl", "discrete" if question.whole or not number else "contin")
    if question.answers == SINGLE:
        variable.set("nature", "ordinal" if question.ordered else "nominal")
    variable.set("representationType", kind)
    _said(variable, "labl", question.wording)
    if question.private:
        _new(variable, "security", notes.private["fr"], **{_LANG: "fr"})
    if question in codebook.asked:
        _question(variable, question, codebook)
    _limits(variable, question)
    _said(variable, "universe", codebook.group(question.asked_of).label, clusion="I")
    if question.why:
        _said(variable, "txt", question.why)
    if question.answers == MULTIPLE:
        _value(variable, ANSWERED, notes.answered)
    else:
        for option in question.options:
            _value(variable, option.value, option.label)
    _missing(variable, question.missing)
    _new(variable, "varFormat", type="numeric" if number else "character", schema="other")


def _option_variable(
    described: Element, question: Question, option: Option, codebook: Codebook, notes: Notes
) -> None:
    """The variable of an option of several: ticked or not, missing as the question is."""
    name = question.column(option.value)
    variable = _new(described, "var", ID=_id(name), name=name, qstn=_question_id(question))
    variable.set("intrvl", "discrete")
    variable.set("nature", "nominal")
    variable.set("representationType", "code")
    _said(variable, "labl", option.label)
    _said(variable, "universe", codebook.group(question.asked_of).label, clusion="I")
    if option.exclusive:
        _said(variable, "txt", notes.alone)
    _value(variable, "1", notes.ticked)
    _value(variable, "0", notes.not_ticked)
    _new(variable, "varFormat", type="numeric", schema="other")


def _question(variable: Element, question: Question, codebook: Codebook) -> None:
    """What is read and asked, at its rank in the questionnaire."""
    asked = _new(
        variable,
        "qstn",
        ID=_question_id(question),
        seqNo=str(codebook.asked.index(question) + 1),
        responseDomainType=_DOMAINS[question.answers],
    )
    if question.before:
        _said(asked, "preQTxt", question.before)
    _said(asked, "qstnLit", question.wording)


def _limits(variable: Element, question: Question) -> None:
    limits = {"min": question.least, "max": question.most}
    given = {name: str(limit) for name, limit in limits.items() if limit is not None}
    if given:
        units = "INT" if question.whole else "REAL"
        _new(_new(variable, "valrng"), "range", UNITS=units, **given)


def _value(variable: Element, value: str, label: Words, **attributes: str) -> None:
    category = _new(variable, "catgry", **attributes)
    _new(category, "catValu", value)
    _said(category, "labl", label)


def _missing(variable: Element, missing: tuple[Missing, ...]) -> None:
    """The values that stand for no answer, each with why."""
    for each in missing:
        _value(variable, each.value, each.label, **{"missing": "Y", "missType": each.kind})


def _id(column: str) -> str:
    """A column's identifier, unique and an XML name: no name of a codebook has an underscore."""
    return "V_" + column.replace("/", "_")


def _question_id(question: Question) -> str:
    return f"Q_{question.name}"


def _said(parent: Element, tag: str, words: Words, **attributes: str) -> None:
    """An element in each language."""
    for code, text in words.items():
        _new(parent, tag, text, **{_LANG: code}, **attributes)


def _new(parent: Element | None, tag: str, text: str | None = None, **attributes: str) -> Element:
    name = f"{{{NAMESPACE}}}{tag}"
    if parent is None:
        element = Element(name, attributes)
    else:
        element = ElementTree.SubElement(parent, name, attributes)
    element.text = text
    return element
