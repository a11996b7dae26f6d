"""“People and processes”: what is on file of the reviews of a case, and what runs beside it."""

from typing import Any

from django.http import HttpRequest

from workflow.desk.access import reads_everything
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import part
from workflow.desk.review.on_file import file_of, may_open_process, processes_of


@part("workflow/desk/people_and_processes.html", "desk:people")
def people(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """By matter, each with its step; the parallel processes with what they mean for review and publication."""
    reads = reads_everything(file.by, file.case)
    held = [review.hold_process_id for review in file.reviews]
    held += [hold.process_id for hold in file.holds if hold.is_open]
    return {
        "files": [file_of(review, by=file.by, now=file.now, reads_everything=reads) for review in file.reviews],
        "processes": processes_of(file.case, by=file.by, now=file.now, held=held),
        "open_process": may_open_process(file.case, by=file.by, now=file.now),
    }
