"""What an agency is asked, as a PDF: for those who search in systems that are not beside the browser (D30)."""

from datetime import datetime

from forms.definition.dates import in_full
from forms.definition.language import OWN_LANGUAGE
from forms.reading.paper import new_paper
from forms.reading.printing import MARK
from workflow.machines.agency_return.machine import AgencyReturn


def return_request(asked: AgencyReturn, *, now: datetime) -> bytes:
    """About whom, which period, by when and what else, as the workspace shows it."""
    reference = asked.case.reference
    paper = new_paper(title=f"Request, {reference}", note=f"{reference} \u00b7 {MARK}", language=OWN_LANGUAGE, now=now)
    paper.paragraph(reference)
    paper.title_line(f"{asked.get_asked_for_display()}: {asked.agency}")
    paper.pairs([("Asked by", asked.case.partnership.name), ("By when", in_full(asked.due_on)), *asked.about])
    if asked.request:
        paper.heading("What the support office asks")
        paper.paragraph(str(asked.request))
    return paper.finished()
