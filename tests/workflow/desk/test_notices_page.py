"""Notices on the desk: who was told, what did not go, and what an officer does about it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.desk.scene import Area, by_hand, signed_in
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.conftest import report_desk as report_desk
from tests.workflow.reviews.steps import at, take
from workflow import notices
from workflow.models import Case, Event, Notice, Publication
from workflow.notices import Recipient
from workflow.parties.roles import Actor

ON_MONDAY = {"on-day": "2", "on-month": "3", "on-year": "2026"}


def page(client: Client, case: Case) -> str:
    return client.get(reverse("desk:notices", args=[case.reference])).content.decode()


def failed(case: Case) -> Notice:
    notice = notices.compose(case, "decision-awaited", to=Recipient("Dana", "dana@agency.example"), now=MONDAY)
    notice.state, notice.last_error = Notice.State.FAILED, "SMTPRecipientsRefused"
    notice.save()
    return notice


def test_the_register_finds_a_recipient_however_the_name_is_written(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    for name, address in (("Łukasz O’Brien", "one@agency.example"), ("Dana Smith", "two@agency.example")):
        notices.compose(case, "decision-awaited", to=Recipient(name, address), now=MONDAY).save()
    client, url = signed_in(here.people["officer"]), reverse("desk:notices", args=[case.reference])

    for asked in ("lukasz o'brien", "Ł", "BRIEN\u200b", "one@agency"):
        text = client.get(url, {"to": asked}).content.decode()
        assert ("Łukasz O’Brien" in text, "Dana Smith" in text) == (True, False), asked


def test_marked_as_sent_by_hand_with_proof(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    notice, client = by_hand(case), signed_in(here.people["officer"])
    url = reverse("desk:sent_by_hand", args=[case.reference, notice.pk])
    assert "1 needs a person" in page(client, case)

    empty = client.post(url, {"proof": "  ", **ON_MONDAY})
    done = client.post(url, {"proof": "Receipt 123 of the Panel's service", **ON_MONDAY}, follow=True)
    again = client.post(url, {"proof": "Once more", **ON_MONDAY})

    assert empty.status_code == 422
    assert "Say how you sent it" in empty.content.decode()
    assert "Receipt 123 of the Panel&#x27;s service" in done.content.decode()
    assert again.status_code == 409
    assert "Once more" in again.content.decode()
    kept = Notice.objects.get()
    assert (kept.state, kept.sent_by) == (Notice.State.SENT_BY_HAND, here.people["officer"])


def test_failed_mail_is_seen_and_sent_again(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    notice, client = failed(case), signed_in(here.people["officer"])
    assert "Not delivered" in page(client, case)
    assert case.reference in client.get(reverse("desk:health")).content.decode()

    response = client.post(reverse("desk:send_again", args=[case.reference, notice.pk]), follow=True)

    assert "waiting to be sent again" in response.content.decode()
    assert Notice.objects.get().state == Notice.State.QUEUED


def test_only_officers_are_offered_it(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    failed(case)

    text = page(signed_in(here.people["decider"]), case)

    assert "Not delivered" in text
    assert "Send again" not in text


def test_the_health_page_says_when_the_work_stands_still(here: Area, elsewhere: Area) -> None:
    other = CaseFactory(partnership=elsewhere.partnership)
    failed(other)

    text = signed_in(here.people["officer"]).get(reverse("desk:health")).content.decode()

    assert "The background work stands still" in text
    assert "Never" in text
    assert other.reference not in text


# --- I have sent these (D8, D39) ------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_pages(report_desk: Any) -> None:
    """The report desk that keeps no pages."""


def advance_copy(here: Area) -> Publication:
    """Asked for on Monday, to three bodies of which none has an address."""
    publication = PublicationFactory(cleared=True, review__case__partnership=here.partnership)
    asked = {"planned_on": "2026-03-12", "sent_to_all": "on"}
    made: Publication = take(publication, "send_advance_copy", Actor.of(here.people["officer"]), **asked)
    return made


def together(case: Case) -> str:
    return reverse("desk:sent_together", args=[case.reference])


@pytest.mark.duty("D39", "D41")
def test_everything_that_went_is_marked_together_with_day_and_means_once(here: Area, clock: Any) -> None:
    publication, client = advance_copy(here), signed_in(here.people["officer"])
    other = by_hand(publication.case)
    address = together(publication.case)
    assert address in page(client, publication.case)
    review = client.get(reverse("desk:review", args=[publication.case.reference])).content.decode()
    assert f"{address}?key=advance-copy" in review
    assert "Advance copy not sent yet" in review

    asked = client.get(f"{address}?key=advance-copy").content.decode()
    assert asked.count(" checked") == 3
    copies = [str(pk) for pk in Notice.objects.filter(key="advance-copy").values_list("pk", flat=True)]
    done = client.post(address, {"which": copies, "proof": "By courier.", **ON_MONDAY}, follow=True)

    assert "It is recorded what you sent" in done.content.decode()
    gone = Publication.objects.get()
    assert gone.advance_copy_on == date(2026, 3, 2)
    assert Notice.objects.get(pk=other.pk).state == Notice.State.BY_HAND
    assert Event.objects.filter(kind="notice.sent_by_hand").count() == 3
    review = client.get(reverse("desk:review", args=[publication.case.reference])).content.decode()
    assert "Advance copy not sent yet" not in review
    assert "Sent by hand, 2 March 2026" in review


def test_nothing_is_marked_without_a_choice_or_on_a_day_that_cannot_be(here: Area, clock: Any) -> None:
    publication, client = advance_copy(here), signed_in(here.people["officer"])
    address = together(publication.case)
    copies = [str(pk) for pk in Notice.objects.filter(key="advance-copy").values_list("pk", flat=True)]

    none = client.post(address, {"proof": "By courier.", **ON_MONDAY})
    ahead = client.post(address, {"which": copies, "proof": "By courier.", **ON_MONDAY, "on-day": "3"})
    odd = client.post(address, {"which": copies, "proof": "By courier.", **ON_MONDAY, "on-day": "31", "on-month": "4"})

    assert (none.status_code, ahead.status_code, odd.status_code) == (422, 409, 422)
    assert "Tick what you have sent" in none.content.decode()
    assert "must be today or in the past" in ahead.content.decode()
    for response in (none, ahead, odd):
        assert "By courier." in response.content.decode()
    assert Publication.objects.get().advance_copy_on is None
    assert not Notice.objects.filter(state=Notice.State.SENT_BY_HAND).exists()


def test_only_officers_say_what_was_sent(here: Area, elsewhere: Area) -> None:
    publication = advance_copy(here)
    assert signed_in(here.people["decider"]).get(together(publication.case)).status_code == 403
    assert signed_in(elsewhere.people["officer"]).get(together(publication.case)).status_code == 404


@pytest.mark.duty("D17", "D8")
def test_the_decision_page_says_whether_the_panel_was_really_given_it(here: Area) -> None:
    decided = RapidReviewFactory(decided=True, case__partnership=here.partnership)
    officer = Actor.of(here.people["officer"])
    take(decided, "send", officer, national_importance="no", national_importance_reason="Nothing new.")
    address = reverse("desk:decision", args=[decided.case.reference])
    client = signed_in(here.people["officer"])
    assert "Not sent: to be sent by hand" in client.get(address).content.decode()
    assert "has not been sent yet" in client.get(address).content.decode()

    send_by_hand(decided.case, on="2026-03-02", now="2026-03-02")

    text = client.get(address).content.decode()
    assert "Not sent:" not in text
    assert "Sent by hand, 2 March 2026" in text


# --- After the lead passed ------------------------------------------------------------------------------------------


@pytest.mark.duty("D26")
def test_what_was_written_before_the_lead_passed_is_marked(here: Area, elsewhere: Area, clock: Any) -> None:
    """It stays to be sent, for the duty is owed by whoever leads; it is ticked by nobody before it was looked at."""
    case = advance_copy(here).case
    waits = {str(one.pk) for one in Notice.objects.filter(case=case, state="by_hand")}
    officer, there = Actor.of(here.people["officer"]), elsewhere.partnership
    assert waits
    assert "before the lead of this case passed" not in page(signed_in(officer.user), case)
    take(case, "involve_area", officer, area=there.pk, reason="They lived there.")
    take(case, "pass_lead", officer, "2026-03-03", area=there.pk, reason="They live there.")
    clock.move_to(at("2026-03-04"))
    client = signed_in(elsewhere.people["officer"])

    text = page(client, case)

    assert text.count("Written before the lead of this case passed on 3 March 2026") == len(waits)
    asked = client.get(together(case)).content.decode()
    assert "checked" not in asked
    assert all(pk in asked for pk in waits)
