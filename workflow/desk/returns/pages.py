"""Returns on the desk: those that are awaited, reminding of many at once, and the chronology as a file."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_http_methods, require_POST

from forms import present
from workflow.desk.access import areas, case_workers, find_case, officers, only_area, require_officer
from workflow.desk.case_file.file import CaseFile
from workflow.desk.returns import chronology, reminding
from workflow.desk.returns.chronology_file import Chronology, ChronologyExportForm, file_of, record
from workflow.desk.returns.tab import Told
from workflow.desk.sent_forms.export import Export
from workflow.desk.steps.form import page_of, typed_data
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor, Role

UNPROCESSABLE, FORBIDDEN = 422, 403
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
            messages.success(request, reminding.remind_all(ticked, by=actor, now=now).words)
        else:
            messages.error(request, CHOOSE)
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    form = reminding.AwaitedForm(request.GET, agencies=reminding.agencies_in(every))
    asked = form.asked()
    today = local_date(now)
    page = Paginator(reminding.narrowed(every, asked, today=today), reminding.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "form": form,
        "asked": asked,
        "results": page,
        "rows": [(one, one.is_late(today)) for one in page.object_list],
        "base": f"?{urlencode(kept)}&",
        "several": len(partnerships) > 1,
        "partnership": only_area(actor, {Role.OFFICER}),
    }
    return render(request, "workflow/desk/returns_awaited.html", context)


@require_POST
@case_workers
def remind_agencies(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Remind every agency of this case whose return is awaited, or those that are late."""
    case = find_case(actor, reference)
    require_officer(actor, case)
    now = present.now()
    found = AgencyReturn.objects.filter(case=case, state__in=AgencyReturn.AWAITED).select_related("agency", "case")
    if request.POST.get("only") == "late":
        found = found.filter(due_on__lt=local_date(now))
    messages.success(request, reminding.remind_all(found, by=actor, now=now).words)
    return redirect("desk:returns", reference)


# The chronology as a file

_shown_to_be_them = reauthentication_required(lambda request: True)


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def chronology_export(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse | StreamingHttpResponse:
    """Ask why, which file and which part; log it; send the file. Only for who has just shown that it is them."""
    case = find_case(actor, reference)
    require_officer(actor, case)
    now = present.now()
    told = Told.of(CaseFile(case, by=actor, now=now))
    about = {"agencies": told.agencies}
    if request.method != "POST":
        _shown_to_be_them(request)
        return _ask(request, case, ChronologyExportForm(label_suffix="", **about))
    data, faults = typed_data(ChronologyExportForm, request.POST, **about)
    form = ChronologyExportForm(data, label_suffix="", **about)
    errors = {name: [str(message) for message in found] for name, found in form.errors.items()}
    errors |= {name: [fault] for name, fault in faults.items()}
    if not errors:
        asked = form.cleaned_data
        entries = chronology.within(
            told.entries, agency=asked["agency"], first=asked["first_day"], last=asked["last_day"]
        )
        if not entries:
            errors = {"first_day": ["There is no event in this part. Choose another, or leave the days empty"]}
    if errors:
        return _ask(request, case, form, errors=errors, status=UNPROCESSABLE)
    try:
        # Not left to allauth here: it would keep what was typed, the reason too, in the session.
        _shown_to_be_them(request)
    except ReauthenticationRequired:
        return _ask(request, case, form, stale=True, status=FORBIDDEN)
    compared = [entry for day in chronology.by_day(entries) for entry in day.entries]
    found = Chronology(compared, [one for one in told.searched if not asked["agency"] or one.agency == asked["agency"]])
    marking = record(case, asked, number=len(entries), by=actor, now=now)
    pieces, kind = file_of(asked["kind"], found, marking, now=now)
    response = StreamingHttpResponse(pieces, content_type=kind)
    name = f"chronology-{case.reference}-{now:%Y-%m-%d}.{asked['kind']}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _ask(
    request: HttpRequest,
    case: Case,
    form: ChronologyExportForm,
    *,
    errors: dict[str, list[str]] | None = None,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "case": case,
        "partnership": case.partnership,
        "asked": page_of(form, typed=request.POST if request.method == "POST" else None, errors=errors),
        "stale": stale,
        "again_url": f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}",
        "earlier": Export.objects.filter(case=case).select_related("by").defer("reason")[:10],
    }
    return render(request, "workflow/desk/chronology_export.html", context, status=status)
