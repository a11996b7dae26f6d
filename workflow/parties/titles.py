"""How a partnership calls its people and groups: its own titles, those of the version a case follows, or usual ones.

A version of one partnership goes before the titles on that partnership's own page, because it says how its procedure
calls them; the version for all partnerships stands in where a partnership's page says nothing.
"""

from typing import Any

from workflow.parties.roles import Group

# Each title: where a partnership's own stands, and what it is called where nobody says.
OWN = {
    "coordinator": "coordinator_title",
    "sign_off_group": "sign_off_group_name",
    "strategic_body": "strategic_body_name",
}
USUAL = {
    "coordinator": "Coordinator",
    "sign_off_group": str(Group.SIGN_OFF.label),
    "strategic_body": str(Group.STRATEGIC.label),
    "support_office": "Support office",
    "review_group": str(Group.REVIEW.label),
}
OF_GROUPS = {
    Group.SIGN_OFF: "sign_off_group",
    Group.STRATEGIC: "strategic_body",
    Group.REVIEW: "review_group",
}


def title_of(case: Any, title: str) -> str:
    """A title as it is said in a case, which comes with its partnership and procedure: no query."""
    return title_for(case.partnership, title, case.procedure)


def title_for(partnership: Any, title: str, procedure: Any = None) -> str:
    """A title of a partnership, by a version of the procedure where one is at hand. Raises LookupError on another."""
    usual = USUAL[title]
    own = str(getattr(partnership, OWN[title])) if title in OWN else ""
    said = str(procedure.content.get("titles", {}).get(title, "")) if procedure is not None else ""
    if procedure is not None and procedure.partnership_id == partnership.pk:
        return said or own or usual
    return own or said or usual
