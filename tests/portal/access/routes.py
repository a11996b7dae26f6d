"""Who may open what: every address of the portal, by its pattern in the URL table. A missing one fails the suite.

A row holds for one address; one that ends in a star for all that begin like it and have no nearer row of their own.
Whoever is not in the row is refused.

A letter is a person: the eleven roles (workflow/parties/roles.py) S L O D G I R C U A Y; small letters hold a role, but
not for this record: `s` `l` work for another agency, `i` `r` are not assigned to the case. `n` is a submitter of the
agency that notifies, `N` somebody signed in without any role, `P` the public. Before the bar stands who opens the
address about the own area, behind it who opens the same about the foreign one.
"""

from tests.portal.access.canaries import CASE as CASE_WORDS
from tests.portal.access.canaries import SENT as SENT_BY
from tests.portal.access.canaries import TOLD
from tests.portal.access.cms_routes import CMS_ROUTES

ROLES = "SLnslODGIiRrCUAY"
SIGNED_IN = ROLES + "N"
ALL = SIGNED_IN + "P"
CASE = "ODGIR"
# Who reads what was sent for a case, too. A group reads the report alone.
SENT = "ODIR"

ROUTES: dict[str, str] = {
    # The program itself, and what the public reads.
    **dict.fromkeys(["healthz", "readyz", "robots.txt", "sitemap.xml"], ALL),
    "brand/<slug:slug>.css": f"{ALL}|{ALL}",
    # Of a library of reports; by a signed link; and a file of a name that there is none of.
    "library/<int:library_id>/*": f"{ALL}|{ALL}",
    "library/<int:library_id>/data/<slug:what>.<slug:kind>": "",
    **dict.fromkeys(["library/alerts/confirm/<str:token>/", "library/copies/<str:token>/"], ""),
    "library/words.js": ALL,
    "library/alerts/stop/<str:token>/": f"{ALL}|{ALL}",
    # Papers of the site are for everybody; the tests keep no files, so that none is found.
    "documents/*": "",
    "media/images/*": "",
    "api/v2/pages/": ALL,
    "api/v2/pages/<int:pk>/": "",
    "api/v2/pages/find/": "",
    **dict.fromkeys(["api/v2/images/*", "api/v2/documents/*"], ALL),
    **dict.fromkeys(["api/v2/images/find/", "api/v2/documents/find/"], ""),
    # By a program's token alone: nobody's cookies open anything there. What is public is so for everybody.
    "api/v1/*": "",
    **dict.fromkeys([f"api/v1/{each}" for each in ("openapi.json", "docs/", "forms", "reports")], ALL),
    **dict.fromkeys(["api/v1/themes", "api/v1/open-data"], ALL),
    **dict.fromkeys([f"api/v1/forms/<page_number:form_id>{each}" for each in ("", "/schema")], f"{ALL}|{ALL}"),
    # What programs may do for somebody, and what they are told.
    "programs/": "LlODGIiRrY",
    "programs/tokens/new/": "LlODGIiRr",
    "programs/tokens/<uuid:token_id>/revoke/": "L",
    "programs/webhooks/new/": "LlY",
    "programs/webhooks/<uuid:webhook_id>/": "L",
    "programs/preview/<int:page_id>/": "",
    "_util/authenticate_with_password/*": "",
    "_util/login/": ALL,
    r"((?:[\w\-]+/)*)": f"{ALL}|{ALL}",
    # An account's own pages: they are about nobody else.
    **dict.fromkeys([f"accounts/{each}/" for each in ("email", "logout", "inactive", "session", "confirm-email")], ALL),
    **dict.fromkeys(["accounts/second-step/not-now/", "accounts/password/reset/*", "accounts/confirm-email/(*"], ALL),
    **dict.fromkeys([f"accounts/{each}/" for each in ("sessions", "reauthenticate", "password/set")], SIGNED_IN),
    **dict.fromkeys(["accounts/password/change/", "accounts/2fa/", "accounts/2fa/reauthenticate/"], SIGNED_IN),
    # Who is signed in already is sent on to their work.
    **dict.fromkeys(["accounts/login/*", "accounts/signup/"], ALL),
    **dict.fromkeys([f"accounts/2fa/{each}/" for each in ("authenticate", "webauthn/login")], SIGNED_IN),
    # A second step is set up; nobody here has one that could be changed.
    **dict.fromkeys(["accounts/2fa/totp/activate/", "accounts/2fa/recovery-codes/generate/"], SIGNED_IN),
    **dict.fromkeys([f"accounts/2fa/webauthn/{each}" for each in ("", "add/", "reauthenticate/")], SIGNED_IN),
    **dict.fromkeys(["accounts/2fa/totp/deactivate/", "accounts/2fa/recovery-codes/"], ""),
    **dict.fromkeys(["accounts/2fa/recovery-codes/download/", "accounts/2fa/webauthn/keys/*"], ""),
    # By a secret in the address.
    "join/*": "",
    "copies/<slug:token>/": f"{ALL}|{ALL}",
    # A link that opens nothing any more says so to everybody alike.
    "section/<slug:token>/": f"{ALL}|{ALL}",
    "kept/<uuid:kept_id>/": "",
    # People.
    **dict.fromkeys(["people/", "people/who/", "people/invite/", "people/invitations/", "people/waiting/"], "LlODY"),
    "people/invite/<str:role>/": "O",
    "people/invitations/<uuid:invitation_id>/*": "O",
    "people/waiting/invitation/*": "",
    "people/waiting/change/*": "LOY|Y",
    "people/waiting/address/*": "OD",
    # Nothing waits here.
    "people/waiting/periods/*": "",
    "people/<int:person_id>/*": "LOY|Y",
    "partnerships/add/": "Y",
    "partnerships/<slug:slug>/added/": "Y|Y",
    # Forms: a draft is its writer's, what was sent also those of the agency and of the case.
    "forms/<uuid:draft_id>/*": "S",
    "forms/<uuid:draft_id>/step/<slug:name>/<uuid:entry>/*": "",
    # A redirect to the page with the button, whoever asks.
    "forms/<uuid:draft_id>/send/": f"{SIGNED_IN}|{SIGNED_IN}",
    "forms/<uuid:submission_id>/receipt/*": f"SL{SENT}",
    "forms/<uuid:submission_id>/copy/*": f"SL{SENT}",
    "forms/<uuid:submission_id>/copy/add/*": "SLO",
    "forms/<uuid:submission_id>/copy/add/<slug:step>/<int:number>/*": "",
    # The desk.
    "desk/": f"{CASE}irUA",
    **dict.fromkeys(["desk/health/", "desk/held/", "desk/open/", "desk/record/", "desk/returns/", "desk/forms/"], "O"),
    "desk/held/<uuid:submission_id>/hand-over/": "",
    "desk/log/": "A",
    "desk/overview/": "ODG",
    # About the person's own dates alone; and those dates, by a secret in the address.
    "desk/calendar/": f"SLnsl{CASE}ir",
    "calendar/<slug:token>.ics": "",
    # Posted only.
    **dict.fromkeys(["desk/views/", "desk/views/<uuid:view_id>/delete/", "desk/columns/", "desk/give/"], ""),
    **dict.fromkeys(["desk/chase/", "desk/write/"], ""),
    "desk/search/": "ODIiRr",
    "desk/machines/": f"{CASE}ir",
    "desk/forms/compare/": f"{CASE}ir",
    "desk/forms/<int:page_id>/*": "O",
    "desk/audit/": "OGA",
    **dict.fromkeys(["desk/audit/<uuid:round_id>/", "desk/audit/<uuid:round_id>/file/"], "OA"),
    "desk/audit/<uuid:round_id>/draw/": "OA",
    "desk/audit/<uuid:round_id>/report/": "O",
    "desk/audit/of/*": "OA",
    "desk/statistics/*": "ODGIiA",
    "desk/retention/*": "ODA",
    **dict.fromkeys(["desk/bank-holidays/", "desk/bank-holidays/<int:holiday_id>/"], "OY"),
    "desk/bank-holidays/moved/*": f"{CASE}irY",
    "desk/publications/": f"{CASE}irU",
    "desk/report-requests/": "OU",
    "desk/report-requests/<uuid:request_id>/": "OU",
    "desk/recommendations/*": f"{CASE}ir",
    "desk/<reference:reference>/": CASE,
    **dict.fromkeys([f"desk/<reference:reference>/{each}" for each in ("summary/", "summary.pdf")], "ODIR"),
    "desk/my-tasks/": f"{CASE}ir",
    **dict.fromkeys([f"desk/<reference:reference>/{each}/" for each in ("notes", "tasks", "documents")], SENT),
    # The office's own: nothing of it is shared with anybody here.
    "desk/<reference:reference>/notes/<uuid:note_id>/*": "O",
    "desk/<reference:reference>/tasks/<uuid:task_id>/*": "O",
    "desk/<reference:reference>/documents/<uuid:document_id>/*": "O",
    # The messages with one agency are the office's and that agency's; of a meeting a group learns when it is asked.
    "desk/<reference:reference>/messages/": SENT,
    "desk/<reference:reference>/messages/<counterpart:whom>/*": "O",
    "desk/<reference:reference>/meetings/": CASE,
    "desk/<reference:reference>/meetings/plan/": "O",
    "desk/<reference:reference>/meetings/<uuid:meeting_id>/*": SENT,
    "desk/<reference:reference>/meetings/<uuid:meeting_id>/<step:name>/": "O",
    # Only an agency is invited, which answers in its workspace.
    "desk/<reference:reference>/meetings/<uuid:meeting_id>/answer/": "",
    **dict.fromkeys([f"desk/<reference:reference>/{each}/" for each in ("deadlines", "review", "people")], CASE),
    **dict.fromkeys([f"desk/<reference:reference>/{each}/" for each in ("notices", "timeline", "machines")], CASE),
    **dict.fromkeys([f"desk/<reference:reference>/{each}/" for each in ("returns", "decision", "files")], SENT),
    "desk/<reference:reference>/forms/<uuid:submission_id>/": SENT,
    **dict.fromkeys([f"desk/<reference:reference>/returns/{each}/" for each in ("remind", "export")], "O"),
    "desk/<reference:reference>/identification/*": "O",
    "desk/<reference:reference>/procedure/": "O",
    "desk/<reference:reference>/copy-sheet/": "",
    "desk/<reference:reference>/notices/<uuid:notice_id>/*": "O",
    "desk/<reference:reference>/notices/<uuid:notice_id>/letter*": SENT,
    **dict.fromkeys([f"desk/<reference:reference>/notices/{each}" for each in ("sent/", "register.csv")], "O"),
    "desk/<reference:reference>/letters/*": "O",
    "desk/<reference:reference>/copies/*": "O",
    "desk/<reference:reference>/<machine:kind>/*": "O",
    # The agencies' workspace.
    "my/": SIGNED_IN,
    **dict.fromkeys(["my/cases/", "my/drafts/", "my/sent/"], SIGNED_IN),
    "my/<reference:reference>/label/": "SLn",
    "my/agency/": "Ll",
    "my/approve/<uuid:approval_id>/": "",
    "my/drafts/<uuid:draft_id>/people/": "S",
    "my/notify/": "n",
    "my/copy-sheet/*": "n",
    "my/<reference:reference>/": "SLn",
    "my/<reference:reference>/returns/*": "SL",
    "my/<reference:reference>/<machine:kind>/*": "SL",
    **dict.fromkeys([f"my/<reference:reference>/{each}/*" for each in ("messages", "meetings")], "SL"),
    # A report before it is public.
    "report-drafts/*": f"{CASE}U",
    **CMS_ROUTES,
}
# Raises on purpose, to try the error page.
NEVER_ASKED = {"admin/failwhale/"}
# They answer to POST alone; asked with nothing typed.
POSTED = (
    *("/send-again/", "/withdraw/", "/cover/<int:cover_id>/end/", "/autosave/", "/files/", "attachment_id>/remove/"),
    *("/hand-over/", "/draw/", "audit/<uuid:round_id>/report/", "<int:holiday_id>/", "/returns/remind/", "/again/"),
    *("/set-aside/", "/start/", "/label/", "/no-answer/", "/revoke/"),
)
# Which sealed words of their own area they read, wherever they stand (canaries.py).
READ = {**dict.fromkeys("SL", {SENT_BY, TOLD}), **dict.fromkeys("ODIR", {SENT_BY, TOLD, CASE_WORDS}), "G": {CASE_WORDS}}
# A publisher reads a report once it is cleared (D33), an auditor the rapid reviews that were drawn (D41). Everybody
# else outside the case's own workers reads none.
ALSO_READ = {"report-drafts/": "U", "desk/publications/": "U", "desk/audit/": "A"}


def rule_of(route: str) -> str | None:
    """The row of this address, else the one with the nearest star, None without one."""
    stars = [row for row in ROUTES if row.endswith("*") and route.startswith(row[:-1])]
    nearest = max(stars, key=len, default="")
    return ROUTES.get(route, ROUTES.get(nearest))
