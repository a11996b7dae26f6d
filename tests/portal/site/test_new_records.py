"""A new record of which public pages speak renews them at once, although most records are written without signals."""

from typing import Any

import pytest

from portal.site import frame_cache
from tests.factories.publication import PublicationFactory
from tests.factories.referral import ReferralFactory
from workflow.engine.machine import Machine

pytestmark = pytest.mark.django_db(transaction=True)


def fresh_of(factory: Any) -> Machine:
    """One like it that was not written yet."""
    made: Machine = factory()
    type(made).objects.filter(pk=made.pk).delete()
    made._state.adding = True
    return made


def test_a_new_publication_renews_the_public_pages() -> None:
    record = fresh_of(PublicationFactory)
    before = frame_cache.token()
    record.save_new()
    assert frame_cache.token() != before
    assert type(record).objects.filter(pk=record.pk).exists()


def test_a_new_referral_does_not() -> None:
    record = fresh_of(ReferralFactory)
    before = frame_cache.token()
    record.save_new()
    assert frame_cache.token() == before
    assert type(record).objects.filter(pk=record.pk).exists()


def test_all_that_the_frame_speaks_of_are_machines_that_say_so() -> None:
    assert all(issubclass(model, Machine) for model in frame_cache.PROGRESS)
