"""What `balai run` loads once: its web server and its worker are forked from it and share its memory. Linux only.

A program that ends under it is forked anew, at once and with the same code as the others.
"""

from __future__ import annotations

import contextlib
import logging.config
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from balai.base.collecting import give_memory_back, keep_heaps_few, keep_memory_as_it_is
from balai.project.catalogues import forget_messages
from balai.project.configuration import Configuration
from balai.project.logs import logging_settings
from balai.project.provision import provision
from balai.project.ready import set_up_django
from balai.project.supervision import Supervisor, forked
from balai.project.web import serve
from balai.project.worker import work_until_stopped

PAGES = ("/readyz", "/", "/laporan/", "/log/checkpoint")


def start_forked(
    configuration: Configuration, supervisor: Supervisor, logs: Path | None, let_go: Callable[[], None]
) -> None:
    """Prepare the city in a process of its own, load all code meanwhile, then fork the web server and the worker.

    `let_go` gives up in each of them what belongs to this process alone.

    Raises:
        Failure: the preparation failed, which has told why.
    """

    def part(name: str, work: Callable[[], None]) -> None:
        supervisor.keep(name, forked(partial(_live, configuration, work), title=title_of(name), let_go=let_go))

    keep_heaps_few()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # this process must be alone with itself where it forks
    set_up_django(configuration)
    logging.config.dictConfig(logging_settings(configuration.log_level, logs and logs / "run.log"))
    preparing = forked(
        partial(_live, configuration, partial(provision, configuration)), title=title_of("provision"), let_go=let_go
    )
    with supervisor.run_beside("provision", preparing):
        load_code()
    load_what_was_prepared()
    look_at_pages(configuration)
    give_memory_back()
    keep_memory_as_it_is()
    part("web", partial(serve, configuration))
    part("worker", work_until_stopped)


def title_of(name: str) -> str:
    """What lists of processes show, like the command that does the same alone."""
    return f"balai.project.command {name}"


def _live(configuration: Configuration, work: Callable[[], None]) -> int:
    logging.config.dictConfig(logging_settings(configuration.log_level))
    work()
    return 0


def load_code() -> None:
    """Every view and every task, and the libraries that serve them; needs Django, and neither tables nor files."""
    # Loaded for those that will be forked.
    import granian.server  # noqa: F401, PLC0415
    import procrastinate.psycopg_connector  # noqa: PLC0415
    import procrastinate.worker  # noqa: F401, PLC0415
    import psycopg_pool  # noqa: F401, PLC0415
    from django.urls import get_resolver  # noqa: PLC0415 (Django is set up by now)
    from procrastinate.contrib.django import app  # noqa: PLC0415

    app.perform_import_paths()  # type: ignore[no-untyped-call]
    _ = get_resolver().url_patterns


def load_what_was_prepared() -> None:
    """The application, with the static files and the messages that are ready by now."""
    from django.conf import settings  # noqa: PLC0415 (Django is set up by now)
    from django.utils.translation import gettext, override  # noqa: PLC0415

    import balai.project.wsgi  # noqa: F401, PLC0415 (it reads the folder of static files)

    forget_messages()
    for language, _name in settings.LANGUAGES:
        with override(language):
            gettext("")


def look_at_pages(configuration: Configuration) -> None:
    """Ask for what everybody asks for, as a visitor would: what that loads is shared, and the first visitor waits less.

    Nothing of it is left open. A page that cannot be shown now will say why to whoever asks for it.
    """
    from django.db import connections  # noqa: PLC0415 (Django is set up by now)

    logging.disable()
    try:
        for path in PAGES:
            with contextlib.suppress(Exception):
                _look(configuration.host, path)
    finally:
        logging.disable(logging.NOTSET)
        connections.close_all()


def _look(host: str, path: str) -> None:
    from balai.project.wsgi import application  # noqa: PLC0415 (Django is set up by now)

    environment: dict[str, object] = {"PATH_INFO": path, "HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environment)
    answer = application(environment, lambda _status, _headers, _error=None: lambda _written: None)
    for _part in answer:
        pass
    answer.close()
