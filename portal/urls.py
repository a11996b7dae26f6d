"""Every address of the portal. Wagtail's pages come last: they answer whatever is left."""

from django.conf import settings
from django.contrib.sitemaps import views as sitemaps
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import Sitemap
from wagtail.documents import urls as wagtaildocs_urls

from portal.accounts import kept_posts
from portal.api.v2 import router
from portal.reports import preview as report_preview
from portal.site import health
from portal.site import views as site_views
from portal.start.demo import views as demo_views

to_account = RedirectView.as_view(pattern_name="mfa_index")
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.process, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("robots.txt", site_views.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, {"sitemaps": {"pages": Sitemap}}, name="sitemap"),
    path("brand/<slug:slug>.css", site_views.brand, name="brand"),
    # The CMS has no door of its own: everybody signs in at the same place, second factor included.
    path("admin/login/", to_sign_in),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout"), name="admin_logout"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # An address is what a person is known by: staff change it, not the person.
    path("accounts/email/", to_account),
    path("accounts/", include("allauth.urls")),
    path("kept/<uuid:kept_id>/", kept_posts.kept_post, name="kept_post"),
    path("api/v2/", router.urls),
    path("forms/", include("forms.urls")),
    path("desk/", include("workflow.desk.urls")),
    path("my/", include("workflow.workspace.urls")),
    # For those without an account: the Panel, the Secretary of State, Ofsted, the NSPCC.
    path("copies/", include("workflow.receiving.urls")),
    path("report-drafts/<uuid:review_id>/", report_preview.draft, name="report_draft"),
    path("report-drafts/<uuid:review_id>/versions/<int:number>/", report_preview.version, name="report_version"),
]

if settings.DEMO_CLOCK_FILE is not None:
    urlpatterns += [
        path("demo/clock/", demo_views.clock, name="demo_clock"),
        path("demo/mail/", demo_views.mails, name="demo_mail"),
        path("demo/mail/<str:name>/", demo_views.mail, name="demo_one_mail"),
    ]
if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()

urlpatterns += [path("", include(wagtail_urls))]

handler403 = "portal.site.views.forbidden"
# 404 and 500 are Django's own, with our templates.
