"""Starts, shares and stops the bundled server.

One process owns the server of a home: it started it, and the server ends with it. Others (a command typed
beside `balai run`, a second test run) share it. Three lock files in `BALAI_HOME/postgres` keep them apart:
`start.lock` is held while deciding, `owner.lock` by the owner for its life, `users.lock` shared by everyone.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from balai.base.postgres.children import Child, start_child
from balai.base.postgres.cluster import (
    clean_environment,
    drop_misleading_lock,
    is_ready,
    make_cluster,
    running_server,
    server_command,
)
from balai.base.postgres.failures import ServerFailure
from balai.base.postgres.place import Place, find_place, forget_socket_folder
from balai.base.postgres.roles import Passwords, passwords_of, prepare_database

START_SECONDS = 60.0
FAST_STOP_SECONDS = 15.0
OTHERS_SECONDS = 20.0
LOG_BYTES = 5_000_000
POLL_SECONDS = 0.02


@dataclass(slots=True)
class Server:
    """A running server. `owned` says that it ends with us."""

    place: Place
    passwords: Passwords
    users_lock: int | None
    owner_lock: int | None = None
    child: Child | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def owned(self) -> bool:
        return self.owner_lock is not None

    def is_running(self) -> bool:
        return running_server(self.place.data) is not None

    def restart(self) -> None:
        """Start again a server of ours that ended.

        Raises:
            ServerFailure: it does not start.
        """
        if self.child is not None:
            _end(self.child)
        self.child = _start(self.place, self.extra)

    def leave_to_parent(self) -> None:
        """In a process that was forked from the one which holds this server: hold nothing of it here."""
        for lock in (self.users_lock, self.owner_lock):
            if lock is not None:
                os.close(lock)
        self.users_lock = self.owner_lock = self.child = None

    def stop(self, *, wait_for_others: bool = False) -> None:
        """Stop a server that we own; leave a shared one running.

        Doing it twice does no harm. With `wait_for_others`, first give other processes of this home up to 20 seconds to finish.
        """
        if self.users_lock is not None:
            os.close(self.users_lock)
            self.users_lock = None
        if self.owner_lock is None:
            return
        if wait_for_others:
            _wait_for_others(self.place.folder)
        if self.child is not None:
            _end(self.child)
        forget_socket_folder(self.place)
        os.close(self.owner_lock)
        self.owner_lock = None


def open_server(home: Path, *, extra: Mapping[str, str] | None = None) -> Server:
    """Share the running server of `home`, or start it (making data folder, roles and database at first).

    Call it from the main thread: the server ends with the thread that starts it.

    Raises:
        ServerFailure: with an id and a hint.
    """
    settings = dict(extra or {})
    folder = home / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / "start.lock"):
        place = find_place(home)
        passwords = passwords_of(folder)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            owner_lock = _try_lock(folder / "owner.lock", fcntl.LOCK_EX)
            if owner_lock is not None:
                server = Server(place, passwords, _share(folder), owner_lock, extra=settings)
                return _begin(server)
            process = running_server(place.data)
            if process is not None and is_ready(place.data, process):
                return Server(place, passwords, _share(folder))
            time.sleep(POLL_SECONDS)
    raise ServerFailure(
        "balai.P007",
        "Another process owns the database server of this folder, and it does not answer.",
        f"Stop the other Balai that uses {home}, then start again.",
    )


@contextmanager
def opened_server(home: Path, *, extra: Mapping[str, str] | None = None) -> Iterator[Server]:
    """The server of `home` while a command runs; stopped at the end if this command started it."""
    server = open_server(home, extra=extra)
    try:
        yield server
    finally:
        server.stop(wait_for_others=True)


def _begin(server: Server) -> Server:
    try:
        _end_stale_server(server.place)
        make_cluster(server.place, server.passwords.superuser, durable=server.extra.get("fsync") != "off")
        server.child = _start(server.place, server.extra)
        prepare_database(server.place.socket, server.passwords)
    except BaseException:
        server.stop()
        raise
    return server


def _start(place: Place, extra: dict[str, str]) -> Child:
    if place.log.exists() and place.log.stat().st_size > LOG_BYTES:
        place.log.replace(place.log.with_suffix(".log.old"))
    deadline = time.monotonic() + START_SECONDS
    while True:
        drop_misleading_lock(place.data)
        with place.log.open("ab") as log:
            child = start_child(
                server_command(place, extra),
                at_our_end=signal.SIGINT,  # to PostgreSQL: a fast, clean shutdown
                account=place.account,
                environment=clean_environment(),
                output=log,
                folder=place.data.parent,
            )
        while child.process.poll() is None and time.monotonic() < deadline:
            if is_ready(place.data, child.process.pid):
                return child
            time.sleep(POLL_SECONDS)
        _end(child)
        # Processes of a server that was killed may hold its shared memory for a moment longer.
        if time.monotonic() > deadline or "shared memory block" not in _tail(place.log):
            raise ServerFailure(
                "balai.P008",
                f"PostgreSQL did not start. The end of its log says: {_tail(place.log)}",
                f"The whole log is {place.log}. Common causes: a full disk, too little shared memory.",
            )
        time.sleep(0.2)


def _end(child: Child) -> None:
    for number, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        child.signal(number)
        if child.wait(seconds):
            return


def _end_stale_server(place: Place) -> None:
    """A server whose owner was killed is on its way out, or, where the kernel does not help, still here: end it."""
    for number, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        process = running_server(place.data)
        if process is None:
            return
        os.kill(process, number)
        deadline = time.monotonic() + seconds
        while running_server(place.data) is not None and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)


def _wait_for_others(folder: Path) -> None:
    deadline = time.monotonic() + OTHERS_SECONDS
    while time.monotonic() < deadline:
        lock = _try_lock(folder / "users.lock", fcntl.LOCK_EX)
        if lock is not None:
            os.close(lock)
            return
        time.sleep(0.1)


def _share(folder: Path) -> int:
    lock = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def _try_lock(path: Path, kind: int) -> int | None:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _tail(path: Path) -> str:
    return " / ".join(path.read_text(errors="replace").splitlines()[-4:]) if path.exists() else "(no log)"
