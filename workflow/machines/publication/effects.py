"""What follows the steps of a publication: clocks, notices, and the report page."""

from workflow import clocks
from workflow.clocks.deadline import Deadline, StopReason
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.publication.guards import earliest_publication
from workflow.machines.publication.identification.effects import run_check
from workflow.machines.publication.machine import Publication
from workflow.machines.publication.published_version import PublishedVersion
from workflow.machines.publication.text.guards import notes_published
from workflow.machines.review.machine import Review
from workflow.notices.composing import OPEN_AFTER_DUE
from workflow.notices.consequences import bodies_told, desk_told
from workflow.notices.going import copies_of, still_to_go
from workflow.notices.notice import Notice
from workflow.notices.outside import involved_bodies, tell_news
from workflow.notices.recipients import office, tell_bodies, tell_on_desk, tell_with_report
from workflow.notices.sealed import revoking
from workflow.notices.sealed_copy import SealedCopy
from workflow.parties.roles import Group
from workflow.procedures.version import Occasion
from workflow.report_seam import PublishedText, report_desk

# The versions of a report as a step has just kept them, the newest first.
AS_KEPT = "versions_as_kept"


# --- Clocks -------------------------------------------------------------------------------------------------------


def follow_planned_date(context: Context[Publication]) -> None:
    """D39: the last day for the advance copy follows the planned date, until the copy is sent."""
    publication = context.record
    planned_on = publication.planned_on
    if publication.advance_copy_on is not None or planned_on is None:
        return
    running = clocks.running(context.case, record=publication)
    planned = list(running.filter(rule__starts_on=Occasion.PUBLICATION_PLANNED))
    for deadline in planned:
        clocks.recompute(deadline, planned_on, now=context.now, event_id=context.event.id)
    if not planned:
        occasion = Occasion.PUBLICATION_PLANNED
        clocks.start_on(context.case, occasion, on=planned_on, record=publication, now=context.now)


def meet_advance_copy(context: Context[Publication]) -> None:
    """D39: on the day on which the last copy went."""
    clocks.meet_on(context.case, Occasion.ADVANCE_COPY_SENT, on=context.data["on"], record=context.record)


def look_at_planned_date(context: Context[Publication]) -> None:
    """D39: where the copies went too late for the day that was planned, the office plans another."""
    publication = context.record
    earliest = earliest_publication(publication, context.data["on"]).due
    if publication.planned_on is not None and publication.planned_on < earliest:
        tell_on_desk(context, "planned-date-too-early", [office(context.case)], due=earliest)


def meet_publication_and_start_its_year(context: Context[Publication]) -> None:
    """D34 is met; D42 begins."""
    publication, today = context.record, local_date(context.now)
    running = list(clocks.running(context.case))
    of_review = [one for one in running if one.record_id == publication.review_id]
    clocks.meet([one for one in of_review if one.rule.met_by == Occasion.PUBLISHED], on=today)
    # A report that stayed on the site while it was corrected goes on with the year that it began.
    of_report = [one for one in running if one.record_id == publication.pk]
    if not any(one.rule.starts_on == Occasion.PUBLISHED for one in of_report):
        clocks.start_on(context.case, Occasion.PUBLISHED, on=today, record=publication, now=context.now)


def meet_its_year(context: Context[Publication]) -> None:
    clocks.meet_on(context.case, Occasion.ON_REQUEST, on=local_date(context.now), record=context.record)


def stop_publication_clocks(context: Context[Publication]) -> None:
    """D38: decided not to publish, so nothing is waited for."""
    today = local_date(context.now)
    for record in (context.record, context.record.review):
        clocks.stop(context.case, StopReason.NOT_PUBLISHED, on=today, record=record)


def drop_planned_date(context: Context[Publication]) -> None:
    """D40: the date that was planned for the report is not that of the improvements."""
    clocks.stop(context.case, StopReason.REPLANNED, on=local_date(context.now), record=context.record)


def wait_for_publication_again(context: Context[Publication]) -> None:
    """D34: after a decision to publish all the same, the time runs from the decision to review as before."""
    review = context.record.review
    known = Deadline.objects.filter(case=context.case, record_id=review.pk, rule__met_by=Occasion.PUBLISHED)
    if not known.exclude(state=Deadline.State.STOPPED).exists():
        clocks.start_on(
            context.case,
            Occasion.REVIEW_DECIDED,
            on=review.commissioned_on,
            record=review,
            now=context.now,
            met_by=Occasion.PUBLISHED,
        )


def stop_its_year(context: Context[Publication]) -> None:
    clocks.stop(context.case, StopReason.TAKEN_DOWN, on=local_date(context.now), record=context.record)


# --- The review and its page are taken up again ---------------------------------------------------------------------


def return_report(context: Context[Publication]) -> None:
    """D33: a text that changes is signed off again."""
    review = context.record.review
    # Taken down while it was being corrected, it is with its authors already.
    if review.state == review.SIGNED_OFF:
        context.tell(review, "resume_drafting")


def keep_signed_off_text(context: Context[Review]) -> None:
    """D33: which text the group signed off. The record is the review."""
    content = report_desk().content(context.record)
    digest = content.digest if content else ""
    Publication.objects.filter(review=context.record).update(signed_off_digest=digest)


def note_correction(context: Context[Publication]) -> None:
    """Edge case 11: what readers will be told stands in the draft, to be signed off and checked with it."""
    publication = context.record
    report_desk().note_correction(
        publication, context.data["note"], published=notes_published(publication), by=context.by, now=context.now
    )


def end_holds(context: Context[Publication]) -> None:
    """Where nothing is published, nothing is held up."""
    for hold in context.record.holds.filter(state__in=["proposed", "approved"]):
        context.tell(hold, "lapse")


def revoke_copies(context: Context[Publication]) -> None:
    """Called back, withheld, taken down or corrected: no copy of that text is opened from now on, none still leaves."""
    given = SealedCopy.objects.filter(report__publication=context.record, revoked_at=None)
    revoking.revoke(given, by=context.by.user, now=context.now)


# --- Notices ------------------------------------------------------------------------------------------------------


def announce_to_bodies(context: Context[Publication]) -> None:
    """D39 to D41: the Panel, the Secretary of State and Ofsted, all on the same clock."""
    tell_bodies(context, "advance-copy", "D39", "D40", "D41", due=context.record.planned_on)


def send_to_involved_bodies(context: Context[Publication]) -> None:
    """D26: those bodies outside the portal that get the report have it in advance too, the others learn the day."""
    planned_on = context.record.planned_on
    if readers := involved_bodies(context.case, gets_report=True):
        tell_with_report(context, "outside-advance-copy", readers, due=planned_on)
    tell_news(context, planned_on=planned_on, gets_report=False)


def tell_involved_bodies_of_recall(context: Context[Publication]) -> None:
    """D26: the day and the copy that they were given do not stand."""
    if context.event.from_state == context.record.ADVANCE_COPY_SENT:
        tell_news(context)


def tell_involved_bodies_of_new_date(context: Context[Publication]) -> None:
    if context.record.state == context.record.ADVANCE_COPY_SENT:
        tell_news(context, planned_on=context.record.planned_on)


def tell_bodies_of_recall(context: Context[Publication]) -> None:
    """D39 to D41: those who had the advance copy learn that it does not stand."""
    if context.event.from_state == context.record.ADVANCE_COPY_SENT:
        tell_bodies(context, "advance-copy-recalled", "D39", "D40", "D41", but_not=_never_had_it(context))


def _never_had_it(context: Context[Publication]) -> set[str]:
    """The bodies whose copy had not left when it was set aside."""
    waiting = still_to_go(copies_of(context.record, "advance-copy"))
    return {copy.recipient_name for copy in waiting if copy.state == Notice.State.SET_ASIDE}


def drop_unsent_dates(context: Context[Publication]) -> None:
    """A date that has changed again is not told any more where the letter has not left."""
    told = Notice.objects.filter(key="publication-postponed", follows__record_id=context.record.pk)
    told.filter(state__in=revoking.STILL_TO_GO).update(state=Notice.State.SET_ASIDE)


def tell_new_date(context: Context[Publication]) -> None:
    """D39: who was told the first day with the advance copy is told the second."""
    publication = context.record
    if publication.state == publication.ADVANCE_COPY_SENT:
        due, never = publication.planned_on, _never_had_it(context)
        tell_bodies(context, "publication-postponed", "D39", "D40", "D41", due=due, but_not=never)


def keep_copies_open(context: Context[Publication]) -> None:
    """D39: an advance copy can be opened until the report is out."""
    publication = context.record
    if publication.planned_on is None:
        return
    until = context.now + (publication.planned_on - local_date(context.now)) + OPEN_AFTER_DUE
    given = SealedCopy.objects.filter(notices__in=copies_of(publication, "advance-copy"), revoked_at=None)
    given.filter(expires_at__lt=until).update(expires_at=until)


def tell_of_correction(context: Context[Publication]) -> None:
    """Edge case 11: those who have the earlier text learn that another stands in its place."""
    newest, *earlier = context.record.__dict__.get(AS_KEPT) or context.record.versions.all()
    if earlier and newest.corrections > max(version.corrections for version in earlier):
        tell_bodies(context, "correction-published", "D39", "D40", "D41")


# --- The page, and every version of it ------------------------------------------------------------------------------


def publish_page(context: Context[Publication]) -> None:
    _keep(context, "full", report_desk().publish(context.record, by=context.by, now=context.now))


def publish_improvements_page(context: Context[Publication]) -> None:
    _keep(context, "improvements", report_desk().improvements_only(context.record, by=context.by, now=context.now))


def put_page_back(context: Context[Publication]) -> None:
    """The text that was last published whole, or last published as improvements."""
    shown = "improvements" if context.record.improvements_chosen else "full"
    earlier = context.record.versions.filter(shown=shown).first()
    revision_id = earlier.revision_id if earlier else None
    _keep(context, shown, report_desk().put_back(context.record, revision_id, by=context.by, now=context.now))


def move_page_to_on_request(context: Context[Publication]) -> None:
    _keep(context, "on_request", report_desk().move_to_on_request(context.record, by=context.by, now=context.now))


def take_down_page(context: Context[Publication]) -> None:
    _take_down(context, context.data["reason"])


def reopen_case(context: Context[Publication]) -> None:
    """What is taken down waits for the strategic body: a closed case holds nothing that waits."""
    if not context.case.is_open:
        context.tell(context.case, "reopen", reason="The published report was taken off the site.")


def take_down_while_corrected(context: Context[Publication]) -> None:
    """Where the officer said that the text must not stay public meanwhile."""
    if context.data.get("take_down"):
        _take_down(context, context.data["reason"])


def take_down_if_shown(context: Context[Publication]) -> None:
    """D37, D38: what is not to be published is not left on the site; one that is being corrected may still be there."""
    if context.record.versions.filter(ended_at=None).exists():
        _take_down(context, context.data["justification"])


def _take_down(context: Context[Publication], reason: str) -> None:
    report_desk().take_down(context.record, by=context.by, now=context.now, reason=reason)
    context.record.versions.filter(ended_at=None).update(ended_at=context.now)


def _keep(context: Context[Publication], shown: str, text: PublishedText | None) -> None:
    """Edge case 11: every version that the public could read is kept, with its text, date and note."""
    publication = context.record
    earlier = list(publication.versions.all())
    publication.versions.filter(ended_at=None).update(ended_at=context.now)
    kept = PublishedVersion.objects.create(
        publication=publication,
        number=max((version.number for version in earlier), default=0) + 1,
        shown=shown,
        revision_id=text.revision_id if text else None,
        digest=text.digest if text else "",
        corrections=text.corrections if text else 0,
        note=text.note if text else "",
        published_at=context.now,
        published_by=context.by.user,
    )
    publication.__dict__[AS_KEPT] = [kept, *earlier]


# The justification to the Panel and the Secretary of State.
justification_told = bodies_told("not-published", "D38")
# What several steps bring about alike.
PUBLISHED = (
    meet_publication_and_start_its_year,
    # A copy for the NSPCC's repository.
    bodies_told("repository-copy", "D43"),
    desk_told("published", office),
    tell_of_correction,
    tell_news,
)
PUT_BACK = (put_page_back, meet_publication_and_start_its_year, desk_told("published", office))
BACK_TO_AUTHORS = (return_report, note_correction, desk_told("correction-begun", office, Group.SIGN_OFF))
NOTHING_PUBLISHED = (stop_publication_clocks, end_holds, justification_told, tell_news)

# What follows each step, in this order.
AFTER: Following = {
    Publication.begin_identification_check: (run_check, desk_told("identification-check", office)),
    Publication.return_for_changes: (
        revoke_copies,
        drop_planned_date,
        return_report,
        tell_bodies_of_recall,
        tell_involved_bodies_of_recall,
    ),
    Publication.postpone: (
        follow_planned_date,
        drop_unsent_dates,
        tell_new_date,
        keep_copies_open,
        tell_involved_bodies_of_new_date,
    ),
    Publication.send_advance_copy: (follow_planned_date, announce_to_bodies, send_to_involved_bodies),
    Publication.advance_copy_went: (meet_advance_copy, look_at_planned_date),
    Publication.call_advance_copy_back: (
        revoke_copies,
        drop_planned_date,
        tell_bodies_of_recall,
        tell_involved_bodies_of_recall,
    ),
    Publication.publish: (publish_page, *PUBLISHED),
    Publication.publish_improvements: (publish_improvements_page, *PUBLISHED),
    Publication.correct: (revoke_copies, take_down_while_corrected, *BACK_TO_AUTHORS),
    Publication.take_down: (
        revoke_copies,
        take_down_page,
        reopen_case,
        stop_its_year,
        # What was taken down in an emergency is looked at by the strategic body afterwards.
        desk_told("taken-down", office, Group.STRATEGIC),
    ),
    Publication.correct_first: (revoke_copies, *BACK_TO_AUTHORS),
    Publication.keep_down: (revoke_copies, *NOTHING_PUBLISHED),
    Publication.put_back: PUT_BACK,
    Publication.put_improvements_back: PUT_BACK,
    Publication.withhold: (revoke_copies, take_down_if_shown, *NOTHING_PUBLISHED),
    Publication.choose_improvements: (
        revoke_copies,
        take_down_if_shown,
        drop_planned_date,
        wait_for_publication_again,
        justification_told,
    ),
    Publication.reinstate: (wait_for_publication_again,),
    Publication.report_findings: (desk_told("findings-reported", Group.SIGN_OFF),),
    Publication.move_to_on_request: (move_page_to_on_request, meet_its_year),
}
