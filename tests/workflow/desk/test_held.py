"""Held submissions: seen with their reason, handed over again, never lost."""

import pytest
from django.urls import reverse

from forms.models import Submission, SubmissionState
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.desk.scene import Area, signed_in
from workflow.models import Case, Notification

REASON = "The case is closed. Reopen the case first."


def held(place: Area, case: Case) -> Submission:
    said = {
        "notification.national_reference": "NAT-7",
        "notification.nature": "child_death",
        "notification.aware_on": "2026-02-26",
        "child": [{"child.name": "Jordan Example", "child.outcome": "died"}],
    }
    made: Submission = SubmissionFactory(
        handler="submit_notification",
        partnership=place.partnership,
        subject=str(case.pk),
        data_key=case.data_key,
        owner=place.people["council"],
        said=said,
        state=SubmissionState.HELD,
        held_reason=REASON,
    )
    return made


def test_what_waits_is_seen_on_the_queue_the_list_and_the_case(here: Area, elsewhere: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    held(here, case)
    client = signed_in(here.people["officer"])

    assert "1 form was sent but could not be taken further" in client.get("/desk/").content.decode()
    assert REASON in client.get(reverse("desk:held")).content.decode()
    assert REASON in client.get(reverse("desk:case", args=[case.reference])).content.decode()
    assert REASON not in signed_in(elsewhere.people["officer"]).get(reverse("desk:held")).content.decode()


@pytest.mark.duty("D2")
def test_handed_over_again_it_is_taken_in_the_name_of_its_sender(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    NotificationFactory(case=case, clock=True)
    submission = held(here, case)

    response = signed_in(here.people["officer"]).post(reverse("desk:hand_over", args=[submission.pk]), follow=True)

    assert "Handed over" in response.content.decode()
    assert case.notifications.get().state == Notification.SUBMITTED
    assert case.events.get(kind="notification.submit").actor == here.people["council"]


def test_what_still_stands_in_the_way_is_said(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership, closed=True)
    NotificationFactory(case=case)
    submission = held(here, case)

    response = signed_in(here.people["officer"]).post(reverse("desk:hand_over", args=[submission.pk]), follow=True)

    assert "still waits" in response.content.decode()
    assert Submission.objects.get().state == SubmissionState.HELD


def test_a_form_that_nobody_can_take_further_says_what_to_do(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    NotificationFactory(case=case, aware_on="2026-02-20")
    submission = held(here, case)

    response = signed_in(here.people["officer"]).post(reverse("desk:hand_over", args=[submission.pk]), follow=True)

    assert "Ask the sender to send it anew" in response.content.decode()
    assert Submission.objects.get().state == SubmissionState.HELD


def test_it_leads_back_only_within_the_site(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership, closed=True)
    NotificationFactory(case=case)
    url = reverse("desk:hand_over", args=[held(here, case).pk])
    client = signed_in(here.people["officer"])

    assert client.post(url, {"next": "https://elsewhere.example/"}).headers["Location"] == "/desk/held/"
    assert client.post(url, {"next": f"/desk/{case.reference}/"}).headers["Location"] == f"/desk/{case.reference}/"
