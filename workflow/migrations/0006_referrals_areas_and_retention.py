"""Referrals undone, cases without one, several areas, retention and legal holds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_notice_of_additions")]

    operations = []
