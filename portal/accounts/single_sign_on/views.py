"""To the provider and back. Both are allauth's views but for what happens when the provider is away."""

import logging
from collections.abc import Callable

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from requests import RequestException

from portal.accounts.single_sign_on import pages
from portal.accounts.single_sign_on.provider import PROVIDER, Exchange

logger = logging.getLogger(__name__)
# A provider that is down, that answers with a page instead of JSON, or leaves out what the standard asks for.
AWAY = (RequestException, OAuth2Error, ValueError, KeyError, TypeError)


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """The button. An address that was followed or typed leads to the sign-in page: nobody is sent away unasked."""
    if request.method != "POST":
        return redirect("account_login")
    if (slow := ratelimit.consume_or_429(request, action="single_sign_on")) is not None:
        return slow
    provider = get_adapter(request).get_provider(request, PROVIDER)
    return _or_away(request, lambda: provider.send_away(request, get_next_redirect_url(request)))


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    view = OAuth2CallbackView.adapter_view(Exchange(request, PROVIDER))
    return _or_away(request, lambda: view(request))


def _or_away(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return act()
    except AWAY as error:
        logger.warning("The provider of single sign-on did not answer as it should: %s", type(error).__name__)
        return pages.away(request)
