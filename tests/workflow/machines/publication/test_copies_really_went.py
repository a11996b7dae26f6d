"""The clear days begin when the last copy really went, and not when somebody asked for it (D39 to D41, D43)."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow import clocks, notices
from workflow.models import BodyAddress, Deadline, Notice, Publication
from workflow.notices import correcting, going
from workflow.notices.delivery import deliver_due
from workflow.parties.roles import Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D39", "D41")]

PANEL = "Child Safeguarding Practice Review Panel"
SECRETARY_OF_STATE = "Secretary of State for Education"
ALL = [PANEL, "Ofsted", SECRETARY_OF_STATE]
ASKED = {"planned_on": "2026-03-12", "sent_to_all": "on"}


def officer(publication: Any) -> Actor:
    return actor(Role.OFFICER, publication.case.partnership)


def publisher(publication: Any) -> Actor:
    return actor(Role.PUBLISHER, publication.case.partnership)


def address(publication: Publication, body: str) -> None:
    email = f"{body}@body.example"
    BodyAddress.objects.create(partnership=publication.case.partnership, body=body, email=email, copies="attachment")


@pytest.fixture
def asked() -> Publication:
    """An advance copy that was asked for on Monday 2 March; nobody has an address, so all of it goes by hand."""
    publication = PublicationFactory(cleared=True)
    by = actor(Role.DECISION_MAKER, publication.case.partnership, seat="police")
    take(publication, "approve", by)
    made: Publication = take(publication, "send_advance_copy", officer(publication), **ASKED)
    return made


def test_copies_that_lie_in_the_register_start_no_clear_days(asked: Publication) -> None:
    assert (asked.state, asked.advance_copy_on) == (Publication.ADVANCE_COPY_SENT, None)
    assert asked.get_state_display() == "Advance copy on its way"
    assert Deadline.objects.get(record_id=asked.pk).is_running

    reason = refused(asked, "publish", publisher(asked), "2026-04-20", kind="guard")

    assert reason.startswith("The advance copy has not gone to everybody")
    for name in ALL:
        assert f"{name} (to be sent by hand)" in reason
    assert "Notices" in reason


def test_the_days_begin_with_the_last_of_the_three(asked: Publication) -> None:
    send_by_hand(asked.case, PANEL, on="2026-03-03", now="2026-03-03")
    send_by_hand(asked.case, SECRETARY_OF_STATE, on="2026-03-03", now="2026-03-03")
    reason = refused(asked, "publish", publisher(asked), "2026-04-20", kind="guard")
    assert "Ofsted (to be sent by hand)" in reason
    assert PANEL not in reason

    send_by_hand(asked.case, "Ofsted", on="2026-03-04", now="2026-03-06")

    gone = fresh(asked)
    assert (gone.advance_copy_on, gone.get_state_display()) == (date(2026, 3, 4), "Advance copy sent")
    clock = Deadline.objects.get(record_id=asked.pk)
    assert (clock.state, clock.met_on) == ("met", date(2026, 3, 4))
    reason = refused(gone, "publish", publisher(gone), "2026-03-13", kind="guard")
    assert "Monday 16 March 2026" in reason
    assert take(gone, "publish", publisher(gone), "2026-03-16").state == Publication.PUBLISHED


def test_a_clock_that_ran_out_while_copies_lay_there_is_a_breach(asked: Publication) -> None:
    send_by_hand(asked.case, *ALL, on="2026-03-04", now="2026-03-04")
    clock = Deadline.objects.get(record_id=asked.pk)
    assert (clock.due_on, clock.is_breached) == (date(2026, 3, 2), True)


def test_mail_that_went_and_a_letter_that_went_count_alike() -> None:
    publication = PublicationFactory(cleared=True)
    address(publication, "panel")
    address(publication, "ofsted")
    take(publication, "send_advance_copy", officer(publication), **ASKED)
    deliver_due(at("2026-03-02 09:05"))
    assert len(mail.outbox) == 2
    assert fresh(publication).advance_copy_on is None

    send_by_hand(publication.case, SECRETARY_OF_STATE, on="2026-03-02", now="2026-03-03")

    assert fresh(publication).advance_copy_on == date(2026, 3, 2)


def test_the_last_of_it_by_mail_starts_the_days_by_itself() -> None:
    publication = PublicationFactory(cleared=True)
    for body in ("panel", "ofsted", "secretary_of_state"):
        address(publication, body)
    take(publication, "send_advance_copy", officer(publication), **ASKED)
    assert fresh(publication).advance_copy_on is None
    deliver_due(at("2026-03-02 09:05"))
    assert fresh(publication).advance_copy_on == date(2026, 3, 2)


def test_mail_that_failed_has_not_gone_and_is_named() -> None:
    publication = PublicationFactory(cleared=True, approved_by=officer(PublicationFactory()).user)
    for body in ("panel", "ofsted", "secretary_of_state"):
        address(publication, body)
    take(publication, "send_advance_copy", officer(publication), **ASKED)
    Notice.objects.filter(recipient_name="Ofsted").update(state=Notice.State.FAILED)
    deliver_due(at("2026-03-02 09:05"))
    reason = refused(publication, "publish", publisher(publication), "2026-03-12", kind="guard")
    assert "Ofsted (the e-mail was not delivered)" in reason
    send_by_hand(publication.case, "Ofsted", on="2026-03-03", now="2026-03-03")
    assert fresh(publication).advance_copy_on == date(2026, 3, 3)


def test_what_a_worker_sent_before_it_died_is_found(asked: Publication) -> None:
    Notice.objects.filter(key="advance-copy").update(state=Notice.State.SENT, sent_at=at("2026-03-03"))
    deliver_due(at("2026-03-04"))
    assert fresh(asked).advance_copy_on == date(2026, 3, 3)


@pytest.mark.parametrize(("on", "words"), [("2026-03-05", "today or in the past"), ("2026-03-01", "2 March 2026")])
def test_the_day_it_went_is_one_on_which_it_can_have_gone(asked: Publication, on: str, words: str) -> None:
    with pytest.raises(notices.NoticeRefused) as refusal:
        send_by_hand(asked.case, PANEL, on=on, now="2026-03-04")
    assert words in refusal.value.reason
    assert Notice.objects.get(recipient_name=PANEL, key="advance-copy").state == Notice.State.BY_HAND


def test_a_copy_that_is_waited_for_is_not_set_aside(asked: Publication) -> None:
    copy = Notice.objects.get(recipient_name="Ofsted", key="advance-copy")
    with pytest.raises(notices.NoticeRefused) as refusal:
        correcting.set_aside(copy, by=None, now=at("2026-03-03"))
    assert "waits for this copy to Ofsted" in refusal.value.reason


def test_a_copy_whose_link_was_revoked_before_it_went_can_still_go_by_hand(asked: Publication) -> None:
    send_by_hand(asked.case, PANEL, SECRETARY_OF_STATE, on="2026-03-03", now="2026-03-03")
    Notice.objects.filter(recipient_name="Ofsted").update(state=Notice.State.SET_ASIDE)
    reason = refused(asked, "publish", publisher(asked), "2026-04-20", kind="guard")
    assert "Ofsted (set aside, not sent)" in reason
    send_by_hand(asked.case, "Ofsted", on="2026-03-03", now="2026-03-03")
    assert fresh(asked).advance_copy_on == date(2026, 3, 3)


def test_sent_too_late_for_the_planned_day_the_office_plans_another(asked: Publication) -> None:
    send_by_hand(asked.case, *ALL, on="2026-03-04", now="2026-03-04")
    told = Notice.objects.get(case=asked.case, key="planned-date-too-early")
    assert "Monday 16 March 2026" in told.body
    in_time: Publication = PublicationFactory(cleared=True)
    take(in_time, "send_advance_copy", officer(in_time), **ASKED)
    send_by_hand(in_time.case, *ALL, on="2026-03-02", now="2026-03-02")
    assert notices_of(in_time.case, "planned-date-too-early") == []


def test_no_day_is_planned_that_copies_still_lying_there_cannot_keep(asked: Publication) -> None:
    data = {"planned_on": "2026-03-13", "reason": "A day later."}
    assert "Monday 16 March 2026" in refused(asked, "postpone", officer(asked), "2026-03-04", kind="data", **data)


def test_called_back_only_those_hear_of_it_who_had_it_and_the_next_copy_counts_alone(asked: Publication) -> None:
    send_by_hand(asked.case, PANEL, on="2026-03-03", now="2026-03-03")
    by = officer(asked)
    back = take(asked, "call_advance_copy_back", by, "2026-03-04", reason="A page was missing.")
    assert notices_of(asked.case, "advance-copy-recalled") == [PANEL]
    take(back, "send_advance_copy", by, "2026-03-04", planned_on="2026-03-20", sent_to_all="on")
    send_by_hand(asked.case, "Ofsted", SECRETARY_OF_STATE, on="2026-03-05", now="2026-03-05")
    assert fresh(asked).advance_copy_on is None
    send_by_hand(asked.case, PANEL, on="2026-03-06", now="2026-03-06")
    assert fresh(asked).advance_copy_on == date(2026, 3, 6)


def test_what_the_program_records_nobody_else_does(asked: Publication) -> None:
    refused(asked, "advance_copy_went", officer(asked), "2026-03-12", kind="role", on="2026-03-02")


@pytest.mark.duty("D43")
def test_the_copy_to_the_nspcc_is_recorded_when_it_went() -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    take(publication, "publish", publisher(publication), "2026-03-12")
    by = officer(publication)
    reason = refused(publication, "record_nspcc_copy", by, "2026-03-13", kind="guard", sent_on="2026-03-13")
    assert "NSPCC national case review repository (to be sent by hand)" in reason
    send_by_hand(publication.case, "NSPCC national case review repository", on="2026-03-13", now="2026-03-16")
    assert fresh(publication).nspcc_on == date(2026, 3, 13)
    assert not clocks.running(publication.case, rule_key="advance-copy").exists()


def test_one_record_that_cannot_be_moved_does_not_hold_up_the_others(
    asked: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is wrong with one case, what went in every other one is recorded."""
    broken: Publication = PublicationFactory(cleared=True)
    take(broken, "send_advance_copy", officer(broken), **ASKED)
    Notice.objects.filter(key="advance-copy").update(state=Notice.State.SENT, sent_at=at("2026-03-03"))
    whole = going.perform

    def fails_for_one(record: Any, *args: Any, **kwargs: Any) -> Any:
        if record.pk == broken.pk:
            raise LookupError("The procedure of this case knows no such rule.")
        return whole(record, *args, **kwargs)

    monkeypatch.setattr(going, "perform", fails_for_one)
    with pytest.raises(LookupError):
        deliver_due(at("2026-03-04"))
    assert fresh(asked).advance_copy_on == date(2026, 3, 3)
    assert fresh(broken).advance_copy_on is None


def test_a_copy_that_was_called_back_while_it_left_does_not_wait_for_a_person() -> None:
    publication = PublicationFactory(cleared=True)
    address(publication, "ofsted")
    by = officer(publication)
    take(publication, "send_advance_copy", by, **ASKED)
    leaving = Notice.objects.filter(recipient_name="Ofsted", key="advance-copy")
    leaving.update(state=Notice.State.SENDING, claimed_at=at("2026-03-02"))
    take(publication, "call_advance_copy_back", by, "2026-03-02", reason="A page was missing.")
    # The worker died with it, and the next round takes it up.
    deliver_due(at("2026-03-03"))
    assert leaving.get().state == Notice.State.SET_ASIDE
    assert [one for one in mail.outbox if one.attachments] == []


def test_who_marks_and_who_calls_back_wait_for_each_other_in_one_order(asked: Publication) -> None:
    """Every step holds the case's row before any notice's: the other way round two officers would block each other."""
    copy, by, day = Notice.objects.get(recipient_name=PANEL, key="advance-copy"), officer(asked).user, at("2026-03-03")
    with CaptureQueriesContext(connection) as found:
        notices.mark_sent_by_hand(copy, by=by, proof="By courier.", on=day.date(), now=day)
    read = [query["sql"] for query in found.captured_queries]
    tables = [type(asked.case)._meta.db_table, Notice._meta.db_table]
    case, notice = (next(n for n, sql in enumerate(read) if f'FROM "{table}"' in sql) for table in tables)
    assert case < notice
