"""People's roles and addresses compared with the log: what was given, moved, ended or changed past `holding` is found.

Entries of the log name the row they are about. Those that are older than that name the role alone: of these as many
must have been given and ended as there are rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from forms.vault import VaultError
from portal.accounts.people.holding import MACHINE
from workflow.engine.event import Event
from workflow.parties.party import Membership, RoleGroup
from workflow.parties.person_file import PersonFile
from workflow.parties.roles import Role
from workflow.people.models import User

KINDS = [f"{MACHINE}.{name}" for name in ("appoint", "end", "set_last_day", "approve_address")]
BATCH = 500
Said = tuple[str, Event, dict[str, Any]]


def people_as_recorded() -> Iterator[str]:
    """A sentence for each thing that is not as the log has it. Three queries for 500 people, and three for all."""
    groups = {(one.role, one.partnership_id): one.group_id for one in RoleGroup.objects.all()}
    for held in User.user_permissions.through.objects.order_by("user_id").values_list("user_id", flat=True).distinct():
        yield f"Person {held} has a permission of their own, which the portal never gives."
    last = 0
    while batch := list(User.objects.filter(pk__gt=last).order_by("pk").only("pk", "email")[:BATCH]):
        last = batch[-1].pk
        files = dict(PersonFile.objects.filter(user__in=batch).values_list("pk", "user_id"))
        held_by, said_of = defaultdict(list), defaultdict(list)
        for membership in Membership.objects.filter(user__in=batch).order_by("pk"):
            held_by[membership.user_id].append(membership)
        events = Event.objects.filter(machine=MACHINE, record_id__in=files, kind__in=KINDS).select_related("data_key")
        for event in events.order_by("position"):
            if event.record_id is not None:
                said_of[files[event.record_id]].append(event)
        for person in batch:
            yield from _of_one(person, held_by[person.pk], said_of[person.pk], groups)


def _of_one(person: User, held: list[Membership], events: list[Event], groups: dict[Any, int]) -> Iterator[str]:
    try:
        said: list[Said] = [(one.kind.partition(".")[2], one, one.data or {}) for one in events]
    except VaultError:
        # Their key was destroyed: what was said of them is gone, that it was said is not.
        return
    known = _Known(said)
    for membership in held:
        for what in known.differences(membership):
            yield f"The role {membership.pk} ({_role(membership.role)}) of person {person.pk} {what} without a step."
        if membership.cms_group_id is not None:
            group = None if membership.ended_at else groups.get((membership.role, membership.partnership_id))
            if membership.cms_group_id != group:
                yield f"The role {membership.pk} of person {person.pk} is in a CMS group that is not the role’s."
    for key in known.given.keys() - {one.pk for one in held}:
        yield f"The role {key} of person {person.pk} was given and is not there any more."
    for role, there, logged, what in known.counted(held):
        yield f"Person {person.pk} {what} the role {_role(role)} {there} times, by the log {logged} times."
    if known.address and known.address != person.email.lower():
        yield f"The e-mail address of person {person.pk} was changed without a step."


class _Known:
    """What the log says of one person's roles and address."""

    def __init__(self, said: list[Said]) -> None:
        self.given: dict[int, dict[str, Any]] = {}
        self._ended: dict[int, Event] = {}
        self._last_days: dict[int, str] = {}
        # Of entries that name no row: by role.
        self._old, self._old_ended = Counter[str](), Counter[str]()
        self.address = ""
        for name, event, data in said:
            self._read(name, event, data)

    def _read(self, name: str, event: Event, data: dict[str, Any]) -> None:
        key = data.get("membership")
        if name == "approve_address":
            # Before the log kept which address it was nothing can be said of it.
            self.address = str(data.get("address", "")).lower()
        elif name == "appoint":
            self.address = str(data.get("address", self.address)).lower()
            if key is None:
                self._old[data["role"]] += 1
            else:
                self.given[key], self._last_days[key] = data, data["last_day"]
        elif name == "set_last_day" and key is not None:
            self._last_days[key] = data["last_day"]
        elif name == "end":
            if key is None:
                self._old_ended[data["role"]] += 1
            else:
                self._ended[key] = event

    def differences(self, membership: Membership) -> Iterator[str]:
        """What is not as it was given."""
        given, ended = self.given.get(membership.pk), self._ended.get(membership.pk)
        if given is not None:
            now = {
                "role": membership.role,
                "partnership": membership.partnership_id,
                "agency": membership.agency_id,
                "seat": membership.seat,
                "group": membership.group,
                "since": membership.since.astimezone(UTC).isoformat(),
            }
            if any(given[name] != value for name, value in now.items()):
                yield "was changed"
        if membership.pk in self._last_days:
            until = membership.until.isoformat() if membership.until else ""
            if until != self._last_days[membership.pk]:
                yield "got another last day"
        if ended is not None and membership.ended_at != ended.at:
            yield "was taken up again or its end was moved"
        if given is not None and ended is None and membership.ended_at is not None:
            yield "was ended"

    def counted(self, held: list[Membership]) -> Iterator[tuple[str, int, int, str]]:
        """Where there are more or fewer rows of a role than entries that name none."""
        old = [one for one in held if one.pk not in self.given]
        there = Counter(one.role for one in old)
        ended = Counter(one.role for one in old if one.ended_at is not None and one.pk not in self._ended)
        for role in sorted({*there, *self._old}):
            if there[role] != self._old[role]:
                yield role, there[role], self._old[role], "was given"
            elif ended[role] != self._old_ended[role]:
                yield role, ended[role], self._old_ended[role], "lost"


def _role(role: str) -> str:
    return str(dict(Role.choices).get(role, role))
