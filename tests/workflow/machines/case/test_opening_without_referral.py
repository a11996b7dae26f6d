"""The local authority notifies of an incident that nobody referred: a short form, then the notification (D2)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, notices_of
from workflow.models import Case, Deadline, Notice
from workflow.procedures import load_shipped

TYPED = {
    "token": str(uuid4()),
    "aware_on-day": "26",
    "aware_on-month": "2",
    "aware_on-year": "2026",
    "aware_by": "The duty social worker, told by the hospital",
    "incident": "A baby with injuries",
}
SAID = {
    "incident.date": "2026-02-25",
    "notification.national_reference": "CSPR-77120",
    "notification.nature": "serious_harm",
    "notification.aware_on": "2026-02-26",
    "child": [
        {"child.name": "Ayla Made-Up", "child.outcome": "seriously_harmed", "child.birth_date": "2025-04-02"},
        {"child.name": "Bo Made-Up", "child.outcome": "seriously_harmed", "child.birth_date": "2025-04-02"},
    ],
}
PAGES = [("council", "workspace:notify"), ("officer", "desk:open_case")]


@pytest.fixture(autouse=True)
def procedure(here: Area) -> None:
    load_shipped(now=at("2026-01-01"))


@pytest.mark.duty("D2")
@pytest.mark.parametrize(("who", "page"), PAGES)
def test_the_clock_runs_from_the_day_of_awareness(here: Area, who: str, page: str) -> None:
    response = signed_in(here.people[who]).post(reverse(page), TYPED, follow=True)

    case = Case.objects.get()
    assert response.status_code == 200
    assert case.reference in response.content.decode()
    assert (case.headline, case.partnership) == ("A baby with injuries", here.partnership)
    notification = case.notifications.get()
    assert (notification.aware_on, notification.aware_by) == (date(2026, 2, 26), TYPED["aware_by"])
    deadline = Deadline.objects.get(case=case, rule__key="notification")
    assert deadline.due_on == date(2026, 3, 5)
    assert not case.referrals.exists()


@pytest.mark.duty("D4")
def test_the_office_and_the_partners_learn_of_it_without_a_fact(here: Area) -> None:
    signed_in(here.people["council"]).post(reverse("workspace:notify"), TYPED)

    case = Case.objects.get()
    assert notices_of(case, "case-opened") == [f"Support office, {here.partnership.name}"]
    assert notices_of(case, "partners-to-consider") == [str(here.people["decider"])]
    assert notices_of(case, "notification-to-submit") == ["Council here"]
    for notice in Notice.objects.all():
        assert "baby" not in notice.subject + notice.body


@pytest.mark.duty("D2")
def test_the_notification_follows_with_several_children_and_names_the_case(here: Area) -> None:
    council = signed_in(here.people["council"])
    page = form_page("submit_notification", here.partnership)
    shown = council.post(reverse("workspace:notify"), TYPED, follow=True).content.decode()
    assert "Fill in the notification" in shown
    case = Case.objects.get()

    submission = send(page, here.people["council"], SAID, now=at("2026-03-02"), subject=case.pk)

    assert submission.state == "accepted", submission.held_reason
    case.refresh_from_db()
    assert case.headline == "Serious harm to a child: 2 children"
    assert case.children.count() == 2
    assert case.rapid_reviews.get().state == "opened"


def test_two_clicks_open_one_case(here: Area) -> None:
    council = signed_in(here.people["council"])
    first, second = (council.post(reverse("workspace:notify"), TYPED) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("who", "page"), PAGES)
def test_what_is_missing_is_said_and_what_was_typed_stays(here: Area, who: str, page: str) -> None:
    client = signed_in(here.people[who])
    response = client.post(reverse(page), {**TYPED, "aware_on-day": "31", "aware_by": ""})
    text = response.content.decode()
    assert response.status_code == 422
    assert "Enter who became aware, and how." in text
    assert "A baby with injuries" in text
    future = client.post(reverse(page), {**TYPED, "aware_on-month": "12"})
    assert "must be today or in the past" in future.content.decode()
    assert not Case.objects.exists()


def test_other_agencies_find_nothing_there(here: Area) -> None:
    for who in ("submitter", "lead", "officer", "editor"):
        client = signed_in(here.people[who])
        assert client.get(reverse("workspace:notify")).status_code == 404
        assert client.post(reverse("workspace:notify"), TYPED).status_code == 404
    assert not Case.objects.exists()


def test_an_officer_of_two_areas_chooses(here: Area, elsewhere: Area) -> None:
    officer: Any = here.people["officer"]
    officer.memberships.create(role="O", partnership=elsewhere.partnership)
    client = signed_in(officer)
    assert "Choose the partnership." in client.post(reverse("desk:open_case"), TYPED).content.decode()

    client.post(reverse("desk:open_case"), {**TYPED, "partnership": elsewhere.partnership.pk})

    assert Case.objects.get().partnership == elsewhere.partnership


def test_the_start_page_leads_the_local_authority_there(here: Area) -> None:
    text = signed_in(here.people["council"]).get(reverse("workspace:home")).content.decode()
    assert reverse("workspace:notify") in text
    text = signed_in(here.people["submitter"]).get(reverse("workspace:home")).content.decode()
    assert reverse("workspace:notify") not in text
