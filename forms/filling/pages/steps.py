"""One step a page: show it, keep what was typed, go on when it passes."""

import json
import uuid
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy

from forms import present
from forms.definition.conditions import for_browser
from forms.definition.dates import spoken_day
from forms.definition.shape import Step
from forms.filling import presence, side_by_side, trial
from forms.filling.aside import Typed
from forms.filling.journey import Journey
from forms.filling.pages.access import NotHere, own_draft, person
from forms.filling.pages.attaching import Refusal, attach, detach, inspected, sheets_in
from forms.filling.pages.entries import list_page
from forms.filling.pages.finding import (
    CHANGED,
    FROM_CHECK,
    FULL,
    NO_STEP,
    began,
    find,
    given_back,
    heading_of,
    is_full,
    is_overtaken,
    kept_in,
    origin,
    page_of,
    removed,
    to_write,
    typed_in,
    url_of,
)
from forms.filling.pages.tasks import changing, context_of, opened
from forms.filling.places import UNTOUCHED, place_of
from forms.models.submission import Draft
from forms.questions.chronology.taking import Taken, take_in
from forms.questions.drawing import draw
from forms.questions.rows import CHANGING, TAKE_ROWS, change_rows
from forms.questions.step_form import StepForm

ACTION = "forms-action"
LATER = "later"
REMOVE_FILE, UPLOAD, READ_IN = "remove-file:", "upload", "language:"
# Buttons that keep what is typed as it is and lead back to the same page.
STAYING = (REMOVE_FILE, UPLOAD, READ_IN, *CHANGING, TAKE_ROWS)
SEE_BOTH = gettext_lazy("Select Save and continue to see both and choose.")
KEPT_ASIDE = gettext_lazy(
    "“%(title)s” is not asked any more because of another answer. What you typed there is kept, and comes back if the "
    "step does."
)


@own_draft
def step(request: HttpRequest, draft: Draft, name: str, entry: uuid.UUID | None = None) -> HttpResponse:
    """A plain step's questions, the list of a repeating step's entries, or the questions of one entry."""
    identifier = None if entry is None else str(entry)
    if request.method == "POST":
        return _receive(request, draft, name, identifier)
    journey = opened(draft)
    found = find(journey, name, identifier)
    if found["repeat"] is not None and identifier is None:
        return list_page(request, journey, found)
    form = journey.form(found, identifier, given_back(request, found))
    problems = request.GET.get("problems", "")
    only = problems if problems in form.fields else ""
    return _page(request, journey, found, identifier, form, with_errors=bool(problems), only=only, basis=began(request))


@own_draft
def add(request: HttpRequest, draft: Draft, name: str, entry: uuid.UUID) -> HttpResponse:
    """A new entry of a repeating step. Once something of it is kept, it has a page of its own."""
    identifier = str(entry)
    if request.method == "POST":
        return _receive(request, draft, name, identifier, new=True)
    journey = opened(draft)
    found = find(journey, name)
    if found["repeat"] is None:
        raise NotHere(str(NO_STEP))
    if journey.has_entry(found, identifier):
        return redirect(url_of(draft, name, identifier))
    if journey.revisions.of(place_of(found, identifier)) != UNTOUCHED:
        raise removed(journey, found)
    if is_full(journey, found, identifier):
        return redirect(url_of(draft, name))
    form = journey.form(found, identifier, given_back(request, found))
    return _page(request, journey, found, identifier, form, with_errors=False, basis=began(request))


def _page(
    request: HttpRequest,
    journey: Journey,
    found: Step,
    entry: str | None,
    form: StepForm,
    *,
    with_errors: bool,
    only: str = "",
    status: int = 200,
    refusal: str = "",
    basis: str = "",
) -> HttpResponse:
    """`only`: the one question whose faults are shown, where somebody has not come to the others yet."""
    now, user = present.now(), person(request)
    presence.note(journey.draft, place_of(found, entry), now=now, user=user)
    why = trial.why_shown(journey.definition, found) if journey.draft.trial is not None else {}
    drawn = draw(form, with_errors=with_errors, only=only, files=journey.files)
    drawn = [replace(question, why=why.get(question.name, "")) for question in drawn]
    steps = [one["name"] for one in journey.steps]
    address = url_of(journey.draft, found["name"], entry)
    problems = [problem for question in drawn for problem in question.problems]
    context = {
        **context_of(journey),
        "step": found,
        "why_step": why.get(found["name"], ""),
        "heading": heading_of(journey, found, entry),
        "basis": basis or journey.basis(found, entry),
        "place": steps.index(found["name"]) + 1,
        "total": len(steps),
        "questions": drawn,
        "errors": [("step", refusal), *problems] if refusal else problems,
        "newly_shown": form.newly_shown if with_errors else [],
        "offered": " ".join(question.name for question in drawn if not question.hidden),
        "conditions": json.dumps(for_browser(found, form.circumstances.known, form.circumstances.today)),
        "autosave_url": f"{address}autosave/",
        "files_url": f"{address}files/",
        "in_step": True,
        "others": presence.others(journey.draft, now=now, user=user).get(found["name"], []),
        "back_url": _back_url(request, journey, found, entry),
        "origin": origin(request),
        "has_files": any(question.kind == "file" for question in drawn),
        "multipart": any(question.kind in ("file", "chronology") for question in drawn),
    }
    return render(request, "forms/step.html", context, status=status)


def _back_url(request: HttpRequest, journey: Journey, found: Step, entry: str | None) -> str:
    if origin(request):
        return reverse("forms:check", args=[journey.draft.pk])
    if entry is not None and journey.entries(found):
        return url_of(journey.draft, found["name"])
    return journey.draft.get_absolute_url()


# Receiving


def _receive(request: HttpRequest, draft: Draft, name: str, entry: str | None, *, new: bool = False) -> HttpResponse:
    files, refusals = inspected(request, draft)
    sheets = sheets_in(request)
    with changing(draft) as journey:
        found = to_write(request, journey, name, entry, new=new)
        if found["repeat"] is not None and entry is None:
            return _finish_list(request, journey, find(journey, name))
        data = journey.completed(found, entry, typed_in(request, found))
        if kept := kept_in(request):
            data = side_by_side.chosen(journey, found, entry, data, kept)
        # Files are kept in any case: which of them are sent, the answers say.
        refusals += attach(journey, found, data, files)
        taken = take_in(found, data, sheets)
        refusals += taken.refusals
        if is_overtaken(request, journey, found, entry, data):
            return _both(request, journey, found, entry, data)
        if journey.step(name) is None:
            return _keep_aside(request, journey, found, entry, data)
        if is_full(journey, found, entry):
            form = journey.form(found, entry, data)
            return _page(request, journey, found, entry, form, with_errors=True, status=422, refusal=str(FULL))
        return _take(request, journey, found, entry, data, refusals, taken)


def _take(
    request: HttpRequest,
    journey: Journey,
    found: Step,
    entry: str | None,
    data: Typed,
    refusals: list[Refusal],
    taken: Taken,
) -> HttpResponse:
    """Store what passes and remember what does not. What came from a spreadsheet is looked at before going on."""
    action, page = request.POST.get(ACTION, ""), page_of(request)
    if action.startswith(REMOVE_FILE):
        detach(journey, data, action.removeprefix(REMOVE_FILE))
    elif action.startswith(READ_IN):
        journey.read_in(action.removeprefix(READ_IN))
    place = change_rows(action, found, data)
    form = journey.form(found, entry, data)
    for question, message in refusals:
        if question in form.fields:
            form.add_error(question, message)
    passed = form.is_valid() and not form.newly_shown and not (taken or action.startswith(STAYING))
    if passed:
        journey.store(found, entry, form, page=page)
    else:
        journey.remember(found, entry, data, page=page)
    journey.save(now=present.now())
    for told in taken.told:
        messages.success(request, told)
    if taken and not refusals and action != LATER:
        return _with_new_rows(request, journey, found, entry, form, taken.names[0])
    return _answer(request, journey, found, entry, form, action, place, passed=passed, refused=bool(refusals))


def _with_new_rows(
    request: HttpRequest, journey: Journey, found: Step, entry: str | None, form: StepForm, name: str
) -> HttpResponse:
    """The page again, at the question that got rows, with what is wrong in them."""
    query = {"from": origin(request), "problems": name if name in form.errors else ""}
    asked = urlencode({key: value for key, value in query.items() if value})
    return redirect(f"{url_of(journey.draft, found['name'], entry)}{asked and f'?{asked}'}#question-{name}")


def _both(request: HttpRequest, journey: Journey, found: Step, entry: str | None, data: Typed) -> HttpResponse:
    """What is kept now beside what was typed here, for the person to choose. Nothing has been written."""
    gone = entry is not None and not journey.has_entry(found, entry)
    address = url_of(journey.draft, found["name"], entry)
    query = f"?from={FROM_CHECK}" if origin(request) else ""
    context = {
        **context_of(journey),
        "step": found,
        "heading": heading_of(journey, found, entry),
        "gone": gone,
        "pairs": side_by_side.pairs(journey, found, entry, data),
        "fields": [(name, value) for name, values in data.items() for value in values],
        "basis": journey.basis(found, entry),
        "action": LATER if request.POST.get(ACTION) == LATER else "",
        "address": f"{address}{query}",
        "keep_url": url_of(journey.draft, found["name"]) if gone else f"{address}{query}",
        "back_url": journey.draft.get_absolute_url(),
    }
    return render(request, "forms/changed.html", context, status=409)


def _keep_aside(request: HttpRequest, journey: Journey, found: Step, entry: str | None, data: Typed) -> HttpResponse:
    """The step was hidden by an answer given elsewhere while its page stood open."""
    journey.remember(found, entry, data, page=page_of(request))
    journey.save(now=present.now())
    messages.info(request, KEPT_ASIDE % {"title": found["title"]})
    return redirect(journey.draft)


def _answer(
    request: HttpRequest,
    journey: Journey,
    found: Step,
    entry: str | None,
    form: StepForm,
    action: str,
    place: str,
    *,
    passed: bool,
    refused: bool,
) -> HttpResponse:
    address = url_of(journey.draft, found["name"], entry)
    if action == LATER and not refused:
        until = spoken_day(localtime(journey.draft.expires_at))
        told = gettext("Your answers are saved. Come back and finish them by %(day)s.")
        messages.success(request, told % {"day": until})
        return redirect(journey.draft)
    if action.startswith(STAYING) and not refused:
        query = f"?from={FROM_CHECK}" if origin(request) else ""
        return redirect(f"{address}{query}{place and f'#{place}'}")
    if not passed:
        status = 422 if form.errors else 200
        return _page(request, journey, found, entry, form, with_errors=True, status=status)
    if entry is not None:
        return redirect(url_of(journey.draft, found["name"]))
    return _onwards(request, journey, found)


def _onwards(request: HttpRequest, journey: Journey, found: Step) -> HttpResponse:
    if origin(request):
        return redirect("forms:check", journey.draft.pk)
    following = journey.after(found)
    if following is None:
        return redirect("forms:check" if journey.lacks_nothing(found) else "forms:tasks", journey.draft.pk)
    return redirect(url_of(journey.draft, following["name"]))


def _finish_list(request: HttpRequest, journey: Journey, found: Step) -> HttpResponse:
    if journey.problems_of(found):
        return redirect(f"{url_of(journey.draft, found['name'])}?problems=1")
    journey.see(found)
    journey.save(now=present.now())
    return _onwards(request, journey, found)


@own_draft
def autosave(request: HttpRequest, draft: Draft, name: str, entry: uuid.UUID | None = None) -> JsonResponse:
    """Keep what is typed just now, passing or not. JSON: `{"status": "saved", "at": "14:05"}`.

    What another page changed meanwhile is never written over: 409, with a message for the page.
    """
    if request.method != "POST":
        return JsonResponse({"status": "not-allowed"}, status=405)
    now, identifier = present.now(), None if entry is None else str(entry)
    with changing(draft) as journey:
        found = to_write(request, journey, name, identifier)
        if found["repeat"] is not None and identifier is None:
            raise NotHere(str(NO_STEP))
        data = journey.completed(found, identifier, typed_in(request, found))
        if is_overtaken(request, journey, found, identifier, data):
            return JsonResponse({"status": "changed", "message": f"{CHANGED} {SEE_BOTH}"}, status=409)
        if is_full(journey, found, identifier):
            return JsonResponse({"status": "full", "message": str(FULL)}, status=409)
        journey.remember(found, identifier, data, page=page_of(request))
        journey.save(now=now)
        presence.note(draft, place_of(found, identifier), now=now, user=person(request))
    return JsonResponse({"status": "saved", "at": f"{localtime(now):%H:%M}"})
