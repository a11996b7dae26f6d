"""The provider: allauth's for OpenID Connect, told by the settings alone, and stricter in what it believes.

Whoever signs in is known by issuer and subject together, so that another provider's subjects are nobody here. The ID
token's signature is always checked, and its nonce is the one that this browser was sent away with.
"""

from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string

from portal.accounts.own_address import absolute

# The part of the callback address that names the provider: there is one.
PROVIDER = "sso"


class Exchange(OpenIDConnectOAuth2Adapter):
    """Code for tokens. Both tokens are read and forgotten."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """On the portal's own address, whatever host the request names."""
        return absolute(request, reverse("single_sign_on_callback"))

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Exchange

    def send_away(self, request: HttpRequest, next_url: str | None) -> HttpResponse:
        """To the provider, with state, nonce and PKCE challenge; nothing of the request but `next` goes along."""
        nonce = get_random_string(32)
        params = {**self.get_auth_params(), "nonce": nonce}
        response: HttpResponse = self.redirect(
            request, process=AuthProcess.LOGIN, next_url=next_url, auth_params=params, nonce=nonce
        )
        return response

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> SocialLogin:
        """Raises OAuth2Error where there is no ID token, or where it speaks of somebody else than the user info."""
        token, info = response.get("id_token"), response.get("userinfo") or {}
        if not token or info.get("sub", token["sub"]) != token["sub"]:
            raise OAuth2Error("No ID token, or not that of this subject")
        login = super().sociallogin_from_response(request, response)
        login.account = SocialAccount(provider=token["iss"], uid=token["sub"])
        login.claims = response
        return login


def configured() -> dict[str, Any]:
    """What portal.settings.single_sign_on read. Raises SocialApp.DoesNotExist where no provider is configured."""
    if settings.SINGLE_SIGN_ON is None:
        raise SocialApp.DoesNotExist
    told: dict[str, Any] = settings.SINGLE_SIGN_ON
    return told


def the_app() -> SocialApp:
    """The configured provider as allauth reads it: never a row, so that nobody adds one in the database."""
    told = configured()
    asked = {"auth_params": {"acr_values": " ".join(told["mfa_acr"])}} if told["mfa_acr"] else {}
    return SocialApp(
        provider=Provider.id,
        provider_id=PROVIDER,
        name=told["name"],
        client_id=told["client_id"],
        secret=told["secret"],
        settings={"server_url": told["server"], "oauth_pkce_enabled": True, **asked},
    )
