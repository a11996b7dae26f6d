"""One step of a draft, for a colleague without an account who was given a link: this step and nothing else of it.

No script of the forms runs here: what a condition elsewhere in the form says is settled on the server and not told.
"""

from typing import Any

from allauth.core.ratelimit import respond_429
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from forms import present
from forms.definition.shape import Step
from forms.filling import drafts, presence, side_by_side, step_links
from forms.filling.journey import Journey
from forms.filling.pages.attaching import sheets_in
from forms.filling.pages.finding import is_overtaken, page_of, typed_in
from forms.filling.pages.steps import ACTION
from forms.models import StepLink
from forms.questions.chronology.taking import take_in
from forms.questions.drawing import draw
from forms.questions.rows import CHANGING, TAKE_ROWS, change_rows
from forms.questions.step_form import StepForm
from workflow.receiving import limits
from workflow.receiving.views import GONE, UNPROCESSABLE, sealed
from workflow.workspace.writing_together import LINK_OPENED, LINK_SAVED, trace_link

CONFLICT = 409


@never_cache
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of the step with what stands there, and saving them. Whoever guesses learns nothing."""
    if limits.too_many_steps(request, token):
        return sealed(respond_429(request))
    now = present.now()
    link = step_links.find(token, now=now)
    if link is None:
        return sealed(render(request, "workflow/receiving/section_gone.html", status=GONE))
    sheets = sheets_in(request) if request.method == "POST" else {}
    with transaction.atomic():
        journey = Journey(drafts.lockable().get(pk=link.draft_id), today=present.today())
        found = journey.step(link.step)
        if found is None or not step_links.may_be_opened(found):
            return sealed(render(request, "workflow/receiving/section_gone.html", status=GONE))
        presence.note(journey.draft, link.step, now=now, link=link)
        if request.method == "POST":
            return _receive(request, journey, found, link, token, sheets)
        trace_link(link, LINK_OPENED, now=now)
        return _page(request, journey, found, link, journey.form(found, None), saved="saved" in request.GET)


def _receive(
    request: HttpRequest, journey: Journey, found: Step, link: StepLink, token: str, sheets: Any
) -> HttpResponse:
    """Keep what was typed, passing or not, unless somebody else changed the step since the page was made."""
    now = present.now()
    data = journey.completed(found, None, typed_in(request, found))
    taken = take_in(found, data, sheets)
    if is_overtaken(request, journey, found, None, data):
        return _page(request, journey, found, link, journey.form(found, None, data), overtaken=True, status=CONFLICT)
    action = request.POST.get(ACTION, "")
    change_rows(action, found, data)
    form = journey.form(found, None, data)
    for question, refusal in taken.refusals:
        form.add_error(question, refusal)
    stays = bool(taken) or action.startswith((*CHANGING, TAKE_ROWS))
    if form.is_valid() and not form.newly_shown and not stays:
        journey.store(found, None, form, page=page_of(request))
    else:
        journey.remember(found, None, data, page=page_of(request))
    journey.save(now=now)
    trace_link(link, LINK_SAVED, now=now)
    if form.is_valid() and not form.newly_shown:
        saved = "" if stays else "?saved=1"
        return sealed(redirect(f"{request.path}{saved}"))
    return _page(request, journey, found, link, form, with_errors=True, status=UNPROCESSABLE, told=taken.told)


def _page(
    request: HttpRequest,
    journey: Journey,
    found: Step,
    link: StepLink,
    form: StepForm,
    *,
    with_errors: bool = False,
    overtaken: bool = False,
    saved: bool = False,
    told: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    drawn = [one for one in draw(form, with_errors=with_errors) if not one.hidden]
    differing = side_by_side.pairs(journey, found, None, dict(form.data.lists())) if overtaken else []
    context = {
        "step": found,
        "form_title": journey.definition["title"],
        "questions": drawn,
        "errors": [problem for question in drawn for problem in question.problems],
        "offered": " ".join(question.name for question in drawn),
        "basis": journey.basis(found, None),
        "pairs": [pair for pair in differing if pair.differs],
        "overtaken": overtaken,
        "saved": saved,
        "told": told or [],
        "until": link.expires_at,
        "others": presence.others(journey.draft, now=present.now(), link=link).get(found["name"], []),
    }
    return sealed(render(request, "workflow/receiving/section.html", context, status=status))
