"""What cookies are called: with a prefix where the portal is served over HTTPS.

A browser takes `__Host-` only over HTTPS, from this host alone and for all of it, `__Secure-` only over HTTPS: no other
host of the same domain, and nobody in between, can lay one of that name.
"""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


def named(name: str, *, path: str = "/") -> str:
    """The name that the cookie has in this portal."""
    if not settings.SESSION_COOKIE_SECURE:
        return name
    return f"__Host-{name}" if path == "/" else f"__Secure-{name}"


class MessageCookie(CookieStorage):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cookie_name = named("messages")


class Messages(FallbackStorage):
    """Django's: in a cookie, and what is too long for one in the session."""

    storage_classes = (MessageCookie, SessionStorage)
