"""Signing a message, as Standard Webhooks does it: HMAC-SHA256 over identifier, moment and body.

The receiver computes the same with the secret, compares, and refuses what is older than a few minutes.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

BEGINNING, SCHEME = "whsec_", "v1"
SECRET_BYTES = 32


def new_secret() -> str:
    return BEGINNING + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, identifier: str, moment: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(BEGINNING))
    signed = hmac.new(key, f"{identifier}.{moment}.".encode() + body, hashlib.sha256).digest()
    return f"{SCHEME},{base64.b64encode(signed).decode()}"


def headers(all_secrets: Iterable[str], identifier: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """One signature a secret, so that a receiver may know the old one or the new one while it is changed."""
    moment = int(now.timestamp())
    signatures = [signature(secret, identifier, moment, body) for secret in all_secrets]
    return {
        "webhook-id": identifier,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(signatures),
    }
