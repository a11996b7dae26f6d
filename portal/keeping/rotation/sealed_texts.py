"""Texts that are sealed with a key-encryption key itself: mail, sessions, requests, alerts, secrets of second steps."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models, transaction

from forms.vault import is_sealed_by_former, key_encryption_keys, reseal_text
from portal.accounts.authenticator_secrets import SECRETS, context_of
from portal.accounts.sessions.model import BrowserSession, data_context
from portal.keeping.rotation.stage import Progress, Stage, batches
from portal.library.alerts.model import ReportAlert
from portal.library.requests.model import ReportRequest
from workflow.notices.private_mail import PrivateMail


@dataclass(frozen=True)
class Column:
    """A column of texts of `forms.vault.seal_text`, and to what each is bound."""

    name: str
    model: type[models.Model]
    field: str
    context: Callable[[Any], str]
    # Gone within days by itself: no backup needs the key for it.
    is_passing: bool = False

    def turn(self, progress: Progress) -> int:
        first = next(iter(key_encryption_keys()))
        found: Any = self.model._default_manager
        waiting = found.exclude(**{f"{self.field}__startswith": f"{first}:"}).exclude(**{self.field: ""})
        return sum(self._reseal(row) for batch in batches(waiting, progress) for row in batch)

    def _reseal(self, row: Any) -> bool:
        sealed = getattr(row, self.field)
        # Only what it was when it was read: a session that is written at this moment stays as it was written.
        as_read = type(row)._default_manager.filter(pk=row.pk, **{self.field: sealed})
        return bool(as_read.update(**{self.field: reseal_text(sealed, self.context(row))}))


COLUMNS = (
    Column("Mail on its way", PrivateMail, "sealed", lambda row: row.context, is_passing=True),
    Column("Sessions", BrowserSession, "session_data", lambda row: data_context(row.pk), is_passing=True),
    Column("Requests for reports", ReportRequest, "sealed_asked", lambda row: row._context("asked")),
    Column("Answers to requests", ReportRequest, "sealed_answer", lambda row: row._context("answer")),
    Column("Addresses of report alerts", ReportAlert, "sealed", lambda row: row.context),
)


def reseal_secrets(progress: Progress) -> int:
    """Secrets of authenticator apps and seeds of recovery codes, which lie in a JSON value of their row."""
    return sum(_reseal_secrets(row.pk) for batch in batches(Authenticator.objects.all(), progress) for row in batch)


def _reseal_secrets(key: int) -> bool:
    with transaction.atomic():
        # Locked: a recovery code that is used at this moment stays used.
        row = Authenticator.objects.select_for_update().filter(pk=key).first()
        data = dict(row.data) if row is not None and isinstance(row.data, dict) else {}
        waiting = [name for name in SECRETS if isinstance(data.get(name), str) and is_sealed_by_former(data[name])]
        if row is None or not waiting:
            return False
        for name in waiting:
            data[name] = reseal_text(str(data[name]), context_of(row.user_id, row.type, name))
        Authenticator.objects.filter(pk=key).update(data=data)
        return True


def key_ids() -> set[str]:
    """The ids of the key-encryption keys under which texts lie that are to stay."""
    found = {
        sealed.rpartition(":")[0]
        for column in COLUMNS
        if not column.is_passing
        for sealed in column.model._default_manager.values_list(column.field, flat=True).iterator()
    }
    for data in Authenticator.objects.values_list("data", flat=True).iterator():
        if isinstance(data, dict):
            found |= {str(data[name]).rpartition(":")[0] for name in SECRETS if isinstance(data.get(name), str)}
    return found - {""}


STAGES = (
    Stage("Secrets of second steps", reseal_secrets),
    *(Stage(column.name, partial(Column.turn, column)) for column in COLUMNS),
)
