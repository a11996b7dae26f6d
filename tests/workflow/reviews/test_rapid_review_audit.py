"""The periodic audit of rapid reviews, and the assurance it gives to the strategic body (D19)."""

import pytest

from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.factories.rapid_review_audit import RapidReviewAuditFactory
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.models import RapidReview, RapidReviewAudit
from workflow.roles import Group, Role

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


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_a_concluded_rapid_review_is_sampled_once(role: Role) -> None:
    case = CaseFactory(closed=True)
    by = actor(role, case.partnership)
    RapidReview.objects.create(case=case, data_key=case.data_key, state=RapidReview.CONCLUDED)
    take(case, "sample_for_audit", by)
    assert RapidReviewAudit.objects.get(case=case).state == RapidReviewAudit.SAMPLED
    assert "already" in refused(case, "sample_for_audit", by, kind="guard")


def test_a_rapid_review_under_way_is_not_sampled() -> None:
    case = CaseFactory()
    RapidReview.objects.create(case=case, data_key=case.data_key, state=RapidReview.SENT)
    by = actor(Role.AUDITOR, case.partnership)
    assert "no concluded rapid review" in refused(case, "sample_for_audit", by, kind="guard")
    assert not RapidReviewAudit.objects.exists()


def test_every_quality_marker_is_scored() -> None:
    audit = RapidReviewAuditFactory()
    by = actor(Role.OFFICER, audit.case.partnership)
    refused(audit, "score", by, kind="data", findings="Good.", **SCORES | {"analysis": ""})
    refused(audit, "score", by, kind="data", findings="Good.", **SCORES | {"analysis": "excellent"})
    audit = take(audit, "score", by, findings="Good.", **SCORES)
    assert (audit.state, audit.scores, audit.findings) == (RapidReviewAudit.SCORED, SCORES, "Good.")


def test_the_strategic_body_is_assured() -> None:
    audit = RapidReviewAuditFactory(scored=True)
    body = actor(Role.GROUP, audit.case.partnership, group=Group.STRATEGIC)
    by = actor(Role.OFFICER, audit.case.partnership)
    assert take(audit, "report", by, assurance="Families are told late.").state == RapidReviewAudit.REPORTED
    assert notices_of(audit.case, "audit-reported") == [str(body.user)]


def test_an_audit_keeps_no_case_open() -> None:
    assert not RapidReviewAuditFactory().is_open
