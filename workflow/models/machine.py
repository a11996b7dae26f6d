"""What every machine has in common. A machine is one record with one state, moved by `workflow.transitions` alone."""

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models


class MachineQuerySet(models.QuerySet[Any]):
    def update(self, **values: Any) -> int:
        if "state" in values:
            raise TypeError("A state changes through workflow.transitions.perform() only.")
        return super().update(**values)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        names = list(fields)
        if "state" in names:
            raise TypeError("A state changes through workflow.transitions.perform() only.")
        return super().bulk_update(objs, names, batch_size=batch_size)


class Machine(models.Model):
    """Base of the machines. A subclass declares `state = FSMField(protected=True, …)` and its transitions.

    `KIND` names the machine in the log, in rules and in addresses; `CLOSED` are the states in which nothing
    is open any more.
    """

    KIND: ClassVar[str]
    CLOSED: ClassVar[frozenset[str]]

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MachineQuerySet.as_manager()

    # Declared by each subclass; named here for readers and the type checker.
    state: Any
    case: Any

    class Meta:
        abstract = True

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        # A protected state may be assigned once; forgetting it first lets Django assign what the row says now.
        self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.state not in self.CLOSED

    def party_agency_ids(self) -> set[int]:
        """The agencies that may take agency steps on this record; none unless the machine says so."""
        return set()


@cache
def machines() -> dict[str, Any]:
    """The model of every machine by its kind, once all models are loaded."""

    def below(cls: Any) -> Iterable[Any]:
        for child in cls.__subclasses__():
            if not child._meta.abstract:
                yield child
            yield from below(child)

    return {model.KIND: model for model in below(Machine)}
