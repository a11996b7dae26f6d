"""What an officer does with a notice: say that it was sent by hand, or let it be sent again."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from forms import present
from workflow import notices
from workflow.desk.access import case_workers, find_case, require_officer
from workflow.models import Case, Notice
from workflow.roles import Actor

CONFLICT, UNPROCESSABLE = 409, 422


class ByHandForm(forms.Form):
    proof = forms.CharField(
        label="How did you send it?",
        help_text="For example, the receipt number of the body’s own service, or the secure address you used and when.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "govuk-textarea"}),
        max_length=2000,
        error_messages={"required": "Say how you sent it, for example the receipt number of the body’s own service."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def sent_by_hand(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> HttpResponse:
    """Record that a notice was sent by hand, and how."""
    case, notice = _find(actor, reference, notice_id)
    form = ByHandForm(request.POST or None, label_suffix="")
    reason, status = "", 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                proof = form.cleaned_data["proof"]
                notices.mark_sent_by_hand(notice, by=request.user, proof=proof, now=present.now())
            except notices.NoticeRefused as refused:
                reason, status = refused.reason, CONFLICT
            else:
                messages.success(request, "It is recorded that you sent the notice by hand.")
                return redirect("desk:notices", reference)
    context = {"case": case, "partnership": case.partnership, "notice": notice, "form": form, "reason": reason}
    return render(request, "workflow/desk/sent_by_hand.html", context, status=status)


@require_POST
@case_workers
def send_again(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> HttpResponse:
    """Put a notice that failed back into the outbox."""
    case, notice = _find(actor, reference, notice_id)
    try:
        notices.send_again(notice, now=present.now())
    except notices.NoticeRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, "The notice is waiting to be sent again.")
    return redirect("desk:notices", case.reference)


def _find(actor: Actor, reference: str, notice_id: UUID) -> tuple[Case, Notice]:
    case = find_case(actor, reference)
    require_officer(actor, case)
    notice = Notice.objects.filter(pk=notice_id, case=case).first()
    if notice is None:
        raise Http404("There is no such notice in this case.")
    notice.case = case
    return case, notice
