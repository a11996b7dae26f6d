"""What the index key made: marks by which children, references and finds are found, made anew case by case.

What cannot be made anew, because its secret stands in a mail or a browser alone (links of invitations, sessions, what
was typed without a session), is found by a former key for as long as that is listed, and is gone within days.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from portal.keeping.rotation.stage import Progress, Stage, batches
from workflow.engine.event import Event
from workflow.machines.case.children.reindexing import reindex
from workflow.machines.case.machine import Case
from workflow.machines.case.marks import SearchMark, mark_reference, marks_of_reference
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.hit import IdentificationHit, marks_of_find
from workflow.machines.publication.machine import Publication
from workflow.notices.notice import Notice
from workflow.notices.sealed.links import digest_of, tokens_of
from workflow.notices.sealed_copy import SealedCopy

REFERENCE = "national_reference"


def children(progress: Progress) -> int:
    return reindex(progress).changed


def references(progress: Progress) -> int:
    """Those that the national service gave, from the records and from the log of those that were corrected since."""
    marked = (
        Case.objects.filter(marks__child=None, data_key__wrapped__isnull=False).distinct().select_related("data_key")
    )
    return sum(_reference(case) for batch in batches(marked, progress) for case in batch)


def _reference(case: Case) -> bool:
    former = [mark for told in _references(case) for mark in marks_of_reference(told)[1:]]
    with transaction.atomic():
        old = SearchMark.objects.filter(case=case, child=None, mark__in=former)
        if not old.exists():
            return False
        for told in _references(case):
            mark_reference(case.pk, told)
        old.delete()
    return True


def _references(case: Case) -> Iterator[str]:
    for notification in case.notifications.all():
        notification.data_key = case.data_key
        yield str(notification.national_reference or "")
        yield from (str(one.get(REFERENCE) or "") for one in notification.earlier or [])
    for event in Event.objects.filter(case=case, machine="notification").select_related("data_key"):
        told = event.data if event.data_key is not None else None
        if isinstance(told, dict) and told.get(REFERENCE):
            yield str(told[REFERENCE])


def finds(progress: Progress) -> int:
    """What the identification check found and somebody resolved."""
    readable = IdentificationHit.objects.filter(data_key__wrapped__isnull=False, found__isnull=False)
    return sum(_find(hit) for batch in batches(readable.select_related("data_key"), progress) for hit in batch)


def _find(hit: IdentificationHit) -> bool:
    told: Any = hit.found
    today, *former = marks_of_find(hit.kind, told["identifier"], told["written"])
    return hit.mark in former and bool(IdentificationHit.objects.filter(pk=hit.pk, mark=hit.mark).update(mark=today))


def checks(progress: Progress) -> int:
    """For whom each report was checked. What the case learned since is a reason to check again, as before."""
    checked = Publication.objects.exclude(checked_for="").filter(data_key__wrapped__isnull=False)
    return sum(_check(one) for batch in batches(checked.select_related("case__data_key"), progress) for one in batch)


def _check(publication: Publication) -> bool:
    today, *former = identifiers.fingerprints(publication.case)
    if publication.checked_for not in former:
        return False
    # No step: what was checked is what it was.
    as_read = Publication._base_manager.filter(pk=publication.pk, checked_for=publication.checked_for)
    return bool(as_read.update(checked_for=today))


def links(progress: Progress) -> int:
    """Links of sealed copies that are still to go. One that went is found by its digest, whichever key made it."""
    waiting = SealedCopy.objects.exclude(link_digest="").filter(revoked_at=None, notices__state__in=Notice.WAITING)
    unopened = waiting.exclude(notices__state__in=Notice.WENT).distinct()
    return sum(_link(copy) for batch in batches(unopened, progress) for copy in batch)


def _link(copy: SealedCopy) -> bool:
    today, *former = (digest_of(token) for token in tokens_of(copy))
    as_read = SealedCopy.objects.filter(pk=copy.pk, link_digest=copy.link_digest, link_number=copy.link_number)
    return copy.link_digest in former and bool(as_read.update(link_digest=today))


STAGES = (
    Stage("Children", children),
    Stage("National references", references),
    Stage("Finds of the identification check", finds),
    Stage("Checked reports", checks),
    Stage("Links of sealed copies", links),
)
