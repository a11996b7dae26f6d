"""Keys are changed while the portal runs: everything opens and is found before, between and after, and nothing is left
under a former key.
"""

import base64
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import BadSignature, SignedPackage
from django_q.tasks import async_task

from forms import vault
from forms.models import DataKey, IndexKey
from portal.accounts.authenticator_secrets import open_secret
from portal.accounts.people.accepting import open_link
from portal.accounts.people.invitation import mark_of
from portal.keeping import keys
from portal.keeping.rotation import wrapped
from portal.library.alerts import keeping as alerts
from portal.models import BrowserSession, Invitation, ReportAlert
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.publication import PublicationFactory
from tests.portal.conftest import SECRET, library, person, sign_in
from tests.workflow.desk.scene import child
from workflow import notices
from workflow.engine import log
from workflow.engine.event import Event
from workflow.machines.case.marks import mark_reference, marking
from workflow.machines.publication.identification import guards, identifiers
from workflow.machines.publication.identification.hit import IdentificationHit, marks_of_find
from workflow.models import Case, Child, Notice
from workflow.notices.private_mail import PrivateMail, post
from workflow.notices.sealed import links, opening
from workflow.notices.sealed_copy import SealedCopy
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

NEW = "another key that signs and is long enough for Django 0123456789"


def key(letter: bytes) -> str:
    return base64.urlsafe_b64encode(letter * 32).decode()


@dataclass
class Kept:
    """Something of each kind that a key protects or finds."""

    case: Case
    browser: Client
    alert: ReportAlert
    publication: Any
    copy: SealedCopy
    link: str
    recovery_codes: list[str]


@pytest.fixture
def kept(partnership: Partnership, client: Client) -> Kept:
    now = timezone.now()
    vault.verify_keys()
    case = CaseFactory(partnership=partnership)
    child(case)
    NotificationFactory(
        case=case, submitted=True, earlier=[{"national_reference": "NAT-0", "submitted_at": "2026-02-20"}]
    )
    for reference in ("NAT-0", "NAT-1"):
        mark_reference(case.pk, reference)
    officer = person(Role.OFFICER, partnership)
    sign_in(client, officer)
    codes = RecoveryCodes.activate(officer).generate_codes()
    publication = PublicationFactory(review__case=case)
    hit = IdentificationHit(publication=publication, data_key=case.data_key, run=1, kind="name")
    hit.found = {"identifier": "Jordan Example", "written": "Jordan"}
    hit.mark = marks_of_find("name", "Jordan Example", "Jordan")[0]
    hit.save()
    copy = links.make(case, name="Ofsted", email="ofsted@body.example", way=SealedCopy.Way.DOWNLOAD, now=now)
    copy.save()
    alert = ReportAlert(index=library(partnership), wanted={"q": "neglect"}, made_at=now)
    alert.digest = alerts.digest_of("reader@x.example", alert.index_id, alert.wanted)
    alert.keep("reader@x.example")
    alert.save()
    Invitation.objects.create(
        data_key=DataKey.objects.make(), email="new@north.example", role=Role.OFFICER, partnership=partnership,
        invited_at=now, needs_approval=False, secret=mark_of("the link"), sent_at=now, expires_at=now + timedelta(7),
    )  # fmt: skip
    post("pat@x.example", subject="Your code", body="1234", lasts=timedelta(hours=1), now=now, wakes=False)
    OrmQ.objects.all().delete()
    async_task("workflow.worker.jobs.sweep", save=False)
    log.append([Event(kind="case.read", case=case, at=now)])
    return Kept(case, client, alert, publication, copy, links.token_of(copy), codes)


def both(settings: Any, monkeypatch: Any) -> None:
    """The new keys first, the old ones where former keys stand: what every process is restarted with."""
    settings.VAULT_KEYS = [f"new:{key(b'n')}", *settings.VAULT_KEYS]
    settings.VAULT_FORMER_INDEX_KEYS, settings.VAULT_INDEX_KEY = [settings.VAULT_INDEX_KEY], key(b"j")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEW
    monkeypatch.setattr(Conf, "SECRET_KEY", NEW)


def without_former(settings: Any) -> None:
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    settings.VAULT_FORMER_INDEX_KEYS, settings.SECRET_KEY_FALLBACKS = [], []


def rotate() -> str:
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def everything_works(kept: Kept) -> None:
    """Opened and found, as somebody at work would."""
    case = Case.objects.select_related("data_key").get(pk=kept.case.pk)
    assert case.headline == kept.case.headline
    by_birth = marking("2 April 2019", born=date(2019, 4, 2))
    for marks in (marking("jordan exam"), by_birth, marking("nat 0"), marking("NAT-1")):
        assert case.pk in set(marks.values_list("case", flat=True))
    assert opening.find(kept.link) == kept.copy
    assert open_secret(Authenticator.objects.get(type="totp").data["secret"]) == SECRET
    codes = Authenticator.objects.get(type="recovery_codes").wrap()
    assert codes.generate_codes() == kept.recovery_codes
    assert ReportAlert.objects.get().address == "reader@x.example"
    assert PrivateMail.objects.get().message.body == "1234"
    made = type(kept.publication).objects.get(pk=kept.publication.pk)
    assert guards.checked_for_everybody(made, None, timezone.now()) is None  # type: ignore[arg-type]  # as it is called
    assert IdentificationHit.objects.get().mark in marks_of_find("name", "Jordan Example", "Jordan")
    assert kept.browser.get("/").wsgi_request.user.is_authenticated


def test_live_resumable_and_nothing_left(kept: Kept, settings: Any, monkeypatch: Any) -> None:
    checked = identifiers.fingerprint(kept.case)
    type(kept.publication)._base_manager.filter(pk=kept.publication.pk).update(checked_for=checked)
    everything_works(kept)
    old = (settings.VAULT_KEYS, settings.VAULT_INDEX_KEY)
    both(settings, monkeypatch)
    # Between: rows of both keys, read and written.
    everything_works(kept)
    assert open_link("the link", now=timezone.now()) is not None
    vault.verify_keys()
    with pytest.raises(BadSignature):
        SignedPackage.loads(OrmQ.objects.get().payload)

    # Broken off after the first data key: what was done is right, and the rest is done by the next run.
    rewrap, seen = wrapped._rewrap, list[str]()

    def dies(row: DataKey) -> bool:
        if seen:
            raise vault.VaultError("The machine went down.")
        seen.append(row.pk)
        return rewrap(row)

    with monkeypatch.context() as broken:
        broken.setattr(wrapped, "_rewrap", dies)
        with pytest.raises(CommandError, match="what was changed is right"):
            rotate()
    everything_works(kept)
    said = rotate()
    assert "Data keys: " in said
    assert "looked at" in said
    assert "A former key may go after a run that changed nothing" in said
    everything_works(kept)
    assert SignedPackage.loads(OrmQ.objects.get().payload)["func"] == "workflow.worker.jobs.sweep"

    # A process that was not restarted writes on with the old keys, which it has first.
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEY = [*old[0], f"new:{key(b'n')}"], old[1]
    child(CaseFactory(partnership=kept.case.partnership), "Robin Late")
    DataKey.objects.make()
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEY = [f"new:{key(b'n')}", *old[0]], key(b"j")
    assert marking("robin late").exists()
    settings.VAULT_FORMER_INDEX_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="until manage.py rotate_keys says that it may go"):
        vault.verify_keys()
    settings.VAULT_FORMER_INDEX_KEYS = [old[1]]
    assert "run this again" in rotate()
    said = rotate()
    assert "0 rows were brought under today's keys" in said
    assert "take out test" in said
    assert "the last of the 1 links of invitations" in said

    # The former keys go, and nothing misses them but links whose secret lies in a mail.
    without_former(settings)
    vault.verify_keys()
    everything_works(kept)
    assert marking("robin late").exists()
    assert open_link("the link", now=timezone.now()) is None
    assert keys.told()["vault"].keys() == {"new"}
    assert log.verify()[1] is None
    assert set(IndexKey.objects.filter(retired_at=None).values_list("print", flat=True)) == {vault.key_print(b"j" * 32)}
    assert (
        alerts.digest_of("reader@x.example", kept.alert.index_id, kept.alert.wanted) == ReportAlert.objects.get().digest
    )


def test_a_link_that_is_still_to_go_is_made_anew(kept: Kept, settings: Any, monkeypatch: Any) -> None:
    notice = notices.compose(
        kept.case, "referral-received", to=notices.Recipient("Ofsted", "o@body.example"), now=timezone.now()
    )
    notice.sealed_copy = kept.copy
    notices.queue([notice])
    both(settings, monkeypatch)
    assert opening.find(links.token_of(SealedCopy.objects.get())) == kept.copy, "what leaves now opens"
    rotate()
    without_former(settings)
    assert opening.find(links.token_of(SealedCopy.objects.get())) == kept.copy
    Notice.objects.update(state=Notice.State.SENT)
    assert opening.find(kept.link) is None


def test_a_session_goes_on_under_the_new_name(kept: Kept, settings: Any, monkeypatch: Any) -> None:
    (before,) = BrowserSession.objects.filter(user__isnull=False)
    both(settings, monkeypatch)
    assert kept.browser.get("/").wsgi_request.user.is_authenticated
    (after,) = BrowserSession.objects.filter(user__isnull=False)
    assert (after.pk != before.pk, after.began_at) == (True, before.began_at)


def test_the_index_key_is_looked_at_when_the_portal_starts(db: None, settings: Any) -> None:
    vault.verify_keys()
    settings.VAULT_INDEX_KEY = key(b"w")
    with pytest.raises(ImproperlyConfigured, match="is not the key that this database was indexed with"):
        vault.verify_keys()
    assert IndexKey.objects.count() == 1


def test_without_former_keys_it_says_how_to_change_one(db: None) -> None:
    vault.verify_keys()
    assert "No former key is listed" in rotate()


def test_a_key_that_is_not_listed_is_named(kept: Kept, settings: Any) -> None:
    settings.VAULT_KEYS = [f"new:{key(b'n')}"]
    with pytest.raises(CommandError, match="'test' is missing or is not the one"):
        rotate()


def test_a_log_that_was_tampered_with_is_not_signed_anew(kept: Kept, settings: Any, monkeypatch: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflow_audithead SET signature = 'forged'")
    both(settings, monkeypatch)
    rotate()
    assert log.verify()[1] is not None
    assert Child.objects.exists()
