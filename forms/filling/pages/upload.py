"""Files one by one, while the page of a step stays open: what forms/static/forms/files.js asks. Answers are JSON.

What else is typed is none of its business: only the file's name joins, or leaves, the form data that is kept.
"""

import uuid

from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string

from forms import present
from forms.definition.shape import Step
from forms.filling.journey import Journey, Typed
from forms.filling.pages.access import own_draft
from forms.filling.pages.attaching import attach, detach, inspected
from forms.filling.pages.steps import find, index_of
from forms.filling.pages.tasks import changing
from forms.models.submission import Draft


@own_draft
def add(request: HttpRequest, draft: Draft, name: str, number: int | None = None) -> JsonResponse:
    """Keep one file. `{"status": "added", "html": its line in the list}`, or 422 with why not."""
    if request.method != "POST":
        return JsonResponse({"status": "not-allowed"}, status=405)
    files, refusals = inspected(request, draft)
    with changing(draft) as journey:
        found = _asked(journey, name, number)
        data = _copy(journey.data(found, index_of(number)))
        before = set(journey.files)
        refusals += attach(journey, found, data, files)
        added = [journey.files[identifier] for identifier in journey.files if identifier not in before]
        if added:
            journey.remember(found, index_of(number), data)
            journey.save(now=present.now())
    if not added:
        message = refusals[0][1] if refusals else "Choose a file"
        return JsonResponse({"status": "refused", "message": message}, status=422)
    html = render_to_string("forms/parts/file.html", {"attachment": added[0], "name": added[0].question}, request)
    return JsonResponse({"status": "added", "html": html})


@own_draft
def remove(
    request: HttpRequest, draft: Draft, name: str, attachment_id: uuid.UUID, number: int | None = None
) -> JsonResponse:
    """Delete one file of this draft. `{"status": "removed"}`, also where it was gone already."""
    if request.method != "POST":
        return JsonResponse({"status": "not-allowed"}, status=405)
    with changing(draft) as journey:
        found = _asked(journey, name, number)
        data = _copy(journey.data(found, index_of(number)))
        detach(journey, data, str(attachment_id))
        journey.remember(found, index_of(number), data)
        journey.save(now=present.now())
    return JsonResponse({"status": "removed"})


def _asked(journey: Journey, name: str, number: int | None) -> Step:
    """The step, or one entry of a repeating step, whose questions are asked here. Raises Http404."""
    found = find(journey, name, number)
    if found["repeat"] is not None and number is None:
        raise Http404
    return found


def _copy(data: Typed) -> Typed:
    return {name: [*values] for name, values in data.items()}
