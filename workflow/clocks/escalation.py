"""Who is told of a clock: the kinds of recipients that rules name, and the people behind them."""

from collections import defaultdict
from collections.abc import Iterable

from workflow.clocks.deadline import Deadline
from workflow.notices import Recipient
from workflow.parties.party import Agency, Membership
from workflow.parties.roles import Group, Role

OFFICE, LOCAL_AUTHORITY = "office", "local_authority"
# The kinds that are people, by their role and, where it has one, their group.
PEOPLE = {
    "coordinator": (Role.OFFICER, ""),
    "deciders": (Role.DECISION_MAKER, ""),
    "sign_off": (Role.GROUP, Group.SIGN_OFF),
    "strategic": (Role.GROUP, Group.STRATEGIC),
}
WORDS = {
    OFFICE: "the partnership support office",
    "coordinator": "the officers of the support office",
    LOCAL_AUTHORITY: "the local authority that notifies",
    "deciders": "the decision makers of the three partners",
    "sign_off": "the sign-off group",
    "strategic": "the strategic body",
}


def in_words(kinds: Iterable[str]) -> str:
    """ "the officers of the support office and the strategic body"."""
    *most, last = [WORDS.get(kind, kind) for kind in kinds] or [""]
    return f"{', '.join(most)} and {last}" if most else last


class AddressBook:
    """The recipients of whole partnerships, read once for as long as the book is used: two queries a partnership's
    first time, however many clocks it has.
    """

    def __init__(self) -> None:
        self._known: set[int] = set()
        self._found: dict[tuple[int, str], list[Recipient]] = defaultdict(list)

    def look_up(self, deadlines: Iterable[Deadline]) -> None:
        """Read what is needed for these deadlines, which come with their cases."""
        wanted = {deadline.case.partnership_id for deadline in deadlines} - self._known
        if not wanted:
            return
        self._known |= wanted
        for agency in Agency.objects.filter(notifies_for__in=wanted).order_by("pk"):
            mailbox = Recipient(agency.name, agency.contact_email)
            self._found[agency.notifies_for_id or 0, LOCAL_AUTHORITY].append(mailbox)
        roles = {role for role, _ in PEOPLE.values()}
        held = Membership.objects.filter(
            partnership__in=wanted, role__in=roles, ended_at=None, user__is_active=True
        ).select_related("user")
        for membership in held.order_by("pk"):
            for kind, (role, group) in PEOPLE.items():
                if membership.role == role and group in ("", membership.group):
                    person = Recipient(str(membership.user), membership.user.email)
                    self._found[membership.partnership_id or 0, kind].append(person)

    def of(self, deadline: Deadline, kinds: Iterable[str]) -> list[Recipient]:
        """The recipients of these kinds in the deadline's partnership, each address once."""
        partnership = deadline.case.partnership
        found: dict[str, Recipient] = {}
        for kind in kinds:
            if kind == OFFICE:
                found.setdefault(partnership.contact_email, Recipient(partnership.name, partnership.contact_email))
            for recipient in self._found[partnership.pk, kind]:
                found.setdefault(recipient.email, recipient)
        return list(found.values())
