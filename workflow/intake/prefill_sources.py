"""What forms may fill in or show without asking: who the person is, and what the case has.

Read only for somebody who may start that form about that case (forms.definition.prefill_sources). An agency asked for
a return learns the reference of the case and no more: whom it is about and what happened go to those who may read the
case, and to the local authority that notifies of it.
"""

from typing import Any

from django.http import Http404

from forms import handlers as form_handlers
from forms.definition import prefill_sources
from forms.definition.prefill_sources import OptionList, PrefillSource, Value
from workflow.engine.step import local_date
from workflow.intake.handlers.agency_return import SendReturn
from workflow.intake.handlers.moving import READERS, MachineHandler
from workflow.intake.handlers.notification import SubmitNotification
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.incident import incident_on
from workflow.machines.case.machine import Case
from workflow.machines.case.opening import sender_of
from workflow.parties.party import Agency, Partnership, paths_above
from workflow.parties.roles import Actor, may_read_case

UNNAMED = "A child whose name is not known"


def register() -> None:
    """Called once, when the app is ready."""
    prefill_sources.sources.register(
        PrefillSource("person.name", "Person: name", lambda page, user, subject: user.get_full_name() or None, "name"),
        PrefillSource(
            "person.email", "Person: e-mail address", lambda page, user, subject: user.email or None, "email"
        ),
        PrefillSource("person.agency", "Person: agency", _agency),
        PrefillSource("partnership.name", "Partnership: name", _partnership),
        PrefillSource("case.reference", "Case: reference", _reference),
        PrefillSource("case.opened_on", "Case: day it was opened", _opened_on),
        PrefillSource("case.children", "Case: names of the children", _children),
        PrefillSource("case.incident_date", "Case: date of the incident", _incident_date),
    )
    prefill_sources.option_lists.register(OptionList("agencies", "The partnership’s agencies", _agencies))


def _record(page: Any, user: Any, subject: str) -> Any:
    """What the form is about, or None where it is about nothing that this person may know of."""
    handler = form_handlers.get(page.handler)
    if not isinstance(handler, MachineHandler) or not subject:
        return None
    try:
        return handler.record(page=page, subject=subject, by=Actor.of(user))
    except (Http404, form_handlers.Refused):
        return None


def _case(page: Any, user: Any, subject: str) -> Case | None:
    record = _record(page, user, subject)
    return record.case if record else None


def _case_to_read(page: Any, user: Any, subject: str) -> Case | None:
    """The case, where this person may know whom it is about."""
    case = _case(page, user, subject)
    if case is None or isinstance(form_handlers.get(page.handler), SubmitNotification):
        return case
    return case if may_read_case(case, Actor.of(user), READERS) else None


def _agency(page: Any, user: Any, subject: str) -> Value:
    """The agency that a return is asked of, else the one for which this person writes to the page's partnership."""
    by = Actor.of(user)
    record = _record(page, user, subject) if form_handlers.get(page.handler).key == SendReturn.key else None
    if isinstance(record, AgencyReturn) and record.agency_id in by.agency_ids():
        return _option(record.agency)
    sender = sender_of(page, by)
    return _option(sender[1]) if sender else None


def _option(agency: Agency) -> dict[str, str]:
    return {"value": str(agency.pk), "label": agency.name}


def _partnership(page: Any, user: Any, subject: str) -> Value:
    found = Partnership.objects.for_page(page)
    return found.name if found else None


def _reference(page: Any, user: Any, subject: str) -> Value:
    case = _case(page, user, subject)
    return case.reference if case else None


def _opened_on(page: Any, user: Any, subject: str) -> Value:
    case = _case(page, user, subject)
    return local_date(case.opened_at) if case else None


def _children(page: Any, user: Any, subject: str) -> Value:
    case = _case_to_read(page, user, subject)
    if case is None:
        return None
    return [str(child.details.get("child.name") or UNNAMED) for child in case.children.select_related("data_key")]


def _incident_date(page: Any, user: Any, subject: str) -> Value:
    case = _case_to_read(page, user, subject)
    return incident_on(case) if case else None


def _agencies(page: Any) -> list[tuple[str, str]]:
    """The agencies that work with the partnership on whose site the form is, by name. One query."""
    found = Agency.objects.filter(partnerships__home__path__in=paths_above(page)).distinct().values_list("pk", "name")
    return [(str(identifier), name) for identifier, name in found]
