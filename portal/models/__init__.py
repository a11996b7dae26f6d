"""The public site's pages and the published reports."""

from portal.models.pages import ContentPage, FormsIndexPage, HomePage, PortalHomePage
from portal.models.reports import ReportIndexPage, ReportTheme, ReviewReportPage

__all__ = [
    "ContentPage",
    "FormsIndexPage",
    "HomePage",
    "PortalHomePage",
    "ReportIndexPage",
    "ReportTheme",
    "ReviewReportPage",
]
