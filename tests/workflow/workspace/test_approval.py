"""An agency's lead may want to approve what is sent: asked, read, approved or sent back."""

from typing import Any

import pytest
from django.urls import reverse

from forms import present
from forms.models import Draft, Submission
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import fill_in
from workflow.engine.step import Refused
from workflow.models import Agency, DraftApproval, Event
from workflow.parties.roles import Actor
from workflow.workspace import approval


@pytest.fixture
def wanted(here: Area) -> None:
    Agency.objects.filter(pk=here.hospital.pk).update(lead_approves=True)


@pytest.fixture
def draft(here: Area) -> Draft:
    made: Draft = fill_in(form_page("open_case", here.partnership), here.people["submitter"], "", {}, now=present.now())
    return made


def send(draft: Draft, person: Any) -> bool:
    """Whether it was sent."""
    page = signed_in(person).get(reverse("forms:check", args=[draft.pk])).content.decode()
    signed_in(person).post(reverse("forms:send", args=[draft.pk]), {"checked": draft.version.digest})
    sent = Submission.objects.filter(pk=draft.pk).exists()
    assert sent == ("Confirm and send" in page), "the page offers what is possible"
    return sent


def ask(draft: Draft) -> DraftApproval:
    client = signed_in(draft.owner)
    client.post(reverse("workspace:draft_people", args=[draft.pk]), {"action": "ask"})
    return DraftApproval.objects.get(draft=draft, decided_at=None)


def decide(lead: Any, asked: DraftApproval, decision: str, **typed: Any) -> Any:
    return signed_in(lead).post(
        reverse("workspace:approve", args=[asked.pk]), {"decision": decision, "revision": asked.revision, **typed}
    )


def test_without_the_lead_wanting_it_nothing_changes(here: Area, draft: Draft) -> None:
    assert send(draft, here.people["submitter"])


def test_only_a_lead_decides_that_it_is_wanted(here: Area) -> None:
    address = reverse("workspace:agency")
    assert signed_in(here.people["submitter"]).get(address).status_code == 404
    lead = signed_in(here.people["lead"])
    lead.post(address, {f"agency-{here.hospital.pk}": "yes", f"agency-{here.council.pk}": "yes"})
    assert set(Agency.objects.filter(lead_approves=True)) == {here.hospital}
    assert "checked" in lead.get(address).content.decode()
    lead.post(address, {})
    assert not Agency.objects.filter(lead_approves=True).exists()
    assert list(
        Event.objects.filter(kind__startswith="agency.").order_by("position").values_list("kind", flat=True)
    ) == [
        "agency.want_approval",
        "agency.want_no_approval",
    ]
    with pytest.raises(Refused):
        approval.want_approval(here.hospital, True, by=Actor.of(here.people["submitter"]), now=present.now())


@pytest.mark.usefixtures("wanted")
def test_nothing_goes_before_the_lead_has_approved_it(here: Area, draft: Draft) -> None:
    person, lead = here.people["submitter"], here.people["lead"]
    assert not send(draft, person)
    asked = ask(draft)
    assert not send(draft, person)
    assert (
        reverse("workspace:approve", args=[asked.pk]) in signed_in(lead).get(reverse("workspace:home")).content.decode()
    )
    assert signed_in(lead).get(reverse("workspace:approve", args=[asked.pk])).status_code == 200
    assert decide(lead, asked, "approve").status_code == 302
    assert send(draft, person)
    kinds = Event.objects.filter(kind__startswith="draft.").order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["draft.ask_approval", "draft.approve"]


@pytest.mark.usefixtures("wanted")
def test_sent_back_the_writer_reads_why(here: Area, draft: Draft) -> None:
    person, lead = here.people["submitter"], here.people["lead"]
    asked = ask(draft)
    assert decide(lead, asked, "back").status_code == 422
    assert decide(lead, asked, "back", note="Say when.").status_code == 302
    assert "Say when." in signed_in(person).get(reverse("workspace:draft_people", args=[draft.pk])).content.decode()
    assert not send(draft, person)


@pytest.mark.usefixtures("wanted")
def test_what_is_changed_afterwards_is_not_approved(here: Area, draft: Draft) -> None:
    asked = ask(draft)
    decide(here.people["lead"], asked, "approve")
    working = Draft.objects.get(pk=draft.pk)
    working.working = {**(working.working or {}), "revision": asked.revision + 1}
    working.save()
    assert not send(draft, here.people["submitter"])


@pytest.mark.usefixtures("wanted")
def test_a_lead_approves_only_what_they_read(here: Area, draft: Draft) -> None:
    asked = ask(draft)
    answer = signed_in(here.people["lead"]).post(
        reverse("workspace:approve", args=[asked.pk]), {"decision": "approve", "revision": asked.revision + 1}
    )
    assert answer.status_code == 409
    assert not DraftApproval.objects.get(pk=asked.pk).decided_at


@pytest.mark.usefixtures("wanted")
def test_nobody_approves_but_a_lead_of_the_agency(here: Area, elsewhere: Area, draft: Draft) -> None:
    asked = ask(draft)
    for person in (
        here.people["submitter"],
        here.people["colleague"],
        elsewhere.people["lead"],
        here.people["officer"],
    ):
        assert decide(person, asked, "approve").status_code == 404
        with pytest.raises(Refused):
            approval.decide(asked.pk, approved=True, note="", revision=0, by=Actor.of(person), now=present.now())


@pytest.mark.usefixtures("wanted")
def test_a_lead_sends_without_asking(here: Area) -> None:
    page = form_page("open_case", here.partnership)
    assert send(fill_in(page, here.people["lead"], "", {}, now=present.now()), here.people["lead"])
