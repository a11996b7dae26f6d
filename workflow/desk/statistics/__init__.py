"""Statistics for assurance (D19, D44): counted by the database, a partnership and a quarter at a time, never a name."""

from workflow.parties.roles import Role

# Who assures themselves and others: the office, the deciders, the groups, the scrutineer, the auditors.
STATISTICS_ROLES = frozenset({Role.OFFICER, Role.DECISION_MAKER, Role.GROUP, Role.SCRUTINEER, Role.AUDITOR})
