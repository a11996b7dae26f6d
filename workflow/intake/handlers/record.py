"""A form that is kept on record and moves no case."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from forms import handlers
from forms.filling.pages.own_words import own_words
from forms.handlers import Accepted, Held
from forms.models import Submission
from forms.models.form_page import FormPage
from workflow import notices
from workflow.engine.step import local_date
from workflow.intake.handlers.moving import (
    OUTSIDE,
    WithoutCase,
    sent_or_runs,
)
from workflow.intake.writing_for import of_agency, of_office
from workflow.machines.case.opening import sender_of
from workflow.notices import Recipient
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import NoProcedureInForce


class KeepOnRecord(WithoutCase):
    """A form that is stored and receipted and moves no case."""

    key = "keep_on_record"
    label = "Is kept on record"
    required_meanings: tuple[str, ...] = ()

    def may_start(self, *, page: FormPage, user: Any, subject: str) -> None:
        if Partnership.objects.for_page(page) is None:
            raise handlers.Refused(str(OUTSIDE))

    def written_for(self, *, page: FormPage, user: Any, subject: str) -> str:
        """The person's agency that serves the partnership, or its office; who works for neither writes for nobody."""
        by, partnership = Actor.of(user), Partnership.objects.for_page(page)
        if by.agency_ids() and (sender := sender_of(page, by)) is not None:
            return of_agency(sender[1].pk)
        if partnership is not None and by.holds({Role.OFFICER}, partnership_id=partnership.pk):
            return of_office(partnership.pk)
        return ""

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return {}

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        partnership = Partnership.objects.for_page(submission.page)
        return partnership is not None and Actor.of(user).holds({Role.OFFICER}, partnership_id=partnership.pk)

    def may_correct(self, *, submission: Submission, user: Any) -> bool:
        return sent_or_runs(submission, Actor.of(user), Partnership.objects.for_page(submission.page))

    def accept(self, submission: Submission, *, user: Any, now: datetime) -> Accepted:
        partnership = Partnership.objects.for_page(submission.page)
        if partnership is None:
            raise Held(str(OUTSIDE))
        to = Recipient(str(submission.owner), submission.owner.email)
        try:
            notice = notices.compose_without_case(
                partnership,
                "form-received",
                reference=submission.reference,
                to=to,
                now=now,
                on=local_date(now),
                title=submission.form_title,
            )
        except NoProcedureInForce as error:
            raise Held(str(error)) from error
        notices.queue([notice])
        with own_words(submission.language):
            told = gettext("The support office of %(partnership)s has your form.") % {"partnership": partnership.name}
        return Accepted(submission.reference, (told,))
