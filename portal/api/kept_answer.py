"""What was answered to a request that carried an Idempotency-Key: the same request again gets the same answer.

It is written in the transaction of what it answers, so neither is there without the other, and kept for a month. It
holds identifiers and states alone: what the API answers to a change says no more.
"""

from django.db import models

from portal.api.programs.token import ApiToken


class KeptAnswer(models.Model):
    """One key of one token. `digest` is that of method, address and body; `status` is empty until it was answered."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"answer {self.status} to {self.digest[:12]}"
