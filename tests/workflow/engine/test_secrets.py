"""Nothing typed about a case lies in the clear: the path is walked with marked words, then every table is searched."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django_q.models import OrmQ

from forms.definition.shape import Question
from tests.factories.case import MONDAY
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.submission import form_page
from tests.workflow.intake import sending
from tests.workflow.intake.sending import send
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import take
from tests.workflow.weighing import weighed
from workflow.machines.rapid_review.questions import WEIGHED
from workflow.models import Agency, Case, Child, Event
from workflow.parties.roles import Role, Seat

pytestmark = pytest.mark.django_db

MARK = "Zqxv"
MARKED = {
    "text": f"{MARK} text",
    "long_text": f"{MARK} long text",
    "email": f"{MARK.lower()}@typed.example",
    "telephone": "0115 496 0123",
    "address": f"{MARK} Street, Nottingham",
    "postcode": "NG99 9ZZ",
}


@pytest.fixture(autouse=True)
def _everything_is_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a form can take as text is answered, optional or not, with marked words."""

    def answers(questions: list[Question], said: dict[str, Any]) -> dict[str, Any]:
        asked = [one for one in questions if one["required"] or one["kind"] in MARKED]
        return {one["name"]: said.get(one["meaning"], MARKED.get(one["kind"]) or sending._plain(one)) for one in asked}

    monkeypatch.setattr(sending, "_answers", answers)


def walk() -> Case:
    """From the referral to a changed decision, with marked words wherever a person types."""
    partnership = PartnershipFactory()
    council = AgencyFactory(of=partnership, kind="local_authority", notifies_for=partnership)
    nurse, notifier = actor(Role.SUBMITTER, AgencyFactory(of=partnership)), actor(Role.SUBMITTER, council)
    officer, scrutineer = actor(Role.OFFICER, partnership), actor(Role.SCRUTINEER, partnership)
    seats = [actor(Role.DECISION_MAKER, partnership, seat=seat) for seat in Seat]

    child = {"child.name": f"{MARK} Child", "child.outcome": "died", "child.birth_date": "2019-04-02"}
    send(form_page("open_case", partnership), nurse.user, {"child": [child]}, now=MONDAY)
    case: Case = Case.objects.get()
    referral = take(case.referrals.get(), "ask_more", officer, question=f"{MARK} question")
    referral = take(referral, "add_information", nurse, text=f"{MARK} information")
    take(referral, "accept", officer, abuse_or_neglect="known", harm="died")
    said = {"child": [child], "notification.aware_on": "2026-02-27", "notification.national_date": "2026-03-02"}
    send(form_page("submit_notification", partnership), notifier.user, said, now=MONDAY, subject=case.pk)
    rapid_review = take(
        case.rapid_reviews.get(), "request_returns", officer, agencies=[council.pk], due_on="2026-03-09"
    )
    asked = rapid_review.returns.get()
    send(form_page("agency_return", partnership), notifier.user, {}, now=MONDAY, subject=asked.pk)
    take(asked, "send_back", officer, reason=f"{MARK} change")
    take(asked, "mark_not_involved", notifier, reason=f"{MARK} search")
    take(rapid_review, "hold_meeting", officer, held_on="2026-03-02", attendees=f"{MARK} attendee")
    page = form_page("complete_rapid_review", partnership)
    send(page, officer.user, dict.fromkeys(WEIGHED, "may"), now=MONDAY, subject=case.pk)
    take(rapid_review, "weigh", officer, **weighed(case, f"{MARK} weighed"))
    for round_number in (1, 2):
        for seat, choice in zip(seats, ("local_review", "local_review", "no_review"), strict=True):
            take(rapid_review, "vote", seat, choice=choice, reason=f"{MARK} reason")
        if round_number == 1:
            take(rapid_review, "advise", scrutineer, text=f"{MARK} advice")
            take(rapid_review, "second_round", officer)
    take(rapid_review, "decide", officer, rationale=f"{MARK} rationale")
    why = f"{MARK} importance"
    take(rapid_review, "send", officer, national_importance="yes", national_importance_reason=why)
    send_by_hand(case, on="2026-03-02", now="2026-03-02")
    take(rapid_review, "confirm_sent", officer, proof=f"{MARK} receipt")
    take(rapid_review, "panel_disagrees", officer, answered_on="2026-03-02", response=f"{MARK} response")
    take(rapid_review, "reconvene", officer, held_on="2026-03-02", attendees=f"{MARK} convened")
    by_email = {"given_on": "2026-03-02", "through": f"{MARK} e-mail", "reason": f"{MARK} abroad"}
    take(rapid_review, "record_advice", officer, text=f"{MARK} advice by e-mail", **by_email)
    for seat in seats:
        take(rapid_review, "vote", seat, choice="no_review", reason=f"{MARK} second thoughts")
    take(rapid_review, "decide_again", officer, justification=f"{MARK} justification", rationale=f"{MARK} said anew")
    take(rapid_review, "communicate", officer, audience="family", told_on="2026-03-02", through=f"{MARK} visit")
    take(case.notifications.get(), "withdraw", notifier, reason=f"{MARK} withdrawal")
    return case


def everything_stored() -> Iterator[tuple[str, str]]:
    """Every value of every table as text, as somebody with a stolen disk reads it; queued jobs unpacked."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield f"{table}.{column}", raw.decode("latin-1")
    for job in OrmQ.objects.all():
        yield "django_q_ormq.payload, unpacked", str(job.task)


def test_nothing_typed_is_stored_or_logged_in_the_clear(caplog: pytest.LogCaptureFixture) -> None:
    case = walk()
    told = Event.objects.get(kind="rapid_review.decide_again").data
    assert told["justification"] == f"{MARK} justification"
    assert Child.objects.get(case=case).details["child.name"] == f"{MARK} Child"
    wanted = (MARK.casefold(), MARKED["telephone"], MARKED["postcode"].casefold())
    found = {place for place, text in everything_stored() if any(mark in text.casefold() for mark in wanted)}
    assert found == set()
    assert MARK not in caplog.text


def test_the_search_finds_what_does_lie_in_the_clear() -> None:
    Agency.objects.create(name=f"{MARK} agency", kind="police", contact_email="a@agency.example")
    assert {place for place, text in everything_stored() if MARK in text} == {"workflow_agency.name"}
