"""Django's sessions, kept so that the database opens none: keys as fingerprints, data sealed, ended when left alone.

Named by SESSION_ENGINE. A session ends a fixed time after signing in, however often it is used, and earlier where
nobody used it for SESSION_IDLE.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from forms.kept_query import KeptQuery
from forms.vault import VaultError, seal_text, unseal_text
from portal.accounts.sessions.model import USED_EVERY, BrowserSession, data_context, fingerprint, fingerprints

DEVICE = "portal.device"


ALIVE = KeptQuery(
    lambda names, unused, now: BrowserSession.objects.used_since(unused, now).filter(pk__in=names),
    names=list[str],
    unused=datetime,
    now=datetime,
)


class SessionStore(DatabaseStore):
    """One query to read, as Django's own. `row` is what was read, None before."""

    row: BrowserSession | None = None

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def load(self) -> dict[str, Any]:
        key = self.session_key
        now = timezone.now()
        self.row = ALIVE.first(names=fingerprints(key), unused=now - settings.SESSION_IDLE, now=now) if key else None
        if self.row is None:
            self._session_key = None
            return {}
        if self.row.pk != fingerprint(str(key)):
            self.row = self._renamed(self.row)
        return self.decode(self.row.session_data)

    def _renamed(self, row: BrowserSession) -> BrowserSession:
        """The index key was changed: the row goes by today's name from now on, and its person notices nothing."""
        name = fingerprint(str(self.session_key))
        with suppress(VaultError):
            sealed = seal_text(unseal_text(row.session_data, data_context(row.pk)), data_context(name))
            BrowserSession.objects.filter(pk=row.pk).update(session_key=name, session_data=sealed)
            row.session_key, row.session_data = name, sealed
        return row

    def exists(self, session_key: str) -> bool:
        return BrowserSession.objects.filter(pk__in=fingerprints(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            BrowserSession.objects.filter(pk__in=fingerprints(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        """The row as it is saved. A key that changes while somebody is signed in does not make the session younger."""
        now, user_id = timezone.now(), data.get(SESSION_KEY)
        began = self.row.began_at if self.row is not None and self._is_same(user_id) else now
        key = str(self.session_key)
        self.row = row = BrowserSession(
            session_key=fingerprint(key),
            session_data=self.encode(data),
            expire_date=began + timedelta(seconds=self.get_session_cookie_age()),
            user_id=user_id,
            device=data.get(DEVICE, ""),
            began_at=began,
            last_used_at=now,
        )
        return row

    def _is_same(self, user_id: str | None) -> bool:
        """Whether this is still the session of the person for whom it was read: signing in begins a new one."""
        return self.row is not None and str(self.row.user_id or "") == (user_id or "")

    def flush(self) -> None:
        super().flush()
        self.row = None

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal_text(self.serializer().dumps(session_dict).decode("latin-1"), self._context)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """Its data; empty, so that the person signs in again, where it was changed, moved, or its key is gone."""
        try:
            found: dict[str, Any] = self.serializer().loads(
                unseal_text(str(session_data), self._context).encode("latin-1")
            )
        except VaultError:
            return {}
        return found

    @property
    def _context(self) -> str:
        return data_context(fingerprint(str(self.session_key)))

    def note_use(self, now: datetime) -> None:
        """Somebody is at work: the time without use begins anew. Written at most once a minute."""
        if self.row is None or now - self.row.last_used_at < USED_EVERY:
            return
        BrowserSession.objects.filter(pk=self.row.pk).update(last_used_at=now)
        self.row.last_used_at = now

    @property
    def seconds_left(self) -> int:
        """Until it ends if it is not used again after this page."""
        if self.row is None:
            return 0
        now = timezone.now()
        return min(int(settings.SESSION_IDLE.total_seconds()), int((self.row.expire_date - now).total_seconds()))

    @classmethod
    def clear_expired(cls) -> None:
        BrowserSession.objects.over(timezone.now()).delete()

    # Django's own asynchronous twins would ask the table for the key itself.
    aload = sync_to_async(load)  # type: ignore[arg-type]  # the stubs' model is another
    aexists = sync_to_async(exists)  # type: ignore[arg-type]  # the stubs' model is another
    adelete = sync_to_async(delete)  # type: ignore[arg-type]  # the stubs' model is another
    acreate_model_instance = sync_to_async(create_model_instance)  # type: ignore[arg-type]  # the stubs' model is another
