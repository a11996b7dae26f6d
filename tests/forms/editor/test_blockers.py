"""“What will change” says everything that would stop the Publish button, each where it stands."""

import json

from django.test import Client
from django.urls import reverse

from forms.definition.block_values import steps_from
from forms.definition.shape import Definition
from forms.models.form_page import FormPage
from tests.forms.scene import definition, question, referral, rule, step, when
from tests.forms.versions.test_publishing import editor

__all__ = ["editor"]


def what_will_change(editor: Client, page: FormPage, content: Definition, **changes: object) -> str:
    draft = FormPage.objects.get(pk=page.pk)
    draft.steps = json.dumps(steps_from(content))
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(clean=False)
    return editor.get(reverse("forms_what_will_change", args=[page.pk])).content.decode()


def test_a_draft_that_can_be_published_says_so(editor: Client, page: FormPage) -> None:
    assert "Nothing keeps this draft from being published." in what_will_change(editor, page, referral())


def test_a_question_without_wording_is_found_where_it_stands(editor: Client, page: FormPage) -> None:
    shown = what_will_change(editor, page, definition(step("the_child", question("a"), question("b", label=""))))
    assert "This draft cannot be published yet" in shown
    assert "Step “The child”, question 2, “Question”: This field is required." in shown


def test_a_rule_that_names_nothing_is_found_where_it_stands(editor: Client, page: FormPage) -> None:
    asked = definition(step("one", question("a"), question("b", show_when=when(rule("", value="x")))))
    shown = what_will_change(editor, page, asked)
    assert "Step “One”, question “B”, “Show only when…”, “Question”: This field is required." in shown
    assert "has a rule that names no question yet" in shown


def test_a_field_of_the_page_is_named(editor: Client, page: FormPage) -> None:
    assert "Days of grace: Ensure this value is less than or equal to 365." in what_will_change(
        editor, page, referral(), grace_days=400
    )


def test_a_lock_is_said(editor: Client, page: FormPage) -> None:
    FormPage.objects.filter(pk=page.pk).update(locked=True)
    assert "The form is locked by somebody. Ask them to unlock it." in what_will_change(editor, page, referral())


def test_two_questions_of_one_wording_are_told_apart_there(editor: Client, page: FormPage) -> None:
    asked = referral()
    asked["steps"][2]["questions"].append(question("other_name", label="Child name"))
    assert "<td>Child name (More)</td>" in what_will_change(editor, page, asked)
