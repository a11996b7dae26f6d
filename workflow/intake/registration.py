"""What `forms` is told of the workflow: what answers mean, what sent forms do, what is filled in, who reads what."""

from forms import handlers, telling
from forms.handlers import attachment_opened, file_infected, submission_corrected, submission_read, submission_sent
from workflow.intake import arrivals, meanings, prefill_sources, readers
from workflow.intake.additions import tell_of_addition
from workflow.intake.handlers.agency_return import SendReturn
from workflow.intake.handlers.audit import ScoreAudit
from workflow.intake.handlers.notification import SubmitNotification
from workflow.intake.handlers.rapid_review import CompleteRapidReview
from workflow.intake.handlers.record import KeepOnRecord
from workflow.intake.handlers.referral import OpenCase
from workflow.intake.infected import tell_of_virus
from workflow.intake.reading_log import record_opening, record_submission_correction, record_submission_reading

# In the order in which an editor chooses among them.
HANDLERS = (OpenCase, SubmitNotification, CompleteRapidReview, SendReturn, ScoreAudit, KeepOnRecord)


def register() -> None:
    """Called once, when the app is ready."""
    meanings.register()
    for handler in HANDLERS:
        handlers.register(handler())
    prefill_sources.register()
    readers.register()
    attachment_opened.connect(record_opening)
    file_infected.connect(tell_of_virus)
    submission_read.connect(record_submission_reading)
    submission_corrected.connect(record_submission_correction)
    submission_corrected.connect(tell_of_addition)
    telling.roles.register(*arrivals.ROLES)
    submission_sent.connect(arrivals.tell_of_arrival)
