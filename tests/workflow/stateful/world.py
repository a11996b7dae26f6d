"""A partnership with people in every role, and its cases, for the stateful test."""

from datetime import datetime
from typing import Any
from uuid import UUID

from forms.vault import DataKey
from tests.factories.party import AgencyFactory, OutsideBodyFactory, PartnershipFactory, actor
from tests.factories.submission import SLUGS, SubmissionFactory, form_page
from tests.workflow.intake.sending import answers_for
from workflow.engine.door import begin_together
from workflow.engine.machine import machines
from workflow.engine.step import local_date
from workflow.models import Case, Notification, ProcedureVersion, Referral
from workflow.parties.reference_counter import ReferenceCounter
from workflow.parties.roles import Actor, Group, Role, Seat


class Area:
    """One partnership; `people` by the letter of their role, several of some, so that a second person can be found."""

    def __init__(self) -> None:
        self.partnership = PartnershipFactory(slug="stateful")
        self.hospital = AgencyFactory(of=self.partnership)
        self.council = AgencyFactory(of=self.partnership, notifies_for=self.partnership)
        agencies = [self.hospital, self.council, AgencyFactory(of=self.partnership)]
        here = self.partnership
        self.people: dict[str, list[Actor]] = {
            Role.OFFICER: [actor(Role.OFFICER, here) for _ in range(3)],
            Role.DECISION_MAKER: [actor(Role.DECISION_MAKER, here, seat=seat) for seat in Seat],
            Role.GROUP: [actor(Role.GROUP, here, group=group) for group in Group],
            Role.SUBMITTER: [actor(Role.SUBMITTER, agency) for agency in agencies],
            Role.LEAD: [actor(Role.LEAD, agency) for agency in agencies],
        }
        self.people |= {role: [actor(role, here)] for role in sorted(set(Role) - set(self.people))}
        self.outside = OutsideBodyFactory(outside_for=here)
        elsewhere = PartnershipFactory(slug="other-area")
        self.strangers = [actor(role, elsewhere) for role in (Role.OFFICER, Role.SCRUTINEER, Role.REVIEWER)]
        for handler in SLUGS:
            form_page(handler, self.partnership)


class World:
    """The cases of one example, in that area."""

    def __init__(self, area: Area) -> None:
        self.partnership, self.hospital, self.people, self.strangers = (
            area.partnership,
            area.hospital,
            area.people,
            area.strangers,
        )
        self.case_ids: list[UUID] = []

    def open_case(self, now: datetime) -> Case:
        """A case of a referral by the hospital, as its form opens it."""
        key = DataKey.objects.make()
        today = local_date(now)
        case = Case(
            partnership=self.partnership,
            procedure=ProcedureVersion.objects.in_force(self.partnership, today),
            data_key=key,
            reference=ReferenceCounter.next_reference(self.partnership, today.year),
            opened_at=now,
        )
        by = self.people[Role.SUBMITTER][0]
        sent = SubmissionFactory(
            handler="open_case", partnership=self.partnership, data_key=key, owner=by.user, submitted_at=now
        )
        sent.answers = answers_for(sent.version.definition, {})
        sent.save()
        referral = Referral(case=case, data_key=key, agency=self.hospital, submission=sent, referred_on=today)
        notification = Notification(case=case, data_key=key, aware_on=today)
        begin_together([(case, {}), (referral, {}), (notification, {})], by=by, now=now)
        self.case_ids.append(case.pk)
        return case

    def records(self, case: Case) -> list[Any]:
        """Every machine's records of the case, read anew, the newest last."""
        found: list[Any] = []
        for model in machines().values():
            found += [case] if model is Case else list(model.objects.filter(case=case))
        return sorted(found, key=lambda record: (record.created_at, record.KIND))

    def everybody(self) -> list[Actor]:
        """Everyone of the partnership, and people of another area."""
        return [each for several in self.people.values() for each in several] + self.strangers
