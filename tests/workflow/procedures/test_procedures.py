"""The procedure as data: the shipped edition is complete, versions apply by date, what is published stays as it is."""

from copy import deepcopy
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import on
from workflow.procedures import checks, load, load_shipped, publishing, shipped
from workflow.procedures.version import (
    PLACEHOLDERS,
    BankHoliday,
    DeadlineRule,
    NoProcedureInForce,
    NoticeTemplate,
    ProcedureVersion,
)

pytestmark = pytest.mark.django_db
NOW = scene.MONDAY


def edition(key="a-later-edition", effective_from="2026-01-01", **changes):
    return {**deepcopy(shipped()[0]), "key": key, "effective_from": effective_from, **changes}


@pytest.fixture
def procedure():
    return scene.procedure()


@pytest.mark.duty("D2", "D6", "D34", "D39", "D42")
def test_the_shipped_edition_holds_the_five_limits(procedure):
    rules = {rule.key: rule for rule in procedure.rules.all()}
    limits = {"notification", "rapid-review", "advance-copy", "publication", "website"}
    found = {key: (rule.length, rule.unit, rule.starts_on, rule.met_by) for key, rule in rules.items() if key in limits}
    assert found == {
        "notification": (5, "working_days", "aware", "notified"),
        "rapid-review": (15, "working_days", "notified", "rapid_review_completed"),
        "advance-copy": (7, "clear_working_days_before", "publication_planned", "advance_copy_sent"),
        "publication": (6, "months", "review_decided", "published"),
        "website": (1, "years", "published", "on_request"),
    }
    assert all(rule.legal_basis and rule.duty for rule in rules.values())


@pytest.mark.duty("D8", "D13", "D15", "D18", "D21", "D27")
def test_what_the_source_gives_no_number_for_prompts_and_is_said_to_be_a_default(procedure):
    rules = {rule.key: rule for rule in procedure.rules.all()}
    prompts = {key: (rule.starts_on, rule.met_by, rule.duty) for key, rule in rules.items() if rule.is_prompt}
    assert prompts == {
        "send-to-panel": ("rapid_review_completed", "sent_to_panel", "D8 D9"),
        "advice": ("advice_asked", "advised", "D13 D16"),
        "panel-answer": ("sent_to_panel", "panel_answered", "D15"),
        "bodies-told": ("review_decided", "bodies_told", "D21"),
        "family-told": ("review_decided", "family_told", "D18"),
        "briefing": ("review_decided", "briefed", "D27"),
        "website": ("published", "on_request", "D42"),
    }
    invented = {key for key, rule in rules.items() if rule.unconfirmed}
    assert invented == set(prompts) - {"website"} | {"rapid-review", "publication"}


@pytest.mark.duty("D2", "D6", "D34")
def test_no_limit_of_the_source_may_be_extended_by_the_shipped_rules(procedure):
    extendable = {rule.key: rule.longest_extension_in_words for rule in procedure.rules.all() if rule.longest_extension}
    assert extendable == {"family-told": "20 working days", "briefing": "20 working days"}


@pytest.mark.duty("D10", "D20", "D45")
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("definition", 2),
        ("local_criteria", 4),
        ("local_circumstances", 4),
        ("reviewer_considerations", 6),
        ("national_criteria", 3),
        ("national_circumstances", 4),
        ("rapid_review_parts", 4),
        ("report_parts", 2),
        ("recommendation_parts", 4),
        ("quality_markers", 17),
        ("recipients", 5),
    ],
)
def test_the_shipped_edition_holds_every_list_of_the_source(procedure, name, count):
    entries = procedure.entries(name)
    assert len(entries) == count
    assert len({entry["key"] for entry in entries}) == count
    assert all(entry["text"] for entry in entries)


def test_a_list_that_the_edition_does_not_have_is_refused_by_name(procedure):
    with pytest.raises(LookupError, match="local_critera"):
        procedure.entries("local_critera")


def test_loading_again_changes_nothing(procedure):
    before = (ProcedureVersion.objects.count(), DeadlineRule.objects.count(), NoticeTemplate.objects.count())
    assert load_shipped(now=NOW + timedelta(days=1)) == [procedure]
    after = (ProcedureVersion.objects.count(), DeadlineRule.objects.count(), NoticeTemplate.objects.count())
    assert before == after


def test_load_procedure_says_what_is_in_place():
    out = StringIO()
    call_command("load_procedure", stdout=out)
    assert "Working Together 2018, local procedure as amended July 2024 (from 15 July 2024)" in out.getvalue()


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("rules", "starts_on", "full_moon"),
        ("rules", "unit", "fortnights"),
        ("rules", "reminder_offsets", ["soon"]),
        ("rules", "reminds", ["everybody"]),
        ("rules", "escalation_offsets", [0]),
        ("rules", "escalation_offsets", ["later"]),
        ("rules", "escalation_offsets", []),
        ("rules", "escalates_to", ["everybody"]),
        ("rules", "escalates_to", []),
        ("rules", "longest_extension", 5),
        ("rules", "extension_unit", "months"),
        ("notices", "body", "{child} was hurt"),
        ("notices", "subject", "Stray { bracket"),
        ("notices", "subject", "Two\nlines"),
    ],
)
def test_an_edition_that_names_what_does_not_exist_is_refused_whole(part, field, value):
    broken = edition()
    broken[part][0][field] = value
    with pytest.raises(ValidationError):
        load(broken, now=NOW)
    assert not ProcedureVersion.objects.filter(key="a-later-edition").exists()


def test_an_edition_of_another_format_is_refused():
    with pytest.raises(ValueError, match="format 1"):
        load(edition(format=2), now=NOW)


def test_the_version_in_force_is_the_newest_that_has_begun(procedure):
    later = load(edition(), now=NOW)
    in_force = ProcedureVersion.objects.in_force
    assert in_force(None, on("2024-07-15")) == procedure
    assert in_force(None, on("2025-12-31")) == procedure
    assert in_force(None, on("2026-01-01")) == later


def test_a_partnerships_own_version_goes_before_the_shared_one(procedure):
    north, south = scene.partnership("north"), scene.partnership("south")
    own = load(edition("norths-own", "2025-01-01"), now=NOW, partnership=north)
    load(edition(), now=NOW)
    assert ProcedureVersion.objects.in_force(north, on("2026-02-01")) == own
    assert ProcedureVersion.objects.in_force(south, on("2026-02-01")).key == "a-later-edition"
    assert ProcedureVersion.objects.in_force(north, on("2024-12-31")) == procedure


def test_before_any_version_the_answer_says_what_to_do(procedure):
    with pytest.raises(NoProcedureInForce, match="load_procedure"):
        ProcedureVersion.objects.in_force(None, on("2024-07-14"))


def test_an_unpublished_version_is_not_in_force_and_can_still_change(procedure):
    draft = ProcedureVersion.objects.create(key="draft", title="Draft", source="-", effective_from=on("2025-01-01"))
    assert ProcedureVersion.objects.in_force(None, on("2026-02-01")) == procedure
    draft.title = "Better"
    draft.save()
    draft.delete()


def test_what_is_published_cannot_be_changed_or_deleted(procedure):
    parts = [procedure, procedure.rules.first(), procedure.notice_templates.first()]
    for part in parts:
        with pytest.raises(ValidationError, match="Make a new version"):
            part.save()
        with pytest.raises(ValidationError, match="Make a new version"):
            part.delete()
    with pytest.raises(ValidationError):
        DeadlineRule.objects.create(
            procedure=procedure, key="more", label="More", starts_on="aware", met_by="notified", unit="months", length=1
        )
    with pytest.raises(ValidationError):
        procedure.publish(now=NOW)


def test_bulk_changes_do_not_go_round_the_refusal(procedure):
    for model in (ProcedureVersion, DeadlineRule, NoticeTemplate):
        with pytest.raises(TypeError):
            model.objects.all().delete()
    with pytest.raises(TypeError):
        DeadlineRule.objects.filter(key="notification").update(length=50)


def test_an_unknown_placeholder_is_refused_at_saving_and_names_those_allowed():
    draft = ProcedureVersion.objects.create(key="draft", title="Draft", source="-", effective_from=on("2025-01-01"))
    with pytest.raises(ValidationError, match=r"\{child_name\} is not known here. Use \{reference\}"):
        NoticeTemplate.objects.create(procedure=draft, key="leak", subject="{reference}", body="{child_name}")
    NoticeTemplate.objects.create(
        procedure=draft, key="fine", subject="{reference}", body=" ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    )


def test_the_shipped_files_pass_their_check_and_a_broken_one_does_not(monkeypatch):
    assert checks.check_shipped_procedures(None) == []
    broken = edition()
    broken["rules"][0]["met_by"] = "full_moon"
    broken["rules"][1]["unit"] = "fortnights"
    broken["notices"][0]["body"] = "{child}"
    monkeypatch.setattr(checks, "shipped", lambda: [broken])
    assert [error.id for error in checks.check_shipped_procedures(None)] == [
        "workflow.E101",
        "workflow.E102",
        "workflow.E103",
    ]


def test_the_check_of_the_database_finds_what_was_written_past_the_forms(procedure):
    assert checks.check_procedures_in_database(None, databases=["default"]) == []
    draft = ProcedureVersion.objects.create(key="draft", title="Draft", source="-", effective_from=on("2025-01-01"))
    NoticeTemplate.objects.bulk_create([NoticeTemplate(procedure=draft, key="leak", subject="x", body="{child}")])
    found = checks.check_procedures_in_database(None, databases=["default"])
    assert [error.id for error in found] == ["workflow.E103"]
    assert checks.check_procedures_in_database(None) == []


def test_a_bank_holiday_is_withdrawn_and_not_deleted():
    holiday = BankHoliday.objects.create(date=on("2026-03-04"), name="A day of thanks")
    assert BankHoliday.calendar().why_not_working(on("2026-03-04")) == "A day of thanks (bank holiday)"
    with pytest.raises(ValidationError, match="withdrawn"):
        holiday.delete()
    holiday.withdrawn = True
    holiday.save()
    assert BankHoliday.calendar().why_not_working(on("2026-03-04")) is None


def test_a_version_follows_another_and_never_itself(procedure):
    later = load(edition(), now=NOW)
    assert publishing.follows(later) == procedure
    assert publishing.follows(procedure) is None, "nothing was in force before the first"
