"""Memberships put people into the CMS groups; nobody is a superuser."""

from typing import Any

from django.db import migrations, models


def no_superuser(apps: Any, schema_editor: Any) -> None:
    """Whoever was one keeps what their memberships give."""
    apps.get_model("people", "User").objects.filter(is_superuser=True).update(is_superuser=False)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("people", "0001_initial"),
        ("workflow", "0005_people_decide"),
    ]

    operations = [
        migrations.RunPython(no_superuser, migrations.RunPython.noop),
        migrations.RemoveField(model_name="user", name="is_staff"),
        # A table between cannot become another one: the old goes, and the memberships take its place.
        migrations.RemoveField(model_name="user", name="groups"),
        migrations.AddField(
            model_name="user",
            name="groups",
            field=models.ManyToManyField(
                blank=True,
                help_text=(
                    "The CMS groups of the person's memberships: Wagtail asks here, and no second list can go stale."
                ),
                related_name="user_set",
                related_query_name="user",
                through="workflow.Membership",
                through_fields=("user", "cms_group"),
                to="auth.group",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(is_superuser=False), name="nobody_is_a_superuser"
            ),
        ),
    ]
