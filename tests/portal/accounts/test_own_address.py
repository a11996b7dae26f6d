"""A link in a mail leads to the portal's own address, whatever host and port the request named."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import Site

from tests.portal.conftest import person, with_totp
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("host", "leads_to"),
    [
        ("evil.example:8443", "https://portal.example"),
        ("portal.example:8443", "https://portal.example"),
        ("north.example:8443", "https://north.example"),
        ("north.example", "https://north.example"),
    ],
)
def test_a_reset_link_is_the_portals_own(
    client: Client, partnership: Partnership, posted: Any, settings: Any, host: str, leads_to: str
) -> None:
    settings.PORTAL_BASE_URL = "https://portal.example"
    Site.objects.create(hostname="north.example", port=443, root_page=partnership.home)
    user = with_totp(person(Role.OFFICER, partnership))
    client.post("/accounts/password/reset/", {"email": user.email}, headers={"host": host})
    posted()
    (sent,) = mail.outbox
    assert f"{leads_to}/accounts/password/reset/key/" in sent.body
    assert "evil" not in sent.body
    assert "8443" not in sent.body
