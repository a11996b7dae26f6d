"""Mail to people about their roles: it goes out with what it tells, and says no fact about any case.

It lies sealed in the outbox of private mail until the worker has sent it: a link to an invitation opens an account.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from forms import present
from workflow.notices import private_mail

TEMPLATES = "portal/people/mail"
# As long as an invitation is good for; what is older is of no use to anybody.
LASTS = timedelta(days=7)


def tell(address: str, template: str, **context: Any) -> None:
    """Post the text of that name to the address, in the caller's transaction. Its first line is the subject."""
    context = {**context, "site": settings.WAGTAIL_SITE_NAME, "base_url": settings.PORTAL_BASE_URL}
    subject, _empty, body = render_to_string(f"{TEMPLATES}/{template}.txt", context).strip().partition("\n")
    private_mail.post(address, subject=subject.strip(), body=body.strip() + "\n", lasts=LASTS, now=present.now())
