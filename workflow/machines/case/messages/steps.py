"""The steps of a case about messages. They are open in a closed case too: people go on asking."""

from typing import ClassVar

from workflow.engine.machine import Machine
from workflow.engine.step import bare_office_step, bare_step
from workflow.machines.case.messages import questions as forms
from workflow.parties.roles import Role

EVER = ["open", "closed"]
# Who writes to the office: agencies, partners, and who is assigned to the case.
WRITERS = frozenset({Role.SUBMITTER, Role.LEAD, Role.DECISION_MAKER, Role.SCRUTINEER, Role.REVIEWER})


class MessageSteps(Machine):
    """Writing to an agency, a partner or a person and reminding them, writing to the office, and saying that no answer
    is needed.
    """

    KIND: ClassVar[str] = "case"

    class Meta:
        abstract = True

    write_message = bare_office_step(
        "Send the message",
        says="The office sent a message",
        source=EVER,
        form=forms.WriteMessageForm,
        hint="They are told by e-mail that there is a message, with the reference and a link, and nothing of what it "
        "says.",
        aside=True,
        beside="messages",
        page="desk:messages",
        private=True,
    )

    write_to_office = bare_step(
        "Send the message to the support office",
        says="A message was sent to the support office",
        source=EVER,
        roles=WRITERS,
        form=forms.WriteToOfficeForm,
        aside=True,
        beside="messages",
        page="desk:messages",
        private=True,
    )

    remind_of_message = bare_office_step(
        "Remind them of the message",
        says="The office reminded of a message without an answer",
        source=EVER,
        form=forms.RemindOfMessageForm,
        hint="They get the e-mail about the message once more.",
        aside=True,
        beside="messages",
        page="desk:messages",
        private=True,
    )

    settle_message = bare_step(
        "Needs no answer",
        says="It was said that a message needs no answer",
        source=EVER,
        roles=WRITERS | {Role.OFFICER},
        form=forms.SettleMessageForm,
        aside=True,
        beside="messages",
        page="desk:messages",
        private=True,
    )
