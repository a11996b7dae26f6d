"""The portal's figures, in this process and on the test database: they compare one commit with the next."""

import io
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from tests.load.conftest import median_seconds

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def test_due_date_of_a_rapid_review(figure: Callable[..., None]) -> None:
    def ask() -> None:
        call_command("due", "rapid-review", "--from", "2026-12-18", "--json", stdout=io.StringIO())

    figure("due rapid-review, one date", median_seconds(ask, rounds=20), at_most=0.1)


def test_home_page(figure: Callable[..., None], client: Client) -> None:
    assert client.get("/").status_code == 200
    figure("home page", median_seconds(lambda: client.get("/"), rounds=20), at_most=0.2)
