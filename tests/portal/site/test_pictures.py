"""Pictures of pages come from the portal's own address, whichever store keeps them; nothing is overwritten there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from moto import mock_aws

pytestmark = pytest.mark.django_db

BASE, BUCKET = Path(__file__).resolve().parents[3], "pictures"
S3 = {"bucket_name": BUCKET, "region_name": "eu-west-2", "location": "media", "file_overwrite": False}


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> None:
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": store}


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "tried")
    with mock_aws():
        place = {"LocationConstraint": "eu-west-2"}
        boto3.client("s3", region_name="eu-west-2").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
        store = {"BACKEND": "portal.site.store.MediaStore", "OPTIONS": S3}
        settings.STORAGES = {**settings.STORAGES, "default": store}
        yield


@pytest.fixture(params=["disk", "bucket"])
def store(request: pytest.FixtureRequest) -> Any:
    request.getfixturevalue(request.param)
    return default_storage


def test_a_picture_is_where_its_address_says(store: Any, client: Client) -> None:
    name = store.save("images/a.width-960.webp", ContentFile(b"a picture"))
    assert store.url(name) == "/media/images/a.width-960.webp" == reverse("picture", args=["a.width-960.webp"])
    answer: Any = client.get(store.url(name))
    assert b"".join(answer) == b"a picture"
    assert answer.headers["Content-Type"] == "image/webp"
    assert "public" in answer.headers["Cache-Control"]
    answer.close()


@pytest.mark.parametrize(
    "name", ["none.webp", "page.html", "drawing.svg", "..%2Fdocuments%2Fa.png", "a/b.png", "a%00.png", "a"]
)
def test_nothing_else_is_given(name: str, store: Any, client: Client) -> None:
    for folder in ("documents/a.png", "images/page.html", "images/drawing.svg", "images/a"):
        store.save(folder, ContentFile(b"another file"))
    assert client.get(f"/media/images/{name}").status_code == 404


def test_documents_and_originals_have_no_address_here(store: Any, client: Client) -> None:
    for folder in ("documents", "original_images"):
        store.save(f"{folder}/a.png", ContentFile(b"as it was uploaded"))
        assert client.get(f"/media/{folder}/a.png").status_code == 404


def test_a_second_file_of_the_same_name_is_another_one(store: Any) -> None:
    names = [store.save("images/a.png", ContentFile(text)) for text in (b"first", b"second")]
    found = []
    for name in names:
        with store.open(name) as file:
            found.append(file.read())
    assert found == [b"first", b"second"]


def test_the_settings_overwrite_nothing_and_wait_for_no_store_for_long() -> None:
    code = "from portal.settings import base; import json; o = [base.STORAGES[n]['OPTIONS'] for n in ('default', "
    code += "'attachments')]; print(json.dumps([[x['file_overwrite'], x['client_config'].connect_timeout] for x in o]))"
    environment = {"PATH": os.environ["PATH"], "PORTAL_S3_BUCKET": BUCKET}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE, env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [[False, 3]] * 2
