"""What the program asks of every version by name: removing it would stop a step that the law wants.

Tests hold these tables against the program's own text, so that a step cannot ask for something that an editor may
remove.
"""

from collections.abc import Iterable, Mapping
from typing import Any

# Limits that steps ask for by name; every other limit may be removed, and then nothing runs.
RULES = {
    "advance-copy": "the earliest day of publication is worked out with it (D39, D40, D41)",
    "website": "a report is moved to available on request by it (D42)",
}
# Duties for which the program tells national bodies.
DUTIES = {
    "D2": "telling the Panel that a notification was withdrawn",
    "D8": "sending the rapid review to the Panel",
    "D9": "telling the Panel the decision on a local review",
    "D17": "giving the Panel the justification of a decision that it disagreed with",
    "D21": "telling the Panel, Ofsted and the Department for Education of a local review",
    "D35": "giving the reasons for a delay to the Panel and the Secretary of State",
    "D38": "justifying to the Panel and the Secretary of State that nothing is published",
    "D39": "sending the advance copy to the Panel and the Secretary of State",
    "D40": "sending the improvements to the same bodies before they are published",
    "D41": "sending the report or the improvements to Ofsted",
    "D43": "sending a copy to the NSPCC’s repository",
}
MEANINGS = {
    "agrees": "the rapid review is concluded by it (D15)",
    "disagrees": "the partners reconsider after it (D16)",
    "national": "the strategic body is told of a national review by it (D47)",
}
REVIEWS = {
    "local": "a local review is decided on by it (D1)",
    "": "it records that no review is carried out (D11)",
}
# Statutory notices, and the duty that each serves; the others are named by the step that sends them.
DUTY_OF_NOTICE = {
    "referral-not-accepted": "D11",
    "partners-to-consider": "D4",
    "notification-to-submit": "D2",
    "notification-copy": "D3",
    "rapid-review-opened": "D5",
    "decision-awaited": "D12",
    "advice-asked": "D13",
    "decision-recorded": "D11",
    "rapid-review-for-panel": "D8 and D9",
    "panel-answered": "D15",
    "panel-disagrees": "D16",
    "justification-for-panel": "D17",
    "national-review": "D47",
    "review-commissioned": "D21",
    "report-for-sign-off": "D33",
    "delay-for-panel": "D35",
    "not-published": "D38",
    "identification-check": "D36",
    "advance-copy": "D39, D40 and D41",
    "repository-copy": "D43",
    "audit-reported": "D19",
    "recommendation-assigned": "D44",
}


def why_rule(key: str) -> str:
    """Why a limit cannot be removed, "" when it can."""
    return f"The limit “{key}” cannot be removed: {RULES[key]}." if key in RULES else ""


def why_notice(key: str, known: Iterable[str]) -> str:
    """Why a wording cannot be removed, "" when it can. `known` are the wordings that the program sends."""
    if key not in set(known):
        return ""
    duty = DUTY_OF_NOTICE.get(key)
    served = f" It serves {duty}." if duty else ""
    return f"The wording “{key}” cannot be removed: the portal sends this notice.{served}"


def missing_in_list(name: str, entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the program needs of this list and does not find, a sentence each."""
    rows = [entry for entry in entries if isinstance(entry, Mapping)]
    if name == "recipients":
        served = {duty for row in rows for duty in row.get("duties") or ()}
        return [f"No body is named for {duty}: {step}." for duty, step in DUTIES.items() if duty not in served]
    if name == "panel_responses":
        found = {row.get("means") for row in rows}
        return [f"No response means “{key}”: {step}." for key, step in MEANINGS.items() if key not in found]
    if name == "response_types":
        found = {row.get("leads_to") for row in rows}
        return [f"A response type is missing: {step}." for key, step in REVIEWS.items() if key not in found]
    return []
