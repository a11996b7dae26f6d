"""A provider in a process of its own, and a person's browser that goes from the portal to it and back."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import LazySettings
from django.test import Client

from tests.portal.accounts.single_sign_on import urls
from tests.portal.accounts.single_sign_on.provider.people import PASSWORD

CALLBACK = "http://testserver/accounts/sso/login/callback/"


@contextmanager
def serving_provider(callback: str, folder: Path) -> Iterator[str]:
    """The address of a provider that sends people back to this address of the portal."""
    command = [sys.executable, "-m", "tests.portal.accounts.single_sign_on.provider", callback]
    environment = {**os.environ, "PROVIDER_DATABASE": str(folder / "provider.sqlite3")}
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=Path(__file__).parents[4], env=environment, text=True, **out) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The provider's address."""
    with serving_provider(CALLBACK, tmp_path_factory.mktemp("provider")) as address:
        yield address


def configure(settings: LazySettings, provider: str) -> dict[str, Any]:
    """The portal with this provider. What the test changes in the answer is in force at once."""
    told: dict[str, Any] = {
        "server": f"{provider}/.well-known/openid-configuration",
        "origin": provider,
        "client_id": "portal",
        "secret": "the portal's secret",
        "name": "North Trust",
        "trusts_mfa": False,
        "mfa_acr": [],
    }
    settings.PORTAL_BASE_URL = "http://testserver"
    settings.ROOT_URLCONF = urls.__name__
    settings.SINGLE_SIGN_ON = told
    return told


@pytest.fixture
def single_sign_on(provider: str, settings: LazySettings) -> dict[str, Any]:
    return configure(settings, provider)


def at_provider(address: str, name: str) -> str:
    """Signs in at the provider, as the page there asks; the address to which it sends the browser back."""
    with requests.Session() as browser:
        page = browser.get(address)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token, page.text
        form = {"csrfmiddlewaretoken": token.group(1), "login": name, "password": PASSWORD}
        response = browser.post(page.url, form, allow_redirects=False)
        assert response.status_code == 302, response.text
        response = browser.get(requests.compat.urljoin(page.url, response.headers["Location"]), allow_redirects=False)
        assert response.status_code == 302, response.text
        return response.headers["Location"]


def leave(client: Client, to: str = "") -> str:
    """Presses the button; where the portal sends the browser."""
    response = client.post("/accounts/sso/login/", {"next": to} if to else {})
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


def come(client: Client, name: str, to: str = "") -> Any:
    """The whole way: the button, the provider's page, and back. The portal's last answer."""
    return client.get(at_provider(leave(client, to), name))


def signed_in(client: Client) -> bool:
    """Whether this browser's session is somebody's, second step included."""
    return bool(client.get("/accounts/sessions/").status_code == 200)
