"""An editor adds ready questions to a form: they are read first, chosen, placed, and saved as a draft."""

from typing import Any

import pytest
from django.test import Client

from forms.definition.block_values import definition_of
from forms.definition.shape import questions
from forms.editor.library import ready_sets
from forms.models import FormRelease
from forms.models.form_page import FormPage
from tests.factories.party import site_editor
from tests.forms.scene import referral
from workflow.people.models import User

CHOSEN = "harm-types"


@pytest.fixture
def editor(db: None, settings: Any) -> Client:
    """Who edits every page of the site; the second factor is another room's matter."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    browser = Client()
    user = site_editor("editor@portal.example")
    browser.force_login(user)
    return browser


def address(page: FormPage) -> str:
    return f"/admin/form-sets/{page.pk}/"


def drafted(page: FormPage) -> Any:
    return definition_of(FormPage.objects.get(pk=page.pk).get_latest_revision_as_object())


def test_every_set_is_shown_with_its_questions(editor: Client, page: FormPage) -> None:
    shown = editor.get(address(page)).content.decode()
    for one in ready_sets.sets():
        assert one.title in shown
    assert "After “Children”" in shown
    assert "At the beginning" in shown
    edit = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert address(page) in edit


@pytest.mark.parametrize(("after", "place"), [("0", 0), ("2", 2), ("3", 3)])
def test_a_set_is_added_where_it_was_asked_for_and_only_to_the_draft(
    editor: Client, page: FormPage, after: str, place: int
) -> None:
    answer = editor.post(address(page), {"questions": CHOSEN, "after": after})
    assert answer.status_code == 302
    assert answer.url == f"/admin/pages/{page.pk}/edit/"
    chosen = next(one for one in ready_sets.sets() if one.key == CHOSEN)
    steps = drafted(page)["steps"]
    added = steps[place : place + len(chosen.steps)]
    assert [step["title"] for step in added] == [step["title"] for step in chosen.steps]
    assert [step for step in steps if step not in added] == referral()["steps"]
    assert FormRelease.objects.live(page.pk).version.definition == referral()


def test_the_same_set_twice_has_names_of_its_own(editor: Client, page: FormPage) -> None:
    for _time in range(2):
        editor.post(address(page), {"questions": CHOSEN, "after": "0"})
    names = [question["name"] for _step, question in questions(drafted(page))]
    assert len(names) == len(set(names))


def test_a_draft_that_is_not_published_yet_keeps_what_it_has(editor: Client, page: FormPage) -> None:
    editor.post(address(page), {"questions": CHOSEN, "after": "0"})
    before = drafted(page)["steps"]
    editor.post(address(page), {"questions": CHOSEN, "after": "0"})
    assert drafted(page)["steps"][-len(before) :] == before


@pytest.mark.parametrize("data", [{}, {"questions": "nonsense", "after": "0"}, {"questions": CHOSEN, "after": "99"}])
def test_nothing_is_added_without_a_choice(editor: Client, page: FormPage, data: dict[str, str]) -> None:
    answer = editor.post(address(page), data)
    assert answer.status_code == 400
    assert drafted(page) == referral()


def test_who_may_not_edit_may_not_add(browser: Client, page: FormPage, settings: Any) -> None:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    assert browser.post(address(page), {"questions": CHOSEN, "after": "0"}).status_code in (302, 403)
    assert drafted(page) == referral()


def test_a_locked_form_says_so(editor: Client, page: FormPage, person: User) -> None:
    FormPage.objects.filter(pk=page.pk).update(locked=True, locked_by=person)
    answer = editor.post(address(page), {"questions": CHOSEN, "after": "0"}, follow=True)
    assert "This form is locked" in answer.content.decode()
    assert drafted(page) == referral()
