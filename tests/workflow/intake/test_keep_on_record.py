"""A form that is kept on record is answered by an e-mail that names the form."""

from typing import Any

import pytest

from tests.factories.case import MONDAY
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.submission import form_page
from tests.workflow.intake.sending import send
from workflow.models import Notice, Partnership
from workflow.parties.roles import Role
from workflow.procedures import load_shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    load_shipped(now=MONDAY)
    partnership = PartnershipFactory()
    AgencyFactory(of=partnership, kind="local_authority", notifies_for=partnership)
    page = form_page("open_case", partnership)
    page.handler = "keep_on_record"
    page.title = "Feedback on a review"
    page.save_revision().publish()
    return page


def test_the_receipt_names_the_form(page: Any) -> None:
    hospital = AgencyFactory(of=Partnership.objects.get())
    submission = send(page, actor(Role.SUBMITTER, hospital).user, {}, now=MONDAY)
    notice = Notice.objects.get(key="form-received")
    assert submission.form_title == "Feedback on a review"
    assert notice.body.startswith(f"Feedback on a review has been received. Its reference is {submission.reference}.")
