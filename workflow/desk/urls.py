"""The desk's addresses."""

from django.urls import path

from workflow.desk import converters  # noqa: F401 - registers what the addresses below are written with
from workflow.desk.audit import pages as audit
from workflow.desk.case_file import pages as case
from workflow.desk.case_file import procedure
from workflow.desk.case_work import documents, invitations, meeting_papers, meetings, messages, notes, tasks
from workflow.desk.deadlines.bank_holidays import change_holiday, holidays, moved_dates
from workflow.desk.feed import page as feed
from workflow.desk.history import log
from workflow.desk.notices import health, letters, sealed_copies, sending
from workflow.desk.notices import pages as notices
from workflow.desk.opening.on_behalf import record_referral
from workflow.desk.opening.page import open_case
from workflow.desk.overview import page as overview
from workflow.desk.pictures import page as machines
from workflow.desk.queue import bulk
from workflow.desk.queue import page as queue
from workflow.desk.queue import posts as queue_posts
from workflow.desk.retention import page as retention
from workflow.desk.returns import pages as returns
from workflow.desk.review import identification, publications, recommendations
from workflow.desk.sent_forms import held_pages as held
from workflow.desk.sent_forms import pages as forms
from workflow.desk.sent_forms.case_files_page import case_files
from workflow.desk.statistics import pages as statistics
from workflow.desk.steps import page as step
from workflow.desk.text_search import page as text_search

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("overview/", overview.overview, name="overview"),
    path("calendar/", feed.settings_page, name="calendar"),
    path("views/", queue_posts.keep_view, name="keep_view"),
    path("views/<uuid:view_id>/delete/", queue_posts.give_up_view, name="give_up_view"),
    path("columns/", queue_posts.choose_columns, name="choose_columns"),
    path("give/", queue_posts.give_cases, name="give_cases"),
    path("search/", text_search.text_search, name="text_search"),
    path("chase/", bulk.chase_cases, name="chase_cases"),
    path("write/", bulk.write_to_cases, name="write_to_cases"),
    path("health/", health.state_of_work, name="health"),
    path("held/", held.held, name="held"),
    path("held/<uuid:submission_id>/hand-over/", held.hand_over_again, name="hand_over"),
    path("log/", log.log, name="log"),
    path("my-tasks/", tasks.my_tasks, name="my_tasks"),
    path("machines/", machines.machines, name="machines"),
    path("open/", open_case, name="open_case"),
    path("record/", record_referral, name="record_referral"),
    path("forms/", forms.forms, name="forms"),
    path("forms/compare/", forms.compare, name="compare"),
    path("forms/<int:page_id>/", forms.submissions, name="form_submissions"),
    path("forms/<int:page_id>/export/", forms.export, name="export"),
    path("returns/", returns.returns_awaited, name="returns_awaited"),
    path("audit/", audit.rounds, name="audit_rounds"),
    path("audit/<uuid:round_id>/", audit.one_round, name="audit_round"),
    path("audit/<uuid:round_id>/draw/", audit.draw, name="audit_draw"),
    path("audit/<uuid:round_id>/report/", audit.report, name="audit_report"),
    path("audit/<uuid:round_id>/file/", audit.round_file, name="audit_file"),
    path("audit/of/<uuid:audit_id>/", audit.one_audit, name="audit"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/file/", statistics.file, name="statistics_file"),
    path("retention/", retention.retention, name="retention"),
    path("retention/file/", retention.retention_file, name="retention_file"),
    path("bank-holidays/", holidays, name="bank_holidays"),
    path("bank-holidays/<int:holiday_id>/", change_holiday, name="change_holiday"),
    path("bank-holidays/moved/<uuid:walk_id>/", moved_dates, name="moved_dates"),
    path("publications/", publications.publications, name="publications"),
    path("recommendations/", recommendations.recommendations, name="recommendations"),
    path("recommendations/file/", recommendations.recommendations_file, name="recommendations_file"),
    path("<reference:reference>/", case.overview, name="case"),
    path("<reference:reference>/summary/", case.case_summary, name="case_summary"),
    path("<reference:reference>/summary.pdf", case.case_summary_pdf, name="case_summary_pdf"),
    path("<reference:reference>/deadlines/", case.deadlines, name="deadlines"),
    path("<reference:reference>/returns/", case.returns, name="returns"),
    path("<reference:reference>/returns/remind/", returns.remind_agencies, name="remind_agencies"),
    path("<reference:reference>/returns/export/", returns.chronology_export, name="chronology_export"),
    path("<reference:reference>/decision/", case.decision, name="decision"),
    path("<reference:reference>/review/", case.review, name="review"),
    path(
        "<reference:reference>/identification/<uuid:record_id>/", identification.identification, name="identification"
    ),
    path("<reference:reference>/people/", case.people_and_processes, name="people"),
    path("<reference:reference>/notes/", notes.notes, name="notes"),
    path("<reference:reference>/notes/<uuid:note_id>/<step:name>/", notes.note_step, name="note_step"),
    path("<reference:reference>/tasks/", tasks.tasks, name="tasks"),
    path("<reference:reference>/tasks/<uuid:task_id>/<step:name>/", tasks.task_step, name="task_step"),
    path("<reference:reference>/messages/", messages.threads, name="messages"),
    path("<reference:reference>/messages/<counterpart:whom>/", messages.thread, name="message_thread"),
    path("<reference:reference>/messages/<counterpart:whom>/no-answer/", messages.settle, name="message_settled"),
    path(
        "<reference:reference>/messages/<counterpart:whom>/files/<uuid:file_id>/",
        messages.message_file,
        name="message_file",
    ),
    path("<reference:reference>/meetings/", meetings.meetings, name="meetings"),
    path("<reference:reference>/meetings/plan/", meetings.plan, name="plan_meeting"),
    path("<reference:reference>/meetings/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("<reference:reference>/meetings/<uuid:meeting_id>/calendar/", meetings.calendar, name="meeting_calendar"),
    path("<reference:reference>/meetings/<uuid:meeting_id>/answer/", invitations.answer, name="answer_invitation"),
    path("<reference:reference>/meetings/<uuid:meeting_id>/papers/", meeting_papers.papers, name="meeting_papers"),
    path("<reference:reference>/meetings/<uuid:meeting_id>/<step:name>/", meetings.meeting_step, name="meeting_step"),
    path("<reference:reference>/documents/", documents.documents, name="documents"),
    path("<reference:reference>/documents/<uuid:document_id>/", documents.document, name="document"),
    path(
        "<reference:reference>/documents/<uuid:document_id>/<step:name>/", documents.document_step, name="document_step"
    ),
    path(
        "<reference:reference>/documents/<uuid:document_id>/file/<int:number>/",
        documents.document_file,
        name="document_file",
    ),
    path("<reference:reference>/notices/", case.notices, name="notices"),
    path("<reference:reference>/timeline/", case.history, name="timeline"),
    path("<reference:reference>/machines/", case.machines, name="case_machines"),
    path("<reference:reference>/procedure/", procedure.procedure, name="procedure"),
    path("<reference:reference>/copy-sheet/", case.copy_sheet, name="copy_sheet"),
    path("<reference:reference>/files/", case_files, name="case_files"),
    path("<reference:reference>/forms/<uuid:submission_id>/", case.submission, name="submission"),
    path("<reference:reference>/notices/<uuid:notice_id>/by-hand/", sending.sent_by_hand, name="sent_by_hand"),
    path("<reference:reference>/notices/sent/", sending.sent_together, name="sent_together"),
    path("<reference:reference>/notices/<uuid:notice_id>/again/", notices.send_again, name="send_again"),
    path("<reference:reference>/notices/<uuid:notice_id>/set-aside/", notices.set_aside, name="set_aside"),
    path("<reference:reference>/notices/<uuid:notice_id>/correct/", notices.correct_notice, name="correct_notice"),
    path("<reference:reference>/notices/<uuid:notice_id>/letter/", letters.letter, name="letter"),
    path("<reference:reference>/notices/<uuid:notice_id>/letter.pdf", letters.letter_pdf, name="letter_pdf"),
    path("<reference:reference>/notices/register.csv", notices.register_csv, name="register"),
    path("<reference:reference>/letters/write/", letters.write_letter, name="write_letter"),
    path("<reference:reference>/copies/<uuid:copy_id>/", sealed_copies.sealed_copy, name="sealed_copy"),
    path("<reference:reference>/copies/<uuid:copy_id>/file/", sealed_copies.document, name="sealed_copy_file"),
    path("<reference:reference>/<machine:kind>/<uuid:record_id>/<step:name>/", step.step, name="step"),
]
