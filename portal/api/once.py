"""Changes that happen once however often they are sent: the Idempotency-Key of a request, and what it was answered.

The answer is written in the transaction of the change. Two requests with one key at one moment wait for each other.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from portal.api.kept_answer import KeptAnswer
from portal.api.problems import Problem
from portal.api.programs.token import ApiToken

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_FOR = timedelta(days=30)
# What the sweep takes away at a time.
BATCH = 500

Made = tuple[int, dict[str, Any] | None]


def once(
    request: HttpRequest, token: ApiToken, make: Callable[[], Made], *, now: datetime, body: bytes | None = None
) -> HttpResponse:
    """Make the change and answer with what it made, or answer again as before.

    `make` raises where nothing is to be changed: nothing is kept then, and the key is free. `body`: what stands for the
    body of a request where the same thing is never sent in the same bytes. Raises Problem.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with transaction.atomic():
            return _answer(*make())
    if not KEY.fullmatch(key):
        told = "A key has 1 to 200 letters, digits and signs without spaces, for example a UUID."
        raise Problem("malformed", f"{HEADER}: {told}")
    digest = _digest(request, request.body if body is None else body)
    if (kept := _kept(token, key)) is not None:
        return _again(kept, digest)
    try:
        with transaction.atomic():
            row = KeptAnswer.objects.create(token=token, key=key, digest=digest, made_at=now)
            row.status, row.answer = make()
            row.save(update_fields=["status", "answer"])
            return _answer(row.status, row.answer)
    except IntegrityError:
        # The same request, sent twice, was answered while this one waited.
        if (kept := _kept(token, key)) is None:
            raise
        return _again(kept, digest)


def _digest(request: HttpRequest, body: bytes) -> str:
    return hashlib.sha256(b"\0".join([str(request.method).encode(), request.path.encode(), body])).hexdigest()


def _kept(token: ApiToken, key: str) -> KeptAnswer | None:
    return KeptAnswer.objects.filter(token=token, key=key).first()


def _again(kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.digest != digest:
        raise Problem("key-used")
    response = _answer(kept.status or 0, kept.answer)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _answer(status: int, answer: dict[str, Any] | None) -> HttpResponse:
    if answer is None:
        return HttpResponse(status=status)
    # In the order of the names: PostgreSQL keeps an object in an order of its own, and every answer is to be the same.
    return JsonResponse(json.loads(json.dumps(answer, sort_keys=True)), status=status)


def forget(now: datetime) -> int:
    """A step of the worker's sweep: take away answers that are older than a month. Returns how many."""
    over = KeptAnswer.objects.filter(made_at__lt=now - KEPT_FOR).values_list("pk", flat=True)
    gone, _by_model = KeptAnswer.objects.filter(pk__in=list(over[:BATCH])).delete()
    return gone
