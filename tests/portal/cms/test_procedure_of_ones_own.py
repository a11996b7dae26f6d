"""What staff add to a draft of the procedure in the CMS: tasks on a day, notices, kinds of referral and of agencies."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import MONDAY
from tests.factories.party import AgencyFactory
from tests.portal.cms.test_procedure_pages import LATER, browser, here, sent, text_of
from tests.portal.cms.test_stale_saves import sent_unseen
from tests.portal.conftest import person
from workflow.models import Agency, AgencyKind, Partnership, ProcedureVersion
from workflow.parties.roles import Role
from workflow.procedures import load_shipped, publishing
from workflow.procedures.document import document_of
from workflow.procedures.editions import edition
from workflow.procedures.faults import faults_of

pytestmark = pytest.mark.django_db

TASK = {"label": "Executives’ meeting", "length": "14", "unit": "days", "legal_basis": "Our procedure, section 4"}
NOTICE = {
    "subject": "{reference}: the executives meet",
    "body": "Sign in to read it: {link}",
    "occasion": "referral.accept",
    "recipients": ["strategic", "body:ofsted"],
}


@pytest.fixture(autouse=True)
def stopped(clock: Any, settings: Any) -> None:
    """Monday 2 March 2026; the second factor is another room's matter."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]


@pytest.fixture
def author(partnership: Partnership) -> Any:
    return person(Role.CONTENT_EDITOR, partnership)


@pytest.fixture
def draft(author: Any) -> ProcedureVersion:
    """A copy of the shipped version for all partnerships, by an editor."""
    shipped = load_shipped(now=MONDAY)[0]
    return publishing.copy(shipped, title="The next one", effective_from=LATER, by=author, now=MONDAY)


def viewset_of(model: Any) -> Any:
    """Set by Wagtail."""
    return model.snippet_viewset


def is_whole(procedure: ProcedureVersion) -> bool:
    return faults_of(document_of(procedure), shipped=edition()) == []


def test_a_task_on_a_day_is_added_in_plain_boxes(author: Any, draft: ProcedureVersion) -> None:
    response = sent(browser(author), here("add_task", draft), **TASK, reminder_offsets="-2, 0", reminds=["deciders"])
    assert response.status_code == 302
    made = draft.rules.get(key="executives-meeting")
    assert (made.starts_on, made.met_by, made.length_in_words) == ("referred", "ticked", "14 days after the start")
    assert (made.reminds, made.reminder_offsets, made.statutory, made.duty) == (["deciders"], [-2, 0], False, "")
    assert is_whole(draft)
    assert "somebody recorded on the case that it was done" in text_of(browser(author).get(here("version", draft)))


def test_a_limit_between_any_two_steps_is_added(author: Any, draft: ProcedureVersion) -> None:
    client = browser(author)
    page = text_of(client.get(here("add_rule", draft)))
    assert '<optgroup label="Agency return: steps">' in page
    assert "the agency sent its return" in page
    limit = {**TASK, "starts_on": "agency_return.begin", "met_by": "agency_return.submit"}
    assert sent(client, here("add_rule", draft), **limit).status_code == 302
    assert is_whole(draft)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": "ticked", "met_by": "notified"}, "Nothing counts from a tick."),
        ({"met_by": "advice_asked"}, "nothing would meet it"),
        ({"met_by": "agency_return.dance"}, "Select a valid choice"),
        ({"length": "367"}, "Write a number from 0 to 366."),
        ({"legal_basis": ""}, "This field cannot be blank."),
    ],
)
def test_a_task_that_makes_no_sense_is_refused_at_its_box(
    author: Any, draft: ProcedureVersion, changes: dict[str, str], said: str
) -> None:
    response = sent(browser(author), here("add_task", draft), **{**TASK, **changes})
    assert response.status_code == 422
    assert said in text_of(response)
    assert list(response.context["form"].errors) == list(changes)[:1]


def test_a_notice_is_added_changed_and_removed(author: Any, draft: ProcedureVersion) -> None:
    client = browser(author)
    AgencyKind.objects.create(key="fire", label="Fire and rescue service")
    page = text_of(client.get(here("add_notice", draft)))
    assert "Every agency of this kind: Fire and rescue service" in page
    assert sent(client, here("add_notice", draft), **NOTICE).status_code == 302
    made = draft.notice_templates.get(key="the-executives-meet")
    assert (made.occasion, made.recipients) == ("referral.accept", ["strategic", "body:ofsted"])
    assert is_whole(draft)
    assert "the referral was accepted" in text_of(client.get(here("version", draft)))
    address = here("notice", draft, made.key)
    assert sent(client, address, recipients=["agencies:fire"]).status_code == 302
    made.refresh_from_db()
    assert made.recipients == ["agencies:fire"]
    assert sent(client, address, remove="yes").status_code == 302
    assert not draft.notice_templates.filter(key=made.key).exists()


@pytest.mark.parametrize(
    ("changes", "box", "said"),
    [
        ({"body": "About {child}"}, "body", "{child} is not known here."),
        ({"recipients": None}, "recipients", "both, or neither"),
        ({"occasion": ""}, "occasion", "both, or neither"),
        ({"occasion": "advice_asked"}, "occasion", "Select a valid choice"),
        ({"encloses": "report"}, "encloses", "own notices alone"),
        ({"letter_title": "A letter"}, "letter", "both a title and a text"),
    ],
)
def test_a_notice_that_could_not_go_is_refused_at_its_box(
    author: Any, draft: ProcedureVersion, changes: dict[str, Any], box: str, said: str
) -> None:
    response = sent(browser(author), here("add_notice", draft), **{**NOTICE, **changes})
    assert response.status_code == 422
    assert said in response.context["form"].errors[box][0]


def test_a_body_that_a_notice_names_cannot_go_unseen(author: Any, draft: ProcedureVersion) -> None:
    sent(browser(author), here("add_notice", draft), **NOTICE)
    draft.content["recipients"] = [one for one in draft.content["recipients"] if one["key"] != "ofsted"]
    told = [fault.text for fault in faults_of(document_of(draft), shipped=edition())]
    assert any(text.startswith("“body:ofsted” is nobody whom a notice can go to.") for text in told)


@pytest.mark.duty("D2")
def test_a_kind_of_referral_is_added_and_one_that_a_step_needs_stays(author: Any, draft: ProcedureVersion) -> None:
    client, address = browser(author), here("list", draft, "referral_kinds")
    new = {
        "entry-4-text": "A care leaver died",
        "entry-4-notify": "must",
        "entry-4-rapid_review": "by_hand",
        "entry-4-up_to_age": "25",
    }
    wrong = sent(client, address, **{**new, "entry-4-up_to_age": "young"})
    assert "Write a whole number of years, or leave it empty." in text_of(wrong)
    unsaid = sent(client, address, **{**new, "entry-4-notify": ""})
    assert "Choose one of: “It must be notified”" in text_of(unsaid)
    assert sent(client, address, **new).status_code == 302
    draft.refresh_from_db()
    assert draft.content["referral_kinds"][4] == {
        "key": "a_care_leaver_died",
        "text": "A care leaver died",
        "notify": "must",
        "rapid_review": "by_hand",
        "up_to_age": "25",
    }
    refused = sent(client, address, **{"entry-0-remove": "on"})
    assert "The kind “child_death” is missing" in text_of(refused)


# --- Kinds of agencies ----------------------------------------------------------------------------------------------


@pytest.fixture
def administrator() -> Client:
    return browser(person(Role.ADMINISTRATOR))


def test_an_administrator_adds_a_kind_and_an_agency_of_it(administrator: Client, partnership: Partnership) -> None:
    viewset = viewset_of(AgencyKind)
    added = administrator.post(reverse(viewset.get_url_name("add")), {"label": "Fire service", "key": "fire"})
    assert added.status_code == 302
    agencies = viewset_of(Agency)
    said = {"name": "Fire here", "kind": "fire", "partnerships": [partnership.pk], "contact_email": "f@fire.example"}
    assert administrator.post(reverse(agencies.get_url_name("add")), said).status_code == 302
    made = Agency.objects.get(name="Fire here")
    listing = text_of(administrator.get(reverse(agencies.get_url_name("list")), {"kind": "fire"}))
    assert "Fire here" in listing
    assert "Fire service" in listing
    unknown = administrator.post(reverse(agencies.get_url_name("add")), {**said, "name": "X", "kind": "circus"})
    assert "Select a valid choice" in text_of(unknown)
    assert made.kind == "fire"


def test_a_kind_that_is_shipped_or_named_by_agencies_keeps_its_key(administrator: Client) -> None:
    viewset = viewset_of(AgencyKind)
    shipped_kind = administrator.post(reverse(viewset.get_url_name("add")), {"label": "Bobbies", "key": "police"})
    assert "The portal comes with this kind: Police." in text_of(shipped_kind)
    made = AgencyKind.objects.create(key="fire", label="Fire service")
    edit = reverse(viewset.get_url_name("edit"), args=[made.pk])
    seen = sent_unseen(text_of(administrator.get(edit)))
    assert "this key, so it stays" in text_of(administrator.post(edit, {"label": "Fire", "key": "brigade", **seen}))
    assert administrator.post(edit, {"label": "Fire and rescue service", "key": "fire", **seen}).status_code == 302


def test_a_kind_of_which_there_are_agencies_is_not_deleted(administrator: Client) -> None:
    root = administrator
    viewset = viewset_of(AgencyKind)
    made = AgencyKind.objects.create(key="fire", label="Fire service")
    agency = AgencyFactory(kind="fire", name="Fire here")
    address = reverse(viewset.get_url_name("delete"), args=[made.pk])
    assert "Fire here" in text_of(root.post(address, follow=True))
    assert AgencyKind.objects.filter(pk=made.pk).exists()
    agency.delete()
    root.post(address)
    assert not AgencyKind.objects.filter(pk=made.pk).exists()


def test_others_do_not_add_kinds(partnership: Partnership, author: Any) -> None:
    viewset = viewset_of(AgencyKind)
    assert browser(author).get(reverse(viewset.get_url_name("add"))).status_code == 302
