"""An agency's lead takes over, or hands on, the drafts of somebody who left: they stay the agency's."""

from datetime import datetime
from typing import Any

from django.db import transaction

from forms.models import Draft
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.intake.writing_for import of_agency, writes_for
from workflow.machines.case.machine import Case
from workflow.parties.party import Agency
from workflow.parties.roles import Actor, Role

HANDED_OVER = "draft.hand_over"


@transaction.atomic
def hand_over_drafts(from_user: Any, to_user: Any, agency: Agency, *, by: Actor, now: datetime) -> int:
    """Give the open drafts that one person wrote for this agency to another who works for it; returns how many.

    Each leaves a trace, in the log of its case where it is about one. Raises Refused where `by` is neither a lead of
    the agency nor an officer of its partnerships nor an administrator, or the other does not work for it.
    """
    if not (_leads(by, agency) or by.holds({Role.ADMINISTRATOR})):
        raise Refused(f"Only a lead of {agency} and its support office hand over its drafts.", "role")
    name = of_agency(agency.pk)
    if name not in writes_for(to_user):
        raise Refused(f"{to_user} does not work for {agency}. Choose one of its people.", "data")
    written = Draft.objects.filter(owner=from_user, written_for=name, trial__isnull=True)
    open_now = written.filter(submitted_at=None, expires_at__gt=now)
    drafts = list(open_now.select_for_update().values_list("pk", "data_key"))
    cases = dict(Case.objects.filter(data_key__in=[key for _pk, key in drafts]).values_list("data_key", "pk"))
    Draft.objects.filter(pk__in=[pk for pk, _key in drafts]).update(owner=to_user)
    log.append(
        [Event(case_id=cases.get(key), kind=HANDED_OVER, record_id=pk, actor=by.user, at=now) for pk, key in drafts]
    )
    return len(drafts)


def _leads(by: Actor, agency: Agency) -> bool:
    areas = by.partnership_ids({Role.OFFICER})
    return by.holds({Role.LEAD}, agency_ids={agency.pk}) or agency.partnerships.filter(pk__in=areas).exists()
