"""Single sign-on with one OpenID Connect provider, configured by the environment alone; off without a server."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment as env

WELL_KNOWN = "/.well-known/openid-configuration"
# Those of a provider on this machine: for trying it out.
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def from_environment() -> dict[str, Any] | None:
    """What the portal needs to know of its provider, or None where none is configured.

    Raises ImproperlyConfigured where a part is missing, or where tokens would travel unencrypted.
    """
    server = env.text("PORTAL_OIDC_SERVER").rstrip("/")
    if not server:
        return None
    client_id, secret = env.text("PORTAL_OIDC_CLIENT_ID"), env.text("PORTAL_OIDC_CLIENT_SECRET")
    if not client_id or not secret:
        raise ImproperlyConfigured(
            "PORTAL_OIDC_SERVER needs PORTAL_OIDC_CLIENT_ID and PORTAL_OIDC_CLIENT_SECRET: see docs/operations.md."
        )
    address = urlsplit(server)
    if not address.hostname or (address.scheme != "https" and address.hostname not in LOOPBACK):
        raise ImproperlyConfigured("PORTAL_OIDC_SERVER must begin with https://: see docs/operations.md.")
    return {
        "server": server if server.endswith(WELL_KNOWN) else server + WELL_KNOWN,
        "origin": f"{address.scheme}://{address.netloc}",
        "client_id": client_id,
        "secret": secret,
        "name": env.text("PORTAL_OIDC_NAME", "your organisation's account"),
        "trusts_mfa": env.flag("PORTAL_OIDC_TRUSTS_MFA"),
        "mfa_acr": env.words("PORTAL_OIDC_MFA_ACR"),
    }
