"""manage.py reindex_names: makes every child findable again by the name that their record holds."""

from typing import Any

from django.core.management.base import BaseCommand

from workflow.machines.case.children.reindexing import reindex


class Command(BaseCommand):
    """Needed once after an update that changes how names compare; running it again does nothing."""

    help = "Writes the index of children's names anew. Safe to run again, and while the portal runs."

    def handle(self, *args: Any, **options: Any) -> None:
        told = reindex()
        self.stdout.write(
            f"{told.read} children read, {told.changed} indexed anew, {told.erased} erased and left as they are."
        )
