"""Two areas: what is the person's own, and what is not. Their pages lie in the site, so that forms have an address."""

from typing import Any

import pytest
from wagtail.models import Page, Site

from tests.laid import laid
from tests.workflow.desk.scene import Area, area


@laid()
def root_alone() -> None:
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=Page.get_first_root_node(), is_default_site=True)


@laid(on="root_alone")
def area_here(root_alone: None) -> Area:
    return area("here")


@pytest.fixture
def site(root_alone: None) -> None:
    """A site without pages."""


@pytest.fixture
def here(clock: Any, site: None, area_here: Area) -> Area:
    return area_here


@pytest.fixture
def elsewhere(clock: Any, site: None) -> Area:
    return area("elsewhere")
