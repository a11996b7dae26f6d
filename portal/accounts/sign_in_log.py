"""Signing in, and failing to: a line each in the log of the processes, for whoever looks into an attack.

No address, no name and nothing typed stands there. An account and where somebody tried from are marks made with the
portal's key: the same account and the same place have the same mark, and nobody without the key finds out whose.
"""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from django.core import signing
from django.http import HttpRequest

log = logging.getLogger(__name__)

PASSWORD, SECOND_STEP, CODE, PASSKEY = "password", "second step", "code by e-mail", "passkey"
TOO_MANY = "too many tries"
SALT = "portal.accounts.sign_in_log"


def refused(request: HttpRequest | None, account: str, way: str, why: str = "wrong") -> None:
    """Somebody did not get in to this account (an e-mail address, "" where it is not known) this way."""
    log.warning("Sign-in refused: %s, by %s, account %s, from %s", why, way, _mark(account), _from(request))


def note_signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receiver of `user_logged_in`."""
    records = get_authentication_records(request, user)
    ways = " and ".join(sorted({str(one.get("type") or one.get("method")) for one in records})) or "the program"
    log.info("Signed in: person %s, by %s, account %s, from %s", user.pk, ways, _mark(user.email), _from(request))


def note_signed_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receiver of `user_logged_out`."""
    if user is not None:
        log.info("Signed out: person %s, from %s", user.pk, _from(request))


def asked_for_code(request: HttpRequest | None, account: str) -> None:
    """Somebody had a code sent to this address, whether or not it has an account."""
    log.info("Sign-in code asked for: account %s, from %s", _mark(account), _from(request))


def note_code_refused(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receiver of `login_code_rejected`."""
    refused(request, user.email, CODE)


def _mark(text: str) -> str:
    text = text.strip().lower()
    return signing.Signer(salt=SALT).signature(text)[:12] if text else "unknown"


def _from(request: HttpRequest | None) -> str:
    return _mark(ratelimit.truncate_ip(get_adapter().get_client_ip(request))) if request is not None else "unknown"
