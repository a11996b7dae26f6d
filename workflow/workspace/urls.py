"""The workspace's addresses."""

from django.urls import path

from workflow.desk import converters  # noqa: F401 - registers what the addresses below are written with
from workflow.workspace.views import case, copy_sheet, home, notify

app_name = "workspace"
urlpatterns = [
    path("", home.start, name="home"),
    path("notify/", notify.notify, name="notify"),
    path("copy-sheet/<uuid:draft_id>/", copy_sheet.copy_sheet, name="copy_sheet"),
    path("<reference:reference>/", case.case, name="case"),
    path("<reference:reference>/returns/<uuid:record_id>/start/", case.start_return, name="start_return"),
    path("<reference:reference>/<machine:kind>/<uuid:record_id>/<step:name>/", case.step, name="step"),
]
