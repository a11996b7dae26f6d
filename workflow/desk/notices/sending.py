"""An officer says what they have sent: one notice, or several together with day and means once (D8, D39 to D43).

What counts begins on the day that is told here, so that day is asked for and checked; what was typed stays where it is
refused.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forms import present
from forms.definition.dates import spoken_day
from workflow import notices
from workflow.desk.access import case_workers, officers_case
from workflow.desk.notices.lead_passed import is_older, lead_passed_at
from workflow.desk.notices.pages import CONFLICT, UNPROCESSABLE, notice_of
from workflow.desk.steps.form import filled, page_of
from workflow.engine.fields import DayField, ProseField
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.notices.going import to_be_sent
from workflow.notices.notice import Notice
from workflow.parties.roles import Actor


class SentForm(forms.Form):
    """The day and the means. `waiting`: what may be said to have gone; `chosen` of it is ticked at first."""

    which = forms.MultipleChoiceField(
        label="What have you sent?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick what you have sent.",
            "invalid_choice": "One of these no longer waits to be sent. Look at what is left.",
        },
    )
    on = DayField("On which day did it go?", "Enter the day on which it went.")
    proof = ProseField(
        "How did you send it?",
        "Say how you sent it, for example the receipt number of the body’s own service.",
        max_length=2_000,
        help_text="For example, the receipt number of the body’s own service, or the secure address you used.",
    )

    def __init__(self, *args: Any, waiting: list[Notice], chosen: list[Notice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = {str(one.pk): one for one in waiting}
        which = self.fields["which"]
        if isinstance(which, forms.MultipleChoiceField):
            which.choices = [(key, _described(one)) for key, one in self.waiting.items()]
        which.initial = [str(one.pk) for one in chosen]
        self.fields["on"].initial = local_date(present.now()).isoformat()


class OneSentForm(SentForm):
    """The same of the one notice that the page is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["which"]


def _described(notice: Notice) -> str:
    about = notice.subject.partition(": ")[2] or notice.subject
    return f"{notice.recipient_name}: {about} ({notice.standing}, since {spoken_day(local_date(notice.queued_at))})"


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def sent_by_hand(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> HttpResponse:
    """Record that a notice was sent by hand, when and how."""
    case = officers_case(actor, reference)
    notice = notice_of(case, notice_id)
    return _ask(request, case, OneSentForm, [notice], [notice], notice=notice)


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def sent_together(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Record that several notices were sent, on one day by the same means. `?key=` ticks those of one wording first;
    what was written before the lead passed is ticked by nobody but the person.
    """
    case = officers_case(actor, reference)
    waiting = to_be_sent(case)
    key = request.GET.get("key", "")
    passed_at = lead_passed_at(case)
    chosen = [one for one in waiting if (not key or one.key == key) and not is_older(one, passed_at)]
    return _ask(request, case, SentForm, waiting, chosen)


def _ask(
    request: HttpRequest,
    case: Case,
    form_class: type[SentForm],
    waiting: list[Notice],
    chosen: list[Notice],
    notice: Notice | None = None,
) -> HttpResponse:
    about = {"waiting": waiting, "chosen": chosen}
    form, reason, status = form_class(**about), "", 200
    page = page_of(form)
    if request.method == "POST":
        form, errors = filled(form_class, request.POST, **about)
        status = UNPROCESSABLE
        if not errors:
            try:
                _mark(form, by=request.user)
            except notices.NoticeRefused as refused:
                reason, status = refused.reason, CONFLICT
            else:
                messages.success(request, "It is recorded what you sent, when and how.")
                return redirect("desk:notices", case.reference)
        page = page_of(form, typed=request.POST, errors=errors)
    context = {
        "case": case,
        "partnership": case.partnership,
        "notice": notice,
        # Asked of the row, not of the seal.
        "has_letter": notice is not None and notice.__dict__.get("letter") is not None,
        "waiting": waiting,
        "page": page,
        "reason": reason,
    }
    return render(request, "workflow/desk/sent_by_hand.html", context, status=status)


def _mark(form: SentForm, *, by: Any) -> None:
    """All of them, or none where one is refused."""
    said = form.cleaned_data
    named = [form.waiting[key] for key in said["which"]] if "which" in said else list(form.waiting.values())
    with transaction.atomic():
        for notice in named:
            notices.mark_sent_by_hand(notice, by=by, proof=said["proof"], on=said["on"], now=present.now())
