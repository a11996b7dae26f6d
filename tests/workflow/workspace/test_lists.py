"""Your work: what is asked first, the rest found and paged, each case under the person's own label."""

from typing import Any

import pytest
from django.urls import reverse

from forms import present
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.meeting import MessageThreadFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, referred, signed_in
from tests.workflow.intake.sending import fill_in, send
from tests.workflow.waiting import write_down
from workflow.machines.case.messages.thread import THEM
from workflow.models import Case, CaseLabel, Event
from workflow.parties.roles import Actor
from workflow.workspace import cases
from workflow.workspace.home import at_hand
from workflow.workspace.label import labels_of, put_label
from workflow.workspace.waiting_for_me import SHOWN, Need


def read(person: Any, name: str, query: str = "") -> str:
    answer = signed_in(person).get(reverse(f"workspace:{name}") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(place: Area, **traits: Any) -> Any:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=place.partnership), gathering=True)
    return AgencyReturnFactory(rapid_review=rapid_review, agency=place.hospital, **traits)


def many(place: Area, how_many: int) -> None:
    for _one in range(how_many):
        case = CaseFactory(partnership=place.partnership)
        ReferralFactory(case=case, agency=place.hospital)
        AgencyReturnFactory(rapid_review=RapidReviewFactory(case=case, gathering=True), agency=place.hospital)


def asked_of(actor: Actor) -> list[Need]:
    """With what waits written down: factories take no steps."""
    write_down(present.today())
    return at_hand(actor, now=present.now())[0]


def test_what_is_late_comes_first_then_by_its_day(here: Area, clock: Any) -> None:
    later, sooner = asked(here, due_on="2026-03-20"), asked(here, due_on="2026-03-10")
    question = referred(here, more_information=True)
    late = asked(here, due_on="2026-02-20")

    found = [need.record for need in asked_of(Actor.of(here.people["submitter"]))]

    assert found == [late, question, sooner, later]


def test_nothing_is_asked_while_another_area_leads(here: Area, elsewhere: Area) -> None:
    waiting = asked(here)
    assert asked_of(Actor.of(here.people["lead"]))
    Case.objects.filter(pk=waiting.case_id).update(led_by=elsewhere.partnership.outside_bodies.create(name="Body"))
    assert not asked_of(Actor.of(here.people["lead"]))


def test_a_case_goes_by_a_label_that_only_its_person_reads(here: Area) -> None:
    case = referred(here).case
    person = here.people["submitter"]
    answer = signed_in(person).post(
        reverse("workspace:label", args=[case.reference]), {"label": " The  twins "}, follow=True
    )
    assert "The twins" in answer.content.decode()
    assert "The twins" in read(person, "home")
    assert case.reference in read(person, "cases", "?q=twin")
    assert "The twins" not in read(here.people["lead"], "home")
    assert case.reference not in read(here.people["lead"], "cases", "?q=twin")
    assert Event.objects.filter(case=case, kind="case.label").count() == 1


def test_a_label_is_taken_away_and_goes_with_the_case(here: Area) -> None:
    case, actor = referred(here).case, Actor.of(here.people["submitter"])
    put_label(case, "One", by=actor, now=present.now())
    put_label(case, "One", by=actor, now=present.now())
    assert Event.objects.filter(kind="case.label").count() == 1, "what changes nothing is no event"
    case.data_key.destroyed_at = present.now()
    case.data_key.save()
    assert labels_of(actor.user) == {}
    put_label(case, "", by=actor, now=present.now())
    assert not CaseLabel.objects.exists()


def test_a_label_that_is_too_long_is_not_cut(here: Area) -> None:
    case, person = referred(here).case, here.people["submitter"]
    answer = signed_in(person).post(reverse("workspace:label", args=[case.reference]), {"label": "x" * 81}, follow=True)
    assert "Shorten it" in answer.content.decode()
    assert "x" * 81 in answer.content.decode()
    assert not CaseLabel.objects.exists()


def test_nobody_labels_a_case_that_is_not_theirs(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    assert (
        signed_in(here.people["lead"])
        .post(reverse("workspace:label", args=[case.reference]), {"label": "x"})
        .status_code
        == 404
    )


def test_cases_are_found_by_reference_and_only_the_own_ones(here: Area) -> None:
    mine, other = referred(here).case, CaseFactory(partnership=here.partnership)
    person = here.people["submitter"]
    assert mine.reference in read(person, "cases", f"?q={mine.reference[-4:].lower()}")
    assert "No case fits" in read(person, "cases", f"?q={other.reference}")
    assert "No case fits" in read(person, "cases", "?q=%00nothing")


def test_the_list_of_what_waits_holds_only_that(here: Area) -> None:
    quiet, waiting = referred(here).case, asked(here).case
    write_down(present.today())
    shown = read(here.people["submitter"], "cases", "?show=waiting")
    assert waiting.reference in shown
    assert quiet.reference not in shown


def test_a_lead_sees_which_colleague_sent_what(here: Area) -> None:
    page = form_page("open_case", here.partnership)
    sent = send(page, here.people["submitter"], {}, now=present.now())
    assert f"Sent by {here.people['submitter']}" in read(here.people["lead"], "sent")
    assert sent.reference in read(here.people["lead"], "sent", f"?q={here.people['submitter'].last_name}")
    assert "Nothing fits" in read(here.people["lead"], "sent", "?q=nobody")
    assert "Nothing fits" in read(here.people["colleague"], "sent")
    assert "Sent by you" in read(here.people["submitter"], "sent")


def test_a_draft_says_which_partnership_gets_it(here: Area, elsewhere: Area) -> None:
    fill_in(form_page("open_case", here.partnership), here.people["submitter"], "", {}, now=present.now())
    assert str(here.partnership) in read(here.people["submitter"], "drafts")
    assert str(elsewhere.partnership) not in read(here.people["submitter"], "drafts")


@pytest.mark.parametrize("name", ["home", "cases", "drafts", "sent"])
def test_lists_cost_the_same_however_many_there_are(here: Area, django_assert_max_num_queries: Any, name: str) -> None:
    many(here, 3)
    person = here.people["lead"]
    client = signed_in(person)
    client.get(reverse(f"workspace:{name}"))
    most = {"home": 22, "cases": 13, "drafts": 8, "sent": 8}[name]
    with django_assert_max_num_queries(most):
        client.get(reverse(f"workspace:{name}"))
    many(here, 25)
    with django_assert_max_num_queries(most):
        client.get(reverse(f"workspace:{name}"))


def test_no_page_of_cases_is_longer_than_its_length(here: Area) -> None:
    many(here, cases.A_PAGE + 1)
    shown = read(here.people["lead"], "cases", "?page=1e9")
    assert "Page 1 of 2" in shown
    assert shown.count("<h3>") == cases.A_PAGE


def test_a_message_that_needs_an_answer_stands_open_and_one_that_does_not_is_folded_below(
    here: Area, clock: Any
) -> None:
    waits, told = asked(here).case, asked(here).case
    for case, waits_for in ((waits, THEM), (told, "")):
        MessageThreadFactory(case=case, agency=here.hospital, waits_for=waits_for)

    page = read(here.people["submitter"], "home")
    open_part, folded = page.split("1 unread message that needs no answer")

    assert f"Message from the support office, {waits.reference}" in open_part
    assert f"Message from the support office, {told.reference}" not in open_part
    assert f"Message from the support office, {told.reference}" in folded


def test_the_start_page_looks_at_no_more_than_it_shows_and_one(here: Area, clock: Any) -> None:
    days = [f"2026-03-{day}" for day in range(11, 11 + SHOWN)] + ["2026-02-20", "2026-03-10"]
    for day in days:
        asked(here, due_on=day)
    found = asked_of(Actor.of(here.people["submitter"]))
    assert [str(need.by) for need in found] == sorted(days)[: SHOWN + 1]
