"""The page from which the files of a case are taken as one ZIP."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from forms import present
from workflow.desk.access import case_workers, find_case, require_reader
from workflow.desk.case_file.file import CaseFile
from workflow.desk.downloads import asked_before, download
from workflow.desk.sent_forms.case_files import (
    TYPE,
    SentFile,
    archive,
    documents_of,
    files_of,
    message_files_of,
    record,
)
from workflow.desk.sent_forms.case_lists import Listed, lists_of
from workflow.desk.sent_forms.export import Export
from workflow.desk.sent_forms.exporting import ReasonForm
from workflow.parties.roles import Actor

EXPORTS_SHOWN = 10
NOTHING = "There is no file in this case that you may open and that is checked for viruses. Nothing was taken"


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def case_files(request: HttpRequest, actor: Actor, reference: str) -> HttpResponseBase:
    """Ask why; log it, and each file; send them. For who reads what was sent and has just shown that it is them."""
    case = find_case(actor, reference)
    require_reader(actor, case)
    now = present.now()
    found = files_of(case, CaseFile(case, by=actor, now=now).submissions, request.user)
    found += documents_of(case, actor) + message_files_of(case, actor)
    lists = lists_of(case, actor)
    ready = [one for one in found if one.attachment.may_be_opened]

    def find(asked: dict[str, Any]) -> tuple[list[SentFile], list[Listed]] | None:
        return (found, lists) if ready or lists else None

    def send(asked: dict[str, Any], taken: tuple[list[SentFile], list[Listed]]) -> HttpResponseBase:
        files, listed = taken
        marking = record(case, files, reason=asked["reason"], by=actor, now=now)
        return download(archive(files, marking, listed), TYPE, f"files-{case.reference}-{now:%Y-%m-%d}.zip")

    earlier = Export.objects.filter(case=case, kind=Export.Kind.ZIP).select_related("by").defer("reason")
    context = {
        "case": case,
        "partnership": case.partnership,
        "number": len(ready),
        "lists": lists,
        "bytes": sum(one.attachment.size for one in ready),
        "waiting": sum(not one.attachment.may_be_opened and not one.is_infected for one in found),
        "infected": sum(one.is_infected for one in found),
        "earlier": earlier[:EXPORTS_SHOWN],
    }
    return asked_before(
        request, "workflow/desk/case_files.html", context, ReasonForm, find=find, nothing=NOTHING, send=send
    )
