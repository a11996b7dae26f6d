"""What an officer answered about two cases in which a child has the same name: one row an answer, the last one counts.

The reason is sealed under the case in which it was given. Knows the case by its name only: the case's own steps ask it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from forms.vault import DataKey, SealedField
from workflow.machines.case.children.child import Child
from workflow.parties.kept import KeptByPerson
from workflow.parties.roles import Actor

# So many cases of the same name are shown with a case.
FEW = 5


class CaseLink(models.Model):
    """The answer about an unordered pair of cases; earlier answers stay, with when they were replaced."""

    class Verdict(models.TextChoices):
        SAME_INCIDENT = "same_incident", "The same incident"
        ANOTHER_INCIDENT = "another_incident", "The same child, another incident"
        ANOTHER_CHILD = "another_child", "Not the same child"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    first = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    reason = SealedField(help_text="How the officer knows.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, help_text="When it was answered anew, or taken back.")

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(replaced_at=None), name="one_answer_a_pair_of_cases"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_of_cases_in_its_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.verdict}"

    def other(self, case: Any) -> Any:
        """The other case of the pair."""
        return self.second if self.first_id == case.pk else self.first


def links_of(case: Any) -> QuerySet[CaseLink]:
    """The answers that count about this case."""
    return CaseLink.objects.filter(Q(first=case) | Q(second=case), replaced_at=None)


def linked_with(case: Any, verdicts: Iterable[str] = CaseLink.Verdict.values) -> Q:
    """A condition on cases: answered about this one in one of these ways."""
    found = links_of(case).filter(verdict__in=list(verdicts))
    return Q(pk__in=found.filter(first=case).values("second")) | Q(pk__in=found.filter(second=case).values("first"))


def readable(case: Any, by: Actor) -> QuerySet[Any]:
    """The other cases that this person reads, the first one first."""
    return _readable(case.case_model(), case.pk, by)


def _readable(cases: Any, case: UUID, by: Actor) -> QuerySet[Any]:
    found: QuerySet[Any] = cases.objects.read_by(by)
    return found.exclude(pk=case).exclude(state=cases.ERASED).order_by("opened_at", "pk")


def _named_as_in(case: Any) -> QuerySet[Child]:
    names = Child.objects.filter(case=case).exclude(name_index="").values("name_index")
    return Child.objects.filter(name_index__in=names)


def children_named_alike(case: UUID) -> QuerySet[Child]:
    """The children of other cases, whoever reads them, that have the name of a child of this one."""
    return _named_as_in(case).exclude(case=case)


def same_name(case: Any) -> Q:
    """A condition on cases: a child of the same name is recorded there as here."""
    return Q(pk__in=_named_as_in(case).values("case"))


def namesakes(case: Any, by: Actor) -> list[Any]:
    """The first few of the other cases that this person reads in which a child has the same name. One query."""
    return _namesakes(case.case_model()).rows(by, case=case.pk)


@cache
def _namesakes(cases: Any) -> KeptByPerson[Any]:
    return KeptByPerson(lambda by, case: _readable(cases, case, by).filter(same_name(case))[:FEW], case=UUID)


def to_answer(case: Any, by: Actor) -> QuerySet[Any]:
    """The cases about which this person may answer: those of the same name, and those answered already."""
    return readable(case, by).filter(same_name(case) | linked_with(case))


def answer(case: Any, other: Any, verdict: str, reason: str, *, by: Any, now: datetime) -> None:
    """This counts from now on about the two cases; with the verdict "" nothing does."""
    first, second = sorted([case.pk, other.pk])
    CaseLink.objects.filter(first=first, second=second, replaced_at=None).update(replaced_at=now)
    if not verdict:
        return
    link = CaseLink(first_id=first, second_id=second, data_key=case.data_key, verdict=verdict, by=by, at=now)
    link.reason = reason
    link.save(force_insert=True)
