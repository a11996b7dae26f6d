"""A second step is offered to those whose work does not need one: calmly, and not again once they said “not now”."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.cookies import named
from portal.accounts.second_factor import has_second_factor
from workflow.parties.roles import AGENCY_ROLES, Actor, needs_second_factor

# It says of a browser that nothing is to be offered there, and nothing of the person.
COOKIE = "second_step_not_now"
NOT_NOW_SECONDS = 180 * 24 * 60 * 60


def is_offered(request: HttpRequest) -> bool:
    """For an agency's people without a second step. One query, none where they said no in this browser."""
    user = request.user
    if not user.is_authenticated or named(COOKIE) in request.COOKIES:
        return False
    if needs_second_factor(user) or not Actor.of(user).holds(AGENCY_ROLES):
        return False
    return not has_second_factor(user)


@never_cache
@require_safe
def not_now(request: HttpRequest) -> HttpResponse:
    """A plain link, so that it needs no script: it changes nothing but what this browser is shown."""
    response = redirect("workspace:home")
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(named(COOKIE), "1", max_age=NOT_NOW_SECONDS, secure=secure, httponly=True, samesite="Lax")
    return response
