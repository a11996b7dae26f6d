"""From an empty database to a portal in which the first partnership can work: `manage.py start_portal`."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.people.invitation import Invitation
from portal.start import told
from tests.portal.conftest import person
from workflow.models import Agency, Partnership, ProcedureVersion
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

FILE = """
name = "East Safeguarding Children Partnership"
slug = "east"
code = "ESCP"
local_authority_name = "East Council"
council_email = "requests@council.example"
contact_email = "office@east.example"
administrators = ["Ada Example <ada@east.example>", "Abel Example <abel@east.example>"]
officer = "Olive Example <olive@east.example>"

[bodies]
panel = "panel@national.example"

[seats]
police = "Pia Example <pia@police.example>"
"""


@pytest.fixture(autouse=True)
def a_real_portal(settings: Any) -> None:
    settings.DEMO_CLOCK_FILE = None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "first.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def start(*arguments: str) -> str:
    said = io.StringIO()
    call_command("start_portal", *arguments, "--no-input", stdout=said)
    return said.getvalue()


def test_it_leaves_a_portal_that_works(client: Client, file: Path) -> None:
    said = start("--file", str(file))
    east = Partnership.objects.get(slug="east")
    assert Agency.objects.get(notifies_for=east).contact_email == "requests@council.example"
    assert ProcedureVersion.objects.filter(published_at__isnull=False).exists()
    assert client.get("/east/forms/referral/").status_code == 200
    assert "demonstration" not in client.get("/").content.decode()
    first, second = Invitation.objects.filter(role=Role.ADMINISTRATOR).order_by("invited_at", "email")
    assert not first.needs_approval
    assert not second.needs_approval
    # Whoever reads cases waits for an administrator's word: the operator and they are two.
    waiting = Invitation.objects.exclude(role=Role.ADMINISTRATOR)
    assert {(one.email, one.role, one.needs_approval) for one in waiting} == {
        ("olive@east.example", Role.OFFICER, True),
        ("pia@police.example", Role.DECISION_MAKER, True),
    }
    assert said.count("/join/") == 2


def test_a_second_run_changes_nothing(file: Path) -> None:
    start("--file", str(file))
    counts = Partnership.objects.count(), Agency.objects.count(), Invitation.objects.count()
    said = start("--file", str(file))
    assert "is there already and stays as it is" in said
    assert (Partnership.objects.count(), Agency.objects.count(), Invitation.objects.count()) == counts


def test_an_option_goes_before_the_file(file: Path) -> None:
    start("--file", str(file), "--slug", "easterly", "--administrator", "Al Example <al@east.example>")
    assert Partnership.objects.get().slug == "easterly"
    assert Invitation.objects.get(role=Role.ADMINISTRATOR).email == "al@east.example"


def test_a_check_changes_nothing(file: Path) -> None:
    assert "Nothing was changed" in start("--file", str(file), "--check")
    assert not Partnership.objects.exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('code = "E1"', "code: Use two to eight capital letters."),
        ('nmae = "East"', "Nothing in a portal is called nmae."),
        ('administrators = ["ada@east.example"]', "Administrator “ada@east.example”: Enter the name"),
        ("administrators = []", "Name the first administrator"),
        ("code = ", "is not a TOML file"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(file: Path, line: str, said: str) -> None:
    name = line.split(" ")[0]
    kept = [one for one in FILE.splitlines() if not one.startswith(f"{name} ")]
    file.write_text("\n".join([line, *kept]), encoding="utf-8")
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        start("--file", str(file))
    assert not Partnership.objects.exists()


def test_an_administrator_named_as_officer_is_said_and_nothing_is_made(file: Path) -> None:
    person(Role.ADMINISTRATOR, email="olive@east.example")
    with pytest.raises(CommandError, match=r"Nothing was changed\. Nobody is an administrator and works on cases"):
        start("--file", str(file))
    assert not Partnership.objects.exists()


def test_a_demonstration_is_not_started(settings: Any, tmp_path: Path) -> None:
    settings.DEMO_CLOCK_FILE = tmp_path / "clock"
    with pytest.raises(CommandError, match="settings of a demonstration"):
        start()


def test_somebody_at_the_terminal_is_asked_until_an_answer_can_stand() -> None:
    given = {
        "Name": "East Safeguarding Children Partnership",
        "Start of every case reference": "ESCP",
        "E-mail address of the support office": "office@east.example",
        "Name of the local authority": "East Council",
        "Address for requests to its children’s social care": "requests@council.example",
        "Name and e-mail address, like Ada Example <ada@example.org>": "Ada Example <ada@east.example>",
    }
    asked: list[str] = []
    said: list[str] = []

    def answer(question: str) -> str:
        label = question.split(" [")[0].split(": ")[0].removesuffix(":")
        asked.append(label)
        # A slip the first time.
        if label == "Start of every case reference" and asked.count(label) == 1:
            return "e1"
        return given.get(label, "")

    answers = told.asked({}, ask=answer, say=said.append)
    assert asked.count("Start of every case reference") == 2
    assert any("Use two to eight capital letters." in line for line in said)
    assert (
        told.checked({key: one for key, one in answers.items() if key != "administrators"}).cleaned_data["code"]
        == "ESCP"
    )
    assert told.administrators(answers) == [("Ada Example", "ada@east.example")]
