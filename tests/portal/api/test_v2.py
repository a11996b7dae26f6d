"""Wagtail's API answers odd questions with a 400 and a reason, and tells nothing that is not public."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction

from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReviewReportPage
from tests.portal.api.program import hide

ODD = ("x", "%00", "-1", "9" * 20, "9" * 4500, "%ff", "(", '"', "1e3", "%ED%A0%80", "")
PLACES = [
    *(
        f"{kind}/?{name}={{}}"
        for kind in ("pages", "images", "documents")
        for name in ("limit", "offset", "order", "fields", "search")
    ),
    *(
        f"pages/?{name}={{}}"
        for name in ("child_of", "ancestor_of", "descendant_of", "translation_of", "locale", "type")
    ),
    *(f"pages/?{name}={{}}" for name in ("id", "slug", "first_published_at", "show_in_menus", "site", "html_path")),
    *("pages/?type=portal.ReviewReportPage&published_on={}", "pages/?type=portal.ReviewReportPage&themes={}"),
    *(f"{kind}/find/?id={{}}" for kind in ("pages", "images", "documents")),
    *("pages/find/?html_path={}", "pages/1/?first_published_at={}", "pages/1/?fields={}", "images/?tags={}"),
]


@pytest.mark.parametrize("place", PLACES)
def test_odd_questions_are_answered_plainly(site: Any, published: Callable[..., ReviewReportPage], place: str) -> None:
    published()
    client = Client(raise_request_exception=False)
    for odd in ODD:
        answer = client.get("/api/v2/" + place.format(odd))
        assert answer.status_code in (200, 302, 400, 404), (place, odd[:20], answer.status_code)
        if answer.status_code == 400:
            assert answer.json()["message"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("pages/find/?id=x", "id must be a positive integer"),
        ("pages/?offset=99999999999999999999", "offset must be a positive integer"),
        ("pages/?search=", "search must have a word to look for"),
        ("pages/?search=%00", "a parameter holds a character that cannot be read"),
        ("pages/?first_published_at=x", "a parameter has a value that cannot be read"),
    ],
)
def test_what_is_wrong_is_said(site: Any, address: str, told: str) -> None:
    answer = Client(raise_request_exception=False).get(f"/api/v2/{address}")
    assert (answer.status_code, answer.json()) == (400, {"message": told})


def test_ordinary_questions_are_answered_as_before(site: Any, published: Callable[..., ReviewReportPage]) -> None:
    report = published(title="Bruises seen early")
    client = Client()
    for asked in (
        "search=bruises",
        'search="Bruises"',
        "limit=1&offset=0&type=portal.ReviewReportPage",
        "child_of=root",
    ):
        assert client.get(f"/api/v2/pages/?{asked}").status_code == 200
    found = client.get("/api/v2/pages/?search=bruises&type=portal.ReviewReportPage").json()["items"]
    assert [one["id"] for one in found] == [report.pk]
    assert client.get(f"/api/v2/pages/find/?id={report.pk}").status_code == 302


def test_nothing_private_is_told(site: Any, published: Callable[..., ReviewReportPage], partnership: Any) -> None:
    """Drafts, what lies behind a restriction, and files of a private collection."""
    secret = "Canary of what is not public"
    shown, hidden = published(title="Shown"), published(title=secret)
    hide(page=hidden, restriction_type="password", password="x")
    draft = published(title=secret, slug="draft")
    with moved_by_machine():
        draft.unpublish()
    private = Collection.get_first_root_node().add_child(name=secret)
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    image = Image.objects.create(title=secret, file=get_test_image_file(), collection=private)
    paper = Document.objects.create(title=secret, file=ContentFile(b"x", "x.txt"), collection=private)
    client = Client()
    asked = [
        *("pages/", "pages/?search=canary", "pages/?type=portal.ReviewReportPage&fields=*", "images/", "documents/"),
        *(f"pages/?search={word}" for word in ("public", "what")),
        *(f"pages/?child_of={hidden.get_parent().pk}", "images/?search=canary", "documents/?search=canary"),
        *(f"pages/{one.pk}/" for one in (hidden, draft)),
        *(f"pages/find/?id={one.pk}" for one in (hidden, draft)),
        *(f"images/{image.pk}/", f"documents/{paper.pk}/"),
    ]
    for address in asked:
        answer = client.get(f"/api/v2/{address}")
        assert secret not in answer.content.decode(), address
    assert str(shown.pk) in client.get("/api/v2/pages/?type=portal.ReviewReportPage").content.decode()
