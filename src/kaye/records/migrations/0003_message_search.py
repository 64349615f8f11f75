"""The index of what was said, which no model can describe."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from kaye.records.message_search import drop_index, make_index


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    make_index(editor.connection)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    drop_index(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_inbox")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
