"""The description for archives: a DDI Codebook 2.5 that holds what the codebook holds.

The schema of the standard (``codebook.xsd`` of 2012-01-17, and those of Dublin Core and of XHTML
that it imports) is not among what the project installs, so nothing here runs it. What it says of
the elements that we write is held by hand: which children each may have, in which order and how
often, and its attributes with their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dataprep.answers.codebook import MULTIPLE, Codebook, codebook
from dataprep.answers.ddi import NAMESPACE, ddi, write_ddi
from describing import NAMES, changed, descriptor, read_from
from rendering.words.interchange import notes

DDI = f"{{{NAMESPACE}}}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
Element = ElementTree.Element

# The children of each element, in the order of the standard: ``?`` for one at most, ``*`` for any
# number, ``+`` for one or more, nothing for exactly one.
CHILDREN = {
    "codeBook": "docDscr* stdyDscr+ fileDscr* dataDscr* otherMat*",
    "docDscr": "citation? guide? docStatus? docSrc* controlledVocabUsed* notes*",
    "citation": "titlStmt rspStmt? prodStmt? distStmt? serStmt* verStmt* biblCit? holdings* notes*",
    "titlStmt": "titl subTitl* altTitl* parTitl* IDNo*",
    "prodStmt": "producer* copyright? prodDate* prodPlac* software* fundAg* grantNo*",
    "verStmt": "version? verResp? notes*",
    "stdyDscr": (
        "citation+ studyAuthorization* stdyInfo* studyDevelopment* method* dataAccs* othrStdyMat* "
        "notes*"
    ),
    "stdyInfo": (
        "studyBudget* subject* abstract* sumDscr* qualityStatement? notes* exPostEvaluation*"
    ),
    "sumDscr": (
        "timePrd* collDate* nation* geogCover* geogUnit* geoBndBox? boundPoly? anlyUnit* universe* "
        "dataKind*"
    ),
    "method": "dataColl*",
    "dataColl": (
        "timeMeth* dataCollector* collectorTraining* frequenc* sampProc* sampleFrame* "
        "targetSampleSize* deviat* collMode* resInstru* instrumentDevelopment* sources? collSitu* "
        "actMin* ConOps* weight* cleanOps*"
    ),
    "sampleFrame": (
        "sampleFrameName* labl* txt* validPeriod* custodian* useStmt? universe? frameUnit* "
        "referencePeriod* updateProcedure*"
    ),
    "frameUnit": "unitType txt*",
    "dataDscr": "varGrp* nCubeGrp* var* nCube* notes*",
    "varGrp": "labl* txt* concept* defntn? universe? notes*",
    "var": (
        "location* labl* imputation? security? embargo? respUnit? anlysUnit? qstn* valrng* "
        "invalrng* undocCod* universe* TotlResp? sumStat* txt* stdCatgry* catgryGrp* catgry* "
        "codInstr* verStmt* concept* derivation? varFormat? geoMap* catLevel* notes*"
    ),
    "qstn": "preQTxt* qstnLit* postQTxt*",  # in any order, by the standard; this is ours
    "valrng": "range+",
    "catgry": "catValu? labl* txt* catStat* mrow?",
}
# Elements of text alone, or of nothing.
TEXTS = [
    "titl",
    "parTitl",
    "IDNo",
    "copyright",
    "version",
    "universe",
    "resInstru",
    "unitType",
    "notes",
    "labl",
    "security",
    "preQTxt",
    "qstnLit",
    "range",
    "txt",
    "catValu",
    "varFormat",
]
# The attributes that we write, with the values that the standard lists, or the form of their value.
COMMON = {"ID": r"[A-Za-z_][\w.-]*", LANG: "fr|en"}
ATTRIBUTES = {
    "codeBook": {"version": r"2\.5", LOCATION: r"\S+ \S+"},
    "unitType": {"numberOfUnits": r"\d+"},
    "universe": {"clusion": "I|E"},
    "varGrp": {"type": "multipleResp|section|other", "name": ".+", "var": ".+"},
    "var": {
        "name": ".+",
        "qstn": ".+",
        "intrvl": "contin|discrete",
        "nature": "nominal|ordinal|interval|ratio|percent|other",
        "representationType": "text|numeric|code|datetime|other",
    },
    "qstn": {
        "seqNo": r"\d+",
        "responseDomainType": "text|numeric|code|category|datetime|geographic|multiple|other",
    },
    "range": {"UNITS": "INT|REAL", "min": ".+", "max": ".+"},
    "catgry": {"missing": "Y|N", "missType": ".+"},
    "varFormat": {"type": "character|numeric", "schema": "SAS|SPSS|IBM|ANSI|ISO|XML-Data|other"},
}


def faults_of(root: Element) -> Iterator[str]:
    """What the standard would refuse of the elements of a description."""
    for element in root.iter():
        name = element.tag.removeprefix(DDI)
        children = [child.tag.removeprefix(DDI) for child in element]
        if name in TEXTS:
            if children:
                yield f"{name} holds {children}"
        else:
            order = re.sub(r"(\w+)([?*+]?)\s*", r"(?:\1 )\2", CHILDREN[name])
            if not re.fullmatch(order, "".join(f"{child} " for child in children)):
                yield f"{name} holds {children}"
        allowed = COMMON | ATTRIBUTES.get(name, {})
        for attribute, value in element.attrib.items():
            if not re.fullmatch(allowed.get(attribute, "(?!)"), value):
                yield f"{name}, {attribute}: {value}"
    identifiers = [each.attrib["ID"] for each in root.iter() if "ID" in each.attrib]
    if len(set(identifiers)) < len(identifiers):
        yield "an ID stands twice"
    for element in root.iter():
        for attribute in ("var", "qstn"):
            for pointed in element.get(attribute, "").split():
                if pointed not in identifiers:
                    yield f"{attribute} points to {pointed}"
    if any(not each.get("name") for each in root.iter(f"{DDI}var")):
        yield "a variable has no name"


def written(described: Codebook, folder: Path) -> Element:
    path = folder / "codebook.xml"
    write_ddi(described, path, notes())
    return ElementTree.fromstring(path.read_bytes())


def variables(root: Element) -> dict[str, Element]:
    return {each.attrib["name"]: each for each in root.iter(f"{DDI}var")}


def said(parent: Element, tag: str) -> dict[str, str | None]:
    """The text of the children of one name, by language."""
    return {each.attrib[LANG]: each.text for each in parent.findall(f"{DDI}{tag}")}


@pytest.mark.parametrize("name", NAMES)
def test_a_description_is_well_formed_and_as_the_standard_has_it(name: str, tmp_path: Path) -> None:
    root = written(codebook(name), tmp_path)
    assert root.tag == f"{DDI}codeBook"
    assert list(faults_of(root)) == []


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("stdyDscr/citation/titlStmt", lambda each: each.remove(each[0])),
        ("dataDscr/var", lambda each: each.append(each[0])),
        ("dataDscr/var", lambda each: each.attrib.update(intrvl="discreet")),
        ("dataDscr/var", lambda each: each.attrib.update(label="x")),
        ("dataDscr/var", lambda each: each.attrib.pop("name")),
        ("dataDscr/varGrp", lambda each: each.attrib.update(var="V_nothing")),
        ("dataDscr/var/qstn", lambda each: each.attrib.update(ID="V_use")),
        ("dataDscr/var/labl", lambda each: each.append(Element(f"{DDI}txt"))),
        (".", lambda each: each.remove(each[1])),
    ],
)
def test_what_the_standard_would_refuse_is_seen(path: str, change: object) -> None:
    root = ddi(codebook("proposed"), notes())
    element = root.find(
        "/".join(f"{DDI}{step}" if step != "." else step for step in path.split("/"))
    )
    assert element is not None
    assert callable(change)
    change(element)
    assert list(faults_of(root))


@pytest.mark.parametrize("name", NAMES)
def test_its_variables_are_the_columns_of_the_answers_once_read_and_what_is_never_published(
    name: str, tmp_path: Path
) -> None:
    described = codebook(name)
    found = list(variables(written(described, tmp_path)))
    private = [each.name for each in described.questions if each.private]
    assert private
    assert [each for each in found if each not in private] == list(described.columns())
    assert set(private) <= set(found)


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_there_with_its_wording_its_base_and_its_rank(
    name: str, tmp_path: Path
) -> None:
    described = codebook(name)
    found = variables(written(described, tmp_path))
    for rank, question in enumerate(described.asked, start=1):
        variable = found[question.name]
        asked = variable.find(f"{DDI}qstn")
        assert asked is not None
        assert said(asked, "qstnLit") == said(variable, "labl") == question.wording
        assert said(asked, "preQTxt") == (question.before or {})
        assert asked.get("seqNo") == str(rank)
        assert said(variable, "universe") == described.group(question.asked_of).label
        assert said(variable, "txt") == (question.why or {})
    assert described.respondent is not None
    assert found[described.respondent].find(f"{DDI}qstn") is None


@pytest.mark.parametrize("name", NAMES)
def test_every_option_and_every_value_that_stands_for_no_answer_is_there(
    name: str, tmp_path: Path
) -> None:
    described = codebook(name)
    found = variables(written(described, tmp_path))
    for question in described.questions:
        values = {
            each.findtext(f"{DDI}catValu"): each
            for each in found[question.name].iter(f"{DDI}catgry")
        }
        missing = {value: each for value, each in values.items() if each.get("missing") == "Y"}
        assert {value: each.get("missType") for value, each in missing.items()} == question.kinds
        for stands in question.missing:
            assert said(values[stands.value], "labl") == stands.label
        offered = [value for value in values if value not in missing]
        if question.answers == MULTIPLE:
            assert offered == ["answered"]
            for option in question.options:
                variable = found[question.column(option.value)]
                assert said(variable, "labl") == option.label
                ticks = [each.findtext(f"{DDI}catValu") for each in variable.iter(f"{DDI}catgry")]
                assert ticks == ["1", "0"]
                assert bool(said(variable, "txt")) == option.exclusive
        else:
            assert offered == list(question.codes)
            for option in question.options:
                assert said(values[option.value], "labl") == option.label


def test_several_answers_are_held_together_by_a_group(tmp_path: Path) -> None:
    described = codebook("velo")
    root = written(described, tmp_path)
    (group,) = root.iter(f"{DDI}varGrp")
    assert group.get("type") == "multipleResp"
    names = {each.attrib["ID"]: name for name, each in variables(root).items()}
    columns = [names[each] for each in group.attrib["var"].split()]
    assert columns == [each for each in described.columns() if each.startswith("obstacles")]


def test_a_scale_a_number_and_what_is_never_published_say_so(tmp_path: Path) -> None:
    found = variables(written(codebook("velo"), tmp_path))
    assert found["frequency"].get("nature") == "ordinal"
    assert found["bike"].get("nature") == "nominal"
    limits = found["distance"].find(f"{DDI}valrng/{DDI}range")
    assert limits is not None
    assert limits.attrib == {"UNITS": "INT", "min": "0", "max": "200"}
    private = {name for name, each in found.items() if each.find(f"{DDI}security") is not None}
    assert private == {"respondent"}


def test_the_study_says_its_title_its_edition_its_base_and_its_questions(tmp_path: Path) -> None:
    held = descriptor("velo")
    held["resources"][0]["survey:population"] = 120
    study = written(read_from(held, tmp_path), tmp_path).find(f"{DDI}stdyDscr")
    assert study is not None
    title = study.find(f"{DDI}citation/{DDI}titlStmt")
    assert title is not None
    assert said(title, "titl") | said(title, "parTitl") == codebook("velo").title
    assert study.findtext(f"{DDI}citation/{DDI}verStmt/{DDI}version") == "2026"
    summary, collection = study.find(f".//{DDI}sumDscr"), study.find(f".//{DDI}dataColl")
    assert summary is not None
    assert collection is not None
    assert said(summary, "universe") == {"fr": "agents", "en": "members of staff"}
    assert set(
        re.findall(r"\d+", " ".join(filter(None, said(collection, "resInstru").values())))
    ) == {"6"}
    unit = study.find(f".//{DDI}unitType")
    assert unit is not None
    assert unit.get("numberOfUnits") == "120"
    assert written(codebook("velo"), tmp_path).find(f".//{DDI}unitType") is None


def test_a_reconstructed_questionnaire_says_so_in_each_language(tmp_path: Path) -> None:
    study = written(codebook("flash"), tmp_path).find(f"{DDI}stdyDscr")
    assert study is not None
    words = said(study, "notes")
    assert "reconstituées" in str(words["fr"])
    assert "reconstructed" in str(words["en"])
    assert written(codebook("proposed"), tmp_path).find(f"{DDI}stdyDscr/{DDI}notes") is None


def test_a_licence_is_said_by_its_title_or_by_its_name(tmp_path: Path) -> None:
    held = descriptor("velo")
    for licences, said_so in (
        (
            [{"title": "Licence Ouverte 2.0"}, {"name": "CC-BY-4.0"}],
            "Licence Ouverte 2.0, CC-BY-4.0",
        ),
        ([{}], None),
        ([], None),
    ):
        root = written(read_from(held | {"licenses": licences}, tmp_path), tmp_path)
        assert list(faults_of(root)) == []
        assert root.findtext(f".//{DDI}copyright") == said_so


def test_a_wording_comes_back_as_it_was_written(tmp_path: Path) -> None:
    words = 'Vélo < auto & « bus » ]]> "ou" l\'inverse ?'
    root = written(changed("velo", tmp_path, "suggestion", title=words), tmp_path)
    assert said(variables(root)["suggestion"], "labl")["fr"] == words


def test_the_same_codebook_gives_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "one.xml", tmp_path / "other.xml"]
    for path in paths:
        write_ddi(codebook("proposed"), path, notes())
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert paths[0].read_bytes().startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<codeBook")
