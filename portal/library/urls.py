"""Addresses of a library besides its page: by the page's number, so that they stay where an editor moves it."""

from django.urls import path

from portal.library import feed
from portal.library.alerts import views as alerts
from portal.library.open_data import views as data
from portal.library.requests import copies

app_name = "library"
urlpatterns = [
    path("<int:library_id>/feed/", feed.feed, name="feed"),
    path("<int:library_id>/data/", data.page, name="data"),
    path("<int:library_id>/data/<slug:what>.<slug:kind>", data.file, name="data_file"),
    path("<int:library_id>/alert/", alerts.ask, name="alert"),
    path("<int:library_id>/alert/asked/", alerts.asked, name="alert_asked"),
    path("alerts/confirm/<str:token>/", alerts.confirm, name="alert_confirm"),
    path("alerts/stop/<str:token>/", alerts.stop, name="alert_stop"),
    path("copies/<str:token>/", copies.copy, name="copy"),
]
