"""The deadlines of a case and the bank holidays, as people read and use them."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from forms import present
from tests.factories.case import CaseFactory
from tests.factories.extension import family_clock
from tests.factories.notification import NotificationFactory
from tests.workflow.clock_scene import at
from tests.workflow.desk.scene import Area, signed_in
from workflow import clocks
from workflow.clocks.reminders import sweep_due
from workflow.engine.door import perform
from workflow.models import BankHoliday, Case, Deadline, Extension, Recalculation
from workflow.parties.roles import Actor
from workflow.waiting.keeping import rebuild

REASON = "The police ask to wait until the interviews are over."


def page(place: Area, role: str, name: str, *args: Any) -> str:
    response = signed_in(place.people[role]).get(reverse(f"desk:{name}", args=args))
    assert response.status_code == 200, response.content
    return " ".join(response.content.decode().split())


def extended(place: Area) -> tuple[Case, Extension]:
    """A case whose family clock was extended from 16 to 30 March 2026."""
    case = CaseFactory(partnership=place.partnership)
    deadline = family_clock(case)
    officer, decider = Actor.of(place.people["officer"]), Actor.of(place.people["decider"])
    data = {"clock": str(deadline.pk), "until": "2026-03-30", "reason": REASON}
    perform(case, "propose_extension", by=officer, now=at("2026-03-03 09:00"), data=data)
    extension = Extension.objects.get(case=case)
    perform(extension, "approve", by=decider, now=at("2026-03-04 09:00"), data={"comment": ""})
    return case, Extension.objects.get(case=case)


@pytest.mark.duty("D2", "D6", "D18")
def test_a_clock_tells_its_whole_story(here: Area) -> None:
    case, extension = extended(here)
    text = page(here, "officer", "deadlines", case.reference)
    for told in (
        "Tell the child and family of the review",
        "Monday 30 March 2026",
        "More time was approved: it is now due on Monday 30 March 2026.",
        "10 working days after the start",
        "Working Together 2018, local procedure as amended July 2024",
        "ten working days, and that they may be extended, are defaults",
        "Before, it counted from Monday 2 March 2026 and was due on Monday 16 March 2026.",
        f"The extension was approved, and the date moved, {here.people['decider']}",
        REASON,
        "Take the extension back",
    ):
        assert told in text or told.replace("’", "&#x27;") in text, told
    assert extension.state == "approved"


def test_each_skipped_day_and_a_breach_are_named(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    NotificationFactory(case=case, clock=True)  # aware on Thursday 26 February 2026, due on 5 March
    sweep_due(at("2026-03-12 09:00"))
    text = page(here, "officer", "deadlines", case.reference)
    assert "Saturday 28 February 2026, Saturday; Sunday 1 March 2026, Sunday" in text
    assert "The limit ran out at the end of Thursday 5 March 2026 without being met. This stays on record." in text
    assert "told further, as it was not done" in text


def test_what_was_typed_on_a_change_is_for_those_who_read_everything(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    deadline = family_clock(case)
    officer, decider = Actor.of(here.people["officer"]), Actor.of(here.people["decider"])
    data = {"clock": str(deadline.pk), "until": "2026-03-30", "reason": REASON}
    perform(case, "propose_extension", by=officer, now=at("2026-03-03 09:00"), data=data)
    comment = "The chair of the group agrees."
    extension = Extension.objects.get(case=case)
    perform(extension, "approve", by=decider, now=at("2026-03-04 09:00"), data={"comment": comment})
    assert comment in page(here, "officer", "deadlines", case.reference)
    text = page(here, "strategic", "deadlines", case.reference)
    # Whoever may approve reads why it is asked for, and no more.
    assert REASON in text
    assert comment not in text


def test_the_steps_stand_where_they_can_be_taken(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    deadline = family_clock(case)
    assert "propose_extension" in page(here, "officer", "deadlines", case.reference)
    assert "propose_extension" not in page(here, "decider", "deadlines", case.reference)
    officer = Actor.of(here.people["officer"])
    data = {"clock": str(deadline.pk), "until": "2026-03-30", "reason": REASON}
    perform(case, "propose_extension", by=officer, now=at("2026-03-03 09:00"), data=data)
    assert "Approve the extension" in page(here, "decider", "deadlines", case.reference)
    assert "Withdraw the proposal" in page(here, "officer", "deadlines", case.reference)
    # It waits for the decision maker: “mine to act on”.
    response = signed_in(here.people["decider"]).get(reverse("desk:queue"), {"tab": "mine"})
    assert case.reference in response.content.decode()


def test_the_ledger_of_many_clocks_is_read_at_once(here: Area, django_assert_max_num_queries: Any) -> None:
    case, _extension = extended(here)
    for _ in range(8):
        NotificationFactory(case=case, clock=True)
    sweep_due(at("2026-03-12 09:00"))
    client = signed_in(here.people["officer"])
    client.get(reverse("desk:deadlines", args=[case.reference]))
    with django_assert_max_num_queries(32):
        client.get(reverse("desk:deadlines", args=[case.reference]))


def test_every_date_leads_to_its_reasons(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    NotificationFactory(case=case, clock=True)
    (deadline,) = clocks.running(case)
    anchor = f"{reverse('desk:deadlines', args=[case.reference])}#clock-{deadline.pk}"
    assert anchor in page(here, "officer", "queue")
    assert anchor in page(here, "officer", "case", case.reference)
    assert f'id="clock-{deadline.pk}"' in page(here, "officer", "deadlines", case.reference)
    council = signed_in(here.people["council"])
    # The clock was laid without the door, which writes down what waits.
    rebuild(present.now())
    for address in (reverse("workspace:home"), reverse("workspace:case", args=[case.reference])):
        assert "Why this date?" in council.get(address).content.decode()


# --- Bank holidays --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_a_bank_holiday_is_entered_and_what_it_moved_can_be_read(here: Area, elsewhere: Area, role: str) -> None:
    case, other = CaseFactory(partnership=here.partnership), CaseFactory(partnership=elsewhere.partnership)
    for one in (case, other):
        NotificationFactory(case=one, clock=True)
    client = signed_in(here.people[role])
    typed = {"day-day": "4", "day-month": "3", "day-year": "2026", "name": "A day of thanks"}
    response = client.post(reverse("desk:bank_holidays"), typed, follow=True)
    assert "The bank holiday was entered" in response.content.decode()
    assert BankHoliday.objects.get().entered_by == here.people[role]
    assert clocks.apply_bank_holidays(at("2026-03-02 10:00")) == 2
    walk = Recalculation.objects.get()
    assert "2 dates moved" in page(here, role, "bank_holidays")
    text = page(here, role, "moved_dates", walk.pk)
    assert "Wednesday 4 March 2026, A day of thanks: entered" in text
    assert (case.reference in text) == (role == "officer")
    assert other.reference not in text
    if role == "officer":
        assert "Thursday 5 March 2026 → Friday 6 March 2026" in text
        assert "1 more is in cases of other partnerships" in text


def seen_by(client: Any) -> str:
    """What the page says it was drawn with."""
    return str(client.get(reverse("desk:bank_holidays")).context["based_on"])


COMING_DAY = {"day-day": "5", "day-month": "3", "day-year": "2026", "name": "A day of mourning"}


def test_a_list_that_changed_meanwhile_is_shown_before_anything_is_entered(here: Area) -> None:
    client, colleague = signed_in(here.people["officer"]), signed_in(here.people["administrator"])
    seen = seen_by(client)
    theirs = {**COMING_DAY, "name": "A day of thanks", "based_on": seen_by(colleague)}
    assert colleague.post(reverse("desk:bank_holidays"), {**theirs, "day-day": "4"}).status_code == 302

    for stale in ({"based_on": seen}, {}):
        response = client.post(reverse("desk:bank_holidays"), COMING_DAY | stale)
        text = response.content.decode()
        assert response.status_code == 409
        assert "changed while you were looking at it" in text
        assert "A day of thanks" in text, "theirs"
        assert 'value="A day of mourning"' in text, "and one’s own"
    assert BankHoliday.objects.count() == 1
    again = COMING_DAY | {"based_on": response.context["based_on"]}
    assert client.post(reverse("desk:bank_holidays"), again).status_code == 302
    assert client.post(reverse("desk:bank_holidays"), again).status_code == 409, "sent twice"


@pytest.mark.parametrize("change", ["withdraw", "put_back"])
def test_no_day_is_changed_by_a_page_that_shows_it_otherwise(here: Area, change: str) -> None:
    holiday = BankHoliday.objects.create(date=date(2026, 3, 4), name="A day", withdrawn=change == "put_back")
    client = signed_in(here.people["officer"])
    seen = seen_by(client)
    BankHoliday.objects.create(date=date(2026, 3, 5), name="Another")
    for stale in ({"based_on": seen}, {}):
        response = client.post(reverse("desk:change_holiday", args=[holiday.pk]), {"change": change} | stale)
        assert response.status_code == 409
    assert BankHoliday.objects.get(pk=holiday.pk).withdrawn == holiday.withdrawn


def test_progress_is_shown_while_it_goes_on(here: Area) -> None:
    walk = Recalculation.objects.create(begun_at=at("2026-03-02 09:00"), total=90_000, done=20_000, moved=19_500)
    for name, args in (("bank_holidays", ()), ("moved_dates", (walk.pk,))):
        assert "20000 of 90000 limits looked at" in page(here, "officer", name, *args)


def test_a_wrong_day_is_told_and_what_was_typed_stays(here: Area) -> None:
    client = signed_in(here.people["officer"])
    typed = {"day-day": "31", "day-month": "2", "day-year": "2026", "name": "A day of thanks"}
    response = client.post(reverse("desk:bank_holidays"), typed)
    assert response.status_code == 422
    assert 'value="A day of thanks"' in response.content.decode()
    assert not BankHoliday.objects.exists()


def test_a_day_is_withdrawn_and_put_back_and_never_deleted(here: Area) -> None:
    holiday = BankHoliday.objects.create(date=date(2026, 3, 4), name="A day of thanks")
    client, address = signed_in(here.people["officer"]), reverse("desk:change_holiday", args=[holiday.pk])
    client.post(address, {"change": "withdraw", "based_on": seen_by(client)})
    assert BankHoliday.objects.get().withdrawn
    client.post(address, {"change": "put_back", "based_on": seen_by(client)})
    assert not BankHoliday.objects.get().withdrawn
    assert Deadline.objects.count() == 0
