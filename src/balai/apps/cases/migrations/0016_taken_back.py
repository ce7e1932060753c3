"""Whoever asked for something may take it back: a state of its own, no refusal."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_tasks_by_area'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='public_state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('coordination', 'Coordination'), ('disposition', 'Disposition'), ('in_progress', 'In progress'), ('verification', 'Awaiting check'), ('done', 'Done'), ('refused', 'Refused'), ('withdrawn', 'Taken back')], max_length=20),
        ),
        migrations.AlterField(
            model_name='task',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('coordination', 'Coordination'), ('disposition', 'Disposition'), ('in_progress', 'In progress'), ('verification', 'Awaiting check'), ('done', 'Done'), ('refused', 'Refused'), ('withdrawn', 'Taken back')], max_length=20),
        ),
    ]
