"""Blocks that come back folded mean what the fields would have meant, and are trusted no more than them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.test import Client
from django.utils.datastructures import MultiValueDict
from wagtail.models import Page

from forms.definition.block_values import definition_of, steps_from
from forms.definition.shape import Definition
from forms.editor.transfer.form_file import definition_in
from forms.editor.transfer.reading import read
from forms.models.form_page import FormPage
from forms.questions.blocks.folded import _as_fields
from forms.questions.blocks.steps import StepBlock
from tests.factories.party import site_editor
from tests.forms.scene import definition, form_page, question, step
from tests.load.big_form import big_definition

FOLDER = Path(__file__).parents[3] / "portal" / "start" / "forms"
SHIPPED = [path for path in sorted(FOLDER.glob("*.json")) if "steps" in json.loads(path.read_text())]


def form_state(content: Definition) -> list[dict[str, Any]]:
    """What the page editor gives to the browser."""
    page = FormPage(title=content["title"], steps=json.dumps(steps_from(content)))
    return page.steps.stream_block.get_form_state(page.steps)


def posted(state: list[dict[str, Any]]) -> dict[str, str]:
    """What a browser sends when nothing was opened."""
    data = {"steps-count": str(len(state))}
    for place, item in enumerate(state):
        own = f"steps-{place}"
        data |= {f"{own}-deleted": "", f"{own}-order": str(place), f"{own}-type": item["type"], f"{own}-id": item["id"]}
        data[f"{own}-value-folded"] = json.dumps(item["value"])
    return data


def received(data: dict[str, str], title: str) -> Definition:
    """The definition that the form's editor cleans from what was sent."""
    block = FormPage._meta.get_field("steps").stream_block
    fields: MultiValueDict[str, str] = MultiValueDict({name: [value] for name, value in data.items()})
    return definition_of(FormPage(title=title, steps=block.clean(block.value_from_datadict(fields, {}, "steps"))))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_saved_folded_stays_the_same(db: None, path: Path) -> None:
    shipped = definition_in(read(path.read_bytes()))
    # The page's own texts are no steps.
    page = ("second_language", "second")
    steps = {key: value for key, value in shipped.items() if key not in page}
    assert received(posted(form_state(shipped)), shipped["title"]) == steps


def test_a_big_form_saved_folded_stays_the_same(db: None) -> None:
    big = big_definition()
    assert received(posted(form_state(big)), big["title"]) == big


def test_a_step_opened_among_folded_ones_is_read_from_its_fields(db: None) -> None:
    """Its questions stay folded inside it, except one."""
    content = definition(step("one", question("a"), question("b")), step("two", question("c")))
    state = form_state(content)
    data = posted(state)
    del data["steps-0-value-folded"]
    block = StepBlock()
    for name, values in _as_fields(block, state[0]["value"], "steps-0-value"):
        if not name.startswith("steps-0-value-questions-1-value"):
            data[name] = values[0]
    data["steps-0-value-questions-1-value-folded"] = json.dumps(state[0]["value"]["questions"][1]["value"])
    data["steps-0-value-questions-0-value-label"] = "Reworded"
    got = received(data, content["title"])
    assert got["steps"][0]["questions"][0]["label"] == "Reworded"
    assert got["steps"][0]["questions"][1] == content["steps"][0]["questions"][1]
    assert got["steps"][1] == content["steps"][1]


def test_rich_text_is_cleaned_as_if_it_were_typed(db: None) -> None:
    content = definition(step("one", question("a", guidance="<p>Read <b>this</b></p>")))
    state = form_state(content)
    told = json.loads(state[0]["value"]["guidance"])
    told["blocks"] = [
        {
            "key": "aaaaa",
            "type": "unstyled",
            "depth": 0,
            "text": "<script>alert(1)</script> here",
            "inlineStyleRanges": [],
            "entityRanges": [{"offset": 26, "length": 4, "key": 0}],
            "data": {},
        },
        # A heading is not among what guidance may hold.
        {"key": "bbbbb", "type": "header-two", "depth": 0, "text": "Big", "inlineStyleRanges": [], "entityRanges": []},
    ]
    told["entityMap"] = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}}
    hostile = json.dumps(told)
    state[0]["value"]["guidance"] = hostile
    state[0]["value"]["questions"][0]["value"]["guidance"] = hostile
    got = received(posted(state), content["title"])
    for html in (got["steps"][0]["guidance"], got["steps"][0]["questions"][0]["guidance"]):
        assert "&lt;script&gt;" in html
        assert not any(bad in html for bad in ("<script", "<h2", "javascript:"))


def test_html_in_place_of_the_editors_own_state_is_not_taken_as_it_is(db: None) -> None:
    state = form_state(definition(step("one", question("a"))))
    state[0]["value"]["guidance"] = "<img src=x onerror=alert(1)>"
    with pytest.raises(ValueError, match="Expecting value"):
        received(posted(state), "Referral")


@pytest.mark.parametrize("sent", ["", "{", "[" * 100_000])
def test_what_is_not_json_is_refused(db: None, sent: str) -> None:
    data = posted(form_state(definition(step("one", question("a"))))) | {"steps-0-value-folded": sent}
    with pytest.raises(BadRequest, match="Reload the page"):
        received(data, "Referral")


@pytest.mark.parametrize("sent", ["null", "[]", '"text"', '{"questions": 3}', '{"questions": [{"type": "nonsense"}]}'])
def test_what_has_another_shape_is_an_empty_step_that_is_told(db: None, sent: str) -> None:
    data = posted(form_state(definition(step("one", question("a"))))) | {"steps-0-value-folded": sent}
    with pytest.raises(Exception, match="Validation error in StreamBlock"):
        received(data, "Referral")


def test_a_faulty_folded_question_is_told_where_it_stands(db: None) -> None:
    state = form_state(definition(step("one", question("a"), question("b"))))
    state[0]["value"]["questions"][1]["value"]["label"] = ""
    block = FormPage._meta.get_field("steps").stream_block
    with pytest.raises(Exception, match="StreamBlock") as caught:
        received(posted(state), "Referral")
    step_error = caught.value.block_errors[0]
    assert list(step_error.block_errors["questions"].block_errors) == [1]
    assert block.child_blocks["step"].value_omitted_from_data({}, {}, "steps-0-value")
    assert not block.child_blocks["step"].value_omitted_from_data(posted(state), {}, "steps-0-value")


@pytest.fixture
def editor(client: Client, db: None, settings: Any) -> Client:
    """Who edits every page of the site; the second factor is another room's matter."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    client.force_login(
        site_editor("root@portal.example"),
        "portal.accounts.backend.SignInBackend",
    )
    return client


def page_data(page: Page, **data: str) -> dict[str, str]:
    """The fields of the page editor besides the steps."""
    empty = json.dumps({"blocks": [], "entityMap": {}})
    known = dict.fromkeys(("introduction", "confirmation", "second_introduction", "second_confirmation"), empty)
    return {
        "title": page.title,
        "slug": page.slug,
        "handler": page.handler,
        "grace_days": "0",
        "minutes": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **known,
        **data,
    }


def test_the_page_editor_saves_folded_steps(editor: Client, handler: object, clock: Any) -> None:
    content = definition(step("one", question("a", "yes_no")), step("two", question("b", "radios", choices=["x", "y"])))
    page = form_page(content)
    state = form_state(content)
    state[1]["value"]["title"] = "Retitled"
    answer = editor.post(f"/admin/pages/{page.pk}/edit/", page_data(page, **posted(state)))
    assert answer.status_code == 302, answer.context["form"].errors
    saved = definition_of(FormPage.objects.get(pk=page.pk).get_latest_revision_as_object())
    assert saved["steps"][1]["title"] == "Retitled"
    assert saved["steps"][0] == content["steps"][0]
    assert saved["steps"][1]["questions"] == content["steps"][1]["questions"]


def test_the_page_editor_draws_steps_folded(editor: Client, handler: object, clock: Any) -> None:
    page = form_page(definition(step("one", question("a", "yes_no", meaning="test.name"))))
    shown = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "forms.FoldedBlock" in shown
    scripts = [shown.index(name) for name in ("editor_words", "editor_pickers", "editor_folded")]
    assert shown.index("telepath/blocks") < scripts[0] < scripts[1] < scripts[2]
