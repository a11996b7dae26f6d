"""What every exported file says of itself before anything else."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

CONTAINS = "Contains personal data. Keep it as you keep a case file, and delete it when you have used it."


@dataclass(frozen=True)
class Marking:
    """Who took which form's submissions, when, and why."""

    form: str
    by: str
    at: datetime
    reason: str
    number: int
    first_day: date | None = None
    last_day: date | None = None

    def lines(self) -> list[tuple[str, str]]:
        """The marking as label and text, the warning first."""
        return [
            ("Contains personal data", CONTAINS),
            ("Form", self.form),
            ("Exported by", self.by),
            ("Exported at", moment(self.at)),
            ("Reason", self.reason),
            ("Submissions", str(self.number)),
            ("Sent from", self.first_day.isoformat() if self.first_day else "the first"),
            ("Sent until", self.last_day.isoformat() if self.last_day else "the time of this export"),
        ]


def moment(at: datetime) -> str:
    """A moment in local time, ISO, to the second."""
    return localtime(at).isoformat(timespec="seconds")
