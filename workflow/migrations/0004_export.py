# The record of what was exported.

import django.db.models.deletion
import forms.vault
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forms', '0002_second_language_grace_trials_corrections'),
        ('workflow', '0003_shipped_procedure'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('csv', 'CSV, one table for any program'), ('xlsx', 'Excel workbook, a sheet for each table'), ('json', 'JSON, for programs')], max_length=4, verbose_name='format')),
                ('first_day', models.DateField(null=True)),
                ('last_day', models.DateField(null=True)),
                ('number', models.PositiveIntegerField(help_text='How many submissions.')),
                ('reason', forms.vault.SealedField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.datakey')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.formpage')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='workflow.partnership')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
    ]
