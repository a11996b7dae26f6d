"""What the entries on file of a review ask: advice, practitioners, briefing, progress, requests, interests, risks."""

from typing import Any

from workflow.engine.fields import (
    DayField,
    LineField,
    OneOfField,
    ProseField,
    RecordsField,
    SelectField,
    ShortProseField,
    TickField,
    offer,
    yes_no,
)
from workflow.machines.review.filing.asking import DatedForm, EntryField, EntryForm, FiledForm
from workflow.machines.review.filing.entry import EntryKind
from workflow.parties.party import Agency, Membership
from workflow.parties.roles import CASE_ROLES, Role, Seat

WHO_ASKS = [*Seat.choices, ("review_group", "The review group, for all three partners")]


class AdviceForm(DatedForm):
    """D26: each matter that the procedure names is answered, with its date where it has one."""

    kind = EntryKind.ADVICE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].label = "When did the review group advise?"
        for entry in self.record.case.procedure.entries("advice_on_review"):
            self.fields[entry["key"]] = ProseField(
                entry["text"],
                f"Enter the advice: {entry['text'][0].lower()}{entry['text'][1:]}.",
                help_text="Write “not needed” and why, where it is not.",
            )
            self.fields[f"{entry['key']}_by"] = DayField("By when, where a date is set")


class PractitionersForm(EntryForm):
    """D24: fully involved, invited to give their view, without fear of being blamed for what they did in good faith."""

    kind = EntryKind.PRACTITIONERS

    involved = yes_no("Did practitioners take part?", "Select whether practitioners took part.")
    held_on = DayField("If they did, when?", past="The date")
    what = OneOfField(
        "How did they take part?",
        choices=[
            ("event", "An event with several practitioners"),
            ("conversation", "A conversation"),
            ("writing", "In writing"),
        ],
    )
    agencies = RecordsField("From which agencies?", wrong="Choose agencies of this partnership.")
    other_agencies = LineField("From others, not listed above", max_length=500)
    explained = TickField(
        "It was explained that the review is about learning, and that nobody is blamed for what they did in good faith"
    )
    reason = ShortProseField("If they did not take part, why not?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agencies", Agency.objects.filter(partnerships=self.record.case.partnership_id))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("involved") == "no":
            self.need("reason", "Enter why practitioners did not take part.")
        elif data.get("involved") == "yes":
            self.need("held_on", "Enter when they took part.")
            self.need("what", "Select how they took part.")
            self.need("explained", "Confirm that the purpose of the review was explained to them.")
            if not data.get("other_agencies"):
                self.need("agencies", "Select the agencies, or name others below.")
        return data


class BriefingForm(EntryForm):
    """D27: where necessary, soon after the decision."""

    kind = EntryKind.BRIEFING

    held = OneOfField(
        "Was a briefing session held?",
        "Select whether a briefing session was held.",
        [("yes", "Yes"), ("no", "No, it is not necessary")],
    )
    held_on = DayField("If it was, when?", past="The date")
    who = ShortProseField("Who took part?", help_text="Agencies and their people, one a line.")
    reason = ShortProseField("If it is not necessary, why not?")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("held") == "no":
            self.need("reason", "Enter why a briefing session is not necessary.")
        elif data.get("held") == "yes":
            self.need("held_on", "Enter when the briefing session was held.")
            self.need("who", "Enter who took part in the briefing session.")
        return data


class ProgressForm(DatedForm):
    kind = EntryKind.PROGRESS

    progress = ProseField("How far has the review come?", "Enter how far the review has come.")
    concerns = ShortProseField(
        "Is the quality satisfactory? What concerns are there?", "Enter what was found on quality, or that nothing was."
    )
    decisions = ShortProseField(
        "What was decided?", help_text="For example, what the reviewer is asked to do, and by when."
    )


class RequestForm(DatedForm):
    """D29: what the partners ask the reviewer is asked in writing."""

    kind = EntryKind.REQUEST

    asked_by = OneOfField("Which partner asks?", "Select who asks.", WHO_ASKS)
    text = ProseField(
        "What do the partners ask the reviewer for?",
        "Enter what the partners ask for.",
        help_text="Information that lets them judge progress and quality. The reviewer is told that a request waits.",
    )

    field_order = ["text", "asked_by", "held_on"]


class AnswerForm(DatedForm):
    kind = EntryKind.ANSWER
    corrects_earlier = False

    text = ProseField("What does the reviewer answer?", "Enter the reviewer’s answer.")

    field_order = ["about", "text", "held_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = EntryField(
            "Which request is answered?",
            "Select the request that is answered.",
            entries=self.record.on_file.unanswered(),
        )
        self.order_fields(self.field_order)


class ConflictForm(EntryForm):
    """Whoever takes part says whether they have a real or perceived conflict of interest, and how it is managed."""

    kind = EntryKind.CONFLICT
    # A newer declaration by the same person counts instead of the earlier one; that is no correction.
    corrects_earlier = False

    person = SelectField("Who declares?", "Select who declares.", wrong="Select one of the people listed.")
    other_person = LineField("Somebody without an account here", help_text="Name and role.", max_length=200)
    has_conflict = yes_no(
        "Is there a real or perceived conflict of interest?", "Select whether there is a conflict of interest."
    )
    what = ShortProseField("If there is, what is it?")
    managed = ShortProseField(
        "How is it managed?",
        help_text="Leave empty while nothing is agreed: until then this person neither signs off nor approves.",
    )
    accepted_by = LineField("Who accepted that?", help_text="Name and role.", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", self._people())
        if not self._is_officer():
            # Everybody else declares for themselves only.
            del self.fields["other_person"]

    def _is_officer(self) -> bool:
        return self.by.holds({Role.OFFICER}, partnership_id=self.record.case.partnership_id)

    def _people(self) -> list[tuple[str, str]]:
        if not self._is_officer():
            return [(str(self.by.user_id()), str(self.by.user))]
        place = {"partnership": self.record.case.partnership_id, "ended_at": None, "role__in": CASE_ROLES}
        held = Membership.objects.filter(**place, user__is_active=True).select_related("user")
        people = {str(membership.user_id): str(membership.user) for membership in held}
        return [*sorted(people.items(), key=lambda pair: pair[1]), ("other", "Somebody without an account here")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("person") == "other":
            self.need("other_person", "Enter the name and role of the person who declares.")
        if data.get("has_conflict") == "yes":
            self.need("what", "Enter what the conflict of interest is.")
            if data.get("managed"):
                self.need("accepted_by", "Enter who accepted how it is managed.")
        return data


class LearningForm(DatedForm):
    kind = EntryKind.LEARNING

    what = ProseField("What learning was shared?", "Enter what learning was shared.")
    to_whom = ShortProseField("With whom, and how?", "Enter with whom the learning was shared.")

    field_order = ["what", "to_whom", "held_on"]


class RiskForm(EntryForm):
    """D44: findings, actions and emerging risks go to the sign-off group without waiting for the report."""

    kind = EntryKind.RISK

    text = ProseField(
        "What does the sign-off group need to know now?",
        "Enter what the group needs to know.",
        help_text="A finding, an action, or an emerging risk. The group is told that something waits to be read.",
    )


class StrikeForm(FiledForm):
    """An entry that should not be there is struck out, with the reason; it stays readable."""

    kind = EntryKind.STRUCK

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {EntryKind.TERMS, EntryKind.REVIEWER, EntryKind.FAMILY_TOLD, EntryKind.NOT_TOLD_AGREED}
        entries = [entry for entry in self.record.on_file.current() if entry.kind not in kept]
        self.fields["corrects"] = EntryField(
            "Which entry is struck out?", "Select the entry that is struck out.", entries=entries
        )
        self.fields["reason"] = ShortProseField("Why?", "Enter why the entry is struck out.")
