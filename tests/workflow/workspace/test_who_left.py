"""Who no longer works for an agency opens nothing that they wrote there; the agency keeps it (ending works at once)."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from forms import present
from forms.models import Draft, Submission
from forms.models.form_page import FormPage
from tests.factories.party import AgencyFactory, actor
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import fill_in, send
from workflow.engine.step import Refused
from workflow.models import Case, Event, Membership
from workflow.parties.roles import Actor, Role
from workflow.workspace.handing_over import hand_over_drafts


def leave(person: Any, **which: Any) -> None:
    Membership.objects.filter(user=person, **which).update(ended_at=present.now())


def pages(draft: Draft) -> list[str]:
    """Every page of a draft that can be asked for."""
    first = draft.version.definition["steps"][0]["name"]
    own = [reverse(f"forms:{name}", args=[draft.pk]) for name in ("tasks", "discard", "check", "language")]
    return [*own, reverse("forms:step", args=[draft.pk, first])]


def copies(sent: Submission) -> list[str]:
    names = ("receipt", "receipt_pdf", "copy", "copy_pdf", "add_note")
    return [reverse(f"forms:{name}", args=[sent.pk]) for name in names]


def answers(person: Any, addresses: list[str]) -> set[int]:
    client = signed_in(person)
    return {client.get(address).status_code for address in addresses}


@pytest.fixture
def draft(here: Area) -> Draft:
    """A referral that the hospital's submitter is filling in."""
    page = form_page("open_case", here.partnership)
    made: Draft = fill_in(page, here.people["submitter"], "", {}, now=present.now())
    return made


@pytest.fixture
def feedback(here: Area) -> FormPage:
    """A form that anybody may send, kept on record."""
    page = form_page("open_case", here.partnership)
    page.handler = "keep_on_record"
    page.save_revision().publish()
    return page


@pytest.fixture
def sent(here: Area) -> Submission:
    return send(form_page("open_case", here.partnership), here.people["submitter"], {}, now=present.now())


def test_a_draft_goes_with_the_membership(here: Area, draft: Draft) -> None:
    person = here.people["submitter"]
    assert draft.written_for == f"agency:{here.hospital.pk}"
    assert 404 not in answers(person, pages(draft))
    leave(person)

    assert answers(person, pages(draft)) == {404}
    client = signed_in(person)
    assert client.post(reverse("forms:send", args=[draft.pk]), {"checked": draft.version.digest}).status_code == 404
    autosave = reverse("forms:step_autosave", args=[draft.pk, draft.version.definition["steps"][0]["name"]])
    assert client.post(autosave, {}).status_code == 404
    assert str(draft.pk) not in client.get(reverse("workspace:home")).content.decode()
    assert str(draft.pk) not in client.get(draft.page.url).content.decode()
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_so_does_what_was_sent_with_receipt_and_files(here: Area, sent: Submission) -> None:
    person = here.people["submitter"]
    assert sent.written_for == f"agency:{here.hospital.pk}"
    assert answers(person, copies(sent)) == {200}
    case = Case.objects.get()
    leave(person)

    assert answers(person, copies(sent)) == {404}
    assert answers(person, [reverse("workspace:case", args=[case.reference])]) == {404}
    assert str(sent.pk) not in signed_in(person).get(reverse("workspace:home")).content.decode()
    # The lead of the agency reads it as before.
    assert answers(here.people["lead"], copies(sent)) == {200}


def test_who_works_for_another_agency_too_keeps_that_only(here: Area, draft: Draft) -> None:
    person, second = here.people["submitter"], AgencyFactory(of=here.partnership)
    Membership.objects.create(user=person, role=Role.SUBMITTER, agency=second)
    leave(person, agency=here.hospital)
    other = fill_in(draft.page, type(person).objects.get(pk=person.pk), "", {}, now=present.now())

    assert other.written_for == f"agency:{second.pk}"
    assert answers(person, pages(draft)) == {404}
    assert 404 not in answers(person, pages(other))


def test_who_comes_back_has_it_again(here: Area, draft: Draft) -> None:
    person = here.people["submitter"]
    leave(person)
    Membership.objects.create(user=person, role=Role.LEAD, agency=here.hospital)

    assert 404 not in answers(person, pages(draft))


def test_an_officer_who_left_does_not_open_what_they_sent(here: Area, feedback: FormPage) -> None:
    officer = here.people["officer"]
    sent = send(feedback, officer, {}, now=present.now())
    assert sent.written_for == f"office:{here.partnership.pk}"
    assert answers(officer, copies(sent)) == {200}
    leave(officer)

    assert answers(officer, copies(sent)) == {404}


def test_who_works_for_nobody_keeps_what_they_sent_on_record(here: Area, feedback: FormPage) -> None:
    person = here.people["editor"]
    sent = send(feedback, person, {}, now=present.now())

    assert sent.written_for == ""
    assert answers(person, copies(sent)) == {200}


# --- Handing over -------------------------------------------------------------------------------------------------


def test_the_lead_takes_over_the_drafts_of_who_left(here: Area, draft: Draft) -> None:
    person, lead = here.people["submitter"], here.people["lead"]
    leave(person)
    assert answers(lead, pages(draft)) == {404}

    taken = hand_over_drafts(person, lead, here.hospital, by=Actor.of(lead), now=present.now())

    assert taken == 1
    assert 404 not in answers(lead, pages(draft))
    assert answers(person, pages(draft)) == {404}
    traced = Event.objects.get(kind="draft.hand_over")
    assert (traced.record_id, traced.actor) == (draft.pk, lead)


def test_only_the_agencys_open_drafts_go_along(here: Area, draft: Draft, sent: Submission) -> None:
    person, lead, second = here.people["submitter"], here.people["lead"], AgencyFactory(of=here.partnership)
    Draft.objects.filter(pk=draft.pk).update(written_for=f"agency:{second.pk}")

    assert hand_over_drafts(person, lead, here.hospital, by=Actor.of(lead), now=present.now()) == 0
    assert Submission.objects.get(pk=sent.pk).owner == person


def test_only_a_lead_hands_over_and_only_within_the_agency(here: Area, draft: Draft) -> None:
    person, lead, colleague = (here.people[who] for who in ("submitter", "lead", "colleague"))
    stranger = actor(Role.SUBMITTER, AgencyFactory(of=here.partnership)).user
    for by, to, kind in (
        (colleague, colleague, "role"),
        (lead, stranger, "data"),
    ):
        with pytest.raises(Refused) as refusal:
            hand_over_drafts(person, to, here.hospital, by=Actor.of(by), now=present.now())
        assert refusal.value.kind == kind
    assert Draft.objects.get(pk=draft.pk).owner == person


def test_a_token_that_was_used_before_leads_nowhere(here: Area, draft: Draft) -> None:
    person = here.people["submitter"]
    leave(person)
    start = signed_in(person).post(f"{draft.page.url}start/", {"token": str(uuid.UUID(int=draft.pk.int))})

    assert start.status_code == 403
