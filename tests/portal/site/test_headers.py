"""What every answer carries: a strict policy, nothing kept of what a signed-in person saw."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.portal.conftest import person, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "PORTAL_SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "PORTAL_VAULT_KEYS": "one:" + "a" * 43 + "=",
    "PORTAL_INDEX_KEY": "b" * 43 + "=",
    "PORTAL_ALLOWED_HOSTS": "portal.example",
    "PORTAL_BASE_URL": "https://portal.example",
    "DATABASE_URL": "sqlite://:memory:",
    "PORTAL_CLAMD": "127.0.0.1:3310",
}


@pytest.mark.parametrize("path", ["/", "/north/", "/north/reports/", "/accounts/login/", "/nowhere/", "/healthz"])
def test_public_answers_are_strict(client: Client, partnership: Partnership, path: str) -> None:
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/", "/north/", "/accounts/login/", "/accounts/password/reset/", "/nowhere/"])
def test_pages_hold_no_inline_script_style_or_handler(client: Client, partnership: Partnership, path: str) -> None:
    text = client.get(path).content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "application/json" not in tag]
    assert not inline
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)


def test_public_pages_may_be_kept_and_signed_in_ones_may_not(client: Client, partnership: Partnership) -> None:
    assert "no-store" not in client.get("/north/").get("Cache-Control", "")
    sign_in(client, person(Role.OFFICER, partnership))
    for path in ("/north/", "/desk/", "/accounts/2fa/", "/nowhere/"):
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_sign_in_pages_are_never_kept(client: Client, partnership: Partnership) -> None:
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]


def test_the_desk_is_strict_and_the_cms_alone_is_not(client: Client, partnership: Partnership) -> None:
    sign_in(client, person(Role.OFFICER, partnership))
    assert "unsafe" not in client.get("/desk/")["Content-Security-Policy"]
    admin = client.get("/admin/")
    assert admin.status_code == 200
    assert "script-src 'self' 'unsafe-inline'" in admin["Content-Security-Policy"]
    assert "unsafe-eval" not in admin["Content-Security-Policy"]
    assert "no-store" in admin["Cache-Control"]


def test_production_passes_djangos_own_checks() -> None:
    environment = PRODUCTION
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", ["/demo/mail/", "/demo/clock/"])
def test_the_demonstrations_pages_are_not_part_of_production(
    client: Client, partnership: Partnership, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_hosts_are_checked(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["portal.example"]
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400


def test_cookies_are_closed_to_scripts_and_other_sites(client: Client, partnership: Partnership, settings: Any) -> None:
    sign_in(client, person(Role.OFFICER, partnership))
    client.get("/accounts/login/")
    session, token = client.cookies[settings.SESSION_COOKIE_NAME], client.cookies[settings.CSRF_COOKIE_NAME]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    # Scripts send it along with what they save, so they read it.
    assert (token["httponly"], token["samesite"]) == ("", "Lax")


@pytest.fixture
def over_https(settings: Any) -> None:
    """What portal.settings.production sets where PORTAL_BASE_URL begins with https."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"


def test_over_https_no_other_host_can_lay_a_cookie(over_https: None, partnership: Partnership, settings: Any) -> None:
    client = Client()
    user = person(Role.SUBMITTER)
    sign_in(client, user)
    client.get("/my/")
    client.get("/accounts/second-step/not-now/")
    client.get("/accounts/logout/")
    client.post("/accounts/logout/")
    names = {"sessionid", "csrftoken", "messages", "drawn_for", "second_step_not_now"}
    assert {f"__Host-{name}" for name in names} | {"__Secure-known_to"} == set(client.cookies)
    for name, cookie in client.cookies.items():
        if cookie.value:  # one that is taken back says no more than its name and path
            assert cookie["secure"], name
        assert cookie["path"] == ("/" if name.startswith("__Host-") else "/accounts/")
        assert not cookie["domain"]


@pytest.mark.parametrize(
    ("base", "names"),
    [("https://portal.example", ["__Host-sessionid", "__Host-csrftoken"]), ("http://localhost:8000", [])],
)
def test_production_names_its_cookies(base: str, names: list[str]) -> None:
    environment = {**PRODUCTION, "PORTAL_BASE_URL": base}
    show = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    done = subprocess.run([sys.executable, "-c", show], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.split() == (names or ["sessionid", "csrftoken"]), done.stderr
