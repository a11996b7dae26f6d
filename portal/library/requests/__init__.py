"""Asking for a report that is no longer on the site in full, and the office's answer (D42)."""

from portal.reports.reading import FORM_OF_REQUESTS as KEY

__all__ = ["KEY"]
