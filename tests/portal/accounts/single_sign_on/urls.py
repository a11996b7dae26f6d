"""The portal's addresses as they are where a provider is configured. Imported while none is: before a test begins."""

from django.urls import include, path

from portal import urls

handler403 = urls.handler403
urlpatterns = [path("accounts/", include("portal.accounts.single_sign_on.urls")), *urls.urlpatterns]
