from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who signs in. Apart from workflow so that forms' and workflow's first migrations can both follow it."""

    name = "workflow.people"
    label = "people"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"
