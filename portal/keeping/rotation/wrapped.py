"""The data keys, wrapped anew by the first key-encryption key. What they encrypt is not touched."""

from django.db import transaction

from forms.vault import DataKey, key_encryption_keys
from portal.keeping.rotation.stage import Progress, batches


def rewrap(progress: Progress) -> int:
    """Raises VaultError where the key that wraps one is not listed any more."""
    first = next(iter(key_encryption_keys()))
    count = 0
    for batch in batches(DataKey.objects.filter(wrapped__isnull=False).exclude(key_id=first), progress):
        with transaction.atomic():
            count += sum(_rewrap(row) for row in batch)
    return count


def _rewrap(row: DataKey) -> bool:
    # Only what it was when it was read: a key that is destroyed at this moment stays destroyed.
    as_read = DataKey.objects.filter(pk=row.pk, key_id=row.key_id, wrapped=row.wrapped)
    return row.rewrap() and bool(as_read.update(key_id=row.key_id, wrapped=row.wrapped))
