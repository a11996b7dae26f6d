"""The tables of the forms engine but one: FormPage stands above the rooms that it opens (forms.models.form_page)."""

from forms.models.attachment import Attachment, ScanState
from forms.models.correction import Correction
from forms.models.kept_post import KeptPost
from forms.models.submission import Draft, Submission, SubmissionState
from forms.models.version import FormRelease, FormVersion
from forms.vault import DataKey

__all__ = [
    "Attachment",
    "Correction",
    "DataKey",
    "Draft",
    "FormRelease",
    "FormVersion",
    "KeptPost",
    "ScanState",
    "Submission",
    "SubmissionState",
]
