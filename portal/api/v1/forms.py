"""Published forms: what they ask, as a JSON Schema of the answers with hints for showing them, in each language."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from wagtail.rich_text import expand_db_html

from forms import handlers
from forms.definition import prefill_sources
from forms.definition.language import in_language, offered
from forms.definition.schema import schema_of
from forms.definition.shape import Definition, questions
from forms.models import FormRelease, FormVersion
from forms.models.form_page import FormPage
from portal.api.problems import Problem
from portal.api.programs.scopes import DRAFTS
from portal.api.v1 import converters  # noqa: F401 - registers what the addresses below are written with
from portal.api.v1.auth import Bearer, anybody
from portal.api.v1.pages import A_PAGE, page_of
from portal.api.v1.schemas import Cursor, FormDetailOut, FormsOut, Language, Limit, OptionOut, Slug
from workflow.parties.party import Partnership

router = Router(tags=["Forms"])
LARGE = ("steps", "introduction", "second_introduction", "confirmation", "second_confirmation")


def published() -> Any:
    """The forms that the public may see, each with the newest release of its questions and its moment."""
    newest = FormRelease.objects.filter(page_id=OuterRef("pk")).order_by("-pk")
    found = FormPage.objects.live().public().filter(handler__in=list(handlers.registry))
    return found.annotate(
        release=Subquery(newest.values("version_id")[:1]), released_at=Subquery(newest.values("since")[:1])
    ).filter(release__isnull=False)


def find(form_id: int) -> tuple[Any, FormVersion]:
    """A published form and its questions. Raises Http404."""
    page = published().filter(pk=form_id).first()
    if page is None:
        raise Http404
    return page, FormVersion.objects.get(pk=page.release)


def asked_in(definition: Definition, language: str) -> Definition:
    """The questions in this language. Raises Problem where the form has no such language."""
    if language and language != definition.get("second_language", ""):
        raise Problem("invalid", errors=[{"parameter": "language", "message": "The form is not written in it."}])
    return in_language(definition, language)


@router.get("/forms", auth=[anybody], response=FormsOut, summary="The published forms", url_name="forms")
def list_forms(
    request: HttpRequest, partnership: Slug | None = None, limit: Limit = A_PAGE, cursor: Cursor = ""
) -> Any:
    found = published().defer(*LARGE)
    if partnership is not None:
        home = Partnership.objects.filter(slug=partnership, home__isnull=False).select_related("home").first()
        found = found.descendant_of(home.home) if home is not None and home.home is not None else found.none()
    areas = partnerships()
    versions = FormVersion.objects.in_bulk(list(found.values_list("release", flat=True)))

    def show(page: Any) -> dict[str, Any]:
        return row_of(page, versions[page.release], area_of(page, areas))

    return page_of(request, found, by="released_at", read=datetime.fromisoformat, limit=limit, cursor=cursor, show=show)


def partnerships() -> list[Partnership]:
    return list(Partnership.objects.filter(home__isnull=False).select_related("home"))


def area_of(page: Any, areas: list[Partnership]) -> str | None:
    """The partnership in whose branch the page lies, by its slug."""
    fitting = [one for one in areas if one.has_page(page)]
    found = max(fitting, key=lambda one: len(one.home.path) if one.home else 0, default=None)
    return found.slug if found is not None else None


def row_of(page: Any, version: FormVersion, area: str | None) -> dict[str, Any]:
    languages = offered(version.definition.get("second_language", ""), "") or offered("en", "")[:1]
    return {
        "id": page.pk,
        "title": version.definition["title"],
        "partnership": area,
        "url": page.full_url or "",
        "version": version.digest,
        "number": version.number,
        "published_at": page.released_at,
        "languages": [{"code": one.code, "name": one.name, "direction": one.direction} for one in languages],
        "about_a_record": handlers.get(page.handler).needs_subject,
        "minutes": page.minutes,
    }


@router.get("/forms/{page_number:form_id}", auth=[anybody], response=FormDetailOut, summary="One form", url_name="form")
def get_form(request: HttpRequest, form_id: int, language: Language = "") -> Any:
    page, version = find(form_id)
    definition = asked_in(version.definition, language)

    def text(name: str) -> str:
        return (getattr(page, f"second_{name}") if language else "") or getattr(page, name)

    return {
        **row_of(page, version, area_of(page, partnerships())),
        "title": definition["title"],
        "language": language,
        "introduction": expand_db_html(text("introduction")),
        "warning": text("urgent_warning"),
        "confirmation": expand_db_html(text("confirmation")),
        "steps": [
            {
                "name": step["name"],
                "title": step["title"],
                "guidance": step["guidance"],
                "repeats": step["repeat"],
                "questions": [question["name"] for question in step["questions"]],
            }
            for step in definition["steps"]
        ],
        "options": sorted({q["options"] for _step, q in questions(definition) if q.get("options")}),
    }


@router.get(
    "/forms/{page_number:form_id}/schema",
    auth=[anybody],
    response=dict[str, Any],
    summary="The JSON Schema of a form's answers",
    description="What it cannot say, and all that is needed to show it, stands under “x-form” (docs/form-file.md).",
    url_name="form_schema",
)
def get_schema(request: HttpRequest, form_id: int, language: Language = "") -> HttpResponse:
    _page, version = find(form_id)
    return JsonResponse(schema_of(asked_in(version.definition, language)))


@router.get(
    "/forms/{page_number:form_id}/options/{slug:name}",
    auth=Bearer(DRAFTS),
    response=list[OptionOut],
    summary="A list of choices that is not written into the form",
    description="As the partnership's agencies, for questions that name the list under “x-form” as `options`.",
    url_name="form_options",
)
def get_options(request: HttpRequest, form_id: int, name: str) -> Any:
    page, version = find(form_id)
    if name not in {question.get("options") for _step, question in questions(version.definition)}:
        raise Http404
    return [{"value": value, "label": label} for value, label in prefill_sources.options_of(name, page)]
