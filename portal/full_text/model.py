"""What is searched of a published report: one row a report that the public can read now, and none for any other."""

from typing import ClassVar

from django.db import models

# In the order of the index's columns; what is found in an earlier one counts more.
PARTS = ("heading", "topics", "summary", "body")


class ReportText(models.Model):
    """The words of one report on the public site, without accents and case, each as one word of letters and digits.

    SQLite's index (FTS5) follows this table by triggers, PostgreSQL's is an index on it (.database).
    """

    report = models.OneToOneField(
        "portal.ReviewReportPage", on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    heading = models.TextField()
    topics = models.TextField()
    summary = models.TextField()
    body = models.TextField()
    # Every word once, for "did you mean".
    vocabulary = models.TextField()

    objects: ClassVar[models.Manager["ReportText"]] = models.Manager()

    def __str__(self) -> str:
        return f"search text of report {self.pk}"
