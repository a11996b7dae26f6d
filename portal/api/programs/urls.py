"""The addresses under /programs/."""

from django.urls import path

from portal.api import preview_button
from portal.api.programs import pages

app_name = "programs"
urlpatterns = [
    path("", pages.everything, name="list"),
    path("tokens/new/", pages.new_token, name="new_token"),
    path("tokens/<uuid:token_id>/revoke/", pages.revoke_token, name="revoke_token"),
    path("webhooks/new/", pages.new_webhook, name="new_webhook"),
    path("webhooks/<uuid:webhook_id>/", pages.webhook, name="webhook"),
    path("preview/<int:page_id>/", preview_button.open_preview, name="preview"),
]
