"""Edge case 12: no statutory period for these records [U]. A schedule each partnership sets; a legal hold wins."""

from pathlib import Path
from typing import Any

from django.urls import reverse

from tests.workflow.desk.scene import Area, referred, signed_in
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine import log
from workflow.models import RetentionSchedule, Tombstone
from workflow.notices.delivery import deliver_due
from workflow.parties.roles import Actor
from workflow.worker import retention


def test_from_closing_to_the_tombstone(here: Area, settings: Any, tmp_path: Path, clock: Any) -> None:
    settings.DATA_DIR = tmp_path
    officer, decider = Actor.of(here.people["officer"]), Actor.of(here.people["decider"])
    referral = referred(here)
    case = referral.case
    take(referral, "decline", officer, reason="Below the definition.")
    take(case.notifications.get(), "mark_not_required", officer, reason="Below.", decider="The director")
    deliver_due(at("2026-03-02"))
    take(case, "close", officer, "2026-03-02")

    # No period is set: the case is kept, however long.
    assert retention.prompt(at("2099-01-01")) == 0
    RetentionSchedule.objects.create(partnership=here.partnership, without_review=7)

    take(case, "place_legal_hold", officer, reason="A claim is under way.")
    assert retention.prompt(at("2033-03-03")) == 0
    assert "legal hold" in refused(case, "propose_erasure", officer, "2033-03-03", kind="guard", reason="Over.")
    take(case, "lift_legal_hold", officer, "2033-04-01", reason="The claim was settled.")
    assert retention.prompt(at("2033-04-01")) == 1
    assert notices_of(case, "retention-over") == [f"Support office, {here.partnership.name}"]

    clock.move_to(at("2033-04-01"), tick=False)
    queue = reverse("desk:queue")
    assert case.reference in signed_in(here.people["officer"]).get(queue, {"tab": "mine"}).content.decode()
    take(case, "propose_erasure", officer, "2033-04-02", reason="Nobody needs it.")
    assert case.reference in signed_in(here.people["decider"]).get(queue, {"tab": "mine"}).content.decode()
    erased = take(case, "approve_erasure", decider, "2033-04-02", sure=True)

    assert (erased.state, erased.headline) == ("erased", None)
    assert fresh(referral).answer is None
    assert Tombstone.objects.get().reference == case.reference
    assert log.verify()[1] is None
    page = signed_in(here.people["officer"]).get(reverse("desk:case", args=[case.reference]))
    assert (page.status_code, "was erased" in page.content.decode()) == (410, True)
