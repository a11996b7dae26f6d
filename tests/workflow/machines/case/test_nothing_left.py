"""A word in every text that a case has, of any table: after the erasure it stands nowhere, in no table and no file."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models
from django.urls import reverse
from wagtail.models import Comment, PageLogEntry

from forms import uploads
from forms.models import KeptPost
from forms.models.kept_post import keep
from forms.vault import DataKey, SealedField
from portal.api.webhooks.hook import Webhook
from portal.api.webhooks.message import WebhookMessage
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReviewReportPage
from tests.factories.case import MONDAY
from tests.portal.access import canaries
from tests.workflow.desk.scene import Area, far_along
from tests.workflow.desk.test_routes import work_of
from tests.workflow.reviews.steps import at, take
from workflow.desk.sent_forms.export import Export
from workflow.models import (
    Case,
    CaseLink,
    Event,
    Membership,
    Notice,
    PublishedVersion,
    RetentionSchedule,
)
from workflow.notices.sealed_copy import FrozenReport, SealedCopy
from workflow.parties.roles import Actor
from workflow.report_seam import report_desk

pytestmark = pytest.mark.django_db
WORD = "Zanzibarquux"
OVER = "2028-03-03"
# Columns of text that stay as they are, since nothing that a person types or is named by stands in them: codes, keys of
# the program, references, digests of files, neutral names.
CODES = {
    "actor_role",
    "answer",
    "approved_digest",
    "asked_for",
    "attendance",
    "bodies_letter",
    "channel",
    "checked_digest",
    "choice",
    "content_type",
    "digest",
    "fact",
    "file_name",
    "from_state",
    "grounds",
    "group",
    "history",
    "hold_grounds",
    "id",
    "key",
    "kind",
    "language",
    "machine",
    "mark",
    "means",
    "message_id",
    "previous",
    "process_kind",
    "question",
    "readers",
    "reference",
    "resolution",
    "role",
    "route",
    "seat",
    "sent_digest",
    "shown",
    "signed_off_digest",
    "skipped",
    "state",
    "step",
    "stop_reason",
    "stored_name",
    "subject_of",
    "sure",
    "to_state",
    "trial",
    "url",
    "verdict",
    "waits_for",
    "way",
    "what_kind",
    "written_for",
}


@pytest.fixture
def made(here: Area, settings: Any, tmp_path: Path) -> dict[str, Any]:
    settings.DATA_DIR = tmp_path
    found = far_along(here)
    case = found["case"]
    found |= work_of(found)
    RetentionSchedule.objects.create(partnership=here.partnership, with_review=2)
    frozen = FrozenReport(case=case, data_key=case.data_key, publication=found["publication"], file_name="report.pdf")
    frozen.size, frozen.digest, frozen.stored_name, frozen.made_at = 3, "0", f"fr/{uuid4().hex}", MONDAY
    frozen.save()
    uploads.storage().save(frozen.stored_name, ContentFile(WORD.encode()))
    SealedCopy.objects.create(case=case, report=frozen, recipient_name="x", way="download", made_at=MONDAY)
    export = Export(data_key=DataKey.objects.make(), partnership=here.partnership, case=case, kind="zip", number=1)
    export.reason, export.by, export.made_at = WORD, here.people["officer"], MONDAY
    export.save()
    found["export"] = export
    return found


def names_of(model: Any) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def rows_of(model: Any, case: Case) -> Any:
    """The rows of a table that belong to the case, by whichever way."""
    names = {field.name: field for field in model._meta.concrete_fields}
    wanted = models.Q(pk__in=())
    for name, field in names.items():
        if field.related_model is Case:
            wanted |= models.Q(**{name: case})
        elif field.related_model is DataKey:
            wanted |= models.Q(**{name: case.data_key_id})
        elif field.related_model is not None and "case" in names_of(field.related_model):
            wanted |= models.Q(**{f"{name}__case": case})
    return model._base_manager.filter(wanted)


def plant(case: Case) -> int:
    """The word into every column of every row of the case, sealed or not. Returns how many columns of rows."""
    planted = 0
    for model in apps.get_models():
        if model in (Event, DataKey, Membership) or model._meta.app_label not in ("forms", "workflow"):
            continue
        for row in rows_of(model, case):
            told = {}
            for field in model._meta.concrete_fields:
                text = isinstance(field, models.CharField | models.TextField | models.JSONField)
                if isinstance(field, SealedField):
                    if not hasattr(row, "data_key"):
                        continue
                    setattr(row, field.name, canaries.filled(getattr(row, field.name), WORD) or WORD)
                    told[field.attname] = row.__dict__[field.name]
                elif text and not field.choices and not field.is_relation and field.name not in CODES:
                    if connection.vendor == "postgresql" and 0 < (field.max_length or 0) < 30:
                        continue
                    if isinstance(field, models.JSONField):
                        told[field.name] = [WORD]
                    elif field.name != "subject" or model is Notice:
                        told[field.name] = f"{WORD}@example.org" if isinstance(field, models.EmailField) else WORD
            if told:
                model._base_manager.filter(pk=row.pk).update(**told)
                planted += len(told)
    return planted


def found_in_tables(word: str) -> list[str]:
    """The columns of any table, the program's own or not, in which the word stands: as it is or folded."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
            for column in columns:
                text = f"LOWER(CAST({connection.ops.quote_name(column)} AS TEXT))"
                asked = f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} WHERE {text} LIKE %s"  # noqa: S608
                cursor.execute(asked, [f"%{word.lower()}%"])
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}")
    return found


def draft_of(made: dict[str, Any], here: Area, *, live: bool) -> ReviewReportPage:
    """The report's page with the word in its draft, in comments and in the CMS's log."""
    index = here.partnership.home.add_child(instance=ReportIndexPage(title="Reports", slug="reports"))
    page = ReviewReportPage(title="A report", slug="review-x", review_id=made["review"].pk, live=False)
    index.add_child(instance=page)
    if live:
        page.summary = "What the public reads"
        with moved_by_machine():
            page.save_revision(log_action=False).publish(skip_permission_checks=True)
        publication, page = made["publication"], ReviewReportPage.objects.get(pk=page.pk)
        PublishedVersion.objects.create(
            publication=publication, number=1, shown="full", revision_id=page.live_revision_id, published_at=MONDAY
        )
    page.title = page.summary = page.analysis = WORD
    page.save_revision(user=here.people["reviewer"], log_action=True)
    Comment.objects.create(page_id=page.pk, user=here.people["reviewer"], text=WORD, contentpath="summary")
    return page


def told_elsewhere(made: dict[str, Any], here: Area) -> None:
    """What lies in the tables of the API, and a post that was kept for somebody."""
    case = made["case"]
    membership = here.people["officer"].memberships.get()
    hook = Webhook(data_key=DataKey.objects.make(), membership=membership, partnership=here.partnership, made_at=MONDAY)
    hook.url, hook.secret = "https://elsewhere.example", "secret"
    hook.save(force_insert=True)
    body = {"type": "record.moved", "data": {"case": str(case.pk), "word": WORD}}
    WebhookMessage.objects.create(webhook=hook, kind="record.moved", body=body, queued_at=MONDAY, not_before=MONDAY)
    keep(
        {"fields": {"what": ["x"]}, "files": []},
        browser="b",
        user_id=here.people["officer"].pk,
        path=reverse("desk:case", args=[case.reference]),
        page=f"/desk/{case.reference}/?{WORD}",
        now=MONDAY,
    )


def erase(case: Case, here: Area) -> None:
    Case._base_manager.filter(pk=case.pk).update(state="closed", closed_at=at("2026-03-02"))
    take(case, "propose_erasure", Actor.of(here.people["officer"]), OVER, reason=WORD)
    take(case, "approve_erasure", Actor.of(here.people["decider"]), OVER, sure=True)


def test_the_word_is_nowhere_any_more(
    made: dict[str, Any], here: Area, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    case = made["case"]
    page = draft_of(made, here, live=False)
    told_elsewhere(made, here)
    assert plant(case) > 80
    assert len(found_in_tables(WORD)) > 12

    with django_capture_on_commit_callbacks(execute=True):
        erase(case, here)

    assert found_in_tables(WORD) == []
    assert not ReviewReportPage.objects.filter(pk=page.pk).exists()
    assert not PageLogEntry.objects.filter(page_id=page.pk).exists()
    assert not KeptPost.objects.exists()
    # The key of what somebody took of the case went as well, and nothing that is sealed opens.
    assert DataKey.objects.get(pk=made["export"].data_key_id).wrapped is None
    sealed = [
        f"{model.__name__}.{name}"
        for model, names in canaries.sealed_fields().items()
        if model is not Event
        for row in rows_of(model, case)
        for name in names
        if row.__dict__[name] is not None
    ]
    assert sealed == []
    assert not [one for one in Path(tmp_path).rglob("*") if one.is_file() and WORD.encode() in one.read_bytes()]


def test_nobody_is_written_to_any_more_but_the_office_about_the_erasure(made: dict[str, Any], here: Area) -> None:
    erase(made["case"], here)
    waiting = Notice.objects.filter(case=made["case"], state__in=Notice.WAITING)
    assert [one.key for one in waiting] == ["case-erased"]


def test_what_the_public_can_read_stays_and_its_drafts_go(made: dict[str, Any], here: Area) -> None:
    page = draft_of(made, here, live=True)
    erase(made["case"], here)

    kept = ReviewReportPage.objects.get(pk=page.pk)
    assert (kept.live, kept.summary, kept.draft_title) == (True, "What the public reads", kept.title)
    assert kept.get_latest_revision_as_object().summary == "What the public reads"
    assert PublishedVersion.objects.get().revision_id == kept.live_revision_id
    assert not [one for one in found_in_tables(WORD) if one.startswith(("wagtail", "portal"))]


def test_a_report_that_was_taken_down_goes_whole(made: dict[str, Any], here: Area) -> None:
    page = draft_of(made, here, live=True)
    report_desk().take_down(made["publication"], by=Actor.of(here.people["officer"]), now=MONDAY, reason="Named.")
    erase(made["case"], here)
    assert not ReviewReportPage.objects.filter(pk=page.pk).exists()
    version = PublishedVersion.objects.get()
    assert (version.revision, version.note, version.published_at) == (None, "", MONDAY)


def test_an_answer_about_two_cases_goes_with_either(made: dict[str, Any], here: Area) -> None:
    other = far_along(here)["case"]
    first, second = sorted((made["case"], other), key=lambda one: one.pk)
    link = CaseLink(first=first, second=second, data_key=other.data_key, verdict="another_child", at=MONDAY)
    link.reason = WORD
    link.save()
    erase(made["case"], here)
    link.refresh_from_db()
    assert (link.reason, link.verdict) == (None, "another_child")
    assert DataKey.objects.get(pk=other.data_key_id).wrapped is not None
