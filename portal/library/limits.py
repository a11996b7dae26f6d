"""How often somebody may ask for mail: the public needs no account here, so what counts is the network address."""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest

APP = "portal.library"
# By what is asked for: from one network address, and for one e-mail address from anywhere.
RATES = {"alert": ("10/h/key", "4/d/key"), "request": ("10/h/key", "6/d/key")}
# Where no address is known yet.
RATES_HERE = {"request.begin": "30/h/key"}


def allowed(request: HttpRequest, what: str, key: str) -> bool:
    """Count one more; False where there were too many. No query. `key`: a digest of the e-mail address."""
    here, anywhere = RATES[what]
    return _counts(request, f"{what}.here", here, _network(request)) and _counts(
        request, f"{what}.anywhere", anywhere, key
    )


def allowed_here(request: HttpRequest, what: str) -> bool:
    """The same by the network address alone."""
    return _counts(request, what, RATES_HERE[what], _network(request))


def _network(request: HttpRequest) -> str:
    return str(ratelimit.truncate_ip(get_adapter().get_client_ip(request)))


def _counts(request: HttpRequest, action: str, rate: str, key: str) -> bool:
    return ratelimit.consume(request, app=APP, action=action, config={action: rate}, key=key) is not None
