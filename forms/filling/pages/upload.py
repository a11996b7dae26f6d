"""Files one by one, while the page of a step stays open: what forms/static/forms/files.js asks. Answers are JSON.

What else is typed is none of its business: only the file's name joins, or leaves, the form data that is kept.
"""

import uuid

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from forms import present
from forms.definition.shape import Step
from forms.filling.aside import Typed
from forms.filling.journey import Journey
from forms.filling.pages.access import NotHere, own_draft
from forms.filling.pages.attaching import attach, detach, inspected
from forms.filling.pages.finding import FULL, NO_STEP, basis_of, is_full, page_of, removed, to_write
from forms.filling.pages.tasks import changing
from forms.models.submission import Draft


@own_draft
def add(request: HttpRequest, draft: Draft, name: str, entry: uuid.UUID | None = None) -> JsonResponse:
    """Keep one file. `{"status": "added", "html": its line in the list}`, or 422 with why not."""
    if request.method != "POST":
        return JsonResponse({"status": "not-allowed"}, status=405)
    files, refusals = inspected(request, draft)
    with changing(draft) as journey:
        found, identifier = _asked(request, journey, name, entry)
        data = _copy(journey.data(found, identifier))
        before = set(journey.files)
        refusals += attach(journey, found, data, files)
        added = [journey.files[identifier] for identifier in journey.files if identifier not in before]
        if added:
            journey.remember(found, identifier, data, page=_page(request, journey, found, identifier))
            journey.save(now=present.now())
    if not added:
        message = refusals[0][1] if refusals else gettext("Choose a file")
        return JsonResponse({"status": "refused", "message": message}, status=422)
    html = render_to_string("forms/parts/file.html", {"attachment": added[0], "name": added[0].question}, request)
    return JsonResponse({"status": "added", "html": html})


@own_draft
def remove(
    request: HttpRequest, draft: Draft, name: str, attachment_id: uuid.UUID, entry: uuid.UUID | None = None
) -> JsonResponse:
    """Delete one file of this draft. `{"status": "removed"}`, also where it was gone already."""
    if request.method != "POST":
        return JsonResponse({"status": "not-allowed"}, status=405)
    with changing(draft) as journey:
        found, identifier = _asked(request, journey, name, entry)
        data = _copy(journey.data(found, identifier))
        detach(journey, data, str(attachment_id))
        journey.remember(found, identifier, data, page=_page(request, journey, found, identifier))
        journey.save(now=present.now())
    return JsonResponse({"status": "removed"})


def _asked(request: HttpRequest, journey: Journey, name: str, entry: uuid.UUID | None) -> tuple[Step, str | None]:
    """The step, or one entry of a repeating step, whose questions are asked here. Raises NotHere."""
    identifier = None if entry is None else str(entry)
    found = to_write(request, journey, name, identifier)
    if found["repeat"] is not None and identifier is None:
        raise NotHere(str(NO_STEP))
    if is_full(journey, found, identifier):
        raise NotHere(str(FULL))
    gone = identifier is not None and not journey.has_entry(found, identifier)
    if gone and journey.is_stale(found, identifier, basis_of(request)):
        raise removed(journey, found)
    return found, identifier


def _page(request: HttpRequest, journey: Journey, step: Step, entry: str | None) -> str:
    """The page that changed the files. One that another page has overtaken stays so: its texts are older than these."""
    return "" if journey.is_stale(step, entry, basis_of(request)) else page_of(request)


def _copy(data: Typed) -> Typed:
    return {name: [*values] for name, values in data.items()}
