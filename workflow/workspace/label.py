"""What a person calls a case for themselves: a reference alone does not say which child it was."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction

from forms.kept_query import KeptQuery
from forms.vault import DataKey, SealedField
from workflow.engine import log
from workflow.engine.event import Event
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor

LABELLED = "case.label"
MOST_CHARACTERS = 80


class CaseLabel(models.Model):
    """One person's own label of one case, sealed under the case's key: erasing the case takes it away."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = SealedField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="one_label_a_person_and_case")]

    def __str__(self) -> str:
        return f"label {self.pk}"


@transaction.atomic
def put_label(case: Case, text: str, *, by: Actor, now: datetime) -> None:
    """Call the case this from now on; an empty text takes the label away. Only the person reads it."""
    mine = CaseLabel.objects.select_for_update(of=("self",)).select_related("data_key").filter(case=case, user=by.user)
    found, words = mine.first(), " ".join(text.split())[:MOST_CHARACTERS]
    if words == (found.text if found is not None else ""):
        return
    if not words:
        mine.delete()
    else:
        label = found or CaseLabel(case=case, data_key=case.data_key, user=by.user)
        label.text = words
        label.save()
    log.append([Event(case=case, kind=LABELLED, actor=by.user, at=now)])


def labels_of(user: Any, case_ids: Any = None) -> dict[Any, str]:
    """The person's labels by case, of these cases or of all; none of an erased one. One query."""
    found = _labels(user.pk) if case_ids is None else LABELS.rows(user=user.pk, cases=list(case_ids))
    return {label.case_id: str(label.text) for label in found}


def _labels(user: int) -> "models.QuerySet[CaseLabel]":
    return CaseLabel.objects.filter(user=user, data_key__destroyed_at=None).select_related("data_key")


LABELS: KeptQuery[CaseLabel] = KeptQuery(
    lambda user, cases: _labels(user).filter(case__in=cases), user=int, cases=list[UUID]
)
