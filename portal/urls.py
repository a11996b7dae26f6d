"""Every address of the portal. Wagtail's pages come last: they answer whatever is left."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps import views as sitemaps
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import Sitemap
from wagtail.documents import urls as wagtaildocs_urls

from portal.accounts import kept_posts, no_way_in, passkey, second_step_offer
from portal.accounts.people.views import joining as join_views
from portal.accounts.people.views.listing import instead_of_wagtails
from portal.accounts.sessions import pages as session_pages
from portal.api.v2 import router
from portal.language.scripts import words_of_scripts
from portal.library.requests import desk as request_desk
from portal.reports import preview as report_preview
from portal.site import health, pictures
from portal.site import views as site_views
from portal.start.partnership import page as partnership_pages
from workflow.desk.feed import page as feed_pages

to_account = RedirectView.as_view(pattern_name="mfa_index")
to_adding = RedirectView.as_view(pattern_name="add_partnership")
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
    # Wagtail's own screens of users and groups: one person alone would make somebody of another there.
    re_path(r"^admin/(?:users|groups|api-tokens|bulk/(?:people|auth))(?:/|$)", instead_of_wagtails),
    # A partnership needs more than its row: one page asks for all of it.
    path("admin/snippets/workflow/partnership/add/", to_adding),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:name>", pictures.picture, name="picture"),
    # An address is what a person is known by: staff change it, not the person.
    path("accounts/email/", to_account),
    path("accounts/login/", no_way_in.sign_in, name="account_login"),
    path("accounts/sessions/", session_pages.where_signed_in, name="account_sessions"),
    path("accounts/second-step/not-now/", second_step_offer.not_now, name="second_step_not_now"),
    path("accounts/session/", session_pages.time_left, name="account_session"),
    # Not allauth.urls: with single sign-on come pages to sign up and to connect accounts, which nobody may here.
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/webauthn/login/", passkey.SignInWithPasskey.as_view(), name="mfa_login_webauthn"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("people/", include("portal.accounts.people.urls")),
    path("join/again/<str:secret>/", join_views.set_up_again, name="join_again"),
    path("join/<str:secret>/", join_views.join, name="join"),
    path("kept/<uuid:kept_id>/", kept_posts.kept_post, name="kept_post"),
    path("api/v2/", router.urls),
    # By its name: what makes the API is loaded when somebody first asks for it.
    path("api/v1/", ("portal.api.v1.urls", "api_v1", "api_v1")),
    path("programs/", include("portal.api.programs.urls")),
    path("partnerships/add/", partnership_pages.add_partnership, name="add_partnership"),
    path("partnerships/<slug:slug>/added/", partnership_pages.partnership_added, name="partnership_added"),
    path("forms/", include("forms.urls")),
    path("desk/report-requests/", request_desk.requests, name="report_requests"),
    path("desk/report-requests/<uuid:request_id>/", request_desk.one, name="report_request"),
    path("desk/", include("workflow.desk.urls")),
    path("my/", include("workflow.workspace.urls")),
    # By a secret in the address: calendar programs do not sign in.
    path("calendar/<slug:token>.ics", feed_pages.feed, name="calendar_feed"),
    # For those without an account: the Panel, the Secretary of State, Ofsted, the NSPCC.
    path("copies/", include("workflow.receiving.urls")),
    path("section/", include("workflow.receiving.section_urls")),
    path("report-drafts/<uuid:review_id>/", report_preview.draft, name="report_draft"),
    path("report-drafts/<uuid:review_id>/versions/<int:number>/", report_preview.version, name="report_version"),
]

if settings.SINGLE_SIGN_ON is not None:
    urlpatterns += [path("accounts/", include("portal.accounts.single_sign_on.urls"))]
if settings.DEMO_CLOCK_FILE is not None:
    # A real portal knows nothing of the demonstration.
    from portal.start.demo import views as demo_views

    urlpatterns += [
        path("demo/clock/", demo_views.clock, name="demo_clock"),
        path("demo/mail/", demo_views.mails, name="demo_mail"),
        path("demo/mail/<str:name>/", demo_views.mail, name="demo_one_mail"),
    ]
if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()

# In each language: English without a prefix, Welsh below /cy/.
urlpatterns += i18n_patterns(
    path("library/words.js", words_of_scripts, name="words_of_scripts"),
    path("library/", include("portal.library.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "portal.site.too_much.bad_request"
handler403 = "portal.site.views.forbidden"
handler500 = "portal.accounts.unavailable.server_error"
# 404 is Django's own, with our template.
