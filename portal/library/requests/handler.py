"""The form by which the public asks for a report that is available on request: an editor's, as every form is (D42).

Which report is meant stands in the form's address. Who asks, why, and where the answer goes, the desk knows by the
meanings of the questions, however an editor words them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from forms.definition.language import OWN_LANGUAGE, Said
from forms.definition.meanings import Meaning, Reading, read
from forms.definition.meanings import register as register_meanings
from forms.filling.pages.own_words import own_words
from forms.handlers import Accepted, Refused
from forms.handlers import register as register_handlers
from forms.models import Submission
from forms.models.form_page import FormPage
from portal.library import limits
from portal.library.alerts.keeping import digest_of
from portal.library.requests import KEY
from portal.library.requests.keeping import ANSWERS, EMAIL, NAME, receive
from portal.reports.pages import ReviewReportPage
from workflow.intake.handlers.moving import WithoutCase
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor

PURPOSE, ORGANISATION = "report_request.purpose", "report_request.organisation"

TEXTS = ("text", "long_text")
ONE_OF = ("radios", "select", "autocomplete")
MEANINGS = (
    Meaning(
        EMAIL,
        "Request for a report: e-mail address",
        duty="D42",
        why="The office answers to it.",
        kinds=("email",),
        purpose="email",
    ),
    Meaning(
        NAME,
        "Request for a report: who asks",
        duty="D42",
        why="The office decides by it whether the report is sent.",
        kinds=("text",),
        purpose="name",
    ),
    Meaning(PURPOSE, "Request for a report: what it is for", kinds=(*TEXTS, *ONE_OF, "checkboxes")),
    Meaning(ORGANISATION, "Request for a report: for whom they ask", kinds=(*TEXTS, *ONE_OF)),
)


class AskForReport(WithoutCase):
    """Anybody fills it in, without an account; the support office answers at the desk."""

    key = KEY
    label = "Asks for a report that is available on request (anybody, without an account)"
    required_meanings: tuple[str, ...] = (EMAIL, NAME)
    needs_subject = True
    lifetime = timedelta(days=1)

    # --- Open to all ---

    def subjects(self, *, page: FormPage) -> Sequence[tuple[str, str]]:
        """The partnership's reports that are not on the site any more, the newest first."""
        return [(str(one.pk), one.title) for one in _on_request(page)]

    def told(self, *, page: FormPage) -> tuple[str, str, str]:
        return (
            _("Which report would you like to read?"),
            _("No report is available on request at the moment."),
            _("What you write is read by the support office only, and deleted six months after the answer."),
        )

    def let_begin(self, request: HttpRequest) -> None:
        if not limits.allowed_here(request, "request.begin"):
            raise Refused(_("You have asked very often. Wait an hour, then ask again."))

    def let_send(self, request: HttpRequest, reading: Reading) -> None:
        email = str(reading.one(EMAIL) or "")
        if not limits.allowed(request, "request", digest_of(email, 0, {})):
            raise Refused(_("You have asked very often. Wait an hour, then ask again."))

    # --- As every form ---

    def may_start(self, *, page: FormPage, user: Any, subject: str) -> None:
        _report(page, subject)

    def describe(self, *, page: FormPage, subject: str) -> str:
        """Its title, which is English on a page in Welsh too."""
        title = dict(self.subjects(page=page)).get(subject, "")
        return Said(title, OWN_LANGUAGE) if title else ""

    def written_for(self, *, page: FormPage, user: Any, subject: str) -> str:
        return ""

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return {}

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        partnership = Partnership.objects.for_page(submission.page)
        return partnership is not None and Actor.of(user).holds(ANSWERS, partnership_id=partnership.pk)

    def may_correct(self, *, submission: Submission, user: Any) -> bool:
        """Nobody: it is answered by e-mail, and whoever has more to say writes back."""
        return False

    def accept(self, submission: Submission, *, user: Any, now: datetime) -> Accepted:
        """Raises Refused where the report cannot be asked for any more; the draft then stays as it is."""
        with own_words(submission.language):
            report, partnership = _report(submission.page, submission.subject)
            told = read(submission.version.definition, submission.answers or {})
            receive(submission, partnership, report, str(told.one(EMAIL)), now=now)
            said = _("The support office of %(partnership)s answers by e-mail.") % {"partnership": partnership.name}
        return Accepted(submission.reference, (said,))


def register() -> None:
    """Called once, when the app is ready."""
    register_meanings(*MEANINGS)
    register_handlers(AskForReport())


def _on_request(page: FormPage) -> list[ReviewReportPage]:
    partnership = Partnership.objects.for_page(page)
    if partnership is None or partnership.home is None:
        return []
    found = ReviewReportPage.objects.live().public().descendant_of(partnership.home)
    return list(found.filter(shown=ReviewReportPage.Shown.ON_REQUEST).order_by("-published_on", "-pk"))


def _report(page: FormPage, subject: str) -> tuple[ReviewReportPage, Partnership]:
    """The report that the address names, and whose it is. Raises Refused."""
    partnership = Partnership.objects.for_page(page)
    found = next((one for one in _on_request(page) if str(one.pk) == subject), None)
    if partnership is None or found is None:
        raise Refused(_("This report is not available on request now. Look for it among the published reports."))
    return found, partnership
