"""An agency whose program fills in forms, and a form with questions of many kinds."""

from typing import Any

import pytest

from forms.models.form_page import FormPage
from tests.factories.party import AgencyFactory, actor
from tests.portal.api.program import Program, published
from workflow.models import Agency, Partnership
from workflow.parties.roles import Role


@pytest.fixture
def hospital(partnership: Partnership) -> Agency:
    return AgencyFactory(of=partnership, name="Hospital")


@pytest.fixture
def lead(hospital: Agency) -> Any:
    return actor(Role.LEAD, hospital).user


@pytest.fixture
def form(partnership: Partnership) -> FormPage:
    return published(partnership)


@pytest.fixture
def program(clock: Any, attachments: Any, lead: Any) -> Program:
    return Program(lead)
