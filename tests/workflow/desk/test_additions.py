"""What follows when somebody adds to a form that was sent: the log has it, the office is told, nothing else moves."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from forms import present
from forms.handlers import get
from forms.models import Submission
from forms.reading.additions import correct
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import Area, assign, far_along, referred, signed_in
from workflow.engine import log
from workflow.intake import additions
from workflow.models import Deadline, Event, Notice

FACT = "Zqxv the neighbour saw it"


def add(submission: Submission, by: Any, text: str = FACT) -> None:
    correct(submission, value=text, reason=f"{FACT} too", by=by, now=present.now(), token=uuid.uuid4())


def sent(place: Area) -> tuple[Any, Submission]:
    made = referred(place)
    return made.case, made.submission


def notices(**fields: Any) -> Any:
    return Notice.objects.filter(key="form-added-to", **fields)


def test_the_log_has_it_without_a_fact(here: Area) -> None:
    case, submission = sent(here)
    add(submission, here.people["submitter"])
    event = Event.objects.get(kind="submission.correct")
    assert (event.case, event.record_id, event.actor) == (case, submission.pk, here.people["submitter"])
    assert event.data is None
    assert log.verify()[1] is None


def test_the_office_is_told_once_and_without_a_fact(here: Area) -> None:
    case, submission = sent(here)
    add(submission, here.people["submitter"])
    add(submission, here.people["lead"], "More.")
    notice = notices(case=case).get()
    assert notice.recipient_email == here.partnership.contact_email
    assert case.reference in notice.subject
    assert reverse("desk:submission", args=[case.reference, submission.pk]) in notice.body
    assert "Zqxv" not in notice.subject + notice.body
    notices().update(state=Notice.State.SENT)
    add(submission, here.people["submitter"], "Again.")
    assert notices(case=case).count() == 2


def test_what_an_officer_adds_is_no_news_to_the_office(here: Area) -> None:
    _case, submission = sent(here)
    add(submission, here.people["officer"])
    assert not notices().exists()


def test_a_form_without_a_case_is_told_of_too(here: Area) -> None:
    page = form_page("open_case", here.partnership)
    page.handler = "keep_on_record"
    page.save()
    submission = SubmissionFactory(page=page, owner=here.people["submitter"], reference="S-AAAA-0001")
    add(submission, here.people["submitter"])
    assert "S-AAAA-0001" in notices(case=None).get().subject


def test_no_machine_and_no_clock_moves(here: Area) -> None:
    made = far_along(here)
    before = list(Deadline.objects.order_by("pk").values())
    steps = Event.objects.exclude(machine="").count()
    add(made["submission"], here.people["submitter"])
    assert list(Deadline.objects.order_by("pk").values()) == before
    assert Event.objects.exclude(machine="").count() == steps


def test_a_procedure_without_the_wording_keeps_nobody_from_adding(here: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    _case, submission = sent(here)
    monkeypatch.setattr(additions, "KEY", "no-such-notice")
    add(submission, here.people["submitter"])
    assert submission.corrections.count() == 1
    assert not Notice.objects.filter(key="no-such-notice").exists()


def test_the_timeline_tells_it_to_everybody_who_reads_it(here: Area) -> None:
    case, submission = sent(here)
    add(submission, here.people["submitter"])
    assign(case, here)
    text = signed_in(here.people["reviewer"]).get(reverse("desk:timeline", args=[case.reference])).content.decode()
    assert "Information was added to a form that was sent" in text
    assert "Zqxv" not in text


def test_the_desk_shows_that_there_are_additions(here: Area) -> None:
    case, submission = sent(here)
    add(submission, here.people["submitter"])
    client = signed_in(here.people["officer"])
    overview = client.get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "Information was added later, 1 time." in overview
    page = client.get(reverse("desk:submission", args=[case.reference, submission.pk])).content.decode()
    assert FACT in page
    assert "What was sent stands as it was" in " ".join(page.split())


def test_a_lead_adds_through_the_page(here: Area) -> None:
    _case, submission = sent(here)
    address = reverse("forms:add_note", args=[submission.pk])
    data = {"addition-note": FACT, "addition-reason": "We learned it today"}
    answer = signed_in(here.people["lead"]).post(address, data, follow=True)
    assert FACT in answer.content.decode()
    assert str(here.people["lead"]) in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("submitter", True),
        ("lead", True),
        ("officer", True),
        ("reviewer", False),
        ("colleague", False),
        ("council", False),
    ],
)
@pytest.mark.parametrize("handler", ["open_case", "agency_return"])
def test_every_handler_knows_who_may_add(here: Area, handler: str, who: str, may: bool) -> None:
    made = far_along(here)
    submission = made["submission"]
    if handler == "agency_return":
        traits = {"partnership": here.partnership, "owner": here.people["submitter"]}
        submission = SubmissionFactory(handler=handler, subject=str(made["agency_return"].pk), **traits)
    assert get(handler).may_correct(submission=submission, user=here.people[who]) is may


def test_an_office_of_another_area_may_not(here: Area, elsewhere: Area) -> None:
    submission = far_along(here)["submission"]
    for handler in ("open_case", "keep_on_record"):
        assert not get(handler).may_correct(submission=submission, user=elsewhere.people["officer"])
        assert get(handler).may_correct(submission=submission, user=here.people["officer"])


def test_a_paper_that_another_takes_is_a_reading(here: Area) -> None:
    case, submission = sent(here)
    address = reverse("forms:copy_pdf", args=[submission.pk])
    assert signed_in(here.people["submitter"]).get(address).status_code == 200
    assert not Event.objects.filter(kind="submission.read").exists()
    assert signed_in(here.people["lead"]).get(address).status_code == 200
    event = Event.objects.get(kind="submission.read")
    assert (event.case, event.record_id, event.actor) == (case, submission.pk, here.people["lead"])
