"""Edge case 14: forms edited while drafts and submissions exist; a correction is traceable, the original stays."""

import json

import pytest
from django.urls import reverse

from forms.definition.block_values import steps_from
from forms.filling.submitting import NotReady, submit
from forms.models import Correction, FormRelease
from forms.models.form_page import FormPage
from tests.factories.submission import form_page, shipped
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import fill_in, send
from tests.workflow.reviews.steps import at, notices_of
from workflow.models import Case, Event
from workflow.procedures import load_shipped

NEW_QUESTION = {
    "id": "5b0c2f8e-7d2f-4a53-9a35-0c2f8e7d2f4a",
    "name": "added_later",
    "kind": "text",
    "label": "Who else was in the house?",
    "hint": "",
    "guidance": "",
    "required": True,
    "meaning": "",
    "choices": [],
    "rules": {},
    "messages": {},
    "show_when": None,
}


def ask_one_more(page: FormPage) -> None:
    """An editor adds a required question and publishes."""
    content = json.loads(json.dumps(shipped("open_case")))
    first = next(step for step in content["steps"] if step["repeat"] is None)
    first["questions"].append(NEW_QUESTION)
    page.steps = json.dumps(steps_from(content))
    page.save_revision().publish()


@pytest.mark.duty("D4")
def test_what_was_sent_keeps_its_questions_and_a_draft_is_asked_the_new_one(here: Area) -> None:
    load_shipped(now=at("2026-01-01"))
    page = form_page("open_case", here.partnership)
    submitter, officer = here.people["submitter"], here.people["officer"]
    child = {"child.name": "Ayla Made-Up", "child.outcome": "died", "child.birth_date": "2019-04-02"}
    said = {"incident.date": "2026-02-25", "child": [child]}
    sent = send(page, submitter, said, now=at("2026-03-02"))
    draft = fill_in(page, submitter, "", said, now=at("2026-03-02"))
    case = Case.objects.get(reference=sent.reference)

    ask_one_more(FormPage.objects.get(pk=page.pk))

    assert FormRelease.objects.live(page.pk).version_id != sent.version_id
    shown = signed_in(officer).get(reverse("desk:submission", args=[case.reference, sent.pk])).content.decode()
    assert "Who else was in the house?" not in shown
    now = at("2026-03-03")
    with pytest.raises(NotReady):
        submit(draft.pk, user=submitter, today=now.date(), now=now, checked=draft.version.digest)
    assert Case.objects.count() == 1

    # An officer corrects one answer on its page: who, when and why are on record, and the original stands.
    step = next(s for s in sent.version.definition["steps"] for q in s["questions"] if q["meaning"] == "incident.date")
    question = next(q for q in step["questions"] if q["meaning"] == "incident.date")
    url = reverse("forms:add_to_answer", args=[sent.pk, step["name"], question["name"]])
    parts = {f"{question['name']}-{part}": value for part, value in (("day", "24"), ("month", "2"), ("year", "2026"))}
    answered = signed_in(officer).post(url, {**parts, "addition-reason": "A slip of the pen."})

    assert answered.status_code == 302, answered.content.decode()[-3000:]
    correction = Correction.objects.get()
    assert (correction.by, correction.value) == (officer, {question["name"]: "2026-02-24"})
    sent.refresh_from_db()
    assert sent.answers[question["name"]] == "2026-02-25"
    assert Event.objects.filter(case=case, kind="submission.correct", actor=officer).exists()
    assert notices_of(case, "form-added-to") == []
    text = signed_in(officer).get(reverse("desk:submission", args=[case.reference, sent.pk])).content.decode()
    assert "25 February 2026" in text
    assert "24 February 2026" in text
