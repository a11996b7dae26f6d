"""Every page of these tests is asked of the two areas' site."""

import pytest


@pytest.fixture(autouse=True)
def _on_their_site(site: None) -> None:
    """Whether a test asks for an area or not."""
