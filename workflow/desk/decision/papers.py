"""What somebody who votes reads first, to stand beside the vote: the rapid review, the returns, the chronology."""

from dataclasses import dataclass

from forms.models import Submission
from forms.reading.sent import SentForm, opened
from workflow.desk.case_file.file import CaseFile
from workflow.desk.returns import chronology
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.rapid_review.machine import RapidReview

# What is newest before the vote; the whole stands on the returns tab.
DAYS = 30


@dataclass(frozen=True)
class Papers:
    """`days`: the last days of the merged chronology; `all_days`: how many there are."""

    submission: Submission | None
    sent: SentForm | None
    returns: list[AgencyReturn]
    days: list[chronology.Day]
    all_days: int


def papers_of(rapid_review: RapidReview, file: CaseFile) -> Papers | None:
    """None before there is anything to vote on."""
    if rapid_review.state in (RapidReview.OPENED, RapidReview.STOPPED):
        return None
    submission = file.submission(rapid_review.submission_id)
    days = chronology.by_day(chronology.merged(file.returns, file.reading))
    sent = opened(submission) if submission is not None else None
    return Papers(submission, sent, file.returns, days[-DAYS:], len(days))
