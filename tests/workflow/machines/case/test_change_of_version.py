"""A case moves to another version of the procedure: what was seen is what happens, and breaches stay."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import MONDAY
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import PartnershipFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.reviews.steps import refused
from workflow import clocks
from workflow.engine.door import perform
from workflow.machines.case.change_of_version import preview, versions_for
from workflow.models import Case, Deadline, Event, ProcedureVersion
from workflow.parties.roles import Actor, Role
from workflow.procedures import load, shipped
from workflow.procedures.version import Occasion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 3, 2)


def edition(**changes: Any) -> dict[str, Any]:
    """The shipped edition as one of February, with rules changed by key; None takes a rule away."""
    document = {**deepcopy(shipped()[-1]), "key": "february", "title": "February", "effective_from": "2026-02-01"}
    for key, change in changes.pop("rules", {}).items():
        (rule,) = [one for one in document["rules"] if one["key"] == key]
        if change is None:
            document["rules"].remove(rule)
        else:
            rule |= change
    document["rules"] += changes.pop("new", [])
    return {**document, **changes}


NEW_RULE = {
    "key": "tell-the-scrutineer",
    "label": "Tell the scrutineer",
    "starts_on": "aware",
    "met_by": "briefed",
    "unit": "working_days",
    "length": 10,
    "legal_basis": "Local procedure",
    "duty": "D13",
}


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    NotificationFactory(case=made, clock=True)
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


def moved(case: Case, version: ProcedureVersion, by: Actor, **changes: str) -> Event:
    data = {"version": version.pk, "reason": "The new guidance.", "seen": preview(case, version, now=MONDAY).digest}
    return perform(case, "move_procedure", by=by, now=MONDAY, data={**data, **changes})


def the_clock(case: Case, key: str) -> Deadline:
    found: Deadline = Deadline.objects.select_related("rule").get(case=case, rule__key=key)
    return found


@pytest.mark.duty("D2")
def test_a_running_clock_goes_on_under_the_limit_of_the_same_key(case: Case, officer: Actor) -> None:
    version = load(edition(rules={"notification": {"length": 8}}), now=MONDAY)
    (seen,) = preview(case, version, now=MONDAY).clocks
    assert (seen.was_due, seen.due) == (date(2026, 3, 5), date(2026, 3, 10))
    event = moved(case, version, officer)
    deadline = the_clock(case, "notification")
    assert (deadline.due_on, deadline.rule.procedure, deadline.is_running) == (date(2026, 3, 10), version, True)
    (entry,) = deadline.history
    assert (entry["due_on"], entry["why"], entry["event"]) == ("2026-03-05", "procedure", str(event.pk))
    assert "the case moved to another version of the procedure" in " ".join(clocks.explain(deadline))
    case.refresh_from_db()
    assert case.procedure == version


def test_everything_stands_in_the_log(case: Case, officer: Actor) -> None:
    left = case.procedure
    version = load(edition(rules={"notification": {"length": 8}}), now=MONDAY)
    event = moved(case, version, officer)
    assert event.data == {
        "version": str(version.pk),
        "left": str(left.pk),
        "reason": "The new guidance.",
        "changes": ["“Notify the Panel”: due on 10 March 2026, before on 5 March 2026."],
    }


def test_a_limit_that_is_gone_stops_its_clock(case: Case, officer: Actor) -> None:
    version = load(edition(rules={"notification": None}), now=MONDAY)
    moved(case, version, officer)
    deadline = the_clock(case, "notification")
    assert (deadline.state, deadline.stopped_on, deadline.stop_reason) == ("stopped", TODAY, "procedure")


def test_a_new_limit_starts_where_its_start_is_known(case: Case, officer: Actor) -> None:
    version = load(edition(new=[NEW_RULE]), now=MONDAY)
    (seen,) = preview(case, version, now=MONDAY).starts
    assert (seen.label, seen.due) == ("Tell the scrutineer", date(2026, 3, 12))
    moved(case, version, officer)
    deadline = the_clock(case, "tell-the-scrutineer")
    assert (deadline.started_on, deadline.due_on, deadline.machine) == (
        date(2026, 2, 26),
        date(2026, 3, 12),
        "notification",
    )


def test_a_new_limit_whose_start_has_not_happened_or_is_met_does_not_start(case: Case) -> None:
    not_begun = {**NEW_RULE, "key": "later", "starts_on": "published"}
    met = {**NEW_RULE, "key": "met", "starts_on": "aware", "met_by": "notified"}
    clocks.meet_on(case, Occasion.NOTIFIED, on=TODAY)
    version = load(edition(new=[not_begun, met]), now=MONDAY)
    assert preview(case, version, now=MONDAY).starts == ()


def test_a_new_limit_without_a_record_to_count_for_is_named_and_not_started(case: Case, officer: Actor) -> None:
    # Met by hand: the day is known, what it was of is not.
    clocks.meet_on(case, Occasion.NOTIFIED, on=TODAY)
    rule = {**NEW_RULE, "key": "copy", "label": "File the copy", "starts_on": "notified", "met_by": "briefed"}
    version = load(edition(new=[rule]), now=MONDAY)
    (seen,) = preview(case, version, now=MONDAY).starts
    assert (seen.due, seen.note) == (None, "Its start is not known from the case, so it does not start.")
    moved(case, version, officer)
    assert not Deadline.objects.filter(case=case, rule__key="copy").exists()


def test_what_was_withdrawn_starts_nothing() -> None:
    case = CaseFactory()
    NotificationFactory(case=case, withdrawn=True)
    version = load(edition(new=[NEW_RULE]), now=MONDAY)
    assert preview(case, version, now=MONDAY).starts == ()


@pytest.mark.duty("D2")
def test_a_breach_stays_and_one_that_nobody_saw_yet_is_recorded(case: Case, officer: Actor) -> None:
    late = MONDAY + timedelta(days=14)
    version = load(edition(rules={"notification": {"length": 30}}), now=MONDAY)
    plan = preview(case, version, now=late)
    data = {"version": version.pk, "reason": "Late.", "seen": plan.digest}
    perform(case, "move_procedure", by=officer, now=late, data=data)
    deadline = the_clock(case, "notification")
    assert deadline.is_breached
    assert deadline.due_on > date(2026, 4, 1)


def test_more_time_that_was_approved_stays(case: Case, officer: Actor) -> None:
    clocks.extend(the_clock(case, "notification"), date(2026, 3, 20), now=MONDAY)
    version = load(edition(rules={"notification": {"length": 8}}), now=MONDAY)
    (seen,) = preview(case, version, now=MONDAY).clocks
    assert (seen.due, seen.note) == (date(2026, 3, 20), "More time was approved, so the date stays.")
    moved(case, version, officer)
    deadline = the_clock(case, "notification")
    assert (deadline.due_on, deadline.extended, deadline.rule.procedure) == (date(2026, 3, 20), True, version)
    assert clocks.explain(deadline)


def test_a_limit_that_counts_from_another_day_is_counted_from_it(officer: Actor, case: Case) -> None:
    review = RapidReviewFactory(case=CaseFactory(partnership=case.partnership), gathering=True)
    clocks.start_on(review.case, Occasion.NOTIFIED, on=date(2026, 2, 27), record=review, now=MONDAY)
    version = load(edition(rules={"rapid-review": {"starts_on": "aware"}}), now=MONDAY)
    found = {one.label: one for one in preview(review.case, version, now=MONDAY).clocks}
    seen = found["Complete the rapid review"]
    assert seen.started_on == review.case.notifications.get().aware_on
    assert "It counts from the day the local authority became aware" in seen.note


def test_what_was_not_seen_does_not_happen(case: Case, officer: Actor) -> None:
    version = load(edition(rules={"notification": {"length": 8}}), now=MONDAY)
    about = {"version": version.pk, "reason": "Because."}
    assert "Look first at what would change" in refused(case, "move_procedure", officer, kind="data", **about)
    stale = preview(case, version, now=MONDAY).digest
    clocks.recompute(the_clock(case, "notification"), date(2026, 2, 27), now=MONDAY)
    reason = refused(case, "move_procedure", officer, kind="data", **about, seen=stale)
    assert reason == "What would change is not what you saw. Look at it again before you decide."
    case.refresh_from_db()
    assert case.procedure != version


def test_where_a_case_can_move(case: Case, officer: Actor) -> None:
    assert "No other version" in refused(case, "move_procedure", officer, kind="guard")
    future = load(edition(key="future", effective_from="2026-03-03"), now=MONDAY)
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    load(edition(key="theirs"), now=MONDAY, partnership=elsewhere)
    draft = ProcedureVersion.objects.create(key="draft", title="Draft", source="-", effective_from=date(2026, 1, 1))
    own = load(edition(key="own"), now=MONDAY, partnership=case.partnership)
    assert list(versions_for(case, TODAY)) == [own]
    for version in (future, draft):
        about = {"version": version.pk, "reason": "x", "seen": "x"}
        assert "cannot move to that version" in refused(case, "move_procedure", officer, kind="data", **about)


def test_a_case_moves_back_in_the_same_way(case: Case, officer: Actor) -> None:
    left, version = case.procedure, load(edition(rules={"notification": {"length": 8}}), now=MONDAY)
    moved(case, version, officer)
    case = Case.objects.get(pk=case.pk)
    moved(case, left, officer)
    deadline = the_clock(case, "notification")
    assert (deadline.due_on, deadline.rule.procedure, len(deadline.history)) == (date(2026, 3, 5), left, 2)
