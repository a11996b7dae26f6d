"""What must hold before a case moves."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.engine.machine import machines
from workflow.engine.step import local_date
from workflow.machines.case.change_of_version import has_versions
from workflow.machines.sending import lies_there
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case
    from workflow.machines.rapid_review.machine import RapidReview


def notification_submitted(case: "Case", by: Actor, now: datetime) -> str | None:
    """No rapid review without a submitted notification (D5)."""
    if any(notification.is_submitted for notification in case.notifications.all()):
        return None
    return "The rapid review cannot be opened before the notification has been submitted."


def goes_on_here(case: "Case", by: Actor, now: datetime) -> str | None:
    """D2: an incident that was notified twice is reviewed once, in the case whose notification goes on."""
    joined = next((one for one in case.notifications.all() if one.is_joined), None)
    if joined is None:
        return None
    return f"The notification of this case was joined to that of {joined.joined_to.case.reference}: go on there."


def no_rapid_review_yet(case: "Case", by: Actor, now: datetime) -> str | None:
    """One rapid review a case: what it found stays, a changed decision is made in it (D16)."""
    return "This case has its rapid review already." if case.rapid_reviews.exists() else None


def review_decided(case: "Case", by: Actor, now: datetime) -> str | None:
    """No review without a decision for it."""
    if commissionable_kinds(case):
        return None
    if any(rapid_review.is_national_declined for rapid_review in case.rapid_reviews.all()):
        return (
            "The Panel decided against the national review that the partners asked for. Put the decision to the "
            "partners again: they can choose a review of their own."
        )
    return (
        "No review has been decided on: the partners decide on a review in the rapid review, "
        "or a review is chosen below the definition, when the referral is accepted or all the same later."
    )


def no_review_chosen(case: "Case", by: Actor, now: datetime) -> str | None:
    """It is chosen once (D14)."""
    chosen = sorted(chosen_below_definition(case))
    return f"A {chosen[0]} review has been chosen. Commission it." if chosen else None


def chosen_review_not_begun(case: "Case", by: Actor, now: datetime) -> str | None:
    """What was chosen here and did not begin can be taken back."""
    chosen = "learning" if case.learning_review else "local" if case.local_review else ""
    if not chosen:
        return "No learning review and no local review was chosen in this way."
    if any(review.kind == chosen for review in case.reviews.all()):
        return f"The {chosen} review has been commissioned. It can be stopped there."
    return None


def partners_not_reconsidering(case: "Case", by: Actor, now: datetime) -> str | None:
    """While the partners reconsider there is no decision to act on (D16)."""
    if any(rapid_review.is_reconsidering for rapid_review in case.rapid_reviews.all()):
        return "The partners are reconsidering their decision. Commission the review when it is kept or changed."
    return None


def no_review_running(case: "Case", by: Actor, now: datetime) -> str | None:
    """One review of the partnership at a time; a national one may run beside it (D46)."""
    running = _running(case)
    if not running or kinds_to_commission(case):
        return None
    if "national" in running:
        return (
            "A national review is under way. One of the partnership’s own is commissioned beside it only where it is "
            "recorded that the partners and the Panel agreed to that."
        )
    return "A review is under way. Another can be commissioned when it is signed off or stopped."


def nothing_open(case: "Case", by: Actor, now: datetime) -> str | None:
    """A case closes only when none of its machines is open."""
    found = open_machines(case)
    return f"The case cannot be closed while these are open: {'; '.join(found)}." if found else None


def lacking(case: "Case") -> list[str]:
    """What a complete case has and this one lacks, a sentence each: the rationale told to families and agencies (D11),
    and every letter gone (D8). Two queries.
    """
    told = [words for rapid_review in case.rapid_reviews.all() for words in _not_told(rapid_review)]
    return told + lies_there(case)


def _not_told(rapid_review: "RapidReview") -> list[str]:
    if rapid_review.decided_at is None:
        return []
    found = []
    if rapid_review.family_informed_on is None:
        found.append("It is not recorded that the family was told of the rationale, or why nobody can be told.")
    if rapid_review.agencies_informed_on is None:
        found.append("It is not recorded that the agencies were told of the rationale.")
    return found


def repository_copies_recorded(case: "Case", by: Actor, now: datetime) -> str | None:
    """D43: what was published has gone to the NSPCC."""
    published = ["published", "improvements_only", "on_request"]
    if case.publications.filter(state__in=published, nspcc_on=None).exists():
        return "The copy of the published report to the NSPCC is not recorded yet."
    return None


def another_area_is_involved(case: "Case", by: Actor, now: datetime) -> str | None:
    """Only an area that reads the case already can be released or take the lead."""
    if len(case.reading_areas) > 1:
        return None
    return "No other area is involved in this case. Involve one first."


def something_told_differently(case: "Case", by: Actor, now: datetime) -> str | None:
    """There are two values to choose from."""
    if case.differences.all():
        return None
    return "No form of this case tells another birth date or day of the incident than the one before."


def another_version_in_force(case: "Case", by: Actor, now: datetime) -> str | None:
    """There is a version to move to."""
    if has_versions(case, local_date(now)):
        return None
    return "No other version of the procedure is in force for this partnership."


def open_machines(case: "Case") -> list[str]:
    """What is open in a case, in words: "rapid review (Meeting)"."""
    words: list[str] = []
    for kind, model in machines().items():
        if kind == case.KIND:
            continue
        # By the case's own name for them: a page that has read them asks no more.
        records = getattr(case, model._meta.get_field("case").remote_field.get_accessor_name()).all()
        found = [record for record in records if record.state not in model.CLOSED]
        words += [f"{model._meta.verbose_name} ({record.get_state_display()})" for record in found]
    return sorted(words)


def commissionable_kinds(case: "Case") -> set[str]:
    """The kinds of review that somebody decided on: at the rapid review, or chosen below the definition (D14)."""
    kinds: set[str] = set().union(*(rapid_review.decided_reviews for rapid_review in case.rapid_reviews.all()))
    return kinds | chosen_below_definition(case)


def kinds_to_commission(case: "Case") -> set[str]:
    """Those of them that may be commissioned beside what is under way: a national review beside the partnership's own,
    and the other way round where the partners and the Panel agreed to it (D46).
    """
    kinds, running = commissionable_kinds(case), _running(case)
    if not running:
        return kinds
    national, own = kinds & {"national"} - running, kinds - {"national"}
    return national if running - {"national"} else own if _agreed_beside(case) else set()


def reviewed_kinds(case: "Case") -> set[str]:
    """The kinds of review that were carried out, or stopped, on the decision as it stands: a second one on the same
    decision is not commissioned by accident.
    """
    below = chosen_below_definition(case)
    since = {
        kind: rapid_review.review_decided_on(kind)
        for rapid_review in case.rapid_reviews.all()
        for kind in rapid_review.decided_reviews
    }
    ended = [one for one in case.reviews.all() if not one.is_open and one.ended_by_decision_at is None]
    return {
        str(one.kind)
        for one in ended
        if one.kind in below or (one.kind in since and one.commissioned_on >= since[one.kind])
    }


def chosen_below_definition(case: "Case") -> set[str]:
    """The kinds of review that were chosen without a rapid review, below the definition (D14)."""
    chosen = [case, *case.referrals.all()]
    kinds = {"learning": any(one.learning_review for one in chosen), "local": any(one.local_review for one in chosen)}
    return {kind for kind, is_chosen in kinds.items() if is_chosen}


def _running(case: "Case") -> set[str]:
    return {str(review.kind) for review in case.reviews.all() if review.is_open}


def _agreed_beside(case: "Case") -> bool:
    return any(rapid_review.beside_agreed_on is not None for rapid_review in case.rapid_reviews.all())


def panel_answer_awaited(case: "Case") -> bool:
    """Whether a decision was made that the Panel has not answered yet."""
    return any(rapid_review.awaits_panel for rapid_review in case.rapid_reviews.all())
