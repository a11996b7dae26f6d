"""Who signed in by an e-mailed code alone is asked again too, before personal data leaves."""

import time
from typing import Any

import pytest
from allauth.account import app_settings
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from allauth.core.context import request_context
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from workflow.desk import downloads
from workflow.desk.freshness import is_fresh
from workflow.people.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("ago", "fresh"), [(10, True), (app_settings.REAUTHENTICATION_TIMEOUT + 10, False)])
def test_a_code_counts_only_so_long(rf: RequestFactory, ago: float, fresh: bool) -> None:
    request: Any = rf.post("/desk/")
    request.user = User.objects.create_user("by-code@north.example")
    request.session = SessionStore()
    request.session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time() - ago}]
    with request_context(request):
        assert is_fresh(request) is fresh


def test_exports_ask_for_it() -> None:
    assert downloads.is_fresh is is_fresh
