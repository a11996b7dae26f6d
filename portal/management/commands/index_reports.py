"""Makes the search index of published reports anew."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.reports.indexing import index_all


class Command(BaseCommand):
    help = "Make the search index of published reports anew. It is kept by itself; this mends one that was damaged."

    def handle(self, *args: Any, **options: Any) -> None:
        found = index_all()
        self.stdout.write(f"{found} report{'' if found == 1 else 's'} can be searched.")
