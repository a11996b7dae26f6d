"""The forms of signing in, in plain English: what each field is called, and what to do when it is empty or wrong.

What they check is allauth's; only the words are ours.
"""

import logging
from copy import copy
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest

from forms import same_text
from forms.vault import VaultError
from portal.accounts import sign_in_log, throttles
from portal.accounts.backend import look_again
from portal.accounts.people.telling import tell
from portal.accounts.second_factor import has_second_factor
from workflow.parties.roles import needs_second_factor
from workflow.people.models import User

logger = logging.getLogger(__name__)

EMAIL = ("E-mail address", "Enter your e-mail address, like name@organisation.org.uk.")
PASSWORD = ("Password", "Enter your password.")
NEW_PASSWORD = ("New password", "Enter a new password.")
NEW_AGAIN = ("New password, once more", "Enter the new password once more.")
UNREADABLE = "Your second step cannot be read any more. Ask the support office to take it away, then set it up anew."
SECOND_STEP = ("Code", "Enter the 6 digits of your authenticator app, or a recovery code.")


class PlainEmailBox(forms.EmailInput):
    """An address is read without what cannot be seen and was pasted along."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        return same_text.plain(typed) if isinstance(typed, str) else typed


class PlainWords:
    """Gives fields their label and the message for an empty or malformed value; no placeholders, labels stay."""

    WORDS: dict[str, tuple[str, str]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, message) in self.WORDS.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages = {**field.error_messages, "required": message, "invalid": message}
            field.widget.attrs.pop("placeholder", None)
            if label == EMAIL[0]:
                field.widget = PlainEmailBox(attrs=field.widget.attrs)
                # Django's own are shared by every field of the program: ours say it in copies.
                field.validators = [_saying(message, validator) for validator in field.validators]
        if "password1" in self.WORDS:
            self.fields["password1"].help_text = " ".join(password_validators_help_texts())


def _saying(message: str, validator: Any) -> Any:
    own = copy(validator)
    if hasattr(own, "message"):
        own.message = message
    return own


class CountedStep(PlainWords):
    """A second step whose secret was changed or moved in the database lets nobody in, and says whom to ask.

    Who guesses codes for an account (and knows its password) is stopped from anywhere, but for its own browsers.
    """

    user: Any

    def clean_code(self) -> Any:
        request, account, step = allauth_context.request, self.user.email, sign_in_log.SECOND_STEP
        attempt = throttles.attempt(request, "second_step", account)
        if attempt is None:
            sign_in_log.refused(request, account, step, sign_in_log.TOO_MANY)
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code = super().clean_code()  # type: ignore[misc]  # of the form that comes after
        except VaultError as error:
            logger.exception("The secret of a second step could not be opened")
            sign_in_log.refused(request, account, step, "unreadable")
            raise forms.ValidationError(UNREADABLE) from error
        except forms.ValidationError:
            sign_in_log.refused(request, account, step)
            raise
        attempt.succeeded()
        return code


# What allauth and its parser raise over what is no answer of a passkey: they only expect one that lacks nothing.
NO_PASSKEY = (
    *(forms.ValidationError, LookupError, TypeError, ValueError, AttributeError),
    *(InvalidSignature, UnsupportedAlgorithm),
)


class NewPasskey(PlainWords):
    """What no passkey sent is refused, and is no fault of ours."""

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]  # of the form that comes after
        except forms.ValidationError:
            raise
        except NO_PASSKEY as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoggedPasskey(PlainWords):
    """A passkey that was refused stands in the log, as a wrong password does."""

    user: Any

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form that comes after
        except NO_PASSKEY as error:
            # Whose it is said to be is only claimed, where it is the only step.
            account = self.user.email if self.user is not None else ""
            sign_in_log.refused(allauth_context.request, account, sign_in_log.PASSKEY)
            if isinstance(error, forms.ValidationError):
                raise
            raise get_adapter().validation_error("incorrect_code") from error


def count_mail(email: str) -> None:
    """Nobody fills somebody's mailbox with codes and links."""
    if throttles.attempt(allauth_context.request, "mail", email) is None:
        raise get_adapter().validation_error("too_many_login_attempts")


class SameWorkForCode(PlainWords):
    """allauth looks once more for an address without an account: for one with an account it is looked for too."""

    _user: Any
    cleaned_data: dict[str, Any]

    def clean_email(self) -> Any:
        count_mail(self.cleaned_data["email"])
        email = super().clean_email()  # type: ignore[misc]  # of the form that comes after
        sign_in_log.asked_for_code(allauth_context.request, email)
        if self._user is not None:
            look_again(email)
        return email


class SameWorkForReset(PlainWords):
    """As many queries for an address without an account as a link for one with an account takes."""

    users: list[Any]
    cleaned_data: dict[str, Any]

    def clean_email(self) -> Any:
        count_mail(self.cleaned_data["email"])
        email = super().clean_email()  # type: ignore[misc]  # of the form that comes after
        if not self.users:
            look_again(email)
        return email


def plain(form: type[Any], base: type[PlainWords] = PlainWords, **words: tuple[str, str]) -> type[Any]:
    """The form with these words for its fields."""
    return type(form.__name__, (base, form), {"WORDS": words})


LoginForm = plain(account.LoginForm, login=EMAIL, password=PASSWORD)
RequestLoginCodeForm = plain(account.RequestLoginCodeForm, email=EMAIL, base=SameWorkForCode)
ConfirmLoginCodeForm = plain(
    account.ConfirmLoginCodeForm, code=("Code from the e-mail", "Enter the code that we sent you by e-mail.")
)


class ResetPasswordForm(plain(account.ResetPasswordForm, email=EMAIL, base=SameWorkForReset)):  # type: ignore[misc]  # made above
    """A mailbox alone sets up no second step: until there is one, no password is reset by e-mail."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        # An address without an account is looked up as often as one with an account.
        barred = [one for one in self.users or [User(pk=0)] if _has_no_second_step_yet(one)]
        if not barred:
            return str(super().save(request, **kwargs))
        for one in barred:
            tell(one.email, "no_reset")
        return str(self.cleaned_data["email"])


def _has_no_second_step_yet(user: User) -> bool:
    needs, has = needs_second_factor(user), has_second_factor(user)
    return needs and not has


ResetPasswordKeyForm = plain(account.ResetPasswordKeyForm, password1=NEW_PASSWORD, password2=NEW_AGAIN)
ChangePasswordForm = plain(
    account.ChangePasswordForm,
    oldpassword=("Your password now", "Enter the password that you use now."),
    password1=NEW_PASSWORD,
    password2=NEW_AGAIN,
)
SetPasswordForm = plain(account.SetPasswordForm, password1=NEW_PASSWORD, password2=NEW_AGAIN)
ReauthenticateForm = plain(account.ReauthenticateForm, password=PASSWORD)
AuthenticateForm = plain(mfa.AuthenticateForm, code=SECOND_STEP, base=CountedStep)
ReauthenticateByCodeForm = plain(mfa.ReauthenticateForm, code=SECOND_STEP, base=CountedStep)
ActivateTOTPForm = plain(totp.ActivateTOTPForm, code=("Code from the app", "Enter the 6 digits that the app shows."))
AuthenticateWebAuthnForm = plain(webauthn.AuthenticateWebAuthnForm, base=LoggedPasskey)
ReauthenticateWebAuthnForm = plain(webauthn.ReauthenticateWebAuthnForm, base=LoggedPasskey)
LoginWebAuthnForm = plain(webauthn.LoginWebAuthnForm, base=LoggedPasskey)
AddWebAuthnForm = plain(
    webauthn.AddWebAuthnForm,
    name=("Name of the passkey", "Enter a name that tells you which passkey this is."),
    passwordless=("Use it to sign in without a password", ""),
    base=NewPasskey,
)
