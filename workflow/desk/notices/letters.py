"""Letters of a case: read, print, take as a PDF, write one from a template. Each opening is logged."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from workflow import notices
from workflow.desk.access import case_workers, find_case, officers_case, require_reader
from workflow.desk.downloads import PDF_TYPE, download
from workflow.desk.notices.pages import CONFLICT, UNPROCESSABLE, notice_of
from workflow.desk.steps.taking import position_in
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.fields import ProseField, offer
from workflow.machines.case.machine import Case
from workflow.notices.letters.paper import NEUTRAL_NAME, print_letter
from workflow.notices.notice import Notice
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import NoticeTemplate

LETTER_READ, LETTER_WRITTEN = "letter.read", "letter.write"


class LetterForm(forms.Form):
    """What an officer says of a letter: which, to whom, and what they add."""

    key = forms.ChoiceField(
        label="Which letter?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the letter."},
    )
    name = forms.CharField(
        label="Who is it for?",
        help_text="The person who reads it, for example the mother, or the practitioner who hands it over.",
        max_length=160,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
        error_messages={"required": "Enter the name of the person the letter is for."},
    )
    role = forms.CharField(
        label="Who are they?",
        help_text="For example, “grandmother”, or “social worker, to hand over and talk through”.",
        max_length=160,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
        error_messages={"required": "Enter who they are."},
    )
    added = ProseField(
        label="A paragraph of your own",
        help_text="Optional. It stands in the letter where its wording leaves room for it.",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "govuk-textarea"}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        offer(self, "key", [(one.key, _named(one)) for one in notices.letters_offered(case.procedure)])


def _named(template: NoticeTemplate) -> str:
    """Its subject says to an officer whom it is for; its title speaks to the reader."""
    words = template.subject.replace("{reference}: ", "")
    return words[:1].upper() + words[1:]


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def write_letter(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Choose a letter, say who it is for, see it, and put it among the notices to be handed over."""
    case = officers_case(actor, reference)
    form = LetterForm(request.POST or None, case=case)
    letter, status, reason = None, 200, ""
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            now = present.now()
            notice = notices.compose_letter(case, now=now, **form.cleaned_data)
            meanwhile = _written_meanwhile(request, case) if "write" in request.POST else None
            if meanwhile is not None:
                reason = _not_twice(meanwhile, actor)
                letter, status = notice.letter, CONFLICT
            elif "write" in request.POST:
                notices.queue([notice])
                log.record_reading(case, kind=LETTER_WRITTEN, by=actor, now=now, record_id=notice.pk)
                messages.success(request, "The letter is written. Print it, hand it over, and mark it as sent.")
                return redirect("desk:letter", case.reference, notice.pk)
            else:
                letter, status = notice.letter, 200
    newest = _newest_letter(case)
    # A look at the letter goes on from what the page was drawn with first; whoever was told goes on from now.
    seen = request.POST.get("based_on") if not reason else None
    based_on = seen or (newest.position if newest is not None else 0)
    context = {**_shown(case, letter), "form": form, "reason": reason, "based_on": based_on}
    return render(request, "workflow/desk/write_letter.html", context, status=status)


def _newest_letter(case: Case) -> Event | None:
    return Event.objects.filter(case=case, kind=LETTER_WRITTEN).select_related("actor").order_by("-position").first()


def _written_meanwhile(request: HttpRequest, case: Case) -> Event | None:
    """The letter that was written after the page was drawn: sent twice, or somebody else's to the same family."""
    newest = _newest_letter(case)
    return newest if newest is not None and newest.position > position_in(request.POST) else None


def _not_twice(event: Event, actor: Actor) -> str:
    mine = actor.user is not None and event.actor_id == actor.user.pk
    who = "You" if mine else str(event.actor)
    return (
        f"{who} wrote a letter in this case at {localtime(event.at):%H:%M}, while this page was open. "
        "Look at the notices first. To write this one as well, select “Write this letter” again."
    )


def _shown(case: Case, letter: Any) -> dict[str, Any]:
    """What every page with a letter shows of it."""
    written = date.fromisoformat(letter["date"]) if letter else None
    return {"case": case, "letter": letter, "letter_date": written}


@require_safe
@case_workers
def letter(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> HttpResponse:
    """The letter as it was frozen, to read and to print."""
    case, notice = _find(request, actor, reference, notice_id)
    context = {
        **_shown(case, notice.letter),
        "notice": notice,
        "is_officer": actor.holds({Role.OFFICER}, partnership_id=case.partnership_id),
        "needs_a_person": Notice.NEEDS_A_PERSON,
    }
    return render(request, "workflow/desk/letter.html", context)


@require_safe
@case_workers
def letter_pdf(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> HttpResponseBase:
    """The same letter on paper."""
    _case, notice = _find(request, actor, reference, notice_id)
    return download(print_letter(notice.letter, now=present.now()), PDF_TYPE, NEUTRAL_NAME)


def _find(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> tuple[Case, Notice]:
    """A notice with a letter, for those who read the case; logged before anything is shown."""
    case = find_case(actor, reference)
    require_reader(actor, case)
    notice = notice_of(case, notice_id)
    if notice.letter is None:
        raise Http404("This notice has no letter.")
    log.record_reading(case, kind=LETTER_READ, by=actor, now=present.now(), record_id=notice.pk)
    return case, notice
