"""What follows the steps of an audit, how one begins, and who takes the place of one that is left out (D19)."""

from django.db.models import Max

from workflow.engine.door import Context, option, perform
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.audit.round import AuditRound
from workflow.machines.audit.sampling import drawn
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.machine import RapidReview
from workflow.notices.recipients import members, tell_on_desk
from workflow.parties.roles import Group


def begin_audit(context: Context) -> None:
    """D19: the case's concluded rapid review is the sample, on its own or as one of a round."""
    case, data = context.case, context.data
    rapid_review = RapidReview.objects.filter(case=case, state=RapidReview.CONCLUDED).latest("created_at")
    audit = RapidReviewAudit(case=case, data_key=case.data_key, rapid_review=rapid_review)
    audit.round, audit.place = data.get("round"), data.get("place") or 0
    context.begin(audit, "begin")


def assure_strategic_body(context: Context) -> None:
    """D19. Of a round the strategic body is told once, when the round is reported."""
    if context.record.round_id is None:
        tell_on_desk(context, "audit-reported", members(context.case, Group.STRATEGIC))


def draw_next(context: Context) -> None:
    """Whoever drew the next lot of the round takes the place of one that is left out; nobody where none is left.

    That one belongs to another case: it is sampled through the same door, inside this transaction.
    """
    audit = context.record
    if audit.round_id is None:
        return
    round_ = AuditRound.objects.get(pk=audit.round_id)
    order = drawn(round_.seed, round_.population)
    used = round_.audits.aggregate(last=Max("place"))["last"] or 0
    # Perhaps sampled by hand since: whoever cannot be audited now is passed over.
    for place, reference in enumerate(order[used:], start=used + 1):
        case = Case.objects.get(reference=reference)
        if option(case, "sample_for_audit", by=context.by, now=context.now).allowed:
            drawing = {"round": str(round_.pk), "place": str(place)}
            perform(case, "sample_for_audit", by=context.by, now=context.now, data=drawing)
            return
