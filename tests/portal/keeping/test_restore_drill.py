"""A backup restored into an empty place: everything is there as it was, and nothing that may have gone goes again."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from forms import uploads
from forms.models import DataKey, KeptPost
from forms.models.kept_post import keep
from portal.accounts.people.invitation import mark_of
from portal.accounts.sessions.model import BrowserSession
from portal.api.programs.token import ApiToken
from portal.keeping import files, quiet
from portal.models import Invitation
from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.portal.keeping.conftest import Ground
from tests.promises import Told
from tests.workflow.desk.scene import area, far_along
from workflow import notices
from workflow.engine import log
from workflow.engine.door import perform
from workflow.machines.case.retention import erasure
from workflow.models import (
    Case,
    Event,
    Membership,
    Notice,
    PrivateMail,
    ReferenceCounter,
    RetentionSchedule,
    SealedCopy,
    Waiting,
)
from workflow.notices import private_mail
from workflow.notices.delivery import deliver_due
from workflow.notices.sealed import links
from workflow.parties.roles import Role

CANARY = "CANARY Jordan Example"
SCAN = b"CANARY scan of a letter"
# What a quiet start writes to; every other table is to the row what it was.
WRITTEN = {
    *("workflow_notice", "workflow_privatemail", "workflow_event", "workflow_audithead", "workflow_waiting"),
    *("workflow_referencecounter", "workflow_tombstone", "workflow_sealedcopy", "people_user", "forms_datakey"),
    *("portal_browsersession", "portal_invitation", "portal_apitoken", "forms_keptpost", "django_q_ormq"),
    # Of the case that is erased again, and the clocks of what fell due meanwhile.
    *("workflow_case", "workflow_child", "workflow_searchmark", "workflow_deadline", "workflow_deadlinereminder"),
    # And the notes that these changed something which is counted.
    *("workflow_actionreminder", "workflow_quartermark", "workflow_waitingmark"),
    *("workflow_returnreminder", "workflow_agencyreturn", "forms_attachment", "forms_draft", "forms_submission"),
    *("workflow_retentionschedule", "workflow_gone", "sqlite_sequence"),
}


def stored() -> dict[str, bytes]:
    """Every stored file with what is in it."""
    found = {}
    for name in files.STORES:
        for one in files.names(files.store(name)):
            with files.store(name).open(one) as file:
                found[f"{name}/{one}"] = file.read()
    return found


def put_in(ground: Ground) -> dict[str, Any]:
    """A portal at work: a case far along, one that is to be erased, and something of each kind on its way."""
    now = timezone.now()
    here = area("here")
    made = far_along(here)
    case = made["case"]
    case.headline = CANARY
    case.save()
    doomed = CaseFactory(partnership=here.partnership, closed=True, headline=CANARY)
    doomed.closed_at = now - timedelta(days=1200)
    doomed.save()
    RetentionSchedule.objects.create(partnership=here.partnership, with_review=2, without_review=2)
    for of in (case, doomed):
        copy = links.make(of, name="Ofsted", email="ofsted@body.example", way=SealedCopy.Way.DOWNLOAD, now=now)
        copy.save()
    office = notices.Recipient("Support office", "office@here.example")
    told = notices.compose(case, "referral-received", to=office, now=now)
    notices.queue([told])
    storages["default"].save("documents/guide.txt", ContentFile(b"Guidance for all."))
    uploads.write_durably(uploads.storage(), "aa/sealed", b"\x00sealed" * 50_000)
    private_mail.post("pat@x.example", subject="Your code", body="1234", lasts=timedelta(hours=1), now=now)
    person = here.people["officer"]
    BrowserSession.objects.create(
        session_key="f" * 64,
        session_data="x",
        user=person,
        began_at=now,
        last_used_at=now,
        expire_date=now + timedelta(1),
    )
    token = ApiToken.objects.create(
        name="Records", membership=Membership.objects.filter(user=person).first(), digest="d" * 64, ending="abcd",
        made_at=now, expires_at=now + timedelta(days=30),
    )  # fmt: skip
    invitation = Invitation.objects.create(
        data_key=DataKey.objects.make(), email="new@here.example", role=Role.OFFICER, partnership=here.partnership,
        invited_at=now, needs_approval=False, secret=mark_of("s"), sent_at=now, expires_at=now + timedelta(7),
    )  # fmt: skip
    keep({"fields": {"what": [CANARY]}, "files": []}, browser="b", user_id=person.pk, path="/x", page="/x", now=now)
    ReferenceCounter.next_reference(here.partnership, 2026)
    return {"here": here, "case": case, "doomed": doomed, "told": told, "token": token, "invitation": invitation}


def erase(case: Case, clock: Any) -> None:
    clock.shift(timedelta(hours=5, minutes=1))
    now = timezone.now()
    officer = actor(Role.OFFICER, case.partnership)
    decider = actor(Role.DECISION_MAKER, case.partnership, seat="police")
    perform(Case.objects.get(pk=case.pk), "propose_erasure", by=officer, now=now, data={"reason": "Over."})
    perform(Case.objects.get(pk=case.pk), "approve_erasure", by=decider, now=now, data={"sure": True})


def run(command: str, *args: str) -> str:
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def backup_in(folder: Path) -> Path:
    folder.mkdir()
    run("backup", str(folder))
    (found,) = folder.glob("*.backup")
    return found


def test_a_backup_comes_back_whole_and_quiet(
    ground: Callable[..., Ground], clock: Any, tmp_path: Path, promise: Told
) -> None:
    old = ground("old").enter()
    scene = put_in(old)
    case, doomed, here = scene["case"], scene["doomed"], scene["here"]
    old_link = SealedCopy.objects.get(case=case).link_digest
    tables, kept = old.tables, stored()
    archive = backup_in(tmp_path / "backups")
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in archive.parent.iterdir() if not one.name.startswith(".")] == [archive.name]
    raw = archive.read_bytes()
    assert not [word for word in (CANARY, "office@here.example", "guide.txt", "Guidance") if word.encode() in raw]

    # The gap: one case is erased, mail goes, a reference is given.
    deliver_due(timezone.now())
    went = len(mail.outbox)
    given = ReferenceCounter.next_reference(here.partnership, 2026)
    erase(doomed, clock)
    assert erasure.list_path().exists()

    new = ground("new", laid=False).enter()
    said = run("restore", str(archive), "--erasures", str(old.folder / "erasures.jsonl"))

    # Whole: each table and each file that a quiet start does not touch is what it was.
    found = new.tables
    assert set(found) == set(tables)
    untouched = set(tables) - WRITTEN
    equal = [name for name in untouched if found[name] == tables[name]]
    promise("backups", restored=len(untouched) + len(kept), equal=len(equal) + len(kept.items() & stored().items()))
    assert {name for name in tables if found[name] != tables[name]} <= WRITTEN
    assert stored() == kept
    assert Case.objects.get(pk=case.pk).headline == CANARY
    # Quiet: nothing goes, and everything that waited is with a person.
    told = Notice.objects.get(pk=scene["told"].pk)
    assert (told.state, told.was_restored) == (Notice.State.PARKED, True)
    assert "may have gone before" in told.get_state_display()
    deliver_due(timezone.now())
    private_mail.send_waiting(timezone.now())
    assert len(mail.outbox) == went
    assert not Notice.objects.filter(state__in=[Notice.State.QUEUED, Notice.State.SENDING]).exists()
    assert Waiting.objects.filter(case=case, what=Waiting.What.LETTER).exists()
    assert not PrivateMail.objects.exists()
    # No link or code of before opens anything.
    assert not BrowserSession.objects.exists()
    assert not KeptPost.objects.exists()
    assert ApiToken.objects.get().revoked_at is not None
    assert Invitation.objects.get(pk=scene["invitation"].pk).secret is None
    assert SealedCopy.objects.get(case=case).link_digest != old_link
    # Erased stays erased, references go on, and the log says what happened and holds.
    again = Case.objects.select_related("data_key").get(pk=doomed.pk)
    assert (again.state, again.data_key.wrapped) == ("erased", None)
    following = ReferenceCounter.next_reference(here.partnership, 2026)
    assert int(following[-4:]) == int(given[-4:]) + 100
    event = Event.objects.get(kind="portal.restore")
    assert event.data["cases erased again"] == 1
    assert log.verify()[1] is None
    # What the office is told.
    assert re.search(r"The gap: what was done in the 5 hours, 1 minute since", said)
    assert f"Erased again: {doomed.reference}" in said
    assert re.search(r"- \d+ notices parked", said)


def test_what_is_on_its_way_stops_before_anything_else_is_done(ground: Callable[..., Ground], clock: Any) -> None:
    told = put_in(ground("old").enter())["told"]
    counts = quiet.hush(connection.introspection.table_names())
    assert Notice.objects.get(pk=told.pk).was_restored
    assert counts["notices parked"] >= 1
    assert quiet.hush(["workflow_notice"]) == {"notices parked": 0}
