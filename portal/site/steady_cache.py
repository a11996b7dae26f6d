"""Redis or files as the cache, and this process's memory while they fail: pages are drawn, tries are counted.

Nothing is lost with it: the cache holds what can be read again, and counts of tries.
"""

import logging
from contextlib import suppress
from time import monotonic
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# After a failure Redis is left alone so long, so that pages do not wait for its time-out one by one.
LEFT_ALONE_SECONDS = 10


class Steady:
    """Stands before a cache of Django's. One a thread, as Django makes them."""

    fails_with: type[Exception]
    again_at = 0.0
    instead: LocMemCache

    @property
    def is_away(self) -> bool:
        """Whether this process's memory is in its place just now."""
        return monotonic() < self.again_at

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if monotonic() >= self.again_at:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except self.fails_with as error:
                log.warning("The cache fails (%s): it is this process's memory meanwhile.", type(error).__name__)
                self.again_at = monotonic() + LEFT_ALONE_SECONDS
        return getattr(self.instead, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete_many", *args, **kwargs)

    def clear(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("clear", *args, **kwargs)


class SteadyRedisCache(Steady, RedisCache):
    fails_with = RedisError

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1}})
        self.instead = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})


class SteadyFileCache(Steady, FileBasedCache):
    """For a disk that is full or read-only."""

    fails_with = OSError

    def __init__(self, folder: str, params: dict[str, Any]) -> None:
        self.instead = LocMemCache("while-the-disk-fails", params)
        super().__init__(folder, params)

    def _createdir(self) -> None:
        # Asked for again with each write, which fails where there is none.
        with suppress(OSError):
            super()._createdir()  # type: ignore[misc]  # in no stub

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What could only be remembered here goes before what an earlier time wrote on the disk."""
        missing = object()
        found = self.instead.get(key, missing, version=version)
        if found is not missing:
            return found
        try:
            return FileBasedCache.get(self, key, default, version=version)
        except OSError:
            return default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self.instead.delete(key, version=version)
        super().set(key, value, timeout, version)
