"""What can be done next on a case, and for the rest why not yet, or whose step it is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from forms import present
from forms.addresses import address
from forms.kept_query import KeptQuery
from workflow.desk.steps.form_links import link_for
from workflow.engine.door import Option, available, closed_to, option
from workflow.engine.machine import Machine, labels_of_states, sources_of, steps_of, target_of
from workflow.parties.cover import read_covers
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, ASSIGNED_ROLES, Actor, Group, Role, Seat, is_assigned
from workflow.parties.titles import OF_GROUPS, title_for
from workflow.procedures.version import ProcedureVersion

NOBODY, NOBODY_ASSIGNED = "nobody holds this role yet", "nobody is assigned to this case yet"


@dataclass(frozen=True)
class Move:
    """One step on the page: its address when it may be taken, `why_not` when not, `who` when it is somebody else's.

    `name`: the step's own, in its machine.
    """

    label: str
    hint: str = ""
    url: str = ""
    why_not: str = ""
    who: str = ""
    is_forward: bool = True
    name: str = ""


@dataclass(frozen=True)
class Moves:
    """The steps of one record, sorted by what the person needs to know."""

    record: Machine
    title: str
    state: str
    now: tuple[Move, ...]
    not_yet: tuple[Move, ...]
    later: tuple[Move, ...]
    others: tuple[Move, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.now or self.not_yet or self.others)

    @property
    def leads_on(self) -> bool:
        """Whether the person can take the case further here: not only back, aside or again."""
        return bool(self.forward)

    @property
    def forward(self) -> tuple[Move, ...]:
        """What takes the case further."""
        return tuple(move for move in self.now if move.is_forward)

    @property
    def rare(self) -> tuple[Move, ...]:
        """What leads back, aside or around, and what is recorded once more."""
        return tuple(move for move in self.now if not move.is_forward)


def _agencies_of(partnership: int) -> Any:
    return Agency.objects.filter(Q(partnerships=partnership) | Q(notifies_for=partnership)).distinct()


def _held_in(partnership: int) -> Any:
    found = Membership.objects.filter(partnership=partnership, ended_at=None, user__is_active=True)
    return found.select_related("user")


AGENCIES: KeptQuery[Agency] = KeptQuery(_agencies_of, partnership=int)
HELD: KeptQuery[Membership] = KeptQuery(_held_in, partnership=int)


class People:
    """Who holds which role in a partnership, to say whose step it is. One query, when it is first asked."""

    def __init__(self, partnership: Partnership, procedure: ProcedureVersion | None = None) -> None:
        self.partnership, self.procedure = partnership, procedure

    def who(self, name: str, record: Machine, now: datetime) -> tuple[str, str]:
        """Who may take a step of this record now, by their roles, in words; else "" and why nobody may.

        A role that nobody holds is named as such: the step waits for somebody to be given it. In a case that is led
        elsewhere it waits for nobody here.
        """
        if closed := closed_to(record, name):
            return "", closed
        roles = steps_of(type(record))[name].roles
        words = [self._agency_words(record)] if AGENCY_ROLES & roles else []
        why_not = ""
        for role in sorted(roles - AGENCY_ROLES):
            held = [one for one in self._current if one.role == role]
            nobody = NOBODY
            if role in ASSIGNED_ROLES and held:
                held = [one for one in held if is_assigned(record.case, self._actors[one.user_id], role)]
                nobody = NOBODY_ASSIGNED
            options = [(one, option(record, name, by=self._actors[one.user_id], now=now)) for one in held]
            able = [one for one, found in options if found.allowed]
            if able or not held:
                words.append(f"{role.label}: {', '.join(sorted(map(self._named, able))) or nobody}")
            else:
                why_not = why_not or options[0][1].why_not
        said = ". Or: ".join(one for one in words if one)
        return said, "" if said else why_not

    def read_for(self, case: Any) -> None:
        """Read who is who once, so that the guards of this case find it read: who can be assigned, which
        seats nobody holds, who notifies."""
        self.read_roles_for(case)
        len(self._agencies)

    def read_roles_for(self, case: Any) -> None:
        """The same without who notifies."""
        held: dict[str, set[int]] = {role: set() for role in ASSIGNED_ROLES}
        for one in self._current:
            if one.role in held:
                held[one.role].add(one.user_id)
        case.__dict__.setdefault("assignable", held)
        taken = {one.seat for one in self._current if one.role == Role.DECISION_MAKER}
        case.__dict__.setdefault("vacant_seats", [seat for seat in Seat.values if seat not in taken])

    def seats(self) -> Mapping[str, list[str]]:
        """The names of those who hold each deciding seat (D12)."""
        names: dict[str, list[str]] = defaultdict(list)
        for one in self._current:
            if one.role == Role.DECISION_MAKER:
                names[one.seat].append(str(one.user))
        return names

    def _agency_words(self, record: Machine) -> str:
        names = sorted(self._agencies.get(pk, "another agency") for pk in record.party_agency_ids())
        return f"The people of {' and '.join(names)}" if names else ""

    @cached_property
    def _agencies(self) -> dict[int, str]:
        agencies = AGENCIES.rows(partnership=self.partnership.pk)
        # Asked for at each step of the authority's.
        notifiers = [agency for agency in agencies if agency.notifies_for_id == self.partnership.pk]
        self.partnership.__dict__.setdefault("notifiers", notifiers)
        return {agency.pk: agency.name for agency in agencies}

    @cached_property
    def _actors(self) -> dict[Any, Actor]:
        """Each of them with all that they hold here."""
        held: dict[Any, list[Membership]] = defaultdict(list)
        for one in self._current:
            held[one.user_id].append(one)
        actors = {pk: Actor(memberships[0].user, tuple(memberships)) for pk, memberships in held.items()}
        read_covers((one.user for one in actors.values()), present.today())
        return actors

    @cached_property
    def _current(self) -> list[Membership]:
        return HELD.rows(partnership=self.partnership.pk)

    def _named(self, membership: Membership) -> str:
        where = membership.get_seat_display() or self._group_name(membership.group)
        return f"{membership.user} ({where})" if where else str(membership.user)

    def _group_name(self, group: str) -> str:
        return title_for(self.partnership, OF_GROUPS[Group(group)], self.procedure) if group else ""


def moves_of(record: Machine, *, title: str, by: Actor, now: datetime, people: People) -> Moves:
    """Every step of a record: to take now, not yet (with the reason), later stages', and other people's."""
    can: list[Move] = []
    not_yet: list[Move] = []
    later: list[Move] = []
    others: list[Move] = []
    kind = type(record)
    for each in available(record, by=by, now=now):
        # What is recorded beside the moves, and what another kind of this record has, stands elsewhere.
        if each.step.beside or each.name in record.not_of_this_kind:
            continue
        # Open to few: whoever cannot take it has nothing to wait for.
        if each.step.quiet and not each.allowed and each.kind != "state":
            continue
        if each.allowed:
            can.append(_allowed(record, each, by))
        elif each.kind == "role":
            # A step without roles is the program's own; what is done is waited for by nobody.
            if each.step.roles and each.name not in record.recorded and record.state in sources_of(kind, each.name):
                who, why_not = people.who(each.name, record, now)
                move = Move(each.step.label, each.step.hint, who=who, why_not=why_not)
                (later if why_not else others).append(move)
        else:
            move = Move(each.step.label, each.step.hint, why_not=each.why_not)
            # What stands in the way of going on is told at once; of ways back and around, when somebody asks.
            (later if each.kind == "state" or each.step.aside else not_yet).append(move)
    # A form that cannot be started is no step to take now.
    not_yet += [move for move in can if move.why_not]
    can = [move for move in can if not move.why_not]
    can.sort(key=lambda move: not move.is_forward)
    state = str(labels_of_states(kind).get(record.state, record.state))
    return Moves(record, title, state, tuple(can), tuple(not_yet), tuple(later), tuple(others))


def _allowed(record: Machine, taken: Option, by: Actor) -> Move:
    step = taken.step
    # A form sent once more replaces what others may have acted on: possible, not what stands out.
    replaces = taken.name in record.recorded or target_of(type(record), taken.name) == record.state
    is_forward = not (step.aside or replaces)
    if not step.page_handler:
        return Move(step.label, step.hint, url=step_url(record, taken.name), is_forward=is_forward, name=taken.name)
    link = link_for(record, step.page_handler, by, name=taken.name)
    return Move(step.label, step.hint, link.url, link.why_not, is_forward=is_forward, name=taken.name)


def step_url(record: Machine, name: str) -> str:
    """The desk's page for a step of a record."""
    if page := steps_of(type(record))[name].page:
        return address(page, record.case.reference)
    return address("desk:step", record.case.reference, record.KIND, record.pk, name)
