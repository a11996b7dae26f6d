"""The public address of one step of a draft. The token says nothing of what it opens."""

from django.urls import path

from workflow.receiving import section

app_name = "section"
urlpatterns = [path("<slug:token>/", section.step, name="step")]
