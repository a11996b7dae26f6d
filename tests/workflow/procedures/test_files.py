"""A version as a file: the round trip is equal, whatever columns the models have; a broken file is refused whole."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from forms.editor.transfer.refusal import FileRefused
from tests.conftest import MONDAY
from tests.factories.party import PartnershipFactory
from tests.workflow.own_edition import CARE_LEAVER, EXECUTIVES_MEET, INVITATION, SUMMARIES, own_document
from workflow.models import ProcedureVersion
from workflow.procedures import load_shipped, publishing, shipped
from workflow.procedures.document import PARTS, columns, completed, document_of, save_draft, written
from workflow.procedures.reading import read
from workflow.procedures.referral_kinds import kinds_of
from workflow.procedures.shape import schema

pytestmark = pytest.mark.django_db


@pytest.fixture
def procedure() -> ProcedureVersion:
    return load_shipped(now=MONDAY)[0]


def changed(procedure: ProcedureVersion, **changes: Any) -> bytes:
    return json.dumps({**json.loads(written(document_of(procedure))), **changes}, indent=1).encode()


def problems(data: bytes) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        read(data)
    return refused.value.problems


def test_the_round_trip_is_equal(procedure: ProcedureVersion) -> None:
    document = read(written(document_of(procedure)).encode())
    assert document == document_of(procedure)
    draft = save_draft(document, partnership=None, kind="imported", by=None, now=MONDAY)
    assert {**document_of(draft), "key": procedure.key} == document_of(procedure)


def test_every_column_is_in_the_file_and_in_its_schema(procedure: ProcedureVersion) -> None:
    described = schema()["properties"]
    document = document_of(procedure)
    for part, model in PARTS.items():
        assert set(document[part][0]) == set(columns(model)) == set(described[part]["items"]["properties"])


def test_the_schema_is_one_and_the_shipped_files_fit_it() -> None:
    Draft202012Validator.check_schema(schema())
    for document in shipped():
        assert list(Draft202012Validator(schema()).iter_errors(document)) == []
        assert read(json.dumps(document).encode()) == completed(document)


def test_a_key_that_is_taken_gets_a_number(procedure: ProcedureVersion) -> None:
    document = document_of(procedure)
    keys = [save_draft(document, partnership=None, kind="made", by=None, now=MONDAY).key for _ in range(2)]
    assert keys == [f"{procedure.key}-2", f"{procedure.key}-3"]


def test_all_faults_are_told_with_their_place_in_the_order_of_the_lines(procedure: ProcedureVersion) -> None:
    document = json.loads(changed(procedure))
    document["rules"][0]["length"] = 9000
    document["rules"][1]["key"] = document["rules"][0]["key"]
    document["notices"][0]["subject"] = "{child}"
    document["content"]["recipients"][4]["duties"] = ["D42"]
    told = problems(json.dumps(document, indent=1).encode())
    lines = [int(one.split()[1].rstrip(":")) for one in told]
    assert lines == sorted(lines)
    whole = "\n".join(told)
    assert "National bodies and their duties: No body is named for D43" in whole
    assert f"Limit 1 “{document['rules'][0]['label']}”, length: Write a number from 1 to 260." in whole
    assert "stands twice" in whole
    assert "{child} is not known here" in whole


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"effective_from": "1 March 2026"}, "cannot be used: write year, month, day"),
        ({"effective_from": "2026-02-31"}, "Write the day as year, month, day"),
        ({"title": ""}, "must not be empty"),
        ({"colour": "green"}, "“colour” is not known here"),
        ({"rules": []}, "The limit “advance-copy” is missing"),
        ({"notices": []}, "The wording “advance-copy” is missing: the portal sends this notice. It serves D39"),
        ({"content": {}}, "The list “definition” is missing"),
    ],
)
def test_what_is_wrong_is_said(procedure: ProcedureVersion, changes: dict[str, Any], said: str) -> None:
    assert said in "\n".join(problems(changed(procedure, **changes)))


def test_export_and_import_on_the_command_line(procedure: ProcedureVersion, tmp_path: Path) -> None:
    out = StringIO()
    call_command("procedure_export", procedure.key, stdout=out)
    file = tmp_path / "procedure.json"
    file.write_text(out.getvalue(), encoding="utf-8")
    own = PartnershipFactory()
    call_command("procedure_import", str(file), dry_run=True, stdout=StringIO())
    assert ProcedureVersion.objects.count() == 1
    call_command("procedure_import", str(file), partnership=own.slug, stdout=StringIO())
    draft = ProcedureVersion.objects.get(partnership=own)
    assert not draft.is_published
    file.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="Line 1, column 2"):
        call_command("procedure_import", str(file), stdout=StringIO())
    with pytest.raises(CommandError, match="There is no version “nothing”"):
        call_command("procedure_export", "nothing", stdout=StringIO())


def test_the_commands_list_the_keys_and_write_the_schema(procedure: ProcedureVersion) -> None:
    out = StringIO()
    call_command("procedure_export", stdout=out)
    assert procedure.key in out.getvalue()
    out = StringIO()
    call_command("procedure_export", schema=True, stdout=out)
    assert json.loads(out.getvalue()) == schema()


# --- What an edition adds of its own --------------------------------------------------------------------------------


def test_an_edition_with_milestones_notices_and_kinds_of_its_own_goes_round() -> None:
    text = json.dumps(own_document(), indent=1)
    assert list(Draft202012Validator(schema()).iter_errors(json.loads(text))) == []
    draft = save_draft(read(text.encode()), partnership=None, kind="imported", by=None, now=MONDAY)
    assert json.loads(written(document_of(draft)))["notices"] == json.loads(written(read(text.encode())))["notices"]
    (rule,) = [one for one in document_of(draft)["rules"] if one["key"] == "partners-meeting"]
    assert (rule["starts_on"], rule["met_by"], rule["statutory"]) == ("referred", "ticked", False)


def test_what_is_wrong_with_them_is_told_with_its_line() -> None:
    document = own_document()
    rules = {rule["key"]: number for number, rule in enumerate(document["rules"])}
    document["rules"][rules["agency-summaries"]] = {**SUMMARIES, "met_by": "ticked", "starts_on": "ticked"}
    document["rules"][rules["executives-meeting"]] = {**EXECUTIVES_MEET, "length": 900}
    document["notices"][-1] = {**INVITATION, "recipients": ["the_press"], "body": "About {child}"}
    document["content"]["referral_kinds"][-1] = {**CARE_LEAVER, "up_to_age": "old"}
    text = json.dumps(document, indent=1)
    told = problems(text.encode())
    lines = text.splitlines()

    def line_of(part: str) -> str:
        (found,) = [one for one in told if part in one]
        return lines[int(found.split()[1].rstrip(":")) - 1].strip()

    assert line_of("Nothing counts from a tick.") == '"starts_on": "ticked",'
    assert line_of("Write a number from 0 to 366.") == '"length": 900,'
    assert line_of("{child} is not known here") == '"body": "About {child}",'
    assert line_of("“the_press” is nobody whom a notice can go to.").startswith('"recipients"')
    assert line_of("Write a whole number of years") == '"up_to_age": "old"'


def test_an_occasion_that_no_step_is_is_refused_by_the_schema_already() -> None:
    document = own_document()
    document["notices"][-1] = {**INVITATION, "occasion": "referral.dance"}
    (told,) = problems(json.dumps(document, indent=1).encode())
    assert "“executives-invited”" in told
    assert "occasion" in told.lower() or "sent" in told.lower()


def test_a_version_that_does_not_say_its_kinds_has_the_shipped_ones() -> None:
    document = own_document()
    del document["content"]["referral_kinds"]
    older = save_draft(read(json.dumps(document).encode()), partnership=None, kind="imported", by=None, now=MONDAY)
    assert list(kinds_of(older)) == ["child_death", "serious_harm", "looked_after_death", "other"]
    later = publishing.copy(older, title="Later", effective_from=older.effective_from, by=None, now=MONDAY)
    assert [one["key"] for one in later.content["referral_kinds"]] == list(kinds_of(older))
