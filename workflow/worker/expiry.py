"""Drafts that nobody sent within their lifetime are erased, with their files and their key; so is what was kept for
somebody who never signed in again. Sessions that are over are taken away."""

from datetime import datetime
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.db import transaction

from forms.filling.submitting import erase
from forms.models.kept_post import KeptPost
from forms.models.submission import Draft
from workflow.engine.step import local_date
from workflow.machines.case.retention import gone
from workflow.machines.case.retention.holds import held_keys
from workflow.machines.case.retention.periods import DRAFTS, Periods
from workflow.parties.party import Partnership

# A sweep a minute works through any backlog; a single sweep stays short.
BATCH = 50


def expire_drafts(now: datetime) -> int:
    """Erase drafts past their date, at most fifty; none about a case on which a legal hold lies. Returns how many."""
    expired = Draft.objects.filter(submitted_at=None, expires_at__lte=now).exclude(data_key__in=held_keys())
    return sum(_expire(identifier, now) for identifier in list(expired.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _expire(identifier: UUID, now: datetime) -> bool:
    # Looked at again under the lock: its owner may just have gone on with it, or sent it.
    locked = Draft.objects.select_for_update(of=("self",)).select_related("data_key", "page")
    draft = locked.filter(pk=identifier, submitted_at=None, expires_at__lte=now).first()
    if draft is None:
        return False
    if draft.trial is None:
        area = Partnership.objects.for_page(draft.page)
        period = Periods(local_date(now)).of(DRAFTS, area.pk if area is not None else None)
        gone.count(period, partnership_id=area.pk if area is not None else None, number=1, on=local_date(now))
    erase(draft)
    return True


def expire_kept_posts(now: datetime) -> int:
    """Erase what was kept for somebody who did not sign in again in time, at most fifty. Returns how many."""
    over = list(KeptPost.objects.filter(expires_at__lte=now).values_list("pk", flat=True)[:BATCH])
    return KeptPost.objects.filter(pk__in=over).erase() if over else 0


def expire_sessions(now: datetime) -> None:
    """Take away sessions that are over. They live by the machine's time, whatever time it is in the demonstration."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
