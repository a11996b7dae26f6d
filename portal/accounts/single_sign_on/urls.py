"""The two addresses of single sign-on, where a provider is configured.

Not allauth's own list: that has pages to sign up and to connect and disconnect accounts, which nobody may here.
"""

from django.urls import path

from portal.accounts.single_sign_on import views
from portal.accounts.single_sign_on.provider import PROVIDER

urlpatterns = [
    path(f"{PROVIDER}/login/", views.start, name="single_sign_on"),
    path(f"{PROVIDER}/login/callback/", views.callback, name="single_sign_on_callback"),
]
