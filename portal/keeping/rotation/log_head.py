"""The chained log: vouched for with today's key where rows were signed with a former one. One that was tampered with
is not: it stays found.
"""

from django.utils import timezone

from forms.vault import key_encryption_keys
from portal.keeping.rotation.stage import Progress, Stage
from workflow.engine.event import AuditHead, Event
from workflow.engine.log import LogBroken
from workflow.engine.log_anchors import reanchor
from workflow.engine.log_records import AuditAnchor


def vouch(progress: Progress) -> int:
    """1 where the log was vouched for anew, 0 where nothing in it rests on a former key, or it does not hold."""
    if not _rests_on_a_former_key():
        return 0
    try:
        reanchor(timezone.now())
    except LogBroken:
        return 0
    return 1


def _rests_on_a_former_key() -> bool:
    today = next(iter(key_encryption_keys()))
    head = AuditHead.objects.filter(pk=1).first()
    if head is None or not Event.objects.exists():
        return False
    former = Event.objects.exclude(key_id=today).order_by("-position").values_list("position", flat=True).first()
    vouched = AuditAnchor.objects.filter(key_id=today).order_by("-position").values_list("position", flat=True).first()
    return head.key_id != today or (former is not None and (vouched or 0) < former)


STAGES = (Stage("The log", vouch),)
