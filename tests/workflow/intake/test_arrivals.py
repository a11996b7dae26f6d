"""Whom a form's page names is told that it came: a reference and a link, once each, and never a fact."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from forms import present, telling
from forms.handlers import submission_sent
from forms.models import Submission
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import Area, referred
from workflow.intake import arrivals
from workflow.models import Notice
from workflow.notices.recipients import holders
from workflow.parties.roles import Role


def kept(place: Area, *, roles: list[str], addresses: str = "") -> Submission:
    page = form_page("open_case", place.partnership)
    page.handler, page.tell_roles, page.tell_addresses = "keep_on_record", roles, addresses
    page.save()
    return SubmissionFactory(page=page, owner=place.people["submitter"], reference="S-AAAA-0001")


def arrive(submission: Submission) -> Any:
    """The form is sent; its notices by address."""
    submission_sent.send(Submission, submission=submission, user=submission.owner, now=present.now())
    return {one.recipient_email: one for one in Notice.objects.filter(key=arrivals.KEY)}


def test_roles_and_addresses_are_told_once_each(here: Area) -> None:
    officers = {one.email for one in holders(arrivals._Of(here.partnership.pk), Role.OFFICER)}
    one = next(iter(officers))
    text = f"{one.upper()}\nduty@council.example\nDUTY@council.example"
    told = arrive(kept(here, roles=["officers", "office"], addresses=text))
    assert told.keys() == officers | {here.partnership.contact_email, "duty@council.example"}
    assert Notice.objects.filter(key=arrivals.KEY).count() == len(told)
    notice = told["duty@council.example"]
    assert "S-AAAA-0001" in notice.subject
    assert reverse("forms:copy", args=[Submission.objects.get().pk]) in notice.body
    assert notice.state == Notice.State.QUEUED


def test_who_sent_it_is_not_told(here: Area) -> None:
    sender = here.people["submitter"].email
    assert arrive(kept(here, roles=[], addresses=f"{sender}\nduty@council.example")).keys() == {"duty@council.example"}


@pytest.mark.parametrize("roles", [[], ["no_such_role"]])
def test_a_page_that_names_nobody_tells_nobody(here: Area, roles: list[str]) -> None:
    assert arrive(kept(here, roles=roles)) == {}


def test_of_a_case_the_notice_is_on_the_case_and_who_was_told_just_now_is_not_told_again(here: Area) -> None:
    made = referred(here)
    case, submission = made.case, made.submission
    submission.page.tell_roles, submission.page.tell_addresses = ["office"], "duty@council.example"
    Notice.objects.filter(case=case).delete()
    told = arrive(submission)
    assert told.keys() == {here.partnership.contact_email, "duty@council.example"}
    assert {one.case for one in told.values()} == {case}
    assert reverse("desk:submission", args=[case.reference, submission.pk]) in told["duty@council.example"].body
    now = present.now()
    Notice.objects.filter(recipient_email="duty@council.example").delete()
    Notice.objects.filter(case=case).update(queued_at=now)
    submission_sent.send(Submission, submission=submission, user=submission.owner, now=now)
    assert Notice.objects.filter(recipient_email=here.partnership.contact_email).count() == 1
    assert Notice.objects.filter(recipient_email="duty@council.example").count() == 1


@pytest.mark.parametrize(
    ("written", "kept_as"),
    [
        ("", ""),
        (" a@b.example ;\n\nc@d.example, A@B.example\n", "a@b.example\nc@d.example"),
        ("zero\u200bwidth@b.example", "zerowidth@b.example"),
    ],
)
def test_addresses_are_kept_one_a_line(written: str, kept_as: str) -> None:
    assert "\n".join(one.casefold() for one in telling.checked(written).splitlines()) == kept_as.casefold()


def test_what_is_no_address_is_named() -> None:
    with pytest.raises(ValidationError, match="“duty at council” is not a full e-mail address"):
        telling.checked("a@b.example\nduty at council")
    with pytest.raises(ValidationError, match="at most 20"):
        telling.checked("\n".join(f"a{number}@b.example" for number in range(21)))
