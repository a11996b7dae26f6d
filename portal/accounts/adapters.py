"""Signing in: closed to sign-up, answers that do not tell whether an account exists, mails without facts.

Agencies sign in with an e-mailed code; everyone who sees cases with a password and a TOTP code or a passkey.
"""

import base64
import logging
import time
from smtplib import SMTPException
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from forms.vault import VaultError, key_encryption_keys, seal, unseal
from portal.accounts.second_factor import SECOND_FACTORS
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, CMS_ROLES, Actor, Role, needs_second_factor
from workflow.people.models import User

logger = logging.getLogger(__name__)

SECRET_CONTEXT = "mfa_authenticator:data"  # noqa: S105 - names the column, opens nothing


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
        """Where the mail server is down, the person is told so; whether the account exists stays untold."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            logger.exception("An e-mail about signing in could not be sent")
            messages.error(
                allauth_context.request, "Our e-mail does not work at the moment, so nothing was sent. Try again later."
            )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in with a password or second step just now is not asked again before setting up another one."""
        request = allauth_context.request
        records = get_authentication_records(request, request.user)
        strong = [record["at"] for record in records if record.get("method") in ("password", "mfa")]
        if strong and time.time() - max(strong) < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where this person's work is."""
        actor = Actor.of(request.user)
        if actor.holds(CASE_ROLES | {Role.AUDITOR}):
            return "/desk/"
        if not actor.holds(AGENCY_ROLES) and (request.user.is_staff or actor.holds(CMS_ROLES)):
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
        key_id, key = next(iter(key_encryption_keys().items()))
        return f"{key_id}:{base64.urlsafe_b64encode(seal(key, text.encode(), SECRET_CONTEXT)).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        key_id, _separator, encoded = encrypted_text.rpartition(":")
        key = key_encryption_keys().get(key_id)
        if key is None:
            raise VaultError(f"The key-encryption key {key_id!r} is not among PORTAL_VAULT_KEYS.")
        return unseal(key, base64.urlsafe_b64decode(encoded), SECRET_CONTEXT).decode()

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
