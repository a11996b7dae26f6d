from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from allauth.account.signals import login_code_rejected
        from allauth.mfa.models import Authenticator
        from allauth.mfa.signals import authenticator_added
        from django.conf import settings
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.db.models.signals import post_init, post_save, pre_save
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import PageLogEntry

        from forms.filling.pages import guests
        from forms.handlers import submission_settled
        from portal.accounts import sign_in_log
        from portal.accounts.authenticator_secrets import mark_stored, seal_fresh
        from portal.accounts.people import ended
        from portal.accounts.people.holding import end_past
        from portal.accounts.people.recorded import people_as_recorded
        from portal.accounts.second_factor import count_as_passed
        from portal.accounts.sessions.device import note_device
        from portal.api import once
        from portal.api.erasing import erase_told
        from portal.api.programs import ended as programs
        from portal.api.webhooks import delivery, events, record
        from portal.cms.second_person import stopping
        from portal.database import planning
        from portal.keeping import scheduled
        from portal.library import front_cache
        from portal.library.alerts import keeping as alerts
        from portal.library.alerts import telling
        from portal.library.requests import handler as request_form
        from portal.library.requests import keeping as report_requests
        from portal.reports import closing, indexing
        from portal.reports.erasing import erase_reports
        from portal.reports.publishing import PageReportDesk
        from portal.settings.private_files import keep_private
        from portal.site import frame_cache, privacy
        from workflow.desk.steps import form_links
        from workflow.engine.door import watch
        from workflow.engine.log_beside import register_beside
        from workflow.machines.case.retention import erasure
        from workflow.people.models import everybody
        from workflow.report_seam import register
        from workflow.worker import health, jobs

        keep_private(settings.DATA_DIR)
        register(PageReportDesk())
        request_form.register()
        guests.connect(everybody)
        for take_away in (erase_reports, erase_told):
            erasure.join(take_away)
        frame_cache.watch()
        form_links.connect_recall(frame_cache.recall)
        indexing.watch()
        privacy.watch()
        front_cache.watch()
        telling.watch()
        for step in (
            end_past,
            ended.let_go,
            programs.let_go,
            delivery.deliver_due,
            delivery.forget,
            record.post_head,
            once.forget,
            indexing.index_missing,
            closing.close_open,
            telling.tell,
            alerts.sweep,
            report_requests.sweep,
            scheduled.back_up_when_due,
            planning.look_at_tables,
        ):
            jobs.join(step)
        register_beside(people_as_recorded)
        health.look_at(scheduled.problem)
        watch(events.tell_of_step)
        submission_settled.connect(events.tell_of_submission, dispatch_uid="portal.api.webhooks.events")
        authenticator_added.connect(count_as_passed, dispatch_uid="portal.accounts.second_factor.count_as_passed")
        post_init.connect(mark_stored, Authenticator, dispatch_uid="portal.accounts.authenticator_secrets.mark_stored")
        pre_save.connect(seal_fresh, Authenticator, dispatch_uid="portal.accounts.authenticator_secrets.seal_fresh")
        user_logged_in.connect(note_device, dispatch_uid="portal.accounts.sessions.device.note_device")
        user_logged_in.connect(sign_in_log.note_signed_in, dispatch_uid="portal.accounts.sign_in_log.in")
        user_logged_out.connect(sign_in_log.note_signed_out, dispatch_uid="portal.accounts.sign_in_log.out")
        login_code_rejected.connect(sign_in_log.note_code_refused, dispatch_uid="portal.accounts.sign_in_log.code")
        post_save.connect(stopping.document_saved, get_document_model(), dispatch_uid="portal.cms.document_saved")
        post_save.connect(stopping.picture_told, get_image_model(), dispatch_uid="portal.cms.picture_told")
        post_save.connect(stopping.page_set_aside, PageLogEntry, dispatch_uid="portal.cms.page_set_aside")
        pre_save.connect(stopping.page_saved, dispatch_uid="portal.cms.page_saved")
        pre_save.connect(stopping.picture_saved, get_image_model(), dispatch_uid="portal.cms.picture_saved")
