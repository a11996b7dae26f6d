"""The worker's sign of life, by which a cluster that stopped working is noticed."""

from django.db import models


class WorkerHeartbeat(models.Model):
    """One row: when a background job last ran through. Machine time, not the demonstration's."""

    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d %H:%M:%S}"
