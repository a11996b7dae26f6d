"""A scrutineer and a reviewer read a case when they are assigned to it, and nobody waits for one who is not."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from forms import present
from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.party import PartnershipFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.review import ReviewFactory
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.rapid_review.voting import Table, delegation
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from tests.workflow.waiting import waiting_for
from workflow.engine.door import option
from workflow.models import Case, CaseAssignment, Event, Membership
from workflow.parties.cover import Cover
from workflow.parties.roles import Actor, Group, Role, may_read_case

pytestmark = pytest.mark.django_db

LOCAL, NONE = "local_review", "no_review"
DISAGREES = {"answered_on": "2026-03-02", "response": "The Panel's words."}


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def scrutineer(case: Case) -> Actor:
    return actor(Role.SCRUTINEER, case.partnership)


@pytest.fixture
def reviewer(case: Case) -> Actor:
    return actor(Role.REVIEWER, case.partnership)


@pytest.fixture
def table(case: Case) -> Table:
    return Table.of(case.partnership)


def reads(case: Case, person: Actor) -> bool:
    """One case asked for and all cases listed say the same."""
    listed = Case.objects.read_by(person).filter(pk=case.pk).exists()
    assert may_read_case(fresh(case), person) == listed
    assert Case.objects.visible_to(person).filter(pk=case.pk).exists() == listed
    return listed


def is_awaited(case: Case, person: Actor) -> bool:
    return bool(Case.objects.filter(waiting_for(person, today=at("2026-03-02").date()), pk=case.pk).exists())


# --- Assigning ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "role"), [("assign_scrutineer", Role.SCRUTINEER), ("assign_reviewer", Role.REVIEWER)])
def test_who_is_assigned_reads_the_case_and_is_told(case: Case, officer: Actor, step: str, role: Role) -> None:
    chosen, other = actor(role, case.partnership), actor(role, case.partnership)
    assert not reads(case, chosen)

    take(case, step, officer, person=chosen.user.pk)

    assert reads(case, chosen)
    assert not reads(case, other)
    assert notices_of(case, "case-assigned") == [str(chosen.user)]
    kept = CaseAssignment.objects.get()
    assert (kept.user, kept.role, kept.by, kept.since) == (chosen.user, role, officer.user, at("2026-03-02"))
    assert Event.objects.get(kind=f"case.{step}").data["name"] == str(chosen.user)


def test_only_people_with_the_role_here_can_be_chosen_and_once(
    case: Case, officer: Actor, scrutineer: Actor, reviewer: Actor
) -> None:
    elsewhere = actor(Role.SCRUTINEER, PartnershipFactory(slug="elsewhere"))
    left = actor(Role.SCRUTINEER, case.partnership)
    Membership.objects.filter(user=left.user).update(ended_at=at("2026-03-01"))
    for wrong in (elsewhere, left, reviewer, officer):
        assert "one of the scrutineers" in refused(
            case, "assign_scrutineer", officer, kind="data", person=wrong.user.pk
        )

    take(case, "assign_scrutineer", officer, person=scrutineer.user.pk)

    reason = refused(case, "assign_scrutineer", officer, kind="guard", person=scrutineer.user.pk)
    assert reason == f"Every independent scrutineer of {case.partnership} is assigned to this case."


def test_where_nobody_has_the_role_the_page_says_who_adds_people(case: Case, officer: Actor) -> None:
    assert "An administrator adds people" in refused(case, "assign_reviewer", officer, kind="guard")


def test_an_assignment_that_ended_takes_the_case_away_at_once(case: Case, officer: Actor, scrutineer: Actor) -> None:
    assert "Nobody is assigned" in refused(case, "end_assignment", officer, kind="guard")
    assigned(case, scrutineer)
    running = CaseAssignment.objects.get()
    refused(case, "end_assignment", officer, kind="data", assignment=running.pk, reason="")

    take(case, "end_assignment", officer, "2026-03-04", assignment=running.pk, reason="On leave.")

    assert not reads(case, scrutineer)
    running.refresh_from_db()
    assert (running.until, running.ended_by) == (at("2026-03-04"), officer.user)
    # And can begin anew.
    take(case, "assign_scrutineer", officer, "2026-03-05", person=scrutineer.user.pk)
    assert reads(case, scrutineer)


def test_who_left_the_partnership_reads_nothing_though_assigned(case: Case, scrutineer: Actor) -> None:
    assigned(case, scrutineer)
    Membership.objects.filter(user=scrutineer.user).update(ended_at=at("2026-03-02"))
    del scrutineer.user._actor

    assert not reads(case, Actor.of(scrutineer.user))


def test_the_lead_passes_and_the_other_areas_scrutineer_only_reads(case: Case, officer: Actor) -> None:
    other = PartnershipFactory(slug="elsewhere")
    theirs = assigned(case, actor(Role.SCRUTINEER, other))
    assert not reads(case, theirs)

    take(case, "involve_area", officer, area=other.pk, reason="The family lived there.")

    assert reads(case, theirs)


# --- The appointment of the reviewer is the assignment ---------------------------------------------------------------


@pytest.mark.duty("D20")
def test_the_appointed_reviewer_is_assigned_until_they_leave_or_it_is_stopped(
    case: Case, officer: Actor, reviewer: Actor
) -> None:
    review = ReviewFactory(case=case, drafting=True, reviewer_account=reviewer.user)
    other = actor(Role.REVIEWER, case.partnership)
    assert reads(case, reviewer)
    assert not reads(case, other)
    assert "Record there that the reviewer has left" in refused(case, "end_assignment", officer, kind="guard")

    strategic = actor(Role.GROUP, case.partnership, group=Group.STRATEGIC)
    stopped = take(review, "stop", strategic, reason="The court asked for it.")
    assert not reads(case, reviewer)
    again = take(stopped, "take_up_again", strategic, reason="The court is done.")
    assert reads(case, reviewer)
    take(again, "reviewer_left", officer, left_on="2026-03-02", reason="Another post.")
    assert not reads(case, reviewer)


def test_a_report_without_a_reviewers_account_waits_for_the_office(case: Case, officer: Actor, reviewer: Actor) -> None:
    review = ReviewFactory(case=case, drafting=True, reviewer_account=reviewer.user)
    assert (is_awaited(case, officer), is_awaited(case, reviewer)) == (False, True)
    type(review).objects.filter(pk=review.pk).update(reviewer_account=None)
    assert (is_awaited(case, officer), is_awaited(case, reviewer)) == (True, False)


# --- Advice: nobody waits for a scrutineer who cannot read the case ---------------------------------------------------


@pytest.mark.duty("D13")
def test_the_only_scrutineer_is_assigned_when_the_partners_differ(case: Case, table: Table) -> None:
    drafted = RapidReviewFactory(case=case, drafted=True)
    assert not reads(case, table.scrutineer)

    table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)

    assert reads(case, table.scrutineer)
    assert notices_of(case, "advice-asked") == [str(table.scrutineer.user)]
    assert notices_of(case, "case-assigned") == []
    assert CaseAssignment.objects.get().by is None
    assert Event.objects.get(kind="case.assign_scrutineer").actor is None
    take(drafted, "advise", table.scrutineer, text="Think of the sibling.")


@pytest.mark.duty("D13")
def test_of_several_the_office_chooses_and_the_case_waits_for_it_until_then(case: Case, table: Table) -> None:
    second = actor(Role.SCRUTINEER, case.partnership)
    drafted = RapidReviewFactory(case=case, drafted=True)
    assert "assign_scrutineer" in fresh(case).recorded

    table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)

    assert not CaseAssignment.objects.exists()
    assert notices_of(case, "advice-asked") == []
    assert (is_awaited(case, table.officer), is_awaited(case, second)) == (True, False)
    assert "assign_scrutineer" not in fresh(case).recorded
    page = signed_in(table.officer.user).get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "Assign a scrutineer" in page
    assert "nobody is assigned to this case yet" in page

    take(case, "assign_scrutineer", table.officer, person=second.user.pk)

    assert notices_of(case, "advice-asked") == [str(second.user)]
    assert (is_awaited(case, table.officer), is_awaited(case, second)) == (False, True)
    assert not is_awaited(case, table.scrutineer)
    assert "assign_scrutineer" in fresh(case).recorded


@pytest.mark.duty("D16")
def test_on_the_panels_answer_too(case: Case, table: Table) -> None:
    second = actor(Role.SCRUTINEER, case.partnership)
    awaiting = RapidReviewFactory(case=case, awaiting_panel=True)
    case.notices.update(state="sent")

    again = take(awaiting, "panel_disagrees", table.officer, **DISAGREES)
    take(again, "reconvene", table.officer, held_on="2026-03-02", attendees="Everybody.")

    case.notices.update(state="sent")
    assert (is_awaited(case, table.officer), is_awaited(case, second)) == (True, False)
    take(case, "assign_scrutineer", table.officer, person=second.user.pk)
    case.notices.update(state="sent")
    assert notices_of(case, "advice-asked-on-answer") == [str(second.user)]
    assert (is_awaited(case, table.officer), is_awaited(case, second)) == (False, True)


@pytest.mark.duty("D16")
def test_the_only_scrutineer_gets_the_panels_answer_and_is_assigned(case: Case, table: Table) -> None:
    again = take(RapidReviewFactory(case=case, awaiting_panel=True), "panel_disagrees", table.officer, **DISAGREES)

    assert str(table.scrutineer.user) in notices_of(case, "panel-disagrees")
    assert notices_of(case, "advice-asked-on-answer") == [str(table.scrutineer.user)]
    take(again, "advise", table.scrutineer, text="The Panel has a point.")


@pytest.mark.duty("D13")
def test_when_the_assigned_one_left_the_case_waits_for_the_office_again(case: Case, table: Table) -> None:
    table.vote(RapidReviewFactory(case=case, drafted=True), local_authority=LOCAL, police=LOCAL, icb=NONE)
    Membership.objects.filter(user=table.scrutineer.user).update(ended_at=at("2026-03-02"))
    actor(Role.SCRUTINEER, case.partnership)

    case.notices.update(state="sent")

    assert is_awaited(case, table.officer)
    assert "assign_scrutineer" not in fresh(case).recorded


# --- Who else -------------------------------------------------------------------------------------------------------


def test_only_an_assigned_reviewer_can_be_named_as_a_delegate(case: Case, table: Table) -> None:
    drafted = RapidReviewFactory(case=case, drafted=True)
    said = {**delegation(table.reviewer), "seat": "police"}
    refused(drafted, "name_delegate", table.seats["police"], kind="data", **said)

    assigned(case, table.reviewer)

    take(drafted, "name_delegate", table.seats["police"], **said)
    assert option(fresh(drafted), "vote_as_delegate", by=table.reviewer, now=at("2026-03-02")).allowed


def test_who_stands_in_for_somebody_reads_what_is_assigned_to_them(case: Case, scrutineer: Actor, clock: Any) -> None:
    cover, without_role = actor(Role.SCRUTINEER, case.partnership), actor(Role.REVIEWER, case.partnership)
    assigned(case, scrutineer)
    assert not reads(case, cover)

    for one in (cover, without_role):
        today = present.today()
        Cover.objects.create(
            away=scrutineer.user,
            standing_in=one.user,
            role=Role.SCRUTINEER,
            first_day=today,
            last_day=today,
            arranged_by=one.user,
            arranged_at=present.now(),
        )

    assert reads(case, Actor.of(get_user_model().objects.get(pk=cover.user.pk)))
    assert not reads(case, Actor.of(get_user_model().objects.get(pk=without_role.user.pk)))


def test_the_list_of_cases_takes_no_query_more_for_more_assignments(
    case: Case, reviewer: Actor, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        assigned(CaseFactory(partnership=case.partnership), reviewer)
    ReviewFactory(case=case, scoping=True, reviewer_account=reviewer.user)

    # One for whom they stand in, which is asked once a request.
    with django_assert_num_queries(2):
        assert len(Case.objects.read_by(reviewer)) == 4
