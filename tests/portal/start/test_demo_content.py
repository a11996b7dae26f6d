"""The demonstration: complete, plainly made up, and the same after a second run."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from forms import handlers, present
from forms.definition.block_values import definition_of
from forms.definition.validation import problems
from forms.models.form_page import FormPage
from forms.versions.publishing import problems_of
from portal.reports.pages import ReviewReportPage
from portal.site.pages import ContentPage
from portal.start import form_pages
from portal.start.demo import accounts
from tests.app_code import TO_ENTER_IT, code_now
from workflow import clocks
from workflow.engine import log as audit
from workflow.models import (
    AgencyReturn,
    Case,
    Deadline,
    Notice,
    Partnership,
    Publication,
    RapidReview,
    Referral,
    Review,
)
from workflow.parties.roles import Role, needs_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def fill(folder: Path) -> str:
    """Run the command with a demonstration's settings; what it said."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO_CLOCK_FILE", folder / "demo-clock")
        patch.setattr("django.conf.settings.DATA_DIR", folder)
        patch.setattr("django.conf.settings.EMAIL_FILE_PATH", folder / "mail", raising=False)
        call_command("demo_content", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module", autouse=True)
def demo(folder: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """Made once for this file, and taken back: each test's own transaction lies inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(folder)
        yield json.loads((folder / "demo.json").read_text(encoding="utf-8"))
        transaction.set_rollback(True)


def rows() -> Counter[str]:
    """How many rows each table of ours and of the CMS has; sessions and queue aside."""
    tables = [model for model in apps.get_models() if model._meta.app_label not in ("django_q", "sessions")]
    return Counter({model._meta.label: model._base_manager.count() for model in tables})


def test_a_second_run_changes_nothing(folder: Path, demo: dict[str, Any]) -> None:
    before = rows()
    fill(folder)
    assert rows() == before
    assert json.loads((folder / "demo.json").read_text(encoding="utf-8")) == demo


def test_what_an_editor_changed_stays_changed(folder: Path) -> None:
    page = ContentPage.objects.filter(slug="for-families").first()
    page.title = "For parents and carers"
    page.save_revision().publish()
    fill(folder)
    page.refresh_from_db()
    assert page.title == "For parents and carers"


def test_it_is_refused_outside_a_demonstration() -> None:
    with pytest.raises(CommandError, match="not the settings of a demonstration"):
        call_command("demo_content")


# --- Accounts -----------------------------------------------------------------------------------------------------


def test_every_role_can_sign_in_with_what_the_file_says(demo: dict[str, Any]) -> None:
    assert {account["role"] for account in demo["accounts"]} == set(Role.values)
    for account in demo["accounts"]:
        user = get_user_model().objects.get(email=account["email"])
        assert authenticate(email=account["email"], password=account["password"]) == user
        assert user.emailaddress_set.get().verified
        assert user.last_name.endswith("(demo)")
        assert account["label"].endswith("(demo)")


def test_whoever_needs_a_second_factor_has_one(demo: dict[str, Any]) -> None:
    for account in demo["accounts"]:
        user = get_user_model().objects.get(email=account["email"])
        assert bool(account["totp_secret"]) == needs_second_factor(user)
        if account["totp_secret"]:
            assert validate_totp_code(account["totp_secret"], code_now(account["totp_secret"], within=TO_ENTER_IT))
            stored = Authenticator.objects.get(user=user).data["secret"]
            assert account["totp_secret"] not in stored


def test_only_its_owner_can_read_the_file(folder: Path) -> None:
    assert (folder / "demo.json").stat().st_mode & 0o777 == 0o600


def test_a_lost_file_gives_new_passwords(folder: Path, demo: dict[str, Any]) -> None:
    fresh = accounts.make(known={})
    old = {account["email"]: account for account in demo["accounts"]}
    assert all(account["password"] != old[account["email"]]["password"] for account in fresh)
    assert all(account["totp_secret"] == old[account["email"]]["totp_secret"] for account in fresh)
    assert authenticate(email=fresh[0]["email"], password=fresh[0]["password"])


# --- Pages and forms ----------------------------------------------------------------------------------------------


def test_each_partnership_has_its_branch_with_its_own_titles() -> None:
    groups = {
        "nottinghamshire": "Safeguarding Assurance and Improvement Group",
        "nottingham-city": "Business Management Group",
    }
    for slug, group in groups.items():
        home = Partnership.objects.get(slug=slug).home
        page = ContentPage.objects.descendant_of(home).get(slug="local-reviews")
        assert group in str(page.body)
        assert Page.objects.live().descendant_of(home).filter(slug__in=["guidance", "forms", "reports"]).count() == 3


def test_no_text_is_left_with_a_word_to_fill_in_or_a_broken_link() -> None:
    for page in ContentPage.objects.all():
        for block in page.body:
            text = getattr(block.value, "source", str(block.value))
            assert "$" not in text
            assert "page:" not in text
            assert "<a>" not in expand_db_html(text), f"a broken link on {page}"


@pytest.mark.parametrize("form", form_pages.SLUGS)
def test_each_form_is_live_as_its_file_says(form: str) -> None:
    pages = FormPage.objects.live().filter(slug=form)
    assert pages.count() == 2
    for page in pages:
        assert problems_of(page) == []
        assert definition_of(page)["steps"] == form_pages.definition(form)["steps"]
        # An audit looks back: whoever scores it does not report a child.
        assert "999" in page.urgent_warning or form == "rapid-review-audit"
        assert handlers.get(page.handler).key == page.handler


@pytest.mark.duty("D2")
@pytest.mark.duty("D4")
@pytest.mark.duty("D7")
@pytest.mark.duty("D10")
@pytest.mark.duty("D30")
@pytest.mark.duty("D19")
@pytest.mark.parametrize("form", form_pages.SLUGS)
def test_a_form_without_a_question_that_a_duty_needs_cannot_be_published(form: str) -> None:
    handler = handlers.get(FormPage.objects.filter(slug=form)[0].handler)
    for needed in handler.required_meanings:
        definition = form_pages.definition(form)
        for step in definition["steps"]:
            step["questions"] = [question for question in step["questions"] if question["meaning"] != needed]
            step["meaning"] = "" if step["meaning"] == needed else step["meaning"]
        assert problems(definition, handler.required_meanings)


# --- Cases --------------------------------------------------------------------------------------------------------


def states(model: Any) -> Counter[str]:
    return Counter(model.objects.values_list("state", flat=True))


def test_cases_stand_at_different_points() -> None:
    assert states(Referral) >= Counter(screening=1, more_information=1, not_accepted=1, accepted=1)
    assert states(RapidReview) >= Counter(gathering=1, drafted=1, awaiting_panel=1, concluded=1)
    assert states(AgencyReturn) >= Counter(requested=1, submitted=1, accepted=2)
    assert states(Review) >= Counter(drafting=1, signed_off=1)
    assert states(Publication) == Counter(advance_copy_sent=1, published=2, on_request=1)
    assert set(Case.objects.values_list("partnership__code", flat=True)) == {"NSCP", "NCSCP"}


def test_one_notification_is_overdue_and_nothing_lies_in_the_future() -> None:
    running = Deadline.objects.filter(state=Deadline.State.RUNNING, rule__key="notification")
    assert any(clocks.is_overdue(deadline, present.today()) for deadline in running)
    assert max(event.at for case in Case.objects.all() for event in case.events.all()) < present.now()


def test_the_log_of_the_cases_is_whole() -> None:
    count, broken = audit.verify()
    assert broken is None
    assert count > 100


def test_everything_published_says_that_it_is_made_up() -> None:
    reports = ReviewReportPage.objects.live()
    assert reports.count() == 3
    for report in reports:
        assert "fictional example" in report.title
        assert "fictional example" in report.summary
        assert "fictional" in strip_tags(report.analysis or report.summary)
        assert report.published_on < timezone.localdate()


def test_the_made_up_past_leaves_no_mail_to_send() -> None:
    assert not Notice.objects.filter(state=Notice.State.QUEUED).exclude(recipient_email="").exists()


@pytest.mark.duty("D8", "D39", "D41", "D43")
def test_no_report_is_published_and_no_rapid_review_with_the_panel_whose_letters_were_never_sent() -> None:
    statutory = ["rapid-review-for-panel", "advance-copy", "repository-copy"]
    letters = Notice.objects.filter(key__in=statutory)
    assert letters.count() > 10
    assert set(letters.values_list("state", flat=True)) == {Notice.State.SENT_BY_HAND}
    for publication in Publication.objects.exclude(published_at=None):
        assert publication.advance_copy_on is not None
        assert publication.nspcc_on is not None


def test_no_notice_names_a_child() -> None:
    names = {child.details["child.name"] for case in Case.objects.all() for child in case.children.all()}
    assert len(names) > 10
    for notice in Notice.objects.all():
        assert not [name for name in names if name in notice.subject + notice.body]


# --- The clock ----------------------------------------------------------------------------------------------------


def test_the_clock_moves_forward_and_back(folder: Path, settings: Any, clock: Any) -> None:
    settings.DEMO_CLOCK_FILE = folder / "clock"
    said = io.StringIO()
    call_command("demo_clock", "--forward-working-days", "5", stdout=said)
    assert present.today().isoformat() == "2026-03-09"
    call_command("demo_clock", "--forward-days", "1", stdout=said)
    call_command("demo_clock", "--show", stdout=said)
    assert "Tuesday 10 March 2026" in said.getvalue()
    call_command("demo_clock", "--reset", stdout=said)
    assert present.today().isoformat() == "2026-03-02"


def test_the_clock_does_not_move_outside_a_demonstration() -> None:
    with pytest.raises(CommandError, match="Only a demonstration"):
        call_command("demo_clock", "--forward-days", "1")
