"""What happens to a version as a whole: copied, completed, published by a second person, withdrawn, deleted."""

from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forms.definition.dates import spoken_day
from workflow.procedures import needed
from workflow.procedures.change import ProcedureChange
from workflow.procedures.document import document_of, save_draft
from workflow.procedures.editions import edition
from workflow.procedures.faults import faults_of, notice_keys
from workflow.procedures.places import in_words
from workflow.procedures.referral_kinds import REFERRAL_KINDS
from workflow.procedures.version import DeadlineRule, NoProcedureInForce, NoticeTemplate, ProcedureVersion

WROTE_IT = "You wrote in this draft. Another person looks at it and publishes it."
Kind = ProcedureChange.Kind


def problems_of(procedure: ProcedureVersion) -> list[str]:
    """What keeps the version from being published, whoever asks: a sentence each, with the place."""
    document = document_of(procedure)
    return [f"{in_words(fault.path, document)}: {fault.text}" for fault in faults_of(document, shipped=edition())]


def date_problem(procedure: ProcedureVersion, *, today: date) -> str:
    """Why its date cannot be: cases that were opened since are pinned to another version. "" when it can."""
    if procedure.effective_from >= today:
        return ""
    number = pinned_since(procedure).count()
    if not number:
        return ""
    cases = "1 case was" if number == 1 else f"{number} cases were"
    return (
        f"It would be in force from {spoken_day(procedure.effective_from)}, but {cases} opened under another version "
        "since then. Choose today or a later day."
    )


def pinned_since(procedure: ProcedureVersion) -> QuerySet[Any]:
    """The cases opened on or after its date, where it applies, that rest on another version."""
    start = datetime.combine(procedure.effective_from, time.min, tzinfo=timezone.get_default_timezone())
    found = apps.get_model("workflow", "Case").objects.filter(opened_at__gte=start).exclude(procedure=procedure)
    if procedure.partnership_id is None:
        # A partnership's own version goes before the shared one, so its cases would not have come under this.
        return found.filter(procedure__partnership=None)
    return found.filter(partnership=procedure.partnership_id)


def wrote_in(procedure: ProcedureVersion, user: Any) -> bool:
    """Whether this person made, imported or changed the draft."""
    return procedure.changes.filter(kind__in=ProcedureChange.WRITING, by=user).exists()


def follows(procedure: ProcedureVersion) -> ProcedureVersion | None:
    """The version that is in force where and when this one begins, None without one."""
    try:
        return ProcedureVersion.objects.exclude(pk=procedure.pk).in_force(
            procedure.partnership, procedure.effective_from
        )
    except NoProcedureInForce:
        return None


@transaction.atomic
def copy(procedure: ProcedureVersion, *, title: str, effective_from: date, by: Any, now: datetime) -> ProcedureVersion:
    """A new draft that says the same. It is for the same partnership, or for all."""
    document = {**document_of(procedure), "title": title, "effective_from": effective_from.isoformat()}
    if REFERRAL_KINDS not in document["content"]:
        # What stands as it is shipped can be written in from now on.
        document["content"] = {**document["content"], REFERRAL_KINDS: edition()["content"][REFERRAL_KINDS]}
    part = f"as a copy of “{procedure.title}”"
    return save_draft(document, partnership=procedure.partnership, kind=Kind.MADE, by=by, now=now, part=part)


@transaction.atomic
def publish(procedure: ProcedureVersion, *, by: Any, now: datetime) -> None:
    """Publish a draft; from then on it never changes. Raises ValidationError with everything that speaks against it."""
    locked = ProcedureVersion.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    found = [WROTE_IT] if wrote_in(locked, by) else []
    found += problems_of(locked)
    if problem := date_problem(locked, today=timezone.localdate(now)):
        found.append(problem)
    if found:
        raise ValidationError(found)
    locked.publish(now=now)
    ProcedureChange.note(locked, Kind.PUBLISHED, by=by, now=now)


@transaction.atomic
def withdraw(procedure: ProcedureVersion, *, by: Any, now: datetime) -> None:
    """Take a published version back before its date. Raises ValidationError where it is too late."""
    locked = ProcedureVersion.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    locked.withdraw(now=now, today=timezone.localdate(now))
    ProcedureChange.note(locked, Kind.WITHDRAWN, by=by, now=now)


@transaction.atomic
def delete_draft(procedure: ProcedureVersion, *, by: Any, now: datetime) -> None:
    """Delete a draft; that it was there stays on record. Raises ValidationError when it is published."""
    ProcedureChange.note(procedure, Kind.DELETED, by=by, now=now)
    procedure.delete()


@transaction.atomic
def complete(procedure: ProcedureVersion, *, by: Any, now: datetime) -> int:
    """Add what the program asks for and this draft does not say at all, as shipped. Returns how much was added."""
    whole, document = edition(), document_of(procedure)
    lists = {name: value for name, value in whole["content"].items() if name not in document["content"]}
    rules = [row for row in whole["rules"] if row["key"] in _missing(needed.RULES, document["rules"])]
    notices = [row for row in whole["notices"] if row["key"] in _missing(notice_keys(whole), document["notices"])]
    added = len(lists) + len(rules) + len(notices)
    if not added:
        return 0
    procedure.content = {**procedure.content, **lists}
    procedure.save()
    for row in rules:
        DeadlineRule.objects.create(procedure=procedure, **row)
    for row in notices:
        NoticeTemplate.objects.create(procedure=procedure, **row)
    ProcedureChange.note(procedure, Kind.EDITED, by=by, now=now, part="added what was missing, as shipped")
    return added


def _missing(keys: Any, rows: list[dict[str, Any]]) -> set[str]:
    return set(keys) - {row["key"] for row in rows}
