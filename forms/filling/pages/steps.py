"""One step a page: show it, keep what was typed, go on when it passes."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime

from forms import present
from forms.definition.conditions import for_browser
from forms.definition.dates import spoken_day
from forms.definition.language import like
from forms.definition.shape import Step
from forms.filling.journey import Journey, Typed
from forms.filling.pages.access import own_draft
from forms.filling.pages.attaching import attach, detach, inspected
from forms.filling.pages.tasks import changing, context_of, opened
from forms.models.kept_post import Typed as KeptTyped
from forms.models.submission import Draft
from forms.questions.drawing import draw
from forms.questions.rows import ADD_ROW, REMOVE_ROW, change_rows
from forms.questions.step_form import OFFERED, StepForm, own_fields

ACTION = "forms-action"
REMOVE_FILE, UPLOAD, READ_IN = "remove-file:", "upload", "language:"
# Buttons that keep what is typed as it is and lead back to the same page.
STAYING = (REMOVE_FILE, UPLOAD, READ_IN, ADD_ROW, REMOVE_ROW)
FROM_CHECK = "check"


@own_draft
def step(request: HttpRequest, draft: Draft, name: str, number: int | None = None) -> HttpResponse:
    """A plain step's questions, the list of a repeating step's entries, or the questions of one entry."""
    if request.method == "POST":
        return _receive(request, draft, name, number)
    journey = opened(draft)
    found = find(journey, name, number)
    if found["repeat"] is not None and number is None:
        return _list(request, journey, found)
    form = journey.form(found, index_of(number), _given_back(request, found))
    return _page(request, journey, found, number, form, with_errors="problems" in request.GET)


def find(journey: Journey, name: str, number: int | None) -> Step:
    """The step where it is shown and the number stands for an entry of it or the next one. Raises Http404."""
    found = journey.step(name)
    if found is None:
        raise Http404
    if number is not None:
        repeat = found["repeat"]
        if repeat is None or not 1 <= number <= min(len(journey.entries(found)) + 1, repeat["most"]):
            raise Http404
    return found


def asked(journey: Journey, name: str, number: int | None) -> Step:
    """The same where questions are asked: not the list of a repeating step."""
    found = find(journey, name, number)
    if found["repeat"] is not None and number is None:
        raise Http404
    return found


def index_of(number: int | None) -> int | None:
    return None if number is None else number - 1


def url_of(draft: Draft, name: str, number: int | None = None) -> str:
    """The address of a step or of one of its entries."""
    if number is None:
        return reverse("forms:step", args=[draft.pk, name])
    return reverse("forms:entry", args=[draft.pk, name, number])


def _page(
    request: HttpRequest,
    journey: Journey,
    found: Step,
    number: int | None,
    form: StepForm,
    *,
    with_errors: bool,
    status: int = 200,
) -> HttpResponse:
    drawn = draw(form, with_errors=with_errors, files=journey.files)
    steps = [one["name"] for one in journey.steps]
    address = url_of(journey.draft, found["name"], number)
    context = {
        **context_of(journey),
        "step": found,
        "number": number,
        "heading": found["title"] if number is None else _entry_heading(found, number),
        "place": steps.index(found["name"]) + 1,
        "total": len(steps),
        "questions": drawn,
        "errors": [problem for question in drawn for problem in question.problems],
        "newly_shown": form.newly_shown if with_errors else [],
        "offered": " ".join(question.name for question in drawn if not question.hidden),
        "conditions": json.dumps(for_browser(found, form.circumstances.known, form.circumstances.today)),
        "autosave_url": f"{address}autosave/",
        "files_url": f"{address}files/",
        "in_step": True,
        "back_url": _back_url(request, journey, found, number),
        "origin": _origin(request),
        "has_files": any(question.kind == "file" for question in drawn),
    }
    return render(request, "forms/step.html", context, status=status)


def _entry_heading(found: Step, number: int) -> str:
    noun = found["repeat"]["noun"] if found["repeat"] else ""
    return like(f"{noun[:1].upper()}{noun[1:]} {number}", noun)


def _origin(request: HttpRequest) -> str:
    return FROM_CHECK if request.GET.get("from") == FROM_CHECK else ""


def _back_url(request: HttpRequest, journey: Journey, found: Step, number: int | None) -> str:
    if _origin(request):
        return reverse("forms:check", args=[journey.draft.pk])
    if number is not None and journey.entries(found):
        return url_of(journey.draft, found["name"])
    return journey.draft.get_absolute_url()


def _list(request: HttpRequest, journey: Journey, found: Step) -> HttpResponse:
    entries = journey.entry_list(found)
    repeat = found["repeat"]
    if not entries and repeat is not None and repeat["least"] > 0:
        return redirect(url_of(journey.draft, found["name"], 1))
    context = {
        **context_of(journey),
        "step": found,
        "heading": found["title"],
        "entries": entries,
        "next_number": len(entries) + 1,
        "may_add": repeat is not None and len(entries) < repeat["most"],
        "errors": [("entries", problem.message) for problem in journey.problems_of(found)]
        if "problems" in request.GET
        else [],
        "back_url": journey.draft.get_absolute_url(),
    }
    return render(request, "forms/entries.html", context)


# Receiving


def _receive(request: HttpRequest, draft: Draft, name: str, number: int | None) -> HttpResponse:
    files, refusals = inspected(request)
    with changing(draft) as journey:
        found = find(journey, name, number)
        if found["repeat"] is not None and number is None:
            return _finish_list(request, journey, found)
        data = _typed(request, found)
        refusals += attach(journey, found, data, files)
        action = request.POST.get(ACTION, "")
        if action.startswith(REMOVE_FILE):
            detach(journey, data, action.removeprefix(REMOVE_FILE))
        elif action.startswith(READ_IN):
            journey.read_in(action.removeprefix(READ_IN))
        place = change_rows(action, found, data)
        form = journey.form(found, index_of(number), data)
        for question, message in refusals:
            if question in form.fields:
                form.add_error(question, message)
        passed = form.is_valid() and not form.newly_shown and not action.startswith(STAYING)
        if passed:
            journey.store(found, index_of(number), form)
        else:
            journey.remember(found, index_of(number), data)
        journey.save(now=present.now())
    return _answer(request, journey, found, number, form, action, place, passed=passed, refused=bool(refusals))


def _answer(
    request: HttpRequest,
    journey: Journey,
    found: Step,
    number: int | None,
    form: StepForm,
    action: str,
    place: str,
    *,
    passed: bool,
    refused: bool,
) -> HttpResponse:
    address = url_of(journey.draft, found["name"], number)
    if action == "later" and not refused:
        until = spoken_day(localtime(journey.draft.expires_at))
        messages.success(request, f"Your answers are saved. Come back and finish them by {until}.")
        return redirect(journey.draft)
    if action.startswith(STAYING) and not refused:
        origin = f"?from={FROM_CHECK}" if _origin(request) else ""
        return redirect(f"{address}{origin}{place and f'#{place}'}")
    if not passed:
        status = 422 if form.errors else 200
        return _page(request, journey, found, number, form, with_errors=True, status=status)
    if number is not None:
        return redirect(url_of(journey.draft, found["name"]))
    return _onwards(request, journey, found)


def _onwards(request: HttpRequest, journey: Journey, found: Step) -> HttpResponse:
    if _origin(request):
        return redirect("forms:check", journey.draft.pk)
    following = journey.after(found)
    if following is None:
        return redirect("forms:tasks" if journey.problems() else "forms:check", journey.draft.pk)
    return redirect(url_of(journey.draft, following["name"]))


def _finish_list(request: HttpRequest, journey: Journey, found: Step) -> HttpResponse:
    if journey.problems_of(found):
        return redirect(f"{url_of(journey.draft, found['name'])}?problems=1")
    journey.see(found)
    journey.save(now=present.now())
    return _onwards(request, journey, found)


def _typed(request: HttpRequest, found: Step) -> Typed:
    names = [*own_fields(found), OFFERED]
    return {name: request.POST.getlist(name) for name in names if name in request.POST}


def _given_back(request: HttpRequest, found: Step) -> Typed | None:
    """What was sent to this page when its owner was no longer signed in, and is theirs again."""
    kept: KeptTyped | None = getattr(request, "kept_post", None)
    names = [*own_fields(found), OFFERED]
    return None if kept is None else {name: kept["fields"][name] for name in names if name in kept["fields"]}


@own_draft
def autosave(request: HttpRequest, draft: Draft, name: str, number: int | None = None) -> JsonResponse:
    """Keep what is typed just now, passing or not. JSON: `{"status": "saved", "at": "14:05"}`."""
    if request.method != "POST":
        return JsonResponse({"status": "not-allowed"}, status=405)
    now = present.now()
    with changing(draft) as journey:
        found = asked(journey, name, number)
        journey.remember(found, index_of(number), _typed(request, found))
        journey.save(now=now)
    return JsonResponse({"status": "saved", "at": f"{localtime(now):%H:%M}"})


@own_draft
def remove_entry(request: HttpRequest, draft: Draft, name: str, number: int) -> HttpResponse:
    """Ask, then take out one entry of a repeating step."""
    journey = opened(draft)
    found = find(journey, name, number)
    entries = journey.entry_list(found)
    if number > len(entries):
        raise Http404
    if request.method == "POST":
        with changing(draft) as journey:
            journey.remove_entry(found, number - 1)
            journey.save(now=present.now())
        messages.success(request, f"{entries[number - 1].title} has been removed.")
        return redirect(url_of(draft, name))
    context: dict[str, Any] = {**context_of(journey), "step": found, "entry": entries[number - 1]}
    return render(request, "forms/remove_entry.html", {**context, "back_url": url_of(draft, name)})
