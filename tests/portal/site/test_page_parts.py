"""Who is signed in gets what everybody sees alike as it was drawn once: never of another, never after a change."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, Site

from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportTheme, ReviewReportPage
from portal.site import frame_cache, page_cache, page_parts
from portal.site.page_parts import PagePartsMiddleware, Parts, parts_for
from portal.site.pages import ContentPage
from tests.portal.conftest import branch, person, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role
from workflow.worker.scheduling import publish_scheduled

Published = Callable[..., ReviewReportPage]
GET = RequestFactory().get
ADDRESS = "/north/reports/r/"


# --- A part by itself -----------------------------------------------------------------------------------------------

PERSONAL = Template(
    "{% load portal_frame %}{% everybodys part %}"
    "{{ request.user }} {{ user }} {{ perms }} {{ csrf_token }} {{ request.COOKIES }} {{ request.session }}"
    "{% for one in messages %}{{ one }}{% endfor %} {{ frame.request.COOKIES }} {{ request.path }}"
    "{% endeverybodys %} {{ user }}"
)


def asked(name: str = "Sam", path: str = "/a/", **more: Any) -> HttpRequest:
    """A request of somebody, as it comes to the view that serves pages."""
    request = GET(path, **more)
    request.COOKIES["sessionid"] = f"cookie of {name}"
    request.user, request.session = name, f"session of {name}"  # type: ignore[assignment]  # a name will do
    request.resolver_match = ResolverMatch(shown, (), {}, url_name="wagtail_serve")
    return request


def shown(request: HttpRequest, page: Page | None = None, template: Template = PERSONAL) -> str:
    page = page if page is not None else ContentPage(pk=1, title="A", slug="a")
    context = {"request": request, "page": page, "user": request.user, "csrf_token": get_token(request)}
    return str(template.render(Context({**context, "perms": "all", "messages": ["You sent it."]})))


def given(request: HttpRequest, page: Page | None = None, status: int = 200, **headers: str) -> str:
    """What is drawn of the template within the middleware."""

    def view(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, view, (), {})
        return HttpResponse(shown(request, page), status=status, headers=headers)

    middleware = PagePartsMiddleware(view)
    return str(middleware(request).content.decode())  # type: ignore[attr-defined]  # none of them is a stream


def kept() -> bool:
    """Whether somebody else is given what was drawn: their address stands in it all the same."""
    drawn: list[str] = []
    request = asked("Ida")
    PagePartsMiddleware(lambda request: HttpResponse()).process_view(request, shown, (), {})
    parts = parts_for(request, ContentPage(pk=1))
    return parts is not None and parts.give(ContentPage(pk=1), "part", lambda: drawn.append("") or "anew") != "anew"


def test_nothing_of_a_person_is_in_it_and_the_next_gets_it() -> None:
    first = given(asked("Sam"))
    assert first.split() == ["AnonymousUser", "AnonymousUser", "{}", "{}", "/a/", "Sam"]
    assert kept()
    assert given(asked("Ida")).split() == [*first.split()[:-1], "Ida"]


def test_drawn_for_itself_it_knows_the_person() -> None:
    """So that the test above would see them."""
    text = given(asked("Sam", QUERY_STRING="q=typed"))
    assert text.startswith("Sam Sam all ")
    for personal in ("cookie of Sam", "session of Sam", "You sent it."):
        assert personal in text


def of_another_view(request: HttpRequest) -> None:
    request.resolver_match = ResolverMatch(shown, (), {}, url_name="library:alert")


def of_a_preview(request: HttpRequest) -> None:
    request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own


def of_nobody(request: HttpRequest) -> None:
    """The whole page is kept for them."""
    request.COOKIES.clear()


def sent(request: HttpRequest) -> None:
    request.method = "POST"


def by_a_program(request: HttpRequest) -> None:
    request.META["HTTP_AUTHORIZATION"] = "Bearer x"


@pytest.mark.parametrize("change", [of_another_view, of_a_preview, of_nobody, sent, by_a_program])
def test_what_is_not_the_page_at_its_address_is_neither_given_nor_kept(change: Callable[[HttpRequest], None]) -> None:
    request = asked("Sam")
    change(request)
    assert given(request).startswith("Sam Sam all ")
    assert not kept()
    given(asked("Ida"))
    assert kept()
    request = asked("Sam")
    change(request)
    assert given(request).startswith("Sam Sam all ")


@pytest.mark.parametrize(
    ("status", "headers"), [(404, {}), (500, {}), (200, {"Cache-Control": "max-age=0, private"})], ids=str
)
def test_an_answer_that_not_everybody_gets_is_not_kept(status: int, headers: dict[str, str]) -> None:
    given(asked(), status=status, **headers)
    assert not kept()


def test_a_page_that_does_not_say_that_it_looks_alike_is_drawn_for_each() -> None:
    assert given(asked("Sam"), Page(pk=1, title="A", slug="a")).startswith("Sam Sam all ")
    assert not kept()


def test_while_the_cache_is_away_it_is_drawn_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_parts.frame_cache, "is_shared", lambda: False)
    assert given(asked("Sam")).startswith("Sam Sam all ")


def test_it_is_no_older_than_a_page_that_is_kept_whole(time_machine: Any) -> None:
    given(asked())
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=page_cache.FRESH_SECONDS + 1))
    assert not kept()


def test_a_part_that_another_request_draws_besides_makes_the_others_no_younger() -> None:
    given(asked())
    parts = Parts(page_cache.key_of(asked(), "parts"), asked())
    parts.give(ContentPage(pk=1), "another", lambda: "drawn")
    parts.keep()
    assert list(caches["pages"].get(page_cache.key_of(asked(), "parts"))) == [(1, None, "part")]


def test_what_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST_KEPT_BYTES", 10)
    given(asked())
    assert not kept()


@pytest.mark.parametrize(
    "other",
    [
        lambda: asked(path="/cy/a/"),
        lambda: asked(SERVER_NAME="south.localhost"),
        lambda: asked(secure=True),
    ],
    ids=["language", "host", "scheme"],
)
def test_another_address_has_its_own(other: Callable[[], HttpRequest]) -> None:
    assert page_cache.key_of(other(), "parts") != page_cache.key_of(asked(), "parts") != ""
    assert page_cache.key_of(asked(), "page") != page_cache.key_of(asked(), "parts")


def test_what_began_before_a_change_is_of_before_it() -> None:
    """The token is read before the page is: who drew it meanwhile from what was, leaves nothing for those who come."""

    def view(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, view, (), {})
        frame_cache._renew()
        return HttpResponse(shown(request))

    middleware = PagePartsMiddleware(view)
    middleware(asked())
    assert not kept()


# --- Pages of the site ----------------------------------------------------------------------------------------------


def signed_in(role: Role = Role.SUBMITTER, of: Any = None) -> Client:
    client = Client()
    client.force_login(person(role, of))
    return client


def text_of(client: Client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


@pytest.fixture
def report(published: Published) -> ReviewReportPage:
    page = published(slug="r", title="The first title")
    with moved_by_machine():
        page.themes.add(ReportTheme.objects.create(name="Safe sleep"))
        page.save_revision().publish()
    return page


def change(page: Page, **fields: Any) -> None:
    """Publish it with these."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    with moved_by_machine():
        page.save_revision().publish()


@pytest.mark.django_db(transaction=True)
def test_who_is_signed_in_sees_each_change_at_once(report: ReviewReportPage, partnership: Partnership) -> None:
    reader = signed_in()
    assert "The first title" in text_of(reader)

    change(report, title="The second title")
    text = text_of(reader)
    assert "The second title" in text
    assert "The first title" not in text

    correction = {"made_on": "2026-02-01", "what": "The date was wrong."}
    change(report, corrections=[("correction", correction)])
    assert "The date was wrong." in text_of(reader)

    theme = ReportTheme.objects.get()
    theme.name = "Sleeping safely"
    theme.save()
    text = text_of(reader)
    assert "Sleeping safely" in text
    assert "Safe sleep" not in text

    assert "?v=7a1f4c" not in text
    partnership.name, partnership.brand_colour = "A new name", "#7a1f4c"
    partnership.save()
    text = text_of(reader)
    assert "?v=7a1f4c" in text
    assert text.count("A new name") >= 4, "the title, the head, the report and the foot"

    change(report, shown=ReviewReportPage.Shown.ON_REQUEST, improvements="", analysis="")
    text = text_of(reader)
    assert "is now available on request" in text
    assert "Share what is known." not in text

    with moved_by_machine():
        ReviewReportPage.objects.get(pk=report.pk).unpublish()
    assert reader.get(ADDRESS).status_code == 404
    with moved_by_machine():
        ReviewReportPage.objects.get(pk=report.pk).get_latest_revision().publish()
    assert "is now available on request" in text_of(reader)


@pytest.mark.django_db(transaction=True)
def test_what_runs_out_by_the_clock_is_gone_and_its_lists_know(partnership: Partnership) -> None:
    reader, now = signed_in(), timezone.now()
    page = ContentPage.objects.get(slug="when")
    page.expire_at = now + datetime.timedelta(hours=1)
    page.save_revision().publish()
    assert "When to refer" in text_of(reader, "/north/when/")
    assert "When to refer" in text_of(reader, "/north/")
    publish_scheduled(now + datetime.timedelta(hours=2))
    assert reader.get("/north/when/").status_code == 404
    assert "When to refer" not in text_of(reader, "/north/")


@pytest.mark.django_db(transaction=True)
def test_the_lists_know_of_a_new_report(site: Any, partnership: Partnership, published: Published) -> None:
    reader = signed_in()
    for address in ("/", "/north/", "/north/reports/"):
        assert "Newly published" not in text_of(reader, address)
    published(title="Newly published")
    for address in ("/", "/north/", "/north/reports/"):
        assert "Newly published" in text_of(reader, address)


@pytest.mark.django_db(transaction=True)
def test_a_document_that_was_replaced_is_told_at_once(partnership: Partnership) -> None:
    document = get_document_model().objects.create(title="Guide", file=ContentFile(b"%PDF-1.7 one", "first.pdf"))
    change(ContentPage.objects.get(slug="when"), body=[("download", {"document": document, "text": "The guide"})])
    reader = signed_in()
    assert f"/documents/{document.pk}/first" in text_of(reader, "/north/when/")
    document.file = ContentFile(b"%PDF-1.7 two", "second.pdf")
    document.save()
    assert f"/documents/{document.pk}/second" in text_of(reader, "/north/when/")


@pytest.mark.django_db(transaction=True)
def test_each_sees_themselves_and_nobody_else(report: ReviewReportPage, partnership: Partnership) -> None:
    sam, ida = person(Role.SUBMITTER, email="sam@health.example"), person(email="ida@nobody.example")
    officer = sign_in(Client(), person(Role.OFFICER, partnership, email="olu@north.example"))
    clients = {"sam@": Client(), "ida@": Client(), "olu@": officer}
    clients["sam@"].force_login(sam)
    clients["ida@"].force_login(ida)
    for address in (ADDRESS, "/north/", "/north/reports/", "/", "/north/when/"):
        texts = {name: text_of(client, address) for name, client in clients.items()}
        for name, text in texts.items():
            assert [one for one in clients if one in text] == [name]
            assert text.count("Sign out") == 1
        assert "Case desk" in texts["olu@"]
        assert "Case desk" not in texts["sam@"]
        assert "Your work" in texts["sam@"]
        assert "Your work" not in texts["ida@"]
        everybody = text_of(Client(), address)
        assert "Sign in" in everybody
        assert not any(one in everybody for one in clients)


@pytest.mark.django_db(transaction=True)
def test_a_page_is_the_same_from_its_parts_as_drawn_whole(report: ReviewReportPage, partnership: Partnership) -> None:
    reader = signed_in()
    for address in (ADDRESS, f"/cy{ADDRESS}", "/north/", "/north/reports/", "/", "/cy/", "/north/when/"):
        cache.clear()
        first, again = text_of(reader, address), text_of(reader, address)
        # With a query nothing is kept; the links to the other language repeat it.
        whole = text_of(reader, f"{address}?x=1").replace("?x=1", "")
        assert without_seconds(first) == without_seconds(again) == without_seconds(whole)


def without_seconds(text: str) -> str:
    before, _name, rest = text.partition('data-session-seconds="')
    return before + rest.partition('"')[2]


@pytest.mark.django_db(transaction=True)
def test_what_somebody_is_told_is_told_once(report: ReviewReportPage) -> None:
    reader = signed_in()
    text_of(reader)
    reader.post("/accounts/logout/")
    assert "You are signed out." in text_of(reader)
    assert "You are signed out." not in text_of(reader)
    assert "You are signed out." not in text_of(signed_in())


@pytest.mark.django_db(transaction=True)
def test_a_preview_is_neither_kept_nor_given_what_was(report: ReviewReportPage) -> None:
    reader = signed_in()
    page = ReviewReportPage.objects.get(pk=report.pk)
    page.title = "What is only thought of"
    by = GET("/admin/", HTTP_COOKIE=f"sessionid={reader.cookies['sessionid'].value}")
    for _before_and_after in range(2):
        preview = page.make_preview_request(by, page.default_preview_mode).content.decode()
        assert "What is only thought of" in preview
        assert "The first title" not in preview
        text = text_of(reader)
        assert "The first title" in text
        assert "What is only thought of" not in text


@pytest.mark.django_db(transaction=True)
def test_two_sites_do_not_mix(site: Any, partnership: Partnership, settings: Any) -> None:
    """A partnership with a host of its own: the same path is another page there."""
    south = branch(site, "south")
    settings.ALLOWED_HOSTS = ["testserver", "south.example"]
    Site.objects.create(hostname="south.example", root_page=south.home)
    site.add_child(instance=ContentPage(title="Shared by all", slug="when", show_in_menus=True))
    reader = signed_in()
    cookies = {name: morsel.value for name, morsel in reader.cookies.items()}
    there = Client(SERVER_NAME="south.example")
    there.cookies.load(cookies)
    for _once_and_again in range(2):
        text = text_of(reader, "/when/")
        assert "Shared by all" in text
        assert "South Partnership" not in text
        text = text_of(there, "/when/")
        assert "When to refer" in text
        assert "South Partnership" in text
        assert "Shared by all" not in text


@pytest.mark.django_db(transaction=True)
def test_two_languages_do_not_mix(report: ReviewReportPage) -> None:
    reader = signed_in()
    for _once_and_again in range(2):
        assert "How to cite this report" in text_of(reader)
        text = text_of(reader, f"/cy{ADDRESS}")
        assert '<html lang="cy"' in text
        assert "How to cite this report" not in text


@pytest.mark.django_db(transaction=True)
def test_what_is_hidden_is_hidden_at_once_and_never_kept(partnership: Partnership) -> None:
    address, reader = "/north/when/", signed_in()
    page = ContentPage.objects.get(slug="when")
    assert "When to refer" in text_of(reader, address)
    hidden = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )
    assert "When to refer</h1>" not in text_of(reader, address)
    way = f"/_util/authenticate_with_password/{hidden.pk}/{page.pk}/"
    reader.post(way, {"password": "open", "return_url": address})
    assert "When to refer</h1>" in text_of(reader, address)
    assert "When to refer</h1>" in text_of(reader, address)
    assert not any_parts(address)
    assert "When to refer</h1>" not in text_of(signed_in(), address)
    hidden.delete()
    assert "When to refer</h1>" in text_of(signed_in(), address)
    assert any_parts(address)


def any_parts(address: str) -> bool:
    return caches["pages"].get(page_cache.key_of(asked(path=address), "parts")) is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "most"), [(ADDRESS, 4), ("/north/", 4), ("/north/reports/", 4), ("/north/when/", 4), ("/", 3)]
)
def test_what_a_drawn_page_costs(
    report: ReviewReportPage, django_assert_max_num_queries: Any, address: str, most: int
) -> None:
    """The site, its first page, the page, what hides it; and two that tell who asks."""
    nobody, somebody = Client(), signed_in()
    nobody.cookies.load({"sessionid": "of nobody"})
    for reader, more in ((nobody, 0), (somebody, 2)):
        text_of(reader, address)
        with django_assert_max_num_queries(most + more):
            text_of(reader, address)
