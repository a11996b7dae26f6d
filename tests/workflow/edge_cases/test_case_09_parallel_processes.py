"""Edge case 9: inquest, criminal case, family court and other reviews beside the case, as linked records."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.workflow.desk.scene import area, far_along, signed_in
from tests.workflow.reviews.steps import fresh, notices_of, refused, take
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.models import ParallelProcess
from workflow.parties.roles import Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D26", "D34")]

KNOWN = {
    "kind": "domestic_abuse_related_death_review",
    "reference": "DARDR-7",
    "link": "Community safety partnership",
    "contact": "The chair’s office",
    "expected_end": "2026-11-30",
    "effect_on_conduct": "Witnesses are spoken to once, for both.",
    "effect_on_publication": "Both reports appear together.",
}
KINDS = [
    "inquest",
    "criminal_investigation",
    "prosecution",
    "family_court",
    "child_death_review",
    "domestic_abuse_related_death_review",
    "safeguarding_adult_review",
    "other",
]


def officer(case: Any) -> Actor:
    return actor(Role.OFFICER, case.partnership)


def opened(case: Any, **said: Any) -> ParallelProcess:
    take(case, "record_parallel_process", officer(case), **KNOWN | said)
    process: ParallelProcess = case.parallel_processes.latest("created_at")
    return process


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_put_on_file(kind: str) -> None:
    process = opened(CaseFactory(), kind=kind)
    assert (process.kind, process.state, process.contact) == (kind, ParallelProcess.OPEN, KNOWN["contact"])
    assert process.name not in ("", kind)


@pytest.mark.parametrize("missing", ["kind", "contact", "effect_on_conduct", "effect_on_publication"])
def test_it_says_whom_to_ask_and_what_it_means(missing: str) -> None:
    case = CaseFactory()
    for wrong in ({missing: ""}, {"kind": "war"}):
        with pytest.raises(Refused) as caught:
            perform(case, "record_parallel_process", by=officer(case), now=MONDAY, data=KNOWN | wrong)
        assert caught.value.kind == "data"
    assert not case.parallel_processes.exists()


def test_it_is_followed_to_its_end_and_opened_again_with_a_reason() -> None:
    process = opened(CaseFactory())
    by = officer(process.case)
    process = take(process, "update_known", by, **KNOWN | {"expected_end": "", "reference": "DARDR-8"})
    assert (process.reference, process.expected_end) == ("DARDR-8", None)
    refused(process, "end", by, kind="data", ended_on="2026-03-03", outcome="Done.")
    refused(process, "end", by, kind="data", ended_on="2026-03-02", outcome="")
    process = take(process, "end", by, ended_on="2026-03-02", outcome="Published.")
    refused(process, "update_known", by, kind="state")
    refused(process, "reopen", by, kind="data", reason="")
    process = take(process, "reopen", by, reason="A second hearing.")
    assert (process.state, process.ended_on, process.outcome) == (ParallelProcess.OPEN, None, None)


def test_what_was_typed_is_sealed() -> None:
    process = opened(CaseFactory())
    row = ParallelProcess.objects.filter(pk=process.pk).values().get()
    assert not any(b"DARDR-7" in bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    assert "DARDR-7" not in str({key: value for key, value in row.items() if isinstance(value, str)})


def test_a_case_with_an_open_process_is_not_closed() -> None:
    process = opened(CaseFactory())
    assert "parallel process (Open)" in refused(process.case, "close", officer(process.case), kind="guard")
    take(process, "end", officer(process.case), ended_on="2026-03-02", outcome="No longer followed.")
    take(fresh(process.case), "close", officer(process.case))


def test_its_end_is_told_where_a_hold_on_publication_names_it() -> None:
    publication = PublicationFactory()
    quiet, named = opened(publication.case, kind="inquest"), opened(publication.case, kind="prosecution")
    by = officer(publication.case)
    hold = {"grounds": "prosecution", "until": "2026-09-30", "reason": "The trial.", "process": str(named.pk)}
    take(publication, "hold", by, **hold)
    take(quiet, "end", by, ended_on="2026-03-02", outcome="Narrative.")
    assert not notices_of(publication.case, "process-ended")
    take(named, "end", by, ended_on="2026-03-02", outcome="Acquitted.")
    assert len(notices_of(publication.case, "process-ended")) == 1


def test_an_open_process_is_shown_beside_the_publication(clock: Any) -> None:
    here = area("here")
    case = far_along(here)["case"]
    process = opened(case)
    client = signed_in(here.people["officer"])
    page = client.get(reverse("desk:review", args=[case.reference])).content.decode()
    assert process.name in page
    page = client.get(reverse("desk:people", args=[case.reference])).content.decode()
    assert "DARDR-7" in page
    assert "Both reports appear together." in page
