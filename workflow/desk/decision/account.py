"""How the partners decided, as the desk tells it: each question with its rounds of votes side by side, the scrutineer's
advice, who dissents, who has not voted and why, what was decided, and what the Panel said of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.definition.dates import spoken_day
from workflow.desk.decision.seats import SeatRow, seat_moves, seats_of
from workflow.desk.steps.moves import Move, People
from workflow.engine.step import local_date
from workflow.machines.rapid_review.advice.guards import awaits_advice_on_answer
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.panel.answer import NationalDecision, PanelAnswer
from workflow.machines.rapid_review.questions import AUDIENCES
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.machines.rapid_review.voting.decision import Advice, Decision, Vote
from workflow.machines.rapid_review.voting.tally import Tally
from workflow.machines.rapid_review.voting.weighing import AS_THE_PANEL_SAYS
from workflow.parties.roles import Actor, Seat

WHY_NO_VOTE = {
    SeatArrangement.Kind.ABSENT: "Does not vote: the seat is absent.",
    SeatArrangement.Kind.CONFLICT: "Does not vote: conflict of interest.",
}
LISTS = {
    "definition": "Definition of a serious child safeguarding case",
    "local_criteria": "Criteria",
    "local_circumstances": "Circumstances",
    "national_criteria": "Criteria",
    "national_circumstances": "Circumstances",
}
ANSWERS = dict(AS_THE_PANEL_SAYS)
# One list as it was weighed: its title, and text, answer and reason of each entry.
WeighedList = tuple[str, list[tuple[str, str, str]]]


@dataclass(frozen=True)
class SeatVote:
    """One seat's column. `vote` is None while the seat has not voted; `dissents` where the others outvoted it."""

    seat: str
    vote: Vote | None
    dissents: bool
    why_none: str = ""


@dataclass(frozen=True)
class Round:
    number: int
    seats: list[SeatVote]
    outcome: str
    is_open: bool
    advice: Advice | None


@dataclass(frozen=True)
class Question:
    """What was put to the partners once: the rounds of votes on it, and the decision that came of it."""

    heading: str
    answer: PanelAnswer | None
    met_on: date | None
    attendees: str
    advice_on_answer: Advice | None
    awaits_advice: bool
    because: str
    rounds: tuple[Round, ...]
    decision: Decision | None
    is_open: bool


@dataclass(frozen=True)
class Account:
    """Everything that the tab tells of one rapid review."""

    rapid_review: RapidReview
    seats: list[SeatRow]
    seat_moves: list[Move]
    weighed: list[WeighedList]
    questions: list[Question]
    answers: list[PanelAnswer]
    national: list[tuple[NationalDecision, list[WeighedList]]]
    communicated: list[tuple[str, date, str]]
    shows_seats: bool

    @property
    def justification(self) -> str:
        """Why the decision was kept or changed, where no decision tells it itself (D17)."""
        told = any(one.decision is not None and one.decision.is_reconsidered for one in self.questions)
        return "" if told else str(self.rapid_review.justification or "")

    @property
    def national_importance(self) -> str:
        """What the Panel was told of it (D9)."""
        said = self.rapid_review.for_panel or {}
        return ANSWERS.get(said.get("national_importance", ""), "")


def votes_of(rapid_reviews: Sequence[RapidReview]) -> dict[Any, list[Vote]]:
    """By rapid review, every vote with who cast it: one query, after which the tally asks no more."""
    found: dict[Any, list[Vote]] = {one.pk: [] for one in rapid_reviews}
    for vote in Vote.objects.filter(rapid_review__in=rapid_reviews).select_related("by") if rapid_reviews else ():
        found[vote.rapid_review_id].append(vote)
    for one in rapid_reviews:
        every = _keyed(one, found[one.pk])
        one.__dict__["cast"] = [vote for vote in every if (vote.question, vote.round) == (one.question, one.round)]
    return found


def account_of(
    rapid_review: RapidReview, votes: Sequence[Vote], *, by: Actor, now: datetime, people: People
) -> Account:
    """At most six queries, fewer where nothing was decided. `votes`: all that were cast (`votes_of`)."""
    answers = _answers(rapid_review)
    return Account(
        rapid_review=rapid_review,
        seats=seats_of(rapid_review, people, now=now),
        seat_moves=seat_moves(rapid_review, by=by, now=now),
        weighed=weighed(rapid_review.weighing or []),
        questions=_questions(rapid_review, answers, votes, now=now),
        answers=answers,
        national=[(one, weighed(one.weighing or [])) for one in _national(rapid_review)],
        communicated=[
            (dict(AUDIENCES).get(told["audience"], ""), date.fromisoformat(told["told_on"]), told["through"])
            for told in rapid_review.communicated or []
        ],
        shows_seats=rapid_review.state not in (RapidReview.OPENED, RapidReview.STOPPED),
    )


def weighed(weighing: Iterable[dict[str, str]]) -> list[WeighedList]:
    """A weighing list by list, in the order in which it was asked."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in weighing:
        row = (one["text"], ANSWERS.get(one["answer"], one["answer"]), one["reason"])
        found.setdefault(one["list"], []).append(row)
    return [(LISTS.get(name, name), rows) for name, rows in found.items()]


def _keyed(rapid_review: RapidReview, rows: Iterable[Any]) -> list[Any]:
    found = list(rows)
    for row in found:
        row.rapid_review = rapid_review
        if row.data_key_id == rapid_review.case.data_key_id:
            row.data_key = rapid_review.case.data_key
    return found


def _answers(rapid_review: RapidReview) -> list[PanelAnswer]:
    if rapid_review.panel_answered_on is None:
        return []
    return _keyed(rapid_review, rapid_review.panel_answers.select_related("by"))


def _national(rapid_review: RapidReview) -> list[NationalDecision]:
    # The Panel decides on what it was sent.
    if rapid_review.sent_at is None:
        return []
    return _keyed(rapid_review, rapid_review.national_decisions.select_related("by"))


def _decisions(rapid_review: RapidReview) -> dict[int, Decision]:
    if rapid_review.decided_at is None and rapid_review.question == 1:
        return {}
    found = _keyed(rapid_review, rapid_review.decisions.select_related("by").order_by("at"))
    return {one.question: one for one in found}


# --- Questions and rounds ---------------------------------------------------------------------------------------


def _questions(
    rapid_review: RapidReview, answers: list[PanelAnswer], cast: Sequence[Vote], *, now: datetime
) -> list[Question]:
    """The newest first. A question that nobody voted on and nothing was decided on is left out, unless it is open."""
    decisions = _decisions(rapid_review)
    votes: dict[int, dict[int, list[Vote]]] = {}
    for vote in cast:
        votes.setdefault(vote.question, {}).setdefault(vote.round, []).append(vote)
    advices = _advices(rapid_review)
    asked_by = {answer.question: answer for answer in answers if answer.question}
    is_open = rapid_review.state in (RapidReview.DRAFTED, RapidReview.RECONSIDERING)
    numbers = {*votes, *decisions} | ({rapid_review.question} if is_open else set())
    found = []
    for number in sorted(numbers, reverse=True):
        open_now = is_open and number == rapid_review.question
        rounds = votes.get(number, {})
        if open_now:
            rounds = {one: rounds.get(one, []) for one in range(1, rapid_review.round + 1)}
        decision = decisions.get(number)
        met_on, attendees = (decision.met_on, decision.attendees) if decision else (None, None)
        if open_now:
            met_on, attendees = rapid_review.reconvened_on, rapid_review.reconvened_with
        found.append(
            Question(
                heading=_heading(number, min(numbers), asked_by.get(number)),
                answer=asked_by.get(number),
                met_on=met_on,
                attendees=attendees or "",
                advice_on_answer=advices.get((number, 0)),
                awaits_advice=open_now and awaits_advice_on_answer(rapid_review),
                because=_because(rapid_review, decision, open_now=open_now),
                rounds=tuple(
                    _round(
                        rapid_review,
                        one,
                        rounds[one],
                        advices.get((number, one)),
                        decision=decision,
                        open_on=local_date(now) if open_now and one == rapid_review.round else None,
                    )
                    for one in sorted(rounds, reverse=True)
                ),
                decision=decision,
                is_open=open_now,
            )
        )
    return found


def _heading(number: int, first: int, answer: PanelAnswer | None) -> str:
    if answer is not None:
        return f"Reconsidered after the Panel’s answer of {spoken_day(answer.answered_on)}"
    return "Votes of the three partners" if number == first else "Votes of the three partners, asked anew"


def _because(rapid_review: RapidReview, decision: Decision | None, *, open_now: bool) -> str:
    """Why the partners look at their decision again of themselves (D12), "" where the Panel disagreed."""
    if open_now:
        return str(rapid_review.asked_again_reason or "")
    return str(decision.looked_again_because or "") if decision is not None else ""


def _advices(rapid_review: RapidReview) -> dict[tuple[int, int], Advice]:
    if rapid_review.question == 1 and rapid_review.advised_round == 0 and not rapid_review.advice:
        return {}
    found = _keyed(rapid_review, rapid_review.advices.select_related("by"))
    return {(one.question, one.round): one for one in found}


def _round(
    rapid_review: RapidReview,
    number: int,
    votes: list[Vote],
    advice: Advice | None,
    *,
    decision: Decision | None,
    open_on: date | None,
) -> Round:
    """`open_on`: today, where this round is open."""
    silent = {one.seat: one.kind for one in rapid_review.bench(open_on).without_voice()} if open_on else {}
    if decision is not None:
        silent = {one["seat"]: one["why"] for one in decision.not_voting or []}
    tally = Tally.of(votes, rules=rapid_review.rules, silent=silent)
    seats = []
    for seat in rapid_review.rules.seats:
        vote = tally.votes.get(seat)
        dissents = vote is not None and bool(tally.majority) and vote.choice != tally.majority
        why_none = _why_none(seat, votes, silent, is_open=open_on is not None)
        seats.append(SeatVote(str(Seat(seat).label), vote, dissents, why_none))
    return Round(number, seats, _outcome(tally), open_on is not None, advice)


def _why_none(seat: str, votes: list[Vote], silent: dict[str, str], *, is_open: bool) -> str:
    if seat in silent:
        return str(WHY_NO_VOTE.get(SeatArrangement.Kind(silent[seat]), "Does not vote."))
    if any(vote.seat == seat and vote.set_aside_at for vote in votes):
        return "The vote was set aside: conflict of interest."
    return "Has not voted yet." if is_open else "Did not vote."


def _outcome(tally: Tally) -> str:
    seats = len(tally.rules.seats)
    if tally.missing:
        return f"{len(tally.missing)} of {seats} seats have not voted yet."
    if tally.is_unanimous:
        return "The three partners agree." if len(tally.votes) == seats else "The seats that can vote agree."
    if not tally.votes:
        return "No seat can vote."
    if len(tally.votes) < seats:
        return "The seats that can vote differ."
    return "The three partners differ: two agree, one dissents." if tally.majority else "The three partners all differ."
