"""Reviews: holds on conduct, family, practitioners, parallel processes, conflicts of interest."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0010_letters_and_copies")]

    operations = []
