"""The second factor: what counts as one, and who may not go on before it was passed."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forms import present
from forms.kept_query import KeptQuery
from portal.accounts.people.changing import must_use_link, use_link
from workflow.parties.roles import needs_second_factor
from workflow.people.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

# In the session of somebody who came by the link that two people caused to be sent.
SETTING_UP_AGAIN = "setting_up_again"
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    """Whether the account has an authenticator app or a passkey; recovery codes alone are none."""
    return bool(HELD.rows(user=user.pk))


HELD: KeptQuery[tuple[int]] = KeptQuery(
    lambda user: Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).values_list("pk")[:1], user=int
)


def count_as_passed(sender: type, request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """Receiver of allauth's `authenticator_added`: who has just proved the new second step need not do so again."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(request, authenticator.user, "mfa", id=authenticator.pk, type=authenticator.type)
        use_link(authenticator.user, present.now())


class SecondFactorMiddleware:
    """Whoever sees cases or may change the site goes nowhere but /accounts/ until a second factor was passed.

    An e-mailed code alone never suffices for them: without a second factor on the account they must have given their
    password before they may set one up.
    """

    LEAVING = ("/accounts/logout/", "/healthz", "/readyz")
    OPEN = ("/accounts/", "/static/", "/brand/", "/healthz", "/readyz")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.refusal(request) or self.get_response(request)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        """A redirect for somebody who has not passed the second factor that their work needs."""
        user = request.user
        if not user.is_authenticated or request.path in self.LEAVING:
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
        if SETTING_UP_AGAIN not in request.session and must_use_link(user):
            return self._start_again(
                request, "Your second step was taken away. Set up a new one with the link that was sent to you."
            )
        if request.path.startswith(self.OPEN):
            return None
        messages.warning(request, "Set up a second step now: your work needs it before you can go on.")
        return redirect("mfa_index")

    def _start_again(self, request: HttpRequest, reason: str) -> HttpResponse:
        logout(request)
        messages.warning(request, reason)
        return redirect(settings.LOGIN_URL)
