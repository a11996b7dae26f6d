"""A page of the site, and somebody for whom it is drawn."""

import pytest
from django.test import Client

from workflow.parties.party import Partnership

ADDRESS = "/north/when/"


@pytest.fixture
def reader(partnership: Partnership) -> Client:
    """Somebody for whom each page is drawn, and who has been at the address."""
    client = Client()
    client.cookies.load({"sessionid": "of nobody"})
    assert client.get(ADDRESS).status_code == 200
    return client
