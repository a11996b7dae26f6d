"""A draft of a page for a separate front end: a signed token for this page and this editor, for an hour.

It opens nothing once the editor may not open the page any more, and nothing but this page.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.http import urlencode
from wagtail.models import Page

from workflow.people.models import User

SALT, LASTS = "portal.api.preview", 60 * 60


def may_see(page: Any, user: Any) -> bool:
    """Whether this person may open the draft in the CMS now."""
    return bool(page.specific_deferred.permissions_for_user(user).can_edit())


def token_for(page: Page, user: Any) -> str:
    return signing.dumps([page.pk, user.pk], salt=SALT, compress=True)


def address_for(page: Page, user: Any) -> str:
    """Where the front end shows it; "" where none is configured. Behind the #, a token reaches no server's log."""
    if not settings.PREVIEW_URL:
        return ""
    return f"{settings.PREVIEW_URL}#{urlencode({'token': token_for(page, user)})}"


def page_of(token: str) -> Any:
    """The page as its newest draft has it; None where the token opens nothing (any more)."""
    try:
        page_id, user_id = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not isinstance(page_id, int) or not isinstance(user_id, int):
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    page = Page.objects.filter(pk=page_id).first()
    if user is None or page is None or not may_see(page, user):
        return None
    return page.get_latest_revision_as_object()
