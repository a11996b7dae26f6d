"""Who is signed in and has no way into the CMS is told so: the sign-in page would only send them back there."""

from urllib.parse import urlsplit

from allauth.account import views as account_views
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

CMS = "/admin/"
NO_WAY_IN = "You are signed in, and none of your roles edits the site. Ask an administrator where yours should."


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """allauth's page of signing in. Raises PermissionDenied for who came from the CMS and cannot be let in there."""
    came_from, user = urlsplit(request.GET.get("next", "")).path, request.user
    if came_from.startswith(CMS) and user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied(NO_WAY_IN)
    return account_views.login(request)
