"""An agency adds to what it sent, or asks to withdraw it, in every state of it and after the case was closed."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms import present
from tests.factories.agency_return import AgencyReturnFactory
from tests.workflow.desk.scene import Area, referred, signed_in
from tests.workflow.desk.test_case_work import post
from tests.workflow.waiting import write_down
from workflow.models import Case, Message, MessageThread, Referral, Waiting

pytestmark = pytest.mark.usefixtures("clock")
STATES = [state for state, _label in Referral.STATES if state != Referral.JOINED]
TEXT = "The ward has found the discharge letter."


def page(place: Area, case: Case, who: str = "submitter") -> str:
    response = signed_in(place.people[who]).get(reverse("workspace:case", args=[case.reference]))
    assert response.status_code == 200
    return unescape(response.content.decode())


def sent_by(place: Area, state: str, who: str = "submitter") -> Any:
    """A referral of the hospital, sent by this person."""
    made = referred(place, state=state)
    made.submission.owner = place.people[who]
    made.submission.save(update_fields=["owner"])
    return made


@pytest.mark.parametrize("state", STATES)
def test_in_every_state_of_a_referral_something_is_added(here: Area, state: str) -> None:
    made = sent_by(here, state)

    shown = page(here, made.case)

    by_step = reverse("workspace:step", args=[made.case.reference, "referral", made.pk, "add_information"])
    by_message = reverse("workspace:messages", args=[made.case.reference, here.hospital.pk]) + f"?about={made.pk}"
    assert (by_step in shown) is not (f'"{by_message}"' in shown), "one way, not two"
    assert f"Sent by {here.people['submitter']}" in shown


def test_after_closing_it_arrives_as_a_message_that_waits_for_the_office(here: Area) -> None:
    made = sent_by(here, "accepted")
    Case._base_manager.filter(pk=made.case_id).update(state="closed")
    address = reverse("workspace:messages", args=[made.case.reference, here.hospital.pk])
    nurse = signed_in(here.people["submitter"])
    boxes = {box.name: box for box in nurse.get(f"{address}?about={made.pk}").context["state"].page.boxes}
    assert boxes["message"].value.startswith("We add to the referral of ")
    assert [one.value for one in boxes["needs_answer"].options if one.chosen] == ["yes"]
    file = SimpleUploadedFile("letter.txt", b"Dear all.", "text/plain")

    answer = post(nurse, address, {"message": boxes["message"].value + TEXT, "needs_answer": "yes", "files": [file]})

    assert answer.status_code == 302
    assert TEXT in Message.objects.get().text
    assert MessageThread.objects.get().waits_for == "office"
    write_down(present.today())
    assert Waiting.objects.filter(case=made.case, what=Waiting.What.MESSAGE, role="O").exists()


def test_who_may_not_take_the_step_asks_to_withdraw_by_message(here: Area) -> None:
    made = sent_by(here, "accepted")
    address = reverse("workspace:messages", args=[made.case.reference, here.hospital.pk])

    assert f"{address}?about={made.pk}&ask=withdraw" in page(here, made.case)
    begun = signed_in(here.people["submitter"]).get(f"{address}?about={made.pk}&ask=withdraw")
    assert "We ask to withdraw the referral of" in begun.content.decode()


@pytest.mark.parametrize(("state", "withdraws"), [("requested", False), ("submitted", True), ("accepted", True)])
def test_returns_too(here: Area, state: str, withdraws: bool) -> None:
    made = AgencyReturnFactory(case=referred(here).case, agency=here.hospital, state=state)

    shown = page(here, made.case, "lead")

    assert f"?about={made.pk}" in shown
    assert (f"?about={made.pk}&ask=withdraw" in shown) is withdraws


def test_nothing_is_begun_about_anothers_record(here: Area, elsewhere: Area) -> None:
    made, theirs = sent_by(here, "accepted"), sent_by(elsewhere, "accepted")
    address = reverse("workspace:messages", args=[made.case.reference, here.hospital.pk])

    begun = signed_in(here.people["submitter"]).get(f"{address}?about={theirs.pk}")

    assert "We add to" not in begun.content.decode()
    assert signed_in(here.people["submitter"]).get(f"{address}?about=nonsense").status_code == 200
