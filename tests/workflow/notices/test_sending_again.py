"""A notice that failed goes to the address as it is now; the old one keeps the address it had (D8, D39, D43)."""

from typing import Any

import pytest

from forms.vault import DataKey
from tests.factories.party import AgencyFactory
from tests.workflow import clock_scene as scene
from workflow import notices
from workflow.models import BodyAddress, Event, Notice, SealedCopy
from workflow.people.models import User

pytestmark = pytest.mark.django_db
NOW = scene.MONDAY
State, Channel, Copies = Notice.State, Notice.Channel, BodyAddress.Copies
OLD, NEW = "old@panel.example", "new@panel.example"


@pytest.fixture
def case() -> Any:
    return scene.case()


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("officer@office.example")


def panel(case: Any, email: str, copies: str = Copies.DOWNLOAD) -> None:
    BodyAddress.objects.update_or_create(
        partnership=case.partnership, body="panel", defaults={"email": email, "copies": copies}
    )


def failed(case: Any, key: str = "rapid-review-for-panel") -> Notice:
    """What was queued for the Panel at the address of that day, and came back."""
    panel(case, OLD)
    [to] = notices.bodies(case, ["panel"])
    made = notices.compose(case, key, to=to, now=NOW)
    notices.queue([made])
    Notice.objects.filter(pk=made.pk).update(state=State.FAILED)
    return made


@pytest.mark.duty("D8")
def test_it_goes_to_the_bodys_address_as_it_is_now(case: Any, officer: User) -> None:
    old = failed(case)
    panel(case, NEW)

    notices.send_again(old, now=NOW, by=officer)

    before, fresh = Notice.objects.get(pk=old.pk), Notice.objects.exclude(pk=old.pk).get()
    assert (before.recipient_email, before.state) == (OLD, State.SET_ASIDE)
    assert (fresh.recipient_email, fresh.state, fresh.subject) == (NEW, State.QUEUED, old.subject)
    assert fresh.recipient_name == old.recipient_name
    assert Event.objects.get(kind="notice.readdress").actor == officer


def test_where_the_address_is_the_same_it_is_the_same_notice(case: Any, officer: User) -> None:
    old = failed(case)

    assert notices.send_again(old, now=NOW, by=officer) == old

    assert Notice.objects.get().state == State.QUEUED
    assert not Event.objects.filter(kind="notice.readdress").exists()


def test_a_body_without_an_address_now_is_sent_it_by_hand(case: Any, officer: User) -> None:
    old = failed(case)
    BodyAddress.objects.all().delete()

    fresh = notices.send_again(old, now=NOW, by=officer)

    assert (Notice.objects.get(pk=fresh.pk).state, fresh.recipient_email) == (State.BY_HAND, "")


def test_what_was_sealed_for_the_old_address_opens_no_more(case: Any, officer: User) -> None:
    case.data_key = case.data_key or DataKey.objects.make()
    old = failed(case, "notice-corrected")
    assert old.channel == Channel.SEALED
    panel(case, NEW)

    fresh = notices.send_again(old, now=NOW, by=officer)

    before, after = SealedCopy.objects.get(pk=old.sealed_copy_id), SealedCopy.objects.get(pk=fresh.sealed_copy_id)
    assert before.revoked_at is not None
    assert (after.recipient_email, after.can_be_opened(NOW)) == (NEW, True)
    assert after.link_digest != before.link_digest
    assert after.letter == old.letter


@pytest.mark.duty("D30")
def test_an_agency_is_written_to_at_its_address_as_it_is_now(case: Any, officer: User) -> None:
    agency = AgencyFactory(of=case.partnership, contact_email="old@agency.example")
    old = scene.notice(case=case, state=State.FAILED)
    Notice.objects.filter(pk=old.pk).update(recipient_name=agency.name, recipient_email=agency.contact_email)
    agency.contact_email = "new@agency.example"
    agency.save()

    fresh = notices.send_again(Notice.objects.get(pk=old.pk), now=NOW, by=officer)

    assert (fresh.recipient_email, fresh.state) == ("new@agency.example", State.QUEUED)
    assert Notice.objects.get(pk=old.pk).recipient_email == "old@agency.example"


def test_a_person_keeps_their_address(case: Any, officer: User) -> None:
    old = scene.notice(case=case, state=State.FAILED)

    assert notices.send_again(old, now=NOW, by=officer) == old
