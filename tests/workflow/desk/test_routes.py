"""Every address of the desk × every role × own and other area. An address that is missing here fails."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from tests.factories.case import MONDAY
from tests.factories.case_work import CaseDocumentFactory, CaseNoteFactory, CaseTaskFactory, version_of
from tests.factories.meeting import MeetingFactory, MessageFactory, MessageThreadFactory, file_of
from tests.factories.rapid_review_audit import RapidReviewAuditFactory
from tests.factories.submission import SubmissionFactory
from tests.one_frame import one_frame
from tests.portal.access.asking import bare_refusals
from tests.workflow.desk.scene import Area, assign, far_along, signed_in
from workflow.clocks import bank_holidays
from workflow.desk.urls import urlpatterns
from workflow.engine.door import perform
from workflow.models import (
    AuditRound,
    BankHoliday,
    CaseAssignment,
    CaseDocument,
    CaseNote,
    CaseTask,
    Meeting,
    MessageThread,
    Notice,
    RapidReviewAudit,
    Recalculation,
    SavedView,
    SealedCopy,
)
from workflow.notices.sealed import links
from workflow.parties.roles import Actor

ROLES = [
    "officer",
    "decider",
    "scrutineer",
    "reviewer",
    "sign_off",
    "strategic",
    "publisher",
    "auditor",
    "editor",
    "administrator",
    "submitter",
    "lead",
    "council",
]
# One character a role, in the order above: 2 a page, 3 a redirect, 4 a refusal (403), - it does not exist (404),
# x the method is not allowed there (405), u nothing was typed (422).
OWN = {
    "queue": "2222223344444",
    "health": "2444444444444",
    "held": "2444444444444",
    "hand_over": "-444444444444",
    "log": "4444444244444",
    "open_case": "2444444444444",
    "record_referral": "2444444444444",
    "forms": "2444444444444",
    "form_submissions": "2444444444444",
    "compare": "2222--4444444",
    "export": "2444444444444",
    "publications": "2222222444444",
    "recommendations": "2222224444444",
    "recommendations_file": "2222224444444",
    "identification": "2444444444444",
    "deadlines": "2222224444444",
    "bank_holidays": "2444444442444",
    "change_holiday": "3444444443444",
    "moved_dates": "2222224442444",
    "case": "2222224444444",
    "case_summary": "2222444444444",
    "case_summary_pdf": "2222444444444",
    "overview": "2244224444444",
    "calendar": "2222224444222",
    "returns": "2222444444444",
    "decision": "2222444444444",
    "review": "2222224444444",
    "people": "2222224444444",
    "notices": "2222224444444",
    "timeline": "2222224444444",
    "case_machines": "2222224444444",
    "machines": "2222224444444",
    "procedure": "c444444444444",
    "copy_sheet": "----444444444",
    "submission": "2222444444444",
    "sent_by_hand": "2444444444444",
    "sent_together": "2444444444444",
    "send_again": "3444444444444",
    "set_aside": "3444444444444",
    "correct_notice": "2444444444444",
    "letter": "2222444444444",
    "letter_pdf": "2222444444444",
    "register": "2444444444444",
    "write_letter": "2444444444444",
    "sealed_copy": "2444444444444",
    "sealed_copy_file": "2444444444444",
    "step": "244444-444444",
    "returns_awaited": "2444444444444",
    "remind_agencies": "3444444444444",
    "chronology_export": "2444444444444",
    "case_files": "2222444444444",
    "audit_rounds": "2444224244444",
    "audit_round": "2444--4244444",
    "audit_draw": "3444444344444",
    "audit_report": "u444444444444",
    "audit_file": "2444--4244444",
    "audit": "2444444244444",
    "keep_view": "3333334444444",
    "give_up_view": "3444444444444",
    "choose_columns": "3333334444444",
    "give_cases": "3444444444444",
    "chase_cases": "3444444444444",
    "write_to_cases": "3444444444444",
    "text_search": "2222444444444",
    "my_tasks": "2222224444444",
    "notes": "2222444444444",
    "note_step": "2---444444444",
    "tasks": "2222444444444",
    "task_step": "2---444444444",
    "documents": "2222444444444",
    "document": "2---444444444",
    "document_step": "2---444444444",
    "document_file": "2---444444444",
    "messages": "2222444444444",
    "message_thread": "2---444444444",
    "message_settled": "3---444444444",
    "message_file": "2---444444444",
    "meetings": "2222224444444",
    "plan_meeting": "2444444444444",
    "meeting": "2222--4444444",
    "meeting_calendar": "2222--4444444",
    "meeting_step": "2444444444444",
    "meeting_papers": "2222444444444",
    "answer_invitation": "------4444444",
    "statistics": "2224224244444",
    "statistics_file": "2224224244444",
    "retention": "2244444244444",
    "retention_file": "2244444244444",
}
# The same addresses of a case of the other area: whoever works on cases finds nothing, the others as before.
OTHER = {
    "hand_over": "-444444444444",
    "form_submissions": "-444444444444",
    "compare": "------4444444",
    "export": "-444444444444",
    "deadlines": "------4444444",
    "case": "------4444444",
    "case_summary": "------4444444",
    "case_summary_pdf": "------4444444",
    "returns": "------4444444",
    "decision": "------4444444",
    "review": "------4444444",
    "people": "------4444444",
    "notices": "------4444444",
    "timeline": "------4444444",
    "case_machines": "------4444444",
    "procedure": "------4444444",
    "copy_sheet": "------4444444",
    "submission": "------4444444",
    "sent_by_hand": "------4444444",
    "sent_together": "------4444444",
    "send_again": "------4444444",
    "set_aside": "------4444444",
    "correct_notice": "------4444444",
    "letter": "------4444444",
    "letter_pdf": "------4444444",
    "register": "------4444444",
    "write_letter": "------4444444",
    "sealed_copy": "------4444444",
    "sealed_copy_file": "------4444444",
    "step": "-------444444",
    "identification": "-444444444444",
    "remind_agencies": "------4444444",
    "chronology_export": "------4444444",
    "case_files": "------4444444",
    "notes": "------4444444",
    "note_step": "------4444444",
    "tasks": "------4444444",
    "task_step": "------4444444",
    "documents": "------4444444",
    "document": "------4444444",
    "document_step": "------4444444",
    "document_file": "------4444444",
    "messages": "------4444444",
    "message_thread": "------4444444",
    "message_settled": "------4444444",
    "message_file": "------4444444",
    "meetings": "------4444444",
    "plan_meeting": "------4444444",
    "meeting": "------4444444",
    "meeting_calendar": "------4444444",
    "meeting_step": "------4444444",
    "meeting_papers": "------4444444",
    "answer_invitation": "------4444444",
    "audit_round": "-444--4-44444",
    "audit_draw": "-444444-44444",
    "audit_report": "-444444444444",
    "audit_file": "-444--4-44444",
    "audit": "-444444-44444",
}
# What an area that is involved in the case reads like its lead (D26).
# Every other address about the case is closed to it.
READ_ALONG = {"case", "deadlines", "returns", "decision", "review", "people", "notices", "timeline", "case_machines"}
READ_ALONG |= {
    "notes",
    "tasks",
    "documents",
    "case_summary",
    "case_summary_pdf",
    "messages",
    "meetings",
    "meeting",
    "meeting_calendar",
    "meeting_papers",
    "case_files",
    "copy_sheet",
    "submission",
    "compare",
    "letter",
    "letter_pdf",
}
POSTED = {
    "message_settled",
    "change_holiday",
    "hand_over",
    "send_again",
    "set_aside",
    "remind_agencies",
    "audit_draw",
    "audit_report",
}
POSTED |= {"keep_view", "give_up_view", "choose_columns", "give_cases", "chase_cases", "write_to_cases"}
# About no case and no form: there is one of each, not one an area.
PLAIN = {
    "bank_holidays",
    "change_holiday",
    "moved_dates",
    "returns_awaited",
    "audit_rounds",
    "statistics",
    "statistics_file",
    "retention",
    "retention_file",
}
PLAIN |= {"open_case", "record_referral", "machines", "queue", "health", "held", "log", "publications", "forms"}
PLAIN |= {"recommendations", "recommendations_file", "my_tasks", "overview", "calendar"}
PLAIN |= {"keep_view", "give_up_view", "choose_columns", "give_cases", "chase_cases", "write_to_cases", "text_search"}
# "c": there is nothing to move the case to (409); "u": what was sent will not do (422).
CODES = {"2": 200, "3": 302, "4": 403, "-": 404, "c": 409, "u": 422}


def holiday() -> BankHoliday:
    return BankHoliday.objects.get_or_create(date=date(2027, 6, 1), defaults={"name": "A day of thanks"})[0]


def walk() -> Recalculation:
    return Recalculation.objects.get_or_create(is_finished=True, defaults={"begun_at": MONDAY})[0]


def copy_of(notice: Notice) -> SealedCopy:
    """A sealed copy of the notice's letter."""
    if notice.sealed_copy is None:
        email = {"name": "The Panel", "email": "panel@nation.example"}
        notice.sealed_copy = links.make(notice.case, way=SealedCopy.Way.DOWNLOAD, now=MONDAY, **email)
        notice.sealed_copy.save()
        notice.save()
    return notice.sealed_copy


def round_of(made: dict[str, Any]) -> AuditRound:
    """The round of audit of the case's area, drawn and not reported."""
    area = made["case"].partnership
    about = {"first_day": "2026-01-01", "last_day": "2026-02-28", "size": 1, "seed": "1", "state": AuditRound.SAMPLED}
    who = {"planned_at": MONDAY, "planned_by": made["submission"].owner, "data_key": made["case"].data_key}
    found: AuditRound = AuditRound.objects.filter(partnership=area).first() or AuditRound.objects.create(
        partnership=area, **about, **who
    )
    return found


def audit_of(made: dict[str, Any]) -> RapidReviewAudit:
    found = RapidReviewAudit.objects.filter(case=made["case"]).first()
    return found or RapidReviewAuditFactory(
        case=made["case"], rapid_review=made["rapid_review"], round=round_of(made), place=1
    )


def view_of(made: dict[str, Any]) -> SavedView:
    """A view that is shared on the desk of the case's area."""
    about = {"owner": made["submission"].owner, "name": "Shared"}
    return SavedView.objects.get_or_create(partnership=made["case"].partnership, **about)[0]


def work_of(made: dict[str, Any]) -> dict[str, Any]:
    """A task, a note and a document of the case, the office's alone."""
    case = made["case"]
    task = CaseTask.objects.filter(case=case).first() or CaseTaskFactory(case=case)
    note = CaseNote.objects.filter(case=case).first() or CaseNoteFactory(case=case)
    document = CaseDocument.objects.filter(case=case).first() or CaseDocumentFactory(case=case)
    if not document.versions.exists():
        version_of(document)
    return {"task": task, "note": note, "document": document, **exchange_of(made)}


def exchange_of(made: dict[str, Any]) -> dict[str, Any]:
    """A message to the agency that was asked for a return, with a file, and a meeting of the case."""
    case = made["case"]
    asked = {"case": case, "agency": made["agency_return"].agency}
    thread = MessageThread.objects.filter(**asked).first() or MessageThreadFactory(**asked)
    message = thread.messages.first() or MessageFactory(thread=thread)
    file = message.files.first() or file_of(message)
    meeting = Meeting.objects.filter(case=case).first() or MeetingFactory(case=case)
    return {"whom": f"agency-{thread.agency_id}", "file": file, "meeting": meeting}


def arguments_of(made: dict[str, Any]) -> dict[str, list[Any]]:
    """What stands in the address of each page about this case, by the name of the page."""
    reference = made["case"].reference
    work = work_of(made)
    return {
        "change_holiday": [holiday().pk],
        "give_up_view": [view_of(made).pk],
        "moved_dates": [walk().pk],
        "hand_over": [made["submission"].pk],
        "submission": [reference, made["submission"].pk],
        "form_submissions": [made["submission"].page_id],
        "export": [made["submission"].page_id],
        "compare": [],
        "sent_by_hand": [reference, made["notice"].pk],
        "send_again": [reference, made["notice"].pk],
        "set_aside": [reference, made["notice"].pk],
        "correct_notice": [reference, made["notice"].pk],
        "letter": [reference, made["notice"].pk],
        "letter_pdf": [reference, made["notice"].pk],
        "sealed_copy": [reference, copy_of(made["notice"]).pk],
        "sealed_copy_file": [reference, copy_of(made["notice"]).pk],
        "task_step": [reference, work["task"].pk, "finish_task"],
        "note_step": [reference, work["note"].pk, "strike_note"],
        "document": [reference, work["document"].pk],
        "document_step": [reference, work["document"].pk, "change_document"],
        "document_file": [reference, work["document"].pk, 1],
        "message_thread": [reference, work["whom"]],
        "message_settled": [reference, work["whom"]],
        "message_file": [reference, work["whom"], work["file"].pk],
        "meeting": [reference, work["meeting"].pk],
        "meeting_calendar": [reference, work["meeting"].pk],
        "meeting_papers": [reference, work["meeting"].pk],
        "answer_invitation": [reference, work["meeting"].pk],
        "meeting_step": [reference, work["meeting"].pk, "cancel_meeting"],
        "audit_round": [round_of(made).pk],
        "audit_draw": [round_of(made).pk],
        "audit_report": [round_of(made).pk],
        "audit_file": [round_of(made).pk],
        "audit": [audit_of(made).pk],
        "identification": [reference, made["publication"].pk],
        "step": [reference, "agency_return", made["agency_return"].pk, "remind"],
    }


def address(name: str, made: dict[str, Any]) -> str:
    # The same for each: what stands in them is made, or looked for, once.
    arguments = made["arguments"] = made.get("arguments") or arguments_of(made)
    url = reverse(f"desk:{name}", args=arguments.get(name, [] if name in PLAIN else [made["case"].reference]))
    two = [made["submission"], made.get("second", made["submission"])]
    return f"{url}?{urlencode([('one', str(one.pk)) for one in two])}" if name == "compare" else url


@pytest.fixture(autouse=True)
def _one_frame(site: None) -> Iterator[None]:
    """Hundreds of pages, and nothing on them that the frame tells of changes; of a refusal its code is what counts."""
    with one_frame(), bare_refusals():
        yield


def test_every_address_is_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(OWN)
    assert set(OTHER) == {name for name in OWN if name not in PLAIN}
    assert {len(row) for row in [*OWN.values(), *OTHER.values()]} == {len(ROLES)}


def answers(name: str, place: Area, made: dict[str, Any], roles: Iterable[str] = ROLES) -> str:
    """The row of this address as it is."""
    found, url = "", address(name, made)
    # As its page is drawn now.
    drawn = {"based_on": bank_holidays.entered_mark()}
    for role in roles:
        client = place.browser(role)
        # What one of them did, nobody finds after them.
        with transaction.atomic():
            response = client.post(url, drawn) if name in POSTED else client.get(url)
            transaction.set_rollback(True)
        assert "no-store" in response.headers["Cache-Control"], (name, role)
        found += {code: sign for sign, code in CODES.items()}.get(response.status_code, f"[{response.status_code}]")
    return found


def staged(place: Area, *, is_assigned: bool = True) -> dict[str, Any]:
    """Also with a second form to compare the first with."""
    made = far_along(place, is_assigned=is_assigned)
    traits = {"partnership": place.partnership, "owner": place.people["lead"], "data_key": made["case"].data_key}
    return {**made, "second": SubmissionFactory(handler="open_case", **traits)}


def test_own_area(here: Area) -> None:
    made = staged(here)

    assert {name: answers(name, here, made) for name in OWN} == OWN


def test_a_case_of_another_area_does_not_exist(here: Area, elsewhere: Area) -> None:
    made = staged(elsewhere)

    assert {name: answers(name, here, made) for name in OTHER} == OTHER


def unassigned(place: Area, made: dict[str, Any]) -> None:
    """Whoever works on single cases finds of this one what they find of another area's: nothing."""
    both = ROLES.index("scrutineer"), ROLES.index("reviewer")
    expected = {name: "".join(row[each] for each in both) for name, row in OTHER.items()}
    assert {name: answers(name, place, made, ("scrutineer", "reviewer")) for name in OTHER} == expected
    for who in ("scrutineer", "reviewer"):
        for name in ("queue", "publications", "recommendations", "recommendations_file"):
            page = place.browser(who).get(address(name, made), {"tab": "all"})
            assert made["case"].reference not in page.content.decode(), (who, name)


def test_who_is_not_assigned_finds_nothing_of_the_case(here: Area) -> None:
    unassigned(here, staged(here, is_assigned=False))


def test_whose_assignment_ended_finds_nothing_of_the_case(here: Area) -> None:
    made = staged(here)
    CaseAssignment.objects.update(until=MONDAY)

    unassigned(here, made)


def test_an_involved_area_reads_and_does_not_act(here: Area, elsewhere: Area) -> None:
    made = staged(elsewhere)
    lead = Actor.of(elsewhere.people["officer"])
    why = {"area": here.partnership.pk, "reason": "The family lived there."}
    perform(made["case"], "involve_area", by=lead, now=MONDAY, data=why)
    assign(made["case"], here)
    forms = {"hand_over", "form_submissions", "export"}

    found = {name: answers(name, here, made) for name in OTHER}

    assert {name: found[name] for name in READ_ALONG & set(OWN)} == {name: OWN[name] for name in READ_ALONG & set(OWN)}
    assert {name: found[name] for name in forms} == {name: OTHER[name] for name in forms}
    closed = set(OTHER) - READ_ALONG - forms
    assert {name: row for name, row in found.items() if name in closed and set(row) - {"4", "-"}} == {}


def test_nobody_comes_in_without_signing_in(here: Area, client: Any) -> None:
    made = far_along(here)

    for name in OWN:
        url = address(name, made)
        response = client.post(url) if name in POSTED else client.get(url)
        assert response.status_code == 302, name
        assert response.headers["Location"].startswith("/accounts/login/"), name


def test_what_changes_something_is_posted(here: Area) -> None:
    made = far_along(here)

    for name in POSTED:
        assert signed_in(here.people["officer"]).get(address(name, made)).status_code == 405


def test_a_publisher_takes_steps_on_publications_only(here: Area) -> None:
    made = far_along(here)
    client = signed_in(here.people["publisher"])

    def page(kind: str, name: str) -> int:
        return client.get(reverse("desk:step", args=[made["case"].reference, kind, made[kind].pk, name])).status_code

    # Not yet: the clear working days have not passed. But it is theirs.
    assert page("publication", "publish") == 409
    assert page("rapid_review", "vote") == 404
    assert page("case", "close") == 404


def test_a_record_of_another_case_does_not_exist(here: Area) -> None:
    made, other = far_along(here), far_along(here)
    client = signed_in(here.people["officer"])
    reference = made["case"].reference

    def page(kind: str, record: Any, name: str) -> int:
        return client.get(reverse("desk:step", args=[reference, kind, record.pk, name])).status_code

    assert page("rapid_review", other["rapid_review"], "second_round") == 404
    assert page("case", other["case"], "close") == 404
    assert page("no_such_machine", made["case"], "close") == 404
    assert page("case", made["case"], "no_such_step") == 404
    assert client.get(reverse("desk:submission", args=[reference, other["submission"].pk])).status_code == 404
    assert client.get(reverse("desk:sent_by_hand", args=[reference, other["notice"].pk])).status_code == 404
