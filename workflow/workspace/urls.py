"""The workspace's addresses."""

from django.urls import path

from workflow.desk import converters  # noqa: F401 - registers what the addresses below are written with
from workflow.workspace.views import (
    approving,
    case,
    copy_sheet,
    home,
    labels,
    lists,
    meetings,
    messages,
    notify,
    together,
)

app_name = "workspace"
urlpatterns = [
    path("", home.start, name="home"),
    path("cases/", lists.all_cases, name="cases"),
    path("drafts/", lists.all_drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/people/", together.people, name="draft_people"),
    path("approve/<uuid:approval_id>/", approving.approve, name="approve"),
    path("agency/", approving.agency, name="agency"),
    path("sent/", lists.all_sent, name="sent"),
    path("notify/", notify.notify, name="notify"),
    path("copy-sheet/<uuid:draft_id>/", copy_sheet.copy_sheet, name="copy_sheet"),
    path("<reference:reference>/", case.case, name="case"),
    path("<reference:reference>/messages/<int:agency_id>/", messages.thread, name="messages"),
    path("<reference:reference>/messages/<int:agency_id>/no-answer/", messages.settle, name="message_settled"),
    path(
        "<reference:reference>/messages/<int:agency_id>/files/<uuid:file_id>/",
        messages.message_file,
        name="message_file",
    ),
    path("<reference:reference>/meetings/<uuid:meeting_id>/calendar/", meetings.calendar, name="meeting_calendar"),
    path("<reference:reference>/meetings/<uuid:meeting_id>/answer/", meetings.answer, name="answer_invitation"),
    path("<reference:reference>/label/", labels.label, name="label"),
    path("<reference:reference>/returns/<uuid:record_id>/start/", case.start_return, name="start_return"),
    path("<reference:reference>/returns/<uuid:record_id>/request/", case.request_pdf, name="request_pdf"),
    path("<reference:reference>/<machine:kind>/<uuid:record_id>/<step:name>/", case.step, name="step"),
]
