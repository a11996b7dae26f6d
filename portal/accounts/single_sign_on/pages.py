"""What somebody reads whom single sign-on did not let in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.single_sign_on.provider import configured
from workflow.parties.party import Partnership


def not_invited(request: HttpRequest) -> HttpResponse:
    """The same for every reason, with whom to ask in each partnership."""
    partnerships = Partnership.objects.order_by("name")
    return _page(request, "not_invited", 403, {"partnerships": partnerships})


def unfinished(request: HttpRequest) -> HttpResponse:
    return _page(request, "unfinished", 400)


def away(request: HttpRequest) -> HttpResponse:
    """The provider does not answer, or not as it should: the other ways to sign in are still there."""
    return _page(request, "away", 503)


def _page(request: HttpRequest, name: str, status: int, context: dict[str, object] | None = None) -> HttpResponse:
    told = {"provider_name": configured()["name"], **(context or {})}
    return render(request, f"account/single_sign_on/{name}.html", told, status=status)
