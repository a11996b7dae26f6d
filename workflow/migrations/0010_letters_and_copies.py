"""Letters, channels and sealed copies."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0009_procedure_versions")]

    operations = []
