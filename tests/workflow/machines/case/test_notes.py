"""Notes and calls of a case: written, corrected by a further entry, struck through, never lost."""

from datetime import date, time
from typing import Any

import pytest

from tests.factories.case import CaseFactory
from tests.factories.case_work import CaseNoteFactory
from tests.factories.party import PartnershipFactory, actor
from tests.workflow.reviews.steps import at, fresh, take
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.models import Case, CaseNote
from workflow.parties.roles import Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TEXT = "The ward sister says that the mother has moved."
SAID = {
    "kind": "call",
    "spoken_to": "Ward sister, St Anne’s",
    "on": "2026-02-27",
    "time": "14:30",
    "noted": TEXT,
    "readers": "office",
}


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


def refusal(case: Case, name: str, by: Actor, data: dict[str, Any]) -> str:
    """Why it was refused, after proving that it wrote nothing."""
    before = CaseNote.objects.count()
    with pytest.raises(Refused) as caught:
        perform(case, name, by=by, now=at("2026-03-02"), data=data)
    assert CaseNote.objects.count() == before
    return caught.value.reason


def test_a_call_is_kept_with_who_when_and_what_sealed(case: Case, officer: Actor) -> None:
    take(case, "write_note", officer, **SAID)

    note = CaseNote.objects.get()
    assert (note.kind, note.spoken_to, note.text) == ("call", "Ward sister, St Anne’s", TEXT)
    assert (note.happened_on, note.happened_at) == (date(2026, 2, 27), time(14, 30))
    assert (note.by, note.written_at, note.readers) == (officer.user, at("2026-03-02"), "office")
    for field in ("text", "spoken_to"):
        assert b"ward sister" not in bytes(CaseNote.objects.values_list(field, flat=True)[0]).lower()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"spoken_to": ""}, "Enter whom you spoke to."),
        ({"spoken_to": "", "kind": "meeting"}, "Enter whom you met."),
        ({"spoken_to": "", "kind": "email"}, "Enter who wrote to whom."),
        ({"on": "2026-03-03"}, "The day must be today or in the past."),
        ({"time": "25:00"}, "Enter a time, like 14:30."),
        ({"noted": ""}, "Enter what you note."),
        ({"readers": "everybody"}, "Select a valid choice. everybody is not one of the available choices."),
    ],
)
def test_what_is_missing_is_asked_for(case: Case, officer: Actor, said: dict[str, str], reason: str) -> None:
    assert refusal(case, "write_note", officer, {**SAID, **said}) == reason


def test_a_note_of_ones_own_needs_nobody_and_no_hour(case: Case, officer: Actor) -> None:
    take(case, "write_note", officer, **{**SAID, "kind": "note", "spoken_to": "", "time": ""})

    assert CaseNote.objects.get().happened_at is None


def test_a_correction_takes_the_place_of_what_was_written_and_both_stay(case: Case, officer: Actor) -> None:
    first = CaseNoteFactory(case=case)
    take(case, "correct_note", officer, **{**SAID, "entry": first.pk})
    second = CaseNote.objects.current().get()
    take(case, "correct_note", officer, "2026-03-03", **{**SAID, "noted": "Once more.", "entry": second.pk})

    third = CaseNote.objects.current().get()
    assert (third.text, third.first) == ("Once more.", first)
    assert (fresh(first).text, fresh(second).text) == ("The mother has moved.", TEXT)
    assert fresh(second).first == first


def test_what_was_corrected_or_struck_through_meanwhile_is_not_corrected_again(case: Case, officer: Actor) -> None:
    first, struck = CaseNoteFactory(case=case), CaseNoteFactory(case=case, struck=True)
    take(case, "correct_note", officer, **{**SAID, "entry": first.pk})

    for gone in (first, struck, CaseNoteFactory(case=CaseFactory(partnership=case.partnership))):
        assert "meanwhile" in refusal(case, "correct_note", officer, {**SAID, "entry": gone.pk})
        assert "meanwhile" in refusal(case, "strike_note", officer, {"entry": gone.pk, "why_struck": "Wrong."})


def test_it_is_struck_through_with_a_reason_and_stays(case: Case, officer: Actor) -> None:
    note = CaseNoteFactory(case=case)
    missing = refusal(case, "strike_note", officer, {"entry": note.pk, "why_struck": ""})
    assert missing == "Enter why it is struck through."

    take(case, "strike_note", officer, entry=note.pk, why_struck="It belongs to another case.")

    struck = fresh(note)
    assert (struck.struck_by, struck.why_struck) == (officer.user, "It belongs to another case.")
    assert struck.text == "The mother has moved."


def test_the_office_reads_everything_and_others_what_is_shared(case: Case, officer: Actor) -> None:
    own, shared = CaseNoteFactory(case=case), CaseNoteFactory(case=case, shared=True)
    area = case.partnership_id
    everything = CaseNote.objects.filter(case=case)

    assert set(everything.readable_by(officer, area)) == {own, shared}
    for other in (
        actor(Role.DECISION_MAKER, case.partnership, seat="police"),
        actor(Role.OFFICER, PartnershipFactory(slug="elsewhere")),
    ):
        assert list(everything.readable_by(other, area)) == [shared]


def test_people_go_on_calling_about_a_closed_case(case: Case, officer: Actor) -> None:
    closed = CaseFactory(closed=True, partnership=case.partnership)

    take(closed, "write_note", officer, **SAID)

    assert CaseNote.objects.get().case == closed
