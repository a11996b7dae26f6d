"""How often a program may ask: so many times a minute for each token, and for each address without one.

Counted in the cache; where Redis is away, in each process (portal.site.steady_cache).
"""

import time

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from portal.api.problems import Problem

WINDOW = 60


def count_token(token_id: object) -> None:
    _count(f"token:{token_id}", settings.API_RATE_TOKEN)


def count_address(request: HttpRequest) -> None:
    """A request without a token, or with one that opens nothing: nobody guesses faster than this."""
    address = ratelimit.truncate_ip(get_adapter().get_client_ip(request))
    _count(f"address:{address}", settings.API_RATE_ANONYMOUS)


def _count(whom: str, most: int) -> None:
    """Raises Problem once there were more than so many within this minute of the clock."""
    window, into = divmod(int(time.time()), WINDOW)
    key = f"portal.api:{whom}:{window}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        counted = cache.incr(key)
    except ValueError:
        # Thrown out of a full cache in between.
        return
    if counted > most:
        said = f"More than {most} requests a minute are not taken. Wait for {WINDOW - into} seconds."
        raise Problem("too-many", said, headers={"Retry-After": str(WINDOW - into)})
