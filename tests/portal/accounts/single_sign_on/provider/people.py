"""Whom the provider knows, by the name they sign in with there, and what it says of them. Their password is one."""

from typing import Any

PASSWORD = "the provider's pass phrase"


def _verified(email: str, **more: Any) -> dict[str, Any]:
    return {"email": email, "email_verified": True, **more}


CLAIMS: dict[str, dict[str, Any]] = {
    "agency": _verified("agency@north.example", amr=["pwd"]),
    "officer": _verified("officer@north.example", amr=["pwd"]),
    "careful": _verified("officer@north.example", amr=["pwd", "mfa"]),
    "assured": _verified("officer@north.example", acr="AAL2"),
    "capitals": _verified("Agency@North.Example"),
    "namesake": _verified("agency@north.example"),
    "unverified": {"email": "agency@north.example", "email_verified": False},
    "silent": {"email": "agency@north.example"},
    "entra": {"email": "agency@north.example", "xms_edov": True},
    "nameless": {},
    "stranger": _verified("stranger@north.example"),
}
