"""Returns of several kinds, rounds of audit."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0012_publications_and_recommendations")]

    operations = []
