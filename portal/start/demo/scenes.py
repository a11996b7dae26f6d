"""The scenes of a made-up case, each played through the real door at its own moment in the past.

scenes.json tells them in their order: the working days that pass before each, and its steps, the officer's unless it
says otherwise. Code stands here where a form is sent or the data comes from the case. The last scene waits for more
working days than any year has.
"""

import json
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from forms.filling.journey import Journey
from forms.filling.starting import begin
from forms.filling.submitting import submit
from forms.models import Submission
from forms.models.form_page import FormPage
from portal.start.demo import answers
from portal.start.demo.parties import CITY
from portal.start.demo.reports import write_report
from portal.start.demo.stories import Story
from workflow.calendar import shift_working_days
from workflow.engine.door import perform
from workflow.machines.case.assignments.guards import assignable_in
from workflow.machines.case.counterparts.finding import counterparts
from workflow.machines.publication.guards import earliest_publication
from workflow.machines.publication.identification.guards import open_hits
from workflow.models import Agency, BankHoliday, Case, Partnership
from workflow.notices import mark_sent_by_hand
from workflow.notices.going import to_be_sent
from workflow.parties.roles import Actor, Role

SCENES = Path(__file__).parent / "scenes.json"
LONDON = ZoneInfo("Europe/London")
CURTAIN_UP = time(9, 40)
A_WHILE = timedelta(minutes=12)
# After these the clocks wait for letters to go.
SENDINGS = frozenset(
    {"rapid_review.send", "review.tell_bodies", "publication.send_advance_copy", "publication.publish"}
)
SENT = "Fictional example. Nothing was sent."
# Nobody's own name starts with these in the city: they work for both partnerships.
SHARED_PEOPLE = frozenset({"health", "police", "publisher"})
Scene = dict[str, Any]


class Stage:
    """A case while its story is played: the case, the day and who does what."""

    def __init__(self, story: Story, first_day: date) -> None:
        self.story = story
        self.partnership = Partnership.objects.select_related("home").get(code=story.partnership)
        self.holidays = BankHoliday.calendar()
        self.incident = shift_working_days(first_day, -1, self.holidays)
        self.at = datetime.combine(first_day, CURTAIN_UP, LONDON)
        self.case: Any = None

    @property
    def today(self) -> date:
        return self.at.date()

    def wait(self, working_days: int) -> None:
        """Go on that many working days later, in the morning."""
        if working_days:
            day = shift_working_days(self.today, working_days, self.holidays)
            self.at = datetime.combine(day, CURTAIN_UP, LONDON)

    def person(self, key: str) -> Any:
        """The account that plays this part in the story's partnership."""
        prefix = "city-" if self.story.partnership == CITY and key not in SHARED_PEOPLE else ""
        return get_user_model().objects.get(email=f"{prefix}{key}@demo.example")

    def do(self, record: Any, name: str, by: str, **data: Any) -> None:
        """One step on a record, a little after the one before."""
        self.at += A_WHILE
        perform(record, name, by=Actor.of(self.person(by)), now=self.at, data=data)

    def send(self, slug: str, by: str, subject: str, filled: dict[str, Any]) -> Submission:
        """Fill in and send the form with this slug, as its pages would. Raises ValueError where it is not complete."""
        self.at += A_WHILE
        user = self.person(by)
        page = FormPage.objects.descendant_of(self.partnership.home).get(slug=slug)
        draft = begin(page, user=user, subject=subject, token=uuid.uuid4(), now=self.at)
        journey = Journey(draft, today=self.today)
        journey.answers = {**journey.answers, **filled}
        journey.save(now=self.at)
        if problems := journey.problems():
            raise ValueError(f"{self.story.key}, {slug}: {'; '.join(problem.message for problem in problems)}")
        sent = submit(draft.pk, user=user, today=self.today, now=self.at, checked=journey.digest)
        if sent.is_held:
            raise ValueError(f"{self.story.key}, {slug}: held, {sent.held_reason}")
        return sent

    def record(self, kind: str) -> Any:
        """The case itself or its first record of that kind."""
        return self.case if kind == "case" else getattr(self.case, f"{kind}s").first()

    def play(self, scene: Scene) -> None:
        """The scene's own code, if it has any, goes before its steps or after them."""
        self.wait(scene["working_days"])
        if before := BEFORE.get(scene["name"]):
            before(self)
        for told in scene.get("steps", ()):
            self.take(told["step"], told.get("by", "officer"), told.get("data", {}))
        if after := AFTER.get(scene["name"]):
            after(self)

    def take(self, step: str, by: str, data: dict[str, Any]) -> None:
        """A step as scenes.json tells it, with what only the case knows."""
        more = MORE[step](self) if step in MORE else {}
        if more is not None:
            kind, name = step.split(".")
            words = {**vars(self.story), "harm": self.story.harm, "today": self.today}
            self.do(self.record(kind), name, by, **answers.filled(data, words), **more)
            if step in SENDINGS:
                self.send_letters()

    def send_letters(self) -> None:
        """The officer sends what lies in the register, the same day (D8, D39, D43). Nothing really leaves."""
        self.at += A_WHILE
        officer = self.person("officer")
        for notice in to_be_sent(self.case):
            mark_sent_by_hand(notice, by=officer, proof=SENT, on=self.today, now=self.at)


# --- What each form is filled in with, and what follows a form ----------------------------------------------------


def refer(stage: Stage) -> None:
    """D4."""
    filled = answers.referral(stage.story, incident=stage.incident)
    sent = stage.send("referral", "health", "", filled)
    stage.case = Case.objects.get(reference=sent.reference)


def notify(stage: Stage) -> None:
    """D2, D3, D5."""
    aware = stage.record("notification").aware_on
    filled = answers.notification(
        stage.story,
        on=stage.today,
        aware=aware,
        incident=min(stage.incident, aware),
        reference=f"DEMO-{stage.case.reference[-4:]}",
    )
    stage.send("notification", "social-care", str(stage.case.pk), filled)


def take_second_return(stage: Stage) -> None:
    _take_return(stage, "health", "Hana Health")
    for record in stage.case.returns.all():
        stage.do(record, "accept", "officer")


def _take_return(stage: Stage, by: str, author: str) -> None:
    agency = Actor.of(stage.person(by)).memberships[0].agency
    record = stage.case.returns.get(agency=agency)
    filled = answers.agency_return(stage.story, incident=stage.incident, author=author, agency=str(agency))
    stage.send("agency-return", by, str(record.pk), filled)


def draft(stage: Stage) -> None:
    """D7."""
    filled = answers.rapid_review(stage.story, met=stage.record("rapid_review").met_on)
    stage.send("rapid-review", "officer", str(stage.case.pk), filled)


def vote(stage: Stage) -> None:
    """Two of the three seats (D12)."""
    for seat in ("seat-local-authority", "seat-police"):
        _vote(stage, seat, stage.story.choice)


def _vote(stage: Stage, seat: str, choice: str) -> None:
    reason = f"Fictional example. {stage.story.reason}"
    stage.do(stage.record("rapid_review"), "vote", seat, choice=choice, reason=reason)


def agree(stage: Stage) -> None:
    """All three agree, or two after the scrutineer's advice and a second vote (D11 to D13)."""
    story, rapid_review = stage.story, stage.record("rapid_review")
    _vote(stage, "seat-icb", "local_review" if story.dissent else story.choice)
    if story.dissent:
        advice = "Fictional example. A learning review would be quicker, and the question is about two agencies only."
        stage.do(rapid_review, "advise", "scrutineer", text=advice)
        stage.do(rapid_review, "second_round", "officer")
        vote(stage)
        _vote(stage, "seat-icb", "local_review")


def write(stage: Stage) -> None:
    """The reviewer writes at once, in one go."""
    write_report(stage.record("review"), stage.story.report, by=stage.person("reviewer"), on=stage.today)


def assign(stage: Stage) -> None:
    owner = _agencies("hospital")
    for recommendation in stage.case.recommendations.all():
        stage.do(recommendation, "assign", "officer", agencies=owner, by_when=recommendation.by_when)


BEFORE: dict[str, Callable[[Stage], None]] = {
    "refer": refer,
    "notify": notify,
    "take_first_return": partial(_take_return, by="police", author="Pia Police"),
    "take_second_return": take_second_return,
    "draft": draft,
    "vote": vote,
    "decide": agree,
}
AFTER: dict[str, Callable[[Stage], None]] = {"begin_drafting": write, "sign_off": assign}


# --- What only the case knows of a step's data --------------------------------------------------------------------


def _agencies(*mailboxes: str) -> list[int]:
    addresses = [f"requests@{mailbox}.example" for mailbox in mailboxes]
    return list(Agency.objects.filter(contact_email__in=addresses).values_list("pk", flat=True))


def _in_working_days(stage: Stage, days: int) -> date:
    return shift_working_days(stage.today, days, stage.holidays)


def _reviewer(stage: Stage) -> dict[str, Any]:
    """D18, D20."""
    considered = stage.case.procedure.entries("reviewer_considerations")
    suitable = {entry["key"]: "Fictional example. Considered: suitable." for entry in considered}
    return {"reviewer_account": stage.person("reviewer").pk, **suitable}


def _scrutineer(stage: Stage) -> dict[str, Any] | None:
    """Whoever is the scrutineer of the story's partnership follows its decision (D13)."""
    found = assignable_in(stage.case.partnership_id)[Role.SCRUTINEER]
    return {"person": min(found)} if found else None


def _hits(stage: Stage) -> dict[str, Any] | None:
    """A made-up name that is a word of the report too is looked at by a second person (D36)."""
    finds = list(open_hits(stage.record("publication")).values_list("pk", flat=True))
    return {"hits": finds} if finds else None


def _new_task(stage: Stage) -> dict[str, Any]:
    return {"person": stage.person("officer").pk, "due_on": _in_working_days(stage, 3)}


def _meeting(stage: Stage) -> dict[str, Any]:
    return {"meeting": stage.case.meetings.get().pk}


def _who_came(stage: Stage) -> dict[str, Any]:
    """Every seat; the agencies sent apologies."""
    asked = stage.case.meetings.get().invitations
    came, apologies = asked.exclude(seat=""), asked.filter(seat="")
    return {
        **_meeting(stage),
        "came": list(came.values_list("pk", flat=True)),
        "apologies": list(apologies.values_list("pk", flat=True)),
    }


def _with_the_hospital(stage: Stage) -> dict[str, Any]:
    return {"whom": f"agency-{_agencies('hospital')[0]}"}


# None: there is nothing for this step to do.
MORE: dict[str, Callable[[Stage], dict[str, Any] | None]] = {
    "rapid_review.request_returns": lambda stage: {
        "agencies": _agencies("hospital", "police"),
        "due_on": _in_working_days(stage, 5),
    },
    "rapid_review.weigh": lambda stage: answers.weighing(stage.story, stage.case.procedure),
    "case.assign_scrutineer": _scrutineer,
    "case.add_task": _new_task,
    "case.plan_meeting": lambda stage: {
        "on": _in_working_days(stage, 6),
        "invited": [one.key for one in counterparts(stage.case)],
    },
    "case.record_attendance": _who_came,
    "case.write_minutes": _meeting,
    "case.add_action": lambda stage: _meeting(stage) | _new_task(stage),
    "case.write_message": _with_the_hospital,
    "case.write_to_office": _with_the_hospital,
    "case.finish_task": lambda stage: {"task": stage.case.tasks.get(done_at=None).pk},
    "review.begin_scoping": _reviewer,
    "review.record_family_contact": lambda stage: {"about": stage.record("review").on_file.current("member")[0].pk},
    "review.record_practitioners": lambda stage: {"agencies": _agencies("hospital")},
    "publication.plan_impact": lambda stage: {"family_to_be_told_on": _in_working_days(stage, 3)},
    "publication.resolve_hits": _hits,
    "publication.send_advance_copy": lambda stage: {
        "planned_on": earliest_publication(stage.record("publication"), stage.today).due
    },
}


def scenes_of(story: Story) -> list[Scene]:
    """The scenes of a story, the last one included. Raises ValueError where no scene has that name."""
    told: dict[str, list[Scene]] = json.loads(SCENES.read_text(encoding="utf-8"))
    main = told["main"]
    if last := [scene for scene in told["after_screening"] if scene["name"] == story.until]:
        return [*main[:2], *last]
    return main[: [scene["name"] for scene in main].index(story.until) + 1]


def play(story: Story, *, now: datetime) -> Case:
    """Open the story's case and take it as far as it goes, so that it ended `story.ended` working days ago."""
    scenes = scenes_of(story)
    length = sum(scene["working_days"] for scene in scenes) + story.ended
    first_day = shift_working_days(now.astimezone(LONDON).date(), -length, BankHoliday.calendar())
    stage = Stage(story, first_day)
    for scene in scenes:
        stage.play(scene)
    return stage.case
