"""The copy sheet: the order of the national service, nothing left out, nothing kept (D2)."""

from typing import Any

import pytest
from django.urls import reverse

from forms.definition.meanings import registry as meanings
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.desk.scene import Area, signed_in
from workflow.desk.case_file.copy_sheet import REST, sections

SAID = {
    "notification.media": "no",
    "incident.place": "At home",
    "notification.notifier_name": "Nora Notifier",
    "child": [{"child.sex": "female", "child.name": "One Example"}, {"child.name": "Two Example"}],
    "notification.national_reference": "NAT-7",
}


def submission(place: Area) -> Any:
    case = CaseFactory(partnership=place.partnership)
    sent = SubmissionFactory(
        handler="submit_notification",
        partnership=place.partnership,
        data_key=case.data_key,
        owner=place.people["council"],
        said=SAID,
        subject=str(case.pk),
    )
    NotificationFactory(case=case, submitted=True, submission=sent)
    return case, sent


@pytest.mark.duty("D2")
def test_the_answers_stand_in_the_order_of_the_national_service_and_none_is_left_out(here: Area) -> None:
    case, sent = submission(here)
    found = sections(sent.version.definition, sent.answers, case.procedure)

    titles = [section.title for section in found]
    wanted = [part["text"] for part in case.procedure.content["national_service"]]
    assert [title for title in titles if title != REST] == [title for title in wanted if title in titles]
    assert titles[-1] == REST
    shown = [row.text for section in found for _title, rows in section.entries for row in rows if row.answered]
    assert shown.index("Nora Notifier") < shown.index("At home") < shown.index("One Example")
    # The order of the list, not of the form; each child apart.
    children = next(section for section in found if section.title == "Each child")
    assert [[row.text for row in rows if row.answered][:1] for _title, rows in children.entries] == [
        ["One Example"],
        ["Two Example"],
    ]
    assert "NAT-7" in shown


def test_a_version_without_the_list_gives_the_order_of_the_form(here: Area) -> None:
    case, sent = submission(here)
    case.procedure.content = {}
    found = sections(sent.version.definition, sent.answers, case.procedure)
    steps = [step["title"] for step in sent.version.definition["steps"]]
    assert [section.title for section in found] == [title for title in steps if title in {s.title for s in found}]


def test_the_list_names_meanings_that_exist() -> None:
    order = CaseFactory().procedure.content["national_service"]
    named = [meaning for part in order for meaning in part["meanings"]]
    assert [meaning for meaning in named if meaning not in meanings] == []
    assert len(named) == len(set(named))


@pytest.mark.duty("D2")
def test_the_page_says_that_nothing_is_saved_and_each_answer_can_be_taken_whole(here: Area) -> None:
    case, _sent = submission(here)
    response = signed_in(here.people["officer"]).get(reverse("desk:copy_sheet", args=[case.reference]))
    text = response.content.decode()
    assert "saves nothing while you type" in text
    assert "remembers nothing" in text
    assert "copy-whole" in text
    assert "no-store" in response.headers["Cache-Control"]
