"""Edge case 3: notified without a referral; not notified, with reason and dissent; two agencies refer the same."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, referred, signed_in
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, notices_of, take
from workflow.machines.case.opening import open_without_referral
from workflow.models import Case
from workflow.parties.roles import Actor
from workflow.procedures import load_shipped

NOTIFIED = {
    "incident.date": "2026-02-25",
    "notification.national_reference": "CSPR-77120",
    "notification.nature": "serious_harm",
    "notification.aware_on": "2026-02-26",
    "child": [{"child.name": "Ayla Made-Up", "child.outcome": "seriously_harmed", "child.birth_date": "2019-04-02"}],
}


@pytest.mark.duty("D2")
def test_notified_with_no_referral_before(here: Area) -> None:
    load_shipped(now=at("2026-01-01"))
    council = here.people["council"]
    case = open_without_referral(
        here.partnership,
        case_id=uuid4(),
        aware_on=date(2026, 2, 26),
        aware_by="The duty social worker",
        incident="A baby with injuries",
        by=Actor.of(council),
        now=at("2026-03-02"),
    )

    send(form_page("submit_notification", here.partnership), council, NOTIFIED, now=at("2026-03-03"), subject=case.pk)

    case = Case.objects.get()
    assert case.headline == "Serious harm to a child: 1 child"
    assert case.rapid_reviews.get().state == "opened"
    text = signed_in(here.people["officer"]).get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "26 February 2026, The duty social worker" in text
    assert "number CSPR-77120" in text


@pytest.mark.duty("D14")
def test_the_local_authority_will_not_notify_and_something_is_learnt_all_the_same(here: Area) -> None:
    case = referred(here).case
    officer, council = Actor.of(here.people["officer"]), Actor.of(here.people["council"])
    why = {"reason": "Below the definition.", "decider": "The director", "dissent": "The police see serious harm."}

    take(case.notifications.get(), "mark_not_required", council, **why)

    text = signed_in(here.people["officer"]).get(reverse("desk:case", args=[case.reference])).content.decode()
    for words in why.values():
        assert words in text
    take(case, "choose_learning_review", officer, review="learning", reason="A near miss.", decider="The partners")
    assert take(case, "commission_review", officer, kind="learning").reviews.get().kind == "learning"


@pytest.mark.duty("D4")
def test_two_agencies_refer_the_same_incident_and_both_get_answers(here: Area) -> None:
    officer = Actor.of(here.people["officer"])
    first, second = referred(here), referred(here)
    take(second, "join", officer, other=first.case.reference)

    take(first, "decline", officer, reason="It is below the definition.")

    for referral in (first, second):
        assert notices_of(referral.case, "referral-not-accepted") == [str(here.people["submitter"])]
    page = reverse("workspace:case", args=[second.case.reference])
    text = signed_in(here.people["submitter"]).get(page).content.decode()
    assert "The incident was not accepted." in text
    assert "It is below the definition." in text

    take(first, "reopen", officer, reason="The post-mortem changed it.")
    assert notices_of(second.case, "referral-reopened") == [str(here.people["submitter"])]
    assert "The support office has not decided yet." in signed_in(here.people["submitter"]).get(page).content.decode()
    take(first, "accept", officer, abuse_or_neglect="suspected", harm="died")
    assert notices_of(second.case, "referral-accepted") == [str(here.people["submitter"])]
    # It turns out to be another incident after all.
    separate = take(second, "separate", officer, reason="Another child.")
    assert separate.state == "screening"
    assert notices_of(second.case, "referral-to-screen") == [f"Support office, {second.case.partnership.name}"]
    assert second.case.notifications.get().state == "clock_running"
