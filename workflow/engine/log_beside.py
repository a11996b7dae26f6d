"""What stands beside the log has to say what the log says: a record that was changed without a step is found.

The states of all machines are compared here. Rooms above register what only they can read: votes, people's roles.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Lag

from workflow.engine.event import Event
from workflow.engine.log_checking import Fault
from workflow.engine.machine import machines

# Of one kind; what is beyond is counted, not listed.
MOST_LISTED = 200

Check = Callable[[], Iterable[str]]
_checks: list[Check] = []
# Records with a state that are no machines, by the word for them in the log.
_others: dict[str, Any] = {}


def register_beside(check: Check) -> None:
    """Let the check of the record ask this too: it gives a sentence for each thing that is not as the log has it."""
    if check not in _checks:
        _checks.append(check)


def register_states(kind: str, model: Any) -> None:
    """Let the states of this model be compared with the log, which names its records so."""
    _others[kind] = model


def beside() -> Iterator[Fault]:
    """What is not as the log has it. Each comparison is made in the database or in batches, whatever its size."""
    for check in _checks:
        yield from _listed(iter(check()))
    models = {**machines(), **_others}
    for kind, model in models.items():
        yield from _listed(_states(kind, model))
        yield from _listed(_gone(kind, model))
    yield from _listed(_leaps(models))


def _listed(found: Iterator[str]) -> Iterator[Fault]:
    for words in islice(found, MOST_LISTED):
        yield Fault("beside", 0, 0, words)
    if more := sum(1 for _words in found):
        yield Fault("beside", 0, 0, f"and {more} more of this kind")


def _states(kind: str, model: Any) -> Iterator[str]:
    """Records that do not stand where their last step left them."""
    moved = Event.objects.filter(machine=kind, record_id=OuterRef("pk")).exclude(to_state="")
    newest = Subquery(moved.order_by("-position").values("to_state")[:1])
    found = model._default_manager.annotate(logged=newest).filter(Q(logged=None) | ~Q(logged=F("state")))
    for pk, state, logged in _few(found, "pk", "state", "logged"):
        if logged is None:
            yield f"The {_name(model)} {pk} is at “{state}”, and the log has no step of it."
        else:
            yield _leap(model, pk, logged, state)


def _leaps(models: dict[str, Any]) -> Iterator[str]:
    """Steps that did not start where the one before had ended: the state was changed in between."""
    before = Window(Lag("to_state"), partition_by=["machine", "record_id"], order_by="position")
    moved = Event.objects.filter(machine__in=models).exclude(to_state="").order_by().annotate(before=before)
    found = moved.filter(before__isnull=False).exclude(before=F("from_state"))
    for pk, kind, logged, state in _few(found, "record_id", "machine", "before", "from_state"):
        yield _leap(models[kind], pk, logged, state)


def _gone(kind: str, model: Any) -> Iterator[str]:
    """Records that were opened and are not there."""
    there = Exists(model._default_manager.filter(pk=OuterRef("record_id")))
    opened = Event.objects.filter(~there, machine=kind, from_state="", record_id__isnull=False)
    for (pk,) in _few(opened, "record_id"):
        yield f"The {_name(model)} {pk} is not there any more, and the log has no step that took it away."


def _leap(model: Any, pk: Any, logged: str, state: str) -> str:
    # One sentence whether a step followed since or not, so that what was acknowledged stays it.
    return f"The {_name(model)} {pk} went from “{logged}” to “{state}” without a step."


def _name(model: Any) -> str:
    return str(model._meta.verbose_name)


def _few(found: "QuerySet[Any]", *fields: str) -> Iterator[Any]:
    return found.order_by(fields[0]).values_list(*fields).iterator(chunk_size=500)
