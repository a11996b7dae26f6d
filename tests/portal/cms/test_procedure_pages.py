"""The procedure in the CMS: who opens, writes and publishes, what is refused at saving, and files in and out."""

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.conftest import MONDAY
from tests.factories.case import CaseFactory
from tests.portal.conftest import person
from workflow.models import NoticeTemplate, Partnership, ProcedureVersion
from workflow.parties.roles import Role
from workflow.procedures import load_shipped, publishing
from workflow.procedures.change import ProcedureChange
from workflow.procedures.document import document_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
LATER = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def stopped(clock: Any, settings: Any) -> None:
    """Monday 2 March 2026; the second factor is another room's matter."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]


@pytest.fixture
def shipped() -> ProcedureVersion:
    return load_shipped(now=MONDAY)[0]


@pytest.fixture
def author(partnership: Partnership) -> Any:
    return person(Role.CONTENT_EDITOR, partnership)


@pytest.fixture
def draft(shipped: ProcedureVersion, author: Any) -> ProcedureVersion:
    """A copy of the shipped version for all partnerships, by an editor."""
    return publishing.copy(shipped, title="The next one", effective_from=LATER, by=author, now=MONDAY)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def here(name: str, procedure: ProcedureVersion, *arguments: str) -> str:
    return reverse(f"procedure_{name}", args=[procedure.pk, *arguments])


def sent(client: Client, address: str, **changes: Any) -> Any:
    """The page's form sent back with some boxes changed; None leaves a box out."""
    page = client.get(address)
    formset = page.context.get("formset")
    # A page of entries has many forms, of which the context keeps the last.
    form = None if formset is not None else page.context.get("form")
    data: dict[str, Any] = {"seen": page.context.get("seen", "")}
    for one in [form] if form is not None else [formset.management_form, *formset.forms]:
        for box in one:
            value = box.field.prepare_value(box.value()) if hasattr(box.field, "prepare_value") else box.value()
            if value not in (None, False):
                data[box.html_name] = value
    data |= changes
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


# --- Who may --------------------------------------------------------------------------------------------------------

PAGES = {
    "versions": (),
    "version": ("draft",),
    "compare": ("draft",),
    "export": ("draft",),
    "copy": ("draft",),
    "publish": ("draft",),
    "withdraw": ("draft",),
    "delete": ("draft",),
    "basics": ("draft",),
    "add_rule": ("draft",),
    "add_task": ("draft",),
    "add_notice": ("draft",),
    "rule": ("draft", "notification"),
    "notice": ("draft", "advance-copy"),
    "list": ("draft", "recipients"),
    "settings": ("draft", "voting"),
    "import": (),
}


def address_of(name: str, draft: ProcedureVersion) -> str:
    arguments = [draft.pk if one == "draft" else one for one in PAGES[name]]
    return reverse(f"procedure_{name}", args=arguments)


def opens(client: Client, draft: ProcedureVersion) -> dict[str, int]:
    return {name: client.get(address_of(name, draft)).status_code for name in PAGES}


WRITER = {"withdraw": 403}
OFFICER = {"copy": 403, "withdraw": 403, "delete": 403, "import": 403} | dict.fromkeys(
    ("add_rule", "add_task", "add_notice"), 403
)


def test_an_editor_opens_every_page_but_those_of_who_publishes(author: Any, draft: ProcedureVersion) -> None:
    assert opens(browser(author), draft) == {**dict.fromkeys(PAGES, 200), **WRITER}


def test_an_officer_of_one_partnership_reads_and_does_not_write(
    partnership: Partnership, other_partnership: Partnership, draft: ProcedureVersion
) -> None:
    officer = browser(person(Role.OFFICER, partnership))
    assert opens(officer, draft) == {**dict.fromkeys(PAGES, 200), **OFFICER}
    for name in ("basics", "rule", "notice", "list", "settings", "complete", "publish"):
        arguments = PAGES.get(name, ("draft",))
        address = reverse(f"procedure_{name}", args=[draft.pk if one == "draft" else one for one in arguments])
        assert officer.post(address).status_code == 403, name


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PUBLISHER])
def test_others_in_the_cms_find_no_procedure(role: Role, partnership: Partnership, draft: ProcedureVersion) -> None:
    other = browser(person(role, partnership))
    assert set(opens(other, draft).values()) == {403}
    assert reverse("procedure_versions") not in text_of(other.get("/admin/"))


def test_who_is_not_in_the_cms_is_sent_away(partnership: Partnership, draft: ProcedureVersion) -> None:
    for user in (person(Role.SUBMITTER), person(Role.AUDITOR, partnership)):
        assert set(opens(browser(user), draft).values()) <= {302}


def test_the_menu_leads_to_the_versions(author: Any, draft: ProcedureVersion) -> None:
    client = browser(author)
    assert reverse("procedure_versions") in text_of(client.get("/admin/"))
    page = text_of(client.get(reverse("procedure_versions")))
    assert "The next one" in page
    assert "draft" in page
    assert "in force" in page


def test_an_editor_elsewhere_does_not_write_a_partnerships_own_version(
    partnership: Partnership, other_partnership: Partnership, draft: ProcedureVersion
) -> None:
    draft.partnership = other_partnership
    draft.save()
    stranger = browser(person(Role.CONTENT_EDITOR, partnership))
    assert stranger.post(here("basics", draft)).status_code == 403
    assert stranger.get(here("copy", draft)).status_code == 403
    own = browser(person(Role.CONTENT_EDITOR, other_partnership))
    assert own.get(here("copy", draft)).status_code == 200


# --- Writing --------------------------------------------------------------------------------------------------------


def test_a_limit_is_changed_in_plain_boxes(author: Any, draft: ProcedureVersion) -> None:
    response = sent(
        browser(author), here("rule", draft, "notification"), length="7", reminder_offsets="−3, 0", reminds=["office"]
    )
    assert response.status_code == 302
    rule = draft.rules.get(key="notification")
    assert (rule.length, rule.reminder_offsets, rule.reminds) == (7, [-3, 0], ["office"])
    change = draft.changes.first()
    assert (change.kind, change.part, change.by) == ("edited", "limit “Notify the Panel”", author)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"length": "-1"}, "greater than or equal to 0"),
        ({"length": "0", "unit": "months"}, "Write a number from 1 to 120."),
        ({"length": "9999"}, "Write a number from 0 to 260."),
        ({"length": ""}, "This field cannot be"),
        ({"reminder_offsets": "soon"}, "Write whole numbers with commas between them"),
        ({"reminder_offsets": "0, 0"}, "A day stands twice."),
        ({"reminder_offsets": "-900"}, "at most 260 working days away"),
        ({"starts_on": "full_moon"}, "Select a valid choice"),
        ({"met_by": "aware"}, "A limit is not met by what starts it."),
        ({"label": ""}, "This field cannot be blank."),
    ],
)
def test_what_is_wrong_with_a_limit_is_said_at_its_box(
    author: Any, draft: ProcedureVersion, changes: dict[str, str], said: str
) -> None:
    response = sent(browser(author), here("rule", draft, "notification"), **changes)
    assert response.status_code == 422
    assert said in text_of(response)
    (name,) = response.context["form"].errors
    assert name == next(iter(changes))
    assert draft.rules.get(key="notification").length == 5


def test_a_limit_is_added_under_a_key_of_its_own_and_removed(author: Any, draft: ProcedureVersion) -> None:
    client = browser(author)
    new = {
        "label": "Notify the Panel",
        "starts_on": "panel_answered",
        "met_by": "review_decided",
        "unit": "working_days",
        "length": "10",
        "legal_basis": "Local procedure",
        "duty": "D15",
    }
    assert sent(client, here("add_rule", draft), **new).status_code == 302
    made = draft.rules.get(label="Notify the Panel", length=10)
    assert made.key == "notify-the-panel"
    assert sent(client, here("rule", draft, made.key), remove="yes").status_code == 302
    assert not draft.rules.filter(key=made.key).exists()


@pytest.mark.duty("D39", "D42")
@pytest.mark.parametrize(("key", "duty"), [("advance-copy", "D39"), ("website", "D42")])
def test_a_limit_that_a_step_needs_is_not_removed(author: Any, draft: ProcedureVersion, key: str, duty: str) -> None:
    client = browser(author)
    page = text_of(client.get(here("rule", draft, key)))
    assert duty in page
    assert 'name="remove"' not in page
    answer = client.post(
        here("rule", draft, key), {"remove": "yes", "seen": client.get(here("rule", draft, key)).context["seen"]}
    )
    assert answer.status_code == 302
    assert draft.rules.filter(key=key).exists()


def test_a_wording_has_its_placeholders_beside_it_and_no_others(author: Any, draft: ProcedureVersion) -> None:
    client, address = browser(author), here("notice", draft, "advance-copy")
    page = text_of(client.get(address))
    assert "{reference}" in page
    assert "the reference of the case or form" in page
    assert "{coordinator_title}" in page
    refused = sent(client, address, body="About {child}")
    assert refused.status_code == 422
    assert "{child} is not known here. Use {reference}" in refused.context["form"].errors["body"][0]
    assert sent(client, address, subject="{reference}: before publication").status_code == 302
    assert draft.notice_templates.get(key="advance-copy").subject == "{reference}: before publication"


def test_a_wording_that_the_portal_sends_is_not_removed(author: Any, draft: ProcedureVersion) -> None:
    client, address = browser(author), here("notice", draft, "advance-copy")
    sent(client, address, remove="yes")
    assert draft.notice_templates.filter(key="advance-copy").exists()
    NoticeTemplate.objects.create(procedure=draft, key="nobody-sends-this", subject="x", body="y")
    assert sent(client, here("notice", draft, "nobody-sends-this"), remove="yes").status_code == 302
    assert not draft.notice_templates.filter(key="nobody-sends-this").exists()


def test_a_criterion_is_reworded_added_moved_and_removed(author: Any, draft: ProcedureVersion) -> None:
    changes = {
        "entry-0-text": "Reworded",
        "entry-1-remove": "on",
        "entry-2-place": "0",
        "entry-4-text": "A fifth criterion",
    }
    before = draft.content["local_criteria"]
    assert sent(browser(author), here("list", draft, "local_criteria"), **changes).status_code == 302
    draft.refresh_from_db()
    after = draft.content["local_criteria"]
    assert [one["key"] for one in after] == ["working_together", "improvements", "panel_concluded", "a_fifth_criterion"]
    assert [one["text"] for one in after] == [before[2]["text"], "Reworded", before[3]["text"], "A fifth criterion"]


def test_an_entry_needs_its_text(author: Any, draft: ProcedureVersion) -> None:
    refused = sent(browser(author), here("list", draft, "definition"), **{"entry-0-text": " "})
    assert refused.status_code == 422
    assert refused.context["formset"].forms[0].errors == {"text": ["Enter the text."]}


@pytest.mark.duty("D39", "D43")
def test_a_body_that_a_duty_needs_is_not_removed(author: Any, draft: ProcedureVersion) -> None:
    refused = sent(browser(author), here("list", draft, "recipients"), **{"entry-4-remove": "on"})
    assert refused.status_code == 422
    assert "No body is named for D43: sending a copy to the NSPCC’s repository." in text_of(refused)
    wrong = sent(browser(author), here("list", draft, "recipients"), **{"entry-1-duties": "D35 D38 D40 D39 D99"})
    assert "“D99” is no duty" in text_of(wrong)
    draft.refresh_from_db()
    assert len(draft.content["recipients"]) == 5


@pytest.mark.duty("D15", "D16")
def test_each_answer_of_the_panel_has_its_meaning(author: Any, draft: ProcedureVersion) -> None:
    refused = sent(browser(author), here("list", draft, "panel_responses"), **{"entry-1-means": "agrees"})
    assert "No response means “disagrees”: the partners reconsider after it." in text_of(refused)
    assert sent(browser(author), here("list", draft, "response_types"), **{"entry-2-text": "A learning event"})
    draft.refresh_from_db()
    assert draft.content["response_types"][2] == {
        "key": "learning_review",
        "text": "A learning event",
        "leads_to": "learning",
    }


@pytest.mark.duty("D12", "D13")
def test_voting_rules_are_settings_with_sense(author: Any, draft: ProcedureVersion) -> None:
    client, address = browser(author), here("settings", draft, "voting")
    for changes, said in (
        ({"majority": "4"}, "Write a number from 1 to 3."),
        ({"majority": "1"}, "Half of the seats or fewer are no majority."),
        ({"least_seats": "3", "seats": ["police", "icb"]}, "There are only 2 deciding seats."),
        ({"seats": None}, "Choose the deciding seats."),
    ):
        refused = sent(client, address, **changes)
        assert refused.status_code == 422
        assert said in text_of(refused), changes
    assert sent(client, address, rounds_before_majority="3", delegates=None).status_code == 302
    draft.refresh_from_db()
    assert (draft.content["voting"]["rounds_before_majority"], draft.content["voting"]["delegates"]) == (3, False)
    assert draft.content["voting"]["seats"] == ["local_authority", "police", "icb"]


def test_title_date_and_partnership(author: Any, partnership: Partnership, draft: ProcedureVersion) -> None:
    client, address = browser(author), here("basics", draft)
    refused = sent(client, address, effective_from="")
    assert refused.context["form"].errors == {"effective_from": ["Enter the day from which this version is in force"]}
    assert sent(client, address, title="North’s own", partnership=str(partnership.pk)).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.partnership) == ("North’s own", partnership)


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(author: Any, draft: ProcedureVersion) -> None:
    client, address = browser(author), here("rule", draft, "notification")
    seen = client.get(address).context["seen"]
    assert sent(client, address, length="6").status_code == 302
    late = sent(client, address, length="8", seen=seen)
    assert late.status_code == 422
    text = text_of(late)
    assert "Somebody else changed this part" in text
    assert re.search(r"<dt>Length</dt>\s*<dd>\s*6\s*</dd>", text), "theirs"
    assert re.search(r'name="length"[^>]*value="8"|value="8"[^>]*name="length"', text), "and one’s own"
    assert draft.rules.get(key="notification").length == 6
    assert sent(client, address, length="8", seen=late.context["seen"]).status_code == 302, "whoever saw both decides"
    assert draft.rules.get(key="notification").length == 8


def test_a_list_that_somebody_else_changed_shows_theirs(author: Any, draft: ProcedureVersion) -> None:
    client, address = browser(author), here("list", draft, "recipients")
    seen = client.get(address).context["seen"]
    assert sent(client, address, **{"entry-0-text": "The national Panel"}).status_code == 302
    late = sent(client, address, **{"entry-0-text": "Mine", "seen": seen})
    assert late.status_code == 422
    assert "The national Panel" in text_of(late)
    assert "Mine" in text_of(late)


def test_a_published_version_is_read_on_the_same_pages_and_not_written(author: Any, shipped: ProcedureVersion) -> None:
    client = browser(author)
    for name, *arguments in (["basics"], ["rule", "notification"], ["notice", "published"], ["list", "recipients"]):
        page = client.get(here(name, shipped, *arguments))
        assert page.status_code == 200
        assert ">Save<" not in text_of(page)
        assert client.post(here(name, shipped, *arguments), {"title": "x"}).status_code == 403
    assert shipped.changes.filter(kind="edited").count() == 0


def test_what_is_missing_is_named_and_added_as_shipped(author: Any, draft: ProcedureVersion) -> None:
    client = browser(author)
    draft.rules.get(key="website").delete()
    draft.notice_templates.get(key="published").delete()
    del draft.content["voting"]
    draft.save()
    page = text_of(client.get(here("version", draft)))
    assert "The limit “website” is missing" in page
    assert "The wording “published” is missing" in page
    assert "“voting” is missing" in page
    client.post(here("complete", draft))
    draft.refresh_from_db()
    assert publishing.problems_of(draft) == []


# --- Files ----------------------------------------------------------------------------------------------------------


def uploaded(value: Any) -> dict[str, Any]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return {"file": SimpleUploadedFile("procedure.json", data)}


def test_a_version_goes_out_and_comes_in_equal_as_a_draft(author: Any, shipped: ProcedureVersion) -> None:
    client = browser(author)
    exported = client.get(here("export", shipped))
    assert exported.headers["Content-Disposition"].endswith('.procedure.json"')
    assert client.post(reverse("procedure_import"), uploaded(exported.content)).status_code == 302
    made = ProcedureVersion.objects.get(published_at=None)
    assert made.key == f"{shipped.key}-2"
    assert {**document_of(made), "key": shipped.key} == document_of(shipped)
    assert ProcedureChange.objects.get(procedure=made).kind == "imported"


def test_every_fault_of_a_file_is_told_at_once_with_its_line(author: Any, shipped: ProcedureVersion) -> None:
    document = json.loads(browser(author).get(here("export", shipped)).content)
    document["rules"][0]["starts_on"] = "full_moon"
    document["rules"][1]["colour"] = "green"
    document["notices"][0]["body"] = 7
    refused = browser(author).post(reverse("procedure_import"), uploaded(json.dumps(document, indent=1).encode()))
    assert refused.status_code == 422
    page = text_of(refused)
    assert "“full_moon” is not known here" in page
    assert "“colour” is not known here" in page
    assert "must be text in" in page
    assert page.count("<li>Line ") == 3
    assert not ProcedureVersion.objects.filter(published_at=None).exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"format": 1,\n "rules": [}', "Line 2, column 12"),
        (b"[]", "This is not a procedure file"),
        (b'{"format": 2, "rules": [], "notices": []}', "“format” must be 1".replace("“", '"').replace("”", '"')),
        (b"", "The file is empty"),
    ],
)
def test_what_is_no_procedure_file_is_refused_in_words(author: Any, data: bytes, said: str) -> None:
    refused = browser(author).post(reverse("procedure_import"), uploaded(data))
    assert refused.status_code == 422
    assert said in text_of(refused)


# --- Publishing -----------------------------------------------------------------------------------------------------


def test_the_author_does_not_publish_and_another_person_does(
    author: Any, partnership: Partnership, draft: ProcedureVersion
) -> None:
    for role in (Role.OFFICER, Role.ADMINISTRATOR):
        author.memberships.create(role=role, partnership=partnership)
    assert browser(author).post(here("publish", draft)).status_code == 403
    second = browser(person(Role.OFFICER, partnership))
    page = text_of(second.get(here("publish", draft)))
    assert "1 September 2026" in page
    assert "Publish this version" in page
    assert second.post(here("publish", draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.is_published
    assert second.post(here("publish", draft)).status_code == 403


def test_a_version_for_all_needs_an_officer_of_each_partnership(
    partnership: Partnership, other_partnership: Partnership, draft: ProcedureVersion
) -> None:
    of_one = person(Role.OFFICER, partnership)
    assert browser(of_one).post(here("publish", draft)).status_code == 403
    of_one.memberships.create(role=Role.OFFICER, partnership=other_partnership)
    assert browser(of_one).post(here("publish", draft)).status_code == 302


def test_the_page_before_publishing_says_what_changes(
    author: Any, partnership: Partnership, draft: ProcedureVersion
) -> None:
    sent(browser(author), here("rule", draft, "notification"), length="7")
    page = browser(person(Role.OFFICER, partnership)).get(here("publish", draft))
    (section,) = [one for one in page.context["sections"] if one.name == "rules"]
    (change,) = section.changes
    assert (change.where, change.what, change.before, change.after) == ("Notify the Panel", "Length", "5", "7")


def test_a_date_before_cases_of_another_version_is_refused_with_their_number(
    partnership: Partnership, draft: ProcedureVersion, shipped: ProcedureVersion
) -> None:
    CaseFactory(partnership=partnership, procedure=shipped)
    draft.effective_from = date(2026, 3, 1)
    draft.save()
    officer = browser(person(Role.OFFICER, partnership))
    refused = officer.post(here("publish", draft))
    assert refused.status_code == 422
    assert "in force from 1 March 2026, but 1 case was opened under another version" in text_of(refused)
    draft.refresh_from_db()
    assert not draft.is_published


def test_a_version_that_has_not_begun_is_withdrawn_and_stays_on_record(
    partnership: Partnership, draft: ProcedureVersion
) -> None:
    second = person(Role.OFFICER, partnership)
    publishing.publish(draft, by=second, now=MONDAY)
    client = browser(second)
    assert "Withdraw" in text_of(client.get(here("version", draft)))
    assert client.post(here("withdraw", draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.withdrawn_at is not None
    assert draft.changes.first().kind == "withdrawn"


def test_a_draft_is_deleted_and_that_it_was_stays_on_record(author: Any, draft: ProcedureVersion) -> None:
    assert browser(author).post(here("delete", draft)).status_code == 302
    assert not ProcedureVersion.objects.filter(pk=draft.pk).exists()
    assert ProcedureChange.objects.filter(title="The next one", kind="deleted", by=author).exists()


def test_two_versions_are_compared_in_words(author: Any, draft: ProcedureVersion) -> None:
    client = browser(author)
    assert "Both versions say the same." not in text_of(client.get(here("compare", draft)))
    sent(client, here("list", draft, "local_criteria"), **{"entry-0-text": "Other words"})
    page = text_of(client.get(here("compare", draft)))
    assert "Other words" in page
    assert "Local criteria" in page


def test_whoever_asks_an_author_or_a_fault_keeps_a_draft_from_being_published(
    author: Any, partnership: Partnership, draft: ProcedureVersion
) -> None:
    with pytest.raises(ValidationError, match="You wrote in this draft"):
        publishing.publish(draft, by=author, now=MONDAY)
    draft.rules.get(key="website").delete()
    refused = browser(person(Role.OFFICER, partnership)).post(here("publish", draft))
    assert refused.status_code == 422
    assert "The limit “website” is missing" in text_of(refused)
    draft.refresh_from_db()
    assert not draft.is_published
