"""Warned before the time is over; what is about no case goes by itself, counted; a legal hold keeps everything."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from forms import handlers
from forms.filling.starting import keep_new
from forms.models import Draft
from forms.models.form_page import FormPage
from forms.vault import DataKey
from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.factories.submission import SubmissionFactory
from tests.workflow.desk.scene import Area
from tests.workflow.reviews.steps import at, take
from workflow.desk.retention.report import Span, lines
from workflow.machines.case.retention.by_itself import coming
from workflow.machines.case.retention.periods import Periods
from workflow.models import Case, Gone, LegalHold, Notice, RetentionSchedule
from workflow.parties.roles import Actor, Role
from workflow.worker import retention
from workflow.worker.expiry import expire_drafts

pytestmark = pytest.mark.django_db
CLOSED = at("2026-03-02")


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory(closed=True)
    RetentionSchedule.objects.create(partnership=made.partnership, without_review=2)
    return made


def hold(case: Case) -> LegalHold:
    made = LegalHold(case=case, data_key=case.data_key, placed_at=CLOSED)
    made.placed_by = actor(Role.OFFICER, case.partnership).user
    made.reason = "A claim."
    made.save()
    return made


def on_the_hour(day: str) -> datetime:
    return at(day).replace(minute=1)


# --- Warnings -----------------------------------------------------------------------------------------------------


def test_thirty_days_before_the_case_waits_for_the_office_with_its_last_day(case: Case) -> None:
    assert retention.warn(at("2028-01-31")) == 0
    assert retention.warn(at("2028-02-01")) == 1
    assert retention.warn(at("2028-02-02")) == 0
    row = case.waiting.get()
    assert (row.what, row.role, str(row.due)) == ("time_near", Role.OFFICER, "2028-03-02")

    assert retention.prompt(at("2028-03-03")) == 1
    assert [one.what for one in case.waiting.all()] == ["time_over"]


def test_a_partnership_sets_how_many_days_before(case: Case) -> None:
    RetentionSchedule.objects.update(warn_days=1)
    assert retention.warn(at("2028-02-29")) == 0
    assert retention.warn(at("2028-03-01")) == 1


def test_nobody_is_warned_of_a_held_case_and_the_hold_takes_the_warning_away(case: Case) -> None:
    officer = actor(Role.OFFICER, case.partnership)
    retention.warn(at("2028-02-10"))
    take(case, "place_legal_hold", officer, "2028-02-10", reason="A claim.")
    assert not case.waiting.exists()
    Case._base_manager.filter(pk=case.pk).update(retention_over_on=None)
    assert retention.warn(at("2028-02-11")) == 0


def test_a_period_that_was_lengthened_takes_warning_and_question_back(case: Case) -> None:
    retention.warn(at("2028-02-10"))
    assert retention.look_again(case.partnership, at("2028-02-10")) == 0
    RetentionSchedule.objects.update(without_review=20)
    assert retention.look_again(case.partnership, at("2028-02-10")) == 1
    assert not case.waiting.exists()
    RetentionSchedule.objects.update(without_review=2)
    assert retention.prompt(at("2028-03-03")) == 1
    RetentionSchedule.objects.update(without_review=20)
    assert retention.look_again(case.partnership, at("2028-03-04")) == 1
    assert not case.waiting.exists()


# --- What goes by itself --------------------------------------------------------------------------------------------


def record(here: Area) -> Any:
    sent = SubmissionFactory(handler="open_case", partnership=here.partnership, data_key=DataKey.objects.make())
    FormPage.objects.filter(pk=sent.page_id).update(handler="keep_on_record")
    type(sent).objects.filter(pk=sent.pk).update(submitted_at=CLOSED, state="accepted", on_behalf="Somebody")
    return sent


def test_a_form_about_no_case_goes_when_its_partnership_says_so(here: Area) -> None:
    sent = record(here)
    # The procedure sets no period: it is kept.
    assert retention.let_go(on_the_hour("2099-01-01")) == 0
    RetentionSchedule.objects.create(partnership=here.partnership, records_months=6)
    assert retention.let_go(on_the_hour("2026-09-02")) == 0
    assert retention.let_go(at("2026-09-03").replace(minute=30)) == 0
    assert retention.let_go(on_the_hour("2026-09-03")) == 1
    assert retention.let_go(on_the_hour("2026-09-03")) == 0

    sent.refresh_from_db()
    assert (sent.answers, sent.on_behalf, DataKey.objects.get(pk=sent.data_key_id).wrapped) == (None, "", None)
    gone = Gone.objects.get()
    assert (gone.kind, gone.number, gone.partnership, gone.proposed_by) == (
        "records",
        1,
        here.partnership,
        "Goes by itself",
    )


def test_a_form_sealed_under_a_case_s_key_is_that_case_s(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    sent = record(here)
    type(sent).objects.filter(pk=sent.pk).update(data_key=case.data_key)
    RetentionSchedule.objects.create(partnership=here.partnership, records_months=6)
    assert retention.let_go(on_the_hour("2030-01-01")) == 0


def mailed(case: Case | None) -> Notice:
    told = {"case": case, "key": "x", "message_id": uuid4().hex, "queued_at": CLOSED, "not_before": CLOSED}
    went = {"state": "sent", "sent_at": CLOSED, "body": "A text", "recipient_name": "Robin", "subject": "A subject"}
    return Notice.objects.create(**told, **went)


def test_texts_of_e_mails_go_and_that_they_went_stays(case: Case) -> None:
    of_case, of_none, of_open = mailed(case), mailed(None), mailed(CaseFactory(partnership=case.partnership))
    assert retention.let_go(on_the_hour("2028-03-02")) == 0
    assert retention.let_go(on_the_hour("2028-03-03")) == 2
    told = {one.pk: (one.body, one.recipient_name, one.sent_at) for one in Notice.objects.all()}
    assert told[of_case.pk] == ("", "Robin", CLOSED)
    assert told[of_none.pk] == ("", "", CLOSED)
    assert told[of_open.pk] == ("A text", "Robin", CLOSED)


def test_texts_of_e_mails_of_a_held_case_stay(case: Case) -> None:
    mailed(case)
    hold(case)
    assert retention.let_go(on_the_hour("2030-01-01")) == 0


def draft(here: Area) -> Draft:
    sent = SubmissionFactory(handler="open_case", partnership=here.partnership, data_key=DataKey.objects.make())
    made = Draft(data_key=DataKey.objects.make(), page=sent.page, version=sent.version, owner=sent.owner)
    return keep_new(made, {}, page=sent.page, now=CLOSED)


def test_a_draft_is_kept_as_long_as_its_partnership_said_when_it_began(here: Area) -> None:
    RetentionSchedule.objects.create(partnership=here.partnership, drafts_days=7)
    made = draft(here)
    assert made.expires_at == CLOSED + timedelta(days=7)
    RetentionSchedule.objects.update(drafts_days=1)
    made.keep_until(CLOSED + timedelta(days=2))
    assert made.expires_at == CLOSED + timedelta(days=9)
    assert handlers.draft_lifetime(made.page) == timedelta(days=1)
    made.save()
    assert expire_drafts(CLOSED + timedelta(days=9)) == 1
    assert (Gone.objects.get().kind, Gone.objects.get().partnership) == ("drafts", here.partnership)


def test_a_draft_about_a_held_case_stays(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    made = draft(here)
    Draft.objects.filter(pk=made.pk).update(data_key=case.data_key, owns_key=False)
    held = hold(case)
    assert expire_drafts(CLOSED + timedelta(days=900)) == 0
    LegalHold.objects.filter(pk=held.pk).update(lifted_at=CLOSED)
    assert expire_drafts(CLOSED + timedelta(days=900)) == 1


# --- The report -----------------------------------------------------------------------------------------------------


def test_the_report_counts_by_rule_and_decision_without_a_name(case: Case, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    officer = actor(Role.OFFICER, case.partnership)
    decider: Actor = actor(Role.DECISION_MAKER, case.partnership, seat="police")
    take(case, "propose_erasure", officer, "2028-03-03", reason="Over.")
    take(case, "approve_erasure", decider, "2028-03-03", sure=True)

    span = Span.asked("2028-03-03", "2028-03-03", today=at("2030-01-01").date())
    (line,) = lines([case.partnership_id], span, everywhere=False)
    assert (line.number, line.kind) == (1, "Cases that ended before a rapid review")
    assert line.rule == "2 years after the day it was closed (the partnership)"
    assert (line.proposed_by, line.approved_by) == (
        "Support office officer",
        "Decision maker for a safeguarding partner: Police",
    )
    assert not {str(officer.user), str(decider.user), case.reference} & set(line.cells)
    assert lines([], span, everywhere=True) == []
    assert lines([case.partnership_id], Span.asked("x", "", today=at("2030-01-01").date()), everywhere=True) == []


def test_what_goes_by_itself_is_foretold_and_then_goes(here: Area) -> None:
    """As many as are told go by the last day of the warning; none that is held or kept for good is told."""
    case = CaseFactory(closed=True, partnership=here.partnership)
    record(here)
    mailed(case)
    RetentionSchedule.objects.create(partnership=here.partnership, records_months=6, warn_days=30)
    area = here.partnership

    def told(day: str) -> list[tuple[str, int, date]]:
        return [(one.kind.key, one.number, one.first) for one in coming(area, Periods(at(day).date()), at(day).date())]

    assert told("2026-08-03") == []
    assert told("2026-08-04") == [("records", 1, date(2026, 9, 3))]
    assert told("2026-09-10") == [("records", 1, date(2026, 9, 10))]
    assert retention.let_go(on_the_hour("2026-09-03")) == 1
    assert told("2026-09-10") == []
    # Two years: the procedure's.
    assert told("2028-02-20") == [("mail", 1, date(2028, 3, 3))]
    hold(case)
    assert told("2028-02-20") == []
