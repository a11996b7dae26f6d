from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "Cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what follows what, and tell `forms` what its forms may mean and do, once every model is loaded."""
        from workflow import checks  # noqa: F401 - importing the checks registers them
        from workflow.engine.door import connect
        from workflow.intake import registration
        from workflow.machines.follows import consequences
        from workflow.notices import queue
        from workflow.procedures import checks as procedure_checks  # noqa: F401 - the same

        connect(consequences=consequences(), outbox=queue)
        registration.register()
