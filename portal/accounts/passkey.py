"""Signing in with a passkey: who is refused comes back to a sign-in page that still knows where they were going."""

from typing import Any

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.shortcuts import redirect


class SignInWithPasskey(LoginWebAuthnView):
    """allauth's, whose way back forgets `next`."""

    def form_invalid(self, form: Any) -> HttpResponse:
        back = super().form_invalid(form)
        return redirect(passthrough_next_redirect_url(self.request, back["Location"], REDIRECT_FIELD_NAME))
