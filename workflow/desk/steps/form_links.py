"""Steps that are taken by sending a form: which form page that is, and why it cannot be started where it cannot."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language

from forms import handlers
from forms.kept_query import KeptQuery
from forms.models.form_page import FormPage, start_at
from workflow.engine.machine import Machine
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.case.arrivals.arrival import open_arrival
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor

# The step by which the office sends a form for what came outside the portal.
ON_BEHALF = "submit_on_behalf"


@dataclass(frozen=True)
class FormLink:
    """Where the form starts, or the reason why it cannot be."""

    title: str = ""
    url: str = ""
    why_not: str = ""


def _live_page(handler: str, below: str) -> QuerySet[FormPage]:
    # Without its questions: a case asks for the page only to lead there.
    return FormPage.objects.live().filter(handler=handler, path__startswith=below).defer("steps")[:1]


LIVE_PAGE: KeptQuery[FormPage] = KeptQuery(_live_page, handler=str, below=str)


Recall = Callable[[str, Callable[[], Any]], Any]


@dataclass
class Connected:
    """What remembers which form stands where, and forgets it when a page changes; nothing before start-up."""

    recall: Recall = lambda key, read: read()


_connected = Connected()


def connect_recall(recall: Recall) -> None:
    """Take over, at start-up, what remembers what is read of pages."""
    _connected.recall = recall


def live_page(handler_key: str, partnership: Partnership) -> FormPage | None:
    """The live form of the partnership with this handler, None where nobody published one."""
    if partnership.home is None:
        return None
    return LIVE_PAGE.first(handler=handler_key, below=partnership.home.path)


def live_form(handler_key: str, partnership: Partnership) -> tuple[FormPage, str] | None:
    """The same with the address at which it stands, None also where it has none: asked of pages once a change."""
    if partnership.home is None:
        return None

    def read() -> tuple[FormPage, str] | None:
        page = live_page(handler_key, partnership)
        return (page, page.url) if page is not None and page.url is not None else None

    found: tuple[FormPage, str] | None = _connected.recall(
        f"form {handler_key} {partnership.home.path} {get_language()}", read
    )
    return found


def link_for(record: Machine, handler_key: str, by: Actor, *, name: str = "") -> FormLink:
    """The form by which this person takes the step of that name on this record, which they may take."""
    found = live_form(handler_key, record.case.partnership)
    if found is None:
        return FormLink(why_not="The form for this step has not been published. Ask a content editor to publish it.")
    page, address = found
    subject = subject_of(record, name)
    if handler_key not in handlers.registry:
        return FormLink(
            page.title, why_not="The form for this step is not set up: nothing would happen when it is sent."
        )
    handler: Any = handlers.get(handler_key)
    if handler.is_step_of(record, name):
        return FormLink(page.title, start_at(address, subject))
    try:
        handler.may_start(page=page, user=by.user, subject=subject)
    except handlers.Refused as refused:
        return FormLink(page.title, why_not=refused.reason)
    except Http404:
        return FormLink(page.title, why_not="You cannot start this form.")
    return FormLink(page.title, start_at(address, subject))


def subject_of(record: Machine, name: str = "") -> str:
    """What the address of the form names: the return or the audit itself, of all others the case.

    Where the office fills it in for somebody, what came outside the portal.
    """
    if name == ON_BEHALF and (arrival := open_arrival(record)) is not None:
        return str(arrival.pk)
    return str(record.pk if isinstance(record, AgencyReturn | RapidReviewAudit) else record.case.pk)
