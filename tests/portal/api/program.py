"""A program that asks the API as one does over the network: JSON, a token, and no cookies."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from forms import present
from forms.definition.block_values import steps_from
from forms.definition.shape import Definition
from forms.models.form_page import FormPage
from forms.versions import publishing
from portal.api.programs import making
from portal.api.programs.scopes import offered
from portal.api.programs.token import ApiToken
from tests.factories.submission import MONDAY
from workflow.models import Partnership
from workflow.parties.roles import Actor

V1 = "/api/v1"
PLAIN = "keep_on_record"


class Program:
    """`Program(user)` acts for this person with every scope that their role may give."""

    def __init__(self, user: Any = None, *, scopes: Iterable[str] | None = None, days: int = 30) -> None:
        self.client = Client(raise_request_exception=False)
        self.token: ApiToken | None = None
        self.secret = ""
        if user is not None:
            by = Actor.of(type(user).objects.get(pk=user.pk))
            membership = making.memberships(by)[0]
            chosen = list(scopes) if scopes is not None else list(offered(membership.role))
            self.token, self.secret = making.make(
                membership, name="Our system", scopes=chosen, days=days, by=by, now=present.now()
            )

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response; `headers` as `Idempotency_Key="x"`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            sent.setdefault("Authorization", f"Bearer {self.secret}")
        address = path if path.startswith("/api/") else V1 + path
        if body is None:
            return self.client.generic(method, address, headers=sent)
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(method, address, text, content_type="application/json", headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.ask("DELETE", path, **headers)

    def upload(self, path: str, name: str, content: bytes, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        file = SimpleUploadedFile(name, content)
        return self.client.post(V1 + path, {"file": file}, headers={"Authorization": f"Bearer {self.secret}", **sent})


def said(response: Any, status: int) -> Any:
    """The body of an answer that must have this status. An error is a problem of the API."""
    assert response.status_code == status, (response.status_code, response.content[:1500])
    if status == 204:
        return None
    told = json.loads(response.content)
    if status >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert told["status"] == status
        assert {"type", "title", "detail"} <= told.keys()
    return told


def question(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "name": name,
        "kind": kind,
        "label": f"Your {name}",
        "hint": "",
        "guidance": "",
        "required": True,
        "meaning": "",
        "choices": [],
        "rules": {},
        "messages": {},
        "show_when": None,
        **more,
    }


def step(name: str, *asked: dict[str, Any], repeat: Any = None, show_when: Any = None) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "name": name,
        "title": name.title(),
        "guidance": "",
        "meaning": "",
        "repeat": repeat,
        "show_when": show_when,
        "questions": list(asked),
    }


def when(name: str, value: str) -> dict[str, Any]:
    return {"match": "all", "rules": [{"question": name, "is": "equals", "value": value}]}


HOSTILE_NAME = "Jordan Example"
MANY_KINDS: Any = {
    "format": 1,
    "title": "Tell us",
    "second_language": "cy",
    "second": {"title": "Dywedwch wrthym"},
    "steps": [
        step(
            "about",
            question("who", rules={"max_length": 20}, second={"label": "Eich enw"}),
            question("harmed", "yes_no"),
            question("harm", "long_text", show_when=when("harmed", "yes")),
            question(
                "ways",
                "checkboxes",
                choices=[{"value": "a", "label": "A"}, {"value": "o", "label": "O", "other": True}],
            ),
            question("day", "date"),
            question("many", "number", rules={"whole": True, "least": 1, "most": 9}),
        ),
        step(
            "children",
            question("child"),
            question("born", "approximate_date", required=False),
            repeat={"noun": "child", "least": 1, "most": 3, "summary": "child"},
        ),
        step("papers", question("paper", "file", required=False), question("agreed", "declaration")),
        step("more", question("extra"), show_when=when("harmed", "yes")),
    ],
}
FILLED: dict[str, Any] = {
    "who": "Sam Person",
    "harmed": "no",
    "ways": ["o"],
    "ways:other": "Another way",
    "day": "2026-02-01",
    "many": 2,
    "children": [{"child": HOSTILE_NAME, "born": "2019"}, {"child": "Robin"}],
    "agreed": True,
}


def published(
    partnership: Partnership, content: Definition = MANY_KINDS, *, slug: str = "tell-us", handler: str = PLAIN
) -> FormPage:
    """A form with these questions on the site of the partnership."""
    assert partnership.home is not None
    page = FormPage(
        title=content["title"],
        slug=slug,
        handler=handler,
        steps=json.dumps(steps_from(content)),
        second_language=content.get("second_language", ""),
        second_title=content.get("second", {}).get("title", ""),
        first_published_at=MONDAY,
        last_published_at=MONDAY,
    )
    Page.objects.get(pk=partnership.home.pk).add_child(instance=page)
    publishing.freeze(page, by=None, now=present.now())
    return FormPage.objects.get(pk=page.pk)


def hide(**restriction: Any) -> None:
    """As an earlier release let an editor hide a page of reports: the model refuses it by now."""
    PageViewRestriction.objects.bulk_create([PageViewRestriction(**restriction)])
