"""For whom and for which period a return is asked: chosen from the case, sealed, read behind sign-in only (D26, D30).

Only names and dates of birth, as they were told with the referral: nothing of what happened. It is kept in the words of
the day on which it was asked.
"""

from datetime import date
from typing import Any

from forms.definition import meanings
from forms.definition.dates import is_iso, spoken_date, spoken_day
from workflow.machines.case.children.questions import describe

Concerning = dict[str, Any]


def people_of(case: Any) -> list[tuple[str, str]]:
    """The children of the case and the people whom its referrals name, each as (key, words). Two queries."""
    found = []
    for place, child in enumerate(case.children.all(), 1):
        child.data_key = case.data_key
        details = child.details or {}
        named = details.get("child.name")
        words = _born(str(named), details.get("child.birth_date")) if named else describe(details, place)
        found.append((str(child.pk), words))
    for referral in case.referrals.select_related("submission__version").exclude(submission=None):
        submission = referral.submission
        submission.data_key = case.data_key
        told = meanings.read(submission.version.definition, submission.answers or {}).many("person")
        for place, person in enumerate(told):
            if name := person.get("person.name"):
                found.append((f"{submission.pk}-{place}", _born(str(name), person.get("person.birth_date"))))
    return found


def _born(name: str, day: Any) -> str:
    return f"{name}, born {spoken_date(day)}" if is_iso(day) else name


def concerning(people: list[str], first: date | None, last: date | None) -> Concerning | None:
    """What is kept with the request; None where neither people nor a period were named."""
    if not (people or first or last):
        return None
    return {
        "people": people,
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
    }


def in_words(kept: Concerning | None) -> list[tuple[str, str]]:
    """The same as labels and texts, for the office and for the agency."""
    known = kept or {}
    first, last = (spoken_day(date.fromisoformat(known[end])) if known.get(end) else "" for end in ("first", "last"))
    told = [("About whom", "\n".join(known.get("people") or ())), ("For which period", _period(first, last))]
    return [(label, text) for label, text in told if text]


def _period(first: str, last: str) -> str:
    if first and last:
        return f"From {first} to {last}"
    return f"From {first}" if first else f"Until {last}" if last else ""
