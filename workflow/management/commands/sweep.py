"""Runs one sweep here and now, without the worker: for operators and for a cron job where no worker can run."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow.management.starting import refuse_what_cannot_start
from workflow.worker.jobs import sweep


class Command(BaseCommand):
    help = "Do what is due once: record breaches, queue reminders, send waiting e-mail."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_what_cannot_start()
        sweep()
        self.stdout.write("Swept.")
