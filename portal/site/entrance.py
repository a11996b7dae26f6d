"""Why somebody is asked to sign in, and whose colours the page wears: read from where they wanted to go.

An address is read as text, against names that everybody may know: partnerships, their codes, forms on the public site.
No case, draft or account is looked up, so the page says the same whether there is one or not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from forms.models.form_page import FormPage
from workflow.parties.party import Partnership

# How the addresses begin that need somebody signed in.
WHY = (
    ("/desk/", "Sign in to the case desk"),
    ("/my/", "Sign in to see your work"),
    ("/forms/", "Sign in to go on with your form"),
    ("/kept/", "Sign in to get back what you had typed"),
    ("/people/", "Sign in to see people and their roles"),
    ("/join/", "Sign in to accept your invitation"),
    ("/report-drafts/", "Sign in to read the draft of a report"),
    ("/partnerships/", "Sign in to add a partnership"),
    ("/admin/", "Sign in to edit the site"),
    ("/accounts/", "Sign in to your account"),
)
CASE = re.compile(r"/(?:desk|my)/(?:[a-z]+/)?([A-Z]{2,8})-[0-9]{4}-[0-9]{4,9}/")
# Where allauth keeps a sign-in that waits for its code or second step.
HALF_SIGNED_IN = "account_login"


@dataclass(frozen=True)
class Entrance:
    why: str = ""
    partnership: Partnership | None = None


def wanted(request: HttpRequest) -> str:
    """The path that signing in leads to, "" for none or one of another site."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    if not url:
        url = (request.session.get(HALF_SIGNED_IN) or {}).get("redirect_url") or ""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return ""
    return urlsplit(url).path


def read(path: str, homes: Iterable[tuple[Partnership, str]]) -> Entrance:
    """What a sign-in page says of this path. `homes`: partnerships with the address of their home page.

    Two queries where the path lies among a partnership's pages, none otherwise.
    """
    why = next((words for start, words in WHY if path.startswith(start)), "")
    if why:
        found = CASE.match(path)
        code = found[1] if found else None
        return Entrance(why, next((one for one, _ in homes if one.code == code), None))
    fitting = [(one, url) for one, url in homes if url and path.startswith(url)]
    if not fitting:
        return Entrance()
    partnership, url = max(fitting, key=lambda pair: len(pair[1]))
    form = _form(partnership, path[len(url) :])
    return Entrance(f"Sign in to send ‘{form.title}’ to {partnership}" if form else "", partnership)


def _form(partnership: Partnership, rest: str) -> FormPage | None:
    """The form that everybody may see at this place below the partnership's home."""
    if not rest or partnership.home is None:
        return None
    place = f"{partnership.home.url_path}{rest.rstrip('/')}/"
    found: FormPage | None = FormPage.objects.live().public().filter(url_path=place).first()
    return found
