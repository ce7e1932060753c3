"""The one command, `balai`. A row of the table is loaded only when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

# Nothing is imported here but the standard library: `balai --help` answers at once, and commands that only
# compute never load Django.


class Command(NamedTuple):
    """A name of one or more words, where its function is, and one line of help.

    The function takes the remaining arguments and returns the exit code: 0 done, 1 refused or failed, 2 misused.
    """

    name: str
    path: str
    help: str


COMMANDS: tuple[Command, ...] = (
    Command("run", "balai.project.run:main", "Start the whole city: database, web server and worker."),
    Command("web", "balai.project.web:main", "Start the web server alone."),
    Command("worker", "balai.project.worker:main", "Start the background worker alone."),
    Command("provision", "balai.project.provision:main", "Prepare tables, city pack and static files; start nothing."),
    Command("migrate", "balai.project.migrate:main", "Bring the database to this version, as the role `owner`."),
    Command("doctor", "balai.project.doctor:main", "Say what is wrong with this installation, and how to mend it."),
    Command("backup", "balai.project.backup:main", "Write the database and the files into one file."),
    Command("restore", "balai.project.restore:main", "Bring a back-up into an installation."),
    Command("demo", "balai.project.demo:main", "Fill the city with invented people and reports."),
    Command("city check", "balai.project.city_commands:check", "Check a city pack; each mistake with file and line."),
    Command("city new", "balai.project.city_commands:new", "Begin a city pack for another city."),
    Command("city areas import", "balai.project.city_commands:import_areas", "Import official boundaries (GeoJSON)."),
    Command("service check", "balai.project.service_commands:check", "Check service files before they rule."),
    Command("service preview", "balai.project.service_commands:preview", "Show a service file as text and drawing."),
    Command("service diff", "balai.project.service_commands:diff", "Say what changes between two service files."),
    Command("service replay", "balai.project.service_replay:main", "Run past cases under a changed service file."),
    Command("person add", "balai.project.person_commands:add", "Add a person, or give a person a role."),
    Command(
        "import cases",
        "balai.project.import_commands:import_cases",
        "Bring in another system's cases (CSV, JSON lines).",
    ),
    Command(
        "export cases", "balai.project.import_commands:export_cases", "Write cases as CSV in another system's columns."
    ),
    Command("client add", "balai.project.client_commands:add", "Let another city system log people in here."),
    Command("client list", "balai.project.client_commands:list_clients", "List the systems that log people in here."),
    Command("client end", "balai.project.client_commands:end", "Take a system off that list."),
    Command("settings check", "balai.project.settings_check:main", "Check the settings of this environment."),
    Command(
        "figures recount", "balai.project.figures_commands:recount", "Check the published figures by counting anew."
    ),
    Command(
        "figures publish",
        "balai.project.indicator_commands:publish",
        "Publish the signed figures of the months that have ended.",
    ),
    Command(
        "figures check",
        "balai.project.indicator_commands:check",
        "Compute a city's published figures again, from outside.",
    ),
    Command(
        "exchange simulate",
        "balai.project.exchange_commands:simulate",
        "Serve a national desk that misbehaves, to try SP4N-LAPOR! on this machine.",
    ),
    Command(
        "network demo",
        "balai.project.network_demo:main",
        "Run three cities and a secretariat on this machine, that witness each other.",
    ),
    Command(
        "log verify", "balai.project.log_commands:verify", "Check a city's log from outside, by its address alone."
    ),
    Command("log break", "balai.project.log_breaks:declare", "Say aloud what a back-up lost of the log, and go on."),
    Command("log resume", "balai.project.log_breaks:resume", "Let a log go on that waits after a back-up."),
    Command("log rotate", "balai.project.log_rotation:rotate", "Give the city's log a new key, with overlap."),
    Command("network join", "balai.project.network_commands:join", "Ask another installation to take this city in."),
    Command("network invite", "balai.project.network_commands:invite", "Invite another installation."),
    Command("network accept", "balai.project.network_commands:accept", "Accept what another installation asked."),
    Command("network refuse", "balai.project.network_commands:refuse", "Say no to what another installation asked."),
    Command("network leave", "balai.project.network_commands:leave", "Leave a network, or end the trust in a peer."),
    Command(
        "network learn", "balai.project.learning_commands:learn", "See how another city does it, and draft it here."
    ),
    Command("network sync", "balai.project.network_commands:sync", "Read the other cities now; ask them to witness."),
    Command("network status", "balai.project.network_commands:status", "Say what is known of the other cities."),
    Command("fares price", "balai.project.fares_commands:price", "Price planned rides; each rupiah explained."),
    Command("fares settle", "balai.project.fares_commands:settle", "Make rides of taps, and bill every card."),
    Command("fares explain", "balai.project.fares_commands:explain", "Explain one card's bill."),
    Command("fares compare", "balai.project.fares_commands:compare", "Try a tariff out: who would pay more, who less."),
    Command("tally", "balai.project.tally_command:main", "Count a file of ballots by a rule, with the reasons."),
    Command(
        "election new", "balai.project.election_commands:new", "Begin a secret election: archive, keys, credentials."
    ),
    Command("election ballot", "balai.project.election_commands:ballot", "Make a ballot, or take one in."),
    Command("election tally", "balai.project.election_commands:tally", "Close the vote, decrypt, write the result."),
    Command("election verify", "balai.project.election_checks:verify", "Check a secret election's archive, all of it."),
    Command("election diff", "balai.project.election_checks:diff", "Say whether an archive continues an earlier one."),
    Command("fares contracts", "balai.project.fares_contracts:contracts", "Say what kilometres driven cost the city."),
    Command("fares gtfs check", "balai.project.fares_feeds:check", "Check the fares of a GTFS feed (Fares v2)."),
    Command(
        "fares gtfs write", "balai.project.fares_feeds:write", "Write a tariff as GTFS-Fares v2, as far as it goes."
    ),
    Command("taps import", "balai.project.taps_commands:bring", "Bring readings of cards in; accounts follow."),
    Command("taps register", "balai.project.taps_commands:register", "Register a card to its holder."),
    Command("jobs list", "balai.project.jobs_commands:list_jobs", "List the jobs that were given up, with the reason."),
    Command("jobs retry", "balai.project.jobs_commands:retry", "Try jobs again that were given up."),
    Command(
        "transit check", "balai.project.transit_commands:check", "Check a GTFS feed; each mistake with its effect."
    ),
    Command("transit build", "balai.project.transit_commands:build", "Make a timetable of one or several feeds."),
    Command("transit plan", "balai.project.transit_commands:plan", "Plan journeys on a timetable."),
    Command("transit feed add", "balai.project.feed_commands:add", "Bring a timetable's feed to the running city."),
    Command("transit feed list", "balai.project.feed_commands:list_feeds", "List the feeds, and from when each rules."),
    Command("transit feed activate", "balai.project.feed_commands:activate", "Let a feed rule from a day on."),
    Command("transit feed rollback", "balai.project.feed_commands:roll_back", "Take back the feed that rules today."),
    Command("transit reach", "balai.project.transit_commands:reach", "Say what can be reached in some minutes."),
    Command("shell", "balai.project.shell:main", "Open a Python shell with the city loaded, as the role `app`."),
)


def find_command(words: list[str]) -> tuple[Command, list[str]] | None:
    """The command that `words` begin with, the longest name first, and the words that remain."""
    for length in range(min(3, len(words)), 0, -1):
        name = " ".join(words[:length])
        for command in COMMANDS:
            if command.name == name:
                return command, words[length:]
    return None


def load(command: Command) -> Callable[[list[str]], int]:
    """The function of a command.

    Raises:
        ImportError: the table names a module that is not there.
    """
    module, _, function = command.path.partition(":")
    found: Callable[[list[str]], int] = getattr(import_module(module), function)
    return found


def help_text(commands: tuple[Command, ...] = COMMANDS) -> str:
    width = max(len(command.name) for command in commands)
    rows = "\n".join(f"  {command.name:<{width}}  {command.help}" for command in commands)
    return f"Usage: balai COMMAND [ARGUMENTS]\n\n{rows}\n\nbalai COMMAND --help says more. Settings: docs/reference/settings.md\n"


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in {"--help", "-h", "help"}:
        sys.stdout.write(help_text())
        return 0
    if words[0] in {"--version", "version"}:
        return _say_version()
    found = find_command(words)
    if found is None:
        related = tuple(command for command in COMMANDS if command.name.split()[0] == words[0])
        sys.stderr.write(
            f"balai.C001: There is no command `balai {' '.join(words)}`.\n\n{help_text(related or COMMANDS)}"
        )
        return 2
    return _run(*found)


def _run(command: Command, rest: list[str]) -> int:
    from balai.base.failures import Failure  # noqa: PLC0415 (help must not wait for anything)

    try:
        return load(command)(rest)
    except Failure as failure:
        from balai.project.terminal import tell  # noqa: PLC0415 (as above)

        tell(failure, as_json="--json" in rest)
        return 1
    except KeyboardInterrupt:
        return 130


def _say_version() -> int:
    from importlib.metadata import version  # noqa: PLC0415 (costs 30 ms, and only this needs it)

    sys.stdout.write(f"balai {version('balai')}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
