"""Whether somebody has just shown that it is them: asked before personal data leaves, or a key is handed out."""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

# allauth's own check, asked where the view decides what follows when it fails.
shown_to_be_them = reauthentication_required(lambda request: True)


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person has just shown that it is them. allauth asks nobody again who signs in by an e-mailed code
    alone; here they too must have done so lately.
    """
    try:
        shown_to_be_them(request)
    except ReauthenticationRequired:
        return False
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)


def again_url(request: HttpRequest) -> str:
    """Where they show it; who has neither password nor second step signs out and in again."""
    if not get_reauthentication_flows(request.user):
        return reverse("account_logout")
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}"
