"""Signing in: closed to sign-up, answers that do not tell whether an account exists, mails without facts.

Agencies sign in with an e-mailed code; everyone who sees cases with a password and a TOTP code or a passkey.
"""

import time
from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from forms import present
from portal.accounts import sign_in_log, throttles
from portal.accounts.authenticator_secrets import FreshSecret, open_secret
from portal.accounts.own_address import own
from portal.accounts.second_factor import SECOND_FACTORS
from workflow.notices import private_mail
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, CMS_ROLES, Actor, Role, needs_second_factor
from workflow.people.models import User

# A mail that comes later than this is of no use any more.
MAIL_LASTS = {
    "account/email/login_code": timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT),
    "account/email/password_reset_key": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    "account/email/unknown_account": timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask the support office of your partnership.",
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "enter_current_password": "The password that you use now is not right. Enter it again.",
        "incorrect_code": "The code is not right. Check it and enter it again, or ask for a new one.",
        "incorrect_password": "The password is not right. Enter it again.",
        "too_many_login_attempts": "There were too many tries. Wait five minutes, then try again.",
        "rate_limited": "There were too many tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff and agency leads make accounts; nobody makes their own."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox: no page waits for the mail server, nor tells by its speed whether an account exists."""
        request = allauth_context.request
        if template_prefix == "account/email/unknown_account" and request.path == reverse("account_reset_password"):
            # As much work as for an address that is known: there the link is made anew.
            own(request, "/")
        message = self.render_mail(template_prefix, email, {"request": request, "email": email, **context})
        lasts = MAIL_LASTS.get(template_prefix, timedelta(days=1))
        private_mail.post(email, subject=str(message.subject), body=str(message.body), lasts=lasts, now=present.now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the portal's own address: whoever asks must not choose where the link leads."""
        return own(allauth_context.request, str(super().get_reset_password_from_key_url(key)))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return own(request, str(super().get_email_confirmation_url(request, emailconfirmation)))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where somebody tries from. A list of proxies that is too short did not come through ours."""
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            return str(request.META.get("REMOTE_ADDR") or "unknown")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        self._attempt = throttles.attempt(request, "password", str(credentials.get("email", "")))
        if self._attempt is None:
            self._rollback_login_failed_rl_usage()
            sign_in_log.refused(request, str(credentials.get("email", "")), sign_in_log.PASSWORD, sign_in_log.TOO_MANY)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None and self._attempt is not None:
            self._attempt.succeeded()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        sign_in_log.refused(request, str(credentials.get("email", "")), sign_in_log.PASSWORD)

    def post_login(self, request: HttpRequest, user: User, **hints: Any) -> Any:
        response = super().post_login(request, user, **hints)
        throttles.remember(request, response, user.email)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in with a password or second step just now is not asked again before setting up another one."""
        request = allauth_context.request
        records = get_authentication_records(request, request.user)
        strong = [record["at"] for record in records if record.get("method") in ("password", "mfa")]
        if strong and time.time() - max(strong) < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_login_stages(self) -> list[str]:
        """With a second step that knows of single sign-on."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "portal.accounts.single_sign_on.second_step.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where this person's work is."""
        actor = Actor.of(request.user)
        if actor.holds({Role.OFFICER, Role.DECISION_MAKER}):
            return reverse("desk:overview")
        if actor.holds(CASE_ROLES | {Role.AUDITOR}):
            return "/desk/"
        if not actor.holds(AGENCY_ROLES) and actor.holds(CMS_ROLES):
            return reverse("wagtailadmin_home")
        return "/my/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not right. Enter the one that your app shows now, or an unused recovery code.",
        "cannot_delete_authenticator": "Your work needs a second step to sign in. Add another before you remove this.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def encrypt(self, text: str) -> str:
        """TOTP secrets and recovery seeds lie encrypted: a dump of the table signs nobody in."""
        return FreshSecret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor of somebody whose work needs one stays."""
        if authenticator.type not in SECOND_FACTORS or not needs_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}
