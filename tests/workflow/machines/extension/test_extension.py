"""More time for a clock: proposed by the office, approved by another person, within what the rule allows, undone."""

from datetime import date

import pytest
from django.db.models import QuerySet

from tests.factories.case import CaseFactory
from tests.factories.extension import family_clock
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, actor
from tests.workflow import clock_scene as scene
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow import clocks
from workflow.clocks.deadline import StopReason
from workflow.clocks.reminders import sweep_due
from workflow.engine.machine import steps_of
from workflow.models import BankHoliday, Case, Deadline, DeadlineRule, Event, Extension, Notice
from workflow.parties.roles import Group, Role
from workflow.procedures.version import Occasion

pytestmark = pytest.mark.django_db
REASON = "The police ask to wait until the interviews are over."


@pytest.fixture
def case():
    return CaseFactory()


@pytest.fixture
def officer(case):
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def decider(case):
    return actor(Role.DECISION_MAKER, case.partnership, seat="police")


@pytest.fixture
def deadline(case):
    return family_clock(case)  # due on Monday 16 March 2026


def propose(case, officer, deadline, until="2026-03-30", when="2026-03-02"):
    take(case, "propose_extension", officer, when, clock=str(deadline.pk), until=until, reason=REASON)
    return Extension.objects.filter(case=case).latest("created_at")


def change_rule(deadline, **values):
    """Another version's rule: a published one refuses to change."""
    QuerySet.update(DeadlineRule.objects.filter(pk=deadline.rule_id), **values)


def refuse(case, officer, deadline, until, *, when="2026-03-02"):
    return refused(
        case, "propose_extension", officer, when, kind="data", clock=str(deadline.pk), until=until, reason=REASON
    )


@pytest.mark.duty("D18")
def test_one_proposes_another_approves_and_the_date_moves(case, officer, decider, deadline):
    extension = propose(case, officer, deadline)
    assert (extension.state, extension.reason, extension.was_due_on) == ("proposed", REASON, date(2026, 3, 16))
    assert fresh(deadline).due_on == date(2026, 3, 16)
    assert notices_of(case, "extension-proposed") == [str(decider.user)]

    extension = take(extension, "approve", decider, "2026-03-04", comment="")
    moved = fresh(deadline)
    assert (extension.state, extension.decided_on) == ("approved", date(2026, 3, 4))
    assert (moved.due_on, moved.extended, moved.is_running) == (date(2026, 3, 30), True, True)
    (earlier,) = moved.history
    event = Event.objects.get(kind="extension.approve")
    assert (earlier["due_on"], earlier["why"], earlier["event"]) == ("2026-03-16", "extended", str(event.pk))
    told = Notice.objects.get(key="extension-approved")
    assert "It is now due on Monday 30 March 2026" in told.body
    assert told.recipient_email == case.partnership.contact_email


def test_the_extended_date_is_reminded_of_and_not_the_old_one(case, officer, decider, deadline):
    take(propose(case, officer, deadline), "approve", decider, comment="")
    Notice.objects.all().delete()
    sweep_due(at("2026-03-16 10:00"))
    assert not Notice.objects.exists()
    sweep_due(at("2026-03-30 10:00"))
    assert notices_of(case, "deadline-today") == [case.partnership.name]


def test_a_member_of_a_group_may_approve_too(case, officer, deadline):
    member = actor(Role.GROUP, case.partnership, group=Group.STRATEGIC)
    extension = take(propose(case, officer, deadline), "approve", member, comment="")
    assert extension.state == "approved"


def test_who_proposed_it_decides_nothing(case, officer, deadline):
    extension = propose(case, officer, deadline)
    both = actor(Role.DECISION_MAKER, case.partnership, seat="icb")
    Extension.objects.update(proposed_by=both.user)
    for step, data in (("approve", {"comment": ""}), ("decline", {"reason": "No."})):
        reason = refused(extension, step, both, kind="guard", **data)
        assert "You proposed this extension" in reason
    refused(extension, "approve", officer, kind="role", comment="")


@pytest.mark.parametrize("until", ["2026-03-16", "2026-03-10"])
def test_a_date_that_is_not_later_is_refused(case, officer, deadline, until):
    assert "must be after Monday 16 March 2026" in refuse(case, officer, deadline, until)


def test_the_rules_longest_extension_is_counted_from_the_worked_out_date(case, officer, decider, deadline):
    # Twenty working days after Monday 16 March 2026: 3 and 6 April are Good Friday and Easter Monday, so the 15th.
    assert "the latest date is Wednesday 15 April 2026" in refuse(case, officer, deadline, "2026-04-16")
    take(propose(case, officer, deadline, "2026-04-15"), "approve", decider, comment="")
    # Extended to the limit already: a second extension does not start the counting again.
    assert "the latest date is Wednesday 15 April 2026" in refuse(case, officer, deadline, "2026-04-17")


@pytest.mark.duty("D2")
def test_the_five_days_to_notify_cannot_be_extended(case, officer, deadline):
    NotificationFactory(case=case, clock=True)
    statutory = clocks.running(case, rule_key="notification").get()
    reason = refuse(case, officer, statutory, "2026-04-01")
    assert "“Notify the Panel” cannot be extended" in reason
    assert "Children Act 2004" in reason


def test_a_case_without_such_a_clock_offers_no_extension(officer, case):
    NotificationFactory(case=case, clock=True)
    reason = refused(case, "propose_extension", officer, kind="guard", clock="", until="", reason="")
    assert "None of the limits that run in this case may be extended" in reason
    clocks.stop(case, StopReason.WITHDRAWN, on=date(2026, 3, 2))
    reason = refused(case, "propose_extension", officer, kind="guard", clock="", until="", reason="")
    assert "No limit of this case is running" in reason


def test_one_proposal_at_a_time(case, officer, decider, deadline):
    extension = propose(case, officer, deadline)
    assert "proposed already" in refuse(case, officer, deadline, "2026-03-31")
    take(extension, "decline", decider, reason="Not needed.")
    assert propose(case, officer, deadline, "2026-03-31").state == "proposed"


def test_a_clock_that_ended_is_not_extended(case, officer, decider, deadline):
    extension = propose(case, officer, deadline)
    clocks.meet_on(case, Occasion.FAMILY_TOLD, on=date(2026, 3, 5))
    reason = refused(extension, "approve", decider, "2026-03-06", kind="guard", comment="")
    assert "no longer running" in reason
    family_clock(CaseFactory())
    running = family_clock(case)
    assert "no longer running" in refuse(case, officer, deadline, "2026-04-01", when="2026-03-06")
    assert running.is_running


def test_what_is_approved_is_checked_against_the_date_as_it_is_by_then(case, officer, decider, deadline):
    extension = propose(case, officer, deadline, "2026-03-20")
    clocks.recompute(fresh(deadline), date(2026, 3, 9), now=at("2026-03-03"))  # now due on Monday 23 March
    reason = refused(extension, "approve", decider, "2026-03-03", kind="guard", comment="")
    assert "must be after Monday 23 March 2026" in reason


def test_declined_and_withdrawn_leave_the_date(case, officer, decider, deadline):
    declined = take(propose(case, officer, deadline), "decline", decider, reason="There is time enough.")
    withdrawn = take(propose(case, officer, deadline), "withdraw", officer, reason="No longer needed.")
    assert (declined.state, withdrawn.state) == ("declined", "withdrawn")
    assert (fresh(deadline).due_on, fresh(deadline).history) == (date(2026, 3, 16), [])
    assert len(notices_of(case, "extension-declined")) == 1
    assert notices_of(case, "extension-withdrawn") == [str(decider.user)]


def test_an_extension_is_taken_back_with_a_reason(case, officer, decider, deadline):
    extension = take(propose(case, officer, deadline), "approve", decider, comment="")
    refused(extension, "take_back", decider, kind="data", reason="")
    refused(extension, "take_back", officer, kind="role", reason="It was the wrong clock.")
    extension = take(extension, "take_back", decider, "2026-03-09", reason="It was the wrong clock.")
    back = fresh(deadline)
    assert (extension.state, back.due_on, back.extended) == ("taken_back", date(2026, 3, 16), False)
    assert [entry["why"] for entry in back.history] == ["extended", "taken_back"]
    assert back.skipped[0]["reason"] == "Saturday"
    assert "It is due on Monday 16 March 2026" in Notice.objects.get(key="extension-taken-back").body


def test_an_extension_that_no_longer_holds_cannot_be_taken_back(case, officer, decider, deadline):
    extension = take(propose(case, officer, deadline), "approve", decider, comment="")
    clocks.recompute(fresh(deadline), date(2026, 3, 3), now=at("2026-03-03"))
    reason = refused(extension, "take_back", decider, "2026-03-04", kind="guard", reason="No.")
    assert "holds no longer" in reason


def test_a_breach_stays_on_record_through_extension_and_taking_back(case, officer, decider, deadline):
    change_rule(deadline, is_prompt=False)
    extension = propose(case, officer, deadline, when="2026-03-17")  # the date passed the day before
    take(extension, "approve", decider, "2026-03-17", comment="")
    assert fresh(deadline).breached_at == at("2026-03-17 00:00")
    take(fresh(extension), "take_back", decider, "2026-03-18", reason="It was the wrong clock.")
    sweep_due(at("2026-04-20 09:00"))
    assert fresh(deadline).breached_at == at("2026-03-17 00:00")


def test_a_bank_holiday_moves_no_date_that_people_approved(case, officer, decider, deadline):
    take(propose(case, officer, deadline), "approve", decider, comment="")
    BankHoliday.objects.create(date=date(2026, 3, 11), name="A day of thanks")
    clocks.apply_bank_holidays(at("2026-03-03"))
    assert fresh(deadline).due_on == date(2026, 3, 30)


def test_the_local_authority_learns_of_the_new_date_where_the_rule_reminds_it(case, officer, decider):
    AgencyFactory(of=case.partnership, notifies_for=case.partnership, name="The council")
    NotificationFactory(case=case, clock=True)
    deadline = clocks.running(case, rule_key="notification").get()
    change_rule(deadline, longest_extension=5, extension_unit="working_days")
    due = Deadline.objects.get(pk=deadline.pk).due_on
    extension = propose(case, officer, deadline, str(due.replace(day=due.day + 1)))
    take(extension, "approve", decider, comment="")
    assert "The council" in notices_of(case, "extension-approved")


# --- The end of a case ------------------------------------------------------------------------------------------------


@pytest.mark.duty("D42")
def test_a_closed_case_prompts_for_nothing_but_the_end_of_the_year_on_the_website(case, officer):
    for rule, machine in (("briefing", "review"), ("website", "publication")):
        scene.start(case, rule, on=date(2026, 3, 2), record=scene.record(machine), now=at("2026-03-02"))
    take(case, "close", officer)
    assert clocks.running(case).get().rule.key == "website"
    stopped = Deadline.objects.get(rule__key="briefing")
    assert (stopped.state, stopped.stop_reason, stopped.stopped_on) == ("stopped", "closed", date(2026, 3, 2))


# --- After the limit ----------------------------------------------------------------------------------


def test_more_time_may_be_asked_for_after_the_limit_and_the_breach_stays(case, officer, decider, deadline):
    change_rule(deadline, is_prompt=False)
    extension = propose(case, officer, deadline, "2026-04-01", "2026-03-25")
    assert fresh(deadline).breached_at is None  # no sweep came by
    take(extension, "approve", decider, "2026-03-26", comment="")
    late = fresh(deadline)
    assert (late.due_on, late.is_running, late.extended) == (date(2026, 4, 1), True, True)
    assert late.breached_at == at("2026-03-17 00:00")
    clocks.meet_on(case, Occasion.FAMILY_TOLD, on=date(2026, 3, 31))
    assert fresh(deadline).breached_at == at("2026-03-17 00:00")


def test_the_form_says_that_the_day_has_passed_and_that_a_breach_stays(case, officer, deadline):
    def label(when):
        form = steps_of(Case)["propose_extension"].form({}, record=case, by=officer, now=at(when))
        return form.fields["clock"].choices[0][1]

    assert "passed" not in label("2026-03-16")
    assert "which has passed" in label("2026-03-17")
    change_rule(deadline, is_prompt=False)
    assert "which was missed and stays so on record" in label("2026-03-17")


def test_a_new_date_lies_ahead(case, officer, decider, deadline):
    assert "today or in the future" in refuse(case, officer, deadline, "2026-03-20", when="2026-03-25")
    extension = propose(case, officer, deadline, "2026-03-25", "2026-03-25")
    assert "has passed" in refused(extension, "approve", decider, "2026-03-26", kind="guard", comment="")
    take(extension, "decline", decider, "2026-03-26", reason="Too late.")


def test_after_the_rules_latest_date_the_refusal_says_what_that_means(case, officer, deadline):
    reason = refuse(case, officer, deadline, "2026-05-04", when="2026-04-20")
    assert "the latest date is Wednesday 15 April 2026. That day has passed too: it stays late on record" in reason
