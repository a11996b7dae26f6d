"""Edge case 5: a withdrawn notification. The rapid review goes on, unless it is found that the criteria are not met."""

from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import AgencyFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.procedure import edition
from tests.workflow.reviews.steps import fresh, notices_of, refused, take
from workflow import notices
from workflow.engine.door import perform
from workflow.models import Membership
from workflow.notices import Recipient
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db

WHY = "It was an accident: neither abuse nor neglect is suspected."

ANEW = {"national_reference": "NAT-2", "notified_on": "2026-03-02", "reason": "It was abuse after all."}


@pytest.fixture
def gathering() -> Any:
    made = RapidReviewFactory(gathering=True, clock=True)
    AgencyReturnFactory(rapid_review=made, agency=AgencyFactory(of=made.case.partnership, name="Hospital"))
    told = [
        notices.compose(made.case, "return-requested", to=Recipient("Hospital", "h@example.org"), now=MONDAY),
        notices.compose(made.case, "notification-received", to=Recipient("Council", "c@example.org"), now=MONDAY),
    ]
    notices.queue(told)
    return made


@pytest.fixture
def table(gathering: Any) -> Table:
    return Table.of(gathering.case.partnership)


def withdraw(gathering: Any, table: Table) -> Any:
    perform(gathering.case.notifications.get(), "withdraw", by=table.officer, now=MONDAY, data={"reason": "A mistake."})
    return fresh(gathering)


def test_it_goes_on_while_the_notification_stands(gathering: Any, table: Table) -> None:
    assert "A rapid review goes on" in refused(gathering, "propose_stop", table.officer, kind="guard", reason=WHY)
    refused(gathering, "approve_stop", table.seats["police"], kind="guard")


def test_it_goes_on_when_the_notification_is_withdrawn_until_somebody_finds_otherwise(
    gathering: Any, table: Table
) -> None:
    going_on = withdraw(gathering, table)
    assert going_on.state == "gathering"
    assert take(going_on, "hold_meeting", table.officer, held_on="2026-03-02", attendees="Pat").state == "meeting"


def test_the_office_proposes_and_a_decision_maker_approves(gathering: Any, table: Table) -> None:
    withdrawn = withdraw(gathering, table)
    refused(withdrawn, "approve_stop", table.seats["police"], kind="guard")
    assert "why the criteria are not met" in refused(withdrawn, "propose_stop", table.officer, kind="data")
    proposed = take(withdrawn, "propose_stop", table.officer, reason=WHY)
    assert (proposed.state, proposed.stop_proposal) == ("gathering", WHY)
    assert len(notices_of(gathering.case, "rapid-review-stop-proposed")) == 3
    refused(proposed, "propose_stop", table.officer, kind="guard", reason=WHY)
    refused(proposed, "approve_stop", table.officer, kind="role")

    stopped = take(proposed, "approve_stop", table.seats["police"])
    assert (stopped.state, stopped.is_open) == ("stopped", False)
    office = f"Support office, {gathering.case.partnership.name}"
    assert {office, "Hospital", "Council"} <= set(notices_of(gathering.case, "rapid-review-stopped"))
    deadline = gathering.case.deadlines.get(machine="rapid_review")
    assert (deadline.state, deadline.stop_reason) == ("stopped", "criteria_not_met")


def test_a_decision_maker_may_refuse(gathering: Any, table: Table) -> None:
    proposed = take(withdraw(gathering, table), "propose_stop", table.officer, reason=WHY)
    assert "why the rapid review goes on" in refused(proposed, "refuse_stop", table.seats["icb"], kind="data")
    going_on = take(proposed, "refuse_stop", table.seats["icb"], reason="Neglect is suspected all the same.")
    assert (going_on.state, going_on.stop_proposed_at) == ("gathering", None)
    refused(going_on, "approve_stop", table.seats["police"], kind="guard")


def test_who_has_a_conflict_of_interest_does_not_approve(gathering: Any, table: Table) -> None:
    proposed = take(withdraw(gathering, table), "propose_stop", table.officer, reason=WHY)
    proposed = take(proposed, "declare_conflict", table.seats["police"], reason="A relative.")
    refused(proposed, "approve_stop", table.seats["police"], kind="guard")


def test_who_has_a_conflict_of_interest_does_not_refuse_nor_is_refused_what_nobody_proposed(
    gathering: Any, table: Table
) -> None:
    withdrawn = withdraw(gathering, table)
    goes_on = {"reason": "Neglect is suspected all the same."}
    assert "proposed" in refused(withdrawn, "refuse_stop", table.seats["icb"], kind="guard", **goes_on)
    proposed = take(withdrawn, "propose_stop", table.officer, reason=WHY)
    proposed = take(proposed, "declare_conflict", table.seats["police"], reason="A relative.")
    assert "conflict" in refused(proposed, "refuse_stop", table.seats["police"], kind="guard", **goes_on)


def test_once_the_notification_stands_again_nothing_is_stopped(gathering: Any, table: Table) -> None:
    proposed = take(withdraw(gathering, table), "propose_stop", table.officer, reason=WHY)
    take(proposed.case.notifications.get(), "reinstate", table.officer, **ANEW)
    assert "A rapid review goes on" in refused(proposed, "approve_stop", table.seats["police"], kind="guard")


def test_what_was_stopped_stays_so_while_the_notification_is_withdrawn(gathering: Any, table: Table) -> None:
    proposed = take(withdraw(gathering, table), "propose_stop", table.officer, reason=WHY)
    stopped = take(proposed, "approve_stop", table.seats["police"])
    reason = refused(stopped, "reopen_rapid_review", table.officer, kind="guard", reason="It was abuse.")
    assert "still withdrawn" in reason


def test_reopened_its_limit_runs_from_the_new_notification_and_everybody_told_is_told(
    gathering: Any, table: Table
) -> None:
    proposed = take(withdraw(gathering, table), "propose_stop", table.officer, reason=WHY)
    stopped = take(proposed, "approve_stop", table.seats["police"])
    perform(
        gathering.case.notifications.get(),
        "reinstate",
        by=table.officer,
        now=MONDAY,
        data=ANEW,
    )
    reopened = take(stopped, "reopen_rapid_review", table.officer, reason="It was abuse after all.")
    assert (reopened.state, reopened.stop_proposed_at, reopened.stopped_at) == ("gathering", None, None)
    before, again = gathering.case.deadlines.filter(machine="rapid_review").order_by("state")
    assert {before.state, again.state} == {"running", "stopped"}
    # It was notified anew on Monday 2 March; the first time on Friday 27 February.
    assert sorted([str(before.started_on), str(again.started_on)]) == ["2026-02-27", "2026-03-02"]
    assert {"Hospital", "Council"} <= set(notices_of(gathering.case, "rapid-review-resumed"))


def test_a_seat_that_the_edition_does_not_know_neither_approves_nor_refuses() -> None:
    case = CaseFactory(procedure=edition("two-seats-stop", voting={"seats": ["local_authority", "police"]}))
    made, table = RapidReviewFactory(case=case, gathering=True), Table.of(case.partnership)
    proposed = take(withdraw(made, table), "propose_stop", table.officer, reason=WHY)
    for name, said in (("approve_stop", {}), ("refuse_stop", {"reason": "No."})):
        refused(proposed, name, table.seats["icb"], kind="guard", **said)


def test_whoever_proposed_it_does_not_approve_it(gathering: Any, table: Table) -> None:
    """Also who runs the office and holds a seat as well."""
    both = table.officer
    Membership.objects.create(
        user=both.user, role=Role.DECISION_MAKER, partnership=gathering.case.partnership, seat="police"
    )
    both = Actor(both.user, tuple(both.user.memberships.filter(ended_at=None)))
    proposed = take(withdraw(gathering, table), "propose_stop", both, reason=WHY)
    assert "somebody else approves" in refused(proposed, "approve_stop", both, kind="guard")
