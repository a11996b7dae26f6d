"""A question goes to another step, or is asked in another way, and stays the same question: its answers follow it."""

import json
import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms.definition.block_values import definition_of, steps_from
from forms.definition.kind_changes import FOLLOWING
from forms.definition.shape import Definition, questions
from forms.models.form_page import FormPage
from forms.questions.step_form import Circumstances, form_for, typed_from
from forms.versions.following import Following
from tests.forms.scene import definition, form_page, group, publish_as, question, referral, repeat, rule, step, when
from tests.forms.versions.test_publishing import editor

__all__ = ["editor"]


def asked() -> Definition:
    return definition(
        step("one", question("a"), question("how", "radios", choices=["good", "bad"]), question("note")),
        step(
            "two",
            question("b", show_when=when(rule("how", value="bad"))),
            question("c", group="g"),
            groups=[group("g")],
        ),
        step("each", question("d"), repeat=repeat(summary="d")),
    )


def address(page: FormPage, name: str = "") -> str:
    chosen = f"?question={uuid.uuid5(uuid.NAMESPACE_OID, name)}" if name else ""
    return reverse("forms_rearrange", args=[page.pk]) + chosen


def place(step_name: str, after: str = "") -> str:
    step_id = uuid.uuid5(uuid.NAMESPACE_URL, step_name)
    return f"{step_id}/{uuid.uuid5(uuid.NAMESPACE_OID, after) if after else ''}"


def draft_of(page: FormPage) -> Definition:
    return definition_of(FormPage.objects.get(pk=page.pk).get_latest_revision_as_object())


@pytest.fixture
def form(page: FormPage) -> FormPage:
    return form_page(asked(), slug="rearranged")


def test_a_question_is_moved_to_another_step_with_its_name_and_its_answers(editor: Client, form: FormPage) -> None:
    assert address(form) in editor.get(reverse("wagtailadmin_pages:edit", args=[form.pk])).content.decode()
    assert "Note" in editor.get(address(form)).content.decode()
    shown = editor.post(address(form, "note"), {"place": place("two", "b"), "kind": ""}, follow=True)
    assert "What people answered follows it." in shown.content.decode()
    new = draft_of(form)
    assert [[one["name"] for one in each["questions"]] for each in new["steps"]] == [
        ["a", "how"],
        ["b", "note", "c"],
        ["d"],
    ]
    kept = next(one for _step, one in questions(new) if one["name"] == "note")
    assert kept == next(one for _step, one in questions(asked()) if one["name"] == "note")
    assert definition_of(FormPage.objects.get(pk=form.pk)) == asked(), "nothing is published"
    assert Following(asked(), new).carry({"note": "Seen at home"}) == ({"note": "Seen at home"}, [])


def test_behind_a_question_of_a_group_it_stands_in_the_group(editor: Client, form: FormPage) -> None:
    editor.post(address(form, "note"), {"place": place("two", "c"), "kind": ""})
    two = draft_of(form)["steps"][1]
    assert [(one["name"], one.get("group")) for one in two["questions"]] == [("b", None), ("c", "g"), ("note", "g")]
    editor.post(address(form, "note"), {"place": place("one"), "kind": ""})
    assert draft_of(form)["steps"][0]["questions"][0]["name"] == "note"
    assert "group" not in draft_of(form)["steps"][0]["questions"][0]


def test_what_the_move_breaks_is_said(editor: Client, form: FormPage) -> None:
    shown = editor.post(address(form, "how"), {"place": place("two", "c"), "kind": ""}, follow=True).content.decode()
    assert "The question “B” depends on “How”, which comes later." in shown


def test_an_answered_question_does_not_go_to_a_step_that_is_asked_several_times(editor: Client, form: FormPage) -> None:
    shown = editor.get(address(form, "note")).content.decode()
    assert place("each", "d") not in shown
    assert "Not to “Each”: people have answered this question" in shown
    refused = editor.post(address(form, "note"), {"place": place("each", "d"), "kind": ""})
    assert refused.status_code == 400
    assert draft_of(form) == asked()


def test_a_question_that_nobody_was_asked_goes_anywhere(editor: Client, form: FormPage) -> None:
    more = asked()
    more["steps"][0]["questions"].append(question("fresh"))
    draft = FormPage.objects.get(pk=form.pk)
    draft.steps = json.dumps(steps_from(more))
    draft.save_revision()
    editor.post(address(form, "fresh"), {"place": place("each", "d"), "kind": ""})
    assert [one["name"] for one in draft_of(form)["steps"][2]["questions"]] == ["d", "fresh"]


def test_radios_become_checkboxes_with_their_answers_and_their_rules(editor: Client, form: FormPage) -> None:
    shown = editor.post(address(form, "how"), {"place": "", "kind": "checkboxes"}, follow=True).content.decode()
    assert "mend this" not in shown
    new = draft_of(form)
    how, b = new["steps"][0]["questions"][1], new["steps"][1]["questions"][0]
    assert (how["name"], how["kind"]) == ("how", "checkboxes")
    assert how["choices"] == asked()["steps"][0]["questions"][1]["choices"]
    assert b["show_when"] == when(rule("how", "includes", "bad"))
    assert Following(asked(), new).carry({"how": "bad", "how:other": "x"})[0] == {"how": ["bad"], "how:other": "x"}


ANSWERS: dict[str, Any] = {
    "text": "Jo",
    "radios": "good",
    "select": "good",
    "autocomplete": "good",
    "yes_no": "no",
    "date": "2026-03-01",
    "email": "jo@home.example",
    "telephone": "01604 000000",
    "postcode": "NN1 1AA",
    "nhs_number": "9434765919",
    "address": "1 High Street",
}


@pytest.mark.parametrize(("kind", "to"), [(kind, to) for kind, many in FOLLOWING.items() for to in many])
def test_each_answer_follows_to_each_way_that_is_offered(editor: Client, page: FormPage, kind: str, to: str) -> None:
    choices = ["good", "bad"] if kind in ("radios", "select", "autocomplete") else []
    old = definition(step("one", question("a", kind, choices=choices)))
    form = publish_as(form_page(old, publish=False, slug="kinds"), old)
    editor.post(address(form, "a"), {"place": "", "kind": to})
    new = draft_of(form)
    assert new["steps"][0]["questions"][0]["kind"] == to
    publish_as(form, new)
    answers, aside = Following(old, new).carry({"a": ANSWERS[kind]})
    assert aside == []
    (one,) = new["steps"]
    read = form_for(one, typed_from(one, answers), Circumstances(date(2026, 3, 2), {}, {}, {}))
    assert read.is_valid(), read.errors
    assert read.answers == answers, "its fields take and keep what followed"


def test_a_kind_whose_answers_cannot_follow_is_not_offered_and_refused(editor: Client, form: FormPage) -> None:
    shown = editor.get(address(form, "a")).content.decode()
    assert 'value="long_text"' in shown
    assert 'value="number"' not in shown
    assert "Only what its answers can follow to is offered." in shown
    assert editor.post(address(form, "a"), {"place": "", "kind": "number"}).status_code == 400
    assert draft_of(form) == asked()


def test_a_meaning_that_needs_the_kind_keeps_it(editor: Client, page: FormPage) -> None:
    old = referral()
    old["steps"][0]["questions"][0]["meaning"] = "test.date"
    page = publish_as(page, old)
    assert 'value="approximate_date"' not in editor.get(address(page, "incident_date")).content.decode()


def test_choosing_nothing_is_said_and_changes_nothing(editor: Client, form: FormPage) -> None:
    refused = editor.post(address(form, "a"), {"place": "", "kind": ""})
    assert "Choose where the question goes, or how it is asked." in refused.content.decode()
    assert FormPage.objects.get(pk=form.pk).revisions.count() == 1


def test_rearranging_is_for_editors_of_the_form(browser: Client, form: FormPage) -> None:
    assert browser.post(address(form, "a"), {"place": "", "kind": "long_text"}).status_code in (302, 403)
    assert draft_of(form) == asked()
