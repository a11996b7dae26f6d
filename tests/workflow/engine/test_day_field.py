"""A day that could be several is none: what reaches a field of a step, a filter or the CMS is read in one way only."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from portal.cms.procedure.version_forms import CopyForm
from workflow.desk.returns.tab import PeriodForm
from workflow.engine.fields import DayField


@pytest.mark.parametrize("typed", ["03/04/05", "3/4/2024", "03.04.05", "4 March 2026", "3 4 05"])
def test_a_day_that_is_not_written_in_the_one_way_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a real date"):
        DayField("When").clean(typed)
    assert PeriodForm(QueryDict(f"first={typed}"), agency=[]).asked()["first"] == ""
    assert "effective_from" in CopyForm({"title": "A", "effective_from": typed}).errors


def test_a_day_in_the_one_way_is_taken() -> None:
    assert DayField("When").clean("2026-03-02") == date(2026, 3, 2)
    assert PeriodForm(QueryDict("first=2026-03-02"), agency=[]).asked()["first"] == date(2026, 3, 2)
    assert "effective_from" not in CopyForm({"title": "A", "effective_from": "2026-03-02"}).errors
