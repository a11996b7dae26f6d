"""Messages and meetings about a case."""

from datetime import timedelta

import factory

from forms import uploads
from forms.models import ScanState
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import AgencyFactory, UserFactory
from workflow.machines.case.messages.thread import keep_file
from workflow.models import Invitation, Meeting, Message, MessageFile, MessageThread


class MessageThreadFactory(factory.django.DjangoModelFactory):
    """With an agency; `person` or `seat` with somebody else."""

    class Meta:
        model = MessageThread

    class Params:
        of_seat = factory.Trait(agency=None, seat="police")
        of_person = factory.Trait(agency=None, person=factory.SubFactory(UserFactory))

    case = factory.SubFactory(CaseFactory)
    agency = factory.SubFactory(AgencyFactory)
    last_at = MONDAY
    last_by = factory.SubFactory(UserFactory)


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    thread = factory.SubFactory(MessageThreadFactory)
    data_key = factory.SelfAttribute("thread.case.data_key")
    text = "When was the child last seen?"
    by = factory.SubFactory(UserFactory)
    by_office = True
    needs_answer = True
    at = MONDAY


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Meeting

    class Params:
        over = factory.Trait(starts_at=MONDAY - timedelta(days=3))
        cancelled = factory.Trait(
            cancelled_at=MONDAY, cancelled_by=factory.SubFactory(UserFactory), why_cancelled="Too few could come."
        )

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    kind = Meeting.Kind.RAPID_REVIEW
    starts_at = MONDAY + timedelta(days=7)
    minutes_long = 90
    place = "Town Hall, room 3"
    link = "https://meet.example/abc"
    agenda = "Welcome\nFacts"
    planned_by = factory.SubFactory(UserFactory)
    planned_at = changed_at = MONDAY


def file_of(message: Message, content: bytes = b"Dear all.", *, state: str = ScanState.CLEAN) -> MessageFile:
    """One more file with the message, kept as an upload is."""
    file = uploads.Inspected("note.txt", "text/plain", content, state)
    kept = keep_file(message.thread.case, file, by=message.by, now=MONDAY)
    kept.message = message
    kept.save()
    return kept


def invite(meeting: Meeting, **whom: object) -> Invitation:
    """Somebody who is asked: agency, seat, person or group."""
    made: Invitation = Invitation.objects.create(meeting=meeting, asked_at=MONDAY, **whom)
    return made
