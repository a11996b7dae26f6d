"""The steps of a case about documents outside its forms. They are open in a closed case too: post goes on coming."""

from typing import ClassVar

from workflow.engine.machine import Machine
from workflow.engine.step import bare_office_step
from workflow.machines.case.documents import questions as forms

EVER = ["open", "closed"]


class DocumentSteps(Machine):
    """Putting a document in, a newer version of it, other words for it, and taking it out."""

    KIND: ClassVar[str] = "case"

    class Meta:
        abstract = True

    keep_document = bare_office_step(
        "Add a document",
        says="A document was added",
        source=EVER,
        form=forms.KeepDocumentForm,
        aside=True,
        beside="documents",
        page="desk:documents",
        private=True,
    )

    replace_document = bare_office_step(
        "Add a newer version",
        says="A newer version of a document was added",
        source=EVER,
        form=forms.ReplaceDocumentForm,
        hint="It is shown from now on. The earlier versions stay, and can be opened.",
        aside=True,
        beside="documents",
        page="desk:documents",
        private=True,
    )

    change_document = bare_office_step(
        "Change what is said of the document",
        says="What is said of a document was changed, or who reads it",
        source=EVER,
        form=forms.ChangeDocumentForm,
        aside=True,
        beside="documents",
        page="desk:documents",
        private=True,
    )

    withdraw_document = bare_office_step(
        "Take the document out",
        says="A document was taken out of the case",
        source=EVER,
        form=forms.WithdrawDocumentForm,
        aside=True,
        beside="documents",
        page="desk:documents",
        private=True,
    )
