from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forms', '0006_keys_are_known'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['state', 'submitted_at'], name='submissions_by_state'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['owner', '-submitted_at'], name='submissions_of_owner'),
        ),
    ]
