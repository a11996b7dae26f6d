"""What the frame of every page shows alike to everybody: read once, forgotten when staff change it.

Each process remembers for itself. The shared cache holds one token that every change renews; what was remembered under
another token counts for nothing. So no process shows an old name, colour or menu after the change has been committed.
Inside a transaction nothing is remembered: what it has written may yet be undone.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction, Site, get_page_models
from wagtail.signals import post_page_move

from portal.database import replica
from workflow.models import Publication, Recommendation, RecommendationAction
from workflow.parties.party import Partnership

T = TypeVar("T")
TOKEN = "portal.frame"  # noqa: S105 - the name of an entry, opens nothing
# A change made past the program (by hand in the database) shows after so long.
MOST_SECONDS = 300
MOST_ENTRIES = 2000
# Reports show how far their recommendations are.
PROGRESS = (Publication, Recommendation, RecommendationAction)

_remembered: dict[str, tuple[str, float, Any]] = {}
_owes_a_token = False


def recall(key: str, read: Callable[[], T]) -> T:
    """What `read` gave under this key since the last change, else what it gives now."""
    if transaction.get_connection().in_atomic_block:
        return read()
    today, now = token(), time.monotonic()
    if not today:
        return read()
    found = _remembered.get(key)
    if found is not None and found[0] == today and now - found[1] < MOST_SECONDS:
        return found[2]
    value = read()
    # Of a change that was committed since this request was let to the replica, that one may not have heard.
    if replica.may_be_behind(today):
        return value
    if len(_remembered) >= MOST_ENTRIES:
        _remembered.clear()
    _remembered[key] = (today, now, value)
    return value


def token() -> str:
    """Another one after each change. Empty where the cache keeps nothing: then nothing is to be remembered."""
    if _owes_a_token and is_shared():
        _renew()
    found: str | None = cache.get(TOKEN)
    if found is None:
        cache.add(TOKEN, secrets.token_hex(8), None)
        found = cache.get(TOKEN) or ""
    return found


def forget(**kwargs: Any) -> None:
    """Receiver: after this change is committed, everything is read anew, by every process."""
    transaction.on_commit(_renew)


def is_shared() -> bool:
    """Whether all processes see one token just now: while the cache is away each has its own."""
    return not getattr(cache, "is_away", False)


def _renew() -> None:
    global _owes_a_token
    cache.set(TOKEN, secrets.token_hex(8), None)
    # A change that fell into a time without the cache is told when it is back: the token there is of before.
    _owes_a_token = not is_shared()


def watch() -> None:
    """Called once, when the app is ready: what the frame and the public's pages are made of."""
    files = (get_image_model(), get_document_model())
    themes = apps.get_model("portal", "ReportTheme")
    for model in (Partnership, Site, PageViewRestriction, *PROGRESS, *files, themes, *get_page_models()):
        for signal in (post_save, post_delete):
            signal.connect(forget, sender=model, dispatch_uid=f"portal.site.frame_cache.{model._meta.label}")
    post_page_move.connect(forget, dispatch_uid="portal.site.frame_cache.moved")
