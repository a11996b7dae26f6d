"""What an editor makes public and names somebody of a case is stopped until a second person agreed (D36)."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask

from forms.versions.parking import PARKED
from portal.cms.second_person.serving import before_serving
from portal.cms.second_person.stopping import STOPPED, examine_document, page_published, pages_published
from portal.identification import making
from portal.identification.public_files import AgreedContent, PublicFile
from portal.site.pages import ContentPage
from tests.factories.case import CaseFactory
from tests.factories.party import in_cms_group
from tests.portal.conftest import person, sign_in
from tests.portal.identification import papers
from workflow.models import Child
from workflow.parties.party import Partnership
from workflow.parties.roles import Role
from workflow.people.models import User
from workflow.worker.scheduling import publish_scheduled

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D36")]


@pytest.fixture
def case(partnership: Partnership) -> Any:
    case = CaseFactory(partnership=partnership)
    child = Child(case=case, data_key=case.data_key)
    child.describe({"child.name": "Rowan Ashdown", "child.address": "3 Elm Road\nCropwell\nNG1 2AB"})
    child.save()
    return case


def uploaded(content: bytes, name: str = "paper.pdf", title: str = "A paper", by: Any = None) -> Any:
    document = get_document_model()(title=title, uploaded_by_user=by)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


def asked_for(document: Any) -> int:
    return Client().get(document.url).status_code


def listed(client: Client) -> list[str]:
    return [one["title"] for one in client.get("/api/v2/documents/").json()["items"]]


def test_the_public_gets_the_file_that_was_made_here(case: Any) -> None:
    document = uploaded(papers.pdf("What we learned.", title="Secret title"))
    response = Client().get(document.url)
    assert response.status_code == 200
    assert b"Secret title" not in response.content
    made = PublicFile.objects.get(document=document)
    assert response.content == making.made_content(made)
    assert response["Content-Type"] == "application/pdf"
    assert listed(Client()) == ["A paper"]


@pytest.mark.parametrize("where", ["text", "title", "name", "address"])
def test_a_document_with_a_name_or_an_address_is_not_public(case: Any, where: str) -> None:
    content = papers.pdf(
        {"text": "About Rowan Ashdown.", "address": "At 3 Elm Road, Cropwell, NG1 2AB."}.get(where, "x")
    )
    title = "About Rowan Ashdown" if where == "title" else "A paper"
    document = uploaded(content, "Rowan Ashdown.pdf" if where == "name" else "paper.pdf", title)
    assert asked_for(document) == 404
    assert listed(Client()) == []
    assert AgreedContent.objects.get().finds >= 1


def test_a_second_person_agrees_and_it_is_public(case: Any, partnership: Partnership) -> None:
    editor, officer = person(Role.CONTENT_EDITOR, partnership), person(Role.OFFICER, partnership)
    document = uploaded(papers.pdf("About Rowan Ashdown."), by=editor)
    asked = AgreedContent.objects.get()
    url = reverse("second_person_one", args=[asked.pk])
    assert sign_in(Client(), editor).post(url).status_code == 404
    assert asked_for(document) == 404
    client = sign_in(Client(), officer)
    page = client.get(url)
    assert "Rowan Ashdown" in page.content.decode()
    assert case.reference not in page.content.decode()
    assert client.post(url).status_code == 302
    assert asked_for(document) == 200
    assert listed(Client()) == ["A paper"]


def test_who_uploaded_it_does_not_agree(case: Any, partnership: Partnership) -> None:
    officer = person(Role.OFFICER, partnership)
    document = uploaded(papers.pdf("About Rowan Ashdown."), by=officer)
    client = Client()
    sign_in(client, officer)
    response = client.post(reverse("second_person_one", args=[AgreedContent.objects.get().pk]))
    assert response.status_code == 409
    assert asked_for(document) == 404


def test_another_file_in_its_place_is_asked_about_again(case: Any, partnership: Partnership) -> None:
    document = uploaded(papers.pdf("About Rowan Ashdown."))
    AgreedContent.objects.update(agreed_by=person(Role.OFFICER, partnership), agreed_at=document.created_at)
    assert asked_for(document) == 200
    document.file.save("paper.pdf", ContentFile(papers.pdf("More about Rowan Ashdown.")), save=False)
    document.save()
    assert asked_for(document) == 404


def test_bytes_that_were_changed_in_the_store_are_not_served(case: Any) -> None:
    document = uploaded(papers.pdf("What we learned."))
    made = PublicFile.objects.get(document=document)
    assert making.is_whole(document)
    made.file.storage.delete(made.file.name)
    made.file.storage.save(made.file.name, ContentFile(papers.pdf("Something else.")))
    assert asked_for(document) == 404
    assert not making.is_whole(document)


def test_a_document_from_before_is_looked_at_when_it_is_asked_for(case: Any) -> None:
    document = uploaded(papers.pdf("About Rowan Ashdown."))
    PublicFile.objects.all().delete()
    AgreedContent.objects.all().delete()
    assert asked_for(document) == 404
    assert AgreedContent.objects.exists()


def test_a_file_of_a_kind_that_is_not_published_is_not_served(case: Any) -> None:
    document = uploaded(b"<html>x</html>", "page.html")
    assert asked_for(document) == 404
    assert "not published" in PublicFile.objects.get(document=document).refused


def test_who_works_in_the_cms_reads_the_upload(case: Any, partnership: Partnership) -> None:
    """None lets Wagtail serve it; the file that was made here is at the same address with `?made`."""
    document = uploaded(papers.pdf("What we learned.", title="Secret title"))
    editor = person(Role.CONTENT_EDITOR, partnership)
    request: Any = RequestFactory().get(document.url)
    request.user = User.objects.get(pk=editor.pk)
    assert before_serving(document, request) is None
    made = sign_in(Client(), editor).get(f"{document.url}?made")
    assert made.content == making.made_content(PublicFile.objects.get())


def test_looking_again_asks_once(case: Any) -> None:
    document = uploaded(papers.pdf("About Rowan Ashdown."))
    examine_document(document)
    assert AgreedContent.objects.count() == 1


def test_a_picture_is_kept_as_its_points_alone(case: Any) -> None:
    picture = get_image_model()(title="A door")
    picture.file = ImageFile(io.BytesIO(papers.jpeg(artist="Rowan Ashdown", place=True)), name="door.jpg")
    picture.save()
    with picture.file.open("rb") as opened:
        content = opened.read()
    assert b"Rowan" not in content
    with Image.open(io.BytesIO(content)) as found:
        assert dict(found.getexif()) == {}
    assert picture.get_file_hash()


@pytest.mark.parametrize(
    ("body", "stopped"), [("<p>Ask us.</p>", False), ("<p>Ro<b>wan</b> Ashdown lived here.</p>", True)]
)
def test_a_page_that_names_somebody_is_not_published(
    case: Any, partnership: Partnership, body: str, stopped: bool
) -> None:
    editor = person(Role.CONTENT_EDITOR, partnership)
    page = ContentPage(title="Help", slug="help", live=False)
    partnership.home.add_child(instance=page)
    page.lead = body
    page.save_revision()
    request: Any = RequestFactory().post("/")
    request.user, request.session = editor, {}
    request._messages = FallbackStorage(request)
    assert (page_published(request, page) is not None) is stopped
    assert [str(one) for one in request._messages] == ([STOPPED] if stopped else [])
    assert AgreedContent.objects.exists() is stopped
    if stopped:
        AgreedContent.objects.update(agreed_by=person(Role.OFFICER, partnership), agreed_at=timezone.now())
        assert page_published(request, page) is None


def test_a_picture_whose_words_name_somebody_is_not_listed(case: Any, partnership: Partnership) -> None:
    def titles() -> list[str]:
        return [one["title"] for one in Client().get("/api/v2/images/").json()["items"]]

    picture = get_image_model()(title="Rowan Ashdown at the door")
    picture.file = ImageFile(io.BytesIO(papers.jpeg()), name="door.jpg")
    picture.save()
    assert titles() == []
    officer = sign_in(Client(), person(Role.OFFICER, partnership))
    asked = AgreedContent.objects.get()
    assert "Rowan Ashdown" in officer.get(reverse("second_person_one", args=[asked.pk])).content.decode()
    picture.title = "A door"
    picture.save()
    assert titles() == ["A door"]
    assert not AgreedContent.objects.exists()


@pytest.fixture
def named(case: Any, partnership: Partnership) -> ContentPage:
    """A draft that names somebody, which nobody was asked about yet."""
    page = ContentPage(title="Help", slug="help", live=False)
    partnership.home.add_child(instance=page)
    page.lead = "Rowan Ashdown lived here."
    page.save_revision(user=person(Role.CONTENT_EDITOR, partnership))
    return page


def is_live(page: ContentPage) -> bool:
    return bool(ContentPage.objects.get(pk=page.pk).live)


def agree(partnership: Partnership) -> None:
    AgreedContent.objects.update(agreed_by=person(Role.OFFICER, partnership), agreed_at=timezone.now())


def test_the_clock_publishes_nothing_that_names_somebody(named: ContentPage, partnership: Partnership) -> None:
    now = timezone.now()
    for is_agreed in (False, True):
        named.go_live_at = now - timedelta(minutes=1)
        named.save_revision(approved_go_live_at=named.go_live_at)
        assert publish_scheduled(now) == int(is_agreed)
        assert is_live(named) is is_agreed
        if not is_agreed:
            assert "name somebody of a case" in str(PageLogEntry.objects.get(action=PARKED).data)
            agree(partnership)


def test_an_agreement_publishes_nothing_that_names_somebody(named: ContentPage, partnership: Partnership) -> None:
    chief = person(Role.PUBLISHER, partnership)
    in_cms_group(chief, Group.objects.get(name="Moderators"))
    workflow = Workflow.objects.create(name="Moderation", active=True)
    look = GroupApprovalTask.objects.create(name="Look")
    look.groups.set(Group.objects.filter(name="Moderators"))
    WorkflowTask.objects.create(workflow=workflow, task=look)
    state = workflow.start(named, chief)
    state.current_task_state.specific.approve(user=chief)
    assert not is_live(named)
    assert PageLogEntry.objects.filter(action=PARKED).exists()


def test_many_at_once_publish_nothing_that_names_somebody(named: ContentPage, partnership: Partnership) -> None:
    chief = person(Role.PUBLISHER, partnership)
    request: Any = RequestFactory().post("/")
    request.user, request.session = chief, {}
    request._messages = FallbackStorage(request)
    assert pages_published(request, "publish", [named], None) is not None
    assert "“Help”: This page was not published" in str([str(one) for one in request._messages])
    assert pages_published(request, "delete", [named], None) is None
    agree(partnership)
    assert pages_published(request, "publish", [named], None) is None


def test_a_page_waits_for_its_pictures(case: Any, partnership: Partnership) -> None:
    picture = get_image_model()(title="Rowan Ashdown at the door")
    picture.file = ImageFile(io.BytesIO(papers.jpeg()), name="door.jpg")
    picture.save()
    page = ContentPage(title="Help", slug="help", live=False)
    page.body = [("picture", {"image": picture, "says": "", "caption": ""})]
    partnership.home.add_child(instance=page)
    revision = page.save_revision()
    with pytest.raises(ValidationError, match="a picture on it"):
        revision.publish()
    agree(partnership)
    page.save_revision().publish()
    assert is_live(page)
