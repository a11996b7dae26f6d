"""The automatic identification check: what it finds becomes rows that a second person resolves (D36)."""

from dataclasses import asdict

from workflow.engine.door import Context, Following
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.hit import IdentificationHit, marks_of_find
from workflow.machines.publication.machine import Publication
from workflow.machines.publication.text.guards import digest_of
from workflow.report_seam import Found, report_desk

TO_CHANGE = IdentificationHit.Resolution.TO_CHANGE
CHANGED = IdentificationHit.Resolution.CHANGED


def run_check(context: Context[Publication]) -> None:
    """Search the whole text and its files for everybody whom the case knows."""
    publication = context.record
    digest = digest_of(publication, context.now)
    same_text = digest and digest == publication.checked_digest
    earlier = {hit.mark: hit for hit in publication.hits.filter(run=publication.check_run).exclude(resolution="")}
    found = report_desk().find(publication, identifiers.of_case(context.case))
    publication.check_run += 1
    publication.checked_digest = digest
    publication.checked_for = identifiers.fingerprint(context.case)
    publication.save(update_fields=["check_run", "checked_digest", "checked_for"])
    hits = [_hit(publication, one) for one in found]
    by_any_key = [marks_of_find(one.kind, one.identifier, one.written) for one in found]
    for hit, marks in zip(hits, by_any_key, strict=True):
        known = next((earlier[mark] for mark in marks if mark in earlier), None)
        # The very same words, looked at already: only what is new is asked again.
        if same_text and known is not None:
            hit.resolution, hit.note = known.resolution, known.note
            hit.resolved_by_id, hit.resolved_at = known.resolved_by_id, known.resolved_at
    IdentificationHit.objects.bulk_create(hits)
    _note_changed(publication, {mark for marks in by_any_key for mark in marks})


def _hit(publication: Publication, found: Found) -> IdentificationHit:
    hit = IdentificationHit(
        publication=publication,
        data_key=publication.case.data_key,
        run=publication.check_run,
        kind=found.kind,
        sure=found.sure,
    )
    hit.found = {name: value for name, value in asdict(found).items() if name != "kind"}
    hit.mark = marks_of_find(found.kind, found.identifier, found.written)[0]
    return hit


def _note_changed(publication: Publication, marks: set[str]) -> None:
    """What had to change and is found no more has changed."""
    waiting = publication.hits.filter(resolution=TO_CHANGE, run__lt=publication.check_run)
    waiting.exclude(mark__in=marks).update(resolution=CHANGED)


def resolve(context: Context[Publication]) -> None:
    """One answer for each find that was selected, with who gave it and when."""
    for hit in context.data["hits"]:
        hit.resolution, hit.note = context.data["resolution"], context.data["note"]
        hit.resolved_by, hit.resolved_at = context.by.user, context.now
        hit.save(update_fields=["resolution", "note", "resolved_by", "resolved_at"])


# What follows each step, in this order.
AFTER: Following = {
    Publication.check_again: (run_check,),
    Publication.resolve_hits: (resolve,),
}
