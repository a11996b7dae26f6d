"""Every machine's table, written by hand, by its kind: transition → roles, states from which, state to which."""

from typing import Any

from tests.workflow.cases import test_table as cases
from tests.workflow.reviews import test_table as reviews

TABLES: dict[str, dict[str, Any]] = {
    "case": cases.CASE,
    "referral": cases.REFERRAL,
    "notification": cases.NOTIFICATION,
    "rapid_review": cases.RAPID_REVIEW,
    "agency_return": cases.AGENCY_RETURN,
    "extension": cases.EXTENSION,
    "review": reviews.REVIEW,
    "parallel_process": reviews.PARALLEL_PROCESS,
    "publication": reviews.PUBLICATION,
    "publication_hold": reviews.HOLD,
    "recommendation": reviews.RECOMMENDATION,
    "recommendation_action": reviews.ACTION,
    "rapid_review_audit": reviews.AUDIT,
}
