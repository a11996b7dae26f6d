"""Sessions of the portal's own, and secrets of sign-in bound to their rows. Everybody signs in anew after it."""

import base64

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from forms.vault import key_encryption_keys, seal_text, unseal

SECRETS = ("secret", "seed")
# What secrets were sealed with before, the same for everybody.
BEFORE = "mfa_authenticator:data"


def bind_secrets(apps, schema_editor):
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=("totp", "recovery_codes")):
        for name in SECRETS:
            if name in row.data:
                key_id, _separator, encoded = row.data[name].rpartition(":")
                plain = unseal(key_encryption_keys()[key_id], base64.urlsafe_b64decode(encoded), BEFORE).decode()
                row.data[name] = seal_text(plain, f"mfa_authenticator:{row.user_id}:{row.type}:{name}")
        row.save(update_fields=["data"])


def forget_sessions(apps, schema_editor):
    """They hold their keys, and whatever was pending, in clear."""
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("session_key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("device", models.CharField(blank=True, max_length=80)),
                ("began_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["-last_used_at"],
                "abstract": False,
            },
        ),
        migrations.RunPython(bind_secrets, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(forget_sessions, migrations.RunPython.noop, elidable=True),
    ]
