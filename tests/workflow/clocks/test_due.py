"""`manage.py due`: the contract that operators and scripts rely on."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import on
from workflow.models import BankHoliday
from workflow.procedures import load, shipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def procedure():
    return scene.procedure()


def due(*arguments):
    out = StringIO()
    call_command("due", *arguments, stdout=out)
    return out.getvalue()


def answers(*arguments):
    return [json.loads(line) for line in due(*arguments, "--json").splitlines()]


@pytest.mark.duty("D2")
def test_json_gives_date_skipped_days_and_legal_basis():
    assert answers("notification", "--from", "2024-03-27") == [
        {
            "rule": "notification",
            "from": "2024-03-27",
            "due": "2024-04-05",
            "skipped": [
                {"date": "2024-03-29", "reason": "Good Friday (bank holiday)"},
                {"date": "2024-03-30", "reason": "Saturday"},
                {"date": "2024-03-31", "reason": "Sunday"},
                {"date": "2024-04-01", "reason": "Easter Monday (bank holiday)"},
            ],
            "legal_basis": "Children Act 2004, section 16C(1); Working Together 2018, chapter 4",
        }
    ]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        pytest.param("notification", "2022-05-30", "2022-06-08", marks=pytest.mark.duty("D2")),
        pytest.param("rapid-review", "2024-12-16", "2025-01-09", marks=pytest.mark.duty("D6")),
        pytest.param("advance-copy", "2024-04-08", "2024-03-25", marks=pytest.mark.duty("D39")),
        pytest.param("publication", "2023-08-31", "2024-02-29", marks=pytest.mark.duty("D34")),
        pytest.param("website", "2024-02-29", "2025-02-28", marks=pytest.mark.duty("D42")),
    ],
)
def test_every_rule_answers(rule, start, expected):
    (answer,) = answers(rule, "--from", start)
    assert (answer["rule"], answer["from"], answer["due"]) == (rule, start, expected)


def test_several_dates_give_one_line_each_in_their_order():
    found = answers("notification", "--from", "2026-03-06", "--from", "2026-03-02")
    assert [(answer["from"], answer["due"]) for answer in found] == [
        ("2026-03-06", "2026-03-13"),
        ("2026-03-02", "2026-03-09"),
    ]


def test_the_answer_can_be_read_by_people():
    text = due("notification", "--from", "2026-03-06")
    assert text.splitlines()[0] == "Notify the Panel: Friday 13 March 2026"
    assert "not counted: Saturday 7 March 2026, Saturday" in text


def test_bank_holidays_entered_by_staff_count():
    BankHoliday.objects.create(date=on("2026-03-04"), name="A day of thanks")
    (answer,) = answers("notification", "--from", "2026-03-02")
    assert answer["due"] == "2026-03-10"


def test_a_partnerships_own_procedure_is_used_for_it_alone():
    own = {**shipped()[0], "key": "own"}
    own["rules"] = [{**rule, "length": 3} if rule["key"] == "notification" else rule for rule in own["rules"]]
    load(own, now=scene.MONDAY, partnership=scene.partnership("north"))
    scene.partnership("south")
    assert answers("notification", "--from", "2026-03-02", "--partnership", "north")[0]["due"] == "2026-03-05"
    assert answers("notification", "--from", "2026-03-02", "--partnership", "south")[0]["due"] == "2026-03-09"
    assert answers("notification", "--from", "2026-03-02")[0]["due"] == "2026-03-09"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("notify", "--from", "2026-03-02"), "There is no rule “notify”. The rules of"),
        (("notification", "--from", "2026-02-31"), "There is no day “2026-02-31” in the calendar."),
        (("notification", "--from", "02/03/2026"), "“02/03/2026” is not a date. Write year, month and day"),
        (("notification", "--from", "20260302"), "is not a date"),
        (("notification", "--from", "9999-12-31"), "is out of range"),
        (("notification", "--from", "2026-03-02", "--partnership", "nowhere"), "There is no partnership “nowhere”."),
    ],
)
def test_bad_input_gets_a_plain_answer_and_nothing_else(arguments, message):
    with pytest.raises(CommandError, match=message) as refusal:
        due(*arguments)
    assert refusal.value.returncode == 1


def test_one_bad_date_among_good_ones_answers_none_of_them():
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("due", "notification", "--from", "2026-03-02", "--from", "soon", stdout=out)
    assert out.getvalue() == ""


def test_without_a_procedure_the_answer_says_how_to_load_one(clock):
    clock.move_to("2020-01-01T09:00+00:00")
    with pytest.raises(CommandError, match="load_procedure"):
        due("notification", "--from", "2026-03-02")
