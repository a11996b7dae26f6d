"""An edition made of data alone: milestones, a notice on an occasion, kinds of referral and of agencies of its own.

It is what the published procedures of other areas ask for beside the shipped one.
"""

from copy import deepcopy
from typing import Any

from forms.definition.shape import Definition
from tests.factories import submission
from tests.factories.case import MONDAY
from workflow.models import Partnership, ProcedureVersion
from workflow.procedures import edition, load

PARTNERS_MEET = {
    "key": "partners-meeting",
    "label": "Partners’ meeting",
    "starts_on": "referred",
    "met_by": "ticked",
    "unit": "working_days",
    "length": 1,
    "legal_basis": "Our procedure, section 3",
    "reminder_offsets": [0, 1],
    "reminds": ["office", "deciders"],
}
EXECUTIVES_MEET = {
    **PARTNERS_MEET,
    "key": "executives-meeting",
    "label": "Executives’ meeting",
    "unit": "days",
    "length": 14,
    "is_prompt": True,
}
SUMMARIES = {
    **PARTNERS_MEET,
    "key": "agency-summaries",
    "label": "Agency summary",
    "starts_on": "agency_return.begin",
    "met_by": "agency_return.submit",
    "length": 10,
}
# Between two occasions of different machines.
TO_THE_PANEL = {
    **PARTNERS_MEET,
    "key": "referral-to-notification",
    "label": "From the referral to the Panel",
    "met_by": "notified",
    "length": 7,
    "statutory": True,
}
INVITATION = {
    "key": "executives-invited",
    "subject": "{reference}: the executives meet",
    "body": "A referral was accepted. Sign in to read it: {link}\n\n{partnership}",
    "occasion": "referral.accept",
    "recipients": ["strategic", "agencies:fire", "body:ofsted", "office"],
}
NEAR_MISS = {"key": "near_miss", "text": "A near miss", "notify": "no", "rapid_review": "by_hand", "up_to_age": ""}
CARE_LEAVER = {
    "key": "care_leaver_death",
    "text": "A care leaver died",
    "notify": "must",
    "rapid_review": "by_hand",
    "up_to_age": "25",
}


def own_document(**changes: Any) -> dict[str, Any]:
    """The shipped edition as a file, with all of this beside it."""
    document = deepcopy(edition())
    document |= {"key": "own-procedure", "title": "Our own procedure"}
    document["rules"] += [PARTNERS_MEET, EXECUTIVES_MEET, SUMMARIES, TO_THE_PANEL]
    document["notices"] += [INVITATION]
    document["content"]["referral_kinds"] += [NEAR_MISS, CARE_LEAVER]
    return document | changes


def own_edition(partnership: Partnership) -> ProcedureVersion:
    """In force for this partnership, before the one that all share."""
    return load(own_document(), now=MONDAY, partnership=partnership)


def page_that_asks_the_kind(partnership: Partnership) -> Any:
    """The starting referral form with a question more: what kind of referral it is."""
    content: Definition = deepcopy(submission.shipped("open_case"))
    first = next(step for step in content["steps"] if step["repeat"] is None)
    like = next(
        one
        for step in content["steps"]
        for one in step["questions"]
        if one["kind"] == "radios" and not one["show_when"]
    )
    choices = [
        {"value": key, "label": label}
        for key, label in (
            ("child_death", "A child died"),
            ("looked_after_death", "A looked-after child died"),
            ("near_miss", "A near miss"),
            ("care_leaver_death", "A care leaver died"),
        )
    ]
    asked: Any = {
        **deepcopy(like),
        "id": "0b0c7a5e-3f4d-4c69-9d54-0f1e62f6a111",
        "name": "referral_kind",
        "label": "What kind of referral is this?",
        "meaning": "referral.kind",
        "choices": choices,
        "required": True,
    }
    asked.pop("group", None)
    first["questions"] = [asked, *first["questions"]]
    if partnership.home is None:
        submission.form_page("agency_return", partnership)
    return submission._publish("open_case", content, partnership.home)
