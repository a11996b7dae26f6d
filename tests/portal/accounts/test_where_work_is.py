"""Where signing in leads: to the person's own work."""

from typing import Any

import pytest
from django.test import RequestFactory

from portal.accounts.adapters import AccountAdapter
from tests.workflow.desk.scene import Area, area

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Area:
    return area("here")


@pytest.mark.parametrize(
    ("who", "leads_to"),
    [
        ("officer", "/desk/overview/"),
        ("decider", "/desk/overview/"),
        ("scrutineer", "/desk/"),
        ("strategic", "/desk/"),
        ("auditor", "/desk/"),
        ("submitter", "/my/"),
    ],
)
def test_signing_in_leads_to_the_persons_work(here: Area, rf: RequestFactory, who: str, leads_to: str) -> None:
    request: Any = rf.get("/")
    request.user = here.people[who]

    assert AccountAdapter(request).get_login_redirect_url(request) == leads_to
