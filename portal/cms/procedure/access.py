"""Who reads, writes and publishes versions of the procedure.

Content editors and administrators write: a version of one partnership, its own editors. An administrator publishes any
version, an officer that of their partnership; a version for all partnerships needs an officer of each. Nobody
publishes a draft in which they wrote.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from workflow.models import Partnership, ProcedureVersion
from workflow.parties.roles import Actor, Role
from workflow.people.models import User
from workflow.procedures import publishing

READERS = frozenset({Role.CONTENT_EDITOR, Role.OFFICER, Role.ADMINISTRATOR})
View = Callable[..., HttpResponse]
Person = User | AnonymousUser

PAGES = "wagtailadmin/portal/procedure"
NOT_YOURS = "The procedure is for content editors, officers and administrators."
NOT_TO_WRITE = (
    "Only content editors and administrators write drafts of the procedure; of a partnership’s own version, its own "
    "editors."
)
PUBLISHED = "This version is published and never changes. Make a copy of it as a draft."
NOT_TO_PUBLISH = (
    "Only an administrator or an officer of the partnership publishes a version. A version for all partnerships needs "
    "an administrator, or somebody who is an officer in each of them."
)


def is_administrator(user: Person) -> bool:
    return Actor.of(user).holds({Role.ADMINISTRATOR})


def may_read(user: Person) -> bool:
    """Whether the person opens the procedure in the CMS at all."""
    return is_administrator(user) or Actor.of(user).holds(READERS)


def may_write(user: Person, partnership: Partnership | None) -> bool:
    """Whether the person writes drafts for this partnership; for all of them when it is None."""
    place = None if partnership is None else partnership.pk
    return is_administrator(user) or Actor.of(user).holds({Role.CONTENT_EDITOR}, partnership_id=place)


def writes_for(user: Person) -> Iterable[Partnership]:
    """The partnerships for which the person may write an own version."""
    return [one for one in Partnership.objects.all() if may_write(user, one)]


def why_not_begin(user: Person) -> str:
    """Why the person writes drafts for nobody at all, "" when they do for some."""
    return "" if may_write(user, None) or writes_for(user) else NOT_TO_WRITE


def why_not_write(user: Person, procedure: ProcedureVersion) -> str:
    """Why the person cannot change this version, "" when they can."""
    return PUBLISHED if procedure.is_published else why_not_copy(user, procedure)


def why_not_copy(user: Person, procedure: ProcedureVersion) -> str:
    """Why the person cannot make a draft of this version, "" when they can."""
    return "" if may_write(user, procedure.partnership) else NOT_TO_WRITE


def why_not_withdraw(user: Person, procedure: ProcedureVersion) -> str:
    """Why versions for these partnerships are not this person's to publish or withdraw, "" when they are."""
    if is_administrator(user):
        return ""
    officer_of = Actor.of(user).partnership_ids({Role.OFFICER})
    wanted = (
        {procedure.partnership_id}
        if procedure.partnership_id
        else set(Partnership.objects.values_list("pk", flat=True))
    )
    return "" if wanted and wanted <= officer_of else NOT_TO_PUBLISH


def why_not_publish(user: Person, procedure: ProcedureVersion) -> str:
    """Why the person cannot publish this draft, "" when they can."""
    if procedure.is_published:
        return "This version is published already."
    return why_not_withdraw(user, procedure) or (publishing.WROTE_IT if publishing.wrote_in(procedure, user) else "")


def readers(view: View) -> View:
    """The view gets the version of its address. Who may not is told why (403), which the CMS's own answer does not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if not may_read(request.user):
                raise PermissionDenied(NOT_YOURS)
            if "procedure_id" in kwargs:
                found = ProcedureVersion.objects.select_related("partnership")
                return view(request, get_object_or_404(found, pk=kwargs.pop("procedure_id")), *args, **kwargs)
            return view(request, *args, **kwargs)
        except PermissionDenied as refused:
            return render(request, f"{PAGES}/refused.html", {"reason": str(refused)}, status=403)

    return guarded


def page(view: View) -> View:
    """For readers, to look at and to send."""
    return require_http_methods(["GET", "HEAD", "POST"])(readers(view))


def require(reason: str) -> None:
    """Raises PermissionDenied with the reason, unless it is empty."""
    if reason:
        raise PermissionDenied(reason)
