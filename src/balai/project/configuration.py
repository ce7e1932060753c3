"""Every setting of an installation, read from the environment, each mistake with an id and a hint.

The table `SETTINGS` is the whole list; docs/reference/settings.md is checked against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from balai.project.sign_in import provider_of

DEFAULT_ADDRESS = "http://localhost:8000"
DEFAULT_PORT = 8000
SHORTEST_KEY = 50
LOG_LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR"})
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, what an unset one means, and one sentence of purpose."""

    name: str
    default: str
    purpose: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "BALAI_HOME", ".balai", "Folder for what this installation keeps: database, files, keys, mail in demo mode."
    ),
    Setting("BALAI_CITY", "cities/jakarta", "The city pack that this installation runs."),
    Setting(
        "BALAI_ADDRESS",
        DEFAULT_ADDRESS,
        "The address under which people reach the city; used in links and checked on each request.",
    ),
    Setting(
        "BALAI_BIND",
        "",
        "host:port that the web server listens on. Empty: 127.0.0.1 and the port of a loopback address, else 8000.",
    ),
    Setting(
        "BALAI_DEMO",
        "0",
        "1 fills the city with invented people and reports and prints their log-ins. Only on loopback.",
    ),
    Setting("DATABASE_URL", "", "A PostgreSQL (15 or newer) address for the role `app`. Empty: Balai runs its own."),
    Setting("DATABASE_OWNER_URL", "", "The same database for the role `owner`, used by migrations and back-ups only."),
    Setting("BALAI_SECRET_KEY", "", "At least 50 characters. Empty: made once and kept in BALAI_HOME/secret.key."),
    Setting(
        "BALAI_MAIL_URL", "", "smtp://user:password@host:587 or smtps://… Empty: mail is written to BALAI_HOME/mail."
    ),
    Setting("BALAI_MAIL_FROM", "balai@localhost", "The address that mail comes from."),
    Setting(
        "BALAI_SIGN_IN",
        "",
        "https://client:secret@issuer/path?name=Shown+name: an OpenID Connect provider to log in at. Empty: none.",
    ),
    Setting("BALAI_IDENTITY", "0", "1 lets the systems that `balai client add` lists log people in with this city."),
    Setting(
        "BALAI_SP4N_LAPOR",
        "",
        "https://:token@host: where SP4N-LAPOR! is asked for complaints and told of our work. Empty: not at all.",
    ),
    Setting(
        "BALAI_NETWORK_LOOPBACK",
        "0",
        "1 lets addresses on this machine count as cities and as sources. Only on loopback, for demos and tests.",
    ),
    Setting("BALAI_PROXIES", "0", "How many trusted reverse proxies stand before the web server (X-Forwarded-For)."),
    Setting("BALAI_WEB_WORKERS", "2", "Web server processes."),
    Setting(
        "BALAI_WEB_THREADS", "4", "Threads of each web server process; each holds at most one database connection."
    ),
    Setting("BALAI_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR. Logs are JSON lines without personal data."),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in the configuration. The id is stable; the hint says how to mend it."""

    id: str
    sentence: str
    hint: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of this process, typed. Paths are absolute."""

    home: Path
    city: Path
    address: str
    bind: tuple[str, int]
    demo: bool
    database_url: str
    database_owner_url: str
    secret_key: str
    mail_url: str
    mail_from: str
    sign_in: str
    identity: bool
    sp4n_lapor: str
    network_loopback: bool
    proxies: int
    web_workers: int
    web_threads: int
    log_level: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or "localhost"

    @property
    def on_loopback(self) -> bool:
        return self.host in LOOPBACK_NAMES

    @property
    def bundled_database(self) -> bool:
        return not self.database_url


def read_configuration(environment: Mapping[str, str], *, folder: Path) -> Configuration:
    """Read the settings; relative paths count from `folder`.

    Raises:
        ValueError: a number is not a number; `find_problems` names it with its hint first.
    """
    values = {setting.name: environment.get(setting.name) or setting.default for setting in SETTINGS}
    return Configuration(
        home=(folder / values["BALAI_HOME"]).absolute(),
        city=(folder / values["BALAI_CITY"]).absolute(),
        address=values["BALAI_ADDRESS"].rstrip("/"),
        bind=_bind_of(values),
        demo=values["BALAI_DEMO"] == "1",
        database_url=values["DATABASE_URL"],
        database_owner_url=values["DATABASE_OWNER_URL"],
        secret_key=values["BALAI_SECRET_KEY"],
        mail_url=values["BALAI_MAIL_URL"],
        mail_from=values["BALAI_MAIL_FROM"],
        sign_in=values["BALAI_SIGN_IN"],
        identity=values["BALAI_IDENTITY"] == "1",
        sp4n_lapor=values["BALAI_SP4N_LAPOR"],
        network_loopback=values["BALAI_NETWORK_LOOPBACK"] == "1",
        proxies=int(values["BALAI_PROXIES"]),
        web_workers=int(values["BALAI_WEB_WORKERS"]),
        web_threads=int(values["BALAI_WEB_THREADS"]),
        log_level=values["BALAI_LOG_LEVEL"],
    )


def _bind_of(values: Mapping[str, str]) -> tuple[str, int]:
    host, _, port = values["BALAI_BIND"].rpartition(":")
    if port:
        return host.strip("[]"), int(port)
    address = urlsplit(values["BALAI_ADDRESS"])
    return "127.0.0.1", (address.port or DEFAULT_PORT) if address.hostname in LOOPBACK_NAMES else DEFAULT_PORT


def find_problems(environment: Mapping[str, str], *, folder: Path) -> list[Problem]:
    """Everything wrong with the settings, in the order of their ids; an empty list when the city can start."""
    values = {setting.name: environment.get(setting.name) or setting.default for setting in SETTINGS}
    problems = [
        *_numbers(values),
        *_unknown_names(environment),
        *_log_level(values),
        *_address(values),
        *_keys_and_databases(values),
        *_city(values, folder),
        *_bind(values),
        *_sign_in(values),
        *_neighbours(values),
    ]
    return sorted(problems, key=lambda problem: problem.id)


def _numbers(values: Mapping[str, str]) -> Iterator[Problem]:
    bounds = {"BALAI_PROXIES": (0, 10), "BALAI_WEB_WORKERS": (1, 64), "BALAI_WEB_THREADS": (1, 64)}
    for name, (low, high) in bounds.items():
        if not (values[name].isdecimal() and low <= int(values[name]) <= high):
            yield Problem(
                "balai.E001",
                f"{name} is {values[name]!r}, not a whole number from {low} to {high}.",
                f"Set {name} to a whole number from {low} to {high}, or unset it.",
            )


def _unknown_names(environment: Mapping[str, str]) -> Iterator[Problem]:
    known = {setting.name for setting in SETTINGS}
    for name in sorted(environment):
        if name.startswith("BALAI_") and not name.startswith("BALAI_TEST_") and name not in known:
            yield Problem(
                "balai.E002",
                f"{name} is not a setting of Balai.",
                "See docs/reference/settings.md for the names, or unset it.",
            )


def _log_level(values: Mapping[str, str]) -> Iterator[Problem]:
    if values["BALAI_LOG_LEVEL"] not in LOG_LEVELS:
        yield Problem(
            "balai.E003", f"BALAI_LOG_LEVEL is {values['BALAI_LOG_LEVEL']!r}.", "Use DEBUG, INFO, WARNING or ERROR."
        )


def _address(values: Mapping[str, str]) -> Iterator[Problem]:
    parts = urlsplit(values["BALAI_ADDRESS"])
    on_loopback = parts.hostname in LOOPBACK_NAMES
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        yield Problem(
            "balai.E004",
            f"BALAI_ADDRESS is {values['BALAI_ADDRESS']!r}.",
            "Write scheme and host only, such as https://balai.example.go.id",
        )
    elif parts.scheme == "http" and not on_loopback:
        yield Problem(
            "balai.E005",
            "BALAI_ADDRESS is plain http on a public host.",
            "Put a TLS proxy before Balai and use https://.",
        )
    if values["BALAI_DEMO"] == "1" and not on_loopback:
        yield Problem(
            "balai.E006",
            "BALAI_DEMO is on for a public address.",
            "Demo log-ins are public: unset BALAI_DEMO, or use a loopback address.",
        )
    if values["BALAI_NETWORK_LOOPBACK"] == "1" and not on_loopback:
        yield Problem(
            "balai.E014",
            "BALAI_NETWORK_LOOPBACK is on for a public address.",
            "Another city could make this one look into its own machine: unset it.",
        )


def _keys_and_databases(values: Mapping[str, str]) -> Iterator[Problem]:
    if values["BALAI_SECRET_KEY"] and len(values["BALAI_SECRET_KEY"]) < SHORTEST_KEY:
        yield Problem(
            "balai.E007",
            f"BALAI_SECRET_KEY is shorter than {SHORTEST_KEY} characters.",
            f"Use a random key of at least {SHORTEST_KEY} characters, or unset it.",
        )
    if bool(values["DATABASE_URL"]) != bool(values["DATABASE_OWNER_URL"]):
        yield Problem(
            "balai.E008",
            "Only one of DATABASE_URL and DATABASE_OWNER_URL is set.",
            "Set both (roles `app` and `owner` of one database), or neither.",
        )
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        parts = urlsplit(values[name])
        if values[name] and (parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/")):
            yield Problem(
                "balai.E011",
                f"{name} is not the address of a PostgreSQL database.",
                "Write postgresql://user:password@host:5432/name",
            )


def _city(values: Mapping[str, str], folder: Path) -> Iterator[Problem]:
    if not (folder / values["BALAI_CITY"] / "city.yaml").is_file():
        yield Problem(
            "balai.E009",
            f"No city.yaml in {values['BALAI_CITY']}.",
            "Point BALAI_CITY to a city pack, or make one with `balai city new`.",
        )


def _bind(values: Mapping[str, str]) -> Iterator[Problem]:
    host, _, port = values["BALAI_BIND"].rpartition(":")
    if values["BALAI_BIND"] and not (host and port.isdecimal() and 0 < int(port) < 65536):
        yield Problem("balai.E010", f"BALAI_BIND is {values['BALAI_BIND']!r}.", "Write host:port, such as 0.0.0.0:8000")


def _sign_in(values: Mapping[str, str]) -> Iterator[Problem]:
    try:
        provider_of(values["BALAI_SIGN_IN"])
    except ValueError as error:
        # The setting holds a secret: it is not repeated.
        yield Problem("balai.E012", "BALAI_SIGN_IN is not the address of an OpenID Connect provider.", f"{error}.")


def _neighbours(values: Mapping[str, str]) -> Iterator[Problem]:
    parts = urlsplit(values["BALAI_SP4N_LAPOR"])
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES)
    if values["BALAI_SP4N_LAPOR"] and not (safe and parts.hostname and parts.password):
        # The setting holds a secret: it is not repeated.
        yield Problem(
            "balai.E013", "BALAI_SP4N_LAPOR is not an address with a token.", "Write https://:token@host.example"
        )
