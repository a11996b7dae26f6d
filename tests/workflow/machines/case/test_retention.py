"""Keeping and erasing: each partnership’s own period, a legal hold that wins, two people, and nothing left after it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from forms import uploads
from forms.models import Attachment, Draft
from forms.vault import DataKey
from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.workflow.desk.scene import Area, far_along, signed_in
from tests.workflow.desk.test_routes import OWN, POSTED, address, work_of
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine import log
from workflow.machines.case.retention import erasure
from workflow.machines.case.retention.guards import keep_until
from workflow.models import Case, Child, Event, Gone, LegalHold, MessageThread, RetentionSchedule, Tombstone
from workflow.notices.delivery import deliver_due
from workflow.notices.sealed_copy import FrozenReport, SealedCopy
from workflow.parties.roles import Actor, Role
from workflow.worker import retention

pytestmark = pytest.mark.django_db

# Closed on 2 March 2026 and kept for two years: over on 3 March 2028.
OVER = "2028-03-03"


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory(closed=True, headline="Death of a child: 1 child")
    RetentionSchedule.objects.create(partnership=made.partnership, without_review=2)
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def decider(case: Case) -> Actor:
    return actor(Role.DECISION_MAKER, case.partnership, seat="police")


@pytest.fixture(autouse=True)
def list_of_erasures(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "erasures.jsonl"


# --- The period -----------------------------------------------------------------------------------


def test_without_a_period_cases_are_kept(case: Case, officer: Actor) -> None:
    RetentionSchedule.objects.all().delete()
    assert keep_until(case) is None
    assert "so the case is kept" in refused(case, "propose_erasure", officer, OVER, kind="guard", reason="Over.")
    assert retention.prompt(at(OVER)) == 0


def test_before_its_time_nothing_is_erased(case: Case, officer: Actor) -> None:
    reason = refused(case, "propose_erasure", officer, "2028-03-02", kind="guard", reason="Over.")
    assert reason == "The case is kept until the end of 2 March 2028."


def test_each_kind_has_its_period(here: Area) -> None:
    reviewed = far_along(here)["case"]
    reviewed.closed_at = at("2026-03-02")
    RetentionSchedule.objects.create(partnership=here.partnership, with_review=10, without_review=2)
    assert str(keep_until(reviewed)) == "2036-03-02"


def test_the_office_is_prompted_once(case: Case) -> None:
    assert retention.prompt(at("2028-03-02")) == 0
    assert retention.prompt(at(OVER)) == 1
    assert retention.prompt(at("2028-03-04")) == 0
    assert notices_of(case, "retention-over") == [f"Support office, {case.partnership.name}"]


def test_reopened_and_closed_again_it_counts_anew(case: Case, officer: Actor) -> None:
    retention.prompt(at(OVER))
    take(case, "reopen", officer, OVER, reason="New information.")
    assert "is kept until" not in str(keep_until(case))
    deliver_due(at("2028-04-03"))
    take(case, "close", officer, "2028-04-03")
    assert retention.prompt(at("2030-04-03")) == 0
    assert retention.prompt(at("2030-04-04")) == 1


# --- The legal hold -------------------------------------------------------------------------------


def test_a_legal_hold_wins(case: Case, officer: Actor, decider: Actor) -> None:
    take(case, "propose_erasure", officer, OVER, reason="Over.")
    held = take(case, "place_legal_hold", officer, OVER, reason="A claim.")
    assert held.legal_holds.get().reason == "A claim."

    assert "A legal hold" in refused(case, "approve_erasure", decider, OVER, kind="guard", sure=True)
    assert "already" in refused(case, "place_legal_hold", officer, OVER, kind="guard", reason="A claim.")

    take(case, "lift_legal_hold", officer, OVER, reason="The claim was settled.")
    assert "No legal hold" in refused(case, "lift_legal_hold", officer, OVER, kind="guard", reason="Again.")
    assert take(case, "approve_erasure", decider, OVER, sure=True).is_erased


def test_a_held_case_is_neither_proposed_nor_prompted_until_the_hold_is_lifted(case: Case, officer: Actor) -> None:
    take(case, "place_legal_hold", officer, reason="A claim.")
    assert "A legal hold" in refused(case, "propose_erasure", officer, OVER, kind="guard", reason="Over.")
    assert retention.prompt(at(OVER)) == 0
    take(case, "lift_legal_hold", officer, OVER, reason="Settled.")
    assert retention.prompt(at(OVER)) == 1


def test_a_period_that_was_lengthened_since_it_was_proposed_counts(case: Case, officer: Actor, decider: Actor) -> None:
    take(case, "propose_erasure", officer, OVER, reason="Over.")
    RetentionSchedule.objects.update(without_review=20)
    assert "is kept until" in refused(case, "approve_erasure", decider, OVER, kind="guard", sure=True)


# --- Two people -----------------------------------------------------------------------------------


def test_only_what_was_proposed_is_approved_by_a_second_person(case: Case, officer: Actor, decider: Actor) -> None:
    assert "has not proposed" in refused(case, "approve_erasure", decider, OVER, kind="guard", sure=True)
    decider.user.memberships.create(role=Role.OFFICER, partnership=case.partnership)
    del decider.user._actor
    both = Actor.of(decider.user)
    take(case, "propose_erasure", both, OVER, reason="Over.")
    assert "A second person" in refused(case, "approve_erasure", both, OVER, kind="guard", sure=True)
    refused(case, "approve_erasure", officer, OVER, kind="role", sure=True)
    assert not case.data_key.destroyed_at


def test_the_decision_makers_are_asked_and_may_refuse(case: Case, officer: Actor, decider: Actor) -> None:
    take(case, "propose_erasure", officer, OVER, reason="Over.")
    assert notices_of(case, "erasure-proposed") == [str(decider.user)]
    assert "proposed already" in refused(case, "propose_erasure", officer, OVER, kind="guard", reason="Over.")
    kept = take(case, "refuse_erasure", decider, OVER, reason="A sibling may ask.")
    assert (kept.state, kept.erasure_proposed_at) == ("closed", None)
    assert notices_of(case, "erasure-refused") == [f"Support office, {case.partnership.name}"]
    assert "has not proposed" in refused(case, "refuse_erasure", decider, OVER, kind="guard", reason="Again.")


def test_the_last_step_is_confirmed(case: Case, officer: Actor, decider: Actor) -> None:
    take(case, "propose_erasure", officer, OVER, reason="Over.")
    assert "Confirm" in refused(case, "approve_erasure", decider, OVER, kind="data")


# --- Erased ---------------------------------------------------------------------------------------


@pytest.fixture
def made(here: Area) -> dict[str, Any]:
    """A case with a record of every machine, a file and an open draft, closed long ago."""
    found = far_along(here)
    case = found["case"]
    RetentionSchedule.objects.create(partnership=here.partnership, with_review=2)
    Case._base_manager.filter(pk=case.pk).update(state="closed", closed_at=at("2026-03-02"))
    found["case"] = Case.objects.get(pk=case.pk)
    sent = found["submission"]
    draft = Draft(id=uuid4(), data_key=case.data_key, owns_key=False, page=sent.page, version=sent.version)
    draft.owner, draft.subject, draft.answers, draft.made_at = sent.owner, str(case.pk), {"x": "y"}, at("2026-03-02")
    draft.keep_until(at("2026-03-02"))
    draft.save(force_insert=True)
    kept = Draft(id=sent.pk, data_key=case.data_key, page=sent.page, version=sent.version, owner=sent.owner)
    kept.made_at = kept.submitted_at = at("2026-03-02")
    kept.keep_until(at("2026-03-02"))
    kept.save(force_insert=True)
    attachment = Attachment(data_key=case.data_key, draft=kept, question="documents", content_type="text/plain")
    attachment.size, attachment.state, attachment.stored_name = 3, "clean", f"te/{uuid4().hex}"
    attachment.filename, attachment.added_at = "notes.txt", at("2026-03-02")
    attachment.save()
    uploads.storage().save(attachment.stored_name, ContentFile(b"abc"))
    return {**found, **work_of(found), "attachment": attachment, "draft": draft}


def erase(made: dict[str, Any], here: Area) -> Case:
    case = made["case"]
    take(case, "propose_erasure", Actor.of(here.people["officer"]), OVER, reason="Over.")
    erased: Case = take(case, "approve_erasure", Actor.of(here.people["decider"]), OVER, sure=True)
    return erased


def test_key_files_and_what_was_typed_are_gone(
    made: dict[str, Any],
    here: Area,
    django_capture_on_commit_callbacks: Any,
    list_of_erasures: Path,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erased = erase(made, here)

    key = DataKey.objects.get(pk=erased.data_key_id)
    assert (key.wrapped, key.destroyed_at) == (None, at(OVER))
    assert not Attachment.objects.filter(pk=made["attachment"].pk).exists()
    assert not uploads.storage().exists(made["attachment"].stored_name)
    assert not Draft.objects.filter(pk=made["draft"].pk).exists()
    assert list(Child.objects.filter(case=erased).values_list("details", "name_index")) == [(None, "")]
    assert erased.headline is None
    tombstone = Tombstone.objects.get()
    assert (tombstone.reference, tombstone.erased_at) == (erased.reference, at(OVER))
    assert (tombstone.proposed_by, tombstone.approved_by) == (here.people["officer"], here.people["decider"])
    assert json.loads(list_of_erasures.read_text())["reference"] == erased.reference
    assert notices_of(erased, "case-erased") == [f"Support office, {here.partnership.name}"]


def test_notes_tasks_and_documents_are_gone(
    made: dict[str, Any], here: Area, django_capture_on_commit_callbacks: Any
) -> None:
    version = made["document"].versions.get()
    assert uploads.storage().exists(version.stored_name)

    with django_capture_on_commit_callbacks(execute=True):
        erase(made, here)

    task, note, document = (fresh(made[name]) for name in ("task", "note", "document"))
    assert (task.what, note.text, note.spoken_to, document.title) == (None, None, None, None)
    assert fresh(version).filename is None
    assert not uploads.storage().exists(version.stored_name)
    # Nobody is asked to do what nobody knows any more.
    assert task.done_at == at(OVER)


def test_messages_and_meetings_are_gone(
    made: dict[str, Any], here: Area, django_capture_on_commit_callbacks: Any
) -> None:
    file, meeting = made["file"], made["meeting"]
    thread = file.message.thread
    MessageThread.objects.update(waits_for="office")

    with django_capture_on_commit_callbacks(execute=True):
        erase(made, here)

    meeting = fresh(meeting)
    assert (meeting.place, meeting.link, meeting.agenda, meeting.minutes) == (None, None, None, None)
    assert thread.messages.get().text is None
    assert not uploads.storage().exists(file.stored_name)
    assert fresh(thread).waits_for == ""
    assert not made["case"].waiting.filter(what="message").exists()


def test_copies_that_went_out_can_no_longer_be_opened(
    made: dict[str, Any],
    here: Area,
    django_capture_on_commit_callbacks: Any,
) -> None:
    case = made["case"]
    frozen = FrozenReport(case=case, data_key=case.data_key, publication=made["publication"], file_name="report.pdf")
    frozen.size, frozen.digest, frozen.stored_name, frozen.made_at = 3, "0", f"fr/{uuid4().hex}", at("2026-03-02")
    frozen.save()
    uploads.storage().save(frozen.stored_name, ContentFile(b"abc"))
    copy = SealedCopy.objects.create(
        case=case, report=frozen, recipient_name="The Panel", way="download", made_at=at("2026-03-02")
    )

    with django_capture_on_commit_callbacks(execute=True):
        erase(made, here)

    copy.refresh_from_db()
    assert (copy.revoked_at, copy.can_be_opened(at(OVER))) == (at(OVER), False)
    assert not uploads.storage().exists(frozen.stored_name)


def test_the_log_stays_whole_and_what_it_holds_stays_sealed(made: dict[str, Any], here: Area) -> None:
    erased = erase(made, here)

    count, broken = log.verify()
    assert (count > 0, broken) == (True, None)
    assert Event.objects.filter(case=erased, kind="case.approve_erasure").exists()
    with pytest.raises(Exception, match="has been destroyed"):
        _ = Event.objects.filter(case=erased, kind="case.propose_erasure").get().data


def test_every_page_says_that_it_was_erased(made: dict[str, Any], here: Area) -> None:
    erased = erase(made, here)
    officer = signed_in(here.people["officer"])
    about_case = [name for name in OWN if erased.reference in address(name, made)]
    assert len(about_case) > 8

    for name in about_case:
        response = officer.post(address(name, made)) if name in POSTED else officer.get(address(name, made))
        assert response.status_code == 410, name
        assert "was erased when its time was over" in response.content.decode(), name
    sent = made["submission"]
    lead = signed_in(here.people["submitter"])
    pages = [
        reverse("workspace:case", args=[erased.reference]),
        reverse("workspace:step", args=[erased.reference, "referral", made["referral"].pk, "add_information"]),
        sent.get_absolute_url(),
    ]
    for url in pages:
        response = lead.get(url)
        assert (response.status_code, "erased" in response.content.decode()) == (410, True), url


def test_lists_still_work(made: dict[str, Any], here: Area) -> None:
    erased = erase(made, here)
    officer = signed_in(here.people["officer"])
    queue = officer.get(reverse("desk:queue"), {"tab": "erased"}).content.decode()
    assert erased.reference in queue
    assert "Jordan Example" not in queue
    found = officer.get(reverse("desk:queue"), {"q": "Jordan Example"}).content.decode()
    assert erased.reference not in found
    for url in (
        reverse("desk:form_submissions", args=[made["submission"].page_id]),
        reverse("desk:publications"),
        reverse("desk:held"),
    ):
        assert officer.get(url).status_code == 200, url
    for who in ("submitter", "lead", "council", "decider"):
        assert signed_in(here.people[who]).get(reverse("workspace:home")).status_code == 200, who


def test_nothing_more_is_done_in_it(made: dict[str, Any], here: Area) -> None:
    erase(made, here)
    officer = Actor.of(here.people["officer"])
    for record, step in ((made["case"], "reopen"), (made["recommendation"], "assign"), (made["referral"], "reopen")):
        refused(type(record).objects.get(pk=record.pk), step, officer, OVER, kind="state", reason="Because.")


# --- A backup from before -------------------------------------------------------------------------


def restore(case: Case, wrapped: bytes) -> None:
    """What a backup from before the erasure brings back: the key, the state, no tombstone."""
    Tombstone.objects.all().delete()
    DataKey.objects.filter(pk=case.data_key_id).update(wrapped=wrapped, destroyed_at=None)
    Case._base_manager.filter(pk=case.pk).update(state="closed")
    again = Case.objects.get(pk=case.pk)
    again.headline = "Death of a child: 1 child"
    again.save()


def test_a_restored_backup_is_erased_again(
    case: Case, officer: Actor, decider: Actor, capsys: Any, django_capture_on_commit_callbacks: Any
) -> None:
    wrapped = case.data_key.wrapped
    with django_capture_on_commit_callbacks(execute=True):
        take(case, "propose_erasure", officer, OVER, reason="Over.")
        take(case, "approve_erasure", decider, OVER, sure=True)
    restore(case, wrapped)

    call_command("reapply_erasures")

    again = Case.objects.select_related("data_key").get(pk=case.pk)
    assert (again.state, again.headline, again.data_key.wrapped) == ("erased", None, None)
    tombstone = Tombstone.objects.get()
    assert (tombstone.approved_by, tombstone.erased_at) == (decider.user, at(OVER))
    assert f"Erased again: {case.reference}" in capsys.readouterr().out
    assert log.verify()[1] is None

    call_command("reapply_erasures")
    assert "1 erasures in the list, 0 cases erased again" in capsys.readouterr().out


def test_a_hold_that_was_placed_since_wins_over_the_list_and_one_that_the_backup_brought_does_not(
    case: Case, officer: Actor, decider: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    wrapped = case.data_key.wrapped
    with django_capture_on_commit_callbacks(execute=True):
        take(case, "propose_erasure", officer, OVER, reason="Over.")
        take(case, "approve_erasure", decider, OVER, sure=True)
    listed = erasure.read_list(erasure.list_path())
    restore(case, wrapped)
    take(case, "place_legal_hold", officer, "2028-04-01", reason="A claim.")
    assert erasure.reapply(listed, now=at("2028-04-02")) == []
    LegalHold.objects.update(placed_at=at("2027-01-01"))
    assert erasure.reapply(listed, now=at("2028-04-02")) == [case.reference]
    assert Gone.objects.get().kind == "no_further_action"


def test_a_list_that_is_none_is_refused(tmp_path: Path, case: Case) -> None:
    with pytest.raises(CommandError, match="There is no list"):
        call_command("reapply_erasures", "--list", str(tmp_path / "nowhere"))
    broken = tmp_path / "broken"
    broken.write_text("no json")
    with pytest.raises(CommandError, match="is not a list of erasures"):
        call_command("reapply_erasures", "--list", str(broken))
    # A case of another database is left alone.
    strange = {**_entry(case), "case": str(uuid4())}
    assert erasure.reapply([strange], now=datetime.now(tz=at(OVER).tzinfo)) == []


def _entry(case: Case) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "case": str(case.pk),
        "key": case.data_key_id,
        "opened_on": "2026-03-02",
        "closed_on": "2026-03-02",
        "erased_at": at(OVER).isoformat(),
        "proposed_by": None,
        "approved_by": None,
    }
