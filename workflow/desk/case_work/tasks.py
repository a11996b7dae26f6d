"""The tasks of a case, and those of one person in all cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from forms.kept_query import KeptQuery
from workflow.desk.access import areas, case_workers, only_area
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import frame
from workflow.desk.case_work.asking import PAGE_SIZE, asked, opened_file, status_of
from workflow.desk.history.words import happened
from workflow.desk.paging import window
from workflow.engine.revision import revision_of, revisions_of
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.case.tasks.task import CaseTask, CaseTaskQuerySet
from workflow.parties.roles import Actor, Role

STEPS = ("finish_task", "reopen_task", "change_task")
MINE, NOBODYS, OFFICES = "mine", "nobody", "office"
TABS = [(MINE, "Mine"), (NOBODYS, "Nobody’s"), (OFFICES, "The whole office’s")]


def _whole(tasks: list[UUID]) -> CaseTaskQuerySet:
    found: CaseTaskQuerySet = CaseTask.objects.filter(pk__in=tasks)
    return found.select_related("case__data_key", "data_key", "person").order_by()


WHOLE: KeptQuery[CaseTask] = KeptQuery(_whole, tasks=list[UUID])


@dataclass(frozen=True)
class TaskRow:
    """One task on a page. `based_on` is what its button is based on."""

    task: CaseTask
    is_overdue: bool
    based_on: int


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def tasks(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """What is open, what was done, and a form to add one. The office sees all, everybody else their own."""
    file = opened_file(request, actor, reference)
    state = asked(request, file, "add_task")
    if state.event is not None:
        messages.success(request, "The task was added.")
        return redirect("desk:tasks", reference)
    found = _readable(file).select_related("person", "done_by", "made_by")
    done = Paginator(found.exclude(done_at=None).order_by("-done_at"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **frame(file, "desk:tasks"),
        "state": state,
        "open_tasks": _rows_of(file, found.filter(done_at=None), "finish_task"),
        "done_tasks": _rows_of(file, done.object_list, "reopen_task"),
        "results": done,
    }
    return render(request, "workflow/desk/tasks.html", context, status=status_of(state))


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def task_step(request: HttpRequest, actor: Actor, reference: str, task_id: UUID, name: str) -> HttpResponse:
    """One task: done, opened again, given to somebody else, another day or other words."""
    if name not in STEPS:
        raise Http404("There is no such step of a task.")
    file = opened_file(request, actor, reference)
    task: CaseTask = get_object_or_404(_readable(file).select_related("person"), pk=task_id)
    task.case, task.data_key = file.case, file.case.data_key
    stands = {"to_do": task.what, "person": task.person_id, "due_on": task.due_on.isoformat()}
    state = asked(request, file, name, about={"task": str(task.pk)}, initial=stands)
    mine = request.POST.get("back") == MINE
    back = reverse("desk:my_tasks") if mine else reverse("desk:tasks", args=[reference])
    if state.event is not None:
        messages.success(request, f"{happened(state.event.kind)}.")
        return redirect(back)
    task.refresh_from_db(fields=["since"])
    context = {**frame(file, "desk:tasks"), "state": state, "task": task, "seen": task.mark, "back_url": back}
    context["is_overdue"] = task.is_overdue(local_date(file.now))
    return render(request, "workflow/desk/task_step.html", context, status=state.status)


def _readable(file: CaseFile) -> CaseTaskQuerySet:
    found: CaseTaskQuerySet = CaseTask.objects.filter(case=file.case)
    return found.readable_by(file.by, file.case.partnership_id)


def _rows_of(file: CaseFile, found: Iterable[CaseTask], name: str) -> list[TaskRow]:
    based_on, today = revision_of(file.case, name, file.by), local_date(file.now)
    rows = []
    for task in found:
        task.data_key = file.case.data_key
        rows.append(TaskRow(task, task.is_overdue(today), based_on))
    return rows


@require_safe
@case_workers
def my_tasks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What this person has to do in all their cases, what is due first at the top; for officers, the office's too."""
    offices = areas(actor, {Role.OFFICER})
    whose = request.GET.get("whose", MINE) if offices else MINE
    found = CaseTask.objects.filter(Case.objects.read_by(actor).named_in(), done_at=None)
    if whose == NOBODYS:
        found = found.filter(person=None, case__partnership__in=offices)
    elif whose == OFFICES:
        found = found.filter(case__partnership__in=offices)
    else:
        whose, found = MINE, found.of(actor)
    found = found.order_by("due_on", "made_at", "pk")
    page = window(request, found, PAGE_SIZE, whole=lambda ids: WHOLE.rows(tasks=ids))
    shown, today = list(page.object_list), local_date(present.now())
    seen = revisions_of(Case, {task.case_id for task in shown}, "finish_task", actor)
    context = {
        "rows": [TaskRow(task, task.is_overdue(today), seen.get(task.case_id, 0)) for task in shown],
        "results": page,
        "tabs": [(f"?whose={key}", label, key == whose) for key, label in TABS] if offices else [],
        "whose": whose,
        "partnership": only_area(actor),
    }
    return render(request, "workflow/desk/my_tasks.html", context)
