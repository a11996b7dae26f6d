"""The pages on which a draft is written: one part each. A published version is read on the same pages."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from forms import present
from portal.cms.procedure import access
from portal.cms.procedure.access import PAGES
from portal.cms.procedure.entries import formset_for, free_key, typed_entries
from portal.cms.procedure.fields import RowForm, put_errors, value_box
from portal.cms.procedure.version_forms import HeadForm
from workflow.calendar import Unit
from workflow.parties.party import agency_kinds
from workflow.procedures import needed
from workflow.procedures.addressees import addressees
from workflow.procedures.change import ProcedureChange
from workflow.procedures.document import columns
from workflow.procedures.editions import edition
from workflow.procedures.faults import notice_faults, notice_keys, rule_faults, settings_faults
from workflow.procedures.occasions import Occasion
from workflow.procedures.parts import TITLES, Group, Setting, group_of, in_words, list_of
from workflow.procedures.placeholders import LETTER_PLACEHOLDERS
from workflow.procedures.version import PLACEHOLDERS, DeadlineRule, NoticeTemplate, ProcedureVersion
from workflow.procedures.wording import PLACEHOLDER_WORDS

MEANWHILE = (
    "Somebody else changed this part while you were writing. Nothing was saved, and what you typed is still below. "
    "Look at what stands there now, then save again to put yours in its place."
)
SAVED = "Saved in the draft."
FILLED_IN = re.compile(r"\{[^}]*\}")
# What the page for a new limit is called, and what stands in its boxes.
NEW_RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "": ("Add a limit", {}),
    "task": (
        "Add a task on a day",
        {"starts_on": Occasion.REFERRED, "met_by": Occasion.TICKED, "unit": Unit.WORKING_DAYS},
    ),
}


def seen_mark(value: Any) -> str:
    """Stands for what a person saw of a part when they began to write."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:24]


def _in_rows(part: Any) -> list[tuple[str, str]]:
    """What stands in a part now, to be read beside what somebody typed: a name and its text."""
    if isinstance(part, dict):
        return [(in_words(str(name)), _said(value)) for name, value in part.items() if value not in (None, "", [], {})]
    entries = part if isinstance(part, list) else [part]
    return [(f"Entry {place}", _said(entry)) for place, entry in enumerate(entries, start=1)]


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return str(
            value.get("text") or "; ".join(f"{in_words(str(name))}: {_said(one)}" for name, one in value.items())
        )
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else str(value)


def _begin(request: HttpRequest, procedure: ProcedureVersion, part: Any) -> dict[str, Any]:
    """What every page needs. Raises PermissionDenied where somebody writes who may not."""
    why_not = access.why_not_write(request.user, procedure)
    if request.method == "POST":
        access.require(why_not)
    meanwhile = request.method == "POST" and request.POST.get("seen") != seen_mark(part)
    return {
        "procedure": procedure,
        "may_write": not why_not,
        "why_not": why_not,
        # Whoever was shown what stands there now may save over it.
        "seen": seen_mark(part),
        "meanwhile": MEANWHILE if meanwhile else "",
        "theirs": _in_rows(part) if meanwhile else [],
    }


def _disable(form: forms.BaseForm, frame: dict[str, Any]) -> None:
    if not frame["may_write"]:
        for one in form.fields.values():
            one.disabled = True


def _done(request: HttpRequest, procedure: ProcedureVersion, part: str, text: str = SAVED) -> HttpResponse:
    kind = ProcedureChange.Kind.EDITED
    ProcedureChange.note(procedure, kind, by=request.user, now=present.now(), part=part)
    messages.success(request, text)
    return redirect("procedure_version", procedure.pk)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    refused = request.method == "POST"
    return render(request, f"{PAGES}/{template}.html", context, status=422 if refused else 200)


@access.page
@transaction.atomic
def basics(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """Title, guidance, date, and for whom."""
    names = ("title", "source", "effective_from", "partnership_id")
    frame = _begin(request, procedure, {name.removesuffix("_id"): getattr(procedure, name) for name in names})
    form = HeadForm(request.POST or None, instance=procedure, user=request.user)
    _disable(form, frame)
    if request.method == "POST" and not frame["meanwhile"] and form.is_valid():
        form.save()
        return _done(request, procedure, "title and dates")
    return _page(request, "form", {**frame, "form": form, "title": "Title and dates"})


# --- Limits and wordings ------------------------------------------------------------------------------------------


@access.page
@transaction.atomic
def rule(request: HttpRequest, procedure: ProcedureVersion, key: str, begins: str = "") -> HttpResponse:
    """One limit, or a new one; `begins`: what a new one begins as."""
    part = get_object_or_404(DeadlineRule, procedure=procedure, key=key) if key else None
    name = part.label if part else ""
    why_not_remove = needed.why_rule(key)
    added, initial = NEW_RULES[begins]
    more = {"title": name or added, "needed_note": why_not_remove, "initial": initial}
    return _row_page(request, procedure, DeadlineRule, part, "limit", name, rule_faults, why_not_remove, more)


@access.page
@transaction.atomic
def notice(request: HttpRequest, procedure: ProcedureVersion, key: str) -> HttpResponse:
    """The wording of one notice, beside what it may be filled in with; or a new one."""
    part = get_object_or_404(NoticeTemplate, procedure=procedure, key=key) if key else None
    placeholders = [(f"{{{name}}}", PLACEHOLDER_WORDS[name]) for name in PLACEHOLDERS]
    in_letters = [(f"{{{one.key}}}", one.label) for one in LETTER_PLACEHOLDERS.values()]
    title = in_words(key) if key else "Add a notice"
    more = {
        "title": title,
        "placeholders": placeholders,
        "in_letters": in_letters,
        "offered": _offered(procedure, part),
    }
    why_not_remove = needed.why_notice(key, notice_keys(edition()))
    faults = partial(notice_faults, content=procedure.content)
    return _row_page(request, procedure, NoticeTemplate, part, "wording", key, faults, why_not_remove, more)


def _offered(procedure: ProcedureVersion, part: NoticeTemplate | None) -> dict[str, list[tuple[str, str]]]:
    """Who may get a notice: also those who were chosen and are no longer known, so that nobody goes unseen."""
    known = addressees(procedure.content, agency_kinds())
    gone = set(part.recipients) - {key for key, _ in known} if part else set()
    return {"recipients": [*known, *((key, f"{key} (not known any more)") for key in sorted(gone))]}


def _row_page(
    request: HttpRequest,
    procedure: ProcedureVersion,
    model: type[DeadlineRule] | type[NoticeTemplate],
    part: DeadlineRule | NoticeTemplate | None,
    noun: str,
    name: str,
    faults: Callable[[dict[str, Any]], dict[str, str]],
    why_not_remove: str,
    more: dict[str, Any],
) -> HttpResponse:
    """A limit or a wording, called `name`: shown, written or removed. Without a part, a new one."""
    row = {column: getattr(part, column) for column in columns(model)} if part else {}
    frame = _begin(request, procedure, row)
    if part is None:
        access.require(frame["why_not"])
    writes = request.method == "POST" and not frame["meanwhile"]
    if writes and part and "remove" in request.POST:
        if why_not_remove:
            messages.error(request, why_not_remove)
            return redirect(request.path)
        part.delete()
        return _done(request, procedure, f"removed the {noun} “{name}”", f"The {noun} was removed from the draft.")
    initial, offered = row or more.pop("initial", {}), more.pop("offered", None)
    form = RowForm(model, request.POST or None, initial=initial, offered=offered)
    _disable(form, frame)
    if writes and form.is_valid():
        typed = form.row(part.key if part else _free_key(procedure, form.cleaned_data))
        put_errors(form, faults(typed))
        if form.is_valid():
            model(pk=part.pk if part else None, procedure=procedure, **typed).save()
            return _done(request, procedure, f"{noun} “{typed.get('label', name or typed['key'])}”")
    may_remove = part is not None and frame["may_write"]
    return _page(
        request, "form", {**frame, **more, "form": form, "may_remove": may_remove, "why_not_remove": why_not_remove}
    )


def _free_key(procedure: ProcedureVersion, typed: dict[str, Any]) -> str:
    """Of a new limit by its name, of a new notice by its subject without what is filled in there."""
    if "label" in typed:
        return free_key(typed["label"], set(procedure.rules.values_list("key", flat=True)), "limit", longest=40)
    taken = set(procedure.notice_templates.values_list("key", flat=True))
    return free_key(FILLED_IN.sub("", typed["subject"]), taken, "notice", longest=60)


# --- Lists and settings -------------------------------------------------------------------------------------------


@access.page
@transaction.atomic
def entries(request: HttpRequest, procedure: ProcedureVersion, name: str) -> HttpResponse:
    """One list: its entries with their order; entries are added and removed here too."""
    before = procedure.content.get(name)
    if not isinstance(before, list):
        raise Http404("There is no such list in this version.")
    frame = _begin(request, procedure, before)
    formset = formset_for(name, before, request.POST if request.method == "POST" else None)
    formset.general = []
    if request.method == "POST" and not frame["meanwhile"] and formset.is_valid():
        typed = typed_entries(name, before, formset)
        if not formset.general and not any(form.errors for form in formset.forms):
            procedure.content = {**procedure.content, name: typed}
            procedure.save()
            saved = _done(request, procedure, list_of(name).title)
            return redirect("procedure_list", procedure.pk, name) if "more" in request.POST else saved
    if not frame["may_write"]:
        del formset.forms[len(before) :]
        for form in formset.forms:
            _disable(form, frame)
    return _page(request, "entries", {**frame, "formset": formset, "part": list_of(name), "entries": before})


@access.page
@transaction.atomic
def settings(request: HttpRequest, procedure: ProcedureVersion, name: str) -> HttpResponse:
    """One group of settings: the voting rules, the titles, and what other groups there are."""
    before = procedure.content.get(name, {} if name == TITLES.name else None)
    if not isinstance(before, dict):
        raise Http404("There are no such settings in this version.")
    group = group_of(name)
    frame = _begin(request, procedure, before)
    form = _settings_form(group, procedure, request.POST if request.method == "POST" else None)
    _disable(form, frame)
    if request.method == "POST" and not frame["meanwhile"] and form.is_valid():
        typed = {**before, **_typed_settings(before, form.cleaned_data)}
        put_errors(form, dict(settings_faults(name, typed, procedure.content)))
        if form.is_valid():
            procedure.content = {**procedure.content, name: typed}
            procedure.save()
            return _done(request, procedure, group.title)
    return _page(request, "form", {**frame, "form": form, "title": group.title, "help": group.help})


def _settings_form(group: Group, procedure: ProcedureVersion, data: Any) -> forms.Form:
    before = procedure.content.get(group.name, {})
    known = {setting.name: setting for setting in group.settings}
    as_shipped = edition()["content"].get(group.name, {})
    form = forms.Form(data, initial=before)
    for name in dict.fromkeys([*known, *before]):
        # What is empty now shows by the shipped value what it holds.
        example = before.get(name) if before.get(name) not in (None, "", []) else as_shipped.get(name, "")
        setting = known.get(name, Setting(name, in_words(name)))
        if setting.chosen_from:
            entries = procedure.content.get(setting.chosen_from, [])
            setting = replace(setting, choices=tuple((entry["key"], entry["text"]) for entry in entries))
        form.fields[name] = value_box(example, setting.choices, setting.label, setting.help)
    return form


def _typed_settings(before: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    # A value that was never set and is left empty stays unset.
    return {name: value for name, value in typed.items() if name in before or value not in (None, "", [])}
