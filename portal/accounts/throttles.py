"""How often somebody may try: counted for the address, for account and address together, and for the account.

Nobody locks another person out from elsewhere: a limit that holds for an account wherever it is tried from counts
strangers only, and a browser in which the person has signed in before is none: it carries a signed cookie. Counted by
allauth in the cache; where Redis is away, in each process (portal.site.steady_cache).
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.accounts.cookies import named

APP = "portal.accounts"
# By what is tried: for account and address together, and for strangers who try the account from anywhere.
RATES = {
    "password": ("5/5m/key", "200/h/key"),
    "second_step": ("5/5m/key", "30/h/key"),
    "mail": ("3/m/key", "10/10m/key"),
}
COOKIE, PATH = "known_to", "/accounts/"
SALT, LASTS = "portal.accounts.throttles", 90 * 24 * 60 * 60
# People of one browser: a shared computer of a team.
MOST = 8


class Attempt:
    """One try that was allowed. Whoever got in counts as no try."""

    def __init__(self, *counted: ratelimit.RateLimitUsage) -> None:
        self.counted = counted

    def succeeded(self) -> None:
        for one in self.counted:
            one.rollback()


def attempt(request: HttpRequest, what: str, account: str) -> Attempt | None:
    """Count a try for this account (an e-mail address); None where there were too many. No query."""
    account = account.strip().lower()
    together, anywhere = RATES[what]
    address = ratelimit.truncate_ip(get_adapter().get_client_ip(request))
    # Counted first where everybody counts, so that somebody over their own limit does not use up that of all others.
    mine = _consume(request, f"{what}.here", together, f"{account}|{address}")
    if mine is None:
        return None
    if knows(request, account):
        return Attempt(mine)
    of_all = _consume(request, f"{what}.anywhere", anywhere, account)
    return Attempt(mine, of_all) if of_all is not None else None


def _consume(request: HttpRequest, action: str, rate: str, key: str) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(request, app=APP, action=action, config={action: rate}, key=key)


def knows(request: HttpRequest, account: str) -> bool:
    """Whether this person has signed in with this browser before."""
    return _mark(account) in _known(request)


def remember(request: HttpRequest, response: HttpResponseBase, account: str) -> None:
    """This browser is no stranger to this account any more."""
    mark = _mark(account)
    newest = [*(one for one in _known(request) if one != mark), mark][-MOST:]
    response.set_cookie(
        named(COOKIE, path=PATH),
        signing.dumps(newest, salt=SALT),
        max_age=LASTS,
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
        path=PATH,
    )


def _mark(account: str) -> str:
    # Whose browser it is stands in no cookie in clear.
    return signing.Signer(salt=SALT).signature(account.strip().lower())[:16]


def _known(request: HttpRequest) -> list[str]:
    try:
        found: list[str] = signing.loads(request.COOKIES.get(named(COOKIE, path=PATH), ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return found
