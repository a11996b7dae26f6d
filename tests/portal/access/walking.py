"""Every address of the portal, read from the URL table, and how one is filled in for a side of the scene."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.urls import URLPattern, get_resolver

from tests.portal.access.scene import Side

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
MODEL = re.compile(r"admin/snippets/(?:choose/)?(\w+)/(\w+)/")
PAGE_PARAMETERS = {"page_id", "parent_page_id", "parent_id", "page_to_move_id", "page_pk", "destination_id"}
# Written as a regular expression: what to ask instead.
EXAMPLES = {
    r"admin/(?:users|groups|api-tokens|bulk/(?:people|auth))(?:/|$)": "admin/users/",
    r"admin/pages/(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\."
    r"(?P<revision_id_b>live|latest|\d+)/": ("admin/pages/<report_page>/revisions/compare/earliest...latest/"),
    "admin/.*/": "admin/nothing-of-the-kind/",
    r"documents/(\d+)/(.*)": "documents/1/nothing.pdf",
    r"accounts/confirm-email/(?P<key>[-:\w]+)/": "accounts/confirm-email/x/",
    r"accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/": "accounts/password/reset/key/1-x/",
    r"((?:[\w\-]+/)*)": "<slug>/reports/",
}
# What a parameter of the CMS means where no side has a record for it.
ANY: dict[str, Any] = {
    "app_label": "wagtailcore",
    "model_name": "page",
    "app_name": "portal",
    "content_type_app_name": "portal",
    "content_type_model_name": "contentpage",
    "action": "delete",
    "action_name": "publish",
    "filter_spec": "max-100x100",
    "what": "draft",
    "object_id": "1",
    "token": "x-y",
    "uidb64": "MQ",
    "secret": "nobody",
    "key": "rapid_review_due",
    "name": "local_criteria",
}


# What a parameter means below an address, where it means something else elsewhere; a name of Side.values or the text.
SPECIAL = {
    "admin/guide/images/<slug:name>.png": {"name": "steps"},
    "admin/guide/<slug:name>.md": {"name": "editor-guide"},
    "forms/<uuid:submission_id>/copy/add/": {"step": "step", "question": "question"},
    "forms/<uuid:draft_id>/step/<slug:name>/add/": {"name": "repeated"},
    "forms/<uuid:draft_id>/step/<slug:name>/<uuid:entry>/": {"name": "repeated", "attachment_id": "entry"},
    "forms/<uuid:draft_id>/step/<slug:name>/": {"name": "step", "attachment_id": "entry"},
    "desk/<reference:reference>/meetings/<uuid:meeting_id>/<step:name>/": {"name": "cancel_meeting"},
    "desk/<reference:reference>/notes/<uuid:note_id>/": {"note_id": "case_note", "name": "strike_note"},
    "desk/<reference:reference>/tasks/<uuid:task_id>/": {"task_id": "case_task", "name": "finish_task"},
    "desk/<reference:reference>/documents/<uuid:document_id>/": {
        "document_id": "case_document",
        "name": "change_document",
    },
    "desk/<reference:reference>/identification/": {"record_id": "publication"},
    "desk/forms/<int:page_id>/": {"page_id": "form"},
    "desk/<reference:reference>/<machine:kind>/": {"kind": "agency_return", "record_id": "returned", "name": "remind"},
    "my/<reference:reference>/<machine:kind>/": {
        **{"kind": "agency_return", "record_id": "returned", "name": "mark_not_involved"}
    },
    "my/<reference:reference>/returns/": {"record_id": "returned"},
    "my/copy-sheet/": {"draft_id": "notified"},
    "api/v1/forms/": {"form_id": "form"},
    "api/v1/reports/": {"report_id": "report_page"},
    "library/<int:library_id>/": {"library_id": "library"},
    "desk/report-requests/": {"request_id": "report_request"},
    "admin/form-import/below/": {"parent_id": "home"},
    "admin/collections/": {"pk": "collection", "collection_id": "collection"},
    "admin/sites/": {"pk": "site"},
    "admin/form-": {"page_id": "form"},
    "admin/forms/": {"page_id": "form"},
}


def routes() -> list[str]:
    """Every pattern of the URL table, once, without the anchors of regular expressions."""
    found = dict.fromkeys(each.replace("^", "").removesuffix("$") for each in _walk(get_resolver(), ""))
    return list(found)


def _walk(resolver: Any, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern
        else:
            yield from _walk(entry, pattern)


def filled_in(route: str, side: Side) -> str:
    """The address of the route about this side's case, people and pages."""

    special = next((more for start, more in SPECIAL.items() if route.startswith(start)), {})

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in special:
            return str(side.values.get(special[name], special[name]))
        if snippet := MODEL.match(route):
            return _snippet(*snippet.groups(), side)
        if route.startswith("admin/") and name in PAGE_PARAMETERS:
            return str(side.values["report_page" if name in ("page_id", "page_to_move_id") else "home"])
        if route.startswith(("admin/api/main/pages/", "api/v2/pages/")):
            return str(side.values["report_page"])
        return str(side.values.get(name, ANY.get(name, 1)))

    return "/" + PARAMETER.sub(value, EXAMPLES.get(route, route))


def _snippet(app: str, model: str, side: Side) -> str:
    """The row of this side where a side has one, else any."""
    about = {"partnership": side.place.partnership, "agency": side.place.hospital}
    found = apps.get_model(app, model)._default_manager.all()
    if any(field.name == "partnership" for field in found.model._meta.fields):
        found = found.filter(partnership=side.place.partnership)
    return str((about.get(model) or found.get()).pk)
