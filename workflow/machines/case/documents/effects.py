"""What follows the steps about documents: the document, and whose version the file is."""

from django.db.models import Max

from workflow.engine.door import Context, Following
from workflow.machines.case.documents.document import CaseDocument, DocumentVersion
from workflow.machines.case.machine import Case


def keep(context: Context[Case]) -> None:
    case, said = context.case, context.data
    document = CaseDocument(case=case, data_key=case.data_key, kind=said["kind"], readers=said["readers"])
    document.by, document.kept_at, document.changed_at = context.by.user, context.now, context.now
    document.title = said["titled"]
    document.save(force_insert=True)
    said["files"].update(document=document)


def replace(context: Context[Case]) -> None:
    document: CaseDocument = context.data["document"]
    last = DocumentVersion.objects.filter(document=document).aggregate(last=Max("number"))["last"]
    context.data["files"].update(document=document, number=last + 1)
    document.changed_at = context.now
    document.save(update_fields=["changed_at"])


def change(context: Context[Case]) -> None:
    """What was said before stays in the log, sealed."""
    document, said = _document(context), context.data
    document.title, document.kind, document.readers = said["titled"], said["kind"], said["readers"]
    document.changed_at = context.now
    document.save()


def withdraw(context: Context[Case]) -> None:
    document = _document(context)
    document.withdrawn_at, document.withdrawn_by = context.now, context.by.user
    document.why_withdrawn, document.changed_at = context.data["why_withdrawn"], context.now
    document.save()


def _document(context: Context[Case]) -> CaseDocument:
    """The document, with the key of the case, which is read already."""
    document: CaseDocument = context.data["document"]
    document.data_key = context.case.data_key
    return document


# What follows each step, in this order.
AFTER: Following = {
    Case.keep_document: (keep,),
    Case.replace_document: (replace,),
    Case.change_document: (change,),
    Case.withdraw_document: (withdraw,),
}
