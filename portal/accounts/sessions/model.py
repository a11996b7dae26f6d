"""One signed-in browser (or one on its way there), found by its person.

The browser's cookie alone holds the key. The row is named by a keyed fingerprint of it, and its data lies sealed:
pending codes, secrets and addresses of sign-in stand there.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from forms.vault import signatures

USED_EVERY = timedelta(minutes=1)


def fingerprint(session_key: str) -> str:
    """What a row knows a browser's key by."""
    return fingerprints(session_key)[0]


def fingerprints(session_key: str) -> list[str]:
    """The same by every index key that may have made it, today's first: by these a row is looked for."""
    return signatures("session-key", session_key.encode())


def data_context(name: str) -> str:
    """To what the data of the row of that name is bound."""
    return f"portal_browsersession:{name}:session_data"


class BrowserSessionQuerySet(models.QuerySet["BrowserSession"]):
    def alive(self, now: datetime) -> "BrowserSessionQuerySet":
        """Neither ended by its age nor left unused for too long."""
        return self.used_since(now - settings.SESSION_IDLE, now)

    def used_since(self, moment: datetime, now: datetime) -> "BrowserSessionQuerySet":
        """Those that somebody used after that moment and whose age has not ended them."""
        return self.filter(expire_date__gt=now, last_used_at__gt=moment)

    def over(self, now: datetime) -> "BrowserSessionQuerySet":
        return self.filter(Q(expire_date__lte=now) | Q(last_used_at__lte=now - settings.SESSION_IDLE))


class BrowserSession(AbstractBaseSession):
    """`session_key` is the fingerprint of the cookie; `device` says the browser in plain words.

    `began_at` is when the person signed in; `last_used_at` is written at most once a minute. Machine time, not the
    demonstration's.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField()
    last_used_at = models.DateTimeField(db_index=True)

    objects: ClassVar = BrowserSessionQuerySet.as_manager()  # type: ignore[assignment]  # no encode, save: rows know no key

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        ordering: ClassVar = ["-last_used_at"]

    def __str__(self) -> str:
        return f"session of {self.device or 'a browser'}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """None: a row does not know its key, so nothing can be opened from it."""
        return None

    @property
    def ends_at(self) -> datetime:
        """When it ends if it is not used again."""
        return min(self.expire_date, self.last_used_at + settings.SESSION_IDLE)

    def seconds_left(self, now: datetime) -> int:
        return max(0, int((self.ends_at - now).total_seconds()))


def end_sessions(user: Any, *, except_key: str | None = None) -> int:
    """Sign this person out everywhere at once, but for the browser with this key. Returns how many were ended.

    A request that is under way with such a session is answered once more; the next one is nobody's.
    """
    kept = set(fingerprints(except_key)) if except_key else set()
    return BrowserSession.objects.filter(user=user).exclude(session_key__in=kept).delete()[0]
