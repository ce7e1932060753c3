"""Becomes another program that cannot outlive the process which started it.

Run as a script, with the standard library alone: `launcher.py PARENT UID GID SIGNAL PIPE PROGRAM ARGUMENT…`.
UID and GID are "-" to stay who we are. On Linux the kernel sends SIGNAL when the parent dies, however it dies.
Elsewhere a small watcher waits on the read end PIPE of a pipe, which closes with the parent ("-" on Linux).
The order matters: changing the user clears the kernel's promise, so that comes first.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import time

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.5


def die_with_parent(parent: int, number: int) -> None:
    """Ask the Linux kernel for signal `number` when the parent ends; leave at once when it already has.

    Raises:
        OSError: the kernel refuses.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        sys.exit(1)


def watch_from_beside(pipe: int, number: int) -> None:
    """Leave a watcher, adopted by the system, that signals this process when the pipe's other end closes."""
    target = os.getpid()
    middle = os.fork()
    if middle:
        os.waitpid(middle, 0)
        os.close(pipe)
        return
    if os.fork():
        os._exit(0)
    os.setsid()
    os.set_blocking(pipe, False)
    while _is_alive(target):
        with contextlib.suppress(BlockingIOError):
            if os.read(pipe, 1) == b"":
                os.kill(target, number)
                break
        time.sleep(POLL_SECONDS)
    os._exit(0)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def main(arguments: list[str]) -> None:
    parent, uid, gid, number, pipe, program, *rest = arguments
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if pipe == "-":
        die_with_parent(int(parent), int(number))
    else:
        watch_from_beside(int(pipe), int(number))
    os.execv(program, [program, *rest])  # noqa: S606 (becoming another program is this file's whole purpose)


if __name__ == "__main__":
    main(sys.argv[1:])
