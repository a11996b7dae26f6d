from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "Cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what follows what, and tell `forms` what its forms may mean and do, once every model is loaded."""
        from forms.handlers import attachment_opened, submission_corrected, submission_read
        from workflow import checks  # noqa: F401 - importing the checks registers them
        from workflow.engine.door import connect
        from workflow.intake import handlers, meanings, prefill_sources, readers
        from workflow.intake.additions import tell_of_addition
        from workflow.intake.reading_log import record_opening, record_submission_correction, record_submission_reading
        from workflow.machines.follows import consequences
        from workflow.notices import queue
        from workflow.procedures import checks as procedure_checks  # noqa: F401 - the same

        connect(consequences=consequences(), outbox=queue)
        meanings.register()
        handlers.register()
        prefill_sources.register()
        readers.register()
        attachment_opened.connect(record_opening)
        submission_read.connect(record_submission_reading)
        submission_corrected.connect(record_submission_correction)
        submission_corrected.connect(tell_of_addition)
