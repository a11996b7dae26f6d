"""S3 in place of the disk: its failures are those of a disk, so that people are told as of one (workflow.faults), and
what they typed stays. Pictures come from the portal's own address, as the policy of its pages demands, also where the
bucket is closed.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error  # type: ignore[import-untyped]  # without types
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]  # without types
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


@contextmanager
def as_of_a_disk() -> Iterator[None]:
    """Raises OSError in place of what the store's client raises."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(errno.EIO, f"The store of files does not answer ({type(error).__name__}).") from error


class Store(S3Storage):
    """A part of the bucket. FileNotFoundError stays what it is."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        with as_of_a_disk():
            file = super()._open(name, mode)
            if "w" not in mode:
                # It is fetched with the first look into it, which may be anywhere.
                file.file  # noqa: B018 - reading it is what fetches it
            return file

    def _save(self, name: str, content: Any) -> str:
        with as_of_a_disk():
            return str(super()._save(name, content))

    def exists(self, name: str) -> bool:
        with as_of_a_disk():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with as_of_a_disk():
            super().delete(name)


class MediaStore(Store):
    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
