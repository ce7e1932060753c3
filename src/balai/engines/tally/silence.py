"""The result when no ballot names anything: nobody is elected, whatever the rule would make of a tie of all."""

from __future__ import annotations

from balai.engines.tally.pictures import Bar, Picture
from balai.engines.tally.results import Result, Table
from balai.engines.tally.tallying import NOT_ELECTED, OPTION, OUTCOME, Tally
from balai.engines.tally.words import words


def count_silence(tally: Tally) -> Result:
    """No winners, and a sentence that says why."""
    tally.step("silence", (), None, ballots=tally.profile.total)
    tally.say_who_counted()
    tally.say(
        "Tidak ada surat suara yang menyebut pilihan, jadi tidak ada yang terpilih.",
        "No ballot names an option, so none is elected.",
    )
    everyone = range(len(tally.profile.options))
    for one in everyone:
        tally.reason(
            one,
            "{name} tidak terpilih: tidak ada suara.",
            "{name} is not elected: there were no votes.",
            name=tally.option(one),
        )
    title = words(id="Perolehan", en="What each option got")
    tally.tables.append(Table(title, (OPTION, OUTCOME), tuple((tally.option(one), NOT_ELECTED) for one in everyone)))
    bars = tuple(Bar(tally.option(one), 0, {"id": "0", "en": "0"}, won=False) for one in everyone)
    description = words(id="Tidak ada suara.", en="There are no votes.")
    return tally.result((), dict.fromkeys(everyone, 0), Picture(title, description, bars))
