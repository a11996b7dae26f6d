"""Tasks of a case: what, whose, by which day; done, opened again, given to another."""

from datetime import date

import pytest

from tests.factories.assignment import assigned
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.case_work import CaseTaskFactory
from tests.factories.party import PartnershipFactory, actor
from tests.workflow.reviews.steps import fresh, refused, take
from workflow.models import Case, CaseTask, Event, Membership
from workflow.parties.cover import Cover
from workflow.parties.roles import SYSTEM, Actor, Group, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WHAT = "Ask the school for its records."
SAID = {"to_do": WHAT, "person": "", "due_on": "2026-03-09"}


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def decider(case: Case) -> Actor:
    return actor(Role.DECISION_MAKER, case.partnership, seat="police")


def test_a_task_is_whose_it_is_by_its_day_and_sealed(case: Case, officer: Actor, decider: Actor) -> None:
    take(case, "add_task", officer, **{**SAID, "person": decider.user.pk})

    task = CaseTask.objects.get()
    assert (task.case, task.person, task.due_on, task.done_at) == (case, decider.user, date(2026, 3, 9), None)
    assert (task.what, task.made_by, task.since) == (WHAT, officer.user, MONDAY)
    assert task.data_key_id == case.data_key_id
    assert WHAT.encode() not in bytes(CaseTask.objects.values_list("what", flat=True)[0])


def test_a_task_can_be_nobodys_for_now(case: Case, officer: Actor) -> None:
    take(case, "add_task", officer, **SAID)

    assert CaseTask.objects.get().person is None


def test_only_who_works_on_the_case_and_reads_it_is_given_a_task(case: Case, officer: Actor) -> None:
    here = case.partnership
    scrutineer, reviewer = (actor(role, here) for role in (Role.SCRUTINEER, Role.REVIEWER))
    group = actor(Role.GROUP, here, group=Group.REVIEW)
    elsewhere = actor(Role.OFFICER, PartnershipFactory(slug="elsewhere"))
    for somebody in (scrutineer, reviewer, group, elsewhere):
        refused(case, "add_task", officer, kind="data", **{**SAID, "person": somebody.user.pk})

    for somebody in (scrutineer, reviewer):
        assigned(case, somebody)
        take(fresh(case), "add_task", officer, **{**SAID, "person": somebody.user.pk})


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"to_do": " "}, "Enter what is to be done."),
        ({"due_on": ""}, "Enter the day by which it is to be done."),
        ({"due_on": "2026-03-01"}, "The day must be today or in the future."),
    ],
)
def test_what_is_missing_is_asked_for(case: Case, officer: Actor, said: dict[str, str], reason: str) -> None:
    assert refused(case, "add_task", officer, kind="data", **{**SAID, **said}) == reason


def test_it_is_done_by_whose_it_is_or_by_the_office(case: Case, officer: Actor, decider: Actor) -> None:
    theirs, offices = CaseTaskFactory(case=case, person=decider.user), CaseTaskFactory(case=case, person=officer.user)

    take(case, "finish_task", decider, task=theirs.pk, came_of_it="They sent them.")
    done = fresh(theirs)
    assert (done.done_at, done.done_by, done.outcome) == (MONDAY, decider.user, "They sent them.")

    refused(case, "finish_task", decider, kind="data", task=offices.pk)
    take(case, "finish_task", officer, task=offices.pk)
    assert fresh(offices).done_by == officer.user


def test_who_stands_in_does_the_tasks_of_whom_they_stand_in_for(case: Case, decider: Actor) -> None:
    deputy = actor(Role.DECISION_MAKER, case.partnership, seat="police")
    task = CaseTaskFactory(case=case, person=decider.user)
    assert not CaseTask.objects.of(deputy).exists()
    refused(case, "finish_task", deputy, kind="data", task=task.pk)

    days = {"first_day": date(2026, 3, 2), "last_day": date(2026, 3, 2)}
    people = {"away": decider.user, "standing_in": deputy.user, "arranged_by": decider.user}
    Cover.objects.create(**people, **days, role=deputy.memberships[0].role, arranged_at=MONDAY)
    deputy.user.__dict__.pop("_stands_in_for", None)

    assert list(CaseTask.objects.of(deputy)) == [task]
    take(case, "finish_task", deputy, task=task.pk)


def test_it_is_done_once_and_opened_again_once(case: Case, officer: Actor) -> None:
    task = CaseTaskFactory(case=case)
    take(case, "finish_task", officer, task=task.pk, came_of_it="They sent them.")
    assert refused(case, "finish_task", officer, kind="data", task=task.pk) == "This task is done already."

    take(case, "reopen_task", officer, "2026-03-03", task=task.pk)

    again = fresh(task)
    assert (again.done_at, again.done_by, again.outcome) == (None, None, None)
    assert again.since > MONDAY
    assert refused(case, "reopen_task", officer, kind="data", task=task.pk) == "This task is open already."


def test_it_is_given_to_another_with_another_day(case: Case, officer: Actor, decider: Actor) -> None:
    task = CaseTaskFactory(case=case, person=officer.user)
    said = {"task": task.pk, "to_do": "Ask again.", "person": decider.user.pk, "due_on": "2026-03-20"}

    take(case, "change_task", officer, "2026-03-03", **said, seen=task.mark)

    changed = fresh(task)
    assert (changed.what, changed.person, changed.due_on) == ("Ask again.", decider.user, date(2026, 3, 20))
    # Somebody who saw it before that is told, and nothing is written over.
    reason = refused(case, "change_task", officer, "2026-03-03", kind="data", **said, seen=task.mark)
    assert reason.startswith("This task was changed at 09:00")


def test_a_task_of_another_case_is_none_of_this_one(case: Case, officer: Actor) -> None:
    other = CaseTaskFactory(case=CaseFactory(partnership=case.partnership))

    refused(case, "finish_task", officer, kind="data", task=other.pk)


def test_tasks_go_on_in_a_closed_case(officer: Actor, case: Case) -> None:
    closed = CaseFactory(closed=True, partnership=case.partnership)

    take(closed, "add_task", officer, **SAID)

    assert CaseTask.objects.get().case == closed


def test_what_is_written_stands_in_the_log_sealed(case: Case, officer: Actor) -> None:
    take(case, "add_task", officer, **SAID)

    event = Event.objects.get(kind="case.add_task")
    assert event.data["to_do"] == WHAT
    assert WHAT.encode() not in bytes(Event.objects.values_list("data", flat=True).get(pk=event.pk))


def test_the_tasks_of_whose_assignment_ends_go_back_to_the_office(case: Case, officer: Actor) -> None:
    reviewer = assigned(case, actor(Role.REVIEWER, case.partnership))
    theirs, done = (
        CaseTaskFactory(case=case, person=reviewer.user),
        CaseTaskFactory(case=case, person=reviewer.user, done=True),
    )
    others = CaseTaskFactory(case=case, person=officer.user)

    take(case, "end_assignment", officer, assignment=case.assignments.get().pk, reason="They left.")

    assert fresh(theirs).person is None
    assert fresh(done).person == reviewer.user
    assert fresh(others).person == officer.user


def test_who_goes_on_working_on_the_case_in_another_role_keeps_their_tasks(case: Case, officer: Actor) -> None:
    both = assigned(case, actor(Role.REVIEWER, case.partnership))
    Membership.objects.create(user=both.user, role=Role.OFFICER, partnership=case.partnership)
    task = CaseTaskFactory(case=case, person=both.user)

    take(case, "end_assignment", officer, assignment=case.assignments.get().pk, reason="They left.")

    assert fresh(task).person == both.user


def test_when_the_lead_passes_the_tasks_of_the_office_that_led_are_nobodys(case: Case, officer: Actor) -> None:
    other = PartnershipFactory(slug="elsewhere")
    task = CaseTaskFactory(case=case, person=officer.user)
    take(case, "involve_area", officer, area=other.pk, reason="They live there.")

    take(case, "pass_lead", officer, area=other.pk, reason="They live there.")

    assert fresh(task).person is None


def test_the_program_gives_a_task_to_whoever_takes_over(case: Case) -> None:
    taking_over = actor(Role.REVIEWER, case.partnership)
    task = CaseTaskFactory(case=case)

    take(case, "change_task", SYSTEM, task=task.pk, to_do=WHAT, person=taking_over.user.pk, due_on="2026-02-01")

    assert fresh(task).person == taking_over.user
