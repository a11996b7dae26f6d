from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = "Forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from forms import checks
        from forms.models import FormPage
        from forms.versions.publishing import freeze_published

        checks.register()
        page_published.connect(freeze_published, sender=FormPage, dispatch_uid="forms.freeze")
