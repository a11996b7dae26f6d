"""Who asks: a program with a token and the scope that the operation needs, or anybody.

A token is read from the header Authorization alone, never from an address, which would stand in logs.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja.security.http import HttpAuthBase

from forms import present
from portal.api import limits
from portal.api.problems import Problem
from portal.api.programs import making
from portal.api.programs.scopes import LABELS
from portal.api.programs.token import ApiToken
from workflow.parties.roles import Actor


@dataclass(frozen=True)
class Caller:
    """A program and for whom it acts: its maker, in the one role that the token stands on."""

    token: ApiToken
    actor: Actor

    @property
    def user(self) -> Any:
        return self.actor.user


class Bearer(HttpAuthBase):
    """A token with this scope; with any, where none is named."""

    openapi_scheme = "bearer"
    openapi_description = "A token of the portal, made under “Programs and tokens”."

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        caller = _caller(request)
        if caller is None:
            limits.count_address(request)
            raise Problem("no-token", headers={"WWW-Authenticate": 'Bearer realm="portal"'})
        if self.scope and self.scope not in caller.token.scopes:
            raise Problem("not-allowed", f"This needs a token with the scope “{self.scope}”: {LABELS[self.scope]}.")
        return caller


def anybody(request: HttpRequest) -> Any:
    """Everybody may ask; counted for the token where one comes along, else for the address."""
    caller = _caller(request)
    if caller is None:
        limits.count_address(request)
    return caller or True


def _caller(request: HttpRequest) -> Caller | None:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    now = present.now()
    found = making.found_by(token.strip(), now=now) if scheme.lower() == "bearer" else None
    if found is None:
        return None
    limits.count_token(found.pk)
    making.note_use(found, now=now)
    caller = Caller(found, making.actor_of(found))
    # What is a person's own is kept by no cache, and the log names whose reading it is.
    request.user = caller.user
    return caller
