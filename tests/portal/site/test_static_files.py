"""Files of a newer release are served by a process that started before they were laid there."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.settings import base
from portal.site.static_files import RemembersAddresses, StaticFiles, StaticFilesMiddleware

# Where a file that was served is closed, Django looks after its connections.
pytestmark = pytest.mark.django_db


def nothing_here(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


@pytest.fixture
def process(tmp_path: Path, settings: Any) -> StaticFilesMiddleware:
    """One that started with a single file in its folder."""
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path / "static", False
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "static" / "old.0123456789ab.css").write_text("a { color: red }")
    return StaticFilesMiddleware(nothing_here)


def asked(process: StaticFilesMiddleware, path: str) -> Any:
    request = RequestFactory().get("/")
    request.path_info = path
    return process(request)


def test_what_was_laid_there_since_is_served(process: StaticFilesMiddleware, tmp_path: Path) -> None:
    before = asked(process, "/static/old.0123456789ab.css")
    assert before.status_code == 200
    before.close()
    assert asked(process, "/static/new.0123456789ab.css").status_code == 404
    (tmp_path / "static" / "new.0123456789ab.css").write_text("a { color: blue }")
    answer = asked(process, "/static/new.0123456789ab.css")
    assert answer.getvalue() == b"a { color: blue }"
    assert answer.headers["Content-Type"].startswith("text/css")
    answer.close()


@pytest.mark.parametrize(
    "path", ["/static/../secret.txt", "/static//secret.txt", "/static/", "/static/none.css", "/static/a\0.css"]
)
def test_nothing_else_is(process: StaticFilesMiddleware, path: str) -> None:
    assert asked(process, path).status_code == 404


class Counted:
    """A storage that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def url(self, name: str, **how: Any) -> str:
        self.asked.append((name, how))
        if name == "missing.css":
            raise ValueError("Missing staticfiles manifest entry")
        return f"/static/{name}?{how}{settings.DEBUG}"


class Remembering(RemembersAddresses, Counted):
    """As the storages of the portal."""


def test_an_address_is_put_together_once(settings: Any) -> None:
    storage = Remembering()
    first = [storage.url("a.css"), storage.url("a.css", force=True), storage.url("b.css")]
    assert [storage.url("a.css"), storage.url("a.css", force=True), storage.url("b.css")] == first
    assert len(set(first)) == len(storage.asked) == 3
    settings.DEBUG = not settings.DEBUG
    assert storage.url("a.css") not in first
    for _again in range(2):
        with pytest.raises(ValueError, match="manifest"):
            storage.url("missing.css")


def test_the_portals_storages_remember() -> None:
    assert issubclass(StaticFiles, RemembersAddresses)
    assert base.STORAGES["staticfiles"]["BACKEND"] == f"{StaticFiles.__module__}.{StaticFiles.__qualname__}"
