"""The pages of a draft and of what became of it. The start page is a page of the CMS (forms.models.FormPage)."""

from django.urls import path

from forms.wizard import files, finish, steps, tasks

app_name = "forms"
STEP = "<uuid:draft_id>/step/<slug:name>/"

urlpatterns = [
    path("<uuid:draft_id>/", tasks.tasks, name="tasks"),
    path("<uuid:draft_id>/delete/", tasks.give_up, name="discard"),
    path(STEP, steps.step, name="step"),
    path(f"{STEP}autosave/", steps.autosave, name="step_autosave"),
    path(f"{STEP}<int:number>/", steps.step, name="entry"),
    path(f"{STEP}<int:number>/autosave/", steps.autosave, name="entry_autosave"),
    path(f"{STEP}<int:number>/remove/", steps.remove_entry, name="remove_entry"),
    path("<uuid:draft_id>/check/", finish.check, name="check"),
    path("<uuid:draft_id>/send/", finish.send, name="send"),
    path("<uuid:draft_id>/files/<uuid:attachment_id>/", files.download, name="attachment"),
    path("<uuid:submission_id>/receipt/", finish.receipt, name="receipt"),
    path("<uuid:submission_id>/copy/", finish.copy, name="copy"),
]
