"""What a token may be for, by the role it is made in."""

from workflow.parties.roles import CASE_ROLES, Role

DRAFTS, SEND, STATUS, CASES = "drafts", "send", "status", "cases"
LABELS = {
    DRAFTS: "Begin, read, change and delete drafts of forms, with their files",
    SEND: "Send forms",
    STATUS: "Read what became of the forms that were sent",
    CASES: "Read cases, as on the case desk. Each reading stands in the log of the case",
}
FOR_AGENCIES = (DRAFTS, SEND, STATUS)
# Agencies let a program act by their leads alone.
TOKEN_ROLES = frozenset({Role.LEAD, *CASE_ROLES})


def offered(role: str) -> tuple[str, ...]:
    """The scopes of a token that is made in this role."""
    if role == Role.LEAD:
        return FOR_AGENCIES
    return (CASES,) if role in CASE_ROLES else ()
