"""The address of the portal as whoever runs it set it, never as a request claims it, for links in mails."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site

USUAL_PORTS = (80, 443)


def absolute(request: HttpRequest | None, path: str) -> str:
    """The whole address of a path: on the partnership's own hostname where the request came there, which the CMS knows
    by its sites; else on PORTAL_BASE_URL. The port is the one that was set, whatever port was asked for.
    """
    base = urlsplit(settings.PORTAL_BASE_URL)
    asked = urlsplit(f"//{request.get_host()}").hostname if request is not None else None
    site = Site.objects.filter(hostname=asked).first() if asked and asked != base.hostname else None
    if site is None:
        return f"{settings.PORTAL_BASE_URL}{path}"
    port = "" if site.port in USUAL_PORTS else f":{site.port}"
    return f"{base.scheme}://{site.hostname}{port}{path}"


def own(request: HttpRequest | None, url: str) -> str:
    """The same address, whoever made it of a request, with host and port as they were set."""
    told = urlsplit(url)
    return absolute(request, urlunsplit(("", "", told.path, told.query, told.fragment)))
