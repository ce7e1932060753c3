"""A measured `balai run`: started, watched from outside (memory, CPU), and stopped. Loopback only; Linux, for /proc."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 300.0
PARTS = ("supervisor", "web server", "web process", "job worker", "PostgreSQL", "preparing")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_of(home: Path, **more: str) -> dict[str, str]:
    """The environment of a city in `home` on a free port, with nothing of the developer's own installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALAI_", "DATABASE_"))}
    ours = {
        "BALAI_HOME": str(home),
        "BALAI_CITY": str(ROOT / "cities" / "jakarta"),
        "BALAI_ADDRESS": f"http://localhost:{free_port()}",
        "BALAI_LOG_LEVEL": "WARNING",
    }
    return {**kept, **ours, **more}


@dataclass(slots=True)
class Running:
    """A running city. `seconds` says for each path how long after the start it was first answered with 200."""

    process: subprocess.Popen[bytes]
    address: str
    seconds: Mapping[str, float]

    def parts(self) -> dict[int, str]:
        """The living processes of the city by number, each with its name in PARTS."""
        found = {self.process.pid: "supervisor"}
        for child in _children(self.process.pid):
            words = _words(child)
            name = _name_of(words)
            found[child] = name
            for below in _descendants(child):
                found[below] = "web process" if name == "web server" else name
        return found

    def memory(self) -> dict[int, tuple[str, float]]:
        """Of each process its part and its proportional set size in MB (shared pages are divided among those who share)."""
        return {number: (name, size) for number, name in self.parts().items() if (size := pss_of(number)) > 0}

    def cpu_seconds(self) -> dict[str, float]:
        """CPU seconds so far by part, those of ended children of living processes included."""
        totals = dict.fromkeys(PARTS, 0.0)
        for number, name in self.parts().items():
            totals[name] += cpu_of(number)
        return totals


def _name_of(words: str) -> str:
    for piece, name in (
        ("postgres -D", "PostgreSQL"),
        ("command web", "web server"),
        ("command worker", "job worker"),
    ):
        if piece in words:
            return name
    return "preparing"


def _children(number: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(number).children()]
    except psutil.Error:
        return []


def _descendants(number: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(number).children(recursive=True)]
    except psutil.Error:
        return []


def _words(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def pss_of(number: int) -> float:
    """Proportional set size in MB; 0 when the process has ended."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def size_alone(numbers: Iterable[int]) -> float:
    """MB that processes hold together if no other has loaded the same files: of each piece of a file, the most of any."""
    pieces: dict[str, int] = {}
    own = 0
    for number in numbers:
        file, clean = "", 0
        for line in Path(f"/proc/{number}/smaps").read_text().splitlines():
            name, *rest = line.split()
            if not name.endswith(":"):
                is_file = len(rest) > 4 and rest[4].startswith("/") and not rest[4].startswith("/dev/")
                file, clean = " ".join(rest[1:]) if is_file else "", 0
            elif name == ("Pss_Dirty:" if file else "Pss:"):
                own += int(rest[0])
            elif file and name in {"Shared_Clean:", "Private_Clean:"}:
                clean += int(rest[0])
                pieces[file] = max(pieces.get(file, 0), clean)
    return (own + sum(pieces.values())) / 1024


def cpu_of(number: int) -> float:
    """User and system seconds of a process and of those of its children that it has waited for."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class PeakWatch:
    """Looks at the memory of a city again and again; `peak` is the largest sum in MB that it saw."""

    city: Running
    peak: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        while not self._stop.wait(0.1):
            self.peak = max(self.peak, sum(size for _name, size in self.city.memory().values()))

    @contextmanager
    def watching(self) -> Iterator[None]:
        thread = threading.Thread(target=self.work)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()


@contextmanager
def running(
    settings: Mapping[str, str], *, paths: tuple[str, ...] = ("/readyz",), peak: bool = False
) -> Iterator[Running]:
    """A city that runs and answers on all `paths`; stopped at the end. With `peak`, `PeakWatch` prints what it saw.

    Raises:
        RuntimeError: it did not start.
    """
    home = Path(settings["BALAI_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    log = home / "measured.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "balai.project.command", "run"],
            env=dict(settings),
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    seconds: dict[str, float] = {}
    city = Running(process, settings["BALAI_ADDRESS"], seconds)
    try:
        if peak:
            watch = PeakWatch(city)
            with watch.watching():
                seconds.update(_until_answered(city, paths, log))
            seconds["peak"] = watch.peak
        else:
            seconds.update(_until_answered(city, paths, log))
        yield city
    finally:
        stop(process)


def _until_answered(city: Running, paths: tuple[str, ...], log: Path) -> dict[str, float]:
    began = time.monotonic()
    found: dict[str, float] = {}
    while len(found) < len(paths):
        if city.process.poll() is not None or time.monotonic() - began > START_SECONDS:
            raise RuntimeError(f"The city did not start:\n{log.read_text(errors='replace')[-2000:]}")
        for path in paths:
            if path not in found and status_of(city.address, path) == 200:
                found[path] = time.monotonic() - began
        time.sleep(0.02)
    return found


def status_of(address: str, path: str) -> int:
    """The status of a GET; 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", int(address.rpartition(":")[2]), timeout=10)
    try:
        connection.request("GET", path, headers={"Host": address.partition("//")[2]})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does; what was started stops with it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
