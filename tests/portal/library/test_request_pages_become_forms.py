"""What an update makes of a request page: a form at the same place, that asks the same, with its history and drafts."""

import json
from typing import Any

import pytest
from django.apps import apps as today
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision, Site

from forms.definition.block_values import definition_of
from forms.models import FormRelease
from forms.models.form_page import FormPage
from forms.versions import publishing
from portal.library.requests import keeping
from portal.library.requests.model import ReportRequest
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReviewReportPage
from portal.site.pages import HomePage, PortalHomePage
from tests.factories.party import PartnershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.duty("D42")]

BEFORE, AFTER = [("portal", "0006_public_files")], [("portal", "0007_request_by_a_form")]
QUESTIONS = [
    {
        "type": "line",
        "id": "8c922f11-875d-5d91-b491-32229417f6bc",
        "value": {"label": "Where do you work, or for whom do you ask?", "hint": "", "required": True},
    },
    {
        "type": "choice",
        "id": "e31459c6-b953-59f5-bee0-ac89b6dda02d",
        "value": {
            "label": "For what?",
            "hint": "One is enough.",
            "required": False,
            "choices": [
                {"type": "item", "id": "1", "value": "Study"},
                {"type": "item", "id": "2", "value": "Training"},
            ],
        },
    },
]
LEAD = "Reports stay on this site for a year. After that the support office sends them to those who ask."


def migrate(to: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return executor.loader.project_state(to).apps


def request_page(apps: Any, home: Page, **fields: Any) -> Page:
    """A page of the former kind, as an editor had made and published it, with a draft that nobody has published."""
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="portal", model="reportrequestpage"
    )
    page = home.add_child(instance=Page(title="Ask for a report", slug="ask"))
    Page.objects.filter(pk=page.pk).update(content_type_id=kind.pk)
    page.refresh_from_db()
    inherited = {field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}
    told = {"lead": LEAD, "button": "Send", "thanks": "We answer <soon>.", "questions": json.dumps(QUESTIONS)}
    apps.get_model("portal", "ReportRequestPage")(page_ptr_id=page.pk, **inherited, **told).save_base(raw=True)
    content = {**page.serializable_data(), **told, "content_type": kind.pk}
    live = Revision.objects.create(
        content_type_id=kind.pk,
        base_content_type=revision_base(),
        object_id=str(page.pk),
        content=content,
        created_at=timezone.now(),
    )
    more = [*QUESTIONS, {"type": "text", "value": {"label": "Anything else?", "hint": "", "required": False}}]
    draft = Revision.objects.create(
        content_type_id=kind.pk,
        base_content_type=revision_base(),
        object_id=str(page.pk),
        content={**content, "questions": json.dumps(more)},
        created_at=timezone.now(),
    )
    PageLogEntry.objects.create(
        content_type_id=kind.pk, page_id=page.pk, label="x", action="wagtail.publish", timestamp=timezone.now()
    )
    Page.objects.filter(pk=page.pk).update(live_revision=live, latest_revision=draft, has_unpublished_changes=True)
    return page


def revision_base() -> Any:
    return today.get_model("contenttypes", "ContentType").objects.get_for_model(Page)


def test_a_request_page_becomes_a_form_where_it_stands() -> None:
    root = Page.get_first_root_node()
    top = root.add_child(instance=PortalHomePage(title="Portal", slug="portal"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=top, is_default_site=True)
    home = top.add_child(instance=HomePage(title="North", slug="north"))
    index = home.add_child(instance=ReportIndexPage(title="Reports", slug="reports"))
    partnership = PartnershipFactory(name="North", slug="north", home=Page.objects.get(pk=home.pk))
    with moved_by_machine():
        report = index.add_child(instance=ReviewReportPage(title="After its year", slug="q", shown="on_request"))
    before = migrate(BEFORE)
    page = request_page(before, Page.objects.get(pk=home.pk))
    asked = ReportRequest(partnership=partnership, report=report)
    asked.asked = {"email": "old@college.example", "name": "Olga", "answers": [["For what?", "Study"]]}
    row = before.get_model("portal", "ReportRequest").objects.create(
        pk=asked.pk,
        partnership_id=partnership.pk,
        report_id=report.pk,
        sealed_asked=asked.sealed_asked,
        asked_at=timezone.now(),
    )

    migrate(AFTER)

    form = FormPage.objects.get(pk=page.pk)
    assert (form.title, form.slug, form.handler, form.second_language) == (
        "Ask for a report",
        "ask",
        "ask_for_report",
        "cy",
    )
    assert form.specific_class is FormPage
    assert form.introduction == f"<p>{LEAD}</p>"
    assert form.confirmation == "<p>We answer &lt;soon&gt;.</p>"
    assert publishing.problems_of(form) == []
    live = FormRelease.objects.live(form.pk)
    assert live is not None
    assert live.version.definition == definition_of(form)
    [step] = live.version.definition["steps"]
    told = [(one["label"], one["kind"], one["required"], one["meaning"]) for one in step["questions"]]
    assert told == [
        ("Your name", "text", True, "report_request.name"),
        ("Your e-mail address", "email", True, "report_request.email"),
        ("Where do you work, or for whom do you ask?", "text", True, "report_request.organisation"),
        ("For what?", "radios", False, ""),
    ]
    assert [choice["label"] for choice in step["questions"][3]["choices"]] == ["Study", "Training"]
    # What was written and not published is there still, and can be published.
    draft = form.get_latest_revision_as_object()
    assert definition_of(draft)["steps"][0]["questions"][-1]["label"] == "Anything else?"
    assert form.has_unpublished_changes
    form.get_latest_revision().publish()
    assert FormRelease.objects.filter(page=form).count() == 2
    assert PageLogEntry.objects.filter(page=form.pk).first().content_type.model == "formpage"
    # The page answers, and so does the desk.
    text = Client().get(f"/north/ask/?about={report.pk}").content.decode()
    assert "After its year" in text
    assert "Gofyn am adroddiad" in Client().get("/cy/north/ask/").content.decode()
    kept = ReportRequest.objects.get(pk=row.pk)
    assert keeping.who_asks(kept) == keeping.WhoAsks("old@college.example", "Olga")
