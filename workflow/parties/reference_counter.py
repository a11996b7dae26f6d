"""References: a number a partnership and year."""

from django.db import connection, models

from workflow.parties.party import Partnership


class ReferenceCounter(models.Model):
    """The last number given to a case of a partnership in a year."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "year"], name="one_counter_a_year")]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.year}: {self.last}"

    @classmethod
    def next_reference(cls, partnership: Partnership, year: int) -> str:
        """The next free reference, "NSCP-2026-0001". Call inside the transaction that opens the case: one query."""
        table = connection.ops.quote_name(cls._meta.db_table)
        # One statement that both databases know: counted and locked at once, the first of a year included.
        statement = (
            f"INSERT INTO {table} (partnership_id, year, last) VALUES (%s, %s, 1) "  # noqa: S608 - our own table's name
            f"ON CONFLICT (partnership_id, year) DO UPDATE SET last = {table}.last + 1 RETURNING last"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [partnership.pk, year])
            (last,) = cursor.fetchone()
        return f"{partnership.code}-{year}-{last:04d}"


def number_in(reference: str) -> int | None:
    """412 of "NSCP-2026-0412"; None of what does not end in a number that a column holds."""
    end = reference.rpartition("-")[2]
    return int(end) if end.isascii() and end.isdigit() and len(end) < 10 else None
