"""The case file, a page for each part. Every opening is logged: who, when, which case."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from forms.models import Submission
from forms.reading.additions import may_correct
from forms.reading.sent import opened
from workflow.calendar import one_calendar
from workflow.desk.access import View, case_workers, find_case, reads_everything, require_reader
from workflow.desk.case_file import people, summary
from workflow.desk.case_file.brief import brief_of, paper_of
from workflow.desk.case_file.copy_sheet import sections
from workflow.desk.case_file.file import CaseFile, title_of
from workflow.desk.case_file.head import head_of
from workflow.desk.case_file.next_up import next_up
from workflow.desk.case_file.story import stories
from workflow.desk.deadlines.ledger import ledger, titles_of_records
from workflow.desk.decision.account import account_of, votes_of
from workflow.desk.decision.papers import papers_of
from workflow.desk.downloads import PDF_TYPE, download
from workflow.desk.history import timeline
from workflow.desk.history.words import happened
from workflow.desk.notices import register
from workflow.desk.notices.lead_passed import lead_passed_at
from workflow.desk.notices.told import told_bodies
from workflow.desk.pictures.drawn import drawn_for
from workflow.desk.returns import tab
from workflow.desk.review.on_file import file_of, may_open_process, missing, next_step, processes_of, worth_doing
from workflow.desk.review.report import publication_parts, recommendation_parts
from workflow.desk.steps.moves import step_url
from workflow.engine import log
from workflow.engine.door import option
from workflow.engine.revision import revision_of
from workflow.engine.step import local_date
from workflow.machines.review.machine import Review
from workflow.notices import topics
from workflow.notices.going import to_be_sent
from workflow.notices.notice import Notice
from workflow.parties.roles import Actor, Role, acting_membership
from workflow.waiting.waiting import Waiting

# The pages of a case file, those that belong together in a group.
GROUPS = [
    (
        "Case",
        [("desk:case", "Overview"), ("desk:people", "People and processes"), ("desk:documents", "Documents")],
    ),
    (
        "Work",
        [
            ("desk:messages", "Messages"),
            ("desk:meetings", "Meetings"),
            ("desk:notes", "Notes and calls"),
            ("desk:tasks", "Tasks"),
        ],
    ),
    (
        "Procedure",
        [
            ("desk:deadlines", "Deadlines"),
            ("desk:returns", "Returns and chronology"),
            ("desk:decision", "Decision"),
            ("desk:review", "Review and report"),
        ],
    ),
    (
        "Record",
        [("desk:notices", "Notices"), ("desk:timeline", "Timeline"), ("desk:case_machines", "Where it stands")],
    ),
]
# What a member of a group opens: the report is theirs to judge, not what was sent about the children.
FOR_GROUPS = (
    "desk:case",
    "desk:deadlines",
    "desk:review",
    "desk:people",
    "desk:meetings",
    "desk:notices",
    "desk:timeline",
    "desk:case_machines",
)
EVENTS_A_PAGE, READINGS, NOTICES_A_PAGE = 20, 50, 12
# The page that has them all.
EVERYTHING = "all"
READ, SUBMISSION_READ, SUMMARY_TAKEN = "case.read", "submission.read", "case_summary.export"

Part = Callable[..., dict[str, Any]]


def part(template: str, tab: str, *, for_groups: bool = True) -> Callable[[Part], View]:
    """A page of the case file: finds the case, logs the reading, draws what the part gathered.

    `for_groups`: whether members of a group open it too, who do not read what was sent about the children.
    """

    def decorate(gather: Part) -> View:
        @require_safe
        @case_workers
        @wraps(gather)
        def view(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
            now = present.now()
            case = find_case(actor, reference)
            if not for_groups:
                require_reader(actor, case)
            log.record_reading(case, kind=READ, by=actor, now=now)
            file = CaseFile(case, by=actor, now=now)
            with one_calendar():
                # The part first: the frame around it uses what it has read.
                gathered = gather(request, file)
                return render(request, template, {**frame(file, tab), **gathered})

        return view

    return decorate


def frame(file: CaseFile, tab: str) -> dict[str, Any]:
    """What every page of the case file shows around its part."""
    case = file.case
    reads = reads_everything(file.by, case)
    may_take = option(case, "take_case", by=file.by, now=file.now).allowed
    return {
        "case": case,
        "may_take": may_take,
        "take_based_on": revision_of(case, "take_case", file.by) if may_take else 0,
        "file": file,
        "reads_everything": reads,
        "tab": tab,
        "tab_groups": [
            (title, shown)
            for title, each in GROUPS
            if (shown := [one for one in each if reads or one[0] in FOR_GROUPS])
        ],
        "is_officer": file.by.holds({Role.OFFICER}, partnership_id=case.partnership_id),
        "head": head_of(file, reads_everything=reads),
    }


@part("workflow/desk/overview.html", "desk:case")
def overview(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """What comes next, what happened, deadlines, children, people, forms."""
    file.read_kinds()
    about_keeping = summary.about_keeping(file)
    known = _people(file) if reads_everything(file.by, file.case) else {}
    return {
        **known,
        "threads": [line for line in file.threads if line.turn or line.is_unread] if known else [],
        "next_meeting": file.next_meeting if known else None,
        "tasks": [(one, one.is_overdue(local_date(file.now))) for one in file.next_tasks] if known else [],
        "running": [one for one in file.countdowns if one.is_running],
        "ended": [one for one in file.countdowns if not one.is_running],
        "moves": file.all_moves,
        "next": next_up(file),
        "has_rare": any(moves.rare for moves in file.all_moves),
        "about_keeping": about_keeping,
        "led_elsewhere": summary.led_elsewhere(file),
        "attention": sum(row.what == Waiting.What.LETTER for row in file.waiting),
    }


def _people(file: CaseFile) -> dict[str, Any]:
    labels: dict[tuple[str, str], str] = {}
    for submission in file.submissions:
        labels |= people.choice_labels(submission.version.definition)
    readings = [file.reading(referral.submission_id) for referral in file.referrals]
    told = [one for reading in readings if reading is not None for one in reading.many("person")]
    relatives = [people.person(one, labels) for one in told]
    # Read before the steps are, whose guards ask for the returns too, and for what they were asked in.
    has_returns = bool(file.returns)
    return {
        "children": [people.child(one, labels, today=local_date(file.now)) for one in file.children],
        "stories": stories(file),
        "about_incident": summary.about_incident(file),
        "namesakes": summary.namesakes(file),
        "linked": summary.linked(file),
        "joined_with": [reference for one in file.notifications for reference in one.joined_with],
        "answer_url": _answer_url(file),
        "join_url": _join_url(file),
        "told_twice": summary.told_twice(file),
        "relatives": relatives,
        "has_returns": has_returns,
        "conversations": [(one, file.conversations[one.pk]) for one in file.referrals if one.pk in file.conversations],
    }


def _answer_url(file: CaseFile) -> str:
    """Where the office that leads the case answers whether it is the same child, "" for others."""
    leads = file.by.holds({Role.OFFICER}, partnership_id=file.case.partnership_id)
    return step_url(file.case, "answer_namesake") if leads else ""


def _join_url(file: CaseFile) -> str:
    """Where the notification that stands here is joined to the other one, "" where none can be."""
    standing = [one for one in file.notifications if one.is_submitted]
    if len(standing) != 1 or not option(standing[0], "join", by=file.by, now=file.now).allowed:
        return ""
    return step_url(standing[0], "join")


@part("workflow/desk/case_summary.html", "desk:case", for_groups=False)
def case_summary(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """The case on few pages, to print and take to a meeting."""
    return {"parts": brief_of(file)}


@require_safe
@case_workers
def case_summary_pdf(request: HttpRequest, actor: Actor, reference: str) -> HttpResponseBase:
    """The same as a PDF. Taking it is logged."""
    file = _file_for_readers(actor, reference)
    log.record_reading(file.case, kind=SUMMARY_TAKEN, by=actor, now=file.now)
    content = paper_of(file, by=str(actor.user), now=file.now)
    return download(content, PDF_TYPE, f"{file.case.reference}-summary.pdf")


@part("workflow/desk/deadlines.html", "desk:deadlines")
def deadlines(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """Each clock: what started it, by which rule and version, each day skipped, every change and who made it."""
    propose = option(file.case, "propose_extension", by=file.by, now=file.now)
    titles = titles_of_records(file)
    return {
        "entries": [(entry, titles.get(entry.deadline.record_id, "")) for entry in ledger(file)],
        "propose": propose,
        "propose_url": step_url(file.case, propose.name) if propose.allowed else "",
        # Whose step it is not needs no reason here; the overview says whose it is.
        "propose_why_not": propose.why_not if propose.kind == "guard" else "",
    }


@part("workflow/desk/returns.html", "desk:returns", for_groups=False)
def returns(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """What each agency was asked and sent, and all their events by date."""
    return tab.gather(file, request.GET, today=present.today())


@part("workflow/desk/decision.html", "desk:decision", for_groups=False)
def decision(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """Votes side by side, what was decided, what the Panel said."""
    # Read before the moves are, whose guards ask for them too.
    _read = (file.reviews, file.notifications)
    votes = votes_of(file.rapid_reviews)
    file.people.read_roles_for(file.case)
    return {
        "moves": [moves for moves in file.moves([*file.rapid_reviews, *file.audits]) if not moves.is_empty],
        "accounts": [
            (account_of(one, votes[one.pk], by=file.by, now=file.now, people=file.people), papers_of(one, file))
            for one in file.rapid_reviews
        ],
        "told": told_bodies(file.case, file.rapid_reviews),
    }


@part("workflow/desk/review.html", "desk:review")
def review(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """The review, its report, its publication with the arithmetic, the recommendations."""
    writes = acting_membership({Role.REVIEWER, Role.OFFICER}, record=file.case, by=file.by) is not None
    return {
        "moves": [moves for moves in file.moves([*file.publications, *file.reviews]) if not moves.is_empty],
        "reviews": [
            (one, missing(one, by=file.by, now=file.now), worth_doing(one), next_step(one)) for one in file.reviews
        ],
        "open_processes": file.open_processes,
        "publications": publication_parts(file),
        "facts": file.facts,
        "may_write": writes and bool(file.reviews) and file.reviews[0].state not in Review.WITH_APPROVERS,
        "recommendations": recommendation_parts(file, present.today()),
        "told": told_bodies(file.case, [*file.reviews, *file.publications, *file.holds]),
    }


@part("workflow/desk/people_and_processes.html", "desk:people")
def people_and_processes(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """By matter, each with its step; the parallel processes with what they mean for review and publication."""
    reads = reads_everything(file.by, file.case)
    held = [review.hold_process_id for review in file.reviews]
    held += [hold.process_id for hold in file.holds if hold.is_open]
    return {
        "files": [file_of(review, by=file.by, now=file.now, reads_everything=reads) for review in file.reviews],
        "processes": processes_of(file.case, by=file.by, now=file.now, held=held),
        "open_process": may_open_process(file.case, by=file.by, now=file.now),
    }


@part("workflow/desk/notices.html", "desk:notices")
def notices(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """The register: who was told what, when and by which way, and what did not arrive."""
    asked = register.RegisterFilter(request.GET)
    everything = register.all_of(file.case)
    found = asked.narrow(everything, topics(file.case.procedure))
    page = Paginator(found, _notices_a_page(request, found)).get_page(request.GET.get("page"))
    needs_a_person = list(everything.filter(state__in=Notice.NEEDS_A_PERSON))
    rows = register.rows(file.case, [*needs_a_person, *page.object_list], now=file.now)
    query = request.GET.urlencode()
    return {
        "rows": rows[len(needs_a_person) :],
        "waiting": rows[: len(needs_a_person)],
        "results": page,
        "asked": asked,
        "query": query,
        "to_be_sent": to_be_sent(file.case),
        "lead_passed_at": lead_passed_at(file.case) if needs_a_person else None,
    }


def _notices_a_page(request: HttpRequest, found: QuerySet[Notice]) -> int:
    """All of them where the register is to be printed."""
    return max(found.count(), 1) if request.GET.get("page") == EVERYTHING else NOTICES_A_PAGE


@part("workflow/desk/case_machines.html", "desk:case_machines")
def machines(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """The pictures of the case's machines, each with the state it is in."""
    return {"pictures": list(drawn_for(file.case))}


@part("workflow/desk/timeline.html", "desk:timeline")
def history(request: HttpRequest, file: CaseFile) -> dict[str, Any]:
    """What happened, newest first; for officers also who opened the file."""
    page = Paginator(timeline.events_of(file.case), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    is_officer = file.by.holds({Role.OFFICER}, partnership_id=file.case.partnership_id)
    reads = reads_everything(file.by, file.case)
    return {
        "results": page,
        "happenings": timeline.timeline(file.case, page.object_list, _titles(file), reads_everything=reads),
        "readings": _readings(file) if is_officer else [],
    }


def _readings(file: CaseFile) -> list[tuple[Any, str]]:
    return [(event, happened(event.kind)) for event in timeline.readings_of(file.case)[:READINGS]]


def _titles(file: CaseFile) -> dict[Any, str]:
    records: list[Any] = [*file.referrals, *file.returns, *file.reviews, *file.recommendations, *file.processes]
    return {record.pk: title_of(record) for record in records}


# What was sent


@require_safe
@case_workers
def submission(request: HttpRequest, actor: Actor, reference: str, submission_id: UUID) -> HttpResponse:
    """A form as it was sent, under the questions of its own version. The opening is logged."""
    file = _file_for_readers(actor, reference)
    found = _opened(file, submission_id)
    sent = opened(found)
    context = {
        **frame(file, "desk:case"),
        "submission": found,
        "sent": sent,
        "steps": sent.steps,
        "may_correct": may_correct(found, request.user),
        "others": [one for one in file.submissions if one.pk != found.pk],
    }
    return render(request, "workflow/desk/submission.html", context)


@require_safe
@case_workers
def copy_sheet(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """The notification as it was sent, one answer after the other, to copy into the national service."""
    file = _file_for_readers(actor, reference)
    sent = [one.submission_id for one in file.notifications if one.submission_id is not None]
    found = _opened(file, sent[-1] if sent else None)
    context = {
        "case": file.case,
        "sections": sections(found.version.definition, found.answers or {}, file.case.procedure),
        "sent_at": found.submitted_at,
    }
    return render(request, "workflow/desk/copy_sheet.html", context)


def _file_for_readers(actor: Actor, reference: str) -> CaseFile:
    case = find_case(actor, reference)
    require_reader(actor, case)
    return CaseFile(case, by=actor, now=present.now())


def _opened(file: CaseFile, submission_id: UUID | None) -> Submission:
    """A form that was sent for this case; logged before anything of it is shown. Raises Http404."""
    found = file.submission(submission_id)
    if found is None:
        raise Http404("There is no such form in this case.")
    log.record_reading(file.case, kind=SUBMISSION_READ, by=file.by, now=file.now, record_id=found.pk)
    return found
