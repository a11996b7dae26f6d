"""The forms of signing in, in plain English: what each field is called, and what to do when it is empty or wrong.

What they check is allauth's; only the words are ours.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.contrib.auth.password_validation import password_validators_help_texts

EMAIL = ("E-mail address", "Enter your e-mail address, like name@organisation.org.uk.")
PASSWORD = ("Password", "Enter your password.")
NEW_PASSWORD = ("New password", "Enter a new password.")
NEW_AGAIN = ("New password, once more", "Enter the new password once more.")


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
            for validator in field.validators:
                if hasattr(validator, "message") and label == EMAIL[0]:
                    validator.message = message
        if "password1" in self.WORDS:
            self.fields["password1"].help_text = " ".join(password_validators_help_texts())


class LoginForm(PlainWords, account.LoginForm):
    WORDS = {"login": EMAIL, "password": PASSWORD}


class RequestLoginCodeForm(PlainWords, account.RequestLoginCodeForm):
    WORDS = {"email": EMAIL}


class ConfirmLoginCodeForm(PlainWords, account.ConfirmLoginCodeForm):
    WORDS = {"code": ("Code from the e-mail", "Enter the code that we sent you by e-mail.")}


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    WORDS = {"email": EMAIL}


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):
    WORDS = {"password1": NEW_PASSWORD, "password2": NEW_AGAIN}


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    WORDS = {
        "oldpassword": ("Your password now", "Enter the password that you use now."),
        "password1": NEW_PASSWORD,
        "password2": NEW_AGAIN,
    }


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    WORDS = {"password1": NEW_PASSWORD, "password2": NEW_AGAIN}


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    WORDS = {"password": PASSWORD}


class AuthenticateForm(PlainWords, mfa.AuthenticateForm):
    WORDS = {"code": ("Code", "Enter the 6 digits of your authenticator app, or a recovery code.")}


class ReauthenticateByCodeForm(PlainWords, mfa.ReauthenticateForm):
    WORDS = {"code": ("Code", "Enter the 6 digits of your authenticator app, or a recovery code.")}


class ActivateTOTPForm(PlainWords, totp.ActivateTOTPForm):
    WORDS = {"code": ("Code from the app", "Enter the 6 digits that the app shows.")}


class AddWebAuthnForm(PlainWords, webauthn.AddWebAuthnForm):
    WORDS = {
        "name": ("Name of the passkey", "Enter a name that tells you which passkey this is."),
        "passwordless": ("Use it to sign in without a password", ""),
    }
