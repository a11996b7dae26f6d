"""The audit of one rapid review: sampled, left out, scored by a form that editors may change (D19)."""

from typing import Any

import pytest
from django.http import Http404

from forms import handlers
from tests.factories.case import CaseFactory
from tests.factories.party import PartnershipFactory, actor
from tests.factories.rapid_review_audit import RapidReviewAuditFactory
from tests.factories.submission import form_page
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine.door import perform
from workflow.models import RapidReview, RapidReviewAudit
from workflow.parties.roles import SYSTEM, Group, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D19")]

SCORES = {
    "referral": "met",
    "decision_making": "partly",
    "informing_the_family": "not_met",
    "parallel_processes": "cannot_tell",
    "assembling_information": "met",
    "analysis": "met",
    "improvement_action": "met",
}


def said(scores: dict[str, str] = SCORES) -> dict[str, Any]:
    """Answers of the form, by meaning."""
    entries = [{"audit.marker_key": key, "audit.marker_score": score} for key, score in scores.items()]
    return {
        "audit.marker": entries,
        "audit.timeliness": "late",
        "audit.findings": "Good.",
        "audit.actions": "Tell families sooner.",
    }


@pytest.fixture
def audit() -> Any:
    return RapidReviewAuditFactory()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_a_concluded_rapid_review_is_sampled_once(role: Role) -> None:
    case = CaseFactory(closed=True)
    by = actor(role, case.partnership)
    RapidReview.objects.create(case=case, data_key=case.data_key, state=RapidReview.CONCLUDED)
    take(case, "sample_for_audit", by)
    assert RapidReviewAudit.objects.get(case=case).state == RapidReviewAudit.SAMPLED
    assert "already" in refused(case, "sample_for_audit", by, kind="guard")


@pytest.mark.parametrize("state", [RapidReview.SENT, RapidReview.STOPPED])
def test_a_rapid_review_under_way_or_stopped_is_not_sampled(state: str) -> None:
    case = CaseFactory()
    RapidReview.objects.create(case=case, data_key=case.data_key, state=state)
    by = actor(Role.AUDITOR, case.partnership)
    assert "no concluded rapid review" in refused(case, "sample_for_audit", by, kind="guard")
    assert not RapidReviewAudit.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_it_is_scored_by_form_which_begins_with_the_procedures_markers(audit: Any, role: Role) -> None:
    by, page = actor(role, audit.case.partnership), form_page("audit_rapid_review", audit.case.partnership)
    known = handlers.get("audit_rapid_review").prefill(page=page, user=by.user, subject=str(audit.pk))
    assert [entry["audit.marker_key"] for entry in known["audit.marker"]] == list(SCORES)
    submission = send(page, by.user, said(), now=at("2026-03-02"), subject=audit.pk)
    assert (submission.state, submission.data_key_id) == ("accepted", audit.case.data_key_id)
    kept = fresh(audit)
    assert (kept.state, kept.scores, kept.submission_id) == (RapidReviewAudit.SCORED, SCORES, submission.pk)
    assert (kept.findings["findings"], kept.findings["timeliness"]) == ("Good.", "late")
    assert kept.findings["actions"] == "Tell families sooner."


def test_every_quality_marker_of_the_procedure_is_scored(audit: Any) -> None:
    by, page = actor(Role.OFFICER, audit.case.partnership), form_page("audit_rapid_review", audit.case.partnership)
    missing = {key: score for key, score in SCORES.items() if key != "analysis"}
    with pytest.raises(handlers.Refused, match=r"Missing: Analysis"):
        send(page, by.user, said(missing), now=at("2026-03-02"), subject=audit.pk)
    assert fresh(audit).state == RapidReviewAudit.SAMPLED


def test_scored_again_it_begins_with_what_was_said_and_replaces_it(audit: Any) -> None:
    by, page = actor(Role.OFFICER, audit.case.partnership), form_page("audit_rapid_review", audit.case.partnership)
    first = send(page, by.user, said(), now=at("2026-03-02"), subject=audit.pk)
    known = handlers.get("audit_rapid_review").prefill(page=page, user=by.user, subject=str(audit.pk))
    assert known["audit.findings"] == "Good."
    second = send(page, by.user, said({**SCORES, "referral": "not_met"}), now=at("2026-03-03"), subject=audit.pk)
    kept = fresh(audit)
    assert first.pk != second.pk == kept.submission_id
    assert kept.scores["referral"] == "not_met"


def test_who_may_score_and_read_the_scores(audit: Any) -> None:
    page = form_page("audit_rapid_review", audit.case.partnership)
    handler = handlers.get("audit_rapid_review")
    here, there = audit.case.partnership, PartnershipFactory(slug="elsewhere", code="ELSE")
    strangers = [
        actor(Role.REVIEWER, here),
        actor(Role.GROUP, here, group=Group.STRATEGIC),
        actor(Role.PUBLISHER, here),
        actor(Role.OFFICER, there),
        actor(Role.AUDITOR, there),
    ]
    for stranger in strangers:
        with pytest.raises(Http404):
            handler.may_start(page=page, user=stranger.user, subject=str(audit.pk))
    officer = actor(Role.OFFICER, here)
    submission = send(page, officer.user, said(), now=at("2026-03-02"), subject=audit.pk)
    assert handler.may_read(submission=submission, user=actor(Role.AUDITOR, here).user)
    assert not handler.may_read(submission=submission, user=strangers[-1].user)
    assert not handler.may_read(submission=submission, user=strangers[2].user)
    foreign = form_page("audit_rapid_review", there)
    with pytest.raises(Http404):
        handler.may_start(page=foreign, user=officer.user, subject=str(audit.pk))


def test_one_that_stands_alone_is_reported_and_the_strategic_body_assured() -> None:
    audit = RapidReviewAuditFactory(scored=True)
    body = actor(Role.GROUP, audit.case.partnership, group=Group.STRATEGIC)
    by = actor(Role.OFFICER, audit.case.partnership)
    assert take(audit, "report", by, assurance="Families are told late.").state == RapidReviewAudit.REPORTED
    assert notices_of(audit.case, "audit-reported") == [str(body.user)]


def test_left_out_with_a_reason_it_may_be_drawn_again(audit: Any) -> None:
    by = actor(Role.OFFICER, audit.case.partnership)
    assert "why it is left out" in refused(audit, "exclude", by, kind="data")
    assert take(audit, "exclude", by, reason="The auditor chaired it.").state == RapidReviewAudit.EXCLUDED
    take(audit.case, "sample_for_audit", by)
    assert audit.case.rapid_review_audits.count() == 2


def test_an_audit_keeps_no_case_open(audit: Any) -> None:
    assert not audit.is_open


def test_the_program_scores_nothing(audit: Any) -> None:
    assert "needs a person" in refused(audit, "score", SYSTEM, kind="role")
    scored = RapidReviewAuditFactory(scored=True)
    perform(scored, "report", by=SYSTEM, now=at("2026-03-02"), data={"assurance": "All well."})
