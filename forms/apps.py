from importlib import import_module

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = "Forms"
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """FormPage by itself: it shows pages that need the other tables, so `forms.models` cannot import it."""
        super().import_models()
        import_module("forms.models.form_page")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from forms import checks
        from forms.models.form_page import FormPage
        from forms.versions.publishing import freeze_published

        checks.register()
        page_published.connect(freeze_published, sender=FormPage, dispatch_uid="forms.freeze")
