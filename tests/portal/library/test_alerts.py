"""E-mail about new reports: only to whoever confirmed it, once, and off with one press."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.library.alerts import keeping, telling
from portal.library.alerts.model import NewReport, ReportAlert
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReviewReportPage
from tests.portal.conftest import library
from workflow.notices import private_mail
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

Publish = Callable[..., ReviewReportPage]
ADDRESS = "reader@somewhere.example"


def ask(client: Client, partnership: Partnership, query: str = "", address: str = ADDRESS) -> Any:
    return client.post(f"/library/{library(partnership).pk}/alert/{query}", {"email": address})


def link(name: str) -> str:
    """The path of the newest mail's link."""
    found = re.search(rf"http://[^/]+(/library/alerts/{name}/\S+)", str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return found[1]


def confirmed(client: Client, partnership: Partnership, query: str = "", address: str = ADDRESS) -> None:
    ask(client, partnership, query, address)
    private_mail.send_waiting(timezone.now())
    assert client.post(link("confirm")).status_code == 200
    mail.outbox.clear()


def told() -> list[str]:
    """Who got which mail, after the worker's sweep."""
    mail.outbox.clear()
    telling.tell(timezone.now())
    private_mail.send_waiting(timezone.now())
    return [f"{one.to[0]}: {one.subject}" for one in mail.outbox]


def test_nothing_is_sent_to_an_address_that_nobody_confirmed(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    assert ask(client, partnership).status_code == 302
    private_mail.send_waiting(timezone.now())
    assert [one.to for one in mail.outbox] == [[ADDRESS]]
    assert "/alerts/confirm/" in str(mail.outbox[0].body)
    published(title="New one")
    assert told() == []


def test_looking_at_the_link_confirms_nothing_and_the_button_does(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    ask(client, partnership)
    private_mail.send_waiting(timezone.now())
    path = link("confirm")
    assert "Yes, send me e-mails" in client.get(path).content.decode()
    assert not ReportAlert.objects.exclude(confirmed_at=None).exists()
    client.post(path)
    page = published(title="New one")
    assert told() == [f"{ADDRESS}: New report: New one"]
    assert page.get_full_url() in str(mail.outbox[0].body)


def test_a_report_is_told_once_whatever_is_corrected_or_put_back(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    confirmed(client, partnership)
    page = published()
    assert len(told()) == 1
    with moved_by_machine():
        page.save_revision().publish()
        page.unpublish()
        ReviewReportPage.objects.get(pk=page.pk).save_revision().publish()
    assert told() == []


def test_what_went_before_the_sweep_is_told_to_nobody_until_it_is_back(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    confirmed(client, partnership)
    page = published()
    with moved_by_machine():
        page.unpublish()
    assert told() == []
    with moved_by_machine():
        page.save_revision().publish()
    assert len(told()) == 1


def test_each_hears_of_what_fits_their_filter(
    client: Client, partnership: Partnership, other_partnership: Partnership, published: Publish
) -> None:
    published(kind="learning")
    told()
    confirmed(client, partnership, "?kind=learning", "learning@a.example")
    confirmed(client, partnership, "?q=bruises", "words@a.example")
    confirmed(client, partnership, "", "all@a.example")
    confirmed(client, other_partnership, "", "south@a.example")
    published(title="A", kind="local", summary="Bruising.")
    assert sorted(told()) == ["all@a.example: New report: A", "words@a.example: New report: A"]


def test_a_filter_that_no_report_has_any_more_does_not_become_everything(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    page = published(published_on=timezone.datetime(2020, 1, 1).date())
    confirmed(client, partnership, "?year=2020")
    with moved_by_machine():
        page.unpublish()
    published(title="Of another year")
    assert told() == []


def test_one_press_ends_it_and_deletes_the_address(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    confirmed(client, partnership)
    published()
    assert len(told()) == 1
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link("stop")
    assert path in headers["List-Unsubscribe"]
    client.get(path)
    assert ReportAlert.objects.count() == 1
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not ReportAlert.objects.exists()
    assert client.get(path).status_code == 200


def test_addresses_lie_sealed_and_unconfirmed_ones_go(client: Client, partnership: Partnership) -> None:
    ask(client, partnership)
    row = ReportAlert.objects.get()
    kept = "|".join(str(getattr(row, field.attname)) for field in ReportAlert._meta.fields)
    assert "somewhere" not in kept
    assert row.address == ADDRESS
    now = timezone.now()
    assert keeping.sweep(now) == 0
    assert keeping.sweep(now + timedelta(days=3, minutes=1)) == 1
    assert not ReportAlert.objects.exists()


def test_the_same_asked_twice_is_one_alert(client: Client, partnership: Partnership) -> None:
    ask(client, partnership)
    ask(client, partnership, address=" READER@somewhere.example ")
    assert ReportAlert.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "x:y", "%00", "a" * 3000])
def test_a_link_that_is_none_of_ours_leads_nowhere(client: Client, partnership: Partnership, token: str) -> None:
    assert client.get(f"/library/alerts/confirm/{token}/").status_code == 404
    assert client.post(f"/library/alerts/stop/{token}/").status_code == 200


def test_a_link_to_confirm_does_not_stop_and_the_other_way_round(client: Client, partnership: Partnership) -> None:
    ask(client, partnership)
    private_mail.send_waiting(timezone.now())
    client.post(link("confirm").replace("/confirm/", "/stop/"))
    assert ReportAlert.objects.count() == 1


def test_a_wrong_address_is_said_and_kept(client: Client, partnership: Partnership) -> None:
    response = ask(client, partnership, address="not an address")
    assert response.status_code == 400
    text = response.content.decode()
    assert "Enter an e-mail address in the right form, like name@example.org." in text
    assert 'value="not an address"' in text


def test_nobody_has_an_address_flooded(client: Client, partnership: Partnership) -> None:
    answers = [ask(client, partnership, f"?q=word{number}").status_code for number in range(6)]
    assert answers == [302] * 4 + [400] * 2


def test_a_failed_sweep_is_made_up_for(
    client: Client, partnership: Partnership, published: Publish, monkeypatch: Any
) -> None:
    confirmed(client, partnership)
    published(title="New")
    with monkeypatch.context() as broken:
        broken.setattr(private_mail, "post", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            telling.tell(timezone.now())
    assert NewReport.objects.filter(told_at=None).count() == 1
    assert told() == [f"{ADDRESS}: New report: New"]


def test_many_alerts_ask_each_filter_once(
    client: Client, partnership: Partnership, published: Publish, django_assert_max_num_queries: Any
) -> None:
    page, now = published(), timezone.now()
    for number in range(30):
        alert = ReportAlert(index=library(partnership), digest=str(number), made_at=now, confirmed_at=now)
        alert.keep(f"r{number}@a.example")
        alert.save()
    with django_assert_max_num_queries(10):
        assert len(list(telling._who_wants(page, now))) == 30
