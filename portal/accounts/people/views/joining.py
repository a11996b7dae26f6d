"""What the links in the mails open: an invitation, and setting up a lost second step anew.

An unknown link, a used one, a withdrawn one and one that is too old get the same answer. Looking changes nothing.
"""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forms import present
from portal.accounts import throttles
from portal.accounts.adapters import AccountAdapter
from portal.accounts.people import changing
from portal.accounts.people.accepting import Opened, accept, open_link, why_not_accept
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.questions import JoinForm, PasswordForm
from portal.accounts.people.role_table import FOR
from portal.accounts.second_factor import SETTING_UP_AGAIN, has_second_factor
from workflow.engine.step import Refused
from workflow.parties.roles import AGENCY_ROLES
from workflow.people.models import User

BACKEND = "portal.accounts.backend.SignInBackend"
GONE, UNPROCESSABLE = 404, 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Who invites to what; accepted by the button below it."""
    if (slow := ratelimit.consume_or_429(request, action="people_join")) is not None:
        return slow
    now = present.now()
    opened = open_link(secret, now=now)
    if opened is None:
        return _over(request)
    signed_in = request.user if isinstance(request.user, User) else None
    if opened.account is not None and opened.account != signed_in:
        return _sign_in_first(request, opened, secret)
    form = _join_form(request, opened)
    if request.method == "POST" and form.is_valid() and _good_password(form, opened):
        said = form.cleaned_data
        try:
            user = accept(
                secret,
                signed_in=signed_in,
                first_name=said.get("first_name", ""),
                last_name=said.get("last_name", ""),
                password=said.get("password", ""),
                now=now,
            )
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            return _in(request, user, opened, with_password=bool(said.get("password")))
    context = {"form": form, "invitation": opened.invitation, "purpose": FOR[opened.invitation.place.role]}
    context["begins"] = (
        opened.invitation.first_day if opened.invitation.begins(present.today()) > present.today() else None
    )
    context["why_not"] = why_not_accept(opened.invitation, now)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "portal/people/join.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_again(request: HttpRequest, secret: str) -> HttpResponse:
    """With the link that two people caused, and the password: the way to a new second step."""
    if (slow := ratelimit.consume_or_429(request, action="people_join")) is not None:
        return slow
    change = changing.open_reset(secret, now=present.now())
    if change is None:
        return _over(request)
    is_new = change.kind == AccountChange.Kind.START_AGAIN
    asked: Any = {"names": None, "needs_password": True} if is_new else {}
    form_class = JoinForm if is_new else PasswordForm
    form = form_class(request.POST if request.method == "POST" else None, **asked)
    if request.method == "POST" and form.is_valid() and _fits(request, form, change, is_new=is_new):
        _sign_in(request, change.user, method="password")
        request.session[SETTING_UP_AGAIN] = str(change.pk)
        messages.warning(request, "Set up a second step now: your work needs it before you can go on.")
        return redirect("mfa_index")
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "portal/people/set_up_again.html", {"form": form, "is_new": is_new}, status=status)


def _join_form(request: HttpRequest, opened: Opened) -> JoinForm:
    invitation, account = opened.invitation, opened.account
    names = (invitation.first_name, invitation.last_name) if account is None else None
    enrols = invitation.role not in AGENCY_ROLES and (account is None or not has_second_factor(account))
    data = request.POST if request.method == "POST" else None
    return JoinForm(data, names=names, needs_password=enrols)


def _good_password(form: JoinForm, opened: Opened) -> bool:
    said = form.cleaned_data
    if "password" not in said:
        return True
    somebody = opened.account or User(
        email=opened.invitation.email, first_name=said["first_name"], last_name=said["last_name"]
    )
    return _validated(form, said["password"], somebody)


def _fits(request: HttpRequest, form: Any, change: AccountChange, *, is_new: bool) -> bool:
    """Whether the password is the account's, or good enough to become it."""
    password = form.cleaned_data["password"]
    if not is_new:
        return _is_password_of(request, form, change.user)
    if not _validated(form, password, change.user):
        return False
    change.user.set_password(password)
    change.user.save(update_fields=["password"])
    return True


def _is_password_of(request: HttpRequest, form: Any, user: User) -> bool:
    """Tries count as on the page of signing in: whoever reads the mailbox has the link, and must not guess the rest."""
    attempt = throttles.attempt(request, "password", user.email)
    if attempt is None:
        form.add_error("password", AccountAdapter.error_messages["too_many_login_attempts"])
        return False
    if not user.check_password(form.cleaned_data["password"]):
        form.add_error("password", AccountAdapter.error_messages["incorrect_password"])
        return False
    attempt.succeeded()
    return True


def _validated(form: Any, password: str, user: User) -> bool:
    try:
        validate_password(password, user)
    except ValidationError as error:
        form.add_error("password", error)
        return False
    return True


def _in(request: HttpRequest, user: User, opened: Opened, *, with_password: bool) -> HttpResponse:
    """Where accepting leads: to the second step where one is needed, else to the work."""
    if with_password:
        _sign_in(request, user, method="password")
        messages.warning(request, "Set up a second step now: your work needs it before you can go on.")
        return redirect("mfa_index")
    if opened.invitation.role not in AGENCY_ROLES:
        # Their sessions have ended; the second step is asked for at once.
        messages.success(request, "You have accepted. Sign in to go on.")
        return redirect("account_login")
    if opened.account is None:
        _sign_in(request, user, method="invitation")
    messages.success(request, "You have accepted. Welcome.")
    return redirect(AccountAdapter(request).get_login_redirect_url(request))


def _sign_in(request: HttpRequest, user: User, *, method: str) -> None:
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method)


def _sign_in_first(request: HttpRequest, opened: Opened, secret: str) -> HttpResponse:
    back = reverse("join", args=[secret])
    context = {
        "invitation": opened.invitation,
        "sign_in": f"{resolve_url('account_login')}?{urlencode({'next': back})}",
        "is_another": request.user.is_authenticated,
    }
    return render(request, "portal/people/sign_in_first.html", context)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/people/link_over.html", status=GONE)
