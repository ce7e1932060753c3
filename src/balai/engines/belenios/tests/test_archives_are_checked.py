"""An archive is verified whole, on one core or several, and whatever is wrong is refused with its place."""

from __future__ import annotations

import random
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from balai.engines.belenios.archive import ArchiveWriter, Kind
from balai.engines.belenios.boards import Board
from balai.engines.belenios.comparison import compare_archives
from balai.engines.belenios.credentials import Roll, roll_text
from balai.engines.belenios.elections import Question, read_election
from balai.engines.belenios.encoding import compact, read_json
from balai.engines.belenios.errors import Fault, Wrong
from balai.engines.belenios.members import tar_header
from balai.engines.belenios.tests.assembly import Step, assembled, packed
from balai.engines.belenios.tests.mutations import mutation, sample, steps
from balai.engines.belenios.tests.samples import YES_OR_NO, Sample
from balai.engines.belenios.verification import verify_archive

CPU_SECONDS = 20.0
WHOLE = packed(steps())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.bel"


def refusal(path: Path, content: bytes) -> Wrong:
    path.write_bytes(content)
    with pytest.raises(Wrong) as caught:
        verify_archive(path)
    assert caught.value.place
    return caught.value


def test_the_assembled_archive_is_the_written_one() -> None:
    """What mutations change is, unchanged, byte for byte what our writer writes."""
    own = sample()
    writer_steps = list(steps())
    assert packed(writer_steps) == WHOLE
    assert WHOLE.startswith(own.archive(own.cast, closed=False))


def test_several_processes_find_what_one_finds(path: Path) -> None:
    own = Sample.new(YES_OR_NO, voters=40)
    own.cast_all()
    path.write_bytes(own.archive(own.cast))
    one, two = (verify_archive(path, processes=number) for number in (1, 2))
    assert (one.processes, two.processes) == (1, 2)
    two.processes = 1
    assert one == two
    changed = [*own.cast[:5], own.cast[5].replace('"response":"', '"response":"1', 1), *own.cast[6:]]
    path.write_bytes(own.archive(changed, closed=False))
    with pytest.raises(Wrong, match=r"^event 6 \(Ballot\), ballot"):
        verify_archive(path, processes=2)


def test_the_first_thing_wrong_is_named_though_it_is_found_later(path: Path) -> None:
    """A bad ballot before a broken file: the ballot is still on its way when the break is met."""
    bad = sample().cast[0].replace('"response":"', '"response":"1', 1)
    content = packed([steps()[0], Step("Ballot", (bad,)), *steps()[2:]])
    assert refusal(path, content[:-700]).place.startswith("event 1 (Ballot)")


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(40))
def test_hostile_archives_are_refused_or_sound_and_nothing_else(path: Path, effort: int, seed: int) -> None:
    """Every mutation ends in a verdict, in bounded time, never in another exception."""
    for number in range(seed, 40 * effort, 40):
        path.write_bytes(mutation(10_000 + number).content)
        began = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        try:
            verify_archive(path)
        except Wrong as wrong:
            assert wrong.place  # noqa: PT017 (both ends are right)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - began < CPU_SECONDS


def a_link(content: bytes) -> bytes:
    return content[:156] + b"2" + content[157:]


def a_path_upwards(content: bytes) -> bytes:
    at = assembled(content)[1]
    return content[:at] + b"../" + content[at + 3 :]


def a_size_beyond_the_end(content: bytes) -> bytes:
    return content[:512] + content[512:].replace(content[1024 : 1024 + 148], long_header(content), 1)


def long_header(content: bytes) -> bytes:
    name = content[1024:1124].rstrip(b"\x00").decode()
    return tar_header(name, 2**32, 1_790_000_000)[:148]


def in_other_notation(content: bytes) -> bytes:
    return content[:124] + b"\x80" + bytes(7) + b"\x00\x00\x00\x26" + content[136:]


def hidden_in_padding(content: bytes) -> bytes:
    return content[:1000] + b"x" + content[1001:]


def gzipped(content: bytes) -> bytes:
    return b"\x1f\x8b\x08\x00" + content


def an_end_mark(content: bytes) -> bytes:
    return content + bytes(1024)


def cut_off(content: bytes) -> bytes:
    return content[: len(content) - 100]


TRICKS: list[Callable[[bytes], bytes]] = [
    a_link, a_path_upwards, a_size_beyond_the_end, in_other_notation, hidden_in_padding, gzipped, an_end_mark, cut_off,
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_with_the_envelope(path: Path, trick: Callable[[bytes], bytes]) -> None:
    wrong = refusal(path, trick(WHOLE))
    assert wrong.fault in {Fault.ARCHIVE, Fault.HASH, Fault.SIZE}
    assert wrong.place.startswith("byte ")


@pytest.mark.parametrize("content", [b"", bytes(512), bytes(10_240), b"PK\x03\x04" * 500, WHOLE[:1024]])
def test_what_is_no_archive(path: Path, content: bytes) -> None:
    assert refusal(path, content).fault == Fault.ARCHIVE


def test_a_cut_anywhere_is_noticed_unless_it_falls_between_events(path: Path) -> None:
    chance = random.Random(1)
    ends = {len(packed(steps()[:number])) for number in range(1, len(steps()) + 1)}
    for _ in range(12):
        length = chance.randrange(len(WHOLE))
        path.write_bytes(WHOLE[:length])
        if length in ends or length in assembled(WHOLE):
            continue
        with pytest.raises(Wrong):
            verify_archive(path)


def test_a_ballot_larger_than_any_is_not_even_read(path: Path) -> None:
    wrong = refusal(path, packed([steps()[0], Step("Ballot", ("[" * 900_000,))]))
    assert (wrong.fault, wrong.place) == (Fault.SIZE, "event 1 (Ballot)")


def test_an_archive_goes_on_where_it_stopped(path: Path) -> None:
    own = Sample.new(YES_OR_NO)
    cast = [own.ballot(0, [[1, 0]]), own.ballot(1, [[0, 1]])]
    path.write_bytes(own.archive(cast[:1], closed=False))
    with path.open("r+b") as file:
        ArchiveWriter.reopen(file).add_ballot(cast[1])
    assert path.read_bytes() == own.archive(cast, closed=False)
    with path.open("rb") as file:
        board = Board.read(file)
    assert (board.stage, len(board.ballots), len(board.setup.roll)) == (Kind.BALLOT, 2, 3)


def test_a_rewritten_past_is_named(tmp_path: Path) -> None:
    """An administrator takes a ballot out and chains the rest anew: the archive alone is sound, beside the kept one not."""
    own = sample()
    kept, rewritten, grown = (tmp_path / name for name in ("kept", "rewritten", "grown"))
    kept.write_bytes(own.archive(own.cast[:2], closed=False))
    rewritten.write_bytes(own.archive([own.cast[0], own.cast[2]], closed=False))
    grown.write_bytes(own.archive(own.cast, owners=[1, 2, 3]))
    assert verify_archive(rewritten).ballots == 2
    growth = compare_archives(kept, grown)
    assert (growth.before, growth.after, growth.new) == (3, 10, 7)
    with pytest.raises(Wrong, match=r"^event 2 \(Ballot\)"):
        compare_archives(kept, rewritten)
    with pytest.raises(Wrong, match=r"^event 3 \(Ballot\)"):
        compare_archives(grown, kept)


def test_rolls_are_read_in_pieces_of_any_size() -> None:
    own = Sample.new(voters=5)
    whole = own.roll.encode()
    for size in (1, 7, 617, 700, 5_000):
        roll = Roll.read(whole[start : start + size] for start in range(0, len(whole), size))
        assert len(roll) == 5
    assert len(Roll.read([b"[]"])) == 0
    assert Roll.read([b"[ ]"]).total == 0


@pytest.mark.parametrize(
    "text",
    ["", "[", "[1]", '["1","1"]', '["1"', '["1"]x', '["01"]', '["1",]', '["1,0"]', '["1,2,3"]', '{"1":2}', '[["1"]]'],
)
def test_rolls_that_are_none(text: str) -> None:
    with pytest.raises(Wrong):
        Roll.read([text.encode()])


def test_a_voter_stands_once_on_the_roll() -> None:
    own = Sample.new()
    (first, *_) = read_json(own.roll, "roll")
    with pytest.raises(Wrong) as caught:
        roll_text([first, first])
    assert caught.value.fault == Fault.ROLL


def test_weights_count(path: Path) -> None:
    own = Sample.new(YES_OR_NO, voters=2)
    names = read_json(own.roll, "roll")
    roll = Roll([(names[0], 3), (names[1], 1)])
    assert (roll.total, roll.is_weighted) == (4, True)
    assert roll.weight_of(names[0]) == 3
    assert roll.weight_of("5") is None


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"group": "RFC-3526-2048"},
        {"questions": []},
        {"questions": [{"type": "NonHomomorphic", "value": {"answers": ["a"], "question": "?"}}]},
        {"questions": [{"answers": [], "min": 0, "max": 0, "question": "?"}]},
        {"questions": [{"answers": ["a"], "min": 0, "max": 2, "question": "?"}]},
        {"questions": [{"answers": ["a"], "min": 1, "max": 1, "question": "?", "blank": 1}]},
        {"uuid": "short"},
        {"public_key": "2"},
        {"more": 1},
    ],
)
def test_elections_that_are_not_supported_or_not_sound(change: dict[str, object]) -> None:
    content = read_json(sample().election.text, "election")
    with pytest.raises(Wrong):
        read_election(compact({**content, **change}))


def test_many_answers_have_bounds() -> None:
    with pytest.raises(Wrong):
        Sample.new(Question("?", tuple(map(str, range(300)))))
