"""On whose behalf a person writes: their agency's, or the office's. `forms` keeps the name with what they wrote.

Whoever leaves the agency or the office opens nothing any more that they wrote there (forms.handlers.writes_for).
"""

from typing import Any

from workflow.parties.roles import Actor, Role

# Who fills in forms for a partnership: its office, and its auditors (D19).
OFFICE_ROLES = frozenset({Role.OFFICER, Role.AUDITOR})


def of_agency(agency_id: int) -> str:
    return f"agency:{agency_id}"


def of_office(partnership_id: int) -> str:
    return f"office:{partnership_id}"


def writes_for(user: Any) -> set[str]:
    """The names of those for whom the person works now: one query a request."""
    by = Actor.of(user)
    return {*map(of_agency, by.agency_ids()), *map(of_office, by.partnership_ids(OFFICE_ROLES))}
