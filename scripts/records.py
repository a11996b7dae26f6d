"""Writes docs/security/records-of-processing.md, the record that Article 30 of the UK GDPR asks for, from the models.

    python -m scripts.records            write the page (make records)
    python -m scripts.records --check    fail where it is out of date (make check)

What a table holds is read from the models; whose it is and what for stands here. A table that is in no group, and not
among those that hold nobody's data, ends the command: whoever adds a model says which it is.
"""

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scripts.locked import ROOT

PAGE = ROOT / "docs" / "security" / "records-of-processing.md"


@dataclass(frozen=True)
class Group:
    """Tables whose data are of the same people, for the same purpose."""

    title: str
    whose: str
    purpose: str
    recipients: str
    kept: str
    tables: tuple[str, ...]


CASE_KEPT = (
    "As long as the partnership's period of retention says, counted from the day the case was closed; for ever where "
    "there is none. Then its key is destroyed by two people. A legal hold wins."
)
GROUPS = (
    Group(
        "Forms that people send",
        "Children, their families, other persons in a case; the professional who writes",
        "To refer a serious incident, to notify it, to answer what the partnership asks",
        "The partnership's office and those whom the case is open to; the sender and the lead of the agency",
        "A draft for 60 days without a change (a setting). What was sent, as the case. " + CASE_KEPT,
        (
            "forms.Attachment",
            "forms.Correction",
            "forms.Draft",
            "forms.DraftPresence",
            "forms.DraftWriter",
            "forms.StepLink",
            "forms.Submission",
            "workflow.DraftApproval",
        ),
    ),
    Group(
        "What was sent after a session had ended",
        "Whoever the text is about",
        "That nobody loses what they typed",
        "Its writer alone, once they have signed in again",
        "Four hours at most",
        ("forms.KeptPost",),
    ),
    Group(
        "The case, from the referral to the decision",
        "Children, their families, other persons in a case, practitioners; officers and partners by what they did",
        "To decide whether a local child safeguarding practice review is needed (Working Together)",
        "The partnership's office, its partners, scrutineer and reviewers as far as their role and assignment go; the "
        "national Panel, the Secretary of State and Ofsted as the law says, by letters that are frozen and sealed",
        CASE_KEPT,
        (
            "workflow.Advice",
            "workflow.AgencyReturn",
            "workflow.Arrival",
            "workflow.Case",
            "workflow.CaseAssignment",
            "workflow.CaseLabel",
            "workflow.CaseLink",
            "workflow.Child",
            "workflow.Decision",
            "workflow.Difference",
            "workflow.Extension",
            "workflow.InvolvedArea",
            "workflow.InvolvedBody",
            "workflow.NationalDecision",
            "workflow.Notification",
            "workflow.PanelAnswer",
            "workflow.ParallelProcess",
            "workflow.RapidReview",
            "workflow.Referral",
            "workflow.SearchMark",
            "workflow.SeatArrangement",
            "workflow.Vote",
        ),
    ),
    Group(
        "Working on a case",
        "The same, and the people who work on it",
        "To keep notes, documents, tasks, meetings and messages of a case in one place",
        "The partnership's office and whom a meeting, task or message is for",
        CASE_KEPT,
        (
            "workflow.CaseDocument",
            "workflow.CaseNote",
            "workflow.CaseTask",
            "workflow.DocumentVersion",
            "workflow.Invitation",
            "workflow.InvitationAnswer",
            "workflow.Meeting",
            "workflow.Message",
            "workflow.MessageFile",
            "workflow.MessageThread",
            "workflow.ThreadReading",
            "workflow.Waiting",
        ),
    ),
    Group(
        "The review and its publication",
        "Children, families, practitioners; reviewers",
        "To review, to check that a report names nobody, to publish it, to follow its recommendations",
        "The public what is published; reviewers, partners and publishers the drafts; recipients of advance copies",
        CASE_KEPT + " A published report stays at least a year on the site.",
        (
            "portal.PublicFile",
            "portal.ReportText",
            "portal.ReviewReportPage",
            "portal.AgreedContent",
            "workflow.AuditRound",
            "workflow.FrozenReport",
            "workflow.IdentificationHit",
            "workflow.Publication",
            "workflow.PublicationHold",
            "workflow.PublishedVersion",
            "workflow.RapidReviewAudit",
            "workflow.Recommendation",
            "workflow.RecommendationAction",
            "workflow.Review",
            "workflow.ReviewEntry",
            "workflow.SealedCopy",
        ),
    ),
    Group(
        "Notices and letters",
        "Recipients by name and address; in sealed letters whoever the case is about",
        "To tell people and bodies what they must do or know",
        "The recipients. An e-mail holds reference, link and date alone",
        CASE_KEPT + " Mails of signing in are gone once they were sent, or are too old.",
        ("workflow.BodyAddress", "workflow.Notice", "workflow.PrivateMail"),
    ),
    Group(
        "Keeping and erasing",
        "Officers and partners by what they did; nobody of the case",
        "To keep a case as long as it may be kept, and to show that it was erased",
        "The partnership's office",
        "For ever, without a word about the case",
        ("workflow.Gone", "workflow.LegalHold", "workflow.Tombstone"),
    ),
    Group(
        "The log",
        "Everybody who uses the portal, by what they did; what they typed is sealed",
        "To show who read and did what",
        "The office its own cases; auditors their area",
        "As long as the portal. After a case was erased its rows stay, and what they sealed cannot be opened",
        (
            "workflow.AuditBreak",
            "workflow.Event",
            "workflow.Export",
            "workflow.PersonFile",
            "workflow.ProcedureChange",
        ),
    ),
    Group(
        "Accounts",
        "People who use the portal",
        "To let in who may enter, in the role that they hold, and nobody else",
        "Themselves; who keeps people in their agency, partnership or the portal",
        "An account stays, as the log names it; its roles end. Sessions eight hours, invitations seven days",
        (
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
            "people.User",
            "portal.AccountChange",
            "portal.ApiToken",
            "portal.BrowserSession",
            "portal.Invitation",
            "portal.KeptAnswer",
            "portal.Webhook",
            "portal.WebhookMessage",
            "sessions.Session",
            "socialaccount.SocialAccount",
            "socialaccount.SocialToken",
            "workflow.CalendarFeed",
            "workflow.Cover",
            "workflow.Membership",
            "workflow.QueueColumns",
            "workflow.SavedView",
        ),
    ),
    Group(
        "Content of the site",
        "Editors, by what they wrote and commented; people whom a page names, which a second person agrees to",
        "To write guidance, news, learning and forms",
        "The public what is published; editors the rest",
        "As long as the page",
        (
            "forms.FormPage",
            "forms.FormRelease",
            "portal.LearningPage",
            "portal.NewsPage",
            "wagtailadmin.EditingSession",
            "wagtailadmin.FormState",
            "wagtailcore.APIToken",
            "wagtailcore.Comment",
            "wagtailcore.CommentReply",
            "wagtailcore.ModelLogEntry",
            "wagtailcore.Page",
            "wagtailcore.PageLogEntry",
            "wagtailcore.PageSubscription",
            "wagtailcore.Revision",
            "wagtailcore.TaskState",
            "wagtailcore.UploadedFile",
            "wagtailcore.WorkflowState",
            "wagtaildocs.Document",
            "wagtailimages.Image",
            "wagtailusers.UserProfile",
        ),
    ),
    Group(
        "Readers of the library",
        "Members of the public who ask for a report or for alerts",
        "To send what they asked for",
        "The partnership's office for a request; nobody for an alert",
        "A request, with all that was typed in its form, 180 days after its answer, at most two years; a form that was "
        "begun and not sent a day; an alert until one press ends it; an address that nobody confirmed three days",
        ("portal.ReportAlert", "portal.ReportRequest"),
    ),
    Group(
        "Partnerships and agencies",
        "Contacts of an office, where an address is a person's",
        "To show whom to ask, and to write to them",
        "The public an office's contact; the office an agency's",
        "As long as they work with the portal",
        ("workflow.Agency", "workflow.Partnership"),
    ),
)
# Tables that hold nobody's data: rules, words of the procedure, counters, queues, structure.
NOBODYS = frozenset(
    """
    auth.Group auth.Permission contenttypes.ContentType django_q.OrmQ django_q.Schedule django_q.Task forms.DataKey
    forms.IndexKey
    forms.FormVersion portal.ContentPage portal.FormsIndexPage portal.HomePage portal.LearningIndexPage
    portal.NewReport portal.NewsIndexPage portal.PortalHomePage portal.ReportIndexPage
    portal.ReportTheme portal.TaggedReport socialaccount.SocialApp taggit.Tag taggit.TaggedItem wagtailadmin.Admin
    wagtailcore.Collection wagtailcore.CollectionViewRestriction wagtailcore.GroupApprovalTask
    wagtailcore.GroupCollectionPermission wagtailcore.GroupPagePermission wagtailcore.GroupSitePermission
    wagtailcore.Locale wagtailcore.PageViewRestriction wagtailcore.ReferenceIndex wagtailcore.Site wagtailcore.Task
    wagtailcore.Workflow wagtailcore.WorkflowContentType wagtailcore.WorkflowPage wagtailcore.WorkflowTask
    wagtailembeds.Embed wagtailforms.FormSubmission wagtailimages.Rendition wagtailredirects.Redirect
    wagtailsearch.IndexEntry wagtailsearch.SQLiteFTSIndexEntry wagtailsearchpromotions.Query
    wagtailsearchpromotions.QueryDailyHits wagtailsearchpromotions.SearchPromotion workflow.ActionReminder
    workflow.AgencyKind workflow.AuditAlarm workflow.AuditAnchor workflow.AuditHead workflow.AuditPrompt
    workflow.BankHoliday workflow.Deadline
    workflow.DeadlineReminder workflow.DeadlineRule workflow.MovedDeadline workflow.NoticeTemplate
    workflow.ProcedureVersion workflow.QuarterMark
    workflow.Recalculation workflow.ReferenceCounter workflow.RetentionSchedule
    workflow.ReturnReminder workflow.RoleGroup workflow.WaitingMark workflow.WorkerHeartbeat
    """.split()  # noqa: SIM905 - a list of words
)

HEADING = """\
# Records of processing

What a portal stores about people, as Article 30 of the UK GDPR asks each controller to record it. This page is
made by `make records` from the
tables of the program; `make check` fails where it is out of date. **What stands in bold brackets the
partnership fills in**, in a copy of its own.

| | |
|---|---|
| Controller | **[the safeguarding partners as joint controllers, or who they agreed on; address, contact]** |
| Data protection officer | **[name of the office, contact]** |
| Processor | **[who runs the server, the mail server and the backups, with the contract]** |
| Lawful basis | **[usually a public task, Article 6(1)(e); of special categories Article 9(2)(g) with Schedule \
1 of the Data Protection Act 2018, safeguarding of children; of offences Article 10 with the same]** |
| Transfers abroad | The program makes none. **[where server, mail and backups are]** |
| Periods | Each partnership sets how long closed cases are kept: **[years with a review, years without]** |

## How each field is protected

| Class | What it means |
|---|---|
| sealed | what people typed about a case: encrypted under a key of its own case before it reaches a table, \
opened for those alone whose role reads it, unreadable once the key is destroyed, in every backup too; never in \
a log, an address or an e-mail |
| in clear | identifiers, states, kinds, days, digests, and what works only in clear: names and addresses of \
accounts, what is published. Read by those whose role opens the page; readable on a stolen disk, which is why \
the operator encrypts disks and backups |
| by account | who did it: a link to an account, not a name |

Special categories (health, sexual life, ethnic origin, religion) and offences can stand in every sealed field.
"""


def render(models: Iterable[Any]) -> str:
    """The page as Markdown. Raises ValueError in words where a table is in no group, or one in a group is none."""
    by_label = {model._meta.label: model for model in models}
    named = [table for group in GROUPS for table in group.tables]
    wrong = [
        f"{label}: whose data it holds stands nowhere in scripts/records.py."
        for label in by_label
        if label not in named and label not in NOBODYS
    ]
    wrong += [
        f"{label}: there is no such table any more."
        for label in (*named, *NOBODYS)
        if label not in by_label and not label.startswith("wagtailsearch.")
    ]
    wrong += [
        f"{label}: it has sealed fields, so it does hold somebody's data."
        for label in NOBODYS & set(by_label)
        if _fields(by_label[label])[0]
    ]
    if wrong:
        raise ValueError("\n".join(sorted(wrong)))
    return "\n".join([HEADING, *(line for group in GROUPS for line in _group(group, by_label))])


def _group(group: Group, by_label: dict[str, Any]) -> Iterator[str]:
    yield from (f"## {group.title}", "", "| | |", "|---|---|")
    yield from (f"| Whose data | {group.whose} |", f"| Purpose | {group.purpose} |")
    yield from (f"| Recipients | {group.recipients} |", f"| Kept | {group.kept} |", "")
    yield from ("| Table | Sealed | In clear | By account |", "|---|---|---|---|")
    for label in group.tables:
        columns = (", ".join(names) or "-" for names in _fields(by_label[label]))
        yield f"| {label.partition('.')[0]}: {by_label[label]._meta.verbose_name} | {' | '.join(columns)} |"
    yield ""


def _fields(model: Any) -> tuple[list[str], list[str], list[str]]:
    """The names of a table's own fields: sealed, of text in clear, and links to people."""
    from django.db import models  # noqa: PLC0415 - once Django is set up

    from forms.vault import SealedField  # noqa: PLC0415 - models are loaded first

    texts = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
    sealed, clear, people = list[str](), list[str](), list[str]()
    for field in model._meta.local_concrete_fields:
        words = str(field.verbose_name)
        if isinstance(field, SealedField):
            sealed.append(words)
        elif isinstance(field, texts) and not field.choices:
            clear.append(words)
        elif field.is_relation and field.related_model._meta.label in ("people.User", "workflow.Membership"):
            people.append(words)
    return sealed, clear, people


def models_of_the_portal() -> list[Any]:
    """Every table of the installed apps. Sets Django up, as the suite has it, where nobody did."""
    from django.apps import apps  # noqa: PLC0415 - cheap until Django is set up

    return [model for model in apps.get_models() if not model._meta.proxy]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.records", description=__doc__)
    parser.add_argument("--check", action="store_true", help="Change nothing; fail where the page is out of date.")
    check = parser.parse_args().check
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings.test", PORTAL_DATA_DIR=folder)
        import django  # noqa: PLC0415 - after its settings are named

        django.setup()
        try:
            page = render(models_of_the_portal())
        except ValueError as error:
            sys.exit(str(error))
    if not check:
        PAGE.write_text(page, encoding="utf-8")
        print("Wrote docs/security/records-of-processing.md.")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/security/records-of-processing.md is out of date. Run: make records")


if __name__ == "__main__":
    main()
