"""A referral begins with what the person's last one said of themselves and the agency, and says when to expect more."""

import uuid
from typing import Any

from forms import present
from forms.definition import meanings
from forms.filling.starting import begin
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area
from tests.workflow.intake.sending import send

BEFORE = {
    "referral.referrer_role": "Ward sister",
    "referral.referrer_phone": "01632 960 001",
    "referral.referrer_agency": "Hospital, ward 3",
    "referral.reason": "Only of that case.",
}


def begun(place: Area, who: str) -> Any:
    page = form_page("open_case", place.partnership)
    draft = begin(page, user=place.people[who], subject="", token=uuid.uuid4(), now=present.now())
    return meanings.read(draft.definition, draft.answers)


def test_the_agencys_facts_are_filled_in_and_nothing_of_the_case(here: Area) -> None:
    send(form_page("open_case", here.partnership), here.people["submitter"], BEFORE, now=present.now())
    reading = begun(here, "submitter")
    assert reading.one("referral.referrer_role") == "Ward sister"
    assert reading.one("referral.referrer_agency") == "Hospital, ward 3"
    assert reading.one("referral.reason") is None
    assert not reading.many("child")


def test_what_a_colleague_wrote_is_not_taken_over(here: Area) -> None:
    send(form_page("open_case", here.partnership), here.people["submitter"], BEFORE, now=present.now())
    assert begun(here, "colleague").one("referral.referrer_role") is None


def test_nothing_is_read_of_what_was_erased(here: Area) -> None:
    sent = send(form_page("open_case", here.partnership), here.people["submitter"], BEFORE, now=present.now())
    sent.data_key.destroyed_at = present.now()
    sent.data_key.save()
    assert begun(here, "submitter").one("referral.referrer_role") is None


def test_the_receipt_says_by_when_to_expect_an_answer(here: Area) -> None:
    sent = send(form_page("open_case", here.partnership), here.people["submitter"], {}, now=present.now())
    assert "You can expect to hear from it by " in " ".join(sent.next_steps)
