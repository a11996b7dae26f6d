"""Who may do what, in words: what each role is for, the steps that the machines let it take, who gives it."""

from dataclasses import dataclass

from portal.accounts.people import deciding
from workflow.engine.machine import machines, steps_of
from workflow.parties.roles import AGENCY_ROLES, ASSIGNED_ROLES, CASE_ROLES, Actor, Role

FOR = {
    Role.SUBMITTER: "Writes and sends the forms of their agency, adds to what they sent, and reads that.",
    Role.LEAD: "As a submitter, reads everything that their agency sent, asks to withdraw it, and invites submitters.",
    Role.OFFICER: "Runs the cases of the partnership: screens, chases, assembles, proposes. Never votes.",
    Role.DECISION_MAKER: "Votes for one of the three safeguarding partners, approves extensions and erasing.",
    Role.GROUP: "Sits in a group that advises, signs off or approves reports. Reads the report, not what was sent.",
    Role.SCRUTINEER: "Advises independently, and decides nothing.",
    Role.REVIEWER: "Writes the report of a review.",
    Role.CONTENT_EDITOR: "Writes pages and forms of the site. Reads no case.",
    Role.PUBLISHER: "Puts approved reports on the site. Reads no case.",
    Role.AUDITOR: "Reads the log: who did what and when, never what a case is about.",
    Role.ADMINISTRATOR: "Keeps partnerships, agencies, settings and people. Reads no case.",
}

BY_CODE = "With a code by e-mail"
BY_TWO_STEPS = "With a password and a second step, or with a passkey"


@dataclass(frozen=True)
class Row:
    """One role in words."""

    role: Role
    purpose: str
    sees_cases: str
    signs_in: str
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    given_by: str
    you_give: bool


def role_table(actor: Actor) -> list[Row]:
    """A row a role, in the order in which roles are declared."""
    mine = set(deciding.appointable_roles(actor))
    return [
        Row(
            role,
            FOR[role],
            _sees(role),
            BY_CODE if role in AGENCY_ROLES else BY_TWO_STEPS,
            tuple(_steps(role)),
            given_by(role),
            role in mine,
        )
        for role in Role
    ]


def given_by(role: Role) -> str:
    if role == Role.SUBMITTER:
        return "A lead of the agency, or an officer of a partnership that it works with"
    if role == Role.LEAD:
        return "An officer of a partnership that the agency works with"
    if role in (Role.ADMINISTRATOR, Role.CONTENT_EDITOR, Role.PUBLISHER):
        return "An administrator, and a second person approves"
    return "An administrator; another, or an officer or decision maker of the partnership, approves"


def _sees(role: Role) -> str:
    if role in AGENCY_ROLES:
        return "What the agency sent" if role == Role.LEAD else "What they sent"
    if role in ASSIGNED_ROLES:
        return "Cases that they are assigned to"
    return "Cases of the partnership" if role in CASE_ROLES else "No case"


def _steps(role: Role) -> list[tuple[str, tuple[str, ...]]]:
    """By machine the labels of the steps that the role may take."""
    found = []
    for model in machines().values():
        labels = [one.label for one in steps_of(model).values() if role in one.roles]
        if labels:
            found.append((str(model._meta.verbose_name).capitalize(), tuple(dict.fromkeys(labels))))
    return found
