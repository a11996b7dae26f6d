"""The ledger of clocks: extensions, escalation, what bank holidays moved."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0007_decisions")]

    operations = []
