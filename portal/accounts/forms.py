"""The forms of signing in, in plain English: what each field is called, and what to do when it is empty or wrong.

What they check is allauth's; only the words are ours.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from forms import same_text

EMAIL = ("E-mail address", "Enter your e-mail address, like name@organisation.org.uk.")
PASSWORD = ("Password", "Enter your password.")
NEW_PASSWORD = ("New password", "Enter a new password.")
NEW_AGAIN = ("New password, once more", "Enter the new password once more.")
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
            for validator in field.validators:
                if hasattr(validator, "message") and label == EMAIL[0]:
                    validator.message = message
        if "password1" in self.WORDS:
            self.fields["password1"].help_text = " ".join(password_validators_help_texts())


def plain(form: type[Any], **words: tuple[str, str]) -> type[Any]:
    """The form with these words for its fields."""
    return type(form.__name__, (PlainWords, form), {"WORDS": words})


LoginForm = plain(account.LoginForm, login=EMAIL, password=PASSWORD)
RequestLoginCodeForm = plain(account.RequestLoginCodeForm, email=EMAIL)
ConfirmLoginCodeForm = plain(
    account.ConfirmLoginCodeForm, code=("Code from the e-mail", "Enter the code that we sent you by e-mail.")
)
ResetPasswordForm = plain(account.ResetPasswordForm, email=EMAIL)
ResetPasswordKeyForm = plain(account.ResetPasswordKeyForm, password1=NEW_PASSWORD, password2=NEW_AGAIN)
ChangePasswordForm = plain(
    account.ChangePasswordForm,
    oldpassword=("Your password now", "Enter the password that you use now."),
    password1=NEW_PASSWORD,
    password2=NEW_AGAIN,
)
SetPasswordForm = plain(account.SetPasswordForm, password1=NEW_PASSWORD, password2=NEW_AGAIN)
ReauthenticateForm = plain(account.ReauthenticateForm, password=PASSWORD)
AuthenticateForm = plain(mfa.AuthenticateForm, code=SECOND_STEP)
ReauthenticateByCodeForm = plain(mfa.ReauthenticateForm, code=SECOND_STEP)
ActivateTOTPForm = plain(totp.ActivateTOTPForm, code=("Code from the app", "Enter the 6 digits that the app shows."))
AddWebAuthnForm = plain(
    webauthn.AddWebAuthnForm,
    name=("Name of the passkey", "Enter a name that tells you which passkey this is."),
    passwordless=("Use it to sign in without a password", ""),
)
