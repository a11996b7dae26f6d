"""Returns on the desk: those that are awaited, reminding of many at once, and the chronology as a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from forms import present
from workflow.desk.access import areas, case_workers, officers, officers_case, only_area
from workflow.desk.case_file.file import CaseFile
from workflow.desk.downloads import asked_before, download
from workflow.desk.paging import window
from workflow.desk.returns import chronology, reminding
from workflow.desk.returns.chronology_file import Chronology, ChronologyExportForm, file_of, record
from workflow.desk.returns.tab import Told
from workflow.desk.sent_forms.export import Export
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.parties.roles import Actor, Role

EXPORTS_SHOWN = 10
CHOOSE = "Select at least one return to remind of."


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def returns_awaited(request: HttpRequest, actor: Actor) -> HttpResponse:
    """GET lists them; POST reminds of those that are ticked."""
    now = present.now()
    partnerships = areas(actor, {Role.OFFICER})
    every = reminding.awaited_in(partnerships)
    if request.method == "POST":
        ticked = reminding.chosen(every, request.POST.getlist("one"))
        if ticked:
            messages.success(request, reminding.remind_all(ticked, by=actor, now=now))
        else:
            messages.error(request, CHOOSE)
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    form = reminding.AwaitedForm(request.GET, agency=reminding.agencies_in(every))
    asked = form.asked()
    today = local_date(now)
    page = window(request, reminding.narrowed(every, asked, today=today), reminding.PAGE_SIZE)
    context = {
        "form": form,
        "asked": asked,
        "results": page,
        "rows": [(one, one.is_late(today)) for one in page.object_list],
        "several": len(partnerships) > 1,
        "partnership": only_area(actor, {Role.OFFICER}),
    }
    return render(request, "workflow/desk/returns_awaited.html", context)


@require_POST
@case_workers
def remind_agencies(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Remind every agency of this case whose return is awaited, or those that are late."""
    case = officers_case(actor, reference)
    now = present.now()
    found = AgencyReturn.objects.filter(case=case, state__in=AgencyReturn.AWAITED).select_related("agency", "case")
    if request.POST.get("only") == "late":
        found = found.filter(due_on__lt=local_date(now))
    messages.success(request, reminding.remind_all(found, by=actor, now=now))
    return redirect("desk:returns", reference)


# The chronology as a file


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def chronology_export(request: HttpRequest, actor: Actor, reference: str) -> HttpResponseBase:
    """Ask why, which file and which part; log it; send the file. Only for who has just shown that it is them."""
    case = officers_case(actor, reference)
    now = present.now()
    told = Told.of(CaseFile(case, by=actor, now=now))

    def find(asked: dict[str, Any]) -> list[chronology.Entry]:
        return chronology.within(told.entries, agency=asked["agency"], first=asked["first_day"], last=asked["last_day"])

    def send(asked: dict[str, Any], entries: list[chronology.Entry]) -> HttpResponseBase:
        compared = [entry for day in chronology.by_day(entries) for entry in day.entries]
        searched = [one for one in told.searched if not asked["agency"] or one.agency == asked["agency"]]
        marking = record(case, asked, number=len(entries), by=actor, now=now)
        pieces, kind = file_of(asked["kind"], Chronology(compared, searched), marking, now=now)
        return download(pieces, kind, f"chronology-{case.reference}-{now:%Y-%m-%d}.{asked['kind']}")

    chronologies = Export.objects.filter(case=case).exclude(kind=Export.Kind.ZIP)
    earlier = chronologies.select_related("by").defer("reason")[:EXPORTS_SHOWN]
    return asked_before(
        request,
        "workflow/desk/chronology_export.html",
        {"case": case, "earlier": earlier},
        ChronologyExportForm,
        find=find,
        nothing="There is no event in this part. Choose another, or leave the days empty",
        send=send,
        agencies=told.agencies,
    )
