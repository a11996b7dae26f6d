"""The people whom somebody sees, and the table of who may do what."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forms import present
from forms.same_text import same
from portal.accounts.people import deciding
from portal.accounts.people.place import Place
from portal.accounts.people.questions import SearchForm
from portal.accounts.people.role_table import role_table
from portal.accounts.people.views.access import keepers
from portal.accounts.people.views.waiting import count_for
from workflow.parties.party import Membership
from workflow.parties.roles import PEOPLE_ROLES, Actor
from workflow.people.models import User

A_PAGE = 50


@require_safe
@keepers
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everybody whom the person sees, with the roles that they see; narrowed down by name, place, role."""
    form = SearchForm(actor=actor)
    asked = {name: request.GET.get(name, "").strip() for name in form.fields}
    held = _narrowed(Membership.objects.filter(deciding.places_of(actor)), asked)
    found = User.objects.filter(pk__in=held.values("user"))
    if not any(asked[name] for name in ("place", "role", "show")):
        # Administrators see as well who has no role at all.
        without = deciding.seen_people(actor).filter(memberships=None)
        found = User.objects.filter(Q(pk__in=held.values("user")) | Q(pk__in=without.values("pk")))
    found = _named(found, asked["q"]).order_by("last_name", "first_name", "email", "pk")
    shown = held.select_related("partnership", "agency").order_by("role", "pk")
    found = found.prefetch_related(Prefetch("memberships", queryset=shown, to_attr="shown"))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    # Untyped: they carry what was prefetched.
    shown_people: Any = page.object_list
    context = {
        "results": page,
        "rows": [(one, [(Place.of(each), each) for each in one.shown]) for one in shown_people],
        "form": form,
        "asked": asked,
        "waiting": count_for(actor, present.now()),
        "may_invite": bool(deciding.appointable_roles(actor)),
    }
    return render(request, "portal/people/list.html", context)


@require_safe
@keepers
def who_may(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The table of who may do what, from what the code declares, and whom the person may give which role."""
    return render(request, "portal/people/who.html", {"rows": role_table(actor)})


def instead_of_wagtails(request: HttpRequest) -> HttpResponse:
    """Wagtail's screens of users and groups: whoever keeps people finds ours, for others there is nothing."""
    if not Actor.of(request.user).holds(PEOPLE_ROLES):
        raise Http404("There is no such page.")
    return redirect("people:list")


def _narrowed(held: QuerySet[Membership], asked: dict[str, str]) -> QuerySet[Membership]:
    held = held.exclude(ended_at=None) if asked["show"] == "ended" else held.filter(ended_at=None)
    kind, number = asked["place"][:1], asked["place"][1:]
    if kind in ("p", "a") and number.isdecimal():
        held = held.filter(**{"partnership" if kind == "p" else "agency": int(number)})
    return held.filter(role=asked["role"]) if asked["role"] else held


def _named(found: QuerySet[User], typed: str) -> QuerySet[User]:
    """Those whose name or address holds every word, however it is written. It reads the names of all."""
    words: Any = same(typed).split()
    if not words:
        return found
    rows = found.values_list("pk", "first_name", "last_name", "email")
    fitting = {pk for pk, *texts in rows if all(word in same(" ".join(texts)) for word in words)}
    return found.filter(pk__in=fitting)
