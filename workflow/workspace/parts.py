"""An agency's part of one case, gathered for its page: each of its records with status, history and steps."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from forms.addresses import address
from forms.models import Draft
from forms.models.submission import is_theirs
from workflow.clocks.deadline import Deadline
from workflow.desk.case_file.conversation import Message, conversations
from workflow.desk.deadlines.countdown import Countdown, countdowns
from workflow.desk.steps.form_links import FormLink, link_for, subject_of
from workflow.desk.steps.moves import Move
from workflow.engine.door import available
from workflow.engine.event import Event
from workflow.engine.machine import Machine, read_by_agencies
from workflow.engine.step import Status
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.notification.machine import Notification
from workflow.machines.referral.machine import Referral
from workflow.parties.roles import AGENCY_ROLES, Actor, Role
from workflow.workspace.own import status_of
from workflow.workspace.telling_more import More, more_about

# Taken by the buttons that open the form, not as a step of its own.
SILENT = {"start"}


@dataclass(frozen=True)
class Own:
    """One of the agency's records as its page shows it."""

    record: Machine
    status: Status
    history: list[dict[str, Any]]
    steps: list[Move]
    form: FormLink = field(default_factory=FormLink)
    draft: Draft | None = None
    due: Countdown | None = None
    copy_url: str = ""
    outcome: tuple[str, str] = ("", "")
    conversation: list[Message] = field(default_factory=list)
    more: More = field(default_factory=More)


def gather(parts: dict[str, list[Any]], *, by: Actor, now: datetime) -> dict[str, list[Own]]:
    """Every own record, by kind. The records come with their case."""
    records = [record for found in parts.values() for record in found]
    history, drafts = _history(records), _drafts(records, by, now)
    due = _due(parts.get(Notification.KIND, []), now)
    said = _conversations([*parts.get(Referral.KIND, []), *parts.get(AgencyReturn.KIND, [])])
    made = {}
    for kind, found in parts.items():
        own = [_own(record, history[record.pk], drafts, due.get(record.pk), by=by, now=now) for record in found]
        made[kind] = [replace(one, conversation=said.get(one.record.pk, [])) for one in own]
    return made


def _conversations(records: list[Any]) -> dict[Any, list[Message]]:
    return conversations(records[0].case, records, for_agency=True) if records else {}


def _own(
    record: Machine,
    history: list[dict[str, Any]],
    drafts: dict[str, Draft],
    due: Countdown | None,
    *,
    by: Actor,
    now: datetime,
) -> Own:
    form, steps, names = FormLink(), [], set()
    for option in available(record, by=by, now=now):
        # Somebody may be an officer too: officers' steps are taken on the desk.
        if not option.allowed or option.name in SILENT or not AGENCY_ROLES & option.step.roles:
            continue
        if option.step.page_handler:
            form = link_for(record, option.step.page_handler, by)
        else:
            steps.append(Move(option.step.label, url=step_url(record, option.name)))
            names.add(option.name)
    return Own(
        record=record,
        status=status_of(record),
        history=history,
        steps=steps,
        form=form,
        draft=drafts.get(subject_of(record)),
        due=due,
        copy_url=_copy_url(record, by),
        outcome=_outcome(record),
        more=more_about(record, names),
    )


def _history(records: list[Machine]) -> dict[Any, list[dict[str, Any]]]:
    """What happened to each record, oldest first: one query. Only events of these very records."""
    said: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    reads = {
        kind: words for model in {type(record) for record in records} for kind, words in read_by_agencies(model).items()
    }
    machines, ids = {record.KIND for record in records}, [record.pk for record in records]
    events = Event.objects.filter(machine__in=machines, record_id__in=ids, kind__in=reads).order_by("position")
    for record_id, kind, at in events.values_list("record_id", "kind", "at"):
        said[record_id].append({"at": at, "words": reads[kind]})
    return said


def _drafts(records: list[Machine], by: Actor, now: datetime) -> dict[str, Draft]:
    """The person's own drafts of forms about these records, by subject."""
    subjects = {subject_of(record) for record in records}
    found = Draft.objects.open_for(by.user, now=now).filter(subject__in=subjects)
    return {draft.subject: draft for draft in reversed(found)}


def _due(notifications: list[Notification], now: datetime) -> dict[Any, Countdown]:
    if not notifications:
        return {}
    found = Deadline.objects.filter(record_id__in=[one.pk for one in notifications]).select_related("rule")
    return {one.deadline.record_id: one for one in countdowns(found.order_by("opened_at"), now=now)}


def _outcome(record: Machine) -> tuple[str, str]:
    """What became of the case to which a referral was joined: a sentence, and the reason where there is one."""
    if not isinstance(record, Referral) or record.joined_to is None or record.joined_to.is_erased:
        return "", ""
    first = record.joined_to.referrals.select_related("data_key", "joined_to").first()
    goes_on = record.joined_to
    if first is not None and first.joined_to is not None:
        # What others were joined to was itself joined to another, with its notification.
        goes_on = first.joined_to
        first = goes_on.referrals.select_related("data_key").first()
    reason = str(first.answer or "") if first is not None and first.state == Referral.NOT_ACCEPTED else ""
    sentence = Referral.JOINED_READS.get(first.state, "") if first is not None else ""
    notifications = goes_on.notifications.all()
    if any(notification.state == Notification.NOT_REQUIRED for notification in notifications):
        sentence += " It was decided that no notification to the Panel is required."
    return sentence.strip(), reason


def _copy_url(record: Machine, by: Actor) -> str:
    """The copy of what was sent: for who sent it, and for the leads of the agency."""
    submission = getattr(record, "submission", None)
    if submission is None:
        return ""
    leads = by.holds({Role.LEAD}, agency_ids=record.party_agency_ids())
    return submission.get_absolute_url() if leads or is_theirs(submission, by.user) else ""


def step_url(record: Machine, name: str) -> str:
    """The workspace's page for a step of an own record."""
    return address("workspace:step", record.case.reference, record.KIND, record.pk, name)


def asked_of(record: Machine, name: str) -> tuple[str, list[Message]]:
    """What was asked and answered so far, to be read while answering: a title, and the newest last."""
    if isinstance(record, Referral) and name == "add_information":
        return "What was asked and answered", _conversations([record]).get(record.pk, [])
    return "", []
