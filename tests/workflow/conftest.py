"""Two areas: what is the person's own, and what is not. Their pages lie in the site, so that forms have an address."""

from typing import Any

import pytest
from wagtail.models import Page, Site

from tests.workflow.desk.scene import Area, area


@pytest.fixture
def site(db: Any) -> None:
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=Page.get_first_root_node(), is_default_site=True)


@pytest.fixture
def here(clock: Any, site: None) -> Area:
    return area("here")


@pytest.fixture
def elsewhere(clock: Any, site: None) -> Area:
    return area("elsewhere")
