"""Where several machines are said to run, production starts with nothing that lies on one of them."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

KEYS = {
    "PORTAL_SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "PORTAL_VAULT_KEYS": "one:" + "a" * 43 + "=",
    "PORTAL_INDEX_KEY": "b" * 43 + "=",
    "PORTAL_ALLOWED_HOSTS": "portal.example",
    "PORTAL_BASE_URL": "https://portal.example",
}
SHARED = {
    "DATABASE_URL": "postgres://user@127.0.0.1:1/name",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PORTAL_S3_BUCKET": "bucket",
}
READ = "import django.conf; print(django.conf.settings.PORTAL_BASE_URL)"


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    """The settings of production, read by a process of their own."""
    asked = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings.production", **KEYS, **environment}
    return subprocess.run(
        [sys.executable, "-c", READ], cwd=settings.BASE_DIR, env=asked, capture_output=True, text=True
    )


def test_with_everything_shared_it_starts() -> None:
    assert started(PORTAL_SEVERAL_MACHINES="yes", **SHARED).stdout == "https://portal.example\n"


@pytest.mark.parametrize("name", SHARED)
def test_it_names_what_would_lie_on_one_machine(name: str) -> None:
    found = started(PORTAL_SEVERAL_MACHINES="yes", **{key: value for key, value in SHARED.items() if key != name})
    assert found.returncode != 0
    assert f"not set: {name} (" in found.stderr
    assert not any(f"{other} (" in found.stderr for other in SHARED if other != name)


def test_one_machine_needs_none_of_them() -> None:
    assert started().returncode == 0
