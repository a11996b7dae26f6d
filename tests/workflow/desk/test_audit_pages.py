"""Rounds of audit on the desk: planned, drawn, scored, reported, printed and taken as a file (D19)."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import send
from tests.workflow.machines.audit.test_rapid_review_audit import SCORES, said
from tests.workflow.reviews.steps import at
from workflow import clocks
from workflow.models import AuditRound, Event, PanelAnswer
from workflow.procedures.version import Occasion

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D19")]
DAYS = {
    "first_day-day": "1",
    "first_day-month": "1",
    "first_day-year": "2026",
    "last_day-day": "28",
    "last_day-month": "2",
    "last_day-year": "2026",
}


def concluded(place: Area) -> Any:
    """Started on Friday 27 February, done eleven working days later, two agencies asked, the Panel agreed."""
    review = RapidReviewFactory(case=CaseFactory(partnership=place.partnership), concluded=True, clock=True)
    clocks.meet_on(review.case, Occasion.RAPID_REVIEW_COMPLETED, on=at("2026-03-16").date())
    AgencyReturnFactory(rapid_review=review, accepted=True)
    AgencyReturnFactory(rapid_review=review, not_involved=True)
    by = place.people["officer"]
    about = {"answer": "agrees", "means": "agrees", "answered_on": "2026-03-01", "received_on": "2026-03-01"}
    PanelAnswer.objects.create(rapid_review=review, data_key=review.case.data_key, by=by, at=at("2026-03-01"), **about)
    return review


def drawn(place: Area) -> AuditRound:
    client = signed_in(place.people["officer"])
    about = {"partnership": place.partnership.slug, "size": "5", "seed": "Minute 7", **DAYS}
    assert client.post(reverse("desk:audit_rounds"), about).status_code == 302
    round_ = AuditRound.objects.get()
    client.post(reverse("desk:audit_draw", args=[round_.pk]))
    round_.refresh_from_db()
    return round_


def test_from_the_plan_to_the_report(here: Area) -> None:
    concluded(here)
    client, round_ = signed_in(here.people["officer"]), drawn(here)
    assert round_.state == AuditRound.SAMPLED
    audit = round_.audits.get()
    page = form_page("audit_rapid_review", here.partnership)
    text = client.get(reverse("desk:audit", args=[audit.pk])).content.decode()
    assert "11 working days, in time" in text
    assert "1 of 2 sent a return (1 not involved)" in text
    assert page.start_url(str(audit.pk)) in text.replace("&amp;", "&")
    assert Event.objects.filter(kind="rapid_review_audit.read", case=audit.case).count() == 1
    send(page, here.people["officer"], said(), now=at("2026-03-02"), subject=audit.pk)
    url = reverse("desk:audit_round", args=[round_.pk])
    text = " ".join(client.get(url).content.decode().split())
    assert "Done in time: 1 of 1" in text
    assert "The Panel agreed with 1 of 1" in text
    assert "Tell families sooner." in text
    assert client.get(reverse("desk:audit_round", args=[round_.pk])).context["report"].by_marker[0] == (
        "Referral",
        [1, 0, 0, 0],
    )
    report = reverse("desk:audit_report", args=[round_.pk])
    assert client.post(report, {"assurance": ""}).status_code == 422
    assert client.post(report, {"assurance": "Families are told late."}).status_code == 302
    assert "Families are told late." in signed_in(here.people["strategic"]).get(url).content.decode()


def test_the_strategic_body_sees_what_was_reported_and_others_nothing(here: Area, elsewhere: Area) -> None:
    concluded(here)
    round_ = drawn(here)
    url = reverse("desk:audit_round", args=[round_.pk])
    assert signed_in(here.people["strategic"]).get(url).status_code == 404
    assert signed_in(here.people["sign_off"]).get(url).status_code == 404
    assert signed_in(elsewhere.people["officer"]).get(url).status_code == 404
    assert signed_in(here.people["auditor"]).get(url).status_code == 200
    audit = reverse("desk:audit", args=[round_.audits.get().pk])
    assert signed_in(here.people["auditor"]).get(audit).status_code == 200
    assert signed_in(elsewhere.people["auditor"]).get(audit).status_code == 404


def test_a_plan_with_mistakes_keeps_what_was_typed(here: Area) -> None:
    client = signed_in(here.people["officer"])
    about = {"partnership": here.partnership.slug, "size": "none", "seed": "Minute 7", **DAYS, "last_day-day": "31"}
    response = client.post(reverse("desk:audit_rounds"), about)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Minute 7" in text
    assert "as a number" in text
    assert not AuditRound.objects.exists()


def test_a_round_that_was_planned_meanwhile_is_shown_first(here: Area) -> None:
    client, rounds = signed_in(here.people["officer"]), reverse("desk:audit_rounds")
    seen = client.get(rounds).context["based_on"]
    about = {"partnership": here.partnership.slug, "size": "5", "seed": "Minute 7", **DAYS, "based_on": seen}
    assert signed_in(here.people["auditor"]).post(rounds, about).status_code == 302
    for stale in (about, {**about, "based_on": ""}):
        response = client.post(rounds, {**stale, "seed": "Minute 8"})
        text = response.content.decode()
        assert response.status_code == 409
        assert "A round was planned while you were looking at this page" in text
        assert 'value="Minute 8"' in text
    assert AuditRound.objects.count() == 1
    assert client.post(rounds, {**about, "based_on": response.context["based_on"]}).status_code == 302


def test_the_file_has_numbers_and_choices_and_nothing_that_was_typed(here: Area) -> None:
    review = concluded(here)
    round_ = drawn(here)
    page = form_page("audit_rapid_review", here.partnership)
    send(page, here.people["auditor"], said(), now=at("2026-03-02"), subject=round_.audits.get().pk)
    url = reverse("desk:audit_file", args=[round_.pk])
    lines = b"".join(signed_in(here.people["auditor"]).get(url).streaming_content).decode().splitlines()
    assert review.case.reference in lines[3]
    assert '"11"' in lines[3]
    assert "Met" in lines[3]
    assert "Good." not in lines[3]
    assert "families" not in lines[3]
    assert len(lines[1].split(",")) == 12 + len(SCORES)


def test_a_round_costs_the_same_however_large(here: Area, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        concluded(here)
    round_ = drawn(here)
    client = signed_in(here.people["officer"])
    with django_assert_max_num_queries(20):
        client.get(reverse("desk:audit_round", args=[round_.pk]))
