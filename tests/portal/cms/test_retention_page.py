"""Staff set how long a partnership keeps what: longer counts at once, shorter when a second person has confirmed it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.cms.body_addresses import BodyAddressViewSet
from portal.cms.retention import RetentionViewSet
from tests.portal.conftest import person, sign_in
from workflow.engine.event import Event
from workflow.models import BodyAddress, Partnership, RetentionSchedule
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client, partnership: Partnership) -> Client:
    sign_in(client, person(Role.ADMINISTRATOR))
    return client


def address(name: str, *args: object) -> str:
    return reverse(RetentionViewSet().get_url_name(name), args=args)


def save(client: Client, schedule: RetentionSchedule | None, partnership: Partnership, **said: Any) -> str:
    url = address("edit", schedule.pk) if schedule else address("add")
    form = client.get(url).context["form"]
    typed = {name: "" if form.initial.get(name) is None else form.initial[name] for name in form.fields}
    answered = client.post(url, {**typed, "partnership": partnership.pk, **said})
    return answered.content.decode() if answered.status_code == 200 else ""


def test_a_first_period_of_cases_waits_for_the_partnership(administrator: Client, partnership: Partnership) -> None:
    save(administrator, None, partnership, with_review=10, mail_months=36)
    made = RetentionSchedule.objects.get()
    # For good until now, and 24 months as the procedure has it.
    assert (made.with_review, made.mail_months, made.proposed) == (None, 36, {"with_review": 10})
    assert Event.objects.filter(kind="partnership.periods_set").exists()


def test_shorter_waits_and_longer_counts(administrator: Client, partnership: Partnership) -> None:
    made = RetentionSchedule.objects.create(partnership=partnership, with_review=10, without_review=5)
    save(administrator, made, partnership, with_review=7, without_review=6)
    made.refresh_from_db()
    assert (made.with_review, made.without_review, made.proposed) == (10, 6, {"with_review": 7})
    page = administrator.get(address("edit", made.pk)).content.decode()
    assert "Waits to be confirmed by somebody of the partnership: 7 years" in page
    # What was proposed stays when something else is saved, and is taken back by what is not shorter.
    save(administrator, made, partnership, warn_days=10)
    made.refresh_from_db()
    assert (made.warn_days, made.proposed) == (10, {"with_review": 7})
    save(administrator, made, partnership, with_review=12)
    made.refresh_from_db()
    assert (made.with_review, made.proposed, made.proposed_at) == (12, {}, None)


@pytest.mark.parametrize(("answer", "years"), [("yes", 7), ("no", 10)])
def test_an_officer_of_the_partnership_answers(
    administrator: Client, partnership: Partnership, answer: str, years: int
) -> None:
    made = RetentionSchedule.objects.create(partnership=partnership, with_review=10)
    save(administrator, made, partnership, with_review=7)
    url = reverse("people:answer_periods", args=[made.pk])
    assert administrator.get(url).status_code == 404

    officer = Client()
    sign_in(officer, person(Role.OFFICER, partnership))
    listed = officer.get(reverse("people:waiting")).content.decode()
    assert "Cases with a review: 7 years instead of 10 years" in listed
    page = officer.get(url)
    assert page.status_code == 200
    stale = officer.post(url, {"answer": answer, "based_on": "other"})
    assert "changed or confirmed meanwhile" in stale.content.decode()
    officer.post(url, {"answer": answer, "based_on": _based_on(page)})

    made.refresh_from_db()
    assert (made.with_review, made.proposed) == (years, {})


def _based_on(page: Any) -> str:
    return page.content.decode().partition('name="based_on"')[2].partition('value="')[2].partition('"')[0]


def test_another_area_s_officer_answers_nothing(
    administrator: Client, partnership: Partnership, other_partnership: Partnership
) -> None:
    made = RetentionSchedule.objects.create(partnership=partnership, with_review=10)
    save(administrator, made, partnership, with_review=7)
    officer = Client()
    sign_in(officer, person(Role.OFFICER, other_partnership))
    assert officer.get(reverse("people:answer_periods", args=[made.pk])).status_code == 404


def test_a_schedule_stays_with_its_partnership(
    administrator: Client, partnership: Partnership, other_partnership: Partnership
) -> None:
    made = RetentionSchedule.objects.create(partnership=partnership, with_review=10)
    assert "stays with its partnership" in save(administrator, made, other_partnership)
    made.refresh_from_db()
    assert made.partnership == partnership


def test_only_rows_of_ones_own_partnership_are_chosen_by_name(
    partnership: Partnership, other_partnership: Partnership
) -> None:
    for one in (partnership, other_partnership):
        RetentionSchedule.objects.create(partnership=one)
        BodyAddress.objects.create(partnership=one, body="panel", email=f"panel@{one.slug}.example")
    editor, administrator = Client(), Client()
    sign_in(editor, person(Role.CONTENT_EDITOR, partnership))
    sign_in(administrator, person(Role.ADMINISTRATOR))
    for viewset, words in ((RetentionViewSet(), "Retention of {name}"), (BodyAddressViewSet(), "panel@{slug}.example")):
        model: Any = viewset.model
        space = viewset.get_chooser_admin_url_namespace()
        theirs = model.objects.get(partnership=other_partnership)
        seen = {one.slug: words.format(name=one.name, slug=one.slug) for one in (partnership, other_partnership)}
        for client, slugs in ((editor, {"north"}), (administrator, {"north", "south"})):
            page = client.get(reverse(f"{space}:choose")).json()["html"]
            assert {slug for slug, said in seen.items() if said in page} == slugs
        assert editor.get(reverse(f"{space}:chosen", args=[theirs.pk])).status_code == 404
        assert administrator.get(reverse(f"{space}:chosen", args=[theirs.pk])).status_code == 200
        several = editor.get(reverse(f"{space}:chosen_multiple"), {"id": theirs.pk}).json()
        assert not several["result"]
