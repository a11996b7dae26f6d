"""Edge case 10: a child's or relative's name is found in the report; nothing is cleared before a person resolved it."""

from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.workflow.desk.scene import child
from tests.workflow.reviews.conftest import RememberingDesk
from tests.workflow.reviews.conftest import report_desk as report_desk
from tests.workflow.reviews.steps import at, refused, take
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.identifiers import DATE, NAME, Identifier
from workflow.models import IdentificationHit, Publication
from workflow.parties.roles import Actor, Role
from workflow.report_seam import Found, Place

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D36")]

CLEAR = {"nobody_identified": "on", "note": "Read twice."}
JORDAN = Found(NAME, "Jordan Example", "jordan", (Place("Analysis", "… Jordan was seen …"),), 1)
MAY = Found(NAME, "May Example", "may", (Place("Summary", "It may be"), Place("Analysis", "They may")), 2)
FILE = Found("unreadable", "File “scan.pdf”", "File “scan.pdf”", (Place("File “scan.pdf”", ""),), 1)


def officer(publication: Any) -> Actor:
    return actor(Role.OFFICER, publication.case.partnership)


def hits(publication: Any) -> list[IdentificationHit]:
    return list(publication.hits.filter(run=publication.check_run))


def checked(report_desk: RememberingDesk, *finds: Found) -> tuple[Any, Actor, Actor]:
    """A publication whose check found this, who began it, and a second person."""
    publication = PublicationFactory(impact_planned_on="2026-02-26")
    child(publication.case)
    report_desk.finds = list(finds)
    first, second = officer(publication), officer(publication)
    return take(publication, "begin_identification_check", first), first, second


def resolve(publication: Any, by: Actor, *found: IdentificationHit, **said: str) -> Any:
    data = {"hits": [hit.pk for hit in found], "resolution": "not_this_child", "note": "A month.", **said}
    return take(publication, "resolve_hits", by, **data)


def test_each_find_is_resolved_by_a_second_person_before_the_report_is_cleared(report_desk: RememberingDesk) -> None:
    publication, first, second = checked(report_desk, MAY, FILE)
    assert "2 finds are not resolved" in refused(publication, "clear", second, kind="guard", **CLEAR)
    one, other = hits(publication)
    data = {"hits": [one.pk], "resolution": "not_this_child", "note": "A verb."}
    assert "second person" in refused(publication, "resolve_hits", first, kind="guard", **data)
    for missing in data:
        refused(publication, "resolve_hits", second, kind="data", **{**data, missing: ""})
    publication = resolve(publication, second, one, note="A verb.")
    assert "1 find is not resolved" in refused(publication, "clear", second, kind="guard", **CLEAR)
    refused(publication, "resolve_hits", second, kind="data", **data)
    publication = resolve(publication, second, other)
    one.refresh_from_db()
    assert (one.resolution, one.note, one.resolved_by, one.resolved_at) == (
        "not_this_child",
        "A verb.",
        second.user,
        at("2026-03-02"),
    )
    assert "nothing to resolve" in refused(publication, "resolve_hits", second, kind="guard", **data)
    assert take(publication, "clear", second, **CLEAR).state == Publication.CLEARED


def test_an_author_does_not_resolve_what_is_found_in_their_own_text(report_desk: RememberingDesk) -> None:
    publication, _first, second = checked(report_desk, MAY)
    report_desk.written_by(second)
    data = {"hits": [hits(publication)[0].pk], "resolution": "not_this_child", "note": "A verb."}
    assert "You wrote a part" in refused(publication, "resolve_hits", second, kind="guard", **data)


def test_what_identifies_somebody_goes_back_to_its_authors(report_desk: RememberingDesk) -> None:
    publication, first, second = checked(report_desk, JORDAN)
    publication = resolve(publication, second, *hits(publication), resolution="to_change", note="The child’s name.")
    assert "Return the report for changes" in refused(publication, "clear", second, kind="guard", **CLEAR)
    publication = take(publication, "return_for_changes", second, reason="Page 2.")
    review = take(publication.review, "submit_for_sign_off", first)
    group = actor(Role.GROUP, publication.case.partnership, group="sign_off")
    take(review, "sign_off", group)
    report_desk.finds = []
    publication = take(publication, "begin_identification_check", first)
    assert hits(publication) == []
    assert publication.hits.get().resolution == "changed", "what was found before is kept"
    assert take(publication, "clear", second, **CLEAR).state == Publication.CLEARED


def test_the_same_text_checked_again_asks_only_what_is_new(report_desk: RememberingDesk) -> None:
    publication, first, second = checked(report_desk, MAY)
    publication = resolve(publication, second, *hits(publication))
    report_desk.finds = [MAY, FILE]
    publication = take(publication, "check_again", first)
    assert [hit.resolution for hit in sorted(hits(publication), key=lambda hit: hit.kind)] == ["not_this_child", ""]


def test_in_another_text_everything_is_looked_at_again(report_desk: RememberingDesk) -> None:
    publication, first, second = checked(report_desk, MAY)
    publication = resolve(publication, second, *hits(publication))
    report_desk.say(digest="another text")
    publication = take(publication, "check_again", first)
    assert [hit.resolution for hit in hits(publication)] == [""]


def test_somebody_whom_the_case_learned_of_since_is_looked_for_too(report_desk: RememberingDesk) -> None:
    publication, first, second = checked(report_desk)
    child(publication.case, "Robin Sibling")
    assert "name people, dates or places" in refused(publication, "clear", second, kind="guard", **CLEAR)
    publication = take(publication, "check_again", first)
    assert take(publication, "clear", second, **CLEAR).state == Publication.CLEARED


def test_a_check_that_never_ran_clears_nothing() -> None:
    publication = PublicationFactory(identification_check=True, checked_for="")
    assert "has not run" in refused(publication, "clear", officer(publication), kind="guard", **CLEAR)


def test_finds_are_sealed(report_desk: RememberingDesk) -> None:
    publication, _first, second = checked(report_desk, JORDAN)
    resolve(publication, second, *hits(publication), resolution="to_change", note="Jordan’s name.")
    row = IdentificationHit.objects.filter(publication=publication).values().get()
    assert "jordan" not in " ".join(str(value).casefold() for value in row.values())


def test_the_records_say_whom_to_look_for() -> None:
    publication = PublicationFactory()
    made = child(publication.case)
    made.describe(
        {
            "child.name": "Jordan Example",
            "child.other_names": "Jo Example; J. Other",
            "child.birth_date": "2019-04-02",
            "child.school": "Greenfield Primary",
            "child.sex": "female",
        }
    )
    made.save()
    found = set(identifiers.of_case(publication.case))
    wanted = {
        Identifier(NAME, "Jordan Example"),
        Identifier(NAME, "Jo Example"),
        Identifier(NAME, "J. Other"),
        Identifier(DATE, "2019-04-02"),
        Identifier("school", "Greenfield Primary"),
        Identifier("reference", publication.case.reference),
    }
    assert wanted <= found
    assert "female" not in {one.text for one in found}
