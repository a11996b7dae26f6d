"""The tables of the forms engine but one: FormPage stands above the rooms that it opens (forms.models.form_page)."""

from forms.models.attachment import Attachment, ScanState
from forms.models.correction import Correction
from forms.models.kept_post import KeptPost
from forms.models.step_link import DraftPresence, StepLink
from forms.models.submission import Draft, DraftWriter, Submission, SubmissionState
from forms.models.version import FormRelease, FormVersion
from forms.vault import DataKey, IndexKey

__all__ = [
    "Attachment",
    "Correction",
    "DataKey",
    "Draft",
    "DraftPresence",
    "DraftWriter",
    "FormRelease",
    "FormVersion",
    "IndexKey",
    "KeptPost",
    "ScanState",
    "StepLink",
    "Submission",
    "SubmissionState",
]
