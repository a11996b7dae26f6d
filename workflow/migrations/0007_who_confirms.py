"""Standing in is for a role; an address for letters may wait to be confirmed.

What was arranged before is for no role and gives nobody anything: it is arranged anew.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0006_signing_in")]

    operations = [
        migrations.AddField(
            model_name="cover",
            name="role",
            field=models.CharField(default="", max_length=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="agency", name="waits", field=models.BooleanField("waits to be confirmed", default=False, editable=False)
        ),
        migrations.AddField(
            model_name="bodyaddress", name="waits", field=models.BooleanField("waits to be confirmed", default=False, editable=False)
        ),
    ]
