"""The public site's pages and the published reports."""

from portal.reports.pages import ReportIndexPage, ReportTheme, ReviewReportPage
from portal.site.pages import ContentPage, FormsIndexPage, HomePage, PortalHomePage

__all__ = [
    "ContentPage",
    "FormsIndexPage",
    "HomePage",
    "PortalHomePage",
    "ReportIndexPage",
    "ReportTheme",
    "ReviewReportPage",
]
