"""What was asked, answered or found of a return can be changed, with a reason and an account (D30)."""

from datetime import date
from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.party import actor
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow.engine.door import perform
from workflow.models import Event
from workflow.parties.roles import SYSTEM, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D30")]


def officer_of(record: Any) -> Any:
    return actor(Role.OFFICER, record.case.partnership)


def test_the_date_is_changed_with_a_reason_and_both_dates_stay_on_record() -> None:
    asked = AgencyReturnFactory()
    by = officer_of(asked)
    assert "why the date" in refused(asked, "change_date", by, kind="data", due_on="2026-03-20")
    assert "as it stands" in refused(asked, "change_date", by, kind="data", due_on="2026-03-09", reason="R")
    assert "in the future" in refused(asked, "change_date", by, kind="data", due_on="2026-02-27", reason="R")
    changed = take(asked, "change_date", by, due_on="2026-03-20", reason="The records are in store.")
    assert (changed.due_on, changed.dated_at, changed.state) == (date(2026, 3, 20), at("2026-03-02"), "requested")
    event = Event.objects.get(kind="agency_return.change_date")
    assert (event.data["due_before"], event.data["due_on"]) == ("2026-03-09", "2026-03-20")
    assert "20 March 2026" in asked.case.notices.get(key="return-date-changed").body


@pytest.mark.parametrize("state", ["requested", "started", "submitted"])
def test_a_request_is_taken_back_and_put_again(state: str) -> None:
    asked = AgencyReturnFactory(**({} if state == "requested" else {state: True}))
    by = officer_of(asked)
    assert "no longer needed" in refused(asked, "recall", by, kind="data")
    assert take(asked, "recall", by, reason="The wrong agency.").state == "recalled"
    assert notices_of(asked.case, "return-recalled") == [asked.agency.name]
    assert "wrong agency" not in asked.case.notices.get(key="return-recalled").body
    refused(asked, "remind", by, kind="state")
    again = take(asked, "ask_again", by, due_on="2026-03-20", reason="It was the right one.")
    assert (again.state, again.due_on) == ("requested", date(2026, 3, 20))
    assert notices_of(asked.case, "return-requested") == [asked.agency.name]


def test_an_accepted_return_is_reopened_with_what_should_change() -> None:
    accepted = AgencyReturnFactory(accepted=True)
    by = officer_of(accepted)
    assert "what the agency should change" in refused(accepted, "reopen", by, kind="data")
    reopened = take(accepted, "reopen", by, reason="The years before 2019 are missing.")
    assert (reopened.state, reopened.change_asked) == ("sent_back", "The years before 2019 are missing.")
    assert notices_of(accepted.case, "return-sent-back") == [accepted.agency.name]


@pytest.mark.parametrize(("trait", "step"), [("accepted", "reopen"), ("submitted", "send_back")])
def test_nobody_is_asked_for_a_change_by_yesterday(trait: str, step: str) -> None:
    sent = AgencyReturnFactory(**{trait: True}, due_on=date(2026, 2, 20))
    by = officer_of(sent)
    assert "The day has passed" in refused(sent, step, by, kind="data", reason="More.")
    assert take(sent, step, by, reason="More.", due_on="2026-03-20").due_on == date(2026, 3, 20)


def test_an_agency_found_involved_after_all_is_asked_again() -> None:
    declared = AgencyReturnFactory(not_involved=True)
    by = officer_of(declared)
    assert "what was found" in refused(declared, "find_involved", by, kind="data")
    found = take(declared, "find_involved", by, reason="Records under an earlier name.", due_on="2026-03-20")
    assert (found.state, found.due_on) == ("requested", date(2026, 3, 20))
    assert notices_of(declared.case, "return-requested") == [declared.agency.name]


def test_an_agency_that_finds_records_tells_the_office_and_sets_itself_no_date() -> None:
    declared = AgencyReturnFactory(not_involved=True)
    by = actor(Role.SUBMITTER, declared.agency)
    found = take(declared, "find_involved", by, reason="We found a file.", due_on="2027-01-01")
    assert (found.state, found.due_on) == ("requested", date(2026, 3, 9))
    assert len(notices_of(declared.case, "return-involved-after-all")) == 1


def test_a_late_return_is_told_to_the_lead_and_the_office_and_no_other_is() -> None:
    asked = AgencyReturnFactory()
    by, lead = officer_of(asked), actor(Role.LEAD, asked.agency)
    actor(Role.LEAD, AgencyReturnFactory(rapid_review=asked.rapid_review).agency)
    actor(Role.SUBMITTER, asked.agency)
    assert "not late" in refused(asked, "escalate", by, "2026-03-09", kind="guard")
    late = take(asked, "escalate", by, "2026-03-10")
    assert late.escalated_at == late.reminded_at == at("2026-03-10")
    assert notices_of(asked.case, "return-late") == sorted([asked.agency.name, str(lead.user)])
    assert len(notices_of(asked.case, "return-late-office")) == 1


def test_the_program_reminds_and_escalates_and_decides_nothing() -> None:
    asked = AgencyReturnFactory()
    perform(asked, "remind", by=SYSTEM, now=at("2026-03-02"))
    assert "needs a person" in refused(asked, "change_date", SYSTEM, kind="role", reason="R", due_on="2026-04-01")
    assert "needs a person" in refused(asked, "change_date", SYSTEM, kind="role", reason="R", due_on="2026-03-20")
