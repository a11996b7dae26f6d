"""A round of audit: planned before it is drawn, drawn by lots anybody can draw again, reported once, prompted (D19)."""

from datetime import date
from typing import Any

import pytest

from tests.factories.case import CaseFactory
from tests.factories.party import PartnershipFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.reviews.steps import at, refused, take
from workflow.engine import log as chain
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.machines.audit import rounds as audit_rounds
from workflow.machines.audit.sampling import drawn, lot
from workflow.models import AuditRound, Event, Notice, RapidReviewAudit
from workflow.parties.roles import Group, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D19")]
NOW = at("2026-03-02")


@pytest.fixture
def partnership() -> Any:
    return PartnershipFactory()


@pytest.fixture
def officer(partnership: Any) -> Any:
    return actor(Role.OFFICER, partnership)


def concluded(partnership: Any, number: int = 1, **fields: Any) -> list[Any]:
    return [
        RapidReviewFactory(case=CaseFactory(partnership=partnership), concluded=True, **fields) for _ in range(number)
    ]


def planned(partnership: Any, by: Any, **fields: Any) -> AuditRound:
    about = {"first_day": date(2026, 1, 1), "last_day": date(2026, 2, 28), "size": 3, "seed": "Minute 7"}
    return audit_rounds.plan(partnership, **{**about, **fields}, by=by, now=NOW)


def scored(round_: AuditRound) -> None:
    """As the form would: written past the door, for the report's sake only."""
    for audit in round_.audits.filter(state=RapidReviewAudit.SAMPLED):
        audit.__dict__["state"] = RapidReviewAudit.SCORED
        audit.scores, audit.findings = {"analysis": "met"}, {"findings": "Good."}
        audit.save()


def why(call: Any, kind: str) -> str:
    before = Event.objects.count()
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.kind == kind, caught.value.reason
    assert Event.objects.count() == before
    return caught.value.reason


def test_the_lots_are_the_same_on_every_machine() -> None:
    # Worked out with sha256sum: a change of the algorithm would draw other samples from old seeds.
    assert lot("Minute 7", "NSCP-2026-0001") == "7c079f5955b1d1c003f72fdcda303b7cdaebbb193c8c3ec289e4125434299ef8"
    population = [f"NSCP-2026-{number:04}" for number in range(1, 9)]
    order = drawn("Minute 7", population)
    assert order == drawn("Minute 7", reversed(population))
    assert order != drawn("Minute 8", population)
    assert drawn("Minute 7", [one for one in population if one != order[2]]) == order[:2] + order[3:]


def test_period_size_and_seed_are_on_record_before_anything_is_drawn(partnership: Any, officer: Any) -> None:
    made = planned(partnership, officer)
    event = Event.objects.get(kind="audit_round.plan")
    assert (event.record_id, event.actor, event.case, event.actor_role) == (made.pk, officer.user, None, Role.OFFICER)
    assert event.data == {"first_day": "2026-01-01", "last_day": "2026-02-28", "size": 3, "seed": "Minute 7"}
    assert chain.verify()[1] is None


def test_what_is_drawn_is_concluded_decided_in_the_period_and_in_no_audit(partnership: Any, officer: Any) -> None:
    fitting = concluded(partnership, 2)
    concluded(partnership, decided_at=at("2025-12-31 23:59"))
    concluded(partnership, decided_at=at("2026-03-01 00:00"))
    RapidReviewFactory(case=CaseFactory(partnership=partnership), sent=True)
    concluded(PartnershipFactory(slug="elsewhere", code="ELSE"))
    (audited,) = concluded(partnership)
    take(audited.case, "sample_for_audit", officer)
    round_ = planned(partnership, officer)
    sample = audit_rounds.draw(round_, by=officer, now=NOW)
    round_.refresh_from_db()
    assert round_.population == sorted(one.case.reference for one in fitting)
    assert sorted(sample) == round_.population
    assert list(round_.audits.order_by("place").values_list("case__reference", flat=True)) == sample
    assert Event.objects.get(kind="audit_round.draw").data == {"population": round_.population, "sample": sample}


def test_the_sample_is_the_beginning_of_the_lots_and_drawn_once(partnership: Any, officer: Any) -> None:
    concluded(partnership, 6)
    round_ = planned(partnership, officer, size=2)
    sample = audit_rounds.draw(round_, by=officer, now=NOW)
    round_.refresh_from_db()
    assert sample == drawn("Minute 7", round_.population)[:2]
    assert "drawn already" in why(lambda: audit_rounds.draw(round_, by=officer, now=NOW), "state")
    assert round_.audits.count() == 2


def test_whoever_is_left_out_is_replaced_by_the_next_lot(partnership: Any, officer: Any) -> None:
    concluded(partnership, 4)
    round_ = planned(partnership, officer, size=2)
    audit_rounds.draw(round_, by=officer, now=NOW)
    round_.refresh_from_db()
    order = drawn(round_.seed, round_.population)
    first = round_.audits.get(place=1)
    take(first, "exclude", officer, reason="The auditor chaired it.")
    assert [one.case.reference for one in round_.audits.order_by("place")] == order[:3]
    # The next in line is in another audit by now: it is passed over.
    by_hand = CaseFactory._meta.model.objects.get(reference=order[3])
    take(by_hand, "sample_for_audit", officer)
    take(round_.audits.get(place=3), "exclude", officer, reason="It is before a court.")
    assert round_.audits.exclude(state="excluded").count() == 1
    assert chain.verify()[1] is None


def test_a_forged_place_in_a_round_is_refused(partnership: Any, officer: Any) -> None:
    concluded(partnership, 3)
    round_ = planned(partnership, officer, size=1)
    (sample,) = audit_rounds.draw(round_, by=officer, now=NOW)
    case = CaseFactory._meta.model.objects.exclude(reference=sample).first()
    forged = {"round": str(round_.pk), "place": "1"}
    assert "did not draw" in refused(case, "sample_for_audit", officer, kind="data", **forged)
    elsewhere = concluded(PartnershipFactory(slug="elsewhere", code="ELSE"))[0].case
    stranger = actor(Role.OFFICER, elsewhere.partnership)
    refused(elsewhere, "sample_for_audit", stranger, kind="data", **forged)


def test_what_cannot_be_planned_or_drawn(partnership: Any, officer: Any) -> None:
    day = date(2026, 3, 3)
    assert "must have ended" in why(lambda: planned(partnership, officer, last_day=day), "data")
    assert "before the first" in why(lambda: planned(partnership, officer, last_day=date(2025, 1, 1)), "data")
    round_ = planned(partnership, officer)
    assert "can be drawn" in why(lambda: audit_rounds.draw(round_, by=officer, now=NOW), "guard")


def test_only_the_office_and_the_auditors_of_the_area(partnership: Any, officer: Any) -> None:
    concluded(partnership)
    planned(partnership, actor(Role.AUDITOR, partnership))
    round_ = planned(partnership, officer)
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    for stranger in (actor(Role.REVIEWER, partnership), actor(Role.OFFICER, elsewhere), actor(Role.AUDITOR, elsewhere)):
        why(lambda by=stranger: planned(partnership, by), "role")  # type: ignore[misc]
        why(lambda by=stranger: audit_rounds.draw(round_, by=by, now=NOW), "role")  # type: ignore[misc]
    auditor = actor(Role.AUDITOR, partnership)
    audit_rounds.draw(round_, by=auditor, now=NOW)
    scored(round_)
    why(lambda: audit_rounds.report(round_, assurance="Well.", by=auditor, now=NOW), "role")


def test_a_round_is_reported_once_and_whole(partnership: Any, officer: Any) -> None:
    body = actor(Role.GROUP, partnership, group=Group.STRATEGIC)
    actor(Role.GROUP, partnership, group=Group.SIGN_OFF)
    concluded(partnership, 2)
    round_ = planned(partnership, officer)

    def report(assurance: str = "Families are told late.") -> None:
        audit_rounds.report(round_, assurance=assurance, by=officer, now=NOW)

    assert "sample was drawn" in why(report, "state")
    audit_rounds.draw(round_, by=officer, now=NOW)
    assert "2 of 2" in why(report, "guard")
    scored(round_)
    assert "strategic body" in why(lambda: report(" "), "data")
    alone = round_.audits.first()
    assert "with the others" in refused(alone, "report", officer, kind="guard", assurance="Well.")
    report()
    round_.refresh_from_db()
    assert (round_.state, round_.assurance) == (AuditRound.REPORTED, "Families are told late.")
    assert set(round_.audits.values_list("state", flat=True)) == {RapidReviewAudit.REPORTED}
    notice = Notice.objects.get(key="audit-round-reported")
    assert (notice.recipient_name, notice.case) == (str(body.user), None)
    assert str(round_.pk) in notice.body
    assert "late" not in notice.body
    assert not Notice.objects.filter(key="audit-reported").exists()
    assert "once" in why(report, "state")
    assert chain.verify()[1] is None


def test_a_round_of_which_everything_was_left_out_has_nothing_to_report(partnership: Any, officer: Any) -> None:
    concluded(partnership)
    round_ = planned(partnership, officer)
    audit_rounds.draw(round_, by=officer, now=NOW)
    perform(round_.audits.get(), "exclude", by=officer, now=NOW, data={"reason": "R"})
    reason = why(lambda: audit_rounds.report(round_, assurance="Well.", by=officer, now=NOW), "guard")
    assert "nothing to report" in reason


def test_the_state_of_a_round_is_not_changed_past_its_door(partnership: Any, officer: Any) -> None:
    planned(partnership, officer)
    with pytest.raises(TypeError):
        AuditRound.objects.update(state=AuditRound.REPORTED)


def prompts() -> list[tuple[str, str]]:
    return sorted(Notice.objects.filter(key="audit-due").values_list("recipient_email", "subject"))


def test_the_office_is_prompted_once_when_a_round_is_due(partnership: Any, officer: Any) -> None:
    concluded(partnership)
    assert audit_rounds.prompt_due(at("2027-02-26")) == 0
    assert audit_rounds.prompt_due(at("2027-02-27")) == 1
    assert audit_rounds.prompt_due(at("2027-03-27")) == 0
    assert [address for address, _ in prompts()] == [partnership.contact_email]
    # A round is drawn: the next is due twelve months after the end of its period.
    round_ = planned(partnership, officer)
    audit_rounds.draw(round_, by=officer, now=NOW)
    assert audit_rounds.prompt_due(at("2027-02-27 12:00")) == 0
    assert audit_rounds.prompt_due(at("2027-02-28")) == 1
    assert audit_rounds.prompt_due(at("2027-06-01")) == 0


def test_where_nothing_was_concluded_nothing_is_due(partnership: Any) -> None:
    RapidReviewFactory(case=CaseFactory(partnership=partnership), sent=True)
    assert audit_rounds.prompt_due(at("2030-01-01")) == 0
    assert prompts() == []
