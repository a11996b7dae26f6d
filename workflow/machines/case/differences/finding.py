"""Finding what the notification tells otherwise than the case had it, when it is sent (D2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from forms.definition import meanings
from forms.models import Submission
from workflow.machines.case.children.child import Child
from workflow.machines.case.differences.difference import OF_A_CHILD, Difference, Told
from workflow.machines.case.incident import DAY, told_in
from workflow.machines.case.machine import Case

BEFORE: Told = {"value": "", "source": "What was recorded in the case before", "on": ""}


class Telling:
    """One form that was sent, held against what its case has. `source`: "The notification"."""

    def __init__(self, case: Case, submission: Submission, source: str, *, on: date, now: datetime) -> None:
        self.case, self.submission, self.now = case, submission, now
        self.source, self.on = source, on.isoformat()

    def about_child(self, child: Child, details: Mapping[str, Any]) -> None:
        """Keep both values of every fact of this child that the form tells otherwise. Call before it is taken over."""
        known = child.details or {}
        for fact in OF_A_CHILD:
            before, now = str(known.get(fact) or ""), str(details.get(fact) or "")
            if before and now and before != now:
                self._keep(fact, before, now, child)

    def about_incident(self) -> None:
        """Keep both days where the form names another day of the incident than the first referral."""
        day = told_in(self.submission)
        for referral in self.case.referrals.exclude(submission=None).select_related("submission__version", "agency"):
            before = told_in(referral.submission)
            if day is not None and before is not None and before != day:
                self._keep(DAY, before.isoformat(), day.isoformat(), None)
                return

    def _keep(self, fact: str, before: str, now: str, child: Child | None) -> None:
        found = Difference.objects.filter(case=self.case, child=child, fact=fact).first()
        if found is None:
            found = Difference(case=self.case, data_key=self.case.data_key, child=child, fact=fact)
            found.told = [self._earlier(fact, before)]
        found.tell({"value": now, "source": self.source, "on": self.on}, now=self.now)
        found.save()

    def _earlier(self, fact: str, value: str) -> Told:
        """Which referral told the value that the case had; an officer may have corrected it since."""
        for referral in self.case.referrals.exclude(submission=None).select_related("submission__version", "agency"):
            sent = referral.submission
            reading = meanings.read(sent.version.definition, sent.answers or {})
            told = [reading.one(DAY)] if fact == DAY else [one.get(fact) for one in reading.many("child")]
            if value in map(str, told):
                on = referral.referred_on.isoformat()
                return {"value": value, "source": f"The referral by {referral.agency}", "on": on}
        return {**BEFORE, "value": value}
