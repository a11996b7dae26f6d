"""A case on two or three pages for a meeting: what the page to print and its PDF show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from forms.definition.dates import spoken_day
from forms.reading.exports.marking import moment
from forms.reading.paper import new_paper
from workflow.desk.case_file import people, summary
from workflow.desk.case_file.file import CaseFile, title_of
from workflow.desk.case_file.head import age_of
from workflow.desk.case_file.incident_day import incident_of
from workflow.desk.case_file.story import stories
from workflow.desk.queue.rows import stages_in
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.waiting.words import whom, why

Fact = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """One heading with what is known, in pairs, and a text where one is told at length."""

    title: str
    facts: tuple[Fact, ...] = ()
    text: str = ""


def brief_of(file: CaseFile) -> list[Part]:
    """Everything but what is empty."""
    return [part for part in _parts(file) if part.facts or part.text]


def _parts(file: CaseFile) -> Iterator[Part]:
    yield Part("The case", _known(_about(file)))
    yield from _children(file)
    told = stories(file)
    if told:
        yield Part(
            "What happened", (("Told in", f"{told[0].source}, {spoken_day(local_date(told[0].on))}"),), told[0].text
        )
    yield Part("The incident and its notification", _known(summary.about_incident(file)))
    yield Part("Deadlines", tuple(_deadlines(file)))
    yield Part("What the case waits for", tuple(_waits(file)))
    yield Part("Returns of the agencies", tuple((str(one.agency), _return(one)) for one in file.returns))
    yield Part("What was decided", tuple(_decided(file)))
    yield Part("The review", _known((title_of(one), str(one.get_state_display())) for one in file.reviews))


def _known(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact[1])


def _about(file: CaseFile) -> Iterator[Fact]:
    case = file.case
    yield "Reference", str(case.reference)
    yield "What it is about", str(case.headline or "")
    yield "Partnership", str(case.partnership)
    yield "Opened", spoken_day(local_date(case.opened_at))
    yield "Stage", "\n".join(stages_in(case))
    yield "Owner", str(case.owner or "Nobody yet")


def _children(file: CaseFile) -> Iterator[Part]:
    labels: dict[tuple[str, str], str] = {}
    for submission in file.submissions:
        labels |= people.choice_labels(submission.version.definition)
    on = incident_of(file)
    for one in file.children:
        person = people.child(one, labels, today=local_date(file.now))
        age = age_of(one, on)
        yield Part(f"Child: {person.name}", (*((("Age at the incident", age),) if age else ()), *person.facts))


def _deadlines(file: CaseFile) -> Iterator[Fact]:
    for one in file.countdowns:
        if one.is_running:
            yield one.deadline.rule.label, f"{spoken_day(one.deadline.due_on)}: {one.words}"


def _waits(file: CaseFile) -> Iterator[Fact]:
    for row in file.waiting:
        until = f", by {spoken_day(row.due)}" if row.due else ""
        yield whom(row), f"{why(row)}, since {spoken_day(local_date(row.since))}{until}"


def _return(one: AgencyReturn) -> str:
    return f"{one.get_asked_for_display()}: {one.get_state_display()}"


def _decided(file: CaseFile) -> Iterator[Fact]:
    for rapid_review in file.rapid_reviews:
        for decision in rapid_review.decisions.select_related("by").order_by("at"):
            decision.rapid_review, decision.data_key = rapid_review, file.case.data_key
            yield f"Decided {spoken_day(local_date(decision.at))}", f"{decision.choice_label}\n{decision.text}"


def paper_of(file: CaseFile, *, by: str, now: datetime) -> bytes:
    """The same as a PDF, marked with who took it and when."""
    reference = str(file.case.reference)
    paper = new_paper(title=f"Summary of {reference}", note=f"{reference}, taken by {by}", language="en-GB", now=now)
    paper.title_line(f"Summary of {reference}")
    paper.paragraph(f"Taken by {by}, {moment(now)}. Confidential: for those who work on this case.", small=True)
    for part in brief_of(file):
        paper.heading(part.title)
        if part.facts:
            paper.pairs(part.facts)
        if part.text:
            paper.paragraph(part.text)
    return paper.finished()
