"""Publications corrected and held, what was published kept, the identification check, actions on recommendations."""

import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import forms.vault

ON_SITE = ["published", "improvements_only", "on_request"]
ACTION_OF = {"open": "open", "evidenced": "evidenced", "closed": "accepted"}


def hold_state(publication):
    return "approved" if publication.hold_approved_on else "proposed"


def carry_over(apps, schema_editor):
    """What was one column becomes a row: a hold, and the agency that answers for a recommendation.

    The typed reason of a hold is sealed to its old place and stays readable in the case's timeline.
    """
    publications = apps.get_model("workflow", "Publication").objects
    publications.filter(state__in=ON_SITE).update(on_site=True)
    holds = apps.get_model("workflow", "PublicationHold").objects
    for publication in publications.filter(hold_proposed_on__isnull=False):
        until = publication.hold_until or publication.hold_proposed_on
        holds.create(
            case_id=publication.case_id,
            data_key_id=publication.data_key_id,
            publication=publication,
            state=hold_state(publication),
            grounds=publication.hold_grounds,
            until=until,
            review_on=until,
            proposed_on=publication.hold_proposed_on,
            decided_on=publication.hold_approved_on,
        )
    actions = apps.get_model("workflow", "RecommendationAction").objects
    for recommendation in apps.get_model("workflow", "Recommendation").objects.filter(owner__isnull=False):
        state = ACTION_OF[recommendation.state]
        actions.create(
            case_id=recommendation.case_id,
            data_key_id=recommendation.case.data_key_id,
            recommendation=recommendation,
            agency_id=recommendation.owner_id,
            state=state,
            by_when=recommendation.by_when,
            evidenced_on=recommendation.evidenced_on,
            accepted_on=recommendation.evidenced_on if state == "accepted" else None,
        )
    # PostgreSQL changes no table that has references waiting to be looked at.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0011_reviews_and_records"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_when', models.DateField()),
                ('offset', models.SmallIntegerField()),
                ('queued_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='IdentificationHit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('run', models.PositiveSmallIntegerField(help_text='The number of the check that found it.')),
                ('kind', models.CharField(max_length=24)),
                ('mark', models.CharField(help_text='A keyed fingerprint: the same find in a later check.', max_length=64)),
                ('found', forms.vault.SealedField(blank=True, null=True)),
                ('resolution', models.CharField(blank=True, choices=[('', 'Not looked at yet'), ('not_this_child', 'It points to nobody of this case'), ('to_change', 'It identifies somebody: the text has to change'), ('changed', 'Changed: a later check did not find it')], default='', max_length=16)),
                ('note', forms.vault.SealedField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['run', 'kind', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PublicationHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', django_fsm.FSMField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('declined', 'Declined'), ('released', 'Released')], db_index=True, default='proposed', editable=False, max_length=50, protected=True)),
                ('grounds', models.CharField(max_length=40)),
                ('process_kind', models.CharField(blank=True, max_length=40)),
                ('process_id', models.UUIDField(blank=True, null=True)),
                ('until', models.DateField()),
                ('review_on', models.DateField(blank=True, help_text='When somebody looks whether it is still needed.', null=True)),
                ('prompted_for', models.DateField(blank=True, editable=False, null=True)),
                ('reason', forms.vault.SealedField(blank=True, null=True)),
                ('proposed_on', models.DateField(blank=True, null=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decline_reason', forms.vault.SealedField(blank=True, null=True)),
                ('released_on', models.DateField(blank=True, null=True)),
                ('release_reason', forms.vault.SealedField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'hold on publication',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='PublishedVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('shown', models.CharField(choices=[('full', 'The full report'), ('improvements', 'The improvements only'), ('on_request', 'Title and summary, available on request')], max_length=12)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('corrections', models.PositiveSmallIntegerField(default=0, help_text='How many notes of correction readers saw.')),
                ('note', models.TextField(blank=True, help_text='What readers were told was corrected.')),
                ('published_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['publication', '-number'],
            },
        ),
        migrations.CreateModel(
            name='RecommendationAction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', django_fsm.FSMField(choices=[('open', 'Open'), ('evidenced', 'Evidence given'), ('accepted', 'Evidence accepted'), ('sent_back', 'Sent back'), ('lapsed', 'No longer asked')], db_index=True, default='open', editable=False, max_length=50, protected=True)),
                ('asked', forms.vault.SealedField(blank=True, help_text="What is asked of this agency; empty where it is the recommendation's own words.", null=True)),
                ('by_when', models.DateField()),
                ('evidence', forms.vault.SealedField(blank=True, help_text='{"evidence": "…", "changed": "…"}', null=True)),
                ('answer', forms.vault.SealedField(blank=True, help_text='What the office said last: why it was sent back, withdrawn or given another date.', null=True)),
                ('evidenced_on', models.DateField(blank=True, null=True)),
                ('accepted_on', models.DateField(blank=True, null=True)),
                ('chased_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'action on a recommendation',
                'verbose_name_plural': 'actions on recommendations',
                'ordering': ['recommendation', 'created_at'],
            },
        ),
        migrations.AddField(
            model_name='publication',
            name='approved_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='publication',
            name='check_run',
            field=models.PositiveSmallIntegerField(default=0, help_text='How often the automatic check ran.'),
        ),
        migrations.AddField(
            model_name='publication',
            name='checked_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='publication',
            name='checked_for',
            field=models.CharField(blank=True, help_text='A fingerprint of what it looked for.', max_length=64),
        ),
        migrations.AddField(
            model_name='publication',
            name='correction_open',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='publication',
            name='correction_substantive',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='family_to_be_told_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='findings_reported_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='impact_plan',
            field=forms.vault.SealedField(blank=True, help_text='Who tells the family, practitioners and the media, by question (D36).', null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='impact_planned_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='on_site',
            field=models.BooleanField(default=False, help_text='Whether the public can read it now, also while corrected.'),
        ),
        migrations.AddField(
            model_name='publication',
            name='sent_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='publication',
            name='signed_off_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='publication',
            name='state',
            field=django_fsm.FSMField(choices=[('planned', 'Planned'), ('identification_check', 'Identification check'), ('cleared', 'Cleared'), ('advance_copy_sent', 'Advance copy sent'), ('published', 'Published'), ('on_request', 'Available on request'), ('improvements_only', 'Improvements published'), ('withheld', 'Withheld'), ('taken_down', 'Taken down')], db_index=True, default='planned', editable=False, max_length=50, protected=True),
        ),
        migrations.AddField(
            model_name='identificationhit',
            name='data_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.datakey'),
        ),
        migrations.AddField(
            model_name='identificationhit',
            name='publication',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='workflow.publication'),
        ),
        migrations.AddField(
            model_name='identificationhit',
            name='resolved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationhold',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publication_holds', to='workflow.case'),
        ),
        migrations.AddField(
            model_name='publicationhold',
            name='data_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.datakey'),
        ),
        migrations.AddField(
            model_name='publicationhold',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationhold',
            name='proposed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationhold',
            name='publication',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='workflow.publication'),
        ),
        migrations.AddField(
            model_name='publicationhold',
            name='released_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publishedversion',
            name='publication',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='workflow.publication'),
        ),
        migrations.AddField(
            model_name='publishedversion',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publishedversion',
            name='revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.revision'),
        ),
        migrations.AddField(
            model_name='recommendationaction',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recommendation_actions', to='workflow.agency'),
        ),
        migrations.AddField(
            model_name='recommendationaction',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recommendation_actions', to='workflow.case'),
        ),
        migrations.AddField(
            model_name='recommendationaction',
            name='data_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forms.datakey'),
        ),
        migrations.AddField(
            model_name='recommendationaction',
            name='recommendation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='workflow.recommendation'),
        ),
        migrations.AddField(
            model_name='actionreminder',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='workflow.recommendationaction'),
        ),
        migrations.AddIndex(
            model_name='identificationhit',
            index=models.Index(fields=['publication', 'run'], name='workflow_id_publica_199ec0_idx'),
        ),
        migrations.AddIndex(
            model_name='publicationhold',
            index=models.Index(fields=['state', 'review_on'], name='workflow_pu_state_3e8fa5_idx'),
        ),
        migrations.AddConstraint(
            model_name='publishedversion',
            constraint=models.UniqueConstraint(fields=('publication', 'number'), name='one_published_version_a_number'),
        ),
        migrations.AddIndex(
            model_name='recommendationaction',
            index=models.Index(fields=['state', 'by_when'], name='workflow_re_state_9eafab_idx'),
        ),
        migrations.AddConstraint(
            model_name='actionreminder',
            constraint=models.UniqueConstraint(fields=('action', 'by_when', 'offset'), name='one_reminder_of_an_action'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='publication',
            name='hold_approved_on',
        ),
        migrations.RemoveField(
            model_name='publication',
            name='hold_grounds',
        ),
        migrations.RemoveField(
            model_name='publication',
            name='hold_proposed_on',
        ),
        migrations.RemoveField(
            model_name='publication',
            name='hold_reason',
        ),
        migrations.RemoveField(
            model_name='publication',
            name='hold_until',
        ),
        migrations.RemoveField(
            model_name='recommendation',
            name='owner',
        ),
    ]
