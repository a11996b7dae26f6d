"""A name that the case learned after the check keeps its report from the public until the check has looked for it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories.case import CaseFactory
from tests.factories.publication import PublicationFactory
from tests.factories.review import ReviewFactory
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.guards import still_for_everybody
from workflow.machines.publication.machine import Publication
from workflow.models import Child
from workflow.parties.roles import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D36")]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))


def checked() -> Any:
    made = PublicationFactory(review=ReviewFactory(case=CaseFactory(), signed_off=True))
    made.checked_for = identifiers.fingerprint(made.case)
    made.save(update_fields=["checked_for"])
    return made


def learn(case: Any, name: str) -> None:
    child = Child(case=case, data_key=case.data_key)
    child.describe({"child.name": name})
    child.save()


def test_a_name_learned_after_the_check_is_in_the_way() -> None:
    made = checked()
    assert still_for_everybody(made, SYSTEM, NOW) is None
    learn(made.case, "Rowan Ashdown")
    # The door reads the record anew under its lock: what an object knows is as old as the object.
    later = Publication.objects.get(pk=made.pk)
    reason = still_for_everybody(later, SYSTEM, NOW)
    assert reason is not None
    assert reason.startswith("The case's records name people, dates or places that the check did not look for")
    later.checked_for = identifiers.fingerprint(later.case)
    assert still_for_everybody(later, SYSTEM, NOW) is None


def test_what_kept_no_fingerprint_is_not_held_against() -> None:
    made = checked()
    made.checked_for = ""
    learn(made.case, "Rowan Ashdown")
    assert still_for_everybody(made, SYSTEM, NOW) is None


@pytest.mark.parametrize("name", ["publish", "publish_improvements", "put_back", "put_improvements_back"])
def test_it_is_asked_by_every_step_that_makes_the_text_public(name: str) -> None:
    transitions = getattr(Publication, name)._django_fsm.transitions.values()
    assert all(still_for_everybody in one.custom["step"].guards for one in transitions)
