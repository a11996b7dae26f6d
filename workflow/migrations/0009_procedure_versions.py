"""Procedure versions that staff prepare."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0008_clocks")]

    operations = []
