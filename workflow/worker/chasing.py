"""What is asked for again by the clock: evidence for recommendations, and whether a hold is still needed (D34, D44).

Run by the worker's sweep. Each reminder is claimed before it is queued, so that none goes twice; a machine that was off
sends the newest one that it missed.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from workflow import notices
from workflow.engine.machine import kind_of
from workflow.engine.step import local_date
from workflow.machines.publication.hold.machine import PublicationHold
from workflow.machines.recommendation.action.machine import ActionReminder, RecommendationAction
from workflow.notices.agencies import mailbox
from workflow.notices.recipients import office_of
from workflow.waiting.waiting import Waiting

CASE = ("case__partnership", "case__procedure")
SETTING = "recommendation_chasing"
# How far before its date an action can be reminded of, whatever a version of the procedure says.
FURTHEST = timedelta(days=400)


def chase_actions(now: datetime) -> int:
    """Remind agencies of what they are asked, on the days around its date that the procedure names. How many."""
    today, sent = local_date(now), 0
    waiting = Waiting.objects.filter(step=kind_of(RecommendationAction.add_evidence), due__lte=today + FURTHEST)
    awaited = RecommendationAction.objects.filter(pk__in=waiting.order_by().values("about"))
    for action in awaited.select_related(*CASE, "agency"):
        offset = _due_offset(action, today)
        if offset is not None and _claim(action, offset, now):
            sent += 1
    return sent


def _due_offset(action: RecommendationAction, today: date) -> int | None:
    """The newest day around its date that has come, None where none has since it was asked."""
    asked_on = local_date(action.created_at)
    passed = [
        days
        for days in action.case.procedure.setting(SETTING)["days"]
        if asked_on < action.by_when + timedelta(days=days) <= today
    ]
    return max(passed, default=None)


def _claim(action: RecommendationAction, offset: int, now: datetime) -> bool:
    with transaction.atomic():
        _, is_new = ActionReminder.objects.get_or_create(
            action=action, by_when=action.by_when, offset=offset, defaults={"queued_at": now}
        )
        if is_new:
            path = reverse("workspace:case", args=[action.case.reference])
            key = "recommendation-overdue" if offset > 0 else "recommendation-chased"
            to = mailbox(action.agency)
            notices.queue([notices.compose(action.case, key, to=to, now=now, path=path, due=action.by_when)])
    return is_new


def ask_about_holds(now: datetime) -> int:
    """Ask the support office whether a hold on publication is still needed, once for each day named. How many."""
    today, asked = local_date(now), 0
    unasked = Q(prompted_for=None) | ~Q(prompted_for=F("review_on"))
    due = PublicationHold.objects.filter(
        unasked, state__in=PublicationHold.BLOCKING, review_on__lte=today, case__led_by=None
    )
    for hold in due.select_related(*CASE):
        with transaction.atomic():
            claimed = PublicationHold.objects.filter(unasked, pk=hold.pk).update(prompted_for=F("review_on"))
            if claimed:
                path, to = reverse("desk:review", args=[hold.case.reference]), office_of(hold.case.partnership)
                notices.queue([notices.compose(hold.case, "hold-to-review", to=to, now=now, path=path)])
                asked += 1
    return asked
