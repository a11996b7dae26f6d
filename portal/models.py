"""The public site's pages, the published reports, who is signed in, and what staff decide about who may enter."""

from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.invitation import Invitation
from portal.accounts.sessions.model import BrowserSession
from portal.api.kept_answer import KeptAnswer
from portal.api.programs.token import ApiToken
from portal.api.webhooks.hook import Webhook
from portal.api.webhooks.message import WebhookMessage
from portal.full_text.model import ReportText
from portal.identification.public_files import AgreedContent, PublicFile
from portal.learning.pages import LearningIndexPage, LearningPage, NewsIndexPage, NewsPage
from portal.library.alerts.model import NewReport, ReportAlert
from portal.library.requests.model import ReportRequest
from portal.reports.pages import ReportIndexPage, ReportTheme, ReviewReportPage
from portal.site.pages import ContentPage, FormsIndexPage, HomePage, PortalHomePage

__all__ = [
    "AccountChange",
    "ApiToken",
    "AgreedContent",
    "BrowserSession",
    "ContentPage",
    "FormsIndexPage",
    "HomePage",
    "Invitation",
    "KeptAnswer",
    "LearningIndexPage",
    "LearningPage",
    "NewReport",
    "NewsIndexPage",
    "NewsPage",
    "PortalHomePage",
    "ReportAlert",
    "PublicFile",
    "ReportIndexPage",
    "ReportRequest",
    "ReportText",
    "ReportTheme",
    "ReviewReportPage",
    "Webhook",
    "WebhookMessage",
]
