"""Dates and moments are written as Django writes them, also where they were written before."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Engine, Template, engines
from django.utils import timezone, translation
from django.utils.formats import date_format

from forms.definition import dates
from forms.definition.dates import written
from forms.templatetags.remembered import date_filter

LONDON = ZoneInfo("Europe/London")
DAYS = [date(2026, 3, 9), date(1999, 12, 31), date(2024, 2, 29)]
MOMENTS = [
    datetime(2026, 3, 9, 0, 0, tzinfo=LONDON),
    # The hour that comes twice, and one that another zone calls another day.
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON),
    datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1),
    datetime(2026, 7, 1, 23, 30, 59, 123456, tzinfo=UTC),
    datetime(2026, 7, 2, 0, 30, 59, 123456, tzinfo=LONDON),
    datetime(2026, 7, 1, 23, 30, 1, tzinfo=UTC),
    datetime(2026, 7, 1, 23, 30, tzinfo=UTC).replace(tzinfo=None),
]
OF_DAYS = ["j F Y", "l j F Y", "j M", "j F", "Y-m-d", "F Y", "DATE_FORMAT", "SHORT_DATE_FORMAT", "N jS y", "D d/m/Y"]
OF_MOMENTS = [*OF_DAYS, "j F Y, H:i", "j F Y, H:i:s", "H:i", "c", "e P", "r", "U", "j M Y, H:i:s.u", "DATETIME_FORMAT"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    dates._remembered.cache_clear()


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_what_is_written_is_what_django_writes(language):
    with translation.override(language):
        for _again in range(2):
            for form in OF_DAYS:
                assert [written(day, form) for day in DAYS] == [date_format(day, form) for day in DAYS]
            for form in OF_MOMENTS:
                assert [written(one, form) for one in MOMENTS] == [date_format(one, form) for one in MOMENTS], form


def test_a_day_is_written_in_the_language_that_is_spoken():
    with translation.override("cy"):
        welsh = written(date(2026, 3, 9), "l j F Y")
    assert welsh != written(date(2026, 3, 9), "l j F Y") == "Monday 9 March 2026"


def test_the_hour_of_a_day_is_refused_as_ever():
    for _again in range(2):
        with pytest.raises(TypeError):
            written(date(2026, 3, 9), "H:i")
    assert written(datetime(2026, 3, 9, tzinfo=LONDON), "H:i") == "00:00"


def test_what_was_written_once_is_remembered(monkeypatch):
    first = written(datetime(2026, 7, 1, 9, 0, 1, tzinfo=LONDON), "j F Y, H:i")
    monkeypatch.setattr(dates, "date_format", None)
    assert written(datetime(2026, 7, 1, 9, 0, 59, tzinfo=LONDON), "j F Y, H:i") == first == "1 July 2026, 09:00"


@pytest.mark.parametrize("zone", [LONDON, UTC, ZoneInfo("Asia/Tokyo")])
def test_the_filter_of_templates_is_djangos(zone):
    (ours,) = (one.engine for one in engines.all())
    values = [*DAYS, *MOMENTS, None, "", "yesterday", 7, timedelta(1), time(9, 0)]
    with timezone.override(zone):
        for form in (*OF_MOMENTS, ""):
            for value in values:
                text = "{{ value|date:form }} {{ value|date }}"
                said = []
                for engine in (ours, Engine()):
                    try:
                        said.append(Template(text, engine=engine).render(Context({"value": value, "form": form})))
                    except (TypeError, AttributeError, ValueError) as error:
                        said.append(type(error).__name__)
                assert said[0] == said[1], (value, form)


def test_the_filter_writes_remembered_days(monkeypatch):
    written(date(2026, 3, 9), "j F Y")
    monkeypatch.setattr(dates, "date_format", None)
    assert date_filter(date(2026, 3, 9), "j F Y") == "9 March 2026"
