"""`balai web`: serves the city's pages until it is told to stop."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from balai.base.collecting import keep_memory_as_it_is
from balai.base.failures import Failure
from balai.base.postgres import die_with_parent, end_with_parent, wait_for_end_of_parent
from balai.project.configuration import Configuration
from balai.project.logs import logging_settings
from balai.project.ready import city

BACKLOG = 1024
STOP_SECONDS = 10


def main(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="balai web", description=__doc__).parse_args(arguments)
    with city() as configuration:
        check_port(configuration)
        serve(configuration)
    return 0


def check_port(configuration: Configuration) -> None:
    """Refuse a port that another program listens on.

    Raises:
        Failure: with the port and what to do.
    """
    host, port = configuration.bind
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Failure(
                    "balai.R001",
                    f"Another program listens on port {port} of {host}.",
                    f"Stop it, or choose another port: BALAI_ADDRESS=http://localhost:{port + 1} make run",
                ) from error
            raise Failure(
                "balai.R002", f"Port {port} of {host} cannot be opened: {error.strerror}.", "Check BALAI_BIND."
            ) from error


def serve(configuration: Configuration) -> None:
    """Run the web server's processes until a stop signal; Django is loaded once and shared by them."""
    from django.urls import get_resolver  # noqa: PLC0415 (Django is set up by `city`)
    from granian.constants import Interfaces  # noqa: PLC0415 (25 ms that only this command pays)
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    # Loaded before the processes fork, so that they share its memory.
    import balai.project.wsgi  # noqa: F401, PLC0415

    host, port = configuration.bind
    server = Server(
        "balai.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=configuration.web_workers,
        blocking_threads=configuration.web_threads,
        backlog=BACKLOG,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logging_settings(configuration.log_level),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    _ = get_resolver().url_patterns  # with every view
    keep_memory_as_it_is()
    server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)


def load_application(main_process: int) -> Callable[..., Any]:
    """In each process of the web server: the application, and an end when the main process ends."""
    end_web_process_with(main_process)
    from balai.project.wsgi import application  # noqa: PLC0415 (already loaded where processes fork)

    return application


def end_web_process_with(main_process: int, *, longest: float = STOP_SECONDS) -> None:
    """End this process with the main one, however that ends; where the kernel cannot see to it, `longest` seconds later.

    At once, because a softer word is not always heard: told by SIGTERM, the server's runtime and the interpreter have been
    seen to wait for each other for ever. What was in hand is sent again and taken once. An ordinary stop is the main
    process's affair, and lets requests end. SIGTERM's reaction there, which a fork inherits, would swallow it here.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform.startswith("linux"):
        die_with_parent(main_process, signal.SIGKILL)
    else:
        end_with_parent(main_process)
        threading.Thread(
            target=_end_after, args=(main_process, longest), daemon=True, name="end with the main process"
        ).start()


def _end_after(main_process: int, longest: float) -> None:
    wait_for_end_of_parent(main_process)
    time.sleep(longest)
    os._exit(1)
