"""No e-mail says anything of a case: every wording is sent for a case full of marked words, and every mail is searched
(subject, body, headers, names of files).
"""

from typing import Any

import pytest
from django.core import mail

from tests.factories.case import MONDAY
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from workflow import notices, report_seam
from workflow.models import BodyAddress, Notice
from workflow.notices import Recipient, delivery
from workflow.notices.sealed.freezing import freeze
from workflow.procedures.version import Enclosure

pytestmark = pytest.mark.django_db
MARK = "Zqxv"
SAID = {"justification": f"{MARK} justification", "reason": f"{MARK} reason", "title": f"{MARK} title"}


class Desk:
    def copy(self, review: Any, *, improvements_only: bool, now: Any) -> tuple[str, bytes]:
        return "report.pdf", b"%PDF-1.7"


def full_of_marks() -> Any:
    """A publication whose case has marked words in every sealed field that a letter reads."""
    publication = PublicationFactory(review=ReviewFactory(signed_off=True))
    case, review = publication.case, publication.review
    case.headline = f"{MARK} headline"
    review.reviewer_name = f"{MARK} Reviewer"
    review.terms = {"terms_of_reference": f"{MARK} terms", "method": f"{MARK} method"}
    rapid_review = RapidReviewFactory(case=case, concluded=True)
    rapid_review.rationale, rapid_review.panel_response = f"{MARK} rationale", f"{MARK} response"
    rapid_review.justification = f"{MARK} justification"
    rapid_review.for_panel = {"national_importance": "yes", "national_importance_reason": f"{MARK} importance"}
    referral = ReferralFactory(case=case, answer=f"{MARK} answer")
    for record in (case, review, rapid_review, referral):
        record.save()
    return publication


def everything_in(message: Any) -> str:
    """The mail as it goes over the wire, with what stands in it decoded."""
    parts = [
        str(message.message()),
        message.subject,
        message.body,
        *message.to,
        *(name for name, *_ in message.attachments),
    ]
    return "\n".join([*parts, *message.extra_headers.values()])


@pytest.mark.duty("D8", "D9", "D17", "D21", "D35", "D38", "D39")
@pytest.mark.parametrize("copies", BodyAddress.Copies.values)
def test_every_wording_to_every_kind_of_recipient(monkeypatch: pytest.MonkeyPatch, copies: str) -> None:
    monkeypatch.setattr(report_seam, "_desk", [Desk()])
    publication = full_of_marks()
    case = publication.case
    to_body = Recipient("Child Safeguarding Practice Review Panel", "panel@nation.example", copies)
    report = freeze(publication, now=MONDAY)
    composed = []
    for key, template in notices.all_wording(case.procedure).items():
        enclosed = report if template.encloses == Enclosure.REPORT else None
        for to in (to_body, Recipient("A person", "person@agency.example")):
            step = {"record": publication, "said": SAID, "report": enclosed}
            composed.append(notices.compose(case, key, to=to, now=MONDAY, title="Agency return", **step))
        if template.offered_to:
            said = {"name": f"{MARK} Mother", "role": f"{MARK} role", "added": f"{MARK} words"}
            composed.append(notices.compose_letter(case, key, now=MONDAY, **said))
    notices.queue(composed)
    while delivery.deliver_due(MONDAY):
        pass

    wanted = {notice.pk for notice in composed if notice.state == Notice.State.QUEUED}
    assert len(mail.outbox) == len(wanted) > 100
    assert [message.subject for message in mail.outbox if MARK.casefold() in everything_in(message).casefold()] == []
    # The words are there, in the letters: the search would have found them.
    assert any(MARK in str(notice.letter) for notice in composed)
    assert not any(MARK in f"{one.subject}{one.body}{one.recipient_name}" for one in composed)
