"""One counterpart of the office in a case, and the columns by which a row names it: exactly one of them."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflow.parties.party import Agency
from workflow.parties.roles import Group, Seat
from workflow.parties.titles import OF_GROUPS, title_of

AGENCY, SEAT, PERSON, GROUP = "agency", "seat", "person", "group"


@dataclass(frozen=True)
class Counterpart:
    """`value`: the identifier of an agency or a person, the key of a seat or a group. `name` is for pages."""

    kind: str
    value: str
    name: str

    @property
    def key(self) -> str:
        """What stands for it in addresses and forms: "agency-12", "seat-police"."""
        return f"{self.kind}-{self.value}"

    @property
    def columns(self) -> dict[str, Any]:
        """What a row that names it holds."""
        if self.kind in (AGENCY, PERSON):
            return {f"{self.kind}_id": int(self.value)}
        return {self.kind: self.value}


class OfCounterpart(models.Model):
    """A row of a case that names one counterpart."""

    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=20, blank=True, choices=Seat.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=20, blank=True, choices=Group.choices)

    class Meta:
        abstract = True

    # How a query reads what `with_whom` names.
    NAMED: ClassVar = ("agency", "person")

    def with_whom(self, case: Any) -> Counterpart:
        """The counterpart; the row comes with its agency and person (`NAMED`), the case with its partnership."""
        if self.agency is not None:
            return Counterpart(AGENCY, str(self.agency.pk), str(self.agency))
        if self.person is not None:
            return Counterpart(PERSON, str(self.person.pk), str(self.person))
        if self.seat:
            return Counterpart(SEAT, self.seat, str(Seat(self.seat).label))
        return Counterpart(GROUP, self.group, title_of(case, OF_GROUPS[Group(self.group)]))


def names_one() -> Q:
    """What a table of such rows makes sure of."""
    agency = Q(agency__isnull=False, seat="", person=None, group="")
    person = Q(agency=None, seat="", person__isnull=False, group="")
    seat = Q(agency=None, person=None, group="") & ~Q(seat="")
    group = Q(agency=None, seat="", person=None) & ~Q(group="")
    return agency | person | seat | group
