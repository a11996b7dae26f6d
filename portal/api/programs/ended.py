"""What is left of programs that act for nobody any more: it goes when its time is over.

What a program read of a case on which a legal hold lies stays to be told, as long as the hold.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from forms.vault import DataKey
from portal.api.programs.token import ApiToken
from portal.api.webhooks.hook import Webhook
from workflow.engine.step import local_date
from workflow.machines.case.retention.holds import acted_in_held
from workflow.machines.case.retention.periods import PROGRAMS, Period, Periods
from workflow.worker.retention import areas_of, count_one, is_over, is_time

BATCH = 50


def let_go(now: datetime) -> int:
    """A step of the worker's sweep: tokens and webhooks of which the right to them ended long ago. Returns how many."""
    if not is_time(now):
        return 0
    periods = Periods(local_date(now))
    tokens = ApiToken.objects.filter(Q(revoked_at__lt=now) | Q(expires_at__lt=now) | Q(membership__ended_at__lt=now))
    hooks = Webhook.objects.filter(membership__ended_at__lt=now)
    went = 0
    for model, found in ((ApiToken, tokens), (Webhook, hooks)):
        rows = found.exclude(membership__user__in=acted_in_held()).select_related("membership__agency")
        for one in rows.prefetch_related("membership__agency__partnerships").order_by("made_at"):
            areas = areas_of(one.membership.partnership_id, one.membership.agency)
            period = periods.longest(PROGRAMS, areas)
            moments = (getattr(one, "revoked_at", None), getattr(one, "expires_at", None), one.membership.ended_at)
            ended = min((moment for moment in moments if moment is not None), default=None)
            if went < BATCH and is_over(ended, period, now):
                _erase_program(model, one, period, areas, now)
                went += 1
    return went


@transaction.atomic
def _erase_program(model: Any, one: Any, period: Period, areas: set[int], now: datetime) -> None:
    key = getattr(one, "data_key_id", None)
    model.objects.filter(pk=one.pk).delete()
    if key is not None:
        DataKey.objects.filter(pk=key).update(wrapped=None, destroyed_at=now)
    count_one(period, areas, now)
