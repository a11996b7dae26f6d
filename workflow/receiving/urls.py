"""The public addresses of sealed copies. The token says nothing of the case."""

from django.urls import path

from workflow.receiving import views

app_name = "receiving"
urlpatterns = [path("<slug:token>/", views.copy, name="copy")]
