"""What every page shows alike - its site, the partnerships, the menus - read once for many pages of one scene.

In production a process remembers it until staff change it (portal/site/frame_cache.py), in a transaction, and so in a
test, never. Nothing may change it here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from wagtail.models import sites

from portal.site import frame_cache


@contextmanager
def one_frame() -> Iterator[None]:
    found: dict[str, Any] = {}

    def recall(key: str, read: Callable[[], Any]) -> Any:
        if key not in found:
            found[key] = read()
        return found[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame_cache, "recall", recall)
        patch.setattr(sites, "get_site_for_hostname", cache(sites.get_site_for_hostname))
        yield
