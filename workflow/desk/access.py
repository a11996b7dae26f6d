"""Who may open which page of the desk, and which case. A case of another area does not exist for the person: 404."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from forms import present
from forms.kept_query import KeptQuery
from workflow.engine.machine import Machine, machines
from workflow.intake.handlers.moving import READERS
from workflow.machines.case.machine import Case
from workflow.machines.case.retention.schedule import Tombstone
from workflow.machines.publication.machine import Publication
from workflow.machines.rapid_review.seats.arrangement import votes_as_delegate
from workflow.parties.party import Partnership
from workflow.parties.roles import ASSIGNED_ROLES, CASE_ROLES, Actor, Role, may_read_case

View = Callable[..., HttpResponseBase]

NOT_THE_DESK = (
    "The case desk is for the support office, the safeguarding partners and those who work on a review with them. "
    "What you can do is under “Your work”."
)
READERS_ONLY = "A group reads the report, not what was sent for it. You find the report under “Review and report”."
OFFICERS_ONLY = "This page is for officers of the support office."
# Those who see publications: case workers, and the publisher, who sees nothing else of a case.
PUBLICATION_ROLES = CASE_ROLES | {Role.PUBLISHER}


GONE = 410


class CaseErased(Exception):
    """The person may know of this case, and all that is left to be said of it is that it was erased."""

    def __init__(self, case: Case) -> None:
        super().__init__("The case was erased.")
        self.case = case


def says_erased(view: View) -> View:
    """A page about an erased case says so, whatever it would have shown."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except CaseErased as erased:
            case = erased.case
            tombstone = Tombstone.objects.select_related("proposed_by", "approved_by").filter(case=case).first()
            context = {"case": case, "tombstone": tombstone}
            return render(request, "workflow/desk/erased.html", context, status=GONE)

    return guarded


def for_roles(roles: Iterable[Role], reason: str) -> Callable[[View], View]:
    """The view gets `actor`. Others get a 403 with the reason; who is not signed in signs in first.

    Without roles it is for everybody who is signed in.
    """
    wanted = frozenset(roles)

    def decorate(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = Actor.of(request.user)
            if wanted and not actor.holds(wanted):
                raise PermissionDenied(reason)
            return says_erased(view)(request, actor, *args, **kwargs)

        return guarded

    return decorate


case_workers = for_roles(CASE_ROLES, NOT_THE_DESK)
officers = for_roles({Role.OFFICER}, OFFICERS_ONLY)
everybody = for_roles((), "")


def areas(actor: Actor, roles: Iterable[Role] = CASE_ROLES) -> list[Partnership]:
    """The partnerships in which the person holds one of the roles; all of them for a role that is bound to none."""
    wanted = set(roles)
    if any(m.role in wanted and m.partnership_id is None and m.agency_id is None for m in actor.memberships):
        return list(Partnership.objects.all())
    found = {m.partnership_id: m.partnership for m in actor.memberships if m.role in wanted and m.partnership}
    return sorted(found.values(), key=lambda partnership: partnership.name)


def only_area(actor: Actor, roles: Iterable[Role] = CASE_ROLES) -> Partnership | None:
    """The person's area where there is just one: its name and colour then stand on pages that are about no case."""
    found = areas(actor, roles)
    return found[0] if len(found) == 1 else None


BY_REFERENCE: KeptQuery[Case] = KeptQuery(
    lambda reference: Case.objects.filter(reference=reference).select_related(
        "partnership__home", "procedure", "data_key", "owner"
    ),
    reference=str,
)


def find_case(actor: Actor, reference: str, roles: Iterable[Role] = CASE_ROLES) -> Case:
    """The case with this reference that one of the person's areas leads or reads along (D26), with what belongs to it;
    a scrutineer and a reviewer find those that they are assigned to.

    Raises Http404, and CaseErased where nothing is left to be shown.
    """
    case = BY_REFERENCE.first(reference=reference)
    wanted = set(roles)
    if case is None or not (
        case.partnership in areas(actor, wanted - ASSIGNED_ROLES) or may_read_case(case, actor, wanted)
    ):
        raise Http404("There is no such case here.")
    if case.is_erased:
        raise CaseErased(case)
    return case


def find_record(case: Case, kind: str, record_id: Any) -> Machine:
    """One machine's record of this case, which comes with the case. Raises Http404."""
    if kind == Case.KIND and case.pk == record_id:
        return case
    if kind == Case.KIND or kind not in machines():
        raise Http404("There is no such record here.")
    record: Machine = get_object_or_404(machines()[kind], pk=record_id, case=case)
    record.case = case
    return record


def roles_for(kind: str) -> frozenset[Role]:
    """The roles that may open the step pages of a machine: a publisher those of publications only."""
    return PUBLICATION_ROLES if kind == Publication.KIND else CASE_ROLES


def reads_everything(actor: Actor, case: Case) -> bool:
    """Whether the person reads what was sent about the children; a group reads the report only.

    A member of a group who votes for a seat in this case reads what is decided on, for as long (D12).
    """
    return may_read_case(case, actor, READERS) or votes_as_delegate(case, actor, present.today())


def require_reader(actor: Actor, case: Case) -> None:
    """Raises PermissionDenied for a member of a group."""
    if not reads_everything(actor, case):
        raise PermissionDenied(READERS_ONLY)


def require_officer(actor: Actor, case: Case) -> None:
    """Raises PermissionDenied for those who may read the case but do not run the office that leads it."""
    if actor.holds({Role.OFFICER}, partnership_id=case.partnership_id):
        return
    if actor.holds({Role.OFFICER}):
        raise PermissionDenied(f"{case.partnership} leads this case, and its office takes the steps.")
    raise PermissionDenied(OFFICERS_ONLY)


def officers_case(actor: Actor, reference: str) -> Case:
    """The case, for those who run the office that leads it. Raises Http404, CaseErased, PermissionDenied."""
    case = find_case(actor, reference)
    require_officer(actor, case)
    return case
