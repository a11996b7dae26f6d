"""The same two areas as on the desk."""

from tests.workflow.desk.conftest import elsewhere, here, site

__all__ = ["elsewhere", "here", "site"]
