"""People without an account who fill in a form that is open to everybody (forms.handlers.OpenToAll).

Their drafts, and what they sent, belong to one account that stands for all of them and that nobody signs in with. Whose
draft it is, the browser's session alone knows: an address that is left in a browser's history opens nothing.
"""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from forms import handlers, present
from forms.models.submission import Draft

if TYPE_CHECKING:
    from forms.models.form_page import FormPage

DRAFTS = "forms.guest_drafts"
# Of one session. The oldest is let go: whoever begins more than these does not come back to the first.
MOST = 10

# The account that stands for everybody.
Account = Callable[[], Any]
_account: list[Account] = []


def connect(account: Account) -> None:
    """Take over, at start-up, who gives the account."""
    _account[:] = [account]


def account() -> Any:
    """The account that stands for everybody without one. Raises LookupError where nobody is connected."""
    if not _account:
        raise LookupError("No account for people without one is connected (forms.filling.pages.guests.connect).")
    return _account[0]()


def may_begin(request: HttpRequest, page: "FormPage") -> bool:
    """Whether this request may begin the form as a guest: the form is open to all, and nobody is signed in."""
    return not request.user.is_authenticated and handlers.open_to_all(page.handler) is not None


def remember(request: HttpRequest, draft_id: uuid.UUID) -> None:
    """This browser began it."""
    known = [one for one in request.session.get(DRAFTS, []) if one != str(draft_id)]
    request.session[DRAFTS] = [*known, str(draft_id)][-MOST:]


def holds(request: HttpRequest, identifier: Any) -> bool:
    """Whether this browser began the draft with this identifier, or what was sent of it. Its session then stays on."""
    if str(identifier) not in request.session.get(DRAFTS, []):
        return False
    request.session.modified = True
    return True


def is_guests(identifier: Any) -> bool:
    """Whether the draft with this identifier is one of a guest's, in whichever browser it was begun."""
    return bool(_account) and Draft.objects.filter(pk=identifier, owner=account()).exists()


def open_drafts(request: HttpRequest) -> Any:
    """What this browser began and has not sent, newest first."""
    return Draft.objects.open_for(account(), now=present.now()).filter(pk__in=request.session.get(DRAFTS, []))
