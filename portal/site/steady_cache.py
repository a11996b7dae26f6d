"""Redis as the cache, and this process's memory while Redis is away: pages are drawn, tries are counted.

Nothing is lost with it: the cache holds what can be read again, and counts of tries.
"""

import logging
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# After a failure Redis is left alone so long, so that pages do not wait for its time-out one by one.
LEFT_ALONE_SECONDS = 10


class SteadyRedisCache(RedisCache):
    """One a thread, as Django makes them."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1}})
        self.instead = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})
        self.again_at = 0.0

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if monotonic() >= self.again_at:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as error:
                log.warning("Redis is away (%s): the cache is this process's memory meanwhile.", type(error).__name__)
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
