"""Several people act in the same cases at the same moment, each over a connection of their own.

What comes of it is what would have come of their steps one after the other: each step left the state that the one
before it made, the log is whole, the laws hold, and what waits is written down.
"""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.db import connection, connections

from tests.workflow.reviews.conftest import RememberingDesk
from tests.workflow.stateful import laws, story
from tests.workflow.stateful.answers import answers
from tests.workflow.stateful.test_every_machine import START
from tests.workflow.stateful.world import Area, World
from tests.workflow.tables import TABLES
from workflow.engine import log
from workflow.engine.door import option, perform
from workflow.engine.machine import machines, sources_of, steps_of
from workflow.engine.step import Refused
from workflow.models import Case, Event
from workflow.report_seam import register, report_desk
from workflow.waiting import keeping

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 4


@pytest.fixture
def world() -> Iterator[World]:
    """Two cases far along, and one that has just been opened."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("The suite's SQLite lies in memory, where there is one connection: PostgreSQL shows this.")
    earlier = report_desk()
    register(RememberingDesk())
    made = World(Area())
    for ending in ("awaited", "disagrees"):
        story.tell(made, START, ending=ending)
    made.open_case(START)
    yield made
    register(earlier)


@pytest.mark.parametrize("tries", [8, pytest.param(int(os.environ.get("TOGETHER", "60")), marks=pytest.mark.drill)])
def test_what_is_done_at_once_is_as_if_done_one_after_the_other(world: World, tries: int) -> None:
    ready, faults = threading.Barrier(PEOPLE, timeout=60), []

    def one_person(seed: int) -> None:
        try:
            ready.wait()
            random = Random(seed)
            for _try in range(tries):
                take_a_step(world, random)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    people = [threading.Thread(target=one_person, args=(seed,)) for seed in range(PEOPLE)]
    before = Event.objects.count()
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert faults == []
    assert Event.objects.count() > before + tries // 2
    assert log.verify()[1] is None
    each_step_follows_the_one_before()
    laws.check(laws.Memory(), START)
    assert not keeping.compare(world.case_ids, START).changed


def take_a_step(world: World, random: Random) -> None:
    """A step that somebody may take now. Whether they still may when it is done, the door says."""
    case = Case.objects.select_related("partnership", "procedure", "data_key").get(pk=random.choice(world.case_ids))
    record = random.choice(world.records(case))
    if record is not case:
        record.case = case
    fitting = [name for name in steps_of(type(record)) if record.state in sources_of(type(record), name)]
    for name in random.sample(fitting, k=len(fitting)):
        step = steps_of(type(record))[name]
        people = [each for role in sorted(step.roles) for each in world.people[role]]
        for by in random.sample(people, k=len(people)):
            if option(record, name, by=by, now=START).allowed:
                with suppress(Refused):
                    data: dict[str, Any] = answers(step.form, record, by=by, now=START, random=random)
                    perform(record, name, by=by, now=START, data=data)
                return


def each_step_follows_the_one_before() -> None:
    """No step left a state that its record was not in, and each record is where its last step took it."""
    stories = defaultdict(list)
    for event in Event.objects.exclude(record_id=None).order_by("position"):
        stories[event.machine, event.record_id].append(event)
    for (machine, record_id), events in stories.items():
        if machine not in machines():
            continue
        moves = [event for event in events if event.kind.partition(".")[2] in {*TABLES[machine], "begin"}]
        for earlier, later in zip(moves, moves[1:], strict=False):
            assert later.from_state == earlier.to_state, (later.kind, later.from_state, earlier.to_state)
        state = machines()[machine].objects.filter(pk=record_id).values_list("state", flat=True).get()
        assert moves[-1].to_state == state
