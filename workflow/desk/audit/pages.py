"""The audit of rapid reviews on the desk: rounds, one round with its report, one audit (D19)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import present
from forms.questions.fields import WholeNumber
from forms.reading.exports import csv_file
from forms.reading.exports.marking import moment
from workflow.desk.access import areas, for_roles, only_area
from workflow.desk.audit.report import RoundReport, facts_of
from workflow.desk.downloads import download
from workflow.desk.steps.form import filled, page_of
from workflow.desk.steps.form_links import link_for
from workflow.desk.steps.moves import step_url
from workflow.engine import log
from workflow.engine.door import option
from workflow.engine.fields import DayField, ProseField, offer
from workflow.engine.step import Refused
from workflow.machines.audit import rounds as audit_rounds
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.audit.round import AuditRound
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Group, Role

AUDIT_ROLES = frozenset({Role.OFFICER, Role.AUDITOR})
READERS = AUDIT_ROLES | {Role.GROUP}
AUDITORS_ONLY = "The audit of rapid reviews is for the support office, the auditors and the strategic body."
CONFLICT, UNPROCESSABLE = 409, 422
PLANNED_MEANWHILE = {
    "__all__": [
        "A round was planned while you were looking at this page, by somebody else or because this was sent twice. "
        "This one was not planned. Look at the list, then send it again if it is still needed."
    ]
}
READ = "rapid_review_audit.read"


class RoundForm(django_forms.Form):
    """What is fixed before anything is drawn."""

    partnership = django_forms.ChoiceField(label="Partnership")
    first_day = DayField(label="Rapid reviews decided on or after", missing="Enter the first day of the period.")
    last_day = DayField(label="Decided on or before", missing="Enter the last day of the period.")
    size = WholeNumber(
        label="How many are drawn?",
        min_value=1,
        max_value=200,
        error_messages={
            "required": "Enter how many rapid reviews are drawn.",
            "invalid": "Enter how many rapid reviews are drawn, as a number.",
        },
    )
    seed = django_forms.CharField(
        label="What decides the lots?",
        help_text="Any word or number, for example the minute number of the meeting that agreed the audit. "
        "Whoever has it can draw the same sample again.",
        max_length=60,
        error_messages={"required": "Enter any word or number that decides the lots."},
    )

    def __init__(self, *args: Any, partnerships: list[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        offer(self, "partnership", [(one.slug, one.name) for one in partnerships])
        if len(partnerships) == 1:
            self.fields["partnership"].initial = partnerships[0].slug


class ReportForm(django_forms.Form):
    assurance = ProseField(
        label="What does the strategic body need to know?",
        help_text="The assurance you can give, and the actions you ask for. No names.",
        missing="Enter what the strategic body needs to know.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(READERS, AUDITORS_ONLY)
def rounds(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The rounds of the person's areas; POST plans one."""
    planning = areas(actor, AUDIT_ROLES)
    if request.method == "POST" and planning:
        return _plan(request, actor, planning)
    form = RoundForm(partnerships=planning) if planning else None
    return _list(request, actor, page_of(form) if form else None)


def _plan(request: HttpRequest, actor: Actor, planning: list[Partnership]) -> HttpResponse:
    form, errors = filled(RoundForm, request.POST, partnerships=planning)
    if request.POST.get("based_on", "") != _newest(actor):
        return _list(request, actor, page_of(form, typed=request.POST, errors=PLANNED_MEANWHILE), status=CONFLICT)
    if not errors:
        asked = dict(form.cleaned_data)
        partnership = next(one for one in planning if one.slug == asked.pop("partnership"))
        try:
            made = audit_rounds.plan(partnership, **asked, by=actor, now=present.now())
        except Refused as refused:
            errors = {"last_day": [refused.reason]}
        else:
            messages.success(request, "The round is planned. Draw its sample next.")
            return redirect("desk:audit_round", made.pk)
    return _list(request, actor, page_of(form, typed=request.POST, errors=errors), status=UNPROCESSABLE)


def _list(request: HttpRequest, actor: Actor, asked: Any, status: int = 200) -> HttpResponse:
    context = {
        "rounds": list(_visible(actor).select_related("partnership")[:100]),
        "asked": asked,
        "based_on": _newest(actor),
        "partnership": only_area(actor, READERS),
    }
    return render(request, "workflow/desk/audit_rounds.html", context, status=status)


def _newest(actor: Actor) -> str:
    """The round that was planned last, "" before the first: a page that shows another as the last is stale."""
    return str(_visible(actor).values_list("pk", flat=True).first() or "")


def _visible(actor: Actor) -> Any:
    """The rounds this person may see: the planners all of their areas', the strategic body those reported to it."""
    own = AuditRound.objects.filter(partnership__in=areas(actor, AUDIT_ROLES))
    body = [m.partnership_id for m in actor.memberships if m.role == Role.GROUP and m.group == Group.STRATEGIC]
    return own | AuditRound.objects.filter(partnership__in=body, state=AuditRound.REPORTED)


def _find(actor: Actor, round_id: UUID) -> AuditRound:
    found: AuditRound = get_object_or_404(_visible(actor).select_related("partnership", "data_key"), pk=round_id)
    return found


@require_safe
@for_roles(READERS, AUDITORS_ONLY)
def one_round(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """The sample, what the record shows, the scores counted; made to be printed too."""
    return _round(request, actor, _find(actor, round_id))


def _round(
    request: HttpRequest, actor: Actor, round_: AuditRound, *, asked: Any = None, status: int = 200
) -> HttpResponse:
    may_plan = actor.holds(AUDIT_ROLES, partnership_id=round_.partnership_id)
    report_ = RoundReport(round_)
    may_report = actor.holds({Role.OFFICER}, partnership_id=round_.partnership_id)
    waiting = None
    if round_.state == AuditRound.PLANNED:
        waiting = audit_rounds.candidates(round_.partnership, round_.first_day, round_.last_day).count()
    context = {
        "round": round_,
        "report": report_,
        "partnership": round_.partnership,
        "may_plan": may_plan,
        "candidates": waiting,
        "asked": (asked or page_of(ReportForm(label_suffix="")))
        if may_report and round_.state == AuditRound.SAMPLED and report_.is_scored
        else None,
    }
    return render(request, "workflow/desk/audit_round.html", context, status=status)


@require_POST
@for_roles(AUDIT_ROLES, AUDITORS_ONLY)
def draw(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Draw the sample."""
    try:
        sample = audit_rounds.draw(_find(actor, round_id), by=actor, now=present.now())
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, f"{len(sample)} rapid review{'s were' if len(sample) != 1 else ' was'} drawn.")
    return redirect("desk:audit_round", round_id)


@require_POST
@for_roles({Role.OFFICER}, "Only an officer of the support office reports a round.")
def report(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponse:
    """Report the round to the strategic body."""
    round_ = _find(actor, round_id)
    typed = request.POST
    try:
        audit_rounds.report(round_, assurance=typed.get("assurance", ""), by=actor, now=present.now())
    except Refused as refused:
        if refused.kind == "data":
            asked = page_of(ReportForm(typed, label_suffix=""), typed=typed, errors={"assurance": [refused.reason]})
            return _round(request, actor, round_, asked=asked, status=UNPROCESSABLE)
        messages.error(request, refused.reason)
    else:
        messages.success(request, "The round was reported to the strategic body.")
    return redirect("desk:audit_round", round_id)


@dataclass(frozen=True)
class Marking:
    """What the file of a round says of itself."""

    round: AuditRound
    by: str
    at: datetime

    def lines(self) -> list[tuple[str, str]]:
        period = f"{self.round.first_day.isoformat()} to {self.round.last_day.isoformat()}"
        return [
            ("Audit of rapid reviews", self.round.partnership.name),
            ("Decided", period),
            ("Lots decided by", self.round.seed),
            ("Taken by", self.by),
            ("Taken at", moment(self.at)),
        ]


@require_safe
@for_roles(READERS, AUDITORS_ONLY)
def round_file(request: HttpRequest, actor: Actor, round_id: UUID) -> HttpResponseBase:
    """The round as CSV: numbers and choices, nothing that somebody typed."""
    round_, now = _find(actor, round_id), present.now()
    found = RoundReport(round_)
    pieces = csv_file.written(found.columns, found.rows(), Marking(round_, str(actor.user), now))
    name = f"audit-{round_.first_day:%Y-%m-%d}-{round_.last_day:%Y-%m-%d}.csv"
    return download(pieces, csv_file.TYPE, name)


@require_safe
@for_roles(AUDIT_ROLES, AUDITORS_ONLY)
def one_audit(request: HttpRequest, actor: Actor, audit_id: UUID) -> HttpResponse:
    """One audit: what the record shows, and the form that scores it. The opening is logged."""
    related = ("case__partnership__home", "case__procedure", "data_key", "rapid_review", "round", "submission")
    audits = RapidReviewAudit.objects.filter(case__partnership__in=areas(actor, AUDIT_ROLES))
    found: RapidReviewAudit = get_object_or_404(audits.select_related(*related), pk=audit_id)
    now = present.now()
    log.record_reading(found.case, kind=READ, by=actor, now=now, record_id=found.pk)
    score = option(found, "score", by=actor, now=now)
    leave_out = option(found, "exclude", by=actor, now=now)
    context = {
        "audit": found,
        "case": found.case,
        "facts": facts_of([found])[found.pk],
        "link": link_for(found, "audit_rapid_review", actor) if score.allowed else None,
        "exclude_url": step_url(found, "exclude") if leave_out.allowed else "",
        "is_officer": actor.holds({Role.OFFICER}, partnership_id=found.case.partnership_id),
    }
    return render(request, "workflow/desk/audit.html", context)
