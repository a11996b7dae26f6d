"""A store that does not answer is told as a disk that does not."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from django.core.files.base import ContentFile

from portal.site.store import Store
from tests.browser.served import free_port
from workflow.faults import Fault, fault_of


@pytest.fixture
def away() -> Store:
    """Nothing listens there."""
    return Store(
        bucket_name="files",
        endpoint_url=f"http://127.0.0.1:{free_port()}",
        access_key="tried",
        secret_key="tried",
        region_name="eu-west-2",
        client_config=Config(connect_timeout=1, retries={"total_max_attempts": 1}),
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.open("a"),
        lambda store: store.save("a", ContentFile(b"a")),
        lambda store: store._save("a", ContentFile(b"a")),
        lambda store: store.exists("a"),
        lambda store: store.delete("a"),
    ],
    ids=["open", "save", "write", "exists", "delete"],
)
def test_what_fails_there_is_a_fault_with_advice(away: Store, ask: Callable[[Store], Any]) -> None:
    with pytest.raises(OSError, match="The store of files does not answer") as raised:
        ask(away)
    assert fault_of(raised.value) is Fault.DISK
