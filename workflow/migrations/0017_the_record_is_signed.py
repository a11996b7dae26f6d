"""Rows of the log are signed from here on; those before are vouched for by an anchor, once (ADR 0015)."""

import uuid

from django.db import migrations, models
from django.utils import timezone

from forms.vault import sign
from workflow.engine import log_triggers
from workflow.engine.log_checking import grown
from workflow.engine.log_signing import signed


def sign_what_is_there(apps, schema_editor):
    """Where the log ends as its head says. Where it does not, nothing is signed, and the portal refuses to record."""
    Event, AuditHead = apps.get_model("workflow", "Event"), apps.get_model("workflow", "AuditHead")
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        return
    running, last = "", None
    rows = Event.objects.order_by("position").only("position", "digest", "key_id", "signature")
    for last in rows.iterator(chunk_size=2000):
        running = grown(running, last)
    found = (last.position, last.digest) if last is not None else (0, "")
    if head.signature != _former_signature(head) or found != (head.position, head.digest):
        return
    head.key_id, head.signature = signed("head", head.position, head.digest)
    head.save()
    if last is None:
        return
    key_id, signature = signed("anchor", head.position, running)
    apps.get_model("workflow", "AuditAnchor").objects.create(
        position=head.position, digest=running, why="signed_since", at=timezone.now(), key_id=key_id, signature=signature
    )


def sign_as_before(apps, schema_editor):
    for head in apps.get_model("workflow", "AuditHead").objects.all():
        head.signature = _former_signature(head)
        head.save()


def _former_signature(head):
    return sign("audit-head", f"{head.position}:{head.digest}".encode())


def lay_triggers(apps, schema_editor):
    """Anew on the log: SQLite makes a table anew to give it a column, and its triggers are gone with the old one."""
    log_triggers.install_triggers(schema_editor.connection, log_triggers.TABLES)


def take_triggers_away(apps, schema_editor):
    log_triggers.drop_triggers(schema_editor.connection, log_triggers.TABLES)


def lay_those_of_the_log(apps, schema_editor):
    log_triggers.install_triggers(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0016_finds_say_how_sure'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, lay_those_of_the_log),
        migrations.CreateModel(
            name='AuditAnchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('why', models.CharField(choices=[('signed_since', 'Rows are signed from here on'), ('key_changed', 'The key was changed')], max_length=20)),
                ('at', models.DateTimeField()),
                ('key_id', models.CharField(max_length=40)),
                ('signature', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AuditBreak',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveBigIntegerField(help_text='The row of the log that acknowledges it.')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(help_text='Who acknowledged it, in words.', max_length=200)),
                ('reason', models.TextField()),
                ('faults', models.JSONField(help_text='[{"kind", "first", "last", "words", "mark"}], see log_checking.Fault.')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AddField(
            model_name='audithead',
            name='key_id',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='audithead',
            name='mailed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='audithead',
            name='posted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='key_id',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='event',
            name='signature',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name='AuditAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(help_text='In words, without a fact about any case.')),
                ('found_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_because', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['found_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('reason',), name='one_open_alarm_a_reason')],
            },
        ),
        migrations.RunPython(sign_what_is_there, sign_as_before),
        migrations.RunPython(lay_triggers, take_triggers_away),
    ]
