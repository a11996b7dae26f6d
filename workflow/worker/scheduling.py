"""Pages go live, and come off the site, at the time their editors set: Wagtail keeps the times, the worker's sweep
looks at them.

One page a transaction. What may not be published stays as it is and is set aside with its reasons
(forms.versions.parking), so that the others go on. A form never comes off by the clock.
"""

import logging
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import Page, PageLogEntry, Revision

from forms.models.form_page import FormPage
from forms.versions.parking import park

log = logging.getLogger(__name__)

SCHEDULED = "wagtail.publish.schedule"


def publish_scheduled(now: datetime) -> int:
    """Publish what is due and take off the site what has run out. Returns how many went live."""
    _take_off(now)
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    return sum(_publish(identifier, now) for identifier in list(due.values_list("pk", flat=True)))


def _publish(identifier: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            # Looked at again under the lock: somebody may just have published or cancelled it.
            due = Revision.objects.select_for_update().filter(pk=identifier, approved_go_live_at__lte=now)
            revision = due.first()
            if revision is None:
                return False
            # Its time has come by our clock; Wagtail would ask the machine's and might schedule it anew.
            revision.content = {**revision.content, "go_live_at": None}
            who, how = _who_scheduled(revision), "wagtail.publish.scheduled"
            revision.publish(user=who, log_action=how, skip_permission_checks=True)
    except ValidationError as error:
        _set_aside(identifier, list(error.messages))
    except PermissionDenied as error:
        _set_aside(identifier, [str(error)])
    except Exception:
        log.exception("The scheduled revision %d was not published; it is tried again with the next sweep.", identifier)
    else:
        return True
    return False


def _who_scheduled(revision: Revision) -> object:
    """Whoever set or agreed to the time, which may be another than who wrote it."""
    entries = PageLogEntry.objects.filter(revision=revision, action=SCHEDULED).select_related("user")
    last = entries.order_by("-timestamp", "-pk").first()
    return last.user if last is not None and last.user is not None else revision.user


@transaction.atomic
def _set_aside(identifier: int, problems: list[str]) -> None:
    log.warning("The scheduled revision %d was set aside: it may not be published as it stands.", identifier)
    revision = Revision.objects.select_for_update().get(pk=identifier)
    if isinstance(revision.content_object, Page):
        park(revision, problems)


def _take_off(now: datetime) -> None:
    for page in Page.objects.filter(live=True, expire_at__lte=now).not_type(FormPage).order_by("expire_at"):
        try:
            page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        except PermissionDenied:
            log.warning("The page %d is to come off the site by schedule, which is not allowed.", page.pk)
        except Exception:
            log.exception("The page %d did not come off the site; it is tried again with the next sweep.", page.pk)
