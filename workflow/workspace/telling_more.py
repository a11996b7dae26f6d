"""What an agency adds to what it sent, or asks about it, in every state of it: a message that waits for the office.

A step is there for it only while the office looks at a referral. Afterwards, and in a closed case too, the same arrives
as a message on the case: it changes nothing that was sent or decided, and it waits until the office has answered.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from forms.definition.dates import spoken_day
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.referral.machine import Referral

WITHDRAW = "withdraw"
# Where nothing is left to be withdrawn.
NOTHING_SENT = {Referral.WITHDRAWN, *AgencyReturn.AWAITED, AgencyReturn.NOT_INVOLVED, AgencyReturn.RECALLED}


@dataclass(frozen=True)
class More:
    """Where a person of the agency adds something or asks to withdraw; "" where they cannot, or a step does it."""

    add_url: str = ""
    withdraw_url: str = ""


def more_about(record: Any, steps: set[str]) -> More:
    """`steps`: what this person can do with the record by a step of its own."""
    if not isinstance(record, Referral | AgencyReturn):
        return More()
    add = "" if "add_information" in steps else _url(record)
    withdraw = "" if record.state in NOTHING_SENT or "ask_to_withdraw" in steps else _url(record, ask=WITHDRAW)
    return More(add, withdraw)


def beginning(record: Any, ask: str) -> str:
    """What stands in the box of the message when one comes from such a link."""
    if isinstance(record, Referral):
        what = f"the referral of {spoken_day(record.referred_on)}"
    else:
        sent = record.submitted_at
        when = f" sent on {spoken_day(local_date(sent))}" if sent else f" asked for by {spoken_day(record.due_on)}"
        what = f"{record.get_asked_for_display().lower()}{when}"
    if ask == WITHDRAW:
        return f"We ask to withdraw {what}, because "
    return f"We add to {what}: "


def _url(record: Any, **asked: str) -> str:
    page = reverse("workspace:messages", args=[record.case.reference, record.agency_id])
    return f"{page}?{urlencode({'about': record.pk, **asked})}"
