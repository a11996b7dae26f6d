"""Two areas with a case each, in which every sealed table has a row: one's own, and the foreign one."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Site

from forms import uploads
from forms.filling.starting import begin
from forms.models import Draft, FormRelease, KeptPost, Submission
from forms.models.form_page import FormPage
from forms.vault import DataKey
from portal.accounts.cms_groups import ensure_groups
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.place import Place
from portal.api.programs import making
from portal.api.webhooks.hook import Webhook
from portal.library.requests.model import ReportRequest
from portal.reports.pages import ReportTheme, ReviewReportPage
from portal.site.pages import PortalHomePage
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.meeting import invite
from tests.factories.party import AgencyFactory, OutsideBodyFactory, PartnershipFactory, UserFactory, actor
from tests.factories.review import ReviewFactory
from tests.factories.submission import form_page
from tests.portal.access.canaries import CASE, plant, row_of, rows, sealed_fields, word
from tests.portal.accounts.people.scene import holder, invited
from tests.portal.conftest import branch
from tests.workflow.desk.scene import Area, area, assign, far_along
from tests.workflow.desk.test_routes import audit_of, copy_of, holiday, round_of, view_of, walk, work_of
from workflow.engine import log
from workflow.engine.event import Event
from workflow.models import (
    Agency,
    AgencyKind,
    BodyAddress,
    Case,
    CaseLink,
    Deadline,
    Invitation,
    InvolvedArea,
    InvolvedBody,
    Partnership,
    Publication,
    PublishedVersion,
    RapidReview,
    RetentionSchedule,
    Review,
)
from workflow.notices.sealed import links
from workflow.parties.cover import Cover
from workflow.parties.roles import Actor, Role
from workflow.people.models import User, everybody
from workflow.report_seam import report_desk


@dataclass
class Side:
    """One area: who works there, and what its addresses name, by the parameter of the route."""

    name: str
    place: Area
    case: Case
    people: dict[str, Any]
    keys: set[int]
    values: dict[str, Any]


def side(name: str, top: PortalHomePage) -> Side:
    """One area with everything that its addresses are about, and the side's word in everything sealed."""
    slug = {"OWN": "north", "FOREIGN": "south"}[name]
    partnership = branch(top, slug)
    # Before there are people: a membership puts its person into the CMS group that is there.
    ensure_groups()
    ensure_groups(partnership)
    place = area(slug)
    people = personas(place)
    made = far_along(place)
    made |= {
        "copy": copy_of(made["notice"]),
        "round": round_of(made),
        "audit": audit_of(made),
        **work_of(made),
        "revision": report_in_writing(name, place, people),
        "notified": notification(place, made["case"], people["n"]),
        **forms_filled_in(name, place, people, made["submission"]),
    }
    report_with_publisher(name, made, people)
    keys = seal(name, place, people, made)
    programs = about_programs(place, people)
    values = {
        **programs,
        **about_forms(made),
        **about_the_case(made),
        **about_people(place, people),
        **about_the_cms(made, place),
    }
    return Side(name, place, made["case"], people, keys, {"slug": slug, **values})


def report_in_writing(name: str, place: Area, people: dict[str, Any]) -> Any:
    """The reviewer writes the report of a second case: its title too is no one else's yet. The newest revision."""
    case = CaseFactory(partnership=place.partnership)
    assign(case, place)
    return report_of(ReviewFactory(case=case, drafting=True), name, people["R"], title=f"About {word(name, CASE)}")


def report_with_publisher(name: str, made: dict[str, Any], people: dict[str, Any]) -> None:
    """The report of the first case is cleared; one version of it is published already."""
    PublishedVersion.objects.create(
        publication=made["publication"],
        number=1,
        shown="full",
        revision=report_of(made["review"], name, people["R"]),
        published_at=MONDAY,
        published_by=people["U"],
    )


def report_of(review: Review, name: str, writer: Any, title: str = "") -> Any:
    report_desk().draft(review, by=Actor.of(writer), now=MONDAY)
    text = ReviewReportPage.objects.get(review_id=review.pk).get_latest_revision_as_object()
    text.summary = text.improvements = text.analysis = word(name, CASE)
    text.title = text.draft_title = title or text.title
    return text.save_revision(user=writer)


def forms_filled_in(name: str, place: Area, people: dict[str, Any], submission: Any) -> dict[str, Any]:
    """The submitter's draft with a file, the referral that was sent, and a post kept when a session was over."""
    form = form_page("open_case", place.partnership)
    draft = begin(form, user=people["S"], subject="", token=uuid.uuid4(), now=MONDAY)
    file = uploads.inspect(SimpleUploadedFile("note.txt", word(name, "SENT").encode(), "text/plain"))
    attachment = uploads.attach(draft, uploads.ALONG, file, now=MONDAY)
    step = draft.definition["steps"][0]
    draft.answers = {**draft.answers, step["questions"][0]["name"]: f"Words of {name.lower()}"}
    draft.save()
    Submission.objects.filter(pk=submission.pk).update(written_for=draft.written_for)
    kept = row_of(KeptPost, {User: people["S"], DataKey: DataKey.objects.make()}, name)
    sent = Submission.objects.get(pk=submission.pk)
    return {"form": form, "draft": draft, "attachment": attachment, "sent": sent, "kept": kept}


def seal(name: str, place: Area, people: dict[str, Any], made: dict[str, Any]) -> set[int]:
    """A row in every sealed table, the side's word in every one. The data keys that all of it lies under."""
    case, partnership = made["case"], place.partnership
    about = {
        Case: case,
        DataKey: case.data_key,
        Partnership: partnership,
        Agency: place.hospital,
        User: people["O"],
        RapidReview: made["rapid_review"],
        Review: made["review"],
        Publication: made["publication"],
        Deadline: case.deadlines.first(),
        Submission: made["sent"],
        Draft: made["draft"],
        FormPage: made["form"],
        Invitation: invite(made["meeting"], agency=place.hospital),
    }
    pair = sorted([case, CaseFactory(partnership=partnership)], key=lambda one: one.pk)
    given: dict[Any, dict[str, Any]] = {
        CaseLink: {"first": pair[0], "second": pair[1]},
        InvolvedArea: {"partnership": PartnershipFactory(slug=f"{partnership.slug[0]}-beside")},
        InvolvedBody: {"body": OutsideBodyFactory(outside_for=partnership)},
        Webhook: {"membership": people["L"].memberships.get(), "agency": place.hospital},
    }
    told = Event(
        case=case, data_key=case.data_key, kind="case.involve_area", machine="case", record_id=case.pk, at=MONDAY
    )
    told.actor, told.actor_role, told.data = people["O"], Role.OFFICER, {"reason": word(name, CASE)}
    log.append([told])
    keys = {made[each].data_key_id for each in ("case", "draft", "sent", "notified", "kept", "audit", "round")}
    for model in sealed_fields():
        if model is not Event and not rows(model, keys).exists():
            row_of(model, about, name, **given.get(model, {}))
    plant(name, keys)
    return keys


def about_forms(made: dict[str, Any]) -> dict[str, Any]:
    steps = made["draft"].definition["steps"]
    return {
        "draft_id": made["draft"].pk,
        "submission_id": made["sent"].pk,
        "attachment_id": made["attachment"].pk,
        "notified": made["notified"].pk,
        "kept_id": made["kept"].pk,
        "form": made["form"].pk,
        "step": steps[0]["name"],
        "question": steps[0]["questions"][0]["name"],
        "repeated": next(one["name"] for one in steps if one["repeat"]),
        "entry": uuid.UUID(int=1),
        "number": 1,
    }


def about_the_case(made: dict[str, Any]) -> dict[str, Any]:
    return {
        "reference": made["case"].reference,
        "publication": made["publication"].pk,
        "returned": made["agency_return"].pk,
        "case_task": made["task"].pk,
        "case_note": made["note"].pk,
        "case_document": made["document"].pk,
        "review_id": made["review"].pk,
        "notice_id": made["notice"].pk,
        "copy_id": made["copy"].pk,
        "token": links.token_of(made["copy"]),
        "round_id": made["round"].pk,
        "audit_id": made["audit"].pk,
        "whom": made["whom"],
        "agency_id": made["agency_return"].agency_id,
        "file_id": made["file"].pk,
        "meeting_id": made["meeting"].pk,
        "holiday_id": holiday().pk,
        "view_id": view_of(made).pk,
        "walk_id": walk().pk,
    }


def about_programs(place: Area, people: dict[str, Any]) -> dict[str, Any]:
    """The lead's token, and the webhook of their agency."""
    by = Actor.of(people["L"])
    held = making.memberships(by)[0]
    token, _secret = making.make(held, name="Records", scopes=["drafts"], days=30, by=by, now=MONDAY)
    return {"token_id": token.pk, "webhook_id": Webhook.objects.get(agency=place.hospital).pk}


def about_people(place: Area, people: dict[str, Any]) -> dict[str, Any]:
    """The submitter, with a change that waits for a second person and a colleague who stands in for them."""
    person, lead = people["S"], people["L"]
    new = f"new@{place.partnership.slug}.example"
    invitation = invited(Place(Role.LEAD, agency=place.hospital), Actor.of(people["O"]), email=new)
    change = AccountChange.objects.create(
        user=person, kind="address", new_email=f"x-{new}", reason="x", proposed_by=lead, proposed_at=MONDAY
    )
    days = {"first_day": MONDAY.date(), "last_day": MONDAY.date()}
    role = person.memberships.get().role
    cover = Cover.objects.create(away=person, standing_in=lead, role=role, **days, arranged_by=lead, arranged_at=MONDAY)
    return {
        "person_id": person.pk,
        "membership_id": person.memberships.get().pk,
        "invitation_id": invitation.pk,
        "change_id": change.pk,
        "cover_id": cover.pk,
        "role": "L",
    }


def about_the_cms(made: dict[str, Any], place: Area) -> dict[str, Any]:
    """What the CMS edits: some of it is the area's own, some there is once for all."""
    partnership = place.partnership
    RetentionSchedule.objects.create(partnership=partnership)
    where = {"partnership": partnership, "body": "panel", "email": f"panel@{partnership.slug}.example"}
    address = BodyAddress.objects.create(**where, waits=True)
    image, _made = Image.objects.get_or_create(title="A picture", defaults={"file": get_test_image_file()})
    document, _made = Document.objects.get_or_create(title="A paper", defaults={"file": ContentFile(b"x", "paper.txt")})
    redirect, _made = Redirect.objects.get_or_create(old_path="/before", redirect_link="/after")
    collection = Collection.objects.filter(name="Pictures").first()
    collection = collection or Collection.get_first_root_node().add_child(name="Pictures")
    AgencyKind.objects.get_or_create(key="fire", label="Fire service")
    ReportTheme.objects.get_or_create(name="Theme")
    report = ReviewReportPage.objects.get(pk=int(made["revision"].object_id))
    asked = ReportRequest(partnership=partnership, report=report, asked_at=MONDAY)
    asked.submission = sent_by_a_guest(partnership, report)
    asked.save()
    return {
        "home": partnership.home_id,
        "library": report.get_parent().pk,
        "report_request": asked.pk,
        "report_page": int(made["revision"].object_id),
        "revision_id": made["revision"].pk,
        "procedure_id": made["case"].procedure_id,
        "image_id": image.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "redirect_id": redirect.pk,
        "collection": collection.pk,
        "site": Site.objects.get().pk,
        # Where letters go, which waits to be confirmed.
        "kind": "national",
        "row_id": address.pk,
        "query_id": Query.get("what was searched for").pk,
    }


def sent_by_a_guest(partnership: Partnership, report: ReviewReportPage) -> Submission:
    """What somebody without an account sent to ask for the report."""
    page = form_page("ask_for_report", partnership)
    sent = Submission(id=uuid.uuid4(), data_key=DataKey.objects.make(), page=page, owner=everybody())
    sent.version, sent.subject, sent.submitted_at = FormRelease.objects.live(page.pk).version, str(report.pk), MONDAY
    sent.answers = {"name": "Robin", "email": "reader@somewhere.example"}
    sent.reference, sent.state = "S-ASKS-ONE", "accepted"
    sent.save(force_insert=True)
    Draft.objects.create(
        id=sent.pk,
        data_key=sent.data_key,
        page=page,
        version=sent.version,
        owner=sent.owner,
        submitted_at=MONDAY,
        made_at=MONDAY,
        saved_at=MONDAY,
        expires_at=MONDAY,
    )
    return sent


def notification(place: Area, case: Case, who: Any) -> Draft:
    """A notification of the case that the council's person is filling in."""
    page = form_page("submit_notification", place.partnership)
    draft = Draft(data_key=case.data_key, owns_key=False, page=page, owner=who, subject=str(case.pk), made_at=MONDAY)
    draft.version, draft.answers, draft.working = FormRelease.objects.live(page.pk).version, {}, {}
    draft.keep_until(MONDAY)
    draft.save(force_insert=True)
    return draft


def personas(place: Area) -> dict[str, Any]:
    """One person a letter of the table (routes.py)."""
    other = AgencyFactory(of=place.partnership)
    by_name = {
        **{"S": "submitter", "L": "lead", "n": "council", "O": "officer", "D": "decider", "G": "sign_off"},
        **{"I": "scrutineer", "R": "reviewer", "C": "editor", "U": "publisher", "A": "auditor", "Y": "administrator"},
    }
    people = {letter: place.people[name] for letter, name in by_name.items()}
    people |= {"s": actor(Role.SUBMITTER, other).user, "l": actor(Role.LEAD, other).user}
    people |= {"i": actor(Role.SCRUTINEER, place.partnership).user, "r": actor(Role.REVIEWER, place.partnership).user}
    # Bound to no area, as administrators are.
    people["Y"] = holder(Role.ADMINISTRATOR).user
    return {**people, "N": UserFactory(), "P": None}
