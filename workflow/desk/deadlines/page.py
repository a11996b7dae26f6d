"""The deadlines of a case: every clock with its whole story."""

from typing import Any

from django.http import HttpRequest

from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import part
from workflow.desk.deadlines.ledger import ledger, titles_of_records
from workflow.desk.steps.moves import step_url
from workflow.engine.door import option


@part("workflow/desk/deadlines.html", "desk:deadlines")
def deadlines(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """Each clock: what started it, by which rule and version, each day skipped, every change and who made it."""
    propose = option(file.case, "propose_extension", by=file.by, now=file.now)
    titles = titles_of_records(file)
    return {
        "entries": [(entry, titles.get(entry.deadline.record_id, "")) for entry in ledger(file)],
        "propose": propose,
        "propose_url": step_url(file.case, propose.name) if propose.allowed else "",
        # Whose step it is not needs no reason here; the overview says whose it is.
        "propose_why_not": propose.why_not if propose.kind == "guard" else "",
    }
