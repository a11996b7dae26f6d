"""A page of a step as a browser window has it: what stands in its form is sent with every save, hidden boxes too."""

import re
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

JSON = {"Accept": "application/json"}


class Window:
    """Opened once; saved from as often as the test likes, with what was read when it was opened."""

    def __init__(self, browser: Client, url: str) -> None:
        self.browser = browser
        answer = browser.get(url, follow=True)
        assert answer.status_code == 200, url
        self.url = answer.request["PATH_INFO"]
        self.page = answer.content.decode()
        self.own = sent_by(self.page)

    def save(self, **typed: Any) -> Any:
        """Press Save and continue."""
        return self.browser.post(self.url, {**self.own, **typed})

    def autosave(self, **typed: Any) -> Any:
        return self.browser.post(self._address("autosave"), {**self.own, **typed}, headers=JSON)

    def upload(self, *files: tuple[str, bytes]) -> Any:
        """Add files to the question “paper”, as the script does."""
        sent = {"forms-basis": self.own["forms-basis"], "paper-upload": [SimpleUploadedFile(*file) for file in files]}
        return self.browser.post(self._address("files"), sent, headers=JSON)

    def _address(self, name: str) -> str:
        found = re.search(rf'data-{name}="([^"]+)"', self.page)
        assert found is not None
        return found[1]


def sent_by(page: str) -> dict[str, Any]:
    """What the forms of this page would send: every box with a name, by name."""
    reader = _Boxes()
    reader.feed(page)
    return {name: values if len(values) > 1 else values[0] for name, values in reader.found.items()}


class _Boxes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.area = self.select = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type", "text")
        if tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self._note(self.select, given.get("value"))
        elif tag == "input" and name and kind != "file" and (kind not in ("radio", "checkbox") or "checked" in given):
            self._note(name, given.get("value"))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser leaves out the line break that follows the tag.
            self._note(self.area, self.text.removeprefix("\n"))
        elif tag == "select":
            self.select = ""

    def _note(self, name: str, value: str | None) -> None:
        self.found.setdefault(name, []).append(value or "")
