"""What the office works with in a case: tasks, notes, documents."""

from datetime import date

import factory

from forms import uploads
from forms.models import ScanState
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import UserFactory
from workflow.machines.case.documents.document import keep_file
from workflow.machines.case.notes.note import PARTNERS
from workflow.models import CaseDocument, CaseNote, CaseTask, DocumentVersion

A_WEEK_LATER = date(2026, 3, 9)


class CaseTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseTask

    class Params:
        done = factory.Trait(done_at=MONDAY, done_by=factory.SubFactory(UserFactory))
        overdue = factory.Trait(due_on=date(2026, 2, 27))

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    what = "Ask the school for its records."
    person = factory.SubFactory(UserFactory)
    due_on = A_WEEK_LATER
    since = made_at = MONDAY
    made_by = factory.SubFactory(UserFactory)


class CaseNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseNote

    class Params:
        shared = factory.Trait(readers=PARTNERS)
        call = factory.Trait(kind=CaseNote.Kind.CALL, spoken_to="The ward sister")
        struck = factory.Trait(
            struck_at=MONDAY, struck_by=factory.SubFactory(UserFactory), why_struck="It belongs to another case."
        )

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    kind = CaseNote.Kind.NOTE
    happened_on = MONDAY.date()
    spoken_to = ""
    text = "The mother has moved."
    by = factory.SubFactory(UserFactory)
    written_at = MONDAY


class CaseDocumentFactory(factory.django.DjangoModelFactory):
    """Without a file: `version_of` adds one."""

    class Meta:
        model = CaseDocument

    class Params:
        shared = factory.Trait(readers=PARTNERS)
        withdrawn = factory.Trait(
            withdrawn_at=MONDAY, withdrawn_by=factory.SubFactory(UserFactory), why_withdrawn="Another case’s."
        )

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    title = "Letter of the coroner"
    kind = CaseDocument.Kind.LETTER
    by = factory.SubFactory(UserFactory)
    kept_at = changed_at = MONDAY


def version_of(
    document: CaseDocument, content: bytes = b"Dear all.", *, name: str = "letter.txt", state: str = ScanState.CLEAN
) -> DocumentVersion:
    """One more version, kept as an upload is."""
    file = uploads.Inspected(name, "text/plain", content, state)
    version = keep_file(document.case, file, by=document.by, now=MONDAY)
    version.document, version.number = document, document.versions.count() + 1
    version.save()
    return version
