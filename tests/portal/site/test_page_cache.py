"""What everybody sees alike is given again, to nobody else, and never after it was changed."""

import gzip
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from portal.library import front_cache
from portal.site import frame_cache, page_cache
from portal.site.page_cache import PageCacheMiddleware
from portal.site.pages import ContentPage
from tests.portal.conftest import branch, person, sign_in, top_of_site
from workflow.parties.roles import Role

TEXT = "<p>What was learned.</p>" * 100
GET = RequestFactory().get


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    for one in (cache, caches["pages"], page_cache._remembered):
        one.clear()
    yield
    for one in (cache, caches["pages"], page_cache._remembered):
        one.clear()


class Pages:
    """Stands for everything behind the cache: counts what it draws."""

    def __init__(self, draw: Callable[[HttpRequest], HttpResponse] | None = None, view: str = "wagtail_serve") -> None:
        self.drawn, self._draw, self._view = 0, draw, view

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.drawn += 1
        request.resolver_match = ResolverMatch(self, (), {}, url_name=self._view)
        return self._draw(request) if self._draw else HttpResponse(TEXT)


def asked(pages: Pages, *requests: HttpRequest) -> list[HttpResponse]:
    middleware = PageCacheMiddleware(pages)
    return [middleware(one) for one in requests]  # type: ignore[misc]  # none of them is a stream


def test_a_page_is_drawn_once() -> None:
    pages = Pages()
    first, again = asked(pages, GET("/a/"), GET("/a/"))
    assert (pages.drawn, first.content, again.content) == (1, TEXT.encode(), TEXT.encode())
    asked(pages, GET("/b/"))
    assert pages.drawn == 2


def test_browsers_and_caches_are_told_how_long_it_holds() -> None:
    (answer,) = asked(Pages(), GET("/a/"))
    assert answer["Cache-Control"] == "public, max-age=60, stale-while-revalidate=30"
    assert "Accept-Encoding" in answer["Vary"]
    (as_it_was,) = asked(Pages(), GET("/a/", HTTP_IF_NONE_MATCH=answer["ETag"]))
    assert (as_it_was.status_code, as_it_was.content) == (304, b"")
    (as_it_was,) = asked(Pages(), GET("/a/", HTTP_IF_MODIFIED_SINCE=answer["Last-Modified"]))
    assert as_it_was.status_code == 304


def test_it_lies_there_compressed_and_is_given_so_to_who_takes_it() -> None:
    packed, plain = asked(Pages(), GET("/a/", HTTP_ACCEPT_ENCODING="gzip, br"), GET("/a/"))
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(TEXT) / 10
    assert gzip.decompress(packed.content) == plain.content == TEXT.encode()
    assert not plain.has_header("Content-Encoding")
    assert packed["Content-Length"] == str(len(packed.content))


def with_cookie(name: str) -> HttpRequest:
    request = GET("/a/")
    request.COOKIES[name] = "x"
    return request


@pytest.mark.parametrize(
    "request_",
    [
        with_cookie(settings.SESSION_COOKIE_NAME),
        with_cookie("messages"),
        with_cookie("__Host-messages"),
        GET("/a/?q=typed"),
        GET("/a/", HTTP_AUTHORIZATION="Bearer x"),
        GET("/copies/secret/"),
        GET("/desk/"),
        RequestFactory().post("/a/"),
    ],
    ids=[
        "somebody's session",
        "a message",
        "a message over HTTPS",
        "a query",
        "a token",
        "a secret address",
        "the desk",
        "a post",
    ],
)
def test_nothing_is_given_to_or_kept_of_what_is_not_for_everybody(request_: HttpRequest) -> None:
    pages = Pages()
    asked(pages, GET("/a/"), request_, request_)
    assert pages.drawn == 3


def sets_a_cookie(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(TEXT)
    answer.set_cookie("language", "cy")
    return answer


def holds_a_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


@pytest.mark.parametrize(
    "pages",
    [
        Pages(sets_a_cookie),
        Pages(holds_a_token),
        Pages(lambda request: HttpResponse(TEXT, headers={"Cache-Control": "no-store"})),
        Pages(lambda request: HttpResponse(TEXT, headers={"Cache-Control": "private"})),
        Pages(lambda request: HttpResponse(TEXT, status=404)),
        Pages(lambda request: HttpResponse("x" * (page_cache.MOST_KEPT_BYTES + 1))),
        Pages(view="a_view_of_another_kind"),
    ],
    ids=["a cookie", "a token", "no-store", "private", "not found", "too large", "another view"],
)
def test_an_answer_of_somebodys_own_is_drawn_each_time(pages: Pages) -> None:
    before = pages.drawn
    answers = asked(pages, GET("/a/"), GET("/a/"))
    assert pages.drawn == before + 2
    assert not any(one.has_header("ETag") for one in answers)


def test_after_a_change_it_is_drawn_anew() -> None:
    pages = Pages()
    asked(pages, GET("/a/"))
    frame_cache._renew()
    asked(pages, GET("/a/"))
    assert pages.drawn == 2


def test_what_one_process_drew_is_given_by_the_others() -> None:
    pages = Pages()
    asked(pages, GET("/a/"))
    page_cache._remembered.clear()
    asked(pages, GET("/a/"))
    assert pages.drawn == 1


def test_after_a_minute_it_is_drawn_anew(time_machine: Any) -> None:
    pages = Pages()
    asked(pages, GET("/a/"))
    time_machine.move_to(time.time() + page_cache.FRESH_SECONDS + 1)
    asked(pages, GET("/a/"))
    assert pages.drawn == 2


def test_a_crowd_draws_it_once() -> None:
    go_on = Event()

    def slowly(request: HttpRequest) -> HttpResponse:
        go_on.wait(5)
        return HttpResponse(TEXT)

    pages = Pages(slowly)
    with ThreadPoolExecutor(8) as crowd:
        coming = [crowd.submit(asked, pages, GET("/a/")) for _one in range(8)]
        time.sleep(0.2)
        go_on.set()
        assert [one.result()[0].content for one in coming] == [TEXT.encode()] * 8
    assert pages.drawn == 1


def test_while_one_draws_it_anew_the_others_get_the_old_one(time_machine: Any) -> None:
    asked(Pages(), GET("/a/"))
    time_machine.move_to(time.time() + page_cache.FRESH_SECONDS + 1)
    key = page_cache._key(GET("/a/"))
    caches["pages"].add(f"{key}.drawing", 1, 60)
    pages = Pages()
    assert asked(pages, GET("/a/"))[0].content == TEXT.encode()
    assert pages.drawn == 0


def test_who_waited_in_vain_leaves_the_mark_of_who_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "WAIT_SECONDS", 0.1)
    mark = f"{page_cache._key(GET('/a/'))}.drawing"
    caches["pages"].add(mark, 1, 60)
    asked(Pages(view="a_view_of_another_kind"), GET("/a/"))
    assert caches["pages"].get(mark) == 1


def test_an_answer_of_head_is_not_kept_for_who_wants_to_read() -> None:
    pages = Pages()
    asked(pages, RequestFactory().head("/a/"))
    assert asked(pages, GET("/a/"))[0].content == TEXT.encode()
    assert pages.drawn == 2


@pytest.mark.django_db(transaction=True)
def test_pages_of_the_site(django_assert_num_queries: Any) -> None:
    top = top_of_site()
    partnership = branch(top, "north")
    address, reader = "/north/when/", Client()
    assert partnership.name in reader.get(address).content.decode()
    with django_assert_num_queries(0):
        assert "When to refer" in reader.get(address).content.decode()

    # A signed-in person's page is theirs alone: neither given from there nor laid there.
    somebody = Client()
    sign_in(somebody, person(Role.CONTENT_EDITOR, partnership))
    mine = somebody.get(address)
    assert "Sign out" in mine.content.decode()
    assert "no-store" in mine["Cache-Control"]
    assert "Sign out" not in reader.get(address).content.decode()

    page = ContentPage.objects.get(slug="when")
    page.title = "When to tell us"
    page.save_revision().publish()
    assert "When to tell us" in reader.get(address).content.decode()
    partnership.name = "A new name"
    partnership.save()
    assert "A new name" in reader.get(address).content.decode()
    page.unpublish()
    assert reader.get(address).status_code == 404
    Page.objects.get(slug="when").delete()
    assert reader.get(address).status_code == 404


def test_a_cache_in_front_is_told_of_the_page_and_of_what_lists_it(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("wagtail.contrib.frontend_cache.backends.HTTPBackend.purge", lambda self, url: told.append(url))
    settings.WAGTAILFRONTENDCACHE = {
        "default": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": "http://127.0.0.1:1"}
    }
    branch(top_of_site(), "north")
    library = Page.objects.get(slug="reports")
    front_cache.purge(library.pk)
    assert told == [
        "http://testserver/north/reports/",
        "http://testserver/",
        "http://testserver/north/",
        f"http://testserver/library/{library.pk}/feed/",
    ]
    front_cache.purge(0)


def test_it_is_told_by_the_worker_and_only_where_there_is_one(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[tuple[Any, ...]] = []
    monkeypatch.setattr(front_cache, "async_task", lambda *args, **kwargs: asked_for.append(args))
    branch(top_of_site(), "north")
    page = ContentPage.objects.get(slug="when")
    page.unpublish()
    assert not asked_for
    settings.WAGTAILFRONTENDCACHE = {"default": {}}
    front_cache.watch()
    try:
        page.save_revision().publish()
        ContentPage.objects.get(pk=page.pk).unpublish()
    finally:
        for signal in (page_published, page_unpublished):
            signal.disconnect(dispatch_uid="portal.library.front_cache")
    assert asked_for == [("portal.library.front_cache.purge", page.pk)] * 2
