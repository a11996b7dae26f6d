"""Loads the procedure that comes with the portal; what is there already stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.definition.dates import spoken_day
from forms.present import now
from workflow.procedures import load_shipped


class Command(BaseCommand):
    help = "Load and publish the shipped versions of the procedure. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for procedure in load_shipped(now=now()):
            self.stdout.write(f"In place: {procedure.title} (from {spoken_day(procedure.effective_from)})")
