"""Publications corrected and held, actions on recommendations."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0011_reviews_and_records")]

    operations = []
