from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from portal.accounts.second_factor import count_as_passed
        from portal.reports.publishing import PageReportDesk
        from portal.site import frame_cache
        from workflow.report_seam import register

        register(PageReportDesk())
        frame_cache.watch()
        authenticator_added.connect(count_as_passed, dispatch_uid="portal.accounts.second_factor.count_as_passed")
