"""A form that is read in Welsh speaks it on every page of its filling in: none says a word past the message files."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse
from wagtail.models import Page

from forms import handlers, present, scanner
from forms.definition.block_values import steps_from
from forms.definition.shape import Definition
from forms.filling.pages import steps as step_pages
from forms.filling.presence import Present
from forms.models import Attachment, Draft, Submission
from forms.models.attachment import ScanState
from forms.models.form_page import FormPage
from forms.vault import DataKey
from portal.reports.pages import ReviewReportPage
from portal.start import form_pages
from tests.factories.party import AgencyFactory
from tests.forms.scene import definition, question, repeat, rule, step, when
from tests.forms.windows import sent_by
from tests.portal.conftest import person, sign_in
from tests.portal.language.speaking import mark, unmarked
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

Publish = Callable[..., ReviewReportPage]
TYPED = "Zzyzx"
# Names, what was typed, and what is the same in every language.
KNOWN = (
    TYPED,
    "Safeguarding forms portal",
    "North Partnership",
    "paper.txt",
    "plan.pdf",
    "English",
    "Cymraeg",
    "person",
    "north.example",
    "MB",
    "KB",
)
REFERENCE = re.compile("S-[0-9A-F]{4}-[0-9A-F]{4}")
PDF = b"%PDF-1.7\nplan\n%%EOF"
# Of the CMS, and of trying a form out: for editors, who write in English.
OF_EDITORS = {"preview.html", "trial_receipt.html", "parts/trial_banner.html"}
# Drawn where a case, a colleague or a question of a case stands behind the form; read by the static test.
NOT_WALKED = {"parts/asked.html", "fields/case_text.html"}


def welsh(one: Any) -> Any:
    """The same form with a Welsh text, in marks, wherever an editor can give one."""
    for each in one["steps"]:
        each["second"] = {"title": f"⟦{each['title']}⟧", "guidance": ""}
        if each["repeat"]:
            each["second"]["noun"] = f"⟦{each['repeat']['noun']}⟧"
        for asked in each["questions"]:
            asked["second"] = {"label": f"⟦{asked['label']}⟧"}
            if asked["choices"]:
                asked["second"]["choices"] = {choice["value"]: f"⟦{choice['label']}⟧" for choice in asked["choices"]}
    return {**one, "second_language": "cy", "second": {"title": "⟦Ffurflen⟧"}}


def every_kind() -> Definition:
    return definition(
        step(
            "about",
            question("who", rules={"max_length": 40, "min_length": 3}),
            question("letters", required=False, rules={"pattern": "letters"}),
            question("story", "long_text", required=False, rules={"max_length": 60}),
            question("much", "number", rules={"least": 1, "most": 9, "whole": True}),
            question("day", "date", rules={"not_future": True}, unknown=True),
            question("later", "date", required=False, rules={"not_before": "day"}),
            question("recent", "date", required=False, rules={"within_past_days": 3}),
            question("about_when", "approximate_date", required=False),
            question("clock", "time", required=False),
            question("chosen", "radios", choices=["one", "two"]),
            question("several", "checkboxes", required=False, choices=["red", "blue"]),
            question("listed", "select", required=False, choices=["north", "south"]),
            question("sure", "yes_no"),
            question("more", required=False, show_when=when(rule("sure"))),
            question("mail", "email", required=False),
            question("phone", "telephone", required=False),
            question("code", "postcode", required=False),
            question("nhs", "nhs_number", required=False),
            question("home", "address", required=False),
            question("contact", "person", required=False, parts=["role", "born", "telephone", "address"]),
            question("paper", "file", required=False, rules={"most_files": 2}),
            question("events", "chronology", required=False, rules={"most_rows": 3}),
            question("agreed", "declaration"),
            question(
                "days",
                "calculated",
                required=False,
                calculation={"what": "days_between", "first": "day", "last": "today"},
            ),
            question("told", "guidance", required=False),
        ),
        step("children", question("child_name"), repeat=repeat(most=2)),
    )


# What was wrong before is taken out.
EMPTY = dict.fromkeys(
    ["letters", "story", "clock", "mail", "phone", "code", "nhs", "home", "listed", "more", "day-unknown", "paper"]
    + ["events-paste", "events-source", "events-action", "events-comment", "contact-telephone", "contact-address"]
    + [f"{name}-{part}" for name in ("later", "recent", "about_when") for part in ("day", "month", "year")],
    "",
)
GOOD = {
    **EMPTY,
    **{"who": TYPED, "much": "3", "day-day": "2", "day-month": "3", "day-year": "2020", "chosen": "one", "sure": "no"},
    **{"agreed": "yes", "contact-name": TYPED, "contact-role": TYPED, "contact-born-year": "1990", "several": ["red"]},
    **{"events-year": "2020", "events-event": TYPED, "events-day": "", "events-month": "", "events-time": "14:05"},
}
WRONG = [
    {},
    {"who": "x" * 41, "letters": "12", "story": "x" * 61, "much": "3.5", "day-day": "31", "day-month": "2"}
    | {"day-year": "2020", "clock": "half 3", "mail": "x", "phone": "x", "code": "x", "nhs": "1", "listed": "west"},
    {
        "who": "x",
        "much": "1.234",
        "day-day": "2",
        "day-month": "Ma",
        "day-year": "20",
        "clock": "25:00",
        "chosen": "three",
    }
    | {"nhs": "9990000019", "several": ["green"], "contact-role": TYPED, "events-source": TYPED, "sure": "perhaps"},
    {
        "who": TYPED,
        "much": "12",
        "day-day": "2",
        "day-month": "3",
        "day-year": "2199",
        "clock": "2:30",
        "later-year": "2020",
    }
    | {"recent-day": "2", "recent-month": "3", "recent-year": "2001", "about_when-day": "2", "about_when-year": "1700"},
    {"who": TYPED, "much": "none", "day-day": "2/3/2020", "day-month": "x", "day-year": "x", "clock": "x"}
    | {"day-unknown": "yes", "later-day": "1", "later-month": "1", "later-year": "2001", "events-paste": "a;b"},
    {"day-day": "2", "day-month": "3", "day-year": "2020", "later-day": "1", "later-month": "1", "later-year": "2001"}
    | {"story": "a\x00b", "events-year": ["2020"] * 4, "events-event": [TYPED] * 4, "sure": "yes", "much": "0"},
]


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    mark(monkeypatch)


@pytest.fixture
def drawn() -> Iterator[set[str]]:
    """The templates of forms that were drawn."""
    found: set[str] = set()

    def note(template: Any, **_told: Any) -> None:
        if (template.name or "").startswith("forms/"):
            found.add(template.name.removeprefix("forms/"))

    template_rendered.connect(note)
    yield found
    template_rendered.disconnect(note)


def publish(page: FormPage, content: Any, **fields: Any) -> FormPage:
    page = FormPage.objects.get(pk=page.pk)
    page.steps = json.dumps(steps_from(content))
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return FormPage.objects.get(pk=page.pk)


@pytest.fixture
def form(partnership: Partnership) -> FormPage:
    told = {
        **{"title": "Form", "slug": "form", "handler": "keep_on_record", "live": False, "minutes": 5},
        **{"second_language": "cy", "second_title": "⟦Ffurflen⟧", "introduction": "<p>English</p>"},
        **{
            "second_introduction": "<p>⟦Cyflwyniad⟧</p>",
            "urgent_warning": "Call",
            "second_urgent_warning": "⟦Ffoniwch⟧",
        },
        **{"confirmation": "<p>English</p>", "second_confirmation": "<p>⟦Diolch⟧</p>"},
    }
    page = Page.objects.get(pk=partnership.home_id).add_child(instance=FormPage(**told))
    return publish(page, welsh(every_kind()))


class Walk:
    """Somebody's browser, and every English word that it was shown."""

    def __init__(self, client: Client) -> None:
        self.client, self.found = client, {}

    def look(self, response: Any, where: str) -> Any:
        if response.status_code in (301, 302):
            response = self.client.get(response.headers["Location"], follow=True)
        type_of = response.headers.get("Content-Type", "")
        if not type_of.startswith(("text/html", "application/json")):
            return response  # a file
        text = response.content.decode()
        if type_of.startswith("application/json"):
            text = "<p>".join(str(value) for name, value in response.json().items() if name in ("message", "html"))
        assert '<html lang="en-GB"' not in text or "⟦" in text, where
        if left := unmarked(REFERENCE.sub("", text), *KNOWN):
            self.found[f"{where} ({response.status_code})"] = left
        return response

    def get(self, path: str) -> Any:
        return self.look(self.client.get(path), path)

    def post(self, path: str, **typed: Any) -> Any:
        return self.look(self.client.post(path, typed), path)

    def send(self, path: str, *, own: Any = None, **typed: Any) -> Any:
        """What the page there sends, with what is typed over it."""
        own = sent_by(self.client.get(path).content.decode()) if own is None else own
        return self.look(self.client.post(path, {**own, **typed}), path)

    def ask(self, path: str, **typed: Any) -> Any:
        """As a script does."""
        return self.look(self.client.post(path, typed, headers={"Accept": "application/json"}), path)


def begun(walk: Walk, page: FormPage) -> Draft:
    walk.post(f"{page.url}start/", token=str(uuid.uuid4()), language="cy")
    return Draft.objects.order_by("-made_at", "-saved_at").first()  # type: ignore[return-value]  # it was just made


def at(draft: Draft, name: str = "about") -> str:
    return reverse("forms:step", args=[draft.pk, name])


def new_entry(draft: Draft) -> str:
    return reverse("forms:add_entry", args=[draft.pk, "children", uuid.uuid4()])


def entry(draft: Draft, number: int = 0) -> str:
    draft.refresh_from_db()
    return str(draft.working["entries"]["children"][number])


@pytest.mark.usefixtures("marked")
def test_every_page_of_an_agencys_form_is_welsh(
    form: FormPage, partnership: Partnership, drawn: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = AgencyFactory(name=TYPED)
    agency.partnerships.add(partnership)
    owner = person(Role.SUBMITTER, agency)
    walk = Walk(sign_in(Client(), owner))
    walk.get(f"{form.url}?language=cy")
    walk.get(f"{form.url}start/?language=cy")
    draft = begun(walk, form)
    walk.get(f"{form.url}?language=cy")
    tasks, check = draft.get_absolute_url(), reverse("forms:check", args=[draft.pk])
    for path in (tasks, check, at(draft), at(draft, "children"), reverse("forms:discard", args=[draft.pk])):
        walk.get(path)
    # Everything that can be wrong with an answer.
    for typed in WRONG:
        walk.send(at(draft), **typed)
        walk.get(f"{at(draft)}?problems=1")
        walk.get(check)
    # Files: taken, refused, waiting, harmful, lost, removed.
    for name, content in (
        ("plan.pdf", PDF),
        ("paper.txt", b""),
        ("paper.txt", b"\x7fELF"),
        ("plan.pdf", b"PK\x03\x04"),
    ):
        walk.send(at(draft), **{"paper-upload": SimpleUploadedFile(name, content), "forms-action": "upload"})
        walk.ask(f"{at(draft)}files/", **{"paper-upload": SimpleUploadedFile(name, content)})
    walk.ask(f"{at(draft)}files/")
    many = [SimpleUploadedFile("plan.pdf", PDF) for _each in range(2 * settings.ATTACHMENT_MAX_COUNT + 1)]
    walk.ask(f"{at(draft)}files/", **{"paper-upload": many})
    with monkeypatch.context() as patched:
        patched.setattr(scanner, "scan", lambda content: ScanState.INFECTED)
        walk.send(at(draft), **{"paper-upload": SimpleUploadedFile("plan.pdf", PDF), "forms-action": "upload"})
    file = Attachment.objects.filter(draft=draft).first()
    assert file is not None
    download = reverse("forms:attachment", args=[draft.pk, file.pk])
    for state in ScanState:
        Attachment.objects.filter(draft=draft).update(state=state)
        walk.get(at(draft))
        if state in (ScanState.QUARANTINED, ScanState.INFECTED):
            walk.get(download)
    Attachment.objects.filter(draft=draft).update(state=ScanState.NOT_SCANNED)
    walk.get(download)
    Attachment.objects.filter(pk=file.pk).update(state=ScanState.CLEAN, stored_name="nowhere")
    walk.get(download)
    for sheet in (
        ("paper.txt", b"x"),
        ("plan.xlsx", b"x"),
        ("rows.csv", b""),
        ("rows.csv", b"date,event\n2020,Zzyzx\n"),
    ):
        walk.send(at(draft), **{"events-sheet": SimpleUploadedFile(*sheet), "forms-action": "take-rows"})
    # Two windows.
    first = sent_by(walk.client.get(at(draft)).content.decode())
    walk.send(at(draft), **GOOD)
    walk.send(at(draft), own=first, who=f"{TYPED} 2")
    walk.ask(f"{at(draft)}autosave/", **{**first, "who": f"{TYPED} 3"})
    walk.send(at(draft), **{"forms-action": "later"})
    # Entries: one added, shown, changed in another window, removed; the list full; one that is gone.
    walk.get(at(draft, "children"))
    walk.get(new_entry(draft))
    walk.post(new_entry(draft))
    for _each in range(3):
        walk.post(new_entry(draft), child_name=TYPED)
    walk.get(at(draft, "children"))
    one, other = entry(draft), entry(draft, 1)
    page_of_one = reverse("forms:entry", args=[draft.pk, "children", one])
    window = sent_by(walk.client.get(page_of_one).content.decode())
    remove = reverse("forms:remove_entry", args=[draft.pk, "children", one])
    asking = sent_by(walk.get(remove).content.decode())
    walk.send(page_of_one, child_name=f"{TYPED} 4")
    walk.send(page_of_one, own=window, child_name=f"{TYPED} 5")
    walk.send(remove, own=asking)
    walk.send(remove)
    walk.send(page_of_one, own=window, child_name=f"{TYPED} 6")
    walk.get(page_of_one)
    walk.get(reverse("forms:entry", args=[draft.pk, "children", uuid.uuid4()]))
    walk.get(at(draft, "nothing"))
    walk.ask(f"{at(draft, 'nothing')}autosave/", who=TYPED)
    walk.post(at(draft, "nothing"), who=TYPED)
    assert other
    # Somebody else is there, too.
    with monkeypatch.context() as patched:
        there = {"about": [Present(TYPED, present.now())]}
        patched.setattr(step_pages.presence, "others", lambda *args, **told: there)
        walk.get(at(draft))
        walk.get(tasks)
    # New questions, with days of grace and without.
    changed = welsh(every_kind())
    changed["steps"][0]["questions"][0]["kind"] = "number"
    changed["steps"][0]["questions"][0]["rules"] = {}
    changed["steps"][0]["questions"][9]["choices"][0]["value"] = "three"
    changed["steps"].append(welsh(definition(step("fresh", question("new_one"))))["steps"][0])
    publish(form, changed, grace_days=3)
    walk.get(tasks)
    checking = sent_by(walk.get(check).content.decode())
    walk.post(reverse("forms:move", args=[draft.pk]))
    walk.get(tasks)
    walk.get(check)
    walk.send(reverse("forms:send", args=[draft.pk]), own=checking)
    publish(form, welsh(every_kind()), grace_days=0)
    walk.get(tasks)
    walk.send(at(draft), **GOOD)
    checking = sent_by(walk.get(check).content.decode())
    walk.send(at(draft), who=f"{TYPED} 7")
    walk.send(reverse("forms:send", args=[draft.pk]), own=checking)
    # Giving it up, in two windows; one that is over.
    discard = reverse("forms:discard", args=[draft.pk])
    asking = sent_by(walk.get(discard).content.decode())
    walk.send(at(draft), who=f"{TYPED} 8")
    walk.send(discard, own=asking)
    with monkeypatch.context() as patched:

        def refuse(**_told: Any) -> None:
            raise handlers.Refused("⟦Ddim nawr⟧")

        patched.setattr(handlers.get("keep_on_record"), "may_start", refuse)
        walk.post(f"{form.url}start/", token=str(uuid.uuid4()), language="cy")
    second = begun(walk, form)
    walk.send(reverse("forms:discard", args=[second.pk]))
    third = begun(walk, form)
    Draft.objects.filter(pk=third.pk).update(expires_at=present.now() - timedelta(days=1))
    walk.get(third.get_absolute_url())
    # Not to be sent yet, refused, held, sent.
    with monkeypatch.context() as patched:
        patched.setattr(handlers, "why_not_send", lambda *args: "⟦Nid eto⟧")
        patched.setattr(handlers, "together_url", lambda *args: "/")
        walk.get(check)
        walk.send(reverse("forms:send", args=[draft.pk]), own=sent_by(walk.get(check).content.decode()))
    checking = sent_by(walk.get(check).content.decode())
    sending = walk.send(reverse("forms:send", args=[draft.pk]), own=checking)
    assert walk.found == {}
    assert sending.request["PATH_INFO"].endswith("/receipt/"), re.findall(
        r'href="[^"]*problems=1[^"]*">[^<]*', sending.content.decode()
    )
    for name in ("receipt", "copy"):
        walk.get(reverse(f"forms:{name}", args=[draft.pk]))
    note = reverse("forms:add_note", args=[draft.pk])
    walk.get(note)
    walk.post(note)
    walk.post(note, **{"addition-note": "x" * 10_001, "addition-reason": TYPED})
    walk.post(note, **{"addition-note": TYPED, "addition-reason": TYPED})
    answer = reverse("forms:add_to_answer", args=[draft.pk, "about", "who"])
    window = sent_by(walk.get(answer).content.decode())
    walk.send(answer, own=window, **{"addition-reason": TYPED})
    walk.send(answer, **{"who": f"{TYPED} 9", "addition-reason": TYPED})
    walk.send(answer, own={**window, "addition-token": str(uuid.uuid4())}, **{"who": TYPED, "addition-reason": TYPED})
    walk.get(reverse("forms:copy", args=[draft.pk]))
    held = Submission.objects.get(pk=draft.pk)
    held.state, held.on_behalf, held.held_reason = "held", TYPED, "⟦Rheswm⟧"
    held.save()
    walk.get(reverse("forms:receipt", args=[draft.pk]))
    walk.get(reverse("forms:copy", args=[draft.pk]))
    key = Submission.objects.get(pk=draft.pk).data_key_id
    DataKey.objects.filter(pk=key).update(wrapped=None, destroyed_at=present.now())
    walk.get(reverse("forms:receipt", args=[draft.pk]))
    assert walk.found == {}
    everything = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html")}
    everything -= {name for name in everything if name.startswith("admin/")}
    assert everything - drawn - OF_EDITORS - NOT_WALKED - {"parts/open_to_all.html", "guest_over.html"} == set()


FOLDER = Path(settings.BASE_DIR) / "templates" / "forms"


@pytest.mark.usefixtures("marked")
def test_every_page_of_a_public_form_is_welsh(partnership: Partnership, published: Publish) -> None:
    home = Page.objects.get(pk=partnership.home_id)
    page = home.add_child(instance=FormPage(live=False, **{**form_pages.request_form(), "slug": "ask"}))
    content = welsh(form_pages.definition("ask-for-a-report"))
    for asked in content["steps"][0]["questions"]:
        asked["messages"] = {}
    told = {"second_title": "⟦Gofyn⟧", "second_introduction": "<p>⟦x⟧</p>", "second_confirmation": "<p>⟦x⟧</p>"}
    page = publish(page, content, **told, second_urgent_warning="⟦x⟧")
    walk = Walk(Client())
    walk.get("/cy/north/ask/")
    report = published(title="Report", shown="on_request")
    walk.get("/cy/north/ask/")
    walk.get(f"/cy/north/ask/?about={report.pk}")
    walk.post("/cy/north/ask/start/", about="999", language="cy")
    step_of = walk.post("/cy/north/ask/start/", about=str(report.pk), language="cy").request["PATH_INFO"]
    walk.post(step_of)
    answers = {"name": TYPED, "email": f"{TYPED}@north.example"}
    checking = sent_by(walk.send(step_of, **answers).content.decode())
    draft = step_of.split("/")[2]
    stranger = Walk(Client())
    stranger.get(step_of)
    stranger.post(step_of, **answers)
    stranger.ask(f"{step_of}autosave/", **answers)
    walk.send(f"/forms/{draft}/send/", own=checking)
    walk.get(f"/forms/{draft}/copy/")
    stranger.get(f"/forms/{draft}/receipt/")
    assert walk.found == {}
    assert stranger.found == {}


def test_a_page_that_speaks_past_the_message_file_is_found(form: FormPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above finds what there is to find."""
    mark(monkeypatch)
    assert unmarked("<p>⟦Cadw⟧ Save</p>") == ["Save"]
    assert unmarked('<p lang="en-GB">Save</p><main aria-label="Back">⟦a ⟦b⟧ c⟧</main>') == ["Back"]
    monkeypatch.setattr(step_pages, "SEE_BOTH", "Select both.")
    assert unmarked("<header>Site</header><p>Select both.</p>") == ["Select both."]
