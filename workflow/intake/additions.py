"""What follows when somebody adds to a form that was sent: the support office is told, and nothing else moves."""

import logging
from datetime import datetime
from typing import Any

from django.urls import reverse

from forms.models import Correction, Submission
from workflow import notices
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.notices.notice import Notice
from workflow.notices.recipients import office, office_of
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role

KEY = "form-added-to"
logger = logging.getLogger(__name__)


def tell_of_addition(
    *, submission: Submission, correction: Correction, user: Any, now: datetime, **_signal: Any
) -> None:
    """Queue one notice to the support office, without a fact. Not where an officer added it, nor while one waits.

    An addition is never refused for want of a wording: the timeline and the list of forms show it all the same.
    """
    found = Case.objects.filter(data_key=submission.data_key_id).select_related("partnership", "procedure", "data_key")
    case = found.first()
    partnership = case.partnership if case is not None else Partnership.objects.for_page(submission.page)
    if partnership is None or Actor.of(user).holds({Role.OFFICER}, partnership_id=partnership.pk):
        return
    try:
        notice = _about(case, submission, now=now) if case is not None else _kept(submission, partnership, now=now)
    except LookupError:
        logger.warning("The procedure has no wording for the notice %r", KEY)
        return
    same = Notice.objects.filter(key=KEY, case=case, subject=notice.subject, state=Notice.State.QUEUED)
    if not same.exists():
        notices.queue([notice])


def _about(case: Case, submission: Submission, *, now: datetime) -> Notice:
    path = reverse("desk:submission", args=[case.reference, submission.pk])
    return notices.compose(case, KEY, to=office(case), now=now, path=path, title=submission.form_title)


def _kept(submission: Submission, partnership: Partnership, *, now: datetime) -> Notice:
    return notices.compose_without_case(
        partnership,
        KEY,
        reference=submission.reference,
        to=office_of(partnership),
        now=now,
        on=local_date(now),
        path=submission.get_absolute_url(),
        title=submission.form_title,
    )
