"""Static files as WhiteNoise serves them, those too that were collected after this process started.

While machines are restarted one after the other, a page that the new program drew asks an old process for its style
sheet. The name of a file holds a digest of it, so what lies there under that name is right.
"""

import os
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # without types
from whitenoise.storage import (  # type: ignore[import-untyped]  # without types
    CompressedManifestStaticFilesStorage,
    CompressedStaticFilesStorage,
)


class RemembersAddresses:
    """A storage that puts the address of each file together once: a page names a dozen of them."""

    @cached_property
    def _addresses(self) -> dict[tuple[Any, ...], str]:
        return {}

    def url(self, name: str, **how: Any) -> str:
        """As the storage's; a file that there is not is an error each time."""
        key = (name, *how.items(), settings.DEBUG)
        if key not in self._addresses:
            self._addresses[key] = super().url(name, **how)  # type: ignore[misc]  # of the storage it is mixed into
        return self._addresses[key]


class StaticFiles(RemembersAddresses, CompressedManifestStaticFilesStorage):
    """The files of a release, each under a name that holds a digest of it."""


class StaticFilesAsWritten(RemembersAddresses, CompressedStaticFilesStorage):
    """The files under their own names, while somebody works on them."""


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not self.autorefresh and path.startswith(self.static_prefix) and path not in self.files:
            self._look_for(path)
        response: HttpResponseBase = super().__call__(request)
        return response

    def _look_for(self, path: str) -> None:
        try:
            found = safe_join(self.static_root, path.removeprefix(self.static_prefix))
        except (SuspiciousFileOperation, ValueError):  # outside the folder; a NUL in the name
            return
        if os.path.isfile(found):
            self.add_file_to_dictionary(path, found)
