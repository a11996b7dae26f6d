"""The office is led, not misled: what stands out is due, and whose step it is names who may really take it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms import present
from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.desk.scene import Area, far_along, referred, signed_in
from tests.workflow.reviews.conftest import report_desk as report_desk
from tests.workflow.reviews.steps import at, take
from workflow.desk.case_file.file import CaseFile
from workflow.models import Case
from workflow.parties.party import Agency
from workflow.parties.roles import Actor, Group, Role

pytestmark = pytest.mark.django_db
# On which what the factory planned may be published.
THE_DAY = "2026-03-12"


def file_of(place: Area, case: Case, who: str = "officer", when: str = "2026-03-02") -> CaseFile:
    case = Case.objects.select_related("partnership", "procedure", "data_key").get(pk=case.pk)
    return CaseFile(case, by=Actor.of(place.people[who]), now=at(when))


def others_of(place: Area, case: Case, label: str, when: str = "2026-03-02") -> list[str]:
    found = file_of(place, case, when=when).all_moves
    return [move.who for moves in found for move in moves.others if move.label == label]


@pytest.mark.duty("D2")
def test_an_overdue_notification_stands_out_with_its_reminder(here: Area) -> None:
    case = referred(here).case
    assert file_of(here, case).all_moves[0].title.startswith("Referral")
    first = file_of(here, case, when="2026-03-20").all_moves[0]
    assert (first.title, first.now[0].label) == ("Notification", "Remind the local authority that it is overdue")
    page = signed_in(here.people["officer"]).get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "Remind the local authority" not in page


@pytest.mark.duty("D11")
@pytest.mark.parametrize("told", [False, True])
def test_a_rationale_that_was_told_does_not_stand_out(here: Area, told: bool) -> None:
    days = {"family_informed_on": date(2026, 3, 1), "agencies_informed_on": date(2026, 3, 1)} if told else {}
    rapid_review = RapidReviewFactory(case__partnership=here.partnership, concluded=True, **days)
    [moves] = [one for one in file_of(here, rapid_review.case).all_moves if one.title == "Rapid review"]
    [communicate] = [one for one in moves.now if one.label == "Record that the rationale was communicated"]
    assert communicate.is_forward is not told


@pytest.mark.duty("D26")
def test_nobody_has_steps_in_a_case_that_is_led_elsewhere(here: Area) -> None:
    """What rests waits for nobody here: neither for the agencies nor for those with a seat or a role."""
    case = referred(here).case
    assert others_of(here, case, "Submit the notification")
    body = Agency.objects.create(name="Kent Partnership", kind="partnership", outside_for=here.partnership)
    officer = Actor.of(here.people["officer"])
    take(case, "involve_body", officer, body=body.pk, reason="They live there.", report="no")
    take(case, "pass_lead_out", officer, body=body.pk, passed_on="2026-03-02", reason="They live there.")

    others = [(moves.title, move.label) for moves in file_of(here, case).all_moves for move in moves.others]

    assert [title for title, _ in others if title != "The case"] == []


@pytest.mark.duty("D36")
def test_the_approver_is_not_named_as_who_may_publish(here: Area) -> None:
    both = here.people["publisher"]
    publication = PublicationFactory(review__case__partnership=here.partnership, advance_copy_sent=True)
    type(publication).objects.filter(pk=publication.pk).update(approved_by=both)
    assert others_of(here, publication.case, "Publish the report", when=THE_DAY) == []
    other = actor(Role.PUBLISHER, here.partnership).user
    assert others_of(here, publication.case, "Publish the report", when=THE_DAY) == [f"Publisher: {other}"]


@pytest.mark.duty("D33")
def test_members_of_another_group_are_not_named(here: Area) -> None:
    publication = PublicationFactory(review__case__partnership=here.partnership, cleared=True)
    [who] = others_of(here, publication.case, "Decide not to publish")
    assert str(here.people["strategic"]) in who
    assert str(here.people["sign_off"]) not in who


def test_a_step_that_nobody_may_take_yet_is_not_somebody_elses(here: Area) -> None:
    publication = PublicationFactory(review__case__partnership=here.partnership, advance_copy_sent=True)
    assert others_of(here, publication.case, "Publish the report") == []
    found = file_of(here, publication.case).all_moves
    [why_not] = [move.why_not for moves in found for move in moves.later if move.label == "Publish the report"]
    assert why_not.startswith("The earliest publication date is Thursday 12 March 2026")


def test_a_role_that_nobody_holds_is_said(here: Area) -> None:
    here.people["publisher"].memberships.update(ended_at=present.now(), cms_group=None)
    publication = PublicationFactory(review__case__partnership=here.partnership, advance_copy_sent=True)
    assert others_of(here, publication.case, "Publish the report", when=THE_DAY) == [
        "Publisher: nobody holds this role yet"
    ]


def test_many_people_cost_no_more_queries_than_a_few(here: Area) -> None:
    """Who may act is asked for each of them, and what it rests on is read once."""
    case = far_along(here)["case"]

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            _moves = file_of(here, case, when=THE_DAY).all_moves
        return len(found)

    few = asked()
    for _more in range(12):
        actor(Role.PUBLISHER, here.partnership)
        actor(Role.DECISION_MAKER, here.partnership)
        actor(Role.SCRUTINEER, here.partnership)
        actor(Role.GROUP, here.partnership, group=Group.STRATEGIC)
    assert asked() <= few + 2
