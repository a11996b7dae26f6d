"""Every transition has its words: in the timeline, and for the agencies whose steps they are."""

from workflow.desk.history.words import happened
from workflow.engine.machine import machines, read_by_agencies, steps_of
from workflow.parties.roles import AGENCY_ROLES
from workflow.workspace.own import KINDS


def test_every_transition_is_told_in_plain_words() -> None:
    for kind, model in machines().items():
        assert happened(f"{kind}.begin") == model.begin.says
        for name, step in steps_of(model).items():
            assert step.says, f"{kind}.{name}"
            assert happened(f"{kind}.{name}") == step.says


def test_an_unknown_event_is_told_all_the_same() -> None:
    assert happened("old_machine.gone_step") == "Old machine: gone step"


def test_every_state_an_agency_sees_has_its_words() -> None:
    for kind in KINDS:
        states = {value for value, _label in machines()[kind]._meta.get_field("state").choices}
        assert set(machines()[kind].STATUS) == states


def test_every_agency_step_is_told_to_the_agency() -> None:
    for kind in KINDS:
        steps = {f"{kind}.{name}" for name, step in steps_of(machines()[kind]).items() if AGENCY_ROLES & step.roles}
        assert steps <= set(read_by_agencies(machines()[kind]))
