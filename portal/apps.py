from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from portal import frame_memory
        from portal.accounts import count_as_passed
        from portal.publishing import PageReportDesk
        from workflow.report_seam import register

        register(PageReportDesk())
        frame_memory.watch()
        authenticator_added.connect(count_as_passed, dispatch_uid="portal.accounts.count_as_passed")
