"""Forms on the desk: their numbers, what was sent, two side by side, and the file an officer takes."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from forms import present
from forms.models import Draft, FormRelease
from tests.factories.party import in_cms_group
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import NARRATIVE, Area, far_along, referred, signed_in
from workflow.engine import log
from workflow.models import Event, Export

REASON = "Zqxv audit of the spring"


def page_of(client: Any, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"desk:{name}", args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def drafted(place: Area, *, trial: bool = False, late: bool = False) -> Draft:
    page, now = form_page("open_case", place.partnership), present.now()
    version = FormRelease.objects.live(page.pk).version
    draft = Draft(page=page, owner=place.people["submitter"], made_at=now)
    draft.data_key = SubmissionFactory(page=page, owner=place.people["submitter"]).data_key
    draft.version, draft.trial = (None, version.definition) if trial else (version, None)
    draft.keep_until(now - timedelta(days=400) if late else now)
    draft.save(force_insert=True)
    return draft


def test_the_list_counts_what_was_sent_and_what_is_being_filled_in(here: Area, elsewhere: Area) -> None:
    made = referred(here)
    referred(elsewhere)
    for traits in ({}, {"trial": True}, {"late": True}):
        drafted(here, **traits)
    made.submission.__class__.objects.filter(pk=made.submission.pk).update(state="held")
    text = page_of(signed_in(here.people["officer"]), "forms")
    assert "4 sent" in text
    assert "1 being filled in" in text
    assert "1 waits" in text
    assert text.count("desk/forms/") == 1


def test_what_was_sent_is_listed_without_a_name_of_a_child(here: Area) -> None:
    made = referred(here)
    text = page_of(signed_in(here.people["officer"]), "form_submissions", made.submission.page_id)
    assert made.case.reference in text
    assert here.hospital.name in text
    assert reverse("desk:submission", args=[made.case.reference, made.submission.pk]) in text
    assert "Version 1 of the form" in text
    assert "Jordan" not in text
    assert NARRATIVE not in text


def test_only_what_waits(here: Area) -> None:
    made = referred(here)
    waits = SubmissionFactory(
        page=made.submission.page, owner=here.people["lead"], state="held", reference="S-WAIT-0001"
    )
    text = page_of(signed_in(here.people["officer"]), "form_submissions", waits.page_id, show="held")
    assert "S-WAIT-0001" in text
    assert "1 time" not in text
    assert f">{made.case.reference}<" not in text


def test_the_list_has_pages(here: Area) -> None:
    page = form_page("open_case", here.partnership)
    for number in range(27):
        SubmissionFactory(page=page, owner=here.people["submitter"], reference=f"S-TEST-{number:04}")
    client = signed_in(here.people["officer"])
    assert "Page 1 of 2" in page_of(client, "form_submissions", page.pk)
    for number in ("2", "1e9", "-1"):
        assert "S-TEST-" in page_of(client, "form_submissions", page.pk, page=number)


@pytest.mark.parametrize("name", ["forms", "form_submissions"])
def test_queries_do_not_grow_with_what_was_sent(here: Area, name: str, django_assert_max_num_queries: Any) -> None:
    page = form_page("open_case", here.partnership)
    for number in range(15):
        SubmissionFactory(page=page, reference=f"S-TEST-{number:04}")
    referred(here)
    client = signed_in(here.people["officer"])
    address = reverse(f"desk:{name}", args=[page.pk] if name == "form_submissions" else [])
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)


def test_an_officer_finds_what_was_handed_in_for_them_to_agree_to(here: Area) -> None:
    page, officer = form_page("open_case", here.partnership), here.people["officer"]
    agreeing = Group.objects.create(name="Form officers")
    task = GroupApprovalTask.objects.create(name="An officer agrees")
    task.groups.add(agreeing)
    workflow = Workflow.objects.create(name="Forms that cases use")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    page.save_revision()
    workflow.start(page, here.people["lead"])
    assert "Handed in for you" not in page_of(signed_in(officer), "forms")
    in_cms_group(officer, agreeing)
    text = page_of(signed_in(officer), "forms")
    assert "Handed in for you to agree to" in text
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text
    page.current_workflow_state.cancel()
    assert "Handed in for you" not in page_of(signed_in(officer), "forms")


# Comparing


def two(place: Area) -> tuple[Any, Any]:
    first = referred(place).submission
    said = {"incident.narrative": "Another narrative."}
    traits = {"partnership": place.partnership, "owner": place.people["lead"], "said": said, "reference": "S-OTHER-001"}
    return first, SubmissionFactory(handler="open_case", **traits)


def test_two_are_compared_in_words_and_both_readings_are_logged(here: Area) -> None:
    first, second = two(here)
    client = signed_in(here.people["officer"])
    address = f"{reverse('desk:compare')}?one={first.pk}&one={second.pk}&form={first.page_id}"
    text = " ".join(client.get(address).content.decode().split())
    assert NARRATIVE in text
    assert "Another narrative." in text
    assert "Different" in text
    assert "Answered in neither" in text
    assert {event.record_id for event in Event.objects.filter(kind="submission.read")} == {first.pk, second.pk}
    assert reverse("desk:form_submissions", args=[first.page_id]) in text
    only = " ".join(client.get(f"{address}&differences").content.decode().split())
    assert "Another narrative." in only
    assert "Answered in neither" not in only


@pytest.mark.parametrize("chosen", [0, 1, 3, "same", "nonsense"])
def test_who_does_not_choose_two_is_told_to(here: Area, chosen: Any) -> None:
    first, second = two(here)
    third = SubmissionFactory(page=first.page, owner=here.people["lead"])
    many = {"same": [first, first], "nonsense": [first]}.get(chosen) or [first, second, third][
        : chosen if chosen else 0
    ]
    if chosen == 0:
        many = []
    query = "&".join([f"one={one.pk}" for one in many] + (["one=%00"] if chosen == "nonsense" else []))
    address = f"{reverse('desk:compare')}?{query}&form={first.page_id}"
    answer = signed_in(here.people["officer"]).get(address, follow=True)
    assert answer.redirect_chain[0][0] == reverse("desk:form_submissions", args=[first.page_id])
    assert "Choose two forms to compare." in answer.content.decode()
    assert not Event.objects.filter(kind="submission.read").exists()


def test_only_who_may_read_both_compares_them(here: Area, elsewhere: Area) -> None:
    first, _second = two(here)
    theirs = referred(elsewhere).submission
    address = f"{reverse('desk:compare')}?one={first.pk}&one={theirs.pk}"
    for place in (here, elsewhere):
        assert signed_in(place.people["officer"]).get(address).status_code == 404


def test_forms_of_one_case_are_compared_from_its_file(here: Area) -> None:
    made = far_along(here)
    case, submission = made["case"], made["submission"]
    client = signed_in(here.people["reviewer"])
    address = reverse("desk:submission", args=[case.reference, submission.pk])
    assert "Compare with another form" not in client.get(address).content.decode()
    traits = {"partnership": here.partnership, "data_key": case.data_key, "subject": str(case.pk)}
    other = SubmissionFactory(handler="submit_notification", **traits)
    text = client.get(address).content.decode()
    assert "Compare with another form of this case" in text
    assert f'value="{other.pk}"' in text
    assert client.get(f"{reverse('desk:compare')}?one={submission.pk}&one={other.pk}").status_code == 200


# Exporting


def export_of(place: Area) -> str:
    return reverse("desk:export", args=[form_page("open_case", place.partnership).pk])


def took(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_file_is_marked_and_logged(here: Area) -> None:
    made = referred(here)
    answer = signed_in(here.people["officer"]).post(export_of(here), {"reason": REASON, "kind": "csv"})
    text = took(answer).decode()
    mark, names, _wording, *rows = csv.reader(io.StringIO(text[1:], newline=""))
    assert mark[0].startswith("Contains personal data")
    assert f"Exported by: {here.people['officer']}" in mark
    assert f"Reason: {REASON}" in mark
    main = dict(zip(names, rows[0], strict=True))
    assert (main["form.reference"], main["form.agency"]) == (made.case.reference, here.hospital.name)
    assert NARRATIVE in text

    export = Export.objects.get()
    assert (export.by, export.number, export.kind, export.reason) == (here.people["officer"], 1, "csv", REASON)
    whole = Event.objects.get(kind="forms.export")
    assert (whole.record_id, whole.data["reason"], whole.data["number"]) == (export.pk, REASON, 1)
    own = Event.objects.get(kind="submission.export")
    assert (own.case, own.record_id, own.actor) == (made.case, made.submission.pk, here.people["officer"])
    assert log.verify()[1] is None


def test_the_reason_is_sealed(here: Area) -> None:
    referred(here)
    signed_in(here.people["officer"]).post(export_of(here), {"reason": REASON, "kind": "json"})
    export, event = Export.objects.get(), Event.objects.get(kind="forms.export")
    assert b"Zqxv" not in bytes(export.__dict__["reason"]) + bytes(event.__dict__["data"])


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_neither_name_nor_cache_tells_anything(here: Area, kind: str) -> None:
    referred(here)
    answer = signed_in(here.people["officer"]).post(export_of(here), {"reason": REASON, "kind": kind})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="forms-2026-03-02.{kind}"'
    assert "no-store" in answer.headers["Cache-Control"]
    content = took(answer)
    if kind == "json":
        assert json.loads(content)["submissions"][0]["agency"] == here.hospital.name


def test_without_a_reason_nothing_leaves(here: Area) -> None:
    referred(here)
    answer = signed_in(here.people["officer"]).post(export_of(here), {"reason": "", "kind": "json"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Enter why you need this file" in text
    assert 'href="#reason"' in text
    assert "checked" in text
    assert not Export.objects.exists()
    assert not Event.objects.filter(kind="forms.export").exists()


def test_days_that_are_none_are_told_and_kept(here: Area) -> None:
    referred(here)
    days = {"first_day-day": "31", "first_day-month": "2", "first_day-year": "2026"}
    answer = signed_in(here.people["officer"]).post(export_of(here), {"reason": REASON, "kind": "csv", **days})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "31 February 2026 is not a real date" in text
    assert 'value="31"' in text
    assert REASON in text
    swapped = {
        "first_day-day": "2", "first_day-month": "3", "first_day-year": "2026",
        "last_day-day": "1", "last_day-month": "3", "last_day-year": "2026",
    }  # fmt: skip
    answer = signed_in(here.people["officer"]).post(export_of(here), {"reason": REASON, "kind": "csv", **swapped})
    assert "must not be before the first day" in answer.content.decode()


def test_a_period_in_which_nothing_was_sent(here: Area) -> None:
    referred(here)
    days = {"last_day-day": "1", "last_day-month": "1", "last_day-year": "2020"}
    answer = signed_in(here.people["officer"]).post(export_of(here), {"reason": REASON, "kind": "csv", **days})
    assert answer.status_code == 422
    assert "No form was sent in this period" in answer.content.decode()


def test_who_signed_in_a_while_ago_shows_first_that_it_is_them(here: Area, clock: Any) -> None:
    referred(here)
    officer = here.people["officer"]
    officer.set_password("a-long-password")
    officer.save()
    client = signed_in(officer)
    clock.shift(timedelta(minutes=6))
    answer = client.get(export_of(here))
    assert answer.status_code == 302
    assert "/reauthenticate/" in answer.headers["Location"]
    stale = client.post(export_of(here), {"reason": REASON, "kind": "csv"})
    assert stale.status_code == 403
    assert REASON in stale.content.decode()
    assert "Show once more that it is you" in stale.content.decode()
    assert not Export.objects.exists()
    # What was typed does not lie in the session meanwhile.
    assert "Zqxv" not in json.dumps(dict(client.session.items()), default=str)
    shown = client.post(reverse("account_reauthenticate"), {"password": "a-long-password", "next": export_of(here)})
    assert shown.headers["Location"] == export_of(here)
    assert client.get(export_of(here)).status_code == 200


def test_the_auditor_finds_the_exports_of_their_area(here: Area, elsewhere: Area) -> None:
    for place in (here, elsewhere):
        referred(place)
        signed_in(place.people["officer"]).post(export_of(place), {"reason": REASON, "kind": "csv"})
    text = page_of(signed_in(here.people["auditor"]), "log")
    assert text.count("Forms that were sent were exported") == 1
    assert "Zqxv" not in text


def test_an_export_never_changes(here: Area) -> None:
    referred(here)
    signed_in(here.people["officer"]).post(export_of(here), {"reason": REASON, "kind": "csv"})
    with pytest.raises(TypeError, match="stays on record"):
        Export.objects.get().save()


def test_the_case_shows_its_officers_that_it_was_exported(here: Area) -> None:
    made = referred(here)
    signed_in(here.people["officer"]).post(export_of(here), {"reason": REASON, "kind": "csv"})
    text = page_of(signed_in(here.people["officer"]), "timeline", made.case.reference)
    assert "A form that was sent was exported" in text
