"""The scenes of a made-up case, each played through the real door at its own moment in the past.

A scene is a function that takes the stage; MAIN is their order with the working days that pass before each.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
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
from workflow.machines.publication.guards import earliest_publication
from workflow.machines.publication.identification.guards import open_hits
from workflow.models import Agency, BankHoliday, Case, Partnership
from workflow.parties.roles import Actor

LONDON = ZoneInfo("Europe/London")
CURTAIN_UP = time(9, 40)
A_WHILE = timedelta(minutes=12)
# D22, D23.
TERMS = {
    "terms_of_reference": "Fictional example. How did agencies share what they knew?",
    "period": "Fictional example. The year before the incident.",
    "agencies_involved": "Fictional example. The hospital, the police and children’s social care.",
    "child_perspective": "Fictional example. From what the child told those who met them.",
    "family_context": "Fictional example. From a conversation with the grandmother.",
    "proportionality": "Fictional example. One year and three agencies are enough to learn from.",
    "why_question": "Fictional example. By asking what made sense to people at the time.",
    "systems_method": "Fictional example. In the spirit of the systems method.",
    "agreed_method": "Fictional example. Conversations with the family and with practitioners.",
}
# Nobody's own name starts with these in the city: they work for both partnerships.
SHARED_PEOPLE = frozenset({"health", "police", "publisher"})


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

    @property
    def referral(self) -> Any:
        return self.case.referrals.get()

    @property
    def rapid_review(self) -> Any:
        return self.case.rapid_reviews.get()

    @property
    def review(self) -> Any:
        return self.case.reviews.get()

    @property
    def publication(self) -> Any:
        return self.case.publications.get()


Scene = Callable[[Stage], None]


def refer(stage: Stage) -> None:
    """D4."""
    filled = answers.referral(stage.story, incident=stage.incident)
    sent = stage.send("referral", "health", "", filled)
    stage.case = Case.objects.get(reference=sent.reference)


def begin_screening(stage: Stage) -> None:
    stage.do(stage.referral, "begin_screening", "officer")


def ask_more(stage: Stage) -> None:
    question = "Fictional example. In which area did the family live before, and who there may know the child?"
    stage.do(stage.referral, "ask_more", "officer", question=question)


def decline(stage: Stage) -> None:
    stage.do(stage.referral, "decline", "officer", reason=stage.story.decline)
    notification = stage.case.notifications.get()
    reason = "Fictional example. The incident is below the definition."
    decider = "Dana Director (demo), director of children’s services"
    stage.do(notification, "mark_not_required", "social-care", reason=reason, decider=decider)


def accept(stage: Stage) -> None:
    """D10."""
    died = any(child["outcome"] == "died" for child in stage.story.children)
    harm = "died" if died else "seriously_harmed"
    stage.do(stage.referral, "accept", "officer", abuse_or_neglect=stage.story.abuse, harm=harm)


def notify(stage: Stage) -> None:
    """D2, D3, D5."""
    aware = stage.case.notifications.get().aware_on
    filled = answers.notification(
        stage.story,
        on=stage.today,
        aware=aware,
        incident=min(stage.incident, aware),
        reference=f"DEMO-{stage.case.reference[-4:]}",
    )
    stage.send("notification", "social-care", str(stage.case.pk), filled)


def ask_for_returns(stage: Stage) -> None:
    """D30."""
    asked = Agency.objects.filter(contact_email__in=["requests@hospital.example", "requests@police.example"])
    due_on = shift_working_days(stage.today, 5, stage.holidays)
    stage.do(stage.rapid_review, "request_returns", "officer", agencies=[agency.pk for agency in asked], due_on=due_on)


def take_first_return(stage: Stage) -> None:
    _take_return(stage, "police", "Pia Police")


def take_second_return(stage: Stage) -> None:
    _take_return(stage, "health", "Hana Health")
    for record in stage.case.returns.all():
        stage.do(record, "accept", "officer")


def _take_return(stage: Stage, by: str, author: str) -> None:
    agency = Actor.of(stage.person(by)).memberships[0].agency
    record = stage.case.returns.get(agency=agency)
    filled = answers.agency_return(stage.story, incident=stage.incident, author=author, agency=str(agency))
    stage.send("agency-return", by, str(record.pk), filled)


def meet(stage: Stage) -> None:
    attendees = "Olive Officer (demo)\nLeah Local (demo)\nPaul Police (demo)\nIvy Board (demo)"
    stage.do(stage.rapid_review, "hold_meeting", "officer", held_on=stage.today, attendees=attendees)


def draft(stage: Stage) -> None:
    """D7."""
    filled = answers.rapid_review(stage.story, met=stage.rapid_review.met_on)
    stage.send("rapid-review", "officer", str(stage.case.pk), filled)


def weigh(stage: Stage) -> None:
    """D10: as the deciders weigh at their meeting, one by one."""
    weighed = answers.weighing(stage.story, stage.case.procedure)
    stage.do(stage.rapid_review, "weigh", "officer", **weighed)


def vote(stage: Stage) -> None:
    """Two of the three seats (D12)."""
    for seat in ("seat-local-authority", "seat-police"):
        _vote(stage, seat, stage.story.choice)


def _vote(stage: Stage, seat: str, choice: str) -> None:
    stage.do(stage.rapid_review, "vote", seat, choice=choice, reason=f"Fictional example. {stage.story.reason}")


def decide(stage: Stage) -> None:
    """All three agree, or two after the scrutineer's advice and a second vote (D11 to D13)."""
    story = stage.story
    _vote(stage, "seat-icb", "local_review" if story.dissent else story.choice)
    if story.dissent:
        advice = "Fictional example. A learning review would be quicker, and the question is about two agencies only."
        stage.do(stage.rapid_review, "advise", "scrutineer", text=advice)
        stage.do(stage.rapid_review, "second_round", "officer")
        vote(stage)
        _vote(stage, "seat-icb", "local_review")
    rationale = "Fictional example. We want to understand how services worked together, to keep other children safer."
    stage.do(stage.rapid_review, "decide", "officer", rationale=rationale)


def confirm_sent(stage: Stage) -> None:
    """D8, D9."""
    reason = "Fictional example. The questions are local ones."
    stage.do(stage.rapid_review, "send", "officer", national_importance="no", national_importance_reason=reason)
    stage.do(stage.rapid_review, "confirm_sent", "officer", proof="Fictional example. The Panel sent a receipt.")
    through = "Fictional example. By letter to the agency that referred and to each agency that sent a return."
    stage.do(stage.rapid_review, "communicate", "officer", audience="agencies", told_on=stage.today, through=through)


def panel_agrees(stage: Stage) -> None:
    """D11, D15."""
    through = "Fictional example. The social worker visited the family, gave them the letter and answered questions."
    stage.do(stage.rapid_review, "communicate", "officer", audience="family", told_on=stage.today, through=through)
    response = "Fictional example. The Panel agrees with the decision."
    stage.do(stage.rapid_review, "panel_agrees", "officer", answered_on=stage.today, response=response)


def commission(stage: Stage) -> None:
    """D1."""
    stage.do(stage.case, "commission_review", "officer", kind="local")


def scope(stage: Stage) -> None:
    """D18, D20 to D23."""
    considered = stage.case.procedure.entries("reviewer_considerations")
    stage.do(
        stage.review,
        "begin_scoping",
        "officer",
        reviewer_name="Rosa Reviewer (demo)",
        reviewer_account=stage.person("reviewer").pk,
        declared="no",
        **{entry["key"]: "Fictional example. Considered: suitable." for entry in considered},
    )
    told = {"told_on": stage.today, "in_writing": True, "in_person": "yes", "by_whom": "Sam Socialcare (demo)"}
    stage.do(stage.review, "tell_family", "officer", **told)
    stage.do(stage.review, "tell_bodies", "officer", told_on=stage.today, name_given=True)
    stage.do(stage.review, "agree_terms", "officer", reviewer_agrees=True, **TERMS)
    not_needed = dict.fromkeys(("management_reviews", "other_areas", "parallel_processes"), "Fictional: not needed.")
    chronologies = "Fictional example. The hospital and the police, covering one year."
    advice = {"held_on": stage.today, "chronologies": chronologies, **not_needed}
    stage.do(stage.review, "record_advice", "officer", **advice)
    briefed = {"held": "yes", "held_on": stage.today, "who": "Fictional example. Hospital and police."}
    stage.do(stage.review, "record_briefing", "officer", **briefed)


def gather_evidence(stage: Stage) -> None:
    stage.do(stage.review, "gather_evidence", "officer")


def begin_drafting(stage: Stage) -> None:
    """D24, D25, D28; the reviewer writes at once, in one go."""
    member = {"who": "Fern Example (fictional)", "relationship": "Grandmother", "is_child": "no"}
    stage.do(stage.review, "list_family_member", "officer", **member)
    contact = {
        "about": stage.review.on_file.current("member")[0].pk,
        "held_on": stage.today,
        "how": "in_person",
        "by_whom": "Rosa Reviewer (demo)",
        "invited": "yes",
        "expectations": "Fictional example. What the review can find out, and that it blames nobody.",
        "response": "Fictional example. She told the reviewer what would have helped.",
    }
    stage.do(stage.review, "record_family_contact", "officer", **contact)
    hospital = Agency.objects.get(contact_email="requests@hospital.example")
    took_part = {"involved": "yes", "held_on": stage.today, "what": "event", "explained": True}
    stage.do(stage.review, "record_practitioners", "officer", agencies=[hospital.pk], **took_part)
    progress = {"progress": "Fictional example. All evidence is in.", "concerns": "Fictional example. None."}
    stage.do(stage.review, "record_progress", "officer", held_on=stage.today, **progress)
    stage.do(stage.review, "begin_drafting", "officer")
    write_report(stage.review, stage.story.report, by=stage.person("reviewer"), on=stage.today)


def sign_off(stage: Stage) -> None:
    """D31 to D33."""
    stage.do(stage.review, "submit_for_sign_off", "reviewer")
    stage.do(stage.review, "sign_off", "sign-off")
    owner = Agency.objects.get(contact_email="requests@hospital.example")
    for recommendation in stage.case.recommendations.all():
        stage.do(recommendation, "assign", "officer", agencies=[owner.pk], by_when=recommendation.by_when)


def clear(stage: Stage) -> None:
    """D36; a made-up name that is a word of the report too is looked at by a second person."""
    stage.do(
        stage.publication,
        "plan_impact",
        "officer",
        family_told_by="Sam Socialcare (demo)",
        family_to_be_told_on=shift_working_days(stage.today, 3, stage.holidays),
        family_support="Fictional example. They have read the text, and Sam is with them on the day.",
        practitioners="Fictional example. Each hears of it from their manager the day before.",
        media_contact="Fictional example. The council’s press office has a statement.",
        vulnerable_adults="Fictional example. The parents agree with the words that are used of them.",
    )
    stage.do(stage.publication, "begin_identification_check", "officer")
    if finds := list(open_hits(stage.publication).values_list("pk", flat=True)):
        note = "Fictional example. Read each in its place: a common word here, and nobody’s name."
        stage.do(stage.publication, "resolve_hits", "second-person", hits=finds, resolution="not_this_child", note=note)
    note = "Fictional example. Read twice: no name, date, address or school. The family has been told of the date."
    stage.do(stage.publication, "clear", "second-person", nobody_identified=True, note=note)
    stage.do(stage.publication, "approve", "strategic")


def send_advance_copy(stage: Stage) -> None:
    """D39 to D41."""
    planned_on = earliest_publication(stage.publication, stage.today).due
    stage.do(stage.publication, "send_advance_copy", "officer", planned_on=planned_on, sent_to_all=True)


def publish(stage: Stage) -> None:
    """D34, D42, D43."""
    stage.do(stage.publication, "publish", "publisher")
    stage.do(stage.publication, "record_nspcc_copy", "officer", sent_on=stage.today)
    first = stage.case.recommendation_actions.first()
    evidence = "Fictional example. The new way of working was agreed, and staff have been told of it."
    changed = "Fictional example. An audit of twenty records found the question asked in nineteen."
    stage.do(first, "add_evidence", "health", evidence=evidence, changed=changed)


def move_to_on_request(stage: Stage) -> None:
    """D42."""
    stage.do(stage.publication, "move_to_on_request", "officer")


# Each scene with the working days that pass before it.
MAIN: tuple[tuple[int, Scene], ...] = (
    (0, refer),
    (0, begin_screening),
    (1, accept),
    (2, notify),
    (1, ask_for_returns),
    (3, take_first_return),
    (1, take_second_return),
    (2, meet),
    (1, draft),
    (0, weigh),
    (1, vote),
    (1, decide),
    (0, confirm_sent),
    (10, panel_agrees),
    (2, commission),
    (5, scope),
    (5, gather_evidence),
    (30, begin_drafting),
    (20, sign_off),
    (3, clear),
    (1, send_advance_copy),
    (8, publish),
    # More working days than any year has.
    (262, move_to_on_request),
)
OTHER: dict[str, tuple[tuple[int, Scene], ...]] = {
    "ask_more": (*MAIN[:2], (1, ask_more)),
    "decline": (*MAIN[:2], (2, decline)),
}


def scenes_of(story: Story) -> tuple[tuple[int, Scene], ...]:
    """The scenes of a story, the last one included. Raises ValueError where no scene has that name."""
    if story.until in OTHER:
        return OTHER[story.until]
    names = [scene.__name__ for _days, scene in MAIN]
    return MAIN[: names.index(story.until) + 1]


def play(story: Story, *, now: datetime) -> Case:
    """Open the story's case and take it as far as it goes, so that it ended `story.ended` working days ago."""
    scenes = scenes_of(story)
    length = sum(days for days, _scene in scenes) + story.ended
    first_day = shift_working_days(now.astimezone(LONDON).date(), -length, BankHoliday.calendar())
    stage = Stage(story, first_day)
    for days, scene in scenes:
        stage.wait(days)
        scene(stage)
    case: Case = stage.case
    return case
