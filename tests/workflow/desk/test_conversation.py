"""What was asked and answered of a referral or a return stays with both sides for good, files included (D4, D30)."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms import scanner, uploads
from forms.models import Attachment, Draft, ScanState
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.desk.scene import Area, referred, signed_in
from tests.workflow.reviews.steps import fresh, refused, take
from workflow.models import Event, Notice, Referral
from workflow.parties.roles import Actor

pytestmark = pytest.mark.django_db

QUESTION, ANSWER = "Which school did the child go to?", "The school in the village."
LETTER = b"A letter of the school."


@pytest.fixture
def officer(here: Area) -> Client:
    return signed_in(here.people["officer"])


@pytest.fixture
def submitter(here: Area) -> Client:
    return signed_in(here.people["submitter"])


@pytest.fixture
def referral(here: Area) -> Any:
    made = referred(here, screening=True)
    drafted(made.submission)
    return made


def drafted(submission: Any) -> Draft:
    """The row from which the form was sent: the files of a form hang on it."""
    draft = Draft(pk=submission.pk, data_key=submission.data_key, page=submission.page, version=submission.version)
    draft.owner, draft.made_at, draft.submitted_at = submission.owner, MONDAY, MONDAY
    draft.written_for = submission.written_for
    draft.keep_until(MONDAY)
    draft.save(force_insert=True)
    return draft


def on_desk(record: Any, name: str) -> str:
    return reverse("desk:step", args=[record.case.reference, record.KIND, record.pk, name])


def at_agency(record: Any, name: str) -> str:
    return reverse("workspace:step", args=[record.case.reference, record.KIND, record.pk, name])


def letter(name: str = "letter.txt", content: bytes = LETTER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def ask(officer: Client, referral: Any, *files: Any) -> Any:
    url = on_desk(referral, "ask_more")
    said = {"expect": "screening", "question": QUESTION, "files": list(files), "based_on": seen(officer, url)}
    return officer.post(url, said)


def answer(client: Client, referral: Any, *files: Any) -> Any:
    url = at_agency(referral, "add_information")
    said = {"expect": "more_information", "text": ANSWER, "files": list(files), "based_on": seen(client, url)}
    return client.post(url, said)


def seen(client: Client, url: str) -> str:
    """The newest change that the page shows, which it sends back."""
    found = re.search(r'name="based_on" value="(\d+)"', client.get(url).content.decode())
    return found[1] if found else ""


def desk(officer: Client, referral: Any) -> str:
    return officer.get(reverse("desk:case", args=[referral.case.reference])).content.decode()


def workspace(client: Client, record: Any) -> str:
    return client.get(reverse("workspace:case", args=[record.case.reference])).content.decode()


def urls() -> list[str]:
    return [reverse("forms:attachment", args=[one.draft_id, one.pk]) for one in Attachment.objects.order_by("added_at")]


@pytest.mark.duty("D4")
def test_question_and_answer_with_their_files_are_read_by_both(
    here: Area, officer: Client, submitter: Client, referral: Any
) -> None:
    assert ask(officer, referral, letter("question.txt")).status_code == 302
    assert answer(submitter, referral, letter("first.txt"), letter("second.txt", b"Another.")).status_code == 302

    for page in (desk(officer, referral), workspace(submitter, referral)):
        assert page.index(QUESTION) < page.index("question.txt") < page.index(ANSWER) < page.index("first.txt")
        assert all(url in page for url in urls())
    assert str(here.people["officer"]) in desk(officer, referral)
    assert str(here.people["submitter"]) in workspace(submitter, referral)
    assert str(here.people["officer"]) not in workspace(submitter, referral)


@pytest.mark.duty("D4")
@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("accept", {"abuse_or_neglect": "known", "harm": "died"}),
        ("decline", {"reason": "Below the definition."}),
        ("withdraw", {"reason": "The agency asked for it."}),
    ],
)
def test_they_stay_when_the_referral_is_done_with_and_the_case_closed(
    here: Area, officer: Client, submitter: Client, referral: Any, step: str, data: dict[str, str]
) -> None:
    ask(officer, referral)
    answer(submitter, referral, letter())
    by = Actor.of(here.people["officer"])
    take(referral, step, by, **data)
    type(referral.case)._base_manager.filter(pk=referral.case_id).update(state="closed")

    for page in (desk(officer, referral), workspace(submitter, referral)):
        assert QUESTION in page
        assert ANSWER in page
        assert urls()[0] in page


@pytest.mark.duty("D4")
def test_the_question_that_waits_says_so_until_it_is_answered(
    officer: Client, submitter: Client, referral: Any
) -> None:
    ask(officer, referral)
    assert "Waits for an answer" in workspace(submitter, referral)
    assert QUESTION in submitter.get(at_agency(referral, "add_information")).content.decode()

    answer(submitter, referral)

    assert "Waits for an answer" not in workspace(submitter, referral) + desk(officer, referral)


def test_the_files_are_opened_by_both_sides_only_and_each_opening_is_logged(
    here: Area, elsewhere: Area, officer: Client, submitter: Client, referral: Any
) -> None:
    ask(officer, referral, letter())
    [url] = urls()

    for client in (officer, submitter, signed_in(here.people["lead"])):
        assert client.get(url).content == LETTER
    for stranger in (
        here.people["colleague"],
        here.people["council"],
        here.people["sign_off"],
        elsewhere.people["officer"],
        elsewhere.people["lead"],
    ):
        assert signed_in(stranger).get(url).status_code == 404
    opened = Event.objects.filter(kind="attachment.open", case=referral.case)
    assert [event.actor for event in opened.order_by("position")] == [
        here.people["officer"],
        here.people["submitter"],
        here.people["lead"],
    ]


def test_a_file_of_another_case_is_not_sent_along(here: Area, officer: Client, referral: Any) -> None:
    other = referred(here, case=CaseFactory(partnership=here.partnership))
    foreign = uploads.attach(drafted(other.submission), uploads.ALONG, uploads.inspect(letter()), now=MONDAY)
    typed = {"question": QUESTION, "files": [str(foreign.pk)]}

    assert "Choose the files again" in refused(
        referral, "ask_more", Actor.of(here.people["officer"]), kind="data", **typed
    )
    officer.post(on_desk(referral, "ask_more"), {"expect": "screening", **typed})
    assert Event.objects.get(kind="referral.ask_more").data == {"question": QUESTION}


def test_a_file_lies_sealed_under_the_key_of_the_case(officer: Client, referral: Any) -> None:
    ask(officer, referral, letter())

    kept = Attachment.objects.get()
    assert kept.data_key_id == referral.case.data_key_id
    with uploads.storage().open(kept.stored_name) as file:
        assert LETTER not in file.read()
    assert uploads.content_of(kept) == LETTER


def test_what_is_no_file_to_take_is_refused_with_the_text_kept(
    officer: Client, referral: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = ask(officer, referral, letter("tool.exe", b"MZ\x90\x00"))
    monkeypatch.setattr(scanner, "scan", lambda content: ScanState.INFECTED)
    infected = ask(officer, referral, letter())

    assert wrong.status_code == infected.status_code == 422
    assert QUESTION in wrong.content.decode()
    assert "contains a virus" in infected.content.decode()
    assert not Attachment.objects.exists()
    assert fresh(referral).state == Referral.SCREENING


def test_a_step_that_is_refused_keeps_no_file(here: Area, officer: Client, referral: Any, attachments: Path) -> None:
    empty = officer.post(on_desk(referral, "ask_more"), {"expect": "screening", "question": "", "files": [letter()]})
    stale = officer.post(
        on_desk(referral, "ask_more"), {"expect": "received", "question": QUESTION, "files": [letter()]}
    )
    decider = signed_in(here.people["decider"])

    assert (empty.status_code, stale.status_code) == (422, 409)
    assert "Choose your files again" in empty.content.decode()
    assert ask(decider, referral, letter()).status_code == 403
    assert not Attachment.objects.exists()
    assert not [path for path in attachments.rglob("*") if path.is_file()]


def test_a_file_that_waits_for_its_check_is_named_and_not_opened(
    officer: Client, referral: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "scan", lambda content: ScanState.QUARANTINED)
    ask(officer, referral, letter())

    assert "waiting for its virus check" in desk(officer, referral)
    assert officer.get(urls()[0]).status_code == 409


def test_nothing_of_it_goes_by_email(officer: Client, submitter: Client, referral: Any) -> None:
    ask(officer, referral, letter())
    answer(submitter, referral, letter())

    written = "".join(one.subject + one.body for one in Notice.objects.all())
    assert {"referral-more-asked", "referral-more-sent"} <= set(Notice.objects.values_list("key", flat=True))
    for secret in (QUESTION, ANSWER, "letter.txt"):
        assert secret not in written


def test_another_agency_and_a_colleague_see_nothing_of_it(here: Area, officer: Client, referral: Any) -> None:
    ask(officer, referral)

    for who in ("colleague", "council"):
        page = signed_in(here.people[who]).get(reverse("workspace:case", args=[referral.case.reference]))
        assert QUESTION not in page.content.decode()
    assert QUESTION not in desk(signed_in(here.people["sign_off"]), referral)
    assert signed_in(here.people["colleague"]).get(at_agency(referral, "add_information")).status_code == 404


def test_what_was_added_to_the_form_stands_in_its_place(officer: Client, submitter: Client, referral: Any) -> None:
    ask(officer, referral)
    note = {"addition-note": "The mother called again.", "addition-reason": "We learned it today."}
    submitter.post(reverse("forms:add_note", args=[referral.submission_id]), note)

    for page in (desk(officer, referral), workspace(submitter, referral)):
        assert page.index(QUESTION) < page.index("The mother called again.")


def test_a_referral_without_a_form_takes_no_files(here: Area, officer: Client) -> None:
    made = referred(here, screening=True)
    type(made)._base_manager.filter(pk=made.pk).update(submission=None)

    assert 'type="file"' not in officer.get(on_desk(made, "ask_more")).content.decode()
    assert ask(officer, fresh(made), letter()).status_code == 302
    assert not Attachment.objects.exists()


def test_the_archive_of_the_case_says_who_sent_a_file_along(here: Area, officer: Client, referral: Any) -> None:
    ask(officer, referral, letter())

    response = officer.post(reverse("desk:case_files", args=[referral.case.reference]), {"reason": "For the review."})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    listed = archive.read("list.csv").decode("utf-8-sig")
    assert f'"Sent along with a question or an answer","{here.people["officer"]}"' in listed
    assert archive.read("files/001 letter.txt") == LETTER


# --- A return -----------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(here: Area) -> Any:
    """The hospital's return, sent by its submitter."""
    review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    made = AgencyReturnFactory(rapid_review=review, agency=here.hospital, submitted=True)
    made.submission = SubmissionFactory(
        handler="agency_return",
        partnership=here.partnership,
        data_key=made.case.data_key,
        owner=here.people["submitter"],
        subject=str(made.pk),
        said={},
    )
    drafted(made.submission)
    made.save()
    return made


@pytest.mark.duty("D30")
def test_why_a_return_was_sent_back_stays_with_both(here: Area, officer: Client, submitter: Client, sent: Any) -> None:
    data = {"expect": "submitted", "reason": "The dates are missing.", "files": [letter("dates.txt")]}
    assert officer.post(on_desk(sent, "send_back"), data).status_code == 302
    assert "Waits for an answer" in workspace(submitter, sent)
    take(sent, "submit", Actor.of(here.people["submitter"]), submission=sent.submission_id)
    take(sent, "accept", Actor.of(here.people["officer"]))

    tab = officer.get(reverse("desk:returns", args=[sent.case.reference])).content.decode()
    own = workspace(submitter, sent)
    for page in (tab, own):
        assert page.index("The dates are missing.") < page.index("dates.txt")
        assert "Waits for an answer" not in page
    assert tab.index("dates.txt") < tab.index("The agency sent its return")
    assert own.index("dates.txt") < own.index("Your agency sent its return")
    assert submitter.get(urls()[0]).content == LETTER
    # The reason is the agency's to read; the form and its files are for who sent it and the lead.
    colleague = signed_in(here.people["colleague"])
    assert "The dates are missing." in workspace(colleague, sent)
    assert urls()[0] not in workspace(colleague, sent)
    assert colleague.get(urls()[0]).status_code == 404
    assert signed_in(here.people["lead"]).get(urls()[0]).content == LETTER
    assert signed_in(here.people["council"]).get(urls()[0]).status_code == 404


def test_a_return_that_was_only_sent_has_no_conversation(officer: Client, sent: Any, here: Area) -> None:
    take(sent, "accept", Actor.of(here.people["officer"]))

    tab = officer.get(reverse("desk:returns", args=[sent.case.reference])).content.decode()
    assert "Sent back, and sent again" not in tab


# --- What it costs ------------------------------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return len(found)


def test_a_long_conversation_costs_no_more(officer: Client, submitter: Client, referral: Any) -> None:
    pages = [
        (officer, reverse("desk:case", args=[referral.case.reference])),
        (submitter, reverse("workspace:case", args=[referral.case.reference])),
    ]
    ask(officer, referral, letter())
    answer(submitter, referral, letter())
    before = [queries(*page) for page in pages]
    for _ in range(4):
        ask(officer, referral, letter())
        answer(submitter, referral, letter())
    assert [queries(*page) for page in pages] == before
