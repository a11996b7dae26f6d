"""What a case has is asked once: what it has none of is asked no more, and what was read is what the case says."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms import present
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.workflow.desk.scene import Area, far_along
from workflow.desk.case_file.asked import RARELY_THERE
from workflow.desk.case_file.file import CaseFile
from workflow.engine.machine import machines
from workflow.models import AgencyReturn, Case, CaseTask, RapidReview
from workflow.parties.roles import Actor

pytestmark = pytest.mark.django_db


def file_of(place: Area, case: Case) -> CaseFile:
    found = Case.objects.select_related("partnership__home", "procedure", "data_key").get(pk=case.pk)
    file = CaseFile(found, by=Actor.of(place.people["officer"]), now=present.now())
    file.read_kinds()
    return file


def accessor(model: Any) -> str:
    return str(model._meta.get_field("case").remote_field.get_accessor_name())


def test_a_case_without_anything_is_asked_for_nothing_however_it_is_narrowed(here: Area) -> None:
    # Of another case there is one of them: it is not this one's.
    AgencyReturnFactory(case=CaseFactory(partnership=here.partnership))
    file = file_of(here, CaseFactory(partnership=here.partnership))
    with CaptureQueriesContext(connection) as asked:
        assert file.returns == []
        records = file.case.returns
        assert list(records.all()) == list(records.filter(state=AgencyReturn.AWAITED)) == []
        assert not records.exists()
        assert records.count() == 0
        assert not file.case.meetings.filter(cancelled_at=None).exists()
        assert not file.case.differences.all()
    assert not asked.captured_queries


@pytest.mark.parametrize("model", [*(one for one in machines().values() if one is not Case), *RARELY_THERE])
def test_what_is_read_of_each_kind_is_what_the_database_has(here: Area, model: Any) -> None:
    case = far_along(here)["case"]
    file = file_of(here, case)
    _ = (file.returns, file.rapid_reviews, file.referrals, file.notifications, file.children, file.countdowns)
    read = getattr(file.case, accessor(model)).all()
    assert {one.pk for one in read} == set(model.objects.filter(case=case).values_list("pk", flat=True))


def test_records_that_were_read_can_be_narrowed_to_this_case(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    own, _other = AgencyReturnFactory(case=case), AgencyReturnFactory(case=CaseFactory(partnership=here.partnership))
    file = file_of(here, case)
    assert file.returns == [own]
    assert list(file.case.returns.filter(pk__isnull=False)) == [own]
    assert list(file.case.returns.order_by("-pk")) == [own]


def test_what_is_read_later_of_one_case_is_not_of_all_that_had_none(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    file = file_of(here, case)
    assert not file.case.tasks.all()
    again = CaseFile(file.case, by=file.by, now=file.now)
    again._as_asked(CaseTask, ["a task"])
    assert not file_of(here, CaseFactory(partnership=here.partnership)).case.tasks.all()


def test_seats_and_votes_are_asked_for_where_there_are_some(here: Area) -> None:
    made = far_along(here)
    file = file_of(here, made["case"])
    (record,) = file.rapid_reviews
    fresh = RapidReview.objects.get(pk=record.pk)
    assert [one.pk for one in record.cast] == [one.pk for one in fresh.cast]
    assert [one.pk for one in record.arranged] == [one.pk for one in fresh.arranged]
    assert record.cast, "the scene has votes"


def test_what_came_after_is_seen_by_the_next_request(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    assert file_of(here, case).returns == []
    made = AgencyReturnFactory(case=case)
    assert file_of(here, case).returns == [made]
