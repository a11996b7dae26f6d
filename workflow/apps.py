from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "Cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what follows what, and tell `forms` what its forms may mean and do, once every model is loaded."""
        from django.db.models.signals import post_migrate

        from forms import handlers
        from workflow import checks  # noqa: F401 - importing the checks registers them
        from workflow.desk.statistics.kept import mark, triggers
        from workflow.engine.door import connect
        from workflow.engine.log_beside import register_beside, register_states
        from workflow.engine.settling import connect_settling
        from workflow.intake import registration
        from workflow.intake.writing_for import writes_for
        from workflow.machines.audit.round import AuditRound
        from workflow.machines.case.retention.periods import draft_lifetime
        from workflow.machines.follows import consequences
        from workflow.machines.rapid_review.voting.recorded import votes_as_recorded
        from workflow.machines.timetable import follow_timetable
        from workflow.notices.outbox import put
        from workflow.procedures import checks as procedure_checks  # noqa: F401 - the same
        from workflow.waiting import mark as waiting_mark
        from workflow.waiting.keeping import settle
        from workflow.worker import jobs
        from workflow.workspace.approval import why_not_send
        from workflow.workspace.writing_together import together_url

        post_migrate.connect(triggers.install, sender=self)
        jobs.join(mark.compact)
        jobs.join(waiting_mark.compact)
        connect_settling(settle)
        connect(consequences=consequences(), outbox=put, after_any=[follow_timetable])
        register_states("audit_round", AuditRound)
        register_beside(votes_as_recorded)
        registration.register()
        handlers.connect(
            writes_for=writes_for,
            why_not_send=why_not_send,
            together_url=together_url,
            draft_lifetime=draft_lifetime,
        )
