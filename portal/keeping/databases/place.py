"""When a database is a place to restore into: what only migrations have written counts for nothing."""

# A row in one of these means that somebody has worked here; what it is called is told.
INHABITED = {
    "forms_draft": "forms that people began",
    "people_user": "accounts",
    "workflow_case": "cases",
    "workflow_event": "a log",
}
