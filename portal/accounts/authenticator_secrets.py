"""TOTP secrets and recovery seeds in the table: sealed for their person and kind, so that none opens in another row.

allauth encrypts and decrypts a text without saying whose it is. So a fresh secret is only marked by the adapter and
sealed when its row is saved; what is read is marked with the row that it was read from.
"""

from typing import Any

from allauth.mfa.models import Authenticator

from forms.vault import VaultError, seal_text, unseal_text

# The keys of `Authenticator.data` that open something.
SECRETS = ("secret", "seed")


class FreshSecret(str):
    """In clear, not saved yet."""


class StoredSecret(str):
    """Sealed, with the `context` of the row where it stands."""

    context: str


def open_secret(text: str) -> str:
    """In clear. Raises VaultError for what was not read from its own row."""
    if isinstance(text, FreshSecret):
        return str(text)
    if isinstance(text, StoredSecret):
        return unseal_text(text, text.context)
    raise VaultError("A secret of sign-in is opened only as it was read with its row.")


def context_of(user_id: Any, kind: str, name: str) -> str:
    return f"mfa_authenticator:{user_id}:{kind}:{name}"


def mark_stored(sender: type, instance: Authenticator, **kwargs: Any) -> None:
    """Receiver of `post_init`: what came from the table knows its row."""
    if "data" not in instance.__dict__ or not isinstance(instance.data, dict):
        return
    for name in SECRETS:
        text = instance.data.get(name)
        if isinstance(text, str) and not isinstance(text, FreshSecret):
            instance.data[name] = _stored(instance, name, text)


def seal_fresh(sender: type, instance: Authenticator, **kwargs: Any) -> None:
    """Receiver of `pre_save`: nothing reaches the table in clear."""
    for name in SECRETS:
        text = instance.data.get(name)
        if isinstance(text, FreshSecret):
            context = context_of(instance.user_id, instance.type, name)
            instance.data[name] = _stored(instance, name, seal_text(text, context))


def _stored(instance: Authenticator, name: str, sealed: str) -> StoredSecret:
    marked = StoredSecret(sealed)
    marked.context = context_of(instance.user_id, instance.type, name)
    return marked
