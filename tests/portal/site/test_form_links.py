"""The desk leads to a form where it stands now, and asks pages for it once a change."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from forms.editor.publish_guard import _stays_a_draft
from forms.models.form_page import FormPage
from tests.factories.submission import form_page
from workflow.desk.steps.form_links import live_form
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db(transaction=True)
HANDLER = "complete_rapid_review"


@pytest.fixture
def page(partnership: Partnership) -> FormPage:
    return form_page(HANDLER, partnership)


def where(partnership: Partnership) -> str:
    found = live_form(HANDLER, partnership)
    return found[1] if found is not None else ""


def test_pages_are_asked_once(partnership: Partnership, page: FormPage) -> None:
    assert where(partnership) == page.url
    with CaptureQueriesContext(connection) as asked:
        assert where(partnership) == page.url
    assert not asked.captured_queries


def test_each_partnership_and_language_has_its_own(
    partnership: Partnership, other_partnership: Partnership, page: FormPage
) -> None:
    other = form_page(HANDLER, other_partnership)
    english = page.url
    for _again in range(2):
        assert (where(partnership), where(other_partnership)) == (english, other.url)
        with translation.override("cy"):
            assert where(partnership) == f"/cy{english}"


@pytest.mark.parametrize("change", ["unpublish", "move", "rename", "handler"])
def test_a_change_is_seen_at_once(
    partnership: Partnership, other_partnership: Partnership, page: FormPage, change: str
) -> None:
    before = where(partnership)
    assert before
    changes: dict[str, Any] = {
        "unpublish": lambda: page.unpublish(),
        "move": lambda: page.move(other_partnership.home, pos="last-child"),
        "rename": lambda: _saved(page, slug="another"),
        "handler": lambda: _saved(page, handler="agency_return"),
    }
    changes[change]()
    now = FormPage.objects.live().filter(pk=page.pk, handler=HANDLER, path__startswith=partnership.home.path).first()  # type: ignore[union-attr]  # it has one
    assert where(partnership) == (now.url if now is not None else "") != before


def _saved(page: FormPage, **changes: Any) -> None:
    # As past the editor, which would ask for the questions of another handler.
    for name, value in changes.items():
        setattr(page, name, value)
    super(FormPage, page).save()


def test_a_form_that_is_published_is_led_to_at_once(partnership: Partnership) -> None:
    assert where(partnership) == ""
    page = form_page(HANDLER, partnership)
    assert where(partnership) == page.url


def test_a_new_form_that_is_refused_is_led_to_no_more(partnership: Partnership) -> None:
    """Wagtail lays a new page as live; the guard of its publishing takes that back."""
    page = form_page(HANDLER, partnership)
    FormPage.objects.filter(pk=page.pk).update(live_revision=None)
    assert where(partnership) == page.url
    _stays_a_draft(page)
    assert where(partnership) == ""
    assert FormPage.objects.filter(pk=page.pk, live=False, has_unpublished_changes=True).exists()
