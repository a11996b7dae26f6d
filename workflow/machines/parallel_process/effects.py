"""What follows the steps of a parallel process: it goes on file, and its end is told where a hold names it."""

from workflow.engine.door import Context
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.machines.publication.hold.machine import PublicationHold
from workflow.notices.recipients import office, tell_on_desk


def begin_process(context: Context) -> None:
    """Edge case 9: a linked record of its own."""
    case, known = context.case, context.data
    process = ParallelProcess(case=case, data_key=case.data_key, kind=known["kind"])
    process.describe(known)
    context.begin(process, "begin")


def tell_of_end(context: Context) -> None:
    """D34: what held up the review or its publication is over, so that hold is looked at. A person releases it."""
    process = context.record
    holds = PublicationHold.objects.filter(case=context.case, process_id=process.pk)
    if process.held_reviews.exists() or holds.exclude(state__in=PublicationHold.CLOSED).exists():
        tell_on_desk(context, "process-ended", [office(context.case)])
