"""A version as one file: out of the CMS, and into it as a draft."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forms import present
from forms.editor.transfer.lines import MOST_BYTES
from forms.editor.transfer.refusal import FileRefused
from forms.editor.transfer.views import upload_field
from portal.cms.procedure import access
from portal.cms.procedure.access import PAGES
from portal.cms.procedure.version_forms import put_partnerships
from workflow.models import Partnership, ProcedureVersion
from workflow.procedures.change import ProcedureChange
from workflow.procedures.document import document_of, save_draft, written
from workflow.procedures.reading import read


class UploadForm(forms.Form):
    file = upload_field("procedure", "version")
    partnership = forms.ModelChoiceField(queryset=Partnership.objects.all(), label="For", required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_partnerships(self, user)


@require_safe
@access.readers
def export(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """The version as a procedure file."""
    response = HttpResponse(written(document_of(procedure)).encode(), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{procedure.key}.procedure.json"'
    return response


@access.page
def import_file(request: HttpRequest) -> HttpResponse:
    """A file becomes a draft; a file that is not whole is refused with everything that is wrong."""
    user = request.user
    access.require(access.why_not_begin(user))
    form = UploadForm(request.POST or None, request.FILES or None, user=user)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            # One byte more than a file may have is enough to see that it is too large.
            document = read(form.cleaned_data["file"].read(MOST_BYTES + 1))
        except FileRefused as error:
            refused = error.problems
        else:
            partnership = form.cleaned_data["partnership"]
            kind = ProcedureChange.Kind.IMPORTED
            draft = save_draft(document, partnership=partnership, kind=kind, by=user, now=present.now())
            messages.success(request, "Imported as a draft. Nobody works by it before it is published.")
            return redirect("procedure_version", draft.pk)
    status = 422 if refused or form.errors else 200
    return render(request, f"{PAGES}/import.html", {"form": form, "refused": refused}, status=status)
