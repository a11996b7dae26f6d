"""Who may open what in the CMS. Its root is closed: an address that Wagtail or a hook adds is open to nobody here.

A page of the table is a report that its reviewer is writing (scene.py); forms and the branch have rows of their own.
"""

CMS = "ORrCUY"
# Who works on pages, of their own area alone.
PAGES = "ORrCU"
WRITERS = "CU"
EVERYBODY = "SLnslODGIiRrCUAYNP"
GIVE_ROLES = "LlODY"


def rows(beginning: str, *ends: str, who: str) -> dict[str, str]:
    """The same people for several addresses that begin alike."""
    return {f"{beginning}{end}": who for end in ends}


ONES_OWN = {
    "admin/": CMS,
    "admin/guide/*": CMS,
    # Answered without asking who it is: scripts and icons, and how to sign out.
    **rows("admin/", "logout/", "sprite/", "jsi18n/", who=EVERYBODY),
    # Lead to the people pages, which decide.
    **rows("admin/", "users/*", "groups/*", "(?:users|groups*", who=GIVE_ROLES),
    **rows("admin/", "test404/", "account/", "dismissibles/", "tag-autocomplete/", "embeds/chooser/*", who=CMS),
    **rows("admin/choose-", "external-link/", "email-link/", "phone-link/", "anchor-link/", who=CMS),
    "admin/searchpicks/queries/chooser/*": CMS,
}
PAGE_LISTS = {
    **rows("admin/", "choose-page/*", "api/main/pages/", "pages/create/*", "workflows/task_chooser/*", who=CMS),
    "admin/choose-page/<int:parent_page_id>/": f"{CMS}|{CMS}",
    **rows("admin/pages/", "search/*", "usage/*", who=PAGES),
    **rows("admin/forms/", "", "results/", who=PAGES),
    **rows("admin/reports/", "workflow/*", "workflow_tasks/*", "aging-pages/*", "page-types-usage/*", who=PAGES),
    "admin/reports/site-history/*": CMS,
    "admin/reports/locked/*": "U",
}
BRANCH = {
    **rows("admin/pages/<int:parent_page_id>/", "", "results/", "add_subpage/", who=WRITERS),
    "admin/pages/add/*": WRITERS,
    **rows("admin/form-", "changes/*", "versions/*", "aside/*", "trial/*", "sets/*", who=WRITERS),
    **rows("admin/form-", "map/*", "languages/*", "move/*", "export/*", "import/<int:page_id>/", who=WRITERS),
    # Below the branch itself stands the form by which a report is asked for.
    "admin/form-import/below/<int:parent_id>/": WRITERS,
}
# Nobody moves a report from here (portal.reports.lock).
REPORT = {
    "admin/api/main/pages/<int:pk>/": "OR",
    **rows("admin/pages/<int:page_id>/", "edit/*", "view_draft/", "usage/", "history/*", "workflow_history/", who="OR"),
    **rows("admin/pages/<int:page_id>/revisions/<int:revision_id>/", "view/", "revert/", who="OR"),
    r"admin/pages/(?P<pk>\d+)/revisions/compare/*": "OR",
    # An old address, which leads to the history; and a question whose answer does nothing to a page outside a workflow.
    **rows("admin/pages/", "<int:page_id>/revisions/", "workflow/confirm_cancellation/*", who=f"{CMS}|{CMS}"),
}
# One collection for all: writers keep what is in it, administrators choose a partnership's logo.
MEDIA = {
    **rows("admin/api/main/", "images/", "images/<int:pk>/", "documents/", "documents/<int:pk>/", who=CMS),
    **rows("admin/images/chooser/", "", "results/", "chosen-multiple/", who=CMS),
    **rows("admin/documents/chooser/", "", "results/", "chosen-multiple/", who=CMS),
    **rows("admin/images/", "", "results/", "add/", "multiple/add/", who="CUY"),
    **rows("admin/images/chooser/", "chosen/*", "create/", "<int:image_id>/select_format/", who="CUY"),
    **rows("admin/images/", "<int:image_id>/", "<int:image_id>/delete/", "usage/*", who=WRITERS),
    "admin/images/<int:image_id>/preview/*": WRITERS,
    **rows("admin/documents/", "", "results/", "add/", "edit/*", "delete/*", "multiple/add/", "usage/*", who=WRITERS),
    **rows("admin/documents/chooser/", "chosen/*", "create/", who=WRITERS),
}
# Of a published version; what only a draft has is not there.
PROCEDURE = {
    **rows("admin/procedure/", "", "<uuid:procedure_id>/", who="OCY"),
    **rows("admin/procedure/<uuid:procedure_id>/", "compare/", "export/", "publish/", "basics/", "lists/*", who="OCY"),
    **rows("admin/procedure/", "import/", "<uuid:procedure_id>/copy/", who="CY"),
    "admin/procedure/<uuid:procedure_id>/withdraw/": "Y",
}
# Nothing waits for a second person in the scene.
SECOND_PERSON = {"admin/second-person/": "O", "admin/second-person/<int:asked_id>/": ""}
KEPT_BY_ADMINISTRATORS = {
    **rows("admin/", "collections/*", "redirects/*", "sites/*", who="Y"),
    "admin/redirects/import/process/": "",
    **rows("admin/workflows/", "list/*", "add/", "edit/*", "disable/*", who="Y"),
    **rows("admin/workflows/tasks/", "select_type/", "index/*", "edit/*", "disable/*", who="Y"),
    **rows("admin/snippets/workflow/", "partnership/*", "agency/*", "retentionschedule/*", "bodyaddress/*", who="Y|Y"),
    "admin/snippets/workflow/agencykind/*": "Y",
    # Content editors keep the themes of reports.
    "admin/snippets/portal/reporttheme/*": "C",
    # Leads to the page that asks for a whole partnership, and that decides.
    "admin/snippets/workflow/partnership/add/": EVERYBODY,
    # Wagtail asks for a right that nobody has.
    **rows("admin/snippets/workflow/", "partnership/delete/*", "agency/delete/*", who=""),
    **rows("admin/snippets/workflow/", "retentionschedule/delete/*", "bodyaddress/delete/*", who=""),
}
# Whoever has a role in the CMS sees the names there are, and makes none.
CHOSEN_BY_NAME = {
    **rows("admin/snippets/choose/workflow/", "partnership/*", "agency/*", "retentionschedule/*", who=f"{CMS}|{CMS}"),
    "admin/snippets/choose/workflow/bodyaddress/*": f"{CMS}|{CMS}",
    # One's own area's only: of another area's they are not there for anybody but who keeps them all.
    **rows("admin/snippets/choose/workflow/", "retentionschedule/chosen/<str:pk>/", who=f"{CMS}|Y"),
    "admin/snippets/choose/workflow/bodyaddress/chosen/<str:pk>/": f"{CMS}|Y",
    **rows("admin/snippets/choose/", "workflow/agencykind/*", "portal/reporttheme/*", who=CMS),
    **rows("admin/snippets/choose/workflow/", "partnership/create/", "agency/create/", "agencykind/create/", who="Y"),
    **rows("admin/snippets/choose/workflow/", "retentionschedule/create/", "bodyaddress/create/", who="Y"),
    "admin/snippets/choose/portal/reporttheme/create/": "C",
}
CMS_ROUTES: dict[str, str] = {
    "admin/*": "",
    **ONES_OWN,
    **PAGE_LISTS,
    **BRANCH,
    **REPORT,
    **MEDIA,
    **PROCEDURE,
    **SECOND_PERSON,
    **KEPT_BY_ADMINISTRATORS,
    **CHOSEN_BY_NAME,
}
