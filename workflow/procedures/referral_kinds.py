"""The kinds of referral that an edition knows, and what follows from each: data, read by the steps.

The same keys are the nature of the incident in a notification. A version that does not say which kinds there are has
those that come with the portal; a kind that it does not know is notified, with a rapid review after it (D2, D5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.definition.dates import spoken_day
from workflow.procedures.editions import edition

if TYPE_CHECKING:
    from workflow.procedures.version import ProcedureVersion

REFERRAL_KINDS = "referral_kinds"


@dataclass(frozen=True)
class ReferralKind:
    """`up_to_age`: in whole years, that age included; None counts at every age."""

    key: str
    text: str
    must_be_notified: bool = True
    opens_rapid_review: bool = True
    up_to_age: int | None = None

    def counts(self, birthdays: Iterable[str | None], on: date) -> bool:
        """Whether anybody is of an age at which this kind counts; somebody of unknown age may be."""
        if self.up_to_age is None:
            return True
        ages = [age_on(birthday, on) for birthday in birthdays]
        return not ages or any(age is None or age <= self.up_to_age for age in ages)

    def why_not_notified(self, birthdays: Iterable[str | None], on: date) -> str:
        """Why the Panel need not be told, in a sentence; "" where it must be."""
        if not self.must_be_notified:
            return f"By the version of the procedure that the case follows, “{self.text}” need not be notified."
        return "" if self.counts(birthdays, on) else self.why_too_old(on)

    def why_too_old(self, on: date) -> str:
        return (
            f"“{self.text}” counts up to the age of {self.up_to_age}. On {spoken_day(on)}, the day of the "
            "incident, everybody named here was older."
        )


def kinds_of(procedure: "ProcedureVersion") -> dict[str, ReferralKind]:
    """The kinds of referral of a version by their keys, in its order."""
    entries = procedure.content.get(REFERRAL_KINDS) or edition()["content"][REFERRAL_KINDS]
    return {entry["key"]: _kind(entry) for entry in entries}


def kind_of(procedure: "ProcedureVersion", key: Any) -> ReferralKind:
    """The kind of that key. What the version does not know is notified, and a rapid review follows."""
    return kinds_of(procedure).get(str(key), ReferralKind(str(key or ""), "This referral"))


def _kind(entry: Mapping[str, str]) -> ReferralKind:
    age = entry.get("up_to_age") or ""
    return ReferralKind(
        key=entry["key"],
        text=entry["text"],
        must_be_notified=entry.get("notify") != "no",
        opens_rapid_review=entry.get("rapid_review") != "by_hand",
        up_to_age=int(age) if age else None,
    )


def age_on(birthday: str | None, on: date) -> int | None:
    """Whole years on that day, 0 before birth; None where the day of birth is not known."""
    try:
        born = date.fromisoformat(birthday or "")
    except ValueError:
        return None
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return max(years, 0)
