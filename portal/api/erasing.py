"""What webhooks and programs were told of a case goes with it: identifiers and states, and the log of what was sent."""

from datetime import datetime

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from forms.models import Submission
from portal.api.kept_answer import KeptAnswer
from portal.api.webhooks.message import WebhookMessage
from workflow.machines.case.machine import Case


def erase_told(case: Case, now: datetime) -> None:
    """Inside the transaction that erases the case."""
    sent = [str(one) for one in Submission.objects.filter(data_key=case.data_key_id).values_list("pk", flat=True)]
    told = Q(body__data__case=str(case.pk)) | Q(body__data__submission__in=sent)
    WebhookMessage.objects.filter(told).delete()
    named = Q()
    for one in (str(case.pk), case.reference, *sent):
        named |= Q(words__contains=one)
    KeptAnswer.objects.annotate(words=Cast("answer", TextField())).filter(named).delete()
