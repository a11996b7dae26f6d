"""What the environment says of the provider."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings.single_sign_on import from_environment

TOLD = {"SERVER": "https://id.example/realms/north/", "CLIENT_ID": "portal", "CLIENT_SECRET": "secret"}


def tell(monkeypatch: pytest.MonkeyPatch, **parts: str) -> None:
    for name, value in {**TOLD, **parts}.items():
        monkeypatch.setenv(f"PORTAL_OIDC_{name}", value)


def test_off_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(monkeypatch, SERVER="")
    assert from_environment() is None


@pytest.mark.parametrize("end", ["", "/", "/.well-known/openid-configuration"])
def test_the_issuer_or_its_well_known_address(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    tell(monkeypatch, SERVER="https://id.example/realms/north" + end)
    told = from_environment()
    assert told
    assert told["server"] == "https://id.example/realms/north/.well-known/openid-configuration"
    assert told["origin"] == "https://id.example"
    assert (told["trusts_mfa"], told["mfa_acr"]) == (False, [])


@pytest.mark.parametrize(
    "parts",
    [{"CLIENT_ID": ""}, {"CLIENT_SECRET": ""}, {"SERVER": "http://id.example"}, {"SERVER": "id.example"}],
)
def test_a_portal_does_not_start_half_configured(monkeypatch: pytest.MonkeyPatch, parts: dict[str, str]) -> None:
    tell(monkeypatch, **parts)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_OIDC"):
        from_environment()
