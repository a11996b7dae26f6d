"""What the steps about documents ask."""

from typing import Any

from django import forms
from django.utils.timezone import localtime

from workflow.engine.fields import LineField, OneFileField, OneOfField, RecordField, offer
from workflow.engine.step import TransitionForm
from workflow.machines.case.documents.document import CaseDocument, DocumentVersion
from workflow.machines.case.notes.note import OFFICE, READERS

GONE = "This document was taken out of the case meanwhile."


class WithFile(TransitionForm):
    """The file was checked and kept before the step is taken, and belongs to no document yet."""

    files = OneFileField(  # type: ignore[assignment]  # Django's own attribute of the instance is that of uploads
        "File", "Choose the file.", wrong="Choose the file again: it was not kept."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "files", DocumentVersion.objects.filter(document=None, data_key=self.record.data_key_id))


class AboutDocument(TransitionForm):
    """What is said of a document."""

    titled = LineField("What is it called?", "Enter what it is called.", max_length=200)
    kind = OneOfField("What is it?", "Choose what it is.", CaseDocument.Kind.choices)
    readers = OneOfField("Who reads this?", "Choose who reads this.", READERS)


class KeepDocumentForm(WithFile, AboutDocument):
    field_order = ("files", "titled", "kind", "readers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].initial = OFFICE


class OfDocument(TransitionForm):
    """A step on one document of the case; `seen` is its mark as the page showed it."""

    document = RecordField(missing="Choose the document.", wrong=GONE, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "document", CaseDocument.objects.filter(case=self.record, withdrawn_at=None))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        document, seen = data.get("document"), data.pop("seen", "")
        if document is not None and seen and seen != document.mark:
            raise forms.ValidationError(
                f"This document was changed at {localtime(document.changed_at):%H:%M}, while this page was open. "
                "Look at how it stands now. To go on all the same, send this again."
            )
        return data


class ReplaceDocumentForm(OfDocument, WithFile):
    """A newer version."""


class ChangeDocumentForm(OfDocument, AboutDocument):
    """Other words for it, or other readers."""


class WithdrawDocumentForm(OfDocument):
    why_withdrawn = LineField(
        "Why is it taken out?",
        "Enter why it is taken out.",
        help_text="For example, it belongs to another case. It stays on record, for the office alone.",
        max_length=500,
    )
