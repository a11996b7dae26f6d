"""Two forms of one title in one list: said at the title, where it is mended."""

from typing import Any

import pytest
from wagtail.models import Page

from forms.models.form_page import FormPage
from portal.site.pages import FormsIndexPage
from tests.portal.cms.test_form_agreement import form
from workflow.parties.party import Partnership

__all__ = ["form"]

pytestmark = pytest.mark.django_db


def errors(page: FormPage, below: Page, **typed: Any) -> dict[str, list[str]]:
    """What the editor says of this title and address; its other fields are none of our business."""
    form_class = FormPage.get_edit_handler().get_form_class()
    asked = form_class({"title": "", "slug": "", "steps-count": "0", **typed}, instance=page, parent_page=below)
    return {name: list(told) for name, told in asked.errors.items() if name in ("title", "slug")}


def test_the_title_of_another_form_is_refused_at_the_title(form: FormPage, partnership: Partnership) -> None:
    index = FormsIndexPage.objects.get()
    told = errors(FormPage(), index, title="FEEDBACK", slug="feedback")
    assert list(told) == ["title"]
    assert "There is a page called “FEEDBACK” here already." in told["title"][0]


def test_a_title_that_only_a_draft_has_is_taken_too(form: FormPage, partnership: Partnership) -> None:
    form.title = "What parents say"
    form.save_revision()
    told = errors(FormPage(), FormsIndexPage.objects.get(), title="What parents say", slug="parents")
    assert list(told) == ["title"]


def test_an_address_that_is_taken_by_another_title_is_said_at_the_address(
    form: FormPage, partnership: Partnership
) -> None:
    assert list(errors(FormPage(), FormsIndexPage.objects.get(), title="Other", slug="feedback")) == ["slug"]


def test_a_form_keeps_the_title_that_it_has(form: FormPage, partnership: Partnership) -> None:
    index = FormsIndexPage.objects.get()
    index.add_child(instance=FormPage(title="Feedback", slug="feedback-2", handler="keep_on_record"))
    assert errors(form, index, title="Feedback", slug="feedback") == {}


def test_the_same_title_below_another_list_is_free(
    form: FormPage, partnership: Partnership, other_partnership: Partnership
) -> None:
    elsewhere = FormsIndexPage.objects.descendant_of(other_partnership.home).get()
    assert errors(FormPage(), elsewhere, title="Feedback", slug="feedback") == {}
