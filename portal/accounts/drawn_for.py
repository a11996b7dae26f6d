"""For whom a page was drawn: so that what it sends after the session ended is kept for that person and nobody else.

Every form carries its CSRF token, and signing in makes a new one. A signed cookie notes which of this browser's tokens
belonged to whom. A token that stands there also shows that the form came from this site.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import (  # type: ignore[attr-defined]  # private, and in no stub
    CSRF_SECRET_LENGTH,
    CSRF_TOKEN_LENGTH,
    _unmask_cipher_token,  # Django itself tells only whether a token fits the newest one
)

from forms.vault import signatures
from portal.accounts.cookies import named

COOKIE = "drawn_for"
SALT = "portal.accounts.drawn_for"
# Tokens of one browser: a page older than so many sign-ins is nobody's.
MOST = 6


def note(request: HttpRequest, response: HttpResponseBase) -> None:
    """Remember in the browser that its forms are now this person's."""
    secret = str(request.META.get("CSRF_COOKIE") or "")
    # Only pages have forms; what a cache may keep for everybody must not read the session.
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    if not (secret and request.user.is_authenticated):
        return
    mark, known = _marks(secret)[0], _known(request)
    if known.get(mark) == request.user.pk:
        return
    kept = {key: user for key, user in known.items() if key != mark}
    newest = dict([*kept.items(), (mark, request.user.pk)][-MOST:])
    set_cookie(response, COOKIE, signing.dumps(newest, salt=SALT))


def whose(request: HttpRequest) -> int | None:
    """The id of the person for whom the page that sent this was drawn; None where it cannot be told."""
    secret = _sent(request)
    known = _known(request) if secret else {}
    return next((known[mark] for mark in _marks(secret) if mark in known), None)


def is_of_today(request: HttpRequest) -> bool:
    """Whether what was sent carries the browser's newest token, so that another check must have failed."""
    return _sent(request) == request.META.get("CSRF_COOKIE")


def set_cookie(response: HttpResponseBase, name: str, value: str) -> None:
    """A cookie like that of the session: no script reads it, and it goes when the browser is closed."""
    response.set_cookie(
        named(name),
        value,
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
        path=settings.SESSION_COOKIE_PATH,
    )


def _sent(request: HttpRequest) -> str:
    token = str(request.POST.get("csrfmiddlewaretoken", ""))
    if not token.isalnum() or not token.isascii():
        return ""
    if len(token) == CSRF_TOKEN_LENGTH:
        return str(_unmask_cipher_token(token))
    return token if len(token) == CSRF_SECRET_LENGTH else ""


def _marks(secret: str) -> list[str]:
    return [signature[:32] for signature in signatures("csrf-token", secret.encode())]


def _known(request: HttpRequest) -> dict[str, int]:
    try:
        found: dict[str, int] = signing.loads(request.COOKIES.get(named(COOKIE), ""), salt=SALT)
    except signing.BadSignature:
        return {}
    return found
