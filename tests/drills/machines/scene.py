"""What is prepared for the drill and counted after it, by management commands on a machine of the portal.

`manage.py shell -c "from tests.drills.machines.scene import …"`: with the settings, keys and stores of production.
"""

import hashlib
import json
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Site

from forms import present, uploads
from forms.models import Attachment, Submission
from portal.api.programs import making
from portal.api.programs.scopes import offered
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReviewReportPage
from portal.site.pages import ContentPage, FormsIndexPage, HomePage, PortalHomePage
from tests.drills.machines.machine import HOST
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.portal.api.program import published, question, step
from workflow.models import CaseNote, Notice
from workflow.parties.roles import Actor, Role

BY_SCHEDULE = "by-schedule"


def prepare(goes_live_in: int) -> None:
    """A partnership with pages, a report, a form, a case and people; prints what the drill needs to know of it."""
    top = Page.get_first_root_node().add_child(instance=PortalHomePage(title="Practice reviews", slug="portal"))
    Site.objects.all().delete()
    Site.objects.create(hostname=HOST, port=443, root_page=top, is_default_site=True)
    home = top.add_child(instance=HomePage(title="North", slug="north"))
    home.add_child(instance=FormsIndexPage(title="Forms", slug="forms", show_in_menus=True))
    index = home.add_child(instance=ReportIndexPage(title="Reports", slug="reports", show_in_menus=True))
    partnership = PartnershipFactory(name="North Partnership", slug="north", home=Page.objects.get(pk=home.pk))
    with moved_by_machine():
        report = index.add_child(
            instance=ReviewReportPage(
                title="A report", slug="a-report", summary="A summary.", published_on="2026-01-05"
            )
        )
        report.save_revision().publish()
    later = home.add_child(instance=ContentPage(title="By schedule", slug=BY_SCHEDULE, live=False))
    later.go_live_at = timezone.now() + timedelta(seconds=goes_live_in)
    later.save_revision(approved_go_live_at=later.go_live_at)
    asked = [step("one", question("words"), question("paper", "file"))]
    form = published(partnership, {"format": 1, "title": "A drill", "steps": asked})
    lead = actor(Role.LEAD, AgencyFactory(of=partnership)).user
    case = CaseFactory(partnership=partnership)
    told = {
        "form": form.pk,
        "form_url": form.url,
        "tokens": [token(lead, name) for name in ("One", "Two")],
        "senders": [session(actor(Role.SUBMITTER, AgencyFactory(of=partnership)).user) for _ in range(2)],
        "officers": [session(actor(Role.OFFICER, partnership).user) for _ in range(2)],
        "case": case.reference,
        "pages": ["/", "/north/", "/north/reports/", report.url],
        "report": report.url,
    }
    sys.stdout.write(json.dumps(told) + "\n")


def token(user: Any, name: str) -> str:
    by = Actor.of(type(user).objects.get(pk=user.pk))
    role = making.memberships(by)[0]
    return making.make(role, name=name, scopes=list(offered(role.role)), days=30, by=by, now=present.now())[1]


def session(user: Any) -> str:
    """The key of a session that was begun with both steps."""
    client = Client()
    client.force_login(user)
    held = client.session
    held["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    held["account_authentication_methods_user"] = str(user.pk)
    held.save()
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def count() -> None:
    """Prints what is there."""
    sent = Attachment.objects.filter(draft__in=Submission.objects.values("pk")).select_related("data_key")
    files: dict[str, list[str]] = {}
    for one in sent:
        digest = hashlib.sha256(uploads.content_of(one)).hexdigest()
        files.setdefault(str(one.draft_id), []).append(digest)
    notes = CaseNote.objects.select_related("data_key")
    notices = Notice.objects.all()
    told = {
        "submissions": [[str(one.pk), one.reference] for one in Submission.objects.all()],
        "files": files,
        "stored": list(Attachment.objects.values_list("stored_name", flat=True)),
        "notes": [one.text for one in notes],
        "states": Counter(notices.values_list("state", flat=True)),
        "messages": list(notices.values_list("message_id", flat=True)),
        "scheduled": PageLogEntry.objects.filter(page__slug=BY_SCHEDULE, action__startswith="wagtail.publish").count(),
        "live": Page.objects.get(slug=BY_SCHEDULE).live,
    }
    sys.stdout.write(json.dumps(told) + "\n")


def rename() -> None:
    """What every page's frame shows, changed on one machine."""
    partnership = PartnershipFactory(slug="north")
    partnership.name = "Northern Partnership"
    partnership.save()


def take_down() -> None:
    with moved_by_machine():
        ReviewReportPage.objects.get(slug="a-report").unpublish()
