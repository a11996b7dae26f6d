"""A draft shown elsewhere: one page, for an hour, as long as the editor may open it in the CMS."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing

from forms.models.form_page import FormPage
from portal.accounts.cms_groups import ensure_groups
from portal.api import preview
from portal.reports.pages import ReviewReportPage
from portal.site.pages import ContentPage
from tests.factories.party import actor
from tests.factories.review import ReviewFactory
from tests.portal.api.program import Program, said
from tests.workflow.desk.scene import signed_in
from workflow.models import Membership, Partnership
from workflow.parties.roles import Role
from workflow.report_seam import report_desk

FRONT = "https://front.example/preview"


@pytest.fixture(autouse=True)
def front(settings: Any, clock: Any) -> None:
    settings.PREVIEW_URL = FRONT


@pytest.fixture
def editor(partnership: Partnership) -> Any:
    ensure_groups()
    ensure_groups(partnership)
    return actor(Role.CONTENT_EDITOR, partnership).user


@pytest.fixture
def page(partnership: Partnership) -> ContentPage:
    found = ContentPage.objects.descendant_of(partnership.home).get()
    found.title, found.lead = "A new title", "Not public yet"
    found.save_revision()
    return found


def token_for(page: Any, user: Any) -> str:
    return preview.token_for(page, user)


def asked(token: str) -> Any:
    return Program().get("/preview", Preview_Token=token)


def test_the_button_leads_to_the_front_end_with_a_token_that_no_server_logs(page: ContentPage, editor: Any) -> None:
    browser = signed_in(editor)
    address = f"/programs/preview/{page.pk}/"
    assert address in browser.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    led = urlsplit(browser.get(address).headers["Location"])
    assert led._replace(fragment="").geturl() == FRONT
    assert led.query == ""
    told = said(asked(parse_qs(led.fragment)["token"][0]), 200)
    assert (told["title"], told["content"]["lead"]) == ("A new title", "Not public yet")
    assert told["type"] == "portal.ContentPage"


def test_without_a_front_end_there_is_neither(page: ContentPage, editor: Any, settings: Any) -> None:
    settings.PREVIEW_URL = ""
    browser = signed_in(editor)
    assert "/programs/preview/" not in browser.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert browser.get(f"/programs/preview/{page.pk}/").status_code == 404


def test_others_get_no_token(page: ContentPage, other_partnership: Partnership, editor: Any) -> None:
    ensure_groups(other_partnership)
    elsewhere = actor(Role.CONTENT_EDITOR, other_partnership).user
    assert signed_in(elsewhere).get(f"/programs/preview/{page.pk}/").status_code == 404
    said(asked(token_for(page, elsewhere)), 404)


def test_a_token_is_of_one_page_and_one_hour(page: ContentPage, editor: Any, clock: Any) -> None:
    token = token_for(page, editor)
    said(asked(token), 200)
    other = page.get_parent()
    assert said(asked(token_for(other, editor)), 200)["id"] == other.pk
    clock.shift(timedelta(minutes=59))
    said(asked(token), 200)
    clock.shift(timedelta(minutes=2))
    said(asked(token), 404)


# Signed when the test runs: a signature has its second in it, and processes that share the suite need the same names.
NO_TOKENS = {
    "nothing": lambda: "",
    "a letter": lambda: "x",
    "parts": lambda: "a:b:c",
    "no ASCII": lambda: "\u00e9",
    "another salt": lambda: signing.dumps([1, 1], salt="other"),
    "a text": lambda: signing.dumps("x", salt=preview.SALT),
    **{
        f"odd {number}": lambda odd=odd: signing.dumps(odd, salt=preview.SALT)
        for number, odd in enumerate(([1], [1, 2, 3], [None, None], ["x", "y"], {"a": 1}, [10**30, 1]))
    },
}


@pytest.mark.parametrize("what", NO_TOKENS)
def test_what_is_no_token_opens_nothing(page: ContentPage, what: str) -> None:
    token = NO_TOKENS[what]()
    said(asked(token), 404)


def test_it_ends_with_the_editor_s_right(page: ContentPage, editor: Any) -> None:
    token = token_for(page, editor)
    membership = Membership.objects.get(user=editor)
    membership.ended_at = membership.since
    membership.save()
    said(asked(token), 404)


def test_a_form_s_draft_shows_its_questions(form: FormPage, editor: Any) -> None:
    form.title = "Tell us more"
    form.save_revision()
    told = said(asked(token_for(form, editor)), 200)
    assert told["title"] == told["content"]["schema"]["title"] == "Tell us more"


@pytest.mark.django_db
def test_a_report_s_draft_is_for_its_writers_alone(clock: Any, partnership: Partnership) -> None:
    review = ReviewFactory(case__partnership=partnership, drafting=True)
    ensure_groups(partnership)
    officer, decider = actor(Role.OFFICER, partnership), actor(Role.DECISION_MAKER, partnership, seat="police")
    report_desk().draft(review, by=officer, now=review.case.opened_at)
    report = ReviewReportPage.objects.get(review_id=review.pk)
    said(asked(token_for(report, officer.user)), 200)
    said(asked(token_for(report, decider.user)), 404)
