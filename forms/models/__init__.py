"""The tables of the forms engine."""

from forms.models.attachment import Attachment, ScanState
from forms.models.correction import Correction
from forms.models.form_page import FormPage
from forms.models.submission import Draft, Submission, SubmissionState
from forms.models.version import FormRelease, FormVersion
from forms.vault import DataKey

__all__ = [
    "Attachment",
    "Correction",
    "DataKey",
    "Draft",
    "FormPage",
    "FormRelease",
    "FormVersion",
    "ScanState",
    "Submission",
    "SubmissionState",
]
