"""What a step is declared with: everything that is said of it anywhere stands here once.

Models declare their steps with `step()` and `bare_step()`, and how a record opens with `opening()`;
`workflow.engine.door` alone takes them. The two are apart because the door needs the models and the models these words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

from django import forms
from django.db.models import Q
from django.utils import timezone
from django_fsm import transition

from workflow.parties.roles import Actor, Group, Role

RefusalKind = Literal["stale", "role", "state", "guard", "data"]
# A guard reads the record and says in one sentence why the step may not be taken, or None when it may.
Guard = Callable[[Any, Actor, datetime], str | None]
Words = ParamSpec("Words")
Method = TypeVar("Method", bound=Callable[..., None])


class Declare(Protocol):
    """Makes a step of a machine's method."""

    def __call__(self, method: Method) -> Method: ...


class Refused(Exception):
    """A transition that was not made. `reason` is shown as it stands; `errors` are by field (kind "data")."""

    def __init__(self, reason: str, kind: RefusalKind, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.errors = dict(errors or {})


class TransitionForm(forms.Form):
    """What a step asks. The only place where its data is checked, whether it comes from a page, a form or the API."""

    def __init__(self, *args: Any, record: Any, by: Actor, now: datetime, **kwargs: Any) -> None:
        self.record, self.by, self.now = record, by, now
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class Turn:
    """Whose turn a step makes: in these states, while `when` holds, the case stands still until this role acts.

    Not what a role *may* do, which the step's roles say. Without `states` in every state that the step may start from;
    with a `group`, of the members of that group alone; of an agency role, of the record's agency, or of the authority
    that notifies where the record has none. `due` names the record's field with the last day; without it the record's
    clock says.
    """

    role: Role
    states: tuple[str, ...] = ()
    when: Q = field(default_factory=Q)
    group: Group | None = None
    due: str = ""


@dataclass(frozen=True)
class Step:
    """All that is told of one step, on whatever page: see `step()`."""

    label: str
    says: str
    reads: str
    roles: frozenset[Role]
    form: type[TransitionForm]
    guards: tuple[Guard, ...]
    across: tuple[Guard, ...]
    duty: str
    hint: str
    system: bool
    page_handler: str
    page: str
    aside: bool
    quiet: bool
    beside: str
    private: bool
    in_closed_case: bool
    adds: bool
    turns: tuple[Turn, ...]


def step(
    label: str,
    *,
    source: Iterable[str],
    target: str | None = None,
    says: str,
    reads: str = "",
    roles: Iterable[Role] = (),
    form: type[TransitionForm] = TransitionForm,
    guards: Iterable[Guard] = (),
    across: Iterable[Guard] = (),
    duty: str = "",
    hint: str = "",
    system: bool = False,
    page_handler: str = "",
    page: str = "",
    aside: bool = False,
    quiet: bool = False,
    beside: str = "",
    private: bool = False,
    in_closed_case: bool = False,
    adds: bool | None = None,
    turns: Iterable[Turn] = (),
) -> Declare:
    """Declare a method of a machine as a step that leads from any of the `source` states to `target`; without a target
    it records something and moves nothing. The method assigns the record's fields and does nothing else.

    `label` is what the button says. The rest:

    - `says`: what the timeline says when it was done. `reads`: what the agency reads of it in its workspace; without
      it the step concerns the office only.
    - `roles`: who may take it. `system`: the program may too (a clock, another machine).
    - `form`: what it asks. `guards`: what must hold first in the record; `across`: in other records of the case.
    - `duty`: the numbers of the duties it serves. `hint`: a sentence below the label.
    - `page_handler`: it is taken by sending the form page with this handler. `page`: the name of a page of its own.
    - `aside`: a way back, out or around: never what stands out. `quiet`: shown only to whom it is open.
      `beside`: shown beside what it is about ("seats", "file", "notes"), not among the moves.
    - `private`: a member of a group reads that it was done, not what was written: who the family is, what they said.
    - `in_closed_case`: it cannot wait until a closed case was reopened.
    - `adds`: it adds beside what others add (as all do that stand `beside` and do not say otherwise), so that it makes
      nobody's page stale.
    - `turns`: whose turn it makes.
    """
    declared = Step(
        label=label,
        says=says,
        reads=reads,
        roles=frozenset(roles),
        form=form,
        guards=(*guards, *across),
        across=tuple(across),
        duty=duty,
        hint=hint,
        system=system,
        page_handler=page_handler,
        page=page,
        aside=aside,
        quiet=quiet,
        beside=beside,
        private=private,
        in_closed_case=in_closed_case,
        adds=bool(beside) if adds is None else adds,
        turns=tuple(turns),
    )

    def declare(method: Method) -> Method:
        made: Method = transition("state", source=list(source), target=target, custom={"step": declared})(method)
        return made

    return declare


def _without_a_method(declare: Callable[Words, Declare]) -> Callable[Words, Callable[..., None]]:
    def declare_bare(*args: Words.args, **told: Words.kwargs) -> Callable[..., None]:
        def keep_nothing(record: Any, **said: Any) -> None:
            """Nothing to assign."""

        return declare(*args, **told)(keep_nothing)

    return declare_bare


# A step that keeps nothing in its record: it moves the state, its answers stand in the log, sealed, and what makes
# other rows follows in the machine's effects. Declared like `step()`, as an attribute instead of a method.
bare_step = _without_a_method(step)

# The same of a step that the support office takes.
office_step = partial(step, roles={Role.OFFICER})
bare_office_step = partial(bare_step, roles={Role.OFFICER})


@dataclass(frozen=True)
class Status:
    """Where a record stands, for an agency: a word for the tag, its colour (never alone), and a sentence."""

    tag: str
    colour: str
    sentence: str


@dataclass(frozen=True)
class Sending:
    """A notice that counts as sent on the day on which the last recipient's copy really went, not when it was asked.

    `step`: the program's step that records it. `field`: what keeps that day or moment, empty until then. `only`: what
    else must hold of a record that waits for it, where an earlier notice no longer counts.
    """

    step: str
    field: str
    only: Q = Q()


class Opening:
    """How a record of a machine opens: what the timeline says of it, and what the agency reads."""

    kind: str

    def __init__(self, says: str, reads: str) -> None:
        self.says, self.reads = says, reads

    def __set_name__(self, owner: Any, name: str) -> None:
        self.kind = f"{owner.KIND}.{name}"


def opening(says: str, *, reads: str = "") -> Opening:
    """Declare what is said when a record opens: the machine's attribute `begin`."""
    return Opening(says, reads)


def local_date(now: datetime) -> date:
    """The local date (Europe/London) of a moment: all day arithmetic starts from it."""
    return timezone.localdate(now)


# Of a day on which something happened, the hour is not known.
NOON = time(12)


def moment_of(on: date, now: datetime) -> datetime:
    """The moment that is kept for a day: now where it is today, else noon in London."""
    if on == local_date(now):
        return now
    return datetime.combine(on, NOON, timezone.get_default_timezone())
