"""What `forms` is told of the workflow: what answers mean, what sent forms do, what is filled in, who reads what."""

from forms import handlers
from forms.handlers import on_attachment_opened, on_submission_corrected, on_submission_read
from workflow.intake import facts, meanings, readers
from workflow.intake.additions import tell_of_addition
from workflow.intake.handlers.agency_return import SendReturn
from workflow.intake.handlers.audit import ScoreAudit
from workflow.intake.handlers.notification import SubmitNotification
from workflow.intake.handlers.rapid_review import CompleteRapidReview
from workflow.intake.handlers.record import KeepOnRecord
from workflow.intake.handlers.referral import OpenCase
from workflow.intake.reading_log import record_opening, record_submission_correction, record_submission_reading

# In the order in which an editor chooses among them.
HANDLERS = (OpenCase, SubmitNotification, CompleteRapidReview, SendReturn, ScoreAudit, KeepOnRecord)


def register() -> None:
    """Called once, when the app is ready."""
    meanings.register()
    for handler in HANDLERS:
        handlers.register(handler())
    facts.register()
    readers.register()
    on_attachment_opened(record_opening)
    on_submission_read(record_submission_reading)
    on_submission_corrected(record_submission_correction)
    on_submission_corrected(tell_of_addition)
