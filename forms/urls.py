"""The pages of a draft and of what became of it. The start page is a page of the CMS (forms.models.form_page)."""

from django.urls import path

from forms.filling.pages import check_answers, choosing, entries, files, steps, tasks, upload
from forms.reading.pages import add, sent

app_name = "forms"
STEP = "<uuid:draft_id>/step/<slug:name>/"
# An entry of a repeating step by its identifier: a number would be another entry's once an earlier one is removed.
ENTRY = f"{STEP}<uuid:entry>/"
ADD = "<uuid:submission_id>/copy/add/<slug:step>/"

urlpatterns = [
    path("<uuid:draft_id>/", tasks.tasks, name="tasks"),
    path("<uuid:draft_id>/language/", choosing.language, name="language"),
    path("<uuid:draft_id>/delete/", tasks.give_up, name="discard"),
    path("<uuid:draft_id>/new-questions/", choosing.new_questions, name="move"),
    path(STEP, steps.step, name="step"),
    path(f"{STEP}files/", upload.add, name="step_files"),
    path(f"{STEP}files/<uuid:attachment_id>/remove/", upload.remove, name="step_file"),
    path(f"{ENTRY}files/", upload.add, name="entry_files"),
    path(f"{ENTRY}files/<uuid:attachment_id>/remove/", upload.remove, name="entry_file"),
    path(f"{STEP}autosave/", steps.autosave, name="step_autosave"),
    path(f"{STEP}add/<uuid:entry>/", steps.add, name="add_entry"),
    path(ENTRY, steps.step, name="entry"),
    path(f"{ENTRY}autosave/", steps.autosave, name="entry_autosave"),
    path(f"{ENTRY}remove/", entries.remove, name="remove_entry"),
    path("<uuid:draft_id>/check/", check_answers.check, name="check"),
    path("<uuid:draft_id>/send/", check_answers.send, name="send"),
    path("<uuid:draft_id>/files/<uuid:attachment_id>/", files.download, name="attachment"),
    path("<uuid:submission_id>/receipt/", sent.receipt, name="receipt"),
    path("<uuid:submission_id>/receipt/pdf/", sent.receipt_pdf, name="receipt_pdf"),
    path("<uuid:submission_id>/copy/", sent.copy, name="copy"),
    path("<uuid:submission_id>/copy/pdf/", sent.copy_pdf, name="copy_pdf"),
    path("<uuid:submission_id>/copy/add/", add.note, name="add_note"),
    path(f"{ADD}<slug:question>/", add.answer, name="add_to_answer"),
    path(f"{ADD}<int:number>/<slug:question>/", add.answer, name="add_to_entry"),
]
