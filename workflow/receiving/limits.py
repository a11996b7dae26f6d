"""How often the pages behind links may be tried: counted as signing in is, by allauth’s limiter in the cache."""

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

from workflow.notices.sealed.links import digest_of

APP = "workflow.receiving"
# From one address, whatever links it tries; for one link, wherever from; and codes asked for one link.
TRIES = {"open": "30/5m/ip,30/h/key"}
# Whoever fills in a step opens and saves it again and again.
STEPS = {"step": "60/5m/ip,200/h/key"}
CODES = {"code": "5/h/key"}


def too_many(request: HttpRequest, token: str) -> bool:
    """Whether this try is one too many. Counts it."""
    return not consume(request, app=APP, action="open", config=TRIES, key=digest_of(token))


def too_many_codes(request: HttpRequest, token: str) -> bool:
    """Whether this asks for one code too many. Counts it."""
    return not consume(request, app=APP, action="code", config=CODES, key=digest_of(token))


def too_many_steps(request: HttpRequest, token: str) -> bool:
    """Whether this opens or saves a step by a link once too often. Counts it."""
    return not consume(request, app=APP, action="step", config=STEPS, key=digest_of(token), limit_get=True)
