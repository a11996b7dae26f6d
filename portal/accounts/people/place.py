"""A role and where it is held: what somebody is invited to, holds, or loses, in one value and in words."""

from dataclasses import dataclass
from typing import Any

from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, Group, Role, Seat


@dataclass(frozen=True)
class Place:
    """Partnership and agency are both None for a role that is bound to none."""

    role: Role
    partnership: Partnership | None = None
    agency: Agency | None = None
    seat: str = ""
    group: str = ""

    @classmethod
    def of(cls, membership: Membership) -> "Place":
        return cls(Role(membership.role), membership.partnership, membership.agency, membership.seat, membership.group)

    def __str__(self) -> str:
        return f"{self.title}, {self.where}"

    @property
    def title(self) -> str:
        """The role with its seat or group: "Decision maker for a safeguarding partner (Police)"."""
        inside = Seat(self.seat).label if self.seat else Group(self.group).label if self.group else ""
        return f"{self.role.label} ({inside})" if inside else str(self.role.label)

    @property
    def where(self) -> str:
        return str(self.agency or self.partnership or "all partnerships")

    @property
    def is_in_an_agency(self) -> bool:
        return self.role in AGENCY_ROLES

    @property
    def fields(self) -> dict[str, Any]:
        """As the columns of a membership or an invitation."""
        return {
            "role": self.role,
            "partnership": self.partnership,
            "agency": self.agency,
            "seat": self.seat,
            "group": self.group,
        }

    @property
    def logged(self) -> dict[str, str]:
        """As the log keeps it: in words that stay true when a partnership or an agency is renamed."""
        return {"role": self.role.value, "title": self.title, "where": self.where}
