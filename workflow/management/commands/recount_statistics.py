"""Count the statistics anew from the records: after the tables were changed by hand with their triggers off."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow.desk.statistics.kept.mark import WHOLE, QuarterMark


class Command(BaseCommand):
    help = "Has every quarter of the statistics counted anew from the records. Safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        QuarterMark.objects.create(partnership=None, quarter=WHOLE)
        self.stdout.write("Every quarter is counted anew when it is asked for next.")
