"""The codebooks that ship say what their sources say, and a wrong one is told where and how."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import ROOT, run
from dataprep import load_table, published_findings
from dataprep.answers.codebook import CODEBOOKS, NOT_ANSWERED, SCHEMA, Codebook, codebook
from dataprep.answers.ddi import ddi
from dataprep.answers.xlsform import xlsform
from dataprep.descriptor import TableError
from describing import NAMES, Spoil, descriptor, read_from
from rendering.forms.printed import printed_form
from rendering.words.interchange import messages, notes

# What ships


@pytest.mark.parametrize("name", NAMES)
def test_a_codebook_that_ships_is_read_under_the_name_of_its_file(name: str) -> None:
    read = codebook(name)
    assert read.name == name
    assert read.respondent == "respondent"
    assert read.question("respondent").private
    for question in read.asked:
        assert question.wording["fr"] != question.wording["en"]
        assert bool(question.options) == (question.answers in ("single", "multiple"))


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_finds_it_a_valid_package_of_version_2(name: str) -> None:
    held = descriptor(name)
    assert list(frictionless.Package.metadata_validate(held)) == []
    assert held["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert held["resources"][0]["type"] == "table"
    held["resources"][0]["schema"]["missingValues"] = "none"
    assert list(frictionless.Package.metadata_validate(held)), "it would find nothing wrong"


def test_a_right_codebook_is_read_without_what_explains_a_wrong_one() -> None:
    code = (
        "import sys; from dataprep.answers.codebook import codebook; codebook('proposed');"
        "print('jsonschema' in sys.modules)"
    )
    command = [
        sys.executable,
        "-c",
        f"sys = __import__('sys'); sys.path.insert(0, 'notebooks'); {code}",
    ]
    assert run(command, ROOT).stdout.strip() == "False"


# The proposed questionnaire: tables and codebook say the same

Said = dict[tuple[str, str], object]
BESIDE = ("wording", "before", "why")


def said_by_the_tables() -> Said:
    said: Said = {}
    for _, row in load_table("questionnaire").iterrows():
        for word in ("order", "section", "answers", "about", "asked_if"):
            said[row["id"], word] = None if row.isna()[word] else row[word]
        for word in (f"{text}_{code}" for text in BESIDE for code in ("fr", "en")):
            said[row["id"], word] = None if row.isna()[word] else row[word]
    answers = load_table("questionnaire").set_index("id")["answers"]
    for _, row in load_table("questionnaire-options").iterrows():
        for word in ("question", "order", "label_fr", "label_en", "open"):
            said[row["id"], word] = row[word]
        # Where one answer is given, every option excludes the others.
        said[row["id"], "alone"] = row["exclusive"] and answers[row["question"]] == "multiple"
    return said


def said_by_the_codebook(read: Codebook) -> Said:
    said: Said = {}
    for order, question in enumerate(read.asked, start=1):
        name, group = question.name, read.group(question.asked_of)
        field = next(
            each
            for each in read.descriptor["resources"][0]["schema"]["fields"]
            if each["name"] == name
        )
        said |= {
            (name, "order"): order,
            (name, "section"): question.section,
            (name, "answers"): question.answers,
            (name, "about"): field.get("survey:about"),
            (name, "asked_if"): f"{group.question}-{'+'.join(group.values)}"
            if group.question
            else None,
        }
        for word, words in zip(
            BESIDE, (question.wording, question.before, question.why), strict=True
        ):
            for code in ("fr", "en"):
                said[name, f"{word}_{code}"] = words[code] if words else None
        for rank, each in enumerate(read.offered(question), start=1):
            option = f"{name}-{each.value}"
            said |= {
                (option, "question"): name,
                (option, "order"): rank,
                (option, "label_fr"): each.label["fr"],
                (option, "label_en"): each.label["en"],
                (option, "open"): each.open,
                (option, "alone"): each.exclusive and question.answers == "multiple",
            }
    return said


def differences(tables: Said, read: Said) -> list[str]:
    nothing = "nothing"
    return [
        f"{name}, {word}: the tables say {tables.get((name, word), nothing)!r}, the codebook "
        f"{read.get((name, word), nothing)!r}"
        for name, word in dict.fromkeys([*tables, *read])
        if tables.get((name, word), nothing) != read.get((name, word), nothing)
    ]


def test_the_proposed_codebook_says_what_its_two_tables_say() -> None:
    assert differences(said_by_the_tables(), said_by_the_codebook(codebook("proposed"))) == []


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda fields: fields[5].update(title="Autre"), "use, wording_fr"),
        (lambda fields: fields[5]["categories"].reverse(), "use-no, order"),
        (lambda fields: fields[7].pop("survey:asked_of"), "non-use-reasons, asked_if"),
        (
            lambda fields: fields[14]["categories"][3].pop("survey:exclusive"),
            "benefits-none, alone",
        ),
        (lambda fields: fields[5]["missingValues"].pop(), "use-unknown, question"),
    ],
)
def test_a_difference_is_named(spoil: Spoil, word: str, tmp_path: Path) -> None:
    held = descriptor("proposed")
    spoil(held["resources"][0]["schema"]["fields"])
    found = differences(said_by_the_tables(), said_by_the_codebook(read_from(held, tmp_path)))
    assert any(line.startswith(f"{word}: the tables say ") for line in found), found


def test_what_stands_for_no_answer_is_no_option_of_the_proposed_codebook() -> None:
    read = codebook("proposed")
    stand = load_table("questionnaire-options")
    stand = stand[stand["id"].str.endswith(("-unknown", "-declined"))]
    assert len(stand)
    for name, question in zip(stand["id"], stand["question"], strict=True):
        value = name.removeprefix(f"{question}-")
        assert value in read.question(question).kinds
        assert value not in read.question(question).codes
    assert read.question("role").kinds["declined"] == NOT_ANSWERED


def test_what_is_compared_is_what_the_tables_say_is_asked_again() -> None:
    repairs = load_table("questionnaire").set_index("id")["repairs"]
    compared = [each for each in codebook("proposed").questions if each.feeds]
    assert compared
    for question in compared:
        assert repairs[question.name] == question.feeds


def test_the_proposed_form_opens_as_the_chapter_shows_it() -> None:
    cells = json.loads((ROOT / "notebooks" / "08-prochaine-enquete.ipynb").read_text("utf-8"))
    texts = {
        node.value
        for cell in cells["cells"]
        if cell["cell_type"] == "code" and "Questionnaire(" in "".join(cell["source"])
        for node in ast.walk(ast.parse("".join(cell["source"])))
        if isinstance(node, ast.Constant)
    }
    opening = codebook("proposed").opening
    assert opening is not None
    assert opening["fr"] in texts


# The flash, and the other example


def test_the_flash_is_reconstructed_and_compares_with_what_was_published() -> None:
    read = codebook("flash")
    assert read.reconstructed
    assert not codebook("proposed").reconstructed
    printed = load_table("findings-2025")
    known = set(zip(printed["question"], printed["option"], strict=True))
    # 47 % of the 57 are what « plus de la moitié » of non-users leaves: it is not printed.
    inferred = {("use", "users")}
    findings = published_findings()
    assert inferred <= set(zip(findings["question"], findings["option"], strict=True))
    fed = [(each.feeds, option.finding) for each in read.questions for option in each.options]
    compared = {(question, option) for question, option in fed if option}
    assert len(compared) > 5
    assert compared - inferred <= known


@pytest.mark.parametrize("name", NAMES)
def test_what_a_codebook_compares_with_exists(name: str) -> None:
    findings = published_findings()
    known = set(zip(findings["question"], findings["option"], strict=True))
    for question in codebook(name).questions:
        assert question.feeds is None or question.feeds in set(findings["question"])
        for option in question.options:
            assert option.finding is None or (question.feeds, option.finding) in known


def test_the_example_on_another_subject_has_each_kind_of_question_and_no_tie_to_the_flash() -> None:
    read = codebook("velo")
    kinds = [each.answers for each in read.asked]
    assert sorted(kinds) == ["multiple", "number", "single", "single", "single", "text"]
    assert sum(read.group(each.asked_of).question is not None for each in read.asked) == 1
    assert sum(each.ordered for each in read.asked) == 1
    assert [option.value for option in read.question("obstacles").options if option.exclusive]
    assert not [each for each in read.questions if each.feeds]


# What explains a codebook


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Each part of the schema that names the words it may have."""
    for value in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(value, dict | list):
            yield from parts(value)
    if isinstance(schema, dict) and "properties" in schema:
        yield schema["properties"]


WORDS = {
    word: meaning
    for part in parts(json.loads((CODEBOOKS / SCHEMA).read_text("utf-8")))
    for word, meaning in part.items()
    if word.startswith("survey:")
}


def test_the_schema_says_what_each_of_our_words_is() -> None:
    assert len(WORDS) > 15
    assert [word for word, meaning in WORDS.items() if not meaning.get("description")] == []


def test_the_guide_says_each_of_our_words_once_and_no_other() -> None:
    guide = (CODEBOOKS / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `(survey:\w+)` \| [^|]+ \| [^|]+ \|$", guide, re.MULTILINE)
    assert sorted(rows) == sorted(WORDS)
    assert set(re.findall(r"survey:\w+", guide)) == set(WORDS)
    for name in NAMES:
        assert f"`{name}.json`" in guide


# What is refused


FAULT = re.compile(r".+: .+\n  Expected: .+\.\n  To do: .+\.")


def refusal(path: Path | str) -> str:
    with pytest.raises(TableError) as caught:
        codebook(path)
    for fault in caught.value.faults:
        assert FAULT.fullmatch(fault), fault
    return str(caught.value)


def of_fields(name: str, spoil: Spoil) -> Spoil:
    """Spoil one field of the example."""

    def spoiled(held: dict[str, Any]) -> None:
        fields = held["resources"][0]["schema"]["fields"]
        spoil(next(each for each in fields if each["name"] == name))

    return spoiled


def of_answers(spoil: Spoil) -> Spoil:
    return lambda held: spoil(held["resources"][0])


BAD: dict[str, tuple[Spoil, list[str]]] = {
    "no wording": (
        of_fields("bike", lambda field: field.pop("title")),
        ["fields, « bike »: « title » is missing", "title: the wording", "write it"],
    ),
    "a wording under a word close to it": (
        of_fields("bike", lambda field: field.update({"titel": field.pop("title")})),
        ["« title » is missing; nearest: « titel »", "« titel » is not a word"],
    ),
    "an empty wording": (
        of_fields("bike", lambda field: field.update(title="  ")),
        ["« bike », title: '  '", "a text that is not empty"],
    ),
    "a control character": (
        of_fields("bike", lambda field: field.update(title="Ve\x00lo")),
        ["« bike », title: 'Ve\\x00lo'", "no control character"],
    ),
    "a command to a terminal": (
        of_fields("bike", lambda field: field.update(title="Ve\x9b31mlo")),
        ["« bike », title: 'Ve\\x9b31mlo'", "no control character"],
    ),
    "a turn of the direction of reading": (
        of_fields("bike", lambda field: field.update(title="Ve\u202elo")),
        ["« bike », title: 'Ve\\u202elo'", "none that turns the direction of reading"],
    ),
    "half a character": (
        of_fields("bike", lambda field: field.update(title="V\ud800lo")),
        ["« bike », title: 'V\\ud800lo'", "no control character"],
    ),
    "an unknown word of ours": (
        of_fields("bike", lambda field: field.update({"survey:asked_off": "staff"})),
        ["« bike »: « survey:asked_off » is not a word", "nearest: « survey:asked_of »"],
    ),
    "a word of ours where it says nothing": (
        of_fields("bike", lambda field: field.update({"survey:wave": "2026"})),
        ["« bike »: « survey:wave » is not a word of this part", "survey:asked_of, "],
    ),
    "a word of ours on the package": (
        lambda held: held.update({"survey:title_eng": "x"}),
        ["essai.json: « survey:title_eng » is not a word", "nearest: « survey:title_en »"],
    ),
    "a word of the standard misspelt": (
        of_fields("frequency", lambda field: field.update(categoriesOrdred=True)),
        ["« categoriesOrdred » is not a word", "nearest: « categoriesOrdered »"],
    ),
    "an unknown word on an option": (
        of_fields("obstacles", lambda field: field["categories"][4].update(exclusive=True)),
        ["categories, « nothing »: « exclusive »", "nearest: « survey:exclusive »"],
    ),
    "a group that points nowhere": (
        of_fields("frequency", lambda field: field.update({"survey:asked_of": "cyclist"})),
        ["field frequency, survey:asked_of: « cyclist » is not a group; nearest: « cyclists »"],
    ),
    "a group of a question that is not": (
        of_answers(lambda answers: answers["survey:groups"][1].update(question="bikes")),
        ["group cyclists, question: « bikes » is not a field; nearest: « bike »"],
    ),
    "a group of an answer that is not": (
        of_answers(lambda answers: answers["survey:groups"][1].update(values=["yess"])),
        ["group cyclists, values: « yess » is not an answer of bike; nearest: « yes »"],
    ),
    "a group of a number": (
        of_answers(lambda answers: answers["survey:groups"][1].update(question="distance")),
        ["« distance » offers no answer to choose from"],
    ),
    "a group without its values": (
        of_answers(lambda answers: answers["survey:groups"][1].pop("values")),
        ["« cyclists »: « question » without « values »", "both, or neither"],
    ),
    "two groups of all": (
        of_answers(
            lambda answers: answers["survey:groups"].append({"name": "all", "label": "tous"})
        ),
        ["groups: 2 groups of all respondents: staff, all", "one group without a question"],
    ),
    "no group of all": (
        of_answers(lambda answers: answers["survey:groups"].pop(0)),
        ["groups: 0 groups of all respondents", "To do: write one"],
    ),
    "a group twice": (
        of_answers(
            lambda answers: answers["survey:groups"].append(dict(answers["survey:groups"][1]))
        ),
        ["groups: the group « cyclists » stands 2 times"],
    ),
    "a filter on a question that comes after": (
        of_answers(lambda answers: answers["schema"]["fields"].reverse()),
        ["« cyclists » depends on « bike », which is not asked before", "bike before frequency"],
    ),
    "a filter of a question on itself": (
        of_fields("bike", lambda field: field.update({"survey:asked_of": "cyclists"})),
        ["field bike, survey:asked_of: « cyclists » depends on « bike »"],
    ),
    "an option twice": (
        of_fields("bike", lambda field: field["categories"][1].update(value="yes")),
        ["field bike: the value « yes » stands 2 times", "each value once"],
    ),
    "two options of one label": (
        of_fields(
            "bike", lambda field: field["categories"][1].update(label="Oui, au moins une fois")
        ),
        ["field bike: the label « Oui, au moins une fois » stands 2 times"],
    ),
    "an option that is a missing value too": (
        of_fields("bike", lambda field: field["categories"][1].update(value="not-asked")),
        ["field bike: the value « not-asked » stands 2 times"],
    ),
    "a value that is taken": (
        of_fields("bike", lambda field: field["categories"][1].update(value="answered")),
        ["field bike: the value « answered » is taken", "another value"],
    ),
    "a question twice": (
        of_fields("shelter", lambda field: field.update(name="bike")),
        ["fields: the field « bike » stands 2 times"],
    ),
    "a list without categories": (
        of_fields("obstacles", lambda field: field.pop("categories")),
        ["field obstacles: a question of several answers without any", "categories"],
    ),
    "categories of a number": (
        of_fields("bike", lambda field: field.update(type="integer")),
        ["field bike: categories under the type integer", "the type string"],
    ),
    "a type that is not": (
        of_fields("bike", lambda field: field.update(type="strings")),
        ["« bike », type: 'strings' is not known; nearest: « string »", "one of string, integer"],
    ),
    "a value of the wrong type": (
        of_fields("frequency", lambda field: field.update(categoriesOrdered="yes")),
        ["« frequency », categoriesOrdered: 'yes'", "true or false, without quotation marks"],
    ),
    "a name that is none": (
        of_fields("bike", lambda field: field.update(name="Vélo ?")),
        ["« Vélo ? », name: 'Vélo ?'", "lowercase letters, digits and single hyphens"],
    ),
    "a name that ends with a line": (
        of_fields("suggestion", lambda field: field.update(name="suggestion\n")),
        ["name: 'suggestion\\n'", "lowercase letters"],
    ),
    "a name that starts with a digit": (
        of_fields("suggestion", lambda field: field.update(name="6")),
        ["« 6 », name: '6'", "a letter first"],
    ),
    "a name that forms have": (
        of_fields("suggestion", lambda field: field.update(name="meta")),
        ["« meta », name: 'meta'", "« meta » is taken"],
    ),
    "a wording that forms take for a name": (
        of_fields("bike", lambda field: field.update(title="Combien de ${velos} ?")),
        ["« bike », title: 'Combien de ${velos} ?'", "nor « ${ »"],
    ),
    "limits the wrong way round": (
        of_fields("distance", lambda field: field["constraints"].update(minimum=300)),
        ["the minimum, 300, is more than the maximum, 200"],
    ),
    "no value for those who were not asked": (
        of_answers(lambda answers: answers["schema"]["missingValues"].pop(0)),
        ["field frequency, missingValues: no value says « not-asked »"],
    ),
    "an unknown reason for no answer": (
        of_answers(
            lambda answers: answers["schema"]["missingValues"][1].update({"survey:kind": "refused"})
        ),
        ["« not-answered », survey:kind: 'refused' is not known", "one of not-asked, not-answered"],
    ),
    "a key that is no field": (
        of_answers(lambda answers: answers["schema"].update(primaryKey=["respondant"])),
        ["primaryKey: « respondant » is not a field; nearest: « respondent »"],
    ),
    "a key of two fields": (
        of_answers(lambda answers: answers["schema"].update(primaryKey=["respondent", "bike"])),
        ["primaryKey: 2 is more than 1", "one, written by the tool"],
    ),
    "a key that is no name": (
        of_answers(lambda answers: answers["schema"].update(primaryKey=[{}])),
        ["primaryKey, item 1: {}", "a text, in quotation marks"],
    ),
    "two resources": (
        lambda held: held["resources"].append(deepcopy(held["resources"][0])),
        ["resources: 2 is more than 1", "one resource: the answers"],
    ),
    "a resource of version 1": (
        of_answers(lambda answers: answers.pop("type")),
        ["« answers »: « type » is missing", "without it, readers assume version 1"],
    ),
    "a package of version 1": (
        lambda held: held.update({"$schema": "tabular-data-package"}),
        ["$schema: 'tabular-data-package'", "profiles/2.0/datapackage.json"],
    ),
    "a licence that is no text": (
        lambda held: held["licenses"][0].update(title=2),
        ["licenses, « etalab-2.0 », title: 2", "a text, in quotation marks"],
    ),
    "nobody who could answer": (
        of_answers(lambda answers: answers.update({"survey:population": 0})),
        ["survey:population: 0 is less than 1", "units that could have answered"],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_codebook_is_told_where_what_and_what_to_do(case: str, tmp_path: Path) -> None:
    spoil, words = BAD[case]
    held = descriptor("velo")
    spoil(held)
    path = tmp_path / "essai.json"
    path.write_text(json.dumps(held), "utf-8")
    said = refusal(path)
    for each in words:
        assert each in said, said
    assert "/essai.json" in said


FILES: dict[str, tuple[bytes, list[str]]] = {
    "not JSON": (b'{"name": "velo",\n "title" }', ["line 2, column 10", "Expected: JSON"]),
    "empty": (b"", ["line 1, column 1"]),
    "not UTF-8": (
        '{"title": "Vélo"}'.encode("latin-1"),
        ["byte 13: it is not UTF-8", "save it as"],
    ),
    "a workbook": (b"PK\x03\x04\xff\xfe", ["it is not UTF-8"]),
    "a list": (b"[]", ["essai.json: []", "an object, in braces"]),
    "a word twice": (b'{"title": "A", "title": "B"}', ["the word « title » stands 2 times"]),
    "a hole without a bottom": (b"[" * 200_000, ["nested too deep"]),
    "a number without an end": (b"1" * 5000, ["a number too long"]),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_codebook_is_told_why(case: str, tmp_path: Path) -> None:
    content, words = FILES[case]
    path = tmp_path / "essai.json"
    path.write_bytes(content)
    said = refusal(path)
    for each in words:
        assert each in said, said


@pytest.mark.parametrize("name", ["proposd", "ici/la.json", "."])
def test_a_codebook_that_is_not_there_is_told_with_those_that_are(name: str) -> None:
    said = refusal(name)
    assert f"codebook: {name!r}: there is no such file" in said
    assert ("nearest: « proposed »" in said) == (name == "proposd")
    assert "one of flash, proposed, velo, or the path of a codebook" in said


def test_every_fault_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    held = descriptor("proposed")
    fields = held["resources"][0]["schema"]["fields"]
    for rank in (2, 10, 4):
        fields[rank]["type"] = "text"
    path = tmp_path / "essai.json"
    path.write_text(json.dumps(held), "utf-8")
    told = re.findall(r"« ([a-z-]+) », type", refusal(path))
    assert told == ["form", "role", "tasks"]


def test_a_codebook_saved_with_the_mark_of_utf_8_is_read(tmp_path: Path) -> None:
    path = tmp_path / "essai.json"
    path.write_text(json.dumps(descriptor("velo")), "utf-8-sig")
    assert codebook(path).name == "velo"


def test_words_of_another_standard_may_stand_under_their_prefix(tmp_path: Path) -> None:
    held = descriptor("velo")
    held["dc:creator"] = "Un Pays"
    held["resources"][0]["schema"]["fields"][1]["ddi:concept"] = "distance"
    assert read_from(held, tmp_path).question("distance").most == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=4,
)


def places(held: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a codebook: what holds it, and its key or its rank there."""
    for key in held if isinstance(held, dict) else range(len(held)):
        yield held, key
        if isinstance(held[key], dict | list):
            yield from places(held[key])


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.data())
def test_whatever_is_put_in_a_codebook_it_is_read_or_told(data: st.DataObject) -> None:
    held = descriptor("velo")
    for _ in range(data.draw(st.integers(1, 3))):
        where, key = data.draw(st.sampled_from(list(places(held))))
        known = [other[name] for other, name in places(descriptor("velo"))]
        if data.draw(st.booleans()):
            where[key] = data.draw(JSON | st.sampled_from(known))
        else:
            where.pop(key)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "essai.json"
        path.write_text(json.dumps(held), "utf-8")
        if faults := told(path):
            assert all(FAULT.fullmatch(each) for each in faults)
            return
        read = codebook(path)
    assert len(xlsform(read, messages())["survey"]) >= len(read.asked)
    described = ElementTree.tostring(ddi(read, notes()), "utf-8")
    found = {each.get("name") for each in ElementTree.fromstring(described).iter()}
    assert found >= {*read.columns(), *(question.name for question in read.questions)}
    assert printed_form(read).count('class="wording"') == len(read.asked)


def told(path: Path) -> list[str]:
    """The faults of a codebook, none where it is read."""
    try:
        codebook(path)
    except TableError as error:
        return error.faults
    return []
