"""Steps and entries by their addresses, and what a request may do with them."""

import uuid

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from forms.definition.language import like
from forms.definition.shape import Step
from forms.filling import side_by_side
from forms.filling.aside import Typed
from forms.filling.journey import Journey
from forms.filling.pages.access import NotHere
from forms.filling.places import UNTOUCHED, Basis, place_of
from forms.models.kept_post import Typed as KeptTyped
from forms.models.submission import Draft
from forms.questions.step_form import OFFERED, own_fields

BASIS, CHOOSE, KEPT = "forms-basis", "forms-choose:", "kept"
FROM_CHECK = "check"
NO_STEP = gettext_lazy(
    "This form does not ask this any more, or not with your other answers. Your other answers are kept."
)
CHANGED = gettext_lazy("This was changed in another window. What you typed here is not saved yet.")
FULL = gettext_lazy(
    "This form takes no more of these. What you typed here is not saved: remove one from the list first"
)


def url_of(draft: Draft, name: str, entry: str | None = None) -> str:
    """The address of a step or of one of its entries."""
    if entry is None:
        return reverse("forms:step", args=[draft.pk, name])
    return reverse("forms:entry", args=[draft.pk, name, entry])


def add_url(draft: Draft, name: str) -> str:
    """The address of a new entry: it names the identifier that the entry will have, so that sent twice it is one."""
    return reverse("forms:add_entry", args=[draft.pk, name, uuid.uuid4()])


def origin(request: HttpRequest) -> str:
    """Where the page leads back to: "check", or nothing."""
    return FROM_CHECK if request.GET.get("from") == FROM_CHECK else ""


def find(journey: Journey, name: str, entry: str | None = None) -> Step:
    """The step where it is shown, with the entry where one is named. Raises NotHere."""
    found = journey.step(name)
    if found is None or (entry is not None and found["repeat"] is None):
        raise NotHere(str(NO_STEP))
    if entry is not None and not journey.has_entry(found, entry):
        raise removed(journey, found)
    return found


def removed(journey: Journey, step: Step, typed: tuple[str, ...] = ()) -> NotHere:
    """An entry that is not there, or not any more."""
    noun = step["repeat"]["noun"] if step["repeat"] else ""
    told = gettext("This is not in your list: %(noun)s. It has been removed, or the address is not complete.")
    reason = told % {"noun": noun}
    return NotHere(reason, back=url_of(journey.draft, step["name"]), back_label=gettext("Go to the list"), typed=typed)


def to_write(request: HttpRequest, journey: Journey, name: str, entry: str | None, *, new: bool = False) -> Step:
    """The step to which a request writes, one that is hidden just now too. Raises NotHere.

    An entry is new where its page says so: `new`, or a page that began from nothing.
    """
    found = journey.compiled.steps.get(name)
    if found is None or (entry is not None and found["repeat"] is None):
        raise NotHere(str(NO_STEP), typed=_texts(request))
    if entry is None or journey.has_entry(found, entry):
        return found
    basis, before = basis_of(request), journey.revisions.of(place_of(found, entry))
    begins = before == UNTOUCHED and (new or (basis is not None and basis.revision == UNTOUCHED))
    if not begins and (basis is None or before == UNTOUCHED):
        raise removed(journey, found, _texts(request))
    return found


def is_full(journey: Journey, step: Step, entry: str | None) -> bool:
    """Whether the list has no room for this entry, which is not in it."""
    repeat = step["repeat"]
    if repeat is None or entry is None or journey.has_entry(step, entry):
        return False
    return len(journey.entries(step)) >= repeat["most"]


def basis_of(request: HttpRequest) -> Basis | None:
    """What the page that sends this says it began from."""
    return Basis.read(request.POST.get(BASIS, ""))


def page_of(request: HttpRequest) -> str:
    """The name of that page."""
    basis = basis_of(request)
    return basis.page if basis else ""


def is_overtaken(request: HttpRequest, journey: Journey, step: Step, entry: str | None, typed: Typed) -> bool:
    """Whether another page changed the step or entry meanwhile, to something else than what is sent."""
    stale = journey.is_stale(step, entry, basis_of(request))
    return stale and side_by_side.clashes(journey, step, entry, typed)


def typed_in(request: HttpRequest, step: Step) -> Typed:
    """The form data of the step's own questions."""
    names = [*own_fields(step), OFFERED]
    return {name: request.POST.getlist(name) for name in names if name in request.POST}


def given_back(request: HttpRequest, step: Step) -> Typed | None:
    """What was sent to this page when its owner was no longer signed in, and is theirs again."""
    kept: KeptTyped | None = getattr(request, "kept_post", None)
    names = [*own_fields(step), OFFERED]
    return None if kept is None else {name: kept["fields"][name] for name in names if name in kept["fields"]}


def began(request: HttpRequest) -> str:
    """What the page that is given back began from: another window may have gone on meanwhile."""
    kept: KeptTyped | None = getattr(request, "kept_post", None)
    return "" if kept is None else kept["fields"].get(BASIS, [""])[0]


def kept_in(request: HttpRequest) -> set[str]:
    """The questions for which the person who saw both versions chose what is kept."""
    return {
        name.removeprefix(CHOOSE) for name, value in request.POST.items() if name.startswith(CHOOSE) and value == KEPT
    }


def heading_of(journey: Journey, step: Step, entry: str | None) -> str:
    """What the page of a step or entry is called: "Child 2"."""
    if entry is None or step["repeat"] is None:
        return step["title"]
    noun = step["repeat"]["noun"]
    return like(f"{noun[:1].upper()}{noun[1:]} {journey.number_of(step, entry)}", noun)


def _texts(request: HttpRequest) -> tuple[str, ...]:
    """Every text that came, without what the page sends along by itself."""
    own = {name: texts for name, texts in request.POST.lists() if not name.startswith(("forms-", "csrf"))}
    return tuple(text for texts in own.values() for text in texts if text.strip())
