"""Decisions: seats held by delegates, absent or in conflict; weighing; the Panel's answers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0006_referrals_areas_and_retention")]

    operations = []
