"""Asking for a report becomes a form like any other: each request page turns into one, where it stands.

Its address, its place in the tree, its history and its unpublished changes stay; its fixed questions become those that
the desk knows by their meanings, its own ones follow them. Requests that came before keep what they hold.
"""

import hashlib
import json
import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone
from django.utils.html import escape, linebreaks

WELSH = {
    "Ask for a report": "Gofyn am adroddiad",
    "Your request": "Eich cais",
    "Your name": "Eich enw",
    "Enter your name": "Rhowch eich enw",
    "Your e-mail address": "Eich cyfeiriad e-bost",
    "Enter your e-mail address": "Rhowch eich cyfeiriad e-bost",
    "The answer is sent to it.": "Anfonir yr ateb i’r cyfeiriad hwn.",
    "Where do you work, or for whom do you ask?": "Ble rydych yn gweithio, neu ar ran pwy yr ydych yn gofyn?",
    "What would you like to use the report for?": "Ar gyfer beth yr hoffech ddefnyddio’r adroddiad?",
    "Do not write anything about a child or a family.": "Peidiwch ag ysgrifennu dim am blentyn na theulu.",
    "Reports stay on this site for a year. After that the support office sends them to those who ask.": (
        "Mae adroddiadau’n aros ar y wefan hon am flwyddyn. Ar ôl hynny mae’r swyddfa gymorth yn eu hanfon at y rhai "
        "sy’n gofyn."
    ),
    "The support office answers by e-mail, usually within five working days.": (
        "Bydd y swyddfa gymorth yn ateb drwy e-bost, fel arfer o fewn pum diwrnod gwaith."
    ),
}
MEANT = {
    "Where do you work, or for whom do you ask?": "report_request.organisation",
    "What would you like to use the report for?": "report_request.purpose",
}
KINDS = {"line": ("text", 250), "text": ("long_text", 4000), "choice": ("radios", None)}
OLD_FIELDS = ("lead", "questions", "button", "thanks")


def asked_by(page: Any, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions of the form as its definition has them."""
    said = {"required": "Enter your name"}
    found = [question(page, "name", "text", "Your name", "", 250, "report_request.name", said)]
    said = {"required": "Enter your e-mail address"}
    hint = "The answer is sent to it."
    found.append(question(page, "email", "email", "Your e-mail address", hint, None, "report_request.email", said))
    for number, block in enumerate(questions, 1):
        kind, longest = KINDS[block["type"]]
        value = block["value"]
        label = value["label"].strip()
        made = question(
            page,
            f"question_{number}",
            kind,
            label,
            (value.get("hint") or "").strip(),
            longest,
            MEANT.get(label, ""),
            {},
        )
        made["required"] = bool(value.get("required"))
        texts = [one["value"] if isinstance(one, dict) else one for one in value.get("choices") or []]
        made["choices"] = [{"label": text, "value": text} for text in dict.fromkeys(text.strip() for text in texts)]
        found.append(made)
    return found


def question(
    page: Any, name: str, kind: str, label: str, hint: str, longest: int | None, meaning: str, said: dict[str, str]
) -> dict[str, Any]:
    second = {key: WELSH[text] for key, text in (("label", label), ("hint", hint)) if text in WELSH}
    messages = {rule: WELSH[text] for rule, text in said.items() if text in WELSH}
    if messages:
        second["messages"] = messages
    return {
        "id": identifier(page, name),
        "name": name,
        "kind": kind,
        "label": label,
        "hint": hint,
        "guidance": "",
        "required": True,
        "meaning": meaning,
        "choices": [],
        "rules": {} if longest is None else {"max_length": longest},
        "messages": said,
        "show_when": None,
        **({"second": second} if second else {}),
    }


def identifier(page: Any, name: str) -> str:
    """Of a block: always the same for its page and name, so that a draft and what is live are the same question."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"safeguarding-form:request:{page}:{name}"))


def definition_of(page: Any, title: str, questions: list[dict[str, Any]]) -> dict[str, Any]:
    step = {
        "id": identifier(page, "request"),
        "name": "request",
        "title": "Your request",
        "guidance": "",
        "show_when": None,
        "second": {"title": WELSH["Your request"]},
        "meaning": "",
        "repeat": None,
        "questions": asked_by(page, questions),
    }
    second = {"second": {"title": WELSH[title]}} if title in WELSH else {}
    return {"format": 1, "title": title, "steps": [step], "second_language": "cy", **second}


def blocks_of(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """The same as the editor's blocks hold it."""
    [step] = definition["steps"]
    value = {
        "title": step["title"],
        "name": step["name"],
        "guidance": "",
        "second": dict(step["second"]),
        "show_when": {"match": "all", "rules": [], "groups": []},
        "questions": [block_of(one) for one in step["questions"]],
        "meaning": "",
        "repeat": {"noun": "", "least": None, "most": None, "summary": ""},
    }
    return [{"type": "step", "id": step["id"], "value": value}]


def block_of(one: dict[str, Any]) -> dict[str, Any]:
    second = one.get("second", {})
    value: dict[str, Any] = {
        "label": one["label"],
        "hint": one["hint"],
        "required": one["required"],
        "guidance": "",
        "settings": {"name": one["name"], "meaning": one["meaning"], "prefill": ""},
        "show_when": {"match": "all", "rules": [], "groups": []},
        "messages": [{"rule": rule, "text": text} for rule, text in one["messages"].items()],
        "second": {
            **{key: text for key, text in second.items() if key != "messages"},
            "messages": [{"rule": rule, "text": text} for rule, text in second.get("messages", {}).items()],
        },
    }
    if one["choices"]:
        value["choices"] = [{**each, "second": ""} for each in one["choices"]]
    if one["rules"]:
        value["rules"] = dict(one["rules"])
    return {"type": one["kind"], "id": one["id"], "value": value}


def fields_of(page: Any, title: str, told: dict[str, Any]) -> dict[str, Any]:
    """What a form page has and a request page had not. `told`: its lead, its questions, what it said afterwards."""
    blocks = blocks_of(definition_of(page, title, told["questions"]))
    return {
        "introduction": as_html(told["lead"]),
        "minutes": None,
        "urgent_warning": "",
        "handler": "ask_for_report",
        "grace_days": 0,
        "confirmation": as_html(told["thanks"]),
        "tell_addresses": "",
        "tell_roles": [],
        "second_language": "cy",
        "second_title": WELSH.get(title, ""),
        "second_introduction": as_html(WELSH.get(told["lead"], "")),
        "second_urgent_warning": "",
        "second_confirmation": as_html(WELSH.get(told["thanks"], "")),
        "steps": json.dumps(blocks),
    }


def as_html(text: str) -> str:
    return linebreaks(escape(text.strip())) if text.strip() else ""


def make_forms(apps: Any, schema_editor: Any) -> None:
    old, new = apps.get_model("portal", "ReportRequestPage"), apps.get_model("forms", "FormPage")
    types, pages = apps.get_model("contenttypes", "ContentType"), apps.get_model("wagtailcore", "Page")
    found = list(old.objects.all())
    if found:
        # Wagtail's mixin of forms asks for it where one is made; the model of a migration has none.
        new.landing_page_template = ""
        was = types.objects.get(app_label="portal", model="reportrequestpage")
        becomes, _made = types.objects.get_or_create(app_label="forms", model="formpage")
        for page in found:
            told = {"lead": page.lead, "questions": list(page.questions.raw_data), "thanks": page.thanks}
            fields = fields_of(page.pk, page.title, told)
            inherited = {field.attname: getattr(page, field.attname) for field in pages._meta.concrete_fields}
            # The row of the form beside the page's, which stays.
            form = new(page_ptr_id=page.pk, **{**inherited, **fields})
            form.save_base(raw=True)
            pages.objects.filter(pk=page.pk).update(content_type=becomes)
            rewrite_history(apps, page.pk, was, becomes)
            if page.live:
                release(apps, page.pk, definition_of(page.pk, page.title, told["questions"]))
    if schema_editor.connection.vendor == "postgresql":
        # What waits to be checked at the end would keep the table of the old pages from being dropped.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def rewrite_history(apps: Any, page: int, was: Any, becomes: Any) -> None:
    """Every revision as if the page had always been a form; what else names the page by its kind, follows."""
    for revision in apps.get_model("wagtailcore", "Revision").objects.filter(content_type=was, object_id=str(page)):
        content = dict(revision.content)
        old = {name: content.pop(name, "") for name in OLD_FIELDS}
        questions = json.loads(old["questions"] or "[]") if isinstance(old["questions"], str) else old["questions"]
        told = {"lead": old["lead"] or "", "questions": questions, "thanks": old["thanks"] or ""}
        content |= {**fields_of(page, content.get("title", ""), told), "content_type": becomes.pk}
        revision.content, revision.content_type = content, becomes
        revision.save(update_fields=["content", "content_type"])
    for app, name, field in (
        ("wagtailcore", "WorkflowState", "object_id"),
        ("wagtailcore", "PageLogEntry", "page_id"),
        ("wagtailsearch", "IndexEntry", "object_id"),
    ):
        rows = apps.get_model(app, name).objects.filter(**{"content_type": was, field: str(page)})
        rows.update(content_type=becomes)


def release(apps: Any, page: int, definition: dict[str, Any]) -> None:
    """The questions that are asked from now on, as publishing freezes them (forms.definition.shape.canonical)."""
    written = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    now = timezone.now()
    version = apps.get_model("forms", "FormVersion").objects.create(
        page_id=page, number=1, digest=hashlib.sha256(written).hexdigest(), definition=definition, made_at=now
    )
    apps.get_model("forms", "FormRelease").objects.create(page_id=page, version=version, since=now, by=None)

FEW = "Requests for reports and the pages that ask for them are a few dozen rows: the locks last milliseconds."
LOCKS_BECAUSE = {
    "disallowed-unique-constraint": FEW,
    "adding-foreign-key-constraint": FEW,
    "data-with-tables": f"{FEW} The pages are turned and their old table goes together, so that none has two kinds.",
    "ban-drop-table": "The old program reads it for one page alone, which is turned into a form by the same migration.",
}


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("forms", "0007_sent_forms_found_fast"),
        ("portal", "0006_public_files"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportrequest",
            name="submission",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report_request",
                to="forms.submission",
            ),
        ),
        migrations.AlterField(
            model_name="reportrequest",
            name="sealed_asked",
            field=models.TextField(blank=True),
        ),
        migrations.RunPython(make_forms, migrations.RunPython.noop),
        migrations.DeleteModel(name="ReportRequestPage"),
    ]
