"""Addresses that are remembered are those that Django finds, in each language, prefix and set of addresses."""

from uuid import UUID

import pytest
from django.http import HttpRequest
from django.template import Context, Engine, Template, engines
from django.template.context import RequestContext
from django.test import override_settings
from django.urls import NoReverseMatch, include, path, reverse, set_script_prefix
from django.utils import translation
from django.utils.safestring import mark_safe

from forms import addresses
from forms.addresses import address, found

SOME = UUID("12345678-1234-4234-8234-123456789012")


def nothing(request: HttpRequest) -> None: ...


inner = (
    [path("<str:word>/", nothing, name="word"), path("<str:word>/<int:number>/", nothing, name="numbered")],
    "inner",
)
urlpatterns = [
    path("first/", include(inner, namespace="first")),
    path("second/", include(inner, namespace="second")),
    path("é/<uuid:pk>/", nothing, name="place"),
]


@pytest.fixture(autouse=True)
def nothing_remembered():
    addresses._remembered.cache_clear()
    yield
    addresses._remembered.cache_clear()


@pytest.mark.parametrize("args", [(), ("EXAM-2026-00001",), ("EXAM-2026-00001", SOME)])
def test_an_address_is_what_django_finds_and_found_once(args, monkeypatch):
    name = ("desk:queue", "desk:case", "desk:meeting")[len(args)]
    expected = reverse(name, args=args)
    assert address(name, *args) == expected
    monkeypatch.setattr(addresses, "reverse", None)
    assert address(name, *args) == expected


@override_settings(ROOT_URLCONF=__name__)
def test_values_that_are_equal_but_written_otherwise_are_told_apart():
    assert address("first:word", "1") == "/first/1/"
    assert address("first:word", 1) == "/first/1/"
    assert address("first:word", True) == "/first/True/"
    assert address("first:word", mark_safe("a b")) == "/first/a%20b/"
    assert address("first:numbered", "1", 2) == "/first/1/2/"
    assert address("place", SOME) == f"/%C3%A9/{SOME}/"
    with pytest.raises(NoReverseMatch):
        address("first:numbered", "1", "x")


@override_settings(ROOT_URLCONF=__name__)
def test_what_it_hangs_on_is_part_of_what_is_remembered():
    assert found("inner:word", ("a",), current_app="second") == "/second/a/"
    assert found("inner:word", ("a",), current_app="first") == "/first/a/"
    set_script_prefix("/below/")
    try:
        assert address("first:word", "a") == "/below/first/a/"
    finally:
        set_script_prefix("/")
    assert address("first:word", "a") == "/first/a/"
    with override_settings(ROOT_URLCONF="portal.urls"), pytest.raises(NoReverseMatch):
        address("first:word", "a")


def test_each_language_has_its_own():
    both = {}
    for language in ("en-gb", "cy"):
        with translation.override(language):
            both[language] = address("wagtail_serve", "north/"), reverse("wagtail_serve", args=["north/"])
    assert all(ours == django for ours, django in both.values())


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    "template",
    [
        '{% url "first:word" word %}',
        '{% url "first:word" word=word %}',
        '{% url "first:numbered" word number as there %}<{{ there }}>',
        '{% url "nowhere" word as there %}<{{ there }}>',
        "{% url name word %}",
        '{% autoescape off %}{% url "first:word" word %}{% endautoescape %}',
        '{% url "first:word" number|add:2 %}',
    ],
)
@pytest.mark.parametrize("word", ["a", "a&b c", "ö'"])
def test_the_tag_says_what_djangos_says(template, word):
    values = {"word": word, "number": 3, "name": "second:word"}
    (engine,) = (one.engine for one in engines.all())
    ours = Template(template, engine=engine).render(Context(values))
    assert ours == Template(template, engine=Engine()).render(Context(values))


@override_settings(ROOT_URLCONF=__name__)
def test_the_tag_stays_within_the_application_of_the_request(rf):
    request = rf.get("/second/a/")
    (engine,) = (one.engine for one in engines.all())
    for app in ("second", "first"):
        request.current_app = app
        context = RequestContext(request, {})
        assert Template('{% url "inner:word" "a" %}', engine=engine).render(context) == f"/{app}/a/"


@override_settings(ROOT_URLCONF=__name__)
def test_an_address_that_there_is_not_is_an_error_in_a_template():
    with pytest.raises(NoReverseMatch):
        Template('{% url "nowhere" %}').render(Context())
