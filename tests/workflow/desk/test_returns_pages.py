"""Returns on the desk: awaited across cases, chased at once, the chronology shown and taken as a file (D26, D30)."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from forms import vault
from forms.vault import unseal
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.tagged import tagged
from tests.workflow.desk.scene import Area, signed_in
from workflow.models import Event, Export, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D30")]
REASON = "For the meeting of the review group."


def rapid_review(place: Area) -> Any:
    return RapidReviewFactory(case=CaseFactory(partnership=place.partnership), gathering=True)


def sent(review: Any, agency: Any, *events: tuple[str, str], **said: Any) -> Any:
    """A return that the agency sent."""
    asked = AgencyReturnFactory(rapid_review=review, agency=agency, submitted=True)
    about = {
        "return.involved": "yes",
        "return.period_from": "2018-01-01",
        "return.period_to": "2026-02-26",
        "return.chronology": [{"date": day, "event": text} for day, text in events],
    }
    asked.submission = SubmissionFactory(
        handler="agency_return",
        partnership=review.case.partnership,
        data_key=review.case.data_key,
        subject=str(asked.pk),
        said=about | said,
    )
    asked.save()
    return asked


def test_returns_of_all_cases_are_found_and_many_reminded_of(here: Area, elsewhere: Area, clock: Any) -> None:
    late = AgencyReturnFactory(rapid_review=rapid_review(here), agency=here.hospital, due_on=date(2026, 2, 27))
    soon = AgencyReturnFactory(rapid_review=rapid_review(here), agency=here.council)
    AgencyReturnFactory(rapid_review=rapid_review(here), submitted=True)
    other = AgencyReturnFactory(rapid_review=rapid_review(elsewhere))
    client, url = signed_in(here.people["officer"]), reverse("desk:returns_awaited")
    rows = client.get(url).context["rows"]
    assert [(one.pk, is_late) for one, is_late in rows] == [(late.pk, True), (soon.pk, False)]
    assert [one.pk for one, _ in client.get(f"{url}?when=late").context["rows"]] == [late.pk]
    assert [one.pk for one, _ in client.get(f"{url}?agency={here.council.pk}").context["rows"]] == [soon.pk]
    client.post(url, {"one": [late.pk, soon.pk, other.pk, "nonsense"]})
    assert set(Notice.objects.filter(key="return-chased").values_list("case", flat=True)) == {
        late.case_id,
        soon.case_id,
    }


def test_nothing_ticked_reminds_nobody(here: Area) -> None:
    AgencyReturnFactory(rapid_review=rapid_review(here))
    response = signed_in(here.people["officer"]).post(reverse("desk:returns_awaited"), follow=True)
    assert "Select at least one" in response.content.decode()
    assert not Notice.objects.filter(key="return-chased").exists()


def test_the_list_of_awaited_returns_costs_the_same_however_long(
    here: Area, django_assert_max_num_queries: Any
) -> None:
    review = rapid_review(here)
    for _ in range(60):
        AgencyReturnFactory(rapid_review=review)
    client = signed_in(here.people["officer"])
    with django_assert_max_num_queries(15):
        assert len(client.get(reverse("desk:returns_awaited")).context["rows"]) == 50


def test_from_the_tab_all_or_the_late_ones_are_reminded(here: Area) -> None:
    review = rapid_review(here)
    late = AgencyReturnFactory(rapid_review=review, agency=here.hospital, due_on=date(2026, 2, 27))
    AgencyReturnFactory(rapid_review=review, agency=here.council)
    client = signed_in(here.people["officer"])
    url = reverse("desk:remind_agencies", args=[review.case.reference])
    client.post(url, {"only": "late"})
    assert list(Notice.objects.filter(key="return-chased").values_list("recipient_name", flat=True)) == [
        late.agency.name
    ]
    client.post(url)
    assert Notice.objects.filter(key="return-chased").count() == 3


@pytest.mark.duty("D26")
def test_the_chronology_is_shown_with_its_gaps_and_filtered(here: Area) -> None:
    review = rapid_review(here)
    sent(review, here.hospital, ("2019-04-02", "Seen in hospital"), ("2020-01-01", "Seen again"))
    sent(review, here.council, ("2019-04-03", "Visited"), **{"return.period_from": "2019-01-01"})
    client = signed_in(here.people["officer"])
    url = reverse("desk:returns", args=[review.case.reference])
    text = client.get(url).content.decode()
    assert text.index("Seen in hospital") < text.index("Visited") < text.index("Seen again")
    assert "1 January 2018 to 31 December 2018" in " ".join(text.split())
    text = client.get(f"{url}?agency={here.council.name}&first=2019-01-01&last=nonsense").content.decode()
    assert "Visited" in text
    assert "Seen again" not in text


@pytest.mark.duty("D26")
def test_forty_agencies_with_many_events_are_one_page_at_a_time(
    here: Area, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = rapid_review(here)
    days = [(f"20{year:02}-{month:02}-01", "Seen") for year in range(6, 26) for month in range(1, 11)]
    for number in range(40):
        sent(review, AgencyFactory(of=here.partnership, name=f"Agency {number:02} of many"), *days)
    client = signed_in(here.people["officer"])
    opened: list[str] = []

    def counted(key: bytes, sealed: bytes, context: str) -> bytes:
        opened.append(context)
        return unseal(key, sealed, context)

    monkeypatch.setattr(vault, "unseal", counted)
    with django_assert_max_num_queries(25):
        response = client.get(reverse("desk:returns", args=[review.case.reference]))
    assert response.context["shown"] == 8_000
    assert len(response.context["results"].object_list) == 100
    answers = [context for context in opened if context.endswith(":answers")]
    assert len(answers) == len(set(answers)) == 40


def posted(here: Area, review: Any, kind: str, **more: str) -> Any:
    url = reverse("desk:chronology_export", args=[review.case.reference])
    return signed_in(here.people["officer"]).post(url, {"reason": REASON, "kind": kind, **more})


@pytest.fixture
def told(here: Area) -> Any:
    review = rapid_review(here)
    sent(review, here.hospital, ("2019-04-02", "=HYPERLINK(1)"), ("2020-01-01", "Seen again"))
    return review


def test_exported_with_reason_marking_and_log(here: Area, told: Any) -> None:
    response = posted(here, told, "csv")
    text = b"".join(response.streaming_content).decode()
    marking, _keys, _wording, first, second, *_ = text.splitlines()
    assert REASON in marking
    assert "Contains personal data" in marking
    assert told.case.reference in marking
    assert '"\'=HYPERLINK(1)"' in first
    assert "2019-04-02" in first
    assert "Seen again" in second
    export = Export.objects.get(case=told.case)
    assert (export.number, export.kind, export.reason, export.page) == (2, "csv", REASON, None)
    event = Event.objects.get(kind="chronology.export")
    assert (event.case, event.data["reason"], event.data["number"]) == (told.case, REASON, 2)
    assert REASON.encode() not in bytes(event.__dict__["data"])
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_exported_as_workbook_and_paper(here: Area, told: Any) -> None:
    book = load_workbook(BytesIO(b"".join(posted(here, told, "xlsx").streaming_content)))
    assert book.sheetnames == ["About this file", "Chronology", "Periods searched"]
    cell = book["Chronology"].cell(row=3, column=5)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    paper = b"".join(posted(here, told, "pdf").streaming_content)
    read = tagged(paper)
    assert read.texts("H2") == ["Periods searched", "Chronology"]
    assert "Reason" in read.texts("TH")
    assert any("Seen again" in text for text in read.texts("P"))


def test_a_part_is_exported_and_an_empty_part_is_not(here: Area, told: Any) -> None:
    day = {"first_day-day": "1", "first_day-month": "1", "first_day-year": "2020"}
    text = b"".join(posted(here, told, "csv", **day).streaming_content).decode()
    assert "Seen again" in text
    assert "HYPERLINK" not in text
    assert posted(here, told, "csv", **{**day, "first_day-year": "2024"}).status_code == 422
    assert posted(here, told, "csv", reason="").status_code == 422
    assert Export.objects.count() == 1


def test_nothing_leaves_before_the_person_has_shown_who_they_are(here: Area, told: Any) -> None:
    client = signed_in(here.people["officer"])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session.save()
    url = reverse("desk:chronology_export", args=[told.case.reference])
    assert client.get(url).status_code == 302
    response = client.post(url, {"reason": REASON, "kind": "csv"})
    assert response.status_code == 403
    assert REASON in response.content.decode()
    assert not Export.objects.exists()
