"""Returns of several kinds, rounds of audit."""

import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import forms.vault


class Migration(migrations.Migration):
    dependencies = [("workflow", "0012_publications_and_recommendations")]

    operations = [
        migrations.CreateModel(
            name='AuditPrompt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('told_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='AuditRound',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('sampled', 'Sampled'), ('reported', 'Reported')], default='planned', max_length=10)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('size', models.PositiveSmallIntegerField()),
                ('seed', models.CharField(max_length=60)),
                ('population', models.JSONField(default=list)),
                ('planned_at', models.DateTimeField()),
                ('sampled_at', models.DateTimeField(blank=True, null=True)),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('assurance', forms.vault.SealedField(blank=True, help_text='What the strategic body is told.', null=True)),
            ],
            options={
                'ordering': ['-planned_at'],
            },
        ),
        migrations.CreateModel(
            name='ReturnReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('offset', models.SmallIntegerField()),
                ('is_last', models.BooleanField(default=False, help_text='The procedure knows no later one for this day.')),
                ('sent_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='agencyreturn',
            name='one_return_an_agency_and_rapid_review',
        ),
        migrations.AddField(
            model_name='agencyreturn',
            name='asked_for',
            field=models.CharField(choices=[('return', 'Return with chronology'), ('chronology', 'Chronology only'), ('management_review', 'Individual management review')], default='return', max_length=20),
        ),
        migrations.AddField(
            model_name='agencyreturn',
            name='dated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agencyreturn',
            name='escalated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agencyreturn',
            name='request',
            field=forms.vault.SealedField(blank=True, help_text='What the agency is asked, in the words of the support office.', null=True),
        ),
        migrations.AddField(
            model_name='agencyreturn',
            name='review',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='workflow.review'),
        ),
        migrations.AddField(
            model_name='export',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='workflow.case'),
        ),
        migrations.AddField(
            model_name='rapidreviewaudit',
            name='place',
            field=models.PositiveSmallIntegerField(default=0, help_text='Its place in the round’s drawing of lots.'),
        ),
        migrations.AddField(
            model_name='rapidreviewaudit',
            name='submission',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.submission'),
        ),
        migrations.AlterField(
            model_name='agencyreturn',
            name='rapid_review',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='workflow.rapidreview'),
        ),
        migrations.AlterField(
            model_name='agencyreturn',
            name='state',
            field=django_fsm.FSMField(choices=[('requested', 'Requested'), ('started', 'Started'), ('submitted', 'Submitted'), ('sent_back', 'Sent back'), ('accepted', 'Accepted'), ('not_involved', 'Not involved'), ('recalled', 'No longer needed')], db_index=True, default='requested', editable=False, max_length=50, protected=True),
        ),
        migrations.AlterField(
            model_name='export',
            name='kind',
            field=models.CharField(choices=[('csv', 'CSV, one table for any program'), ('xlsx', 'Excel workbook, a sheet for each table'), ('json', 'JSON, for programs'), ('pdf', 'PDF, to print')], max_length=4, verbose_name='format'),
        ),
        migrations.AlterField(
            model_name='export',
            name='number',
            field=models.PositiveIntegerField(help_text='How many submissions, or events of a chronology.'),
        ),
        migrations.AlterField(
            model_name='export',
            name='page',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.formpage'),
        ),
        migrations.AlterField(
            model_name='rapidreviewaudit',
            name='state',
            field=django_fsm.FSMField(choices=[('sampled', 'Sampled'), ('scored', 'Scored'), ('reported', 'Reported'), ('excluded', 'Left out')], db_index=True, default='sampled', editable=False, max_length=50, protected=True),
        ),
        migrations.AddIndex(
            model_name='agencyreturn',
            index=models.Index(fields=['state', 'due_on'], name='return_awaited_by_due'),
        ),
        migrations.AddConstraint(
            model_name='agencyreturn',
            constraint=models.UniqueConstraint(fields=('rapid_review', 'agency', 'asked_for'), name='one_return_of_a_kind_and_rapid_review'),
        ),
        migrations.AddConstraint(
            model_name='agencyreturn',
            constraint=models.UniqueConstraint(fields=('review', 'agency', 'asked_for'), name='one_return_of_a_kind_and_review'),
        ),
        migrations.AddConstraint(
            model_name='agencyreturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rapid_review__isnull', False), ('review__isnull', True)), models.Q(('rapid_review__isnull', True), ('review__isnull', False)), _connector='OR'), name='a_return_is_asked_in_one_place'),
        ),
        migrations.AddField(
            model_name='auditprompt',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workflow.partnership'),
        ),
        migrations.AddField(
            model_name='auditround',
            name='data_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.datakey'),
        ),
        migrations.AddField(
            model_name='auditround',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audit_rounds', to='workflow.partnership'),
        ),
        migrations.AddField(
            model_name='auditround',
            name='planned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rapidreviewaudit',
            name='round',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audits', to='workflow.auditround'),
        ),
        migrations.AddField(
            model_name='returnreminder',
            name='agency_return',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='workflow.agencyreturn'),
        ),
        migrations.AddConstraint(
            model_name='auditprompt',
            constraint=models.UniqueConstraint(fields=('partnership', 'due_on'), name='one_prompt_a_due_round'),
        ),
        migrations.AddConstraint(
            model_name='returnreminder',
            constraint=models.UniqueConstraint(fields=('agency_return', 'due_on', 'offset'), name='one_reminder_of_a_return'),
        ),
    ]
