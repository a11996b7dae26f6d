"""What a provider says of somebody, and how much of it is believed."""

from typing import Any

from allauth.socialaccount.models import SocialLogin

# RFC 8176: the provider's own word that more than one factor was used.
MULTIPLE_FACTORS = "mfa"


def verified_email(login: SocialLogin) -> str:
    """The address that the provider vouches for, "" where it vouches for none.

    Entra ID sends no `email_verified`; its `xms_edov` says that the address's domain belongs to the organisation.
    """
    parts = (login.claims.get("userinfo") or {}, login.claims["id_token"])
    said: dict[str, Any] = next((part for part in parts if part.get("email")), {})
    vouched = [said.get("email_verified"), said.get("xms_edov")]
    return str(said["email"]) if any(str(word).lower() in ("true", "1") for word in vouched) else ""


def claims_second_factor(login: SocialLogin, acr: list[str]) -> bool:
    """Whether the signed ID token says that a second factor was used: `amr`, or one of these values of `acr`."""
    token = login.claims["id_token"]
    amr = token.get("amr")
    return (isinstance(amr, list) and MULTIPLE_FACTORS in amr) or token.get("acr") in acr
