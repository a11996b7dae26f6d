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
from workflow.parties.reference_counter import ReferenceCounter
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


@pytest.mark.duty("D2")
@pytest.mark.parametrize(("who", "page"), PAGES)
def test_cases_that_may_be_of_the_same_incident_are_shown_first(here: Area, who: str, page: str) -> None:
    client = signed_in(here.people[who])
    client.post(reverse(page), TYPED)
    before = Case.objects.get()

    response = client.post(reverse(page), {**TYPED, "token": str(uuid4()), "aware_on-day": "28"})

    text = response.content.decode()
    assert response.status_code == 409
    assert Case.objects.count() == 1
    assert before.reference in text
    assert before.headline in text
    assert "26 February 2026" in text
    assert TYPED["aware_by"] in text

    again = {**TYPED, "token": str(uuid4()), "aware_on-day": "28", "looked_at": response.context["state"].looked_at}
    assert client.post(reverse(page), again).status_code == 302
    assert Case.objects.count() == 2


def test_a_case_that_was_opened_while_somebody_looked_is_shown_too(here: Area) -> None:
    """Two officers at once: what was looked at opens nothing past a case that came since."""
    first, second = signed_in(here.people["officer"]), signed_in(here.people["council"])
    first.post(reverse("desk:open_case"), TYPED)
    mine = {**TYPED, "token": str(uuid4())}
    looked_at = first.post(reverse("desk:open_case"), mine).context["state"].looked_at
    others = {**TYPED, "token": str(uuid4()), "looked_at": looked_at}
    second.post(reverse("workspace:notify"), others)
    newest = Case.objects.get(pk=others["token"])

    response = first.post(reverse("desk:open_case"), {**mine, "looked_at": looked_at})

    assert response.status_code == 409
    assert newest.reference in response.content.decode()
    assert not Case.objects.filter(pk=mine["token"]).exists()
    assert ReferenceCounter.objects.get().last == 2  # no number is used up by asking


@pytest.mark.parametrize("day", ["18", "19"])
def test_what_the_authority_knew_of_more_than_a_week_apart_is_no_warning(here: Area, day: str) -> None:
    client = signed_in(here.people["officer"])
    client.post(reverse("desk:open_case"), TYPED)
    response = client.post(reverse("desk:open_case"), {**TYPED, "token": str(uuid4()), "aware_on-day": day})
    assert response.status_code == {"18": 302, "19": 409}[day]


def test_cases_of_other_areas_are_not_shown(here: Area, elsewhere: Area) -> None:
    signed_in(elsewhere.people["officer"]).post(reverse("desk:open_case"), TYPED)
    client = signed_in(here.people["officer"])
    assert client.post(reverse("desk:open_case"), {**TYPED, "token": str(uuid4())}).status_code == 302


@pytest.mark.parametrize("how_many", [1, 5])
def test_showing_them_asks_the_same_for_one_or_many(
    here: Area, how_many: int, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(here.people["officer"])
    looked_at = ""
    for _ in range(how_many):
        client.post(reverse("desk:open_case"), {**TYPED, "token": str(uuid4()), "looked_at": looked_at})
        looked_at = ",".join(str(pk) for pk in Case.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(40):
        assert client.post(reverse("desk:open_case"), {**TYPED, "token": str(uuid4())}).status_code == 409
