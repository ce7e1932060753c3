"""A task that no worker imports never runs, and nobody is told: the list must name every module of tasks."""

from __future__ import annotations

from pathlib import Path

from procrastinate.contrib.django import app

from balai.project.tasks import TASK_MODULES

SOURCE = Path(__file__).parents[2]


def test_every_module_of_tasks_is_listed() -> None:
    found = {
        ".".join(("balai", *path.relative_to(SOURCE).with_suffix("").parts))
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and "\n@task(" in path.read_text()
    }
    assert found == set(TASK_MODULES)


def test_the_clocks_run_every_minute_and_words_are_forgotten_every_night() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]  # procrastinate leaves it untyped
    planned = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert planned["cases.run_clocks"] == "* * * * *"
    assert "cases.keep_no_longer" in planned
