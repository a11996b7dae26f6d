"""How things stand: what is late, what comes, where cases are, how the limits were kept. The first page of the desk."""

from workflow.parties.roles import Role

# Whose work is the cases of a whole area.
OVERVIEW_ROLES = frozenset({Role.OFFICER, Role.DECISION_MAKER, Role.GROUP})
