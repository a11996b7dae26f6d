"""A case that is opened without a referral: looked at and opened. Knows no request; desk and workspace share it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import QueryDict

from workflow.desk.converters import identifier
from workflow.desk.opening.alike import Alike, of_about_the_same_day
from workflow.desk.steps.form import StepPage, filled, page_of
from workflow.machines.case.machine import Case
from workflow.machines.case.opening import open_without_referral
from workflow.machines.case.questions import OpenCaseForm
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor
from workflow.procedures.version import NoProcedureInForce

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


@dataclass(frozen=True)
class OpeningPage:
    """The page as it stands; `case` is there once it was opened. `token`: two clicks open one case.

    `alike`: cases that may be of the same incident, to be looked at before another is opened.
    """

    page: StepPage
    token: UUID
    reason: str = ""
    status: int = OK
    case: Case | None = None
    alike: tuple[Alike, ...] = ()

    @property
    def looked_at(self) -> str:
        """Which cases the page shows: opening goes on past these, and past no other."""
        return ",".join(str(one.case.pk) for one in self.alike)


def look(partnerships: Sequence[Partnership], *, by: Actor, now: datetime) -> OpeningPage:
    return OpeningPage(page_of(OpenCaseForm(record=partnerships, by=by, now=now)), uuid4())


def take(partnerships: Sequence[Partnership], posted: QueryDict, *, by: Actor, now: datetime) -> OpeningPage:
    """Open the case with what was posted. Whatever is refused, what was typed stays."""
    token = identifier(posted.get("token", "")) or uuid4()
    about = {"record": partnerships, "by": by, "now": now}
    form, errors = filled(OpenCaseForm, posted, **about)
    if errors:
        return OpeningPage(page_of(form, typed=posted, errors=errors), token, status=UNPROCESSABLE)
    again = Case.objects.filter(pk=token).first()
    if again is not None:
        return OpeningPage(StepPage(()), token, case=again)
    try:
        case, alike = _open_unless_alike(form, token, posted.get("looked_at", ""), by=by, now=now)
    except NoProcedureInForce as error:
        return OpeningPage(page_of(form, typed=posted), token, reason=str(error), status=CONFLICT)
    except IntegrityError:
        # The other of two clicks was quicker.
        case, alike = Case.objects.get(pk=token), ()
    if alike:
        return OpeningPage(page_of(form, typed=posted), token, status=CONFLICT, alike=alike)
    return OpeningPage(StepPage(()), token, case=case)


def _open_unless_alike(
    form: OpenCaseForm, token: UUID, looked_at: str, *, by: Actor, now: datetime
) -> tuple[Case, tuple[Alike, ...]]:
    """The case; or it is not opened, and what there is to be looked at first comes back with it.

    Looked for after it was opened, and undone: giving it its number holds up whoever opens another at the same time.
    """
    given = {name: form.cleaned_data[name] for name in ("aware_on", "aware_by", "incident")}
    with transaction.atomic():
        case = open_without_referral(form.chosen, case_id=token, by=by, now=now, **given)
        alike = of_about_the_same_day(form.chosen, given["aware_on"], but=case.pk, by=by)
        if {str(one.case.pk) for one in alike} <= set(looked_at.split(",")):
            return case, ()
        transaction.set_rollback(True)
    return case, alike
