"""What an officer does in many cases of the queue at once: reminding, and writing. Each asks before it does."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from forms import present
from workflow.desk.access import officers, only_area
from workflow.desk.queue.chasing import chase, chases_in
from workflow.desk.queue.posts import back_to
from workflow.desk.queue.ticked import Outcome, number_of, ticked_in
from workflow.desk.queue.writing import TO, WriteForm, recipients_in, write
from workflow.desk.steps.form import page_of
from workflow.desk.steps.taking import UNPROCESSABLE, position_in
from workflow.engine.event import AuditHead
from workflow.parties.roles import Actor, Role

TICK = "Tick at least one case of your own office first."


@require_POST
@officers
def chase_cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What can be chased in the ticked cases; with `sure` it is done, and said what came of each."""
    cases, now = ticked_in(request, actor), present.now()
    if not cases:
        messages.error(request, TICK)
        return back_to(request)
    if request.POST.get("sure"):
        outcomes = chase(cases, by=actor, now=now, based_on=position_in(request.POST))
        return _outcome(request, actor, outcomes, title="Reminders", done="Reminded", nothing="Nobody was reminded.")
    found = chases_in(cases, by=actor, now=now)
    context = {
        **_about(request, actor),
        "title": f"Remind in {number_of(cases)}",
        "chases": found,
        "number": sum(len(one.words) for each in found for one in each.offered),
    }
    return render(request, "workflow/desk/queue_chase.html", context)


@require_POST
@officers
def write_to_cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A text for the ticked cases; then who gets it in which; with `sure` it is sent, and said what came of each."""
    cases, now = ticked_in(request, actor), present.now()
    if not cases:
        messages.error(request, TICK)
        return back_to(request)
    asked = request.POST.get("do", "")
    form = WriteForm(request.POST if asked else None, label_suffix="")
    is_valid = asked != "" and form.is_valid()
    if asked == "send" and is_valid:
        outcomes = write(cases, form.cleaned_data, by=actor, now=now, based_on=position_in(request.POST))
        return _outcome(request, actor, outcomes, title="Messages", done="Sent to", nothing="Nothing was sent.")
    context = {**_about(request, actor), "cases": cases, "title": f"Write in {number_of(cases)}"}
    if asked == "look" and is_valid:
        to = recipients_in(cases, form.cleaned_data["to"])
        context |= {
            "said": form.cleaned_data,
            "to": dict(TO)[form.cleaned_data["to"]],
            "rows": [(case, to.get(case.pk, [])) for case in cases],
            "number": sum(len(to.get(case.pk, [])) for case in cases),
        }
        return render(request, "workflow/desk/queue_write_sure.html", context)
    errors = {} if asked in ("", "change") else {name: list(map(str, found)) for name, found in form.errors.items()}
    context["page"] = page_of(form, typed=request.POST if asked else None, errors=errors or None)
    return render(request, "workflow/desk/queue_write.html", context, status=UNPROCESSABLE if errors else 200)


def _about(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    head = AuditHead.objects.first()
    return {
        "here": request.POST.get("here", ""),
        "based_on": head.position if head is not None else 0,
        "partnership": only_area(actor, {Role.OFFICER}),
    }


def _outcome(
    request: HttpRequest, actor: Actor, outcomes: list[Outcome], *, title: str, done: str, nothing: str
) -> HttpResponse:
    context = {
        **_about(request, actor),
        "title": title,
        "done": done,
        "nothing": nothing,
        "outcomes": outcomes,
        "number": sum(len(one.done) for one in outcomes),
        "cases_done": sum(bool(one.done) for one in outcomes),
        "refused": sum(len(one.refused) for one in outcomes),
    }
    return render(request, "workflow/desk/queue_outcome.html", context)
