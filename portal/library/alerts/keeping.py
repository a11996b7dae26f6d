"""Making, confirming and ending alerts, and the links by which that is done. Nothing secret lies in a table."""

import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.library.alerts.model import ReportAlert
from portal.reports.pages import ReportIndexPage
from portal.reports.search import ReportSearch
from workflow.notices import private_mail

CONFIRM, STOP = "portal.library.alerts.confirm", "portal.library.alerts.stop"
# After it an alert that nobody confirmed is gone, and its link leads nowhere.
TO_CONFIRM = timedelta(days=3)


def wanted(search: ReportSearch) -> dict[str, str]:
    """What an alert keeps of a search: its words and filters, not its order."""
    return {name: value for name, value in sorted(search.parts.items()) if name != "sort"}


def digest_of(address: str, library_id: int, asked: dict[str, str]) -> str:
    """One address asks once for the same. Keyed, so that an address cannot be tried out against it."""
    return digests_of(address, library_id, asked)[0]


def digests_of(address: str, library_id: int, asked: dict[str, str]) -> list[str]:
    """The same by every secret key that may have made it, today's first."""
    told = b"portal.library.alerts:" + json.dumps([address.strip().lower(), library_id, asked], sort_keys=True).encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(key.encode(), told, "sha256").hexdigest() for key in keys]


def ask(address: str, library: ReportIndexPage, search: ReportSearch, *, now: datetime) -> None:
    """Keep the address, unconfirmed, and send the mail that asks. The same again sends the mail again."""
    asked = wanted(search)
    digests = digests_of(address, library.pk, asked)
    with transaction.atomic():
        alert = ReportAlert.objects.filter(digest__in=digests).first()
        if alert is None:
            alert = ReportAlert(
                index=library, digest=digests[0], wanted=asked, language=get_language() or "", made_at=now
            )
            alert.keep(address)
            try:
                with transaction.atomic():
                    alert.save(force_insert=True)
            except IntegrityError:  # asked twice at once: the other one has sent the mail
                return
        elif alert.confirmed_at is None:
            ReportAlert.objects.filter(pk=alert.pk).update(made_at=now)
        body = "\n\n".join(
            [
                _("Somebody asked that this address gets an e-mail when a review report is published:"),
                search.told or _("all reports"),
                _("If it was you, confirm it here within three days:"),
                _address("library:alert_confirm", CONFIRM, alert.pk),
                _("If it was not you, do nothing. You hear no more of it, and the address is deleted."),
            ]
        )
        subject = _("Confirm that you want e-mails about new reports")
        private_mail.post(address, subject=subject, body=body, lasts=TO_CONFIRM, now=now)


def confirm(alert: ReportAlert, *, now: datetime) -> None:
    """From now on it is told of new reports. Once more changes nothing."""
    ReportAlert.objects.filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=now)


def sweep(now: datetime) -> int:
    """Addresses that nobody confirmed in time go. Returns how many."""
    gone, _rows = ReportAlert.objects.filter(confirmed_at=None, made_at__lte=now - TO_CONFIRM).delete()
    return gone


def found(token: str, salt: str) -> ReportAlert | None:
    """The alert that a link speaks of; None where the link is none of ours, or the alert is gone."""
    try:
        number = UUID(signing.Signer(salt=salt).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return ReportAlert.objects.select_related("index").filter(pk=number).first()


def stop_address(alert: ReportAlert) -> str:
    """The link in every mail that ends it."""
    return _address("library:alert_stop", STOP, alert.pk)


def _address(name: str, salt: str, number: Any) -> str:
    token = signing.Signer(salt=salt).sign(str(number))
    return f"{settings.PORTAL_BASE_URL}{reverse(name, args=[token])}"
