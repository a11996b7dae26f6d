"""Owner, tasks, notes and documents on the pages of the desk: few clicks, for whom they are, nothing lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from forms import scanner
from forms.models import ScanState
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.case_work import CaseDocumentFactory, CaseNoteFactory, CaseTaskFactory, version_of
from tests.factories.party import actor
from tests.workflow.desk.scene import Area, assign, signed_in
from workflow.engine.door import perform
from workflow.models import Case, CaseDocument, CaseNote, CaseTask, DocumentVersion, Event
from workflow.parties.roles import Actor, Role

NOTE = {
    "kind": "call",
    "spoken_to": "The ward sister",
    "on-day": "27",
    "on-month": "2",
    "on-year": "2026",
    "time": "14:30",
    "noted": "The mother has moved.",
    "readers": "office",
}
TASK = {"to_do": "Ask the school.", "person": "", "due_on-day": "9", "due_on-month": "3", "due_on-year": "2026"}


@pytest.fixture
def case(here: Area) -> Case:
    made: Case = CaseFactory(partnership=here.partnership)
    assign(made, here)
    return made


@pytest.fixture
def office(here: Area) -> Client:
    return signed_in(here.people["officer"])


@pytest.fixture
def decider(here: Area) -> Client:
    return signed_in(here.people["decider"])


def page(name: str, case: Case, *more: Any) -> str:
    return reverse(f"desk:{name}", args=[case.reference, *more])


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def based_on(body: str, action: str = "") -> str:
    """What the page's form with this address is based on, or its own, which comes after that of the head."""
    found = [
        form for form in re.findall(r"<form.*?</form>", body, re.S) if action in form and 'name="based_on"' in form
    ]
    match = re.search(r'name="based_on"\s+value="(\d+)"', found[-1])
    assert match is not None
    return match.group(1)


def post(client: Client, url: str, data: dict[str, Any], drawn: str | None = None, *, action: str = "") -> Any:
    """Send what the page that was drawn at the address, or at another one, would send."""
    return client.post(url, {**data, "based_on": based_on(read(client, drawn or url), action)})


# --- The owner ----------------------------------------------------------------------------------------------------


def test_one_click_takes_a_case_and_the_head_says_so_on_every_page(here: Area, case: Case, office: Client) -> None:
    overview, take = page("case", case), page("step", case, "case", case.pk, "take_case")
    assert "Nobody yet" in read(office, overview)

    assert post(office, take, {}, overview, action=take).url == overview

    for name in ("case", "timeline", "notes"):
        head = read(office, page(name, case)).partition("<dt>Owner</dt>")[2].partition("</dd>")[0]
        assert str(here.people["officer"]) in head
    assert "Take it" not in read(office, overview)
    assert "Take it" in read(signed_in(actor(Role.OFFICER, here.partnership).user), overview)


def test_who_is_not_of_the_office_sees_the_owner_and_takes_nothing(here: Area, case: Case, decider: Client) -> None:
    perform(case, "take_case", by=Actor.of(here.people["officer"]), now=MONDAY)

    body = read(decider, page("case", case))

    assert str(here.people["officer"]) in body
    assert "Take it" not in body
    assert "Give it to a colleague" not in body


def test_two_who_take_a_case_at_once(here: Area, case: Case, office: Client) -> None:
    overview, take = page("case", case), page("step", case, "case", case.pk, "take_case")
    other = actor(Role.OFFICER, here.partnership)
    seen = based_on(read(office, overview), take)
    perform(case, "take_case", by=other, now=MONDAY)

    refused = office.post(take, {"based_on": seen})

    assert refused.status_code == 409
    assert str(other.user) in refused.content.decode()
    assert Case.objects.get().owner == other.user


# --- Tasks --------------------------------------------------------------------------------------------------------


def test_a_task_is_added_and_done_on_its_page(here: Area, case: Case, office: Client) -> None:
    tasks = page("tasks", case)
    assert post(office, tasks, {**TASK, "person": here.people["decider"].pk}).url == tasks
    body = read(office, tasks)
    assert "Ask the school." in body
    assert "Monday 9 March 2026" in body
    assert str(here.people["decider"]) in body

    done = page("task_step", case, CaseTask.objects.get().pk, "finish_task")
    assert post(office, done, {}, tasks, action=done).url == tasks

    assert CaseTask.objects.get().done_by == here.people["officer"]
    again = page("task_step", case, CaseTask.objects.get().pk, "reopen_task")
    assert post(office, again, {}, tasks, action=again).url == tasks
    assert CaseTask.objects.get().done_at is None


def test_what_was_typed_stays_when_something_is_missing(case: Case, office: Client) -> None:
    for name, said, typed in (
        ("tasks", {**TASK, "due_on-day": ""}, "Ask the school."),
        ("notes", {**NOTE, "on-day": "31"}, "The mother has moved."),
    ):
        response = post(office, page(name, case), said)
        assert response.status_code == 422, name
        assert typed in response.content.decode()
        assert "There is a problem" in response.content.decode()
    assert not CaseTask.objects.exists()
    assert not CaseNote.objects.exists()


def test_the_office_sees_every_task_and_others_their_own(
    here: Area, case: Case, office: Client, decider: Client
) -> None:
    CaseTaskFactory(case=case, person=here.people["decider"], what="Vote soon.")
    CaseTaskFactory(case=case, person=here.people["officer"], what="Chase the school.", overdue=True)

    for name in ("tasks", "case"):
        both, own = read(office, page(name, case)), read(decider, page(name, case))
        assert "Vote soon." in both
        assert "Chase the school." in both
        assert "Overdue" in both
        assert "Vote soon." in own
        assert "Chase the school." not in own


def test_a_task_is_given_to_somebody_else(here: Area, case: Case, office: Client, clock: Any) -> None:
    task = CaseTaskFactory(case=case, person=here.people["officer"])
    change = page("task_step", case, task.pk, "change_task")
    body = read(office, change)
    assert 'value="Ask the school for its records."' in body
    said = {**TASK, "person": here.people["decider"].pk, "seen": task.mark}
    clock.shift(timedelta(minutes=5))

    assert post(office, change, said).url == page("tasks", case)

    assert CaseTask.objects.get().person == here.people["decider"]
    stale = post(office, change, said)
    assert stale.status_code == 422
    assert "while this page was open" in stale.content.decode()
    # What the page shows now goes on from there.
    assert f'name="seen" value="{CaseTask.objects.get().mark}"' in stale.content.decode()


def test_my_tasks_in_all_cases_first_due_first_and_done_with_one_click(
    here: Area, elsewhere: Area, office: Client, django_assert_max_num_queries: Any
) -> None:
    me = here.people["officer"]
    cases = [CaseFactory(partnership=here.partnership) for _ in range(4)]
    for place, one in enumerate(cases):
        due = MONDAY.date() + timedelta(days=7 - place)
        CaseTaskFactory(case=one, person=me, what=f"Task {place}", due_on=due)
    CaseTaskFactory(case=cases[0], person=me, what="Done by now", done=True)
    CaseTaskFactory(case=cases[0], person=here.people["decider"], what="Another’s")
    CaseTaskFactory(case=cases[0], person=None, what="With nobody")
    CaseTaskFactory(case=CaseFactory(partnership=elsewhere.partnership), person=me, what="Not read any more")
    url = reverse("desk:my_tasks")
    office.get(url)

    with django_assert_max_num_queries(20):
        body = read(office, url)

    assert re.findall(r"<strong>(Task \d)</strong>", body) == ["Task 3", "Task 2", "Task 1", "Task 0"]
    for other in ("Done by now", "Another’s", "With nobody", "Not read any more"):
        assert other not in body
    assert "With nobody" in read(office, f"{url}?whose=nobody")
    assert "Another’s" in read(office, f"{url}?whose=office")
    assert "Another’s" not in read(signed_in(here.people["scrutineer"]), f"{url}?whose=office")

    first = CaseTask.objects.get(due_on=MONDAY.date() + timedelta(days=4))
    done = page("task_step", first.case, first.pk, "finish_task")
    assert post(office, done, {"back": "mine"}, url, action=done).url == url
    assert CaseTask.objects.get(pk=first.pk).done_by == me


def test_my_tasks_stand_in_the_menu_of_who_works_on_cases(here: Area) -> None:
    url = reverse("desk:my_tasks")
    shown = {"officer": "desk:queue", "reviewer": "desk:queue"}
    for name, where in {**shown, "auditor": "desk:log", "lead": "workspace:home"}.items():
        assert (f'href="{url}"' in read(signed_in(here.people[name]), reverse(where))) is (name in shown), name


# --- Notes --------------------------------------------------------------------------------------------------------


def test_a_call_is_noted_and_read_on_its_page_and_on_the_overview(case: Case, office: Client) -> None:
    notes = page("notes", case)
    assert post(office, notes, NOTE).url == notes

    for name in ("notes", "case"):
        body = read(office, page(name, case))
        assert "Telephone call: The ward sister" in body
        assert "The mother has moved." in body
    assert "Friday 27 February 2026, 14:30" in read(office, notes)


def test_sent_twice_it_is_noted_once(case: Case, office: Client) -> None:
    notes = page("notes", case)
    seen = based_on(read(office, notes), "noted")
    office.post(notes, {**NOTE, "based_on": seen})

    assert office.post(notes, {**NOTE, "based_on": seen}).status_code == 409

    assert CaseNote.objects.count() == 1


def test_a_note_of_the_office_is_nowhere_else(here: Area, case: Case, office: Client, decider: Client) -> None:
    said = {**{key: value for key, value in NOTE.items() if not key.startswith("on-")}, "on": "2026-03-02"}
    by = Actor.of(here.people["officer"])
    perform(case, "write_note", by=by, now=MONDAY, data={**said, "noted": "For the office."})
    perform(case, "write_note", by=by, now=MONDAY, data={**said, "noted": "For all of us.", "readers": "partners"})

    for name in ("case", "notes", "timeline"):
        body = read(decider, page(name, case))
        assert "For the office." not in body, name
        assert "The ward sister" in body or name == "timeline"
    assert "For all of us." in read(decider, page("notes", case))
    assert "For the office." in read(office, page("notes", case))
    group = signed_in(here.people["sign_off"])
    assert group.get(page("notes", case)).status_code == 403
    assert "For all of us." not in read(group, page("case", case))


def test_what_a_note_said_before_is_read_below_it_by_who_may(
    here: Area, case: Case, office: Client, decider: Client
) -> None:
    note = CaseNoteFactory(case=case, text="She moved to Leeds.")
    correct = page("note_step", case, note.pk, "correct_note")
    assert "She moved to Leeds." in read(office, correct)
    said = {**NOTE, "noted": "She moved to York.", "readers": "partners"}

    assert post(office, correct, said).url == page("notes", case)

    body = read(office, page("notes", case))
    assert body.index("She moved to York.") < body.index("She moved to Leeds.")
    assert "She moved to Leeds." not in read(decider, page("notes", case))
    assert "She moved to Leeds." not in read(office, page("case", case))


def test_a_note_is_struck_through_where_it_stands(case: Case, office: Client) -> None:
    note = CaseNoteFactory(case=case)
    strike = page("note_step", case, note.pk, "strike_note")
    assert post(office, strike, {"why_struck": ""}).status_code == 422

    assert post(office, strike, {"why_struck": "Another case."}).url == page("notes", case)

    body = read(office, page("notes", case))
    assert '<s class="desk-typed">The mother has moved.</s>' in body
    assert "Another case." in body
    assert "The mother has moved." not in read(office, page("case", case))


def test_many_notes_come_in_pages_of_few_queries(
    case: Case, office: Client, django_assert_max_num_queries: Any
) -> None:
    for day in range(30):
        CaseNoteFactory(case=case, text=f"Note {day:02}.", happened_on=MONDAY.date() - timedelta(days=day))
    notes = page("notes", case)
    office.get(notes)

    with django_assert_max_num_queries(25):
        body = read(office, notes)

    assert re.findall(r"Note \d\d", body)[0] == "Note 00"
    assert "Note 24" in body
    assert "Note 25" not in body
    assert "Note 29" in read(office, f"{notes}?page=2")


# --- Documents ----------------------------------------------------------------------------------------------------


def upload(name: str = "letter.txt", content: bytes = b"Dear all.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def kept(office: Client, case: Case, **said: Any) -> CaseDocument:
    data = {"titled": "Letter of the coroner", "kind": "letter", "readers": "office", "files": upload(), **said}
    assert post(office, page("documents", case), data).status_code == 302
    found: CaseDocument = CaseDocument.objects.latest("kept_at")
    return found


def test_a_document_is_kept_sealed_and_opened_and_who_opened_it_is_told(here: Area, case: Case, office: Client) -> None:
    document = kept(office, case)
    version = document.versions.get()
    assert (document.title, version.number, version.by) == ("Letter of the coroner", 1, here.people["officer"])
    assert "Letter of the coroner" in read(office, page("documents", case))

    response = office.get(page("document_file", case, document.pk, 1))

    assert response.content == b"Dear all."
    assert response.headers["Content-Disposition"] == 'attachment; filename="letter.txt"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    event = Event.objects.get(kind="document.open")
    assert (event.case, event.record_id, event.actor) == (case, version.pk, here.people["officer"])
    body = read(office, page("document", case, document.pk))
    assert "Version 1</p>" in body
    assert "Nobody has opened it yet." not in body


def test_a_newer_version_is_shown_and_the_earlier_stays_reachable(case: Case, office: Client) -> None:
    document = kept(office, case)
    where = page("document", case, document.pk)

    assert post(office, where, {"files": upload("new.txt", b"Dear all, again."), "seen": document.mark}).url == where

    assert "new.txt" in read(office, page("documents", case))
    assert office.get(page("document_file", case, document.pk, 1)).content == b"Dear all."
    assert office.get(page("document_file", case, document.pk, 2)).content == b"Dear all, again."
    stale = post(office, where, {"files": upload("third.txt"), "seen": "2026-01-01T00:00:00+00:00"})
    assert stale.status_code == 422
    assert DocumentVersion.objects.count() == 2


def test_a_file_that_is_refused_leaves_nothing_and_what_was_typed_stays(case: Case, office: Client) -> None:
    data = {"titled": "Letter of the coroner", "kind": "letter", "readers": "office"}
    wrong: list[Any] = [upload("virus.exe", b"MZ\x90\x00"), upload("empty.txt", b""), "", [upload(), upload("b.txt")]]
    for files in wrong:
        response = post(office, page("documents", case), {**data, "files": files})
        assert response.status_code == 422
        assert 'value="Letter of the coroner"' in response.content.decode()
    assert not DocumentVersion.objects.exists()


def test_it_is_opened_only_after_its_virus_check(case: Case, office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    document = CaseDocumentFactory(case=case)
    version_of(document, state=ScanState.QUARANTINED)
    url = page("document_file", case, document.pk, 1)
    for said in (ScanState.QUARANTINED, ScanState.INFECTED):
        DocumentVersion.objects.update(state=ScanState.QUARANTINED)
        monkeypatch.setattr(scanner, "scan", lambda content, said=said: said)
        response = office.get(url)
        assert response.status_code == 409
        assert b"Dear all." not in response.content
    assert not Event.objects.filter(kind="document.open").exists()

    DocumentVersion.objects.update(state=ScanState.QUARANTINED)
    monkeypatch.setattr(scanner, "scan", lambda content: ScanState.CLEAN)
    assert office.get(url).content == b"Dear all."
    assert DocumentVersion.objects.get().state == ScanState.CLEAN


def test_a_document_is_the_offices_until_it_is_shared(case: Case, office: Client, decider: Client) -> None:
    document = kept(office, case)
    file = page("document_file", case, document.pk, 1)
    assert decider.get(file).status_code == 404
    assert "Letter of the coroner" not in read(decider, page("documents", case))
    assert "Letter of the coroner" not in read(decider, page("timeline", case))

    change = page("document_step", case, document.pk, "change_document")
    said = {"titled": "The coroner’s letter", "kind": "letter", "readers": "partners", "seen": document.mark}
    assert post(office, change, said).status_code == 302

    assert "The coroner’s letter" in read(decider, page("documents", case))
    assert decider.get(file).content == b"Dear all."
    assert "Who opened it" not in read(decider, page("document", case, document.pk))


def test_what_was_taken_out_stays_on_record_for_the_office(case: Case, office: Client, decider: Client) -> None:
    document = kept(office, case, readers="partners")
    take_out = page("document_step", case, document.pk, "withdraw_document")

    assert post(office, take_out, {"why_withdrawn": "Another case’s.", "seen": document.mark}).status_code == 302

    assert "Another case’s." in read(office, page("documents", case))
    assert office.get(page("document_file", case, document.pk, 1)).status_code == 200
    assert decider.get(page("document_file", case, document.pk, 1)).status_code == 404
    assert "Letter of the coroner" not in read(decider, page("documents", case))
    # Nothing more is done with it.
    again = post(office, page("document_step", case, document.pk, "change_document"), {"titled": "X"})
    assert again.status_code == 422


def test_many_documents_are_a_page_of_few_queries(
    case: Case, office: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        document = CaseDocumentFactory(case=case)
        version_of(document)
        version_of(document, b"Again.")
    office.get(page("documents", case))

    with django_assert_max_num_queries(25):
        assert read(office, page("documents", case)).count("2 versions") == 12
