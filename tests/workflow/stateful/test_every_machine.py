"""All machines at once, in virtual time: whatever anybody tries, nothing happens that the procedure does not allow.

Hypothesis opens cases, takes steps (mostly ones that somebody may take, some forged, repeated or stale), lets days pass
and the sweep run. What is allowed stands in tables written by hand (tests/workflow/tables.py); what must hold across
machines is checked after every step, in words of the procedure and not of the code.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.workflow.reviews.conftest import RememberingDesk
from tests.workflow.stateful import laws, story
from tests.workflow.stateful.answers import answers
from tests.workflow.stateful.world import Area, World
from tests.workflow.tables import TABLES
from workflow import clocks
from workflow.clocks import reminders
from workflow.engine import log
from workflow.engine.door import option, perform
from workflow.engine.machine import sources_of, steps_of
from workflow.engine.step import Refused, local_date
from workflow.models import Case
from workflow.notices import NoticeRefused, mark_sent_by_hand
from workflow.notices.correcting import set_aside
from workflow.notices.going import to_be_sent
from workflow.parties.roles import Actor, Role
from workflow.report_seam import register, report_desk
from workflow.waiting import keeping

START = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
MOST_CASES = 3
# Which steps were taken, over all examples: a test that takes none shows nothing.
TAKEN: Counter[str] = Counter()
AREA: list[Area] = []


class EveryMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.savepoint()
        self.now = START
        self.world = World(AREA[0])
        self.memory = laws.Memory()
        self.taken: Counter[tuple[Any, str]] = Counter()
        self.last: tuple[Any, str, Actor, dict[str, Any], str] | None = None

    def teardown(self) -> None:
        try:
            counted, broken = log.verify()
            assert broken is None, (counted, broken)
        finally:
            transaction.savepoint_rollback(self.undo)

    # --- What happens -----------------------------------------------------------------------------------------------

    @initialize()
    def a_first_case(self) -> None:
        self.world.open_case(self.now)

    @precondition(lambda self: len(self.world.case_ids) < MOST_CASES)
    @rule()
    def another_case(self) -> None:
        self.world.open_case(self.now)

    @precondition(lambda self: len(self.world.case_ids) < MOST_CASES)
    @rule(ending=st.sampled_from(sorted(story.ENDINGS)))
    def a_case_whose_review_began_before_the_panel_answered(self, ending: str) -> None:
        story.tell(self.world, self.now, ending=ending)

    @precondition(lambda self: len(self.world.case_ids) < MOST_CASES - 1)
    @rule(apart=st.booleans())
    def one_incident_that_was_notified_twice(self, apart: bool) -> None:
        story.tell_twice(self.world, self.now, apart=apart)

    @rule(seed=st.integers(0, 2**32))
    def somebody_takes_a_step(self, seed: int) -> None:
        """A step that fits the state, by somebody with the role for it; steps that lead on come more often."""
        random = Random(seed)
        for _ in range(10):
            self._step(random)

    def _step(self, random: Random) -> None:
        records = self._records(random)
        # What came last in a case is where the work is; the rest must stay reachable.
        record = records[-1 - min(int(random.expovariate(0.5)), len(records) - 1)]
        for name in self._inclined(record, random):
            step = steps_of(type(record))[name]
            people = [each for role in sorted(step.roles) for each in self.world.people[role]]
            for by in random.sample(people, k=len(people)):
                if option(record, name, by=by, now=self.now).allowed:
                    data = answers(step.form, record, by=by, now=self.now, random=random)
                    self._try(record, name, by, data)
                    return

    def _inclined(self, record: Any, random: Random) -> list[str]:
        """The steps that fit the record's state, as often as not those first that lead on."""
        model = type(record)
        fitting = [name for name in steps_of(model) if record.state in sources_of(model, name)]
        random.shuffle(fitting)
        if random.random() < 0.75:
            fitting.sort(key=lambda name: (steps_of(type(record))[name].aside, self.taken[record.pk, name]))
        return fitting

    @rule(seed=st.integers(0, 2**32))
    def somebody_forges_a_step(self, seed: int) -> None:
        """Any step of any machine, by anybody, with whatever they typed."""
        random = Random(seed)
        record = random.choice(self._records(random))
        name = random.choice([*steps_of(type(record)), "no_such_step"])
        by = random.choice(self.world.everybody())
        step = steps_of(type(record)).get(name)
        data = answers(step.form, record, by=by, now=self.now, random=random) if step and random.random() < 0.5 else {}
        self._try(record, name, by, data)

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_last_step_is_sent_again(self) -> None:
        """A double click: the page still shows the state that was."""
        assert self.last is not None
        record, name, by, data, seen = self.last
        self._try(record, name, by, data, expect=seen)

    @rule(seed=st.integers(0, 2**32))
    def an_officer_sends_letters(self, seed: int) -> None:
        """Some or all of what lies in the register, on a day since it was written; or sets one of it aside."""
        random = Random(seed)
        case = Case.objects.select_related("partnership", "data_key").get(pk=random.choice(self.world.case_ids))
        by = random.choice(self.world.people[Role.OFFICER]).user
        for notice in to_be_sent(case):
            lain = (local_date(self.now) - local_date(notice.queued_at)).days
            on = local_date(self.now) - timedelta(days=random.randint(0, lain))
            with suppress(NoticeRefused):
                if random.random() < 0.8:
                    mark_sent_by_hand(notice, by=by, proof="By courier.", on=on, now=self.now)
                elif random.random() < 0.3:
                    set_aside(notice, by=by, now=self.now)

    @rule(days=st.integers(0, 45))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days, hours=3)
        clocks.apply_bank_holidays(self.now)
        reminders.sweep_due(self.now)
        keeping.keep_whole(self.now)

    # --- How it is tried --------------------------------------------------------------------------------------------

    def _records(self, random: Random) -> list[Any]:
        case = Case.objects.select_related("partnership", "procedure", "data_key").get(
            pk=random.choice(self.world.case_ids)
        )
        records = self.world.records(case)
        for record in records:
            if record is not case:
                record.case = case
        return records

    def _try(self, record: Any, name: str, by: Actor, data: dict[str, Any], expect: str | None = None) -> None:
        before, everything = record.state, laws.digest_of_everything()
        fresh = type(record).objects.get(pk=record.pk)
        before = fresh.state
        refusal, event = "", None
        try:
            event = perform(record, name, by=by, now=self.now, data=data, expect=expect)
        except Refused as refused:
            refusal = refused.reason.strip() or "no reason given"
        if event is None:
            assert refusal != "no reason given", (record.KIND, name)
            assert laws.digest_of_everything() == everything, f"{record.KIND}.{name} was refused and changed something"
            return
        assert expect is None or expect == before
        TAKEN[event.kind] += 1
        self.taken[record.pk, name] += 1
        self.last = (record, name, by, data, before)
        after = type(record).objects.get(pk=record.pk).state
        laws.check_table(TABLES[record.KIND], name, before=before, after=after, by=by, event=event)

    @invariant()
    def the_laws_hold(self) -> None:
        laws.check(self.memory, self.now)

    @invariant()
    def what_waits_is_written_down(self) -> None:
        found = keeping.compare(self.world.case_ids, self.now)
        assert not found.changed, (found.fresh, found.over, found.moved)


@pytest.fixture
def area(db: None) -> Iterator[None]:
    """One partnership with its forms, made once: each example undoes only what it did itself."""
    earlier = report_desk()
    register(RememberingDesk())
    AREA[:] = [Area()]
    TAKEN.clear()
    yield
    register(earlier)


def walk(**limits: Any) -> None:
    run_state_machine_as_test(
        EveryMachine, settings=settings(deadline=None, suppress_health_check=list(HealthCheck), **limits)
    )


def test_nothing_happens_that_the_procedure_does_not_allow(area: None) -> None:
    # The same walk each time, and no shrinking: what it finds, the drill below shrinks.
    walk(max_examples=8, stateful_step_count=40, derandomize=True, database=None, phases=[Phase.generate])

    assert len(TAKEN) >= 40, sorted(TAKEN)


@pytest.mark.drill
def test_the_same_for_longer(area: None) -> None:
    walk(max_examples=200, stateful_step_count=80)
