"""The bank holidays that staff enter, and what each of them moved."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import present
from workflow.clocks import bank_holidays
from workflow.clocks.recalculation import MovedDeadline, Recalculation
from workflow.desk.access import for_roles, only_area
from workflow.desk.steps.form import StepPage, filled, page_of
from workflow.machines.case.machine import Case
from workflow.parties.roles import CASE_ROLES, Actor
from workflow.procedures.version import BankHoliday

KEEPERS_ONLY = "Bank holidays are kept by the officers of a support office and by administrators."
RUNS_SHOWN = 20
MOVED_A_PAGE = 100
CONFLICT, UNPROCESSABLE = 409, 422
CHANGED = {
    "__all__": [
        "The list of bank holidays was changed while you were looking at it, by somebody else or because this was sent "
        "twice. Nothing was recorded now. Look at “Entered here”, then send it again if it is still needed."
    ]
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(bank_holidays.KEEPERS, KEEPERS_ONLY)
def holidays(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, what each change moved, and the form by which a day is entered."""
    about = {"today": present.today()}
    if request.method != "POST":
        return _page(request, actor, page_of(bank_holidays.BankHolidayForm(**about)))
    form, errors = filled(bank_holidays.BankHolidayForm, request.POST, **about)
    if not _saw_the_list(request):
        return _page(request, actor, page_of(form, typed=request.POST, errors=CHANGED), CONFLICT)
    if errors:
        return _page(request, actor, page_of(form, typed=request.POST, errors=errors), UNPROCESSABLE)
    bank_holidays.enter(form.cleaned_data["day"], form.cleaned_data["name"], by=actor, now=present.now())
    messages.success(request, "The bank holiday was entered. The dates that it moves follow within a minute.")
    return redirect("desk:bank_holidays")


@require_POST
@for_roles(bank_holidays.KEEPERS, KEEPERS_ONLY)
def change_holiday(request: HttpRequest, actor: Actor, holiday_id: int) -> HttpResponse:
    """Withdraw a day that was entered, or put it back. Nothing is deleted."""
    holiday = get_object_or_404(BankHoliday, pk=holiday_id)
    if not _saw_the_list(request):
        page = page_of(bank_holidays.BankHolidayForm(today=present.today()), errors=CHANGED)
        return _page(request, actor, page, CONFLICT)
    counts = request.POST.get("change") == "put_back"
    bank_holidays.change(holiday, withdrawn=not counts, by=actor, now=present.now())
    done = "It counts as a bank holiday again." if counts else "It no longer counts as a bank holiday."
    messages.success(request, f"{done} The dates follow within a minute.")
    return redirect("desk:bank_holidays")


def _saw_the_list(request: HttpRequest) -> bool:
    return request.POST.get("based_on", "") == bank_holidays.entered_mark()


def _page(request: HttpRequest, actor: Actor, page: StepPage, status: int = 200) -> HttpResponse:
    context = {
        "page": page,
        "based_on": bank_holidays.entered_mark(),
        "entered": BankHoliday.objects.select_related("entered_by").order_by("-date"),
        "coming": bank_holidays.coming(present.today()),
        "runs": Recalculation.objects.all()[:RUNS_SHOWN],
        "partnership": only_area(actor, bank_holidays.KEEPERS),
        "on_desk": actor.holds(CASE_ROLES),
    }
    return render(request, "workflow/desk/bank_holidays.html", context, status=status)


@require_safe
@for_roles(CASE_ROLES | bank_holidays.KEEPERS, KEEPERS_ONLY)
def moved_dates(request: HttpRequest, actor: Actor, walk_id: UUID) -> HttpResponse:
    """How far the dates have followed, and which of the person's cases have one that moved."""
    walk = get_object_or_404(Recalculation, pk=walk_id)
    mine = MovedDeadline.objects.filter(recalculation=walk, deadline__case__in=Case.objects.led_for(actor))
    found = mine.select_related("deadline__rule", "deadline__case").defer("deadline__case__headline")
    page = Paginator(found.order_by("due_on", "pk"), MOVED_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "walk": walk,
        "days": [{**day, "date": date.fromisoformat(day["date"])} for day in walk.holidays],
        "results": page,
        "moved": page.object_list,
        "elsewhere": walk.moved - page.paginator.count,
        "keeps": actor.holds(bank_holidays.KEEPERS),
        "partnership": only_area(actor),
    }
    return render(request, "workflow/desk/moved_dates.html", context)
