"""What every answer carries, and who may not go on before a second factor."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.adapters import has_second_factor
from workflow.roles import needs_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

ADMIN_PATH = "/admin/"
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"
)
# The CMS's editor writes inline scripts and styles and shows pictures before they are uploaded.
ADMIN_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    ]
)


class HeadersMiddleware:
    """Headers on every answer: nothing of a signed-in page is kept, the CMS alone has a looser policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(ADMIN_PATH):
            response.headers["Content-Security-Policy"] = ADMIN_POLICY
        if self._is_private(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def _is_private(self, request: HttpRequest) -> bool:
        user = getattr(request, "user", None)
        return request.path.startswith(("/accounts/", ADMIN_PATH)) or bool(user and user.is_authenticated)


class SecondFactorMiddleware:
    """Whoever sees cases or may change the site goes nowhere but /accounts/ until a second factor was passed.

    An e-mailed code alone never suffices for them: without a second factor on the account they must have given their
    password before they may set one up.
    """

    OPEN = ("/accounts/", "/static/", "/brand/", "/healthz", "/readyz")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.refusal(request) or self.get_response(request)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        """A redirect for somebody who has not passed the second factor that their work needs."""
        user = request.user
        if not user.is_authenticated or request.path in self._leaving():
            return None
        methods = {record.get("method") for record in get_authentication_records(request, user)}
        if "mfa" in methods or not needs_second_factor(user):
            return None
        if has_second_factor(user):
            return self._start_again(request, "Sign in again: your account needs its second step.")
        if "password" not in methods:
            return self._start_again(
                request, "Your work needs two steps to sign in. Sign in with your password to set up the second one."
            )
        if request.path.startswith(self.OPEN):
            return None
        messages.warning(request, "Set up a second step now: your work needs it before you can go on.")
        return redirect("mfa_index")

    def _start_again(self, request: HttpRequest, reason: str) -> HttpResponse:
        logout(request)
        messages.warning(request, reason)
        return redirect(settings.LOGIN_URL)

    def _leaving(self) -> tuple[str, ...]:
        return ("/accounts/logout/", "/healthz", "/readyz")
