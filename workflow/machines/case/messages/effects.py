"""What follows the steps about messages: the message, who has to answer, and that the other side is told."""

from collections.abc import Iterable

from django.urls import reverse

from workflow import notices
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.counterparts.counterpart import Counterpart
from workflow.machines.case.counterparts.telling import page_of, recipients
from workflow.machines.case.machine import Case
from workflow.machines.case.messages.thread import OFFICE, THEM, Message, MessageThread, read
from workflow.notices import Recipient
from workflow.notices.recipients import office
from workflow.parties.party import Membership

TO_THEM, TO_OFFICE = "message-for-you", "message-for-office"


def write(context: Context[Case]) -> None:
    """From the office. Who wrote in their name before is told as well as whoever is asked first."""
    thread = _keep(context, by_office=True)
    path = page_of(context.case, _whom(context), "message")
    to = [*recipients(context.case, _whom(context)), *_their_writers(context, thread)]
    _tell(context, TO_THEM, to, path)


def write_to_office(context: Context[Case]) -> None:
    _keep(context, by_office=False)
    path = reverse("desk:message_thread", args=[context.case.reference, context.data["whom"]])
    _tell(context, TO_OFFICE, [office(context.case)], path)


def settle(context: Context[Case]) -> None:
    MessageThread.objects.filter(pk=context.data["thread"].pk).update(waits_for="")


def remind(context: Context[Case]) -> None:
    """Those who were told of the message are told once more."""
    thread: MessageThread = context.data["thread"]
    whom = thread.with_whom(context.case)
    to = [*recipients(context.case, whom), *_their_writers(context, thread)]
    _tell(context, TO_THEM, to, page_of(context.case, whom, "message"))


def _whom(context: Context[Case]) -> Counterpart:
    kind, _hyphen, value = context.data["whom"].partition("-")
    return Counterpart(kind, value, context.data["name"])


def _keep(context: Context[Case], *, by_office: bool) -> MessageThread:
    """A message answers what waited for its side; what waits for the other goes on waiting."""
    case, said = context.case, context.data
    needs_answer = said["needs_answer"] == "yes"
    us, others = (OFFICE, THEM) if by_office else (THEM, OFFICE)
    about = {"last_at": context.now, "last_by": context.by.user}
    thread, _made = MessageThread.objects.update_or_create(case=case, **_whom(context).columns, defaults=about)
    if needs_answer or thread.waits_for == us:
        thread.waits_for = others if needs_answer else ""
        thread.save(update_fields=["waits_for"])
    message = Message(thread=thread, data_key=case.data_key, by=context.by.user, by_office=by_office, at=context.now)
    message.needs_answer, message.text = needs_answer, said["message"]
    message.save(force_insert=True)
    said["files"].update(message=message)
    read(thread, context.by.user, context.now)
    return thread


def _their_writers(context: Context[Case], thread: MessageThread) -> Iterable[Recipient]:
    """The people of the agency who wrote in this thread and still work for it: one query, none for others."""
    if thread.agency_id is None:
        return []
    wrote = thread.messages.filter(by_office=False).order_by().values("by")
    held = Membership.objects.in_force(local_date(context.now)).filter(agency=thread.agency_id, user__in=wrote)
    return [
        Recipient(str(one.user), one.user.email) for one in held.filter(user__is_active=True).select_related("user")
    ]


def _tell(context: Context[Case], key: str, to: Iterable[Recipient], path: str) -> None:
    for recipient in {one.email or one.name: one for one in to}.values():
        context.notify(notices.compose(context.case, key, to=recipient, now=context.now, path=path))


# What follows each step, in this order.
AFTER: Following = {
    Case.write_message: (write,),
    Case.write_to_office: (write_to_office,),
    Case.remind_of_message: (remind,),
    Case.settle_message: (settle,),
}
