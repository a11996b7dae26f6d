"""What every machine has in common, and how its declared steps are read.

A machine is one record with one state, moved by `workflow.engine.door` alone.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.signals import post_save
from django_fsm import FSMField

from forms.kept_writing import insert
from workflow.engine.step import Opening, Sending, Status, Step

# Where django-fsm keeps what a transition was declared with.
DECLARED = "_django_fsm"


class MachineQuerySet(models.QuerySet[Any]):
    def update(self, **values: Any) -> int:
        if "state" in values:
            raise TypeError("A state changes through workflow.engine.door.perform() only.")
        return super().update(**values)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        names = list(fields)
        if "state" in names:
            raise TypeError("A state changes through workflow.engine.door.perform() only.")
        return super().bulk_update(objs, names, batch_size=batch_size)


class StateField(FSMField):
    """A state that only steps assign. In a migration it is the text that it is in the database.

    django-fsm looks through every model that is made for methods that are steps, once for each of its fields there ever
    was. A migration makes thousands of models, none of them with a step: half of its time went there.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


def state_field(first: str, states: list[tuple[str, str]]) -> Any:
    """The state of a machine, which opens in the first one; only its steps assign it."""
    return StateField(default=first, protected=True, choices=states, db_index=True, editable=False)


class Machine(models.Model):
    """Base of the machines. A subclass declares `state = state_field(…)`, its opening and its steps.

    `KIND` names the machine in the log, in rules and in addresses; `CLOSED` are the states in which nothing
    is open any more.
    """

    KIND: ClassVar[str]
    CLOSED: ClassVar[frozenset[str]]
    begin: ClassVar[Opening]
    # What an agency reads where one of its records stands; only of the machines that agencies see.
    STATUS: ClassVar[Mapping[str, Status]] = {}
    # The notices whose going starts or meets something here, by the key of their wording (D8, D39 to D41, D43).
    SENDINGS: ClassVar[Mapping[str, Sending]] = {}

    # The field that is set once letters really went, and what the states that wait for them are called from then on.
    WENT: ClassVar[tuple[str, Mapping[str, str]]] = ("", {})

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MachineQuerySet.as_manager()

    # Declared by each subclass; named here for readers and the type checker.
    state: Any
    if TYPE_CHECKING:
        case: Any
        case_id: Any

        def get_state_display(self) -> str: ...

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name, method in vars(cls).items():
            if declaration := getattr(method, DECLARED, None):
                method.kind = f"{cls.KIND}.{name}"
                # A step that is declared without a method of its own learns its name here.
                for each in (method, *(one.method for one in declaration.transitions.values())):
                    each.__name__, each.__qualname__ = name, f"{cls.__qualname__}.{name}"

    @property
    def went(self) -> bool:
        """Whether the letters that its state waits for have really gone."""
        field, _words = self.WENT
        return bool(field) and getattr(self, field) is not None

    @property
    def state_in_words(self) -> str:
        """Where it stands; what was to be sent counts as sent when it really went."""
        _field, words = self.WENT
        label = str(labels_of_states(type(self))[self.state])
        return words.get(self.state, label) if self.went else label

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        # A protected state may be assigned once; forgetting it first lets Django assign what the row says now.
        self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)

    # Names of steps of this record that do not belong to its kind, and of those that are recorded already: they can be
    # recorded anew, and are not what waits to be done.
    not_of_this_kind: frozenset[str] = frozenset()
    recorded: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        return self.state not in self.CLOSED

    @property
    def rests(self) -> str:
        """Of a case: why nothing is done in any of its machines for now, "" where something may be."""
        return ""

    @classmethod
    def case_model(cls) -> Any:
        """The model of the case that records of this machine belong to."""
        return cls._meta.get_field("case").related_model

    def save_new(self) -> None:
        """Write a record that is new: what a page of a form waits for is written by a statement that is kept. Where
        somebody hears of each by Django's signal (the public pages of publications do), it is saved as ever.
        """
        if post_save.has_listeners(type(self)):
            self.save(force_insert=True)
        else:
            insert([self])

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


def _declared(model: Any) -> Iterator[tuple[str, Any]]:
    """Each step of a machine with its declaration, in the order they stand in the files it is made of."""
    for cls in model.__mro__:
        for name, method in vars(cls).items():
            if (declaration := getattr(method, DECLARED, None)) is not None:
                yield name, declaration


def labels_of_states(model: Hashable) -> Mapping[str, Any]:
    """What each state of a machine is called."""
    return labels_of(model, "state")


@cache
def labels_of(model: Hashable, field: str) -> Mapping[str, Any]:
    """What each choice of a model's field is called: `get_…_display()` puts all of them together for each row."""
    about: Any = model
    return dict(about._meta.get_field(field).flatchoices)


@cache
def _steps(model: Hashable) -> dict[str, Step]:
    return {name: _any(declaration).custom["step"] for name, declaration in _declared(model)}


def steps_of(model: type[Machine]) -> Mapping[str, Step]:
    """The steps of a machine by their names, in the order they stand in the files it is made of."""
    return _steps(model)


def sources_of(model: type[Machine], name: str) -> set[str]:
    """The states from which a step may start."""
    return set(getattr(getattr(model, name), DECLARED).transitions)


def target_of(model: type[Machine], name: str) -> str | None:
    """The state a step leads to; None when it records something without moving."""
    target: str | None = _any(getattr(getattr(model, name), DECLARED)).target
    return target


def _any(declaration: Any) -> Any:
    # One transition a source, and they share what was declared.
    return next(iter(declaration.transitions.values()))


def kind_of(taken: Callable[..., None] | Opening) -> str:
    """What the log calls a step or an opening: "referral.accept" of `Referral.accept`."""
    kind: str = taken.kind  # type: ignore[union-attr]  # set above on every step's method
    return kind


def told_of(kind: str) -> Step | Opening | None:
    """What was declared of an event's kind, None where no machine has a step or an opening of that kind."""
    machine, _, name = kind.partition(".")
    model = machines().get(machine)
    if model is None:
        return None
    return model.begin if name == "begin" else steps_of(model).get(name)


def read_by_agencies(model: type[Machine]) -> dict[str, str]:
    """What an agency reads of its record's history, by the kind of event; what is not here concerns the office only."""
    found = {f"{model.KIND}.{name}": step.reads for name, step in steps_of(model).items()}
    return {kind: words for kind, words in {model.begin.kind: model.begin.reads, **found}.items() if words}
