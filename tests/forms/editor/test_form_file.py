"""A form as a file: the same form comes back, the same bytes are written, what is wrong is refused with its line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from forms.definition.block_values import definition_of
from forms.definition.patterns import PATTERNS
from forms.definition.shape import (
    FILE_KINDS,
    OPERATORS,
    PERSON_PARTS,
    Calculation,
    Choice,
    Condition,
    Definition,
    Group,
    Question,
    Repeat,
    Rule,
    Step,
    canonical,
)
from forms.definition.validation import problems
from forms.editor.transfer import pages, prose, shape
from forms.editor.transfer.form_file import KIND, completed, definition_in, written
from forms.editor.transfer.reading import read
from forms.editor.transfer.refusal import FileRefused
from forms.models.form_page import FormPage
from forms.questions.blocks.offered import MESSAGES
from forms.questions.blocks.steps import KINDS
from tests.forms import strategies

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))


def content_with(definition: Definition) -> dict[str, Any]:
    """A file's content with these questions."""
    second = {"title": definition["second"]["title"]} if "second" in definition else {}
    return completed(
        {
            "format": 1,
            "kind": KIND,
            "slug": "referral",
            "title": definition["title"],
            "handler": "",
            "second_language": definition.get("second_language", ""),
            "second": second,
            "steps": definition["steps"],
        }
    )


@SLOW
@given(strategies.definitions())
def test_a_form_that_is_written_and_read_is_the_same(form: Definition) -> None:
    text = written(content_with(form))
    again = read(text.encode())
    assert canonical(definition_in(again)) == canonical(form)
    assert written(again) == text


@pytest.mark.django_db
@SLOW
@given(strategies.definitions())
def test_a_form_that_is_imported_into_a_page_and_exported_is_the_same(form: Definition) -> None:
    text = written(content_with(form))
    page = FormPage(slug="referral")
    pages.put(page, read(text.encode()))
    assert canonical(definition_of(page)) == canonical(form)
    assert written(pages.content_of(page)) == text


# --- Refused ---------------------------------------------------------------------------------------------------------


def minimal(**changes: Any) -> dict[str, Any]:
    """A short form that can be read."""
    step = {"name": "one", "title": "One", "questions": [{"name": "a", "kind": "text", "label": "Who?"}]}
    usual = {"format": 1, "kind": KIND, "slug": "short", "title": "Short", "handler": "", "steps": [step]}
    return {**usual, **changes}


def asking(*questions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A short form with these questions."""
    named = [{"kind": "text", "label": one["name"].upper(), **one} for one in questions]
    return minimal(steps=[{"name": "one", "title": "One", "questions": named, **changes}])


def refusal(value: Any) -> str:
    """What is said of this file; a value is written one key a line."""
    data = value if isinstance(value, bytes) else json.dumps(value, indent=1).encode()
    with pytest.raises(FileRefused) as told:
        read(data)
    return str(told.value)


def test_a_short_form_by_hand_is_read() -> None:
    content = read(json.dumps(minimal()).encode())
    question = content["steps"][0]["questions"][0]
    assert question["required"] is False
    assert question["id"] == read(json.dumps(minimal()).encode())["steps"][0]["questions"][0]["id"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "Line 1, column 1: the file ends too early"),
        (b'{"a": 1,\n "b" 2}', "Line 2, column 6: a colon is missing after"),
        (b'{"a": 1,\n "b": 2,\n}', "Line 3, column 1: remove the comma before }"),
        (b"{\n 'a': 1}", 'Line 2, column 2: a name in "double quotes" is expected here'),
        (b'{\n "a": NaN}', "Line 2, column 7: NaN is not a number that a form can hold"),
        (b'{\n "a": -Infinity}', "Line 2, column 7: -Infinity is not a number"),
        (b'{\n "a": 1e999}', "Line 2, column 7: this number is too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "this number is too long"),
        (b"[" * 5000, "too many brackets inside each other"),
        (b'{"a": "x\ny"}', "Line 1, column 9: this text is broken by a new line"),
        (b'{"a": "x', "Line 1, column 7: the closing"),
        (b'{"a": 1} {}', "Line 1, column 10: the form ends before this"),
        (b"// a form\n{}", "JSON has no comments"),
        (b'{"a": True}', 'Write text in "double quotes"'),
        (b'{\n "a": "\xff"}', "Line 2, column 8: this is not text in UTF-8"),
        (b"\xff\xfe{\x00}\x00", "this is not text in UTF-8"),
        (b" " * 2_000_001, "the file is larger than 2 MB"),
        (b"[]", "This is not a form file"),
        (b'{"kind": "spreadsheet"}', "This is not a form file"),
        (b'"\\ud800"', "This is not a form file"),
    ],
)
def test_what_is_not_a_form_is_refused_with_the_place(text: bytes, told: str) -> None:
    assert told in refusal(text)


def test_a_newer_format_says_so() -> None:
    told = refusal(minimal(format=2, surprise=True))
    assert told.startswith("Line 2: this file was made by a newer version of the portal (format 2")
    assert "surprise" not in told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (minimal(title=3), 'Line 5: title: must be text in "double quotes".'),
        (minimal(minutes=2.5), "minutes: must be a whole number or null."),
        (minimal(minutes=3.0), "minutes: must be a whole number or null."),
        (minimal(grace_days=True), "grace_days: must be a whole number."),
        (minimal(grace_days=366), "grace_days: must be 365 or less."),
        (minimal(titel="Short"), "titel: “titel” is not known here. Did you mean “title”?."),
        (minimal(slug="a b"), "slug: “a b” cannot be used: use letters, numbers and hyphens"),
        (minimal(title="x" * 256), "title: must have 255 characters or fewer, not 256."),
        (minimal(second_language="xx"), "this portal does not have the language “xx”."),
        (minimal(handler="fax_it"), "this portal does not have what happens when it is sent “fax_it”."),
        (asking({"name": "Bad name"}), "use lower-case letters, numbers and underscores"),
        (
            asking({"name": "a", "kind": "hologram"}),
            "question 1 “A”, kind: “hologram” is not known here. Use one of: text",
        ),
        (asking({"name": "a", "meaning": "test.nothing"}), "this portal does not have the meaning “test.nothing”."),
        (asking({"name": "a"}, meaning="test.nothing"), "the meaning of an entry “test.nothing”."),
        (asking({"name": "a", "prefill": "moon.phase"}), "this portal does not have the fact “moon.phase”."),
        (asking({"name": "a", "rules": {"pattern": "curly"}}), "this portal does not have the pattern “curly”."),
        (asking({"name": "a", "kind": "agency", "options": "moons"}), "does not have the list of choices “moons”."),
        (asking({"name": "a", "rules": {"max_length": 0}}), "rules, max_length: must be 1 or more."),
        (
            asking({"name": "a", "show_when": {"rules": [{"question": "b", "is": "like"}]}}),
            "rule 1, is: “like” is not known",
        ),
        (
            asking({"name": "a", "show_when": {"rules": [{"question": "b", "is": "answered"}]}}),
            "Line 19: step 1 “One”, question 1 “A”, show_when, rule 1, question: there is no question “b” in",
        ),
        (asking({"name": "a", "kind": "date", "rules": {"not_before": "b"}}), "there is no question “b” in this form."),
        (
            asking(
                {
                    "name": "a",
                    "kind": "calculated",
                    "calculation": {"what": "days_between", "first": "b", "last": "today"},
                }
            ),
            "calculation, first: there is no question “b” in this form.",
        ),
        (asking({"name": "a", "group": "g"}), "this step has no group “g”."),
        (asking({"name": "a"}, repeat={"noun": "child", "summary": "b"}), "there is no question “b” in this step."),
        (asking({"name": "a"}, repeat={"noun": "child", "least": 51}), "repeat, least: must be 50 or less."),
        (asking({"name": "a"}, repeat={"noun": ""}), "repeat, noun: must not be empty."),
        (asking({"name": "a"}, {"name": "a"}), "the name “a” stands twice in this form."),
        (asking({"name": "a", "choices": [{"label": "One"}]}), "“choices” has no place in this part of kind “text”."),
        (asking({"name": "a", "kind": "email", "rules": {"least": 3}}), "has no place in this part"),
        (asking({"name": "a", "label": "x\x00"}), "it holds a character that cannot be stored."),
        (asking({"name": "a", "label": "x\ud800"}), "it holds a character that cannot be stored."),
        (asking({"name": "a", "guidance": "<script>x</script>"}), "guidance: <script> is not allowed."),
        (asking({"name": "a", "guidance": "<h2>x</h2>"}), "guidance: <h2> is not allowed."),
        (asking({"name": "a", "second": {"guidance": '<p onclick="x">y</p>'}}), "onclick is not allowed in <p>."),
        (minimal(introduction='<p><a href="java\tscript:x">y</a></p>'), "introduction: a link may lead to https, http"),
        (minimal(confirmation="<p>x"), "confirmation: <p> is not closed."),
        (minimal(second={"introduction": "<img src=x>"}), "second, introduction: <img> is not allowed."),
        (asking(*({"name": f"q{number}"} for number in range(501))), "the form has 501 questions; the most is 500."),
    ],
)
def test_a_form_that_cannot_be_taken_is_refused_with_the_line_and_the_place(value: Any, told: str) -> None:
    said = refusal(value)
    assert told in said
    assert said.startswith("Line ")


def test_a_key_that_stands_twice_is_told_with_its_second_line() -> None:
    text = json.dumps(minimal(), indent=1).replace('"slug"', '"title": "Other",\n "slug"')
    assert refusal(text.encode()) == "Line 6: title: “title” stands twice. Keep one of them."


def test_conditions_are_at_most_three_deep() -> None:
    rule = {"question": "a", "is": "answered"}
    three = {"groups": [{"groups": [{"rules": [rule]}]}]}
    assert "conditions lie in each other" in refusal(
        asking({"name": "a"}, {"name": "b", "show_when": {"groups": [three]}})
    )


def test_at_most_twenty_faults_are_told() -> None:
    told = refusal(asking(*({"name": f"q{number}", "kind": "hologram"} for number in range(30)))).splitlines()
    assert len(told) == 21
    assert told[-1] == "And 10 more."


@pytest.mark.parametrize(
    "html",
    [
        "<p>Q&A &amp; more</p>",
        '<p data-block-key="a1b2c">A <b>bold</b> word<br/>and</p>',
        '<p><a href="https://example.org/?a=1&amp;b=2">a link</a></p>',
        '<ul><li>one</li></ul><p><a linktype="page" id="3">a page</a> <a href="mailto:a@example.org">mail</a></p>',
        "",
    ],
)
def test_what_the_editor_makes_is_allowed(html: str) -> None:
    assert prose.faults_of(html, "guidance") == []


@pytest.mark.parametrize(
    "html",
    [
        "<svg/onload=x>",
        "<p>a < b</p>",
        "<p",
        "<!-- x -->",
        "<!DOCTYPE html>",
        "<?php x ?>",
        "<![CDATA[x]]>",
        "<b/>all bold",
        "</p>",
        "<b><p>x</b></p>",
        '<a linktype="document" id="3">x</a>',
        '<a linktype="page" id="x">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<p style="color: red">x</p>',
        "<iframe>",
        "<i>x</i>",
        "<P><SCRIPT>x</SCRIPT></P>",
    ],
)
def test_what_the_editor_cannot_make_is_not(html: str) -> None:
    assert prose.faults_of(html, "page") != []


# --- The file's own description ---------------------------------------------------------------------------------------

DOCS = Path(__file__).resolve().parents[3] / "docs"


def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shape.SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


def test_the_documented_schema_is_the_one_that_is_read() -> None:
    Draft202012Validator.check_schema(described())
    assert (DOCS / shape.SCHEMA_FILE.name).read_bytes() == shape.SCHEMA_FILE.read_bytes()


def test_the_schema_knows_every_key_of_a_definition() -> None:
    parts = described()["$defs"]
    types = {"step": Step, "group": Group, "question": Question, "choice": Choice, "condition": Condition, "rule": Rule}
    for name, kind in types.items():
        assert set(parts[name]["properties"]) == set(kind.__annotations__), name
    assert set(parts["step"]["properties"]["repeat"]["properties"]) == set(Repeat.__annotations__)
    # A score's points stand at the choices; what the definition repeats of them is made anew.
    calculation = set(parts["question"]["properties"]["calculation"]["properties"])
    assert calculation == set(Calculation.__annotations__) - {"points"}
    assert parts["maybe_condition"]["properties"] == parts["condition"]["properties"]


def test_the_schema_knows_what_the_editor_offers() -> None:
    question = described()["$defs"]["question"]["properties"]
    assert set(question["kind"]["enum"]) == set(KINDS)
    assert set(question["messages"]["properties"]) == {rule for rule, _label in MESSAGES}
    assert set(question["rules"]["properties"]) == {rule for rule, _label in MESSAGES} - {"required", "other"} | {
        "kinds"
    }
    assert question["rules"]["properties"]["kinds"]["items"]["enum"] == list(FILE_KINDS)
    assert question["parts"]["items"]["enum"] == list(PERSON_PARTS)
    assert described()["$defs"]["rule"]["properties"]["is"]["enum"] == list(OPERATORS)
    for pattern in PATTERNS:
        assert pattern in question["rules"]["properties"]["pattern"]["description"]


def test_everything_in_the_schema_is_described() -> None:
    def without(part: Any, path: str) -> list[str]:
        if not isinstance(part, dict):
            return []
        own = [] if "description" in part or "$ref" in part else [path]
        for name, one in part.get("properties", {}).items():
            own += without(one, f"{path}.{name}")
        return own + (without(part["items"], f"{path}[]") if "items" in part else [])

    schema = described()
    found = without(schema, "file")
    for name, part in schema["$defs"].items():
        found += without(part, name)
    assert found == []


def test_the_example_of_the_manual_is_a_form_that_could_be_published() -> None:
    manual = (DOCS / "form-file.md").read_text(encoding="utf-8")
    content = read(manual.partition("```json\n")[2].partition("```")[0].encode())
    assert problems(definition_in(content)) == []
    assert written(completed(json.loads(written(content)))) == written(content)
