"""The desk's addresses."""

from django.urls import path

from workflow.desk import converters  # noqa: F401 - registers what the addresses below are written with
from workflow.desk.views import case, copy_sheet, forms, health, held, log, machines, notices, publications, queue, step

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("health/", health.state_of_work, name="health"),
    path("held/", held.held, name="held"),
    path("held/<uuid:submission_id>/hand-over/", held.hand_over_again, name="hand_over"),
    path("log/", log.log, name="log"),
    path("machines/", machines.machines, name="machines"),
    path("forms/", forms.forms, name="forms"),
    path("forms/compare/", forms.compare, name="compare"),
    path("forms/<int:page_id>/", forms.submissions, name="form_submissions"),
    path("forms/<int:page_id>/export/", forms.export, name="export"),
    path("publications/", publications.publications, name="publications"),
    path("<reference:reference>/", case.overview, name="case"),
    path("<reference:reference>/returns/", case.returns, name="returns"),
    path("<reference:reference>/decision/", case.decision, name="decision"),
    path("<reference:reference>/review/", case.review, name="review"),
    path("<reference:reference>/notices/", case.notices, name="notices"),
    path("<reference:reference>/timeline/", case.history, name="timeline"),
    path("<reference:reference>/machines/", case.standing, name="case_machines"),
    path("<reference:reference>/copy-sheet/", copy_sheet.copy_sheet, name="copy_sheet"),
    path("<reference:reference>/forms/<uuid:submission_id>/", case.submission, name="submission"),
    path("<reference:reference>/notices/<uuid:notice_id>/by-hand/", notices.sent_by_hand, name="sent_by_hand"),
    path("<reference:reference>/notices/<uuid:notice_id>/again/", notices.send_again, name="send_again"),
    path("<reference:reference>/<machine:kind>/<uuid:record_id>/<step:name>/", step.step, name="step"),
]
