"""What can be done next on a case, and for the rest why not yet, or whose step it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse

from workflow.desk.steps.form_links import link_for
from workflow.engine.door import Option, available
from workflow.engine.machine import Machine, sources_of, steps_of, target_of
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, Actor, Group, Role
from workflow.parties.titles import OF_GROUPS, title_for
from workflow.procedures.version import ProcedureVersion


@dataclass(frozen=True)
class Move:
    """One step on the page: its address when it may be taken, `why_not` when not, `who` when it is somebody else's."""

    label: str
    hint: str = ""
    url: str = ""
    why_not: str = ""
    who: str = ""
    is_forward: bool = True


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


class People:
    """Who holds which role in a partnership, to say whose step it is. One query, when it is first asked."""

    def __init__(self, partnership: Partnership, procedure: ProcedureVersion | None = None) -> None:
        self.partnership, self.procedure = partnership, procedure

    def who(self, roles: Iterable[Role], record: Machine) -> str:
        """The roles of a step and the people who hold them here, in words."""
        words = [self._agency_words(record)] if AGENCY_ROLES & set(roles) else []
        words += [self._holders(role) for role in sorted(set(roles) - AGENCY_ROLES)]
        return ". Or: ".join(one for one in words if one)

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
        return dict(Agency.objects.filter(partnerships=self.partnership).values_list("pk", "name"))

    def _holders(self, role: Role) -> str:
        found = [self._named(one) for one in self._current if one.role == role]
        return f"{role.label}: {', '.join(sorted(found)) or 'nobody holds this role yet'}"

    @cached_property
    def _current(self) -> list[Membership]:
        found = Membership.objects.filter(partnership=self.partnership, ended_at=None, user__is_active=True)
        return list(found.select_related("user"))

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
    for option in available(record, by=by, now=now):
        # What is recorded beside the moves, and what another kind of this record has, stands elsewhere.
        if option.step.beside or option.name in record.not_of_this_kind:
            continue
        # Open to few: whoever cannot take it has nothing to wait for.
        if option.step.quiet and not option.allowed and option.kind != "state":
            continue
        if option.allowed:
            can.append(_allowed(record, option, by))
        elif option.kind == "role":
            # A step without roles is the program's own; what is done is waited for by nobody.
            if (
                option.step.roles
                and option.name not in record.recorded
                and record.state in sources_of(type(record), option.name)
            ):
                others.append(Move(option.step.label, option.step.hint, who=people.who(option.step.roles, record)))
        else:
            move = Move(option.step.label, option.step.hint, why_not=option.why_not)
            # What stands in the way of going on is told at once; of ways back and around, when somebody asks.
            (later if option.kind == "state" or option.step.aside else not_yet).append(move)
    # A form that cannot be started is no step to take now.
    not_yet += [move for move in can if move.why_not]
    can = [move for move in can if not move.why_not]
    can.sort(key=lambda move: not move.is_forward)
    state = str(record.get_state_display())
    return Moves(record, title, state, tuple(can), tuple(not_yet), tuple(later), tuple(others))


def _allowed(record: Machine, option: Option, by: Actor) -> Move:
    step = option.step
    # A form sent once more replaces what others may have acted on: possible, not what stands out.
    replaces = option.name in record.recorded or target_of(type(record), option.name) == record.state
    is_forward = not (step.aside or replaces)
    if not step.page_handler:
        return Move(step.label, step.hint, url=step_url(record, option.name), is_forward=is_forward)
    link = link_for(record, step.page_handler, by)
    return Move(step.label, step.hint, url=link.url, why_not=link.why_not, is_forward=is_forward)


def step_url(record: Machine, name: str) -> str:
    """The desk's page for a step of a record."""
    if page := steps_of(type(record))[name].page:
        return reverse(page, args=[record.case.reference])
    return reverse("desk:step", args=[record.case.reference, record.KIND, record.pk, name])
