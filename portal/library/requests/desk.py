"""Requests for reports at the desk: the support office and the publishers of the partnership answer them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from portal.library.requests.keeping import ANSWERS, AlreadyAnswered, answer, kept_text, who_asks
from portal.library.requests.model import ReportRequest
from workflow.desk.access import NOT_THE_DESK, areas, for_roles, only_area
from workflow.desk.paging import window
from workflow.parties.roles import Actor

A_PAGE = 25


class AnswerForm(forms.Form):
    sends = forms.ChoiceField(
        label="What is the answer?",
        choices=[("yes", "Send a link to the report"), ("no", "Do not send it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the report is sent."},
    )
    words = forms.CharField(
        label="What else the e-mail says",
        help_text="It goes to an address outside: no names, nothing about a case. Needed where the report is not sent.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("sends") == "no" and not (self.cleaned_data.get("words") or "").strip():
            self.add_error("words", "Say why the report is not sent, or whom to ask.")


@require_safe
@for_roles(ANSWERS, NOT_THE_DESK)
def requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits, the oldest first, then what was answered, the newest first."""
    mine = ReportRequest.objects.filter(partnership__in=areas(actor, ANSWERS)).select_related("partnership", "report")
    waiting = mine.filter(state=ReportRequest.State.WAITING)
    answered = mine.exclude(state=ReportRequest.State.WAITING).order_by("-answered_at", "pk")
    results = window(request, answered, A_PAGE)
    context = {"waiting": waiting, "results": results, "partnership": only_area(actor, ANSWERS)}
    return render(request, "portal/library/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(ANSWERS, NOT_THE_DESK)
def one(request: HttpRequest, actor: Actor, request_id: UUID) -> HttpResponse:
    """One request with its answer, or the form for it. 404 for one of another area."""
    found = ReportRequest.objects.filter(partnership__in=areas(actor, ANSWERS))
    related = ("partnership", "report", "answered_by", "submission__version", "submission__data_key")
    asked = found.select_related(*related).filter(pk=request_id).first()
    if asked is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    text = kept_text(asked.report)
    if text is None:
        form.fields["sends"].choices = [("no", "Do not send it")]  # type: ignore[attr-defined]  # a field of choices
    if request.method == "POST" and form.is_valid():
        return _answered(request, asked, form, actor)
    context = {
        "asked": asked,
        "who": who_asks(asked),
        "steps": asked.sent.steps if asked.sent is not None else (),
        "form": form,
        "has_text": text is not None,
        "partnership": asked.partnership,
    }
    return render(request, "portal/library/request.html", context, status=400 if form.errors else 200)


def _answered(request: HttpRequest, asked: ReportRequest, form: AnswerForm, actor: Actor) -> HttpResponse:
    words, sends = form.cleaned_data["words"].strip(), form.cleaned_data["sends"] == "yes"
    try:
        answer(asked, sends=sends, words=words, by=actor.user, now=present.now())
    except AlreadyAnswered:
        messages.warning(request, "Somebody else has answered this request meanwhile. Your answer was not sent.")
        return redirect("report_request", asked.pk)
    messages.success(request, "The answer is on its way by e-mail.")
    return redirect("report_requests")
