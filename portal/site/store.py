"""The store of pictures and documents where it is S3: nothing is overwritten, and pictures come from the portal's own
address, as the policy of its pages demands, also where the bucket is closed.
"""

from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class MediaStorage(S3Storage):
    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
