"""Files of ballots are read strictly: each fault with its line; and what is written reads back the same."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.engines.tally.documents import LONGEST_LINE, MOST_LINES, Document, points_by_rank
from balai.engines.tally.errors import UnreadableBallots, UnsuitableBallots
from balai.engines.tally.files import FORMS, form_of, read_ballots, write_ballots
from balai.engines.tally.profiles import Option, Profile, approvals, points, rankings

PABULIB = """META
key;value
description;Taman kota
num_projects;2
num_votes;3
budget;1500,50
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name;selected
p1;1000;"Taman; ""kolam"" besar";1
p2;600.25;Lampu;0
VOTES
voter_id;vote;age
1;p1,p2;30
2;;41
3;p2;
"""
BLT = """4 2  # calon dan kursi
-4
3 1 2=3 0
2 4 3 0
1 0
0
"Adi"
"Budi # bukan catatan"
"Citra"
"Dewi"
"Pemilihan RW"
"""
PREFLIB = """# DATA TYPE: toi
# TITLE: Ketua RT
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 5
# NUMBER UNIQUE ORDERS: 2
# ALTERNATIVE NAME 1: Adi
# ALTERNATIVE NAME 2: Budi
# ALTERNATIVE NAME 3: Citra
3: 1,{2,3}
2: 3
"""
CSV = "rank,Adi,Budi,Citra\n120,1,2,3\n80,,1,2\n1,,,\n"
SCOTTISH = (
    '2,1,\n5,1,2,\n3,2,\n"Candidate 1","Adi","Partai (P)",\n"Candidate 2","Budi, S.H.","Mandiri",\n""Kelurahan 1"",\n'
)
SAMPLES = {"pabulib": PABULIB, "blt": BLT, "preflib": PREFLIB, "csv": CSV}


def test_a_pabulib_file() -> None:
    found = read_ballots(PABULIB.encode(), "pabulib")
    assert [(one.id, one.name, one.cost) for one in found.profile.options] == [
        ("p1", 'Taman; "kolam" besar', 1000),
        ("p2", "Lampu", Fraction(60025, 100)),
    ]
    assert found.budget == Fraction(150050, 100)
    assert (found.title, found.rule) == ("Taman kota", "greedy")
    assert found.winners == frozenset({"p1"})
    assert (found.profile.total, found.profile.blank) == (3, 1)


def test_points_and_ranks_in_pabulib_files() -> None:
    head = PABULIB.replace("vote_type;approval", "vote_type;{}")
    scored = (
        head.format("cumulative").partition("VOTES")[0] + "VOTES\nvoter_id;vote;points\n1;p1,p2;2,3\n2;p2;1.5\n3;;\n"
    )
    ballots = read_ballots(scored.encode(), "pabulib").profile.ballots
    assert [ballot.numbers for ballot in ballots] == [(2, 3), (Fraction(3, 2),), ()]
    ranked = head.format("ordinal").replace("1;p1,p2;30", "1;p2,p1;30")
    profile = read_ballots(ranked.encode(), "pabulib").profile
    assert profile.ballots[0] == (1, (1, 0), (1, 2))
    assert points_by_rank(profile, 3).ballots[0] == (1, (0, 1), (2, 3))


def test_a_blt_file_passes_over_the_withdrawn() -> None:
    found = read_ballots(BLT.encode(), "blt")
    assert [one.name for one in found.profile.options] == ["Adi", "Budi # bukan catatan", "Citra"]
    assert (found.seats, found.title) == (2, "Pemilihan RW")
    assert set(found.profile.ballots) == {(3, (0, 1, 2), (1, 2, 2)), (2, (2,), (1,)), (1, (), ())}


def test_a_preflib_file() -> None:
    found = read_ballots(PREFLIB.encode(), "preflib")
    assert set(found.profile.ballots) == {(3, (0, 1, 2), (1, 2, 2)), (2, (2,), (1,))}
    assert found.title == "Ketua RT"


def test_csv_in_both_forms() -> None:
    found = read_ballots(CSV.encode(), "csv").profile
    assert (found.total, found.blank) == (201, 1)
    assert found.ballots[1] == (80, (1, 2), (1, 2))
    scottish = read_ballots(SCOTTISH.encode(), "csv")
    assert (scottish.seats, scottish.title) == (1, "Kelurahan 1")
    assert scottish.profile.options[1].name == "Budi, S.H. · Mandiri"


def test_the_ending_tells_the_form() -> None:
    assert [form_of(name) for name in ("a.pb", "B.BLT", "c.toi", "d.csv")] == ["pabulib", "blt", "preflib", "csv"]
    with pytest.raises(UnsuitableBallots, match=r"\.pb, \.blt"):
        form_of("suara.xlsx")


FAULTS = [
    ("pabulib", "budget;1500,50", "budget;banyak", 6),
    ("pabulib", "num_votes;3", "num_votes;4", 5),
    ("pabulib", "vote_type;approval", "vote_type;acclaim", 7),
    ("pabulib", "p2;600.25;Lampu;0", "p1;600.25;Lampu;0", 12),
    ("pabulib", "p2;600.25;Lampu;0", "p2;0;Lampu;0", 12),
    ("pabulib", "p2;600.25;Lampu;0", "p2;600.25;Lampu", 12),
    ("pabulib", "3;p2;", "3;p9;", 17),
    ("pabulib", "3;p2;", "2;p2;", 17),
    ("pabulib", "PROJECTS", "VOTES", 9),
    ("pabulib", "voter_id;vote;age", "voter_id;ballot;age", 14),
    ("pabulib", "rule;greedy", "budget;3", 8),
    ("pabulib", '"Taman; "', '"Ta"man; "', 11),
    ("blt", "4 2  #", "4 2 1 #", 1),
    ("blt", "4 2  #", "4 5  #", 1),
    ("blt", "3 1 2=3 0", "3 1 2=5 0", 3),
    ("blt", "3 1 2=3 0", "3 1 2=1 0", 3),
    ("blt", "3 1 2=3 0", "3 1 2=3", 3),
    ("blt", '"Citra"', "Citra", 9),
    ("blt", '"Pemilihan RW"\n', '"Pemilihan RW"\nx\n', 12),
    ("preflib", "DATA TYPE: toi", "DATA TYPE: soi", 9),
    ("preflib", "DATA TYPE: toi", "DATA TYPE: toc", 10),
    ("preflib", "DATA TYPE: toi", "DATA TYPE: wmd", 1),
    ("preflib", "VOTERS: 5", "VOTERS: 6", 4),
    ("preflib", "3: 1,{2,3}", "3: 1,{2,3", 9),
    ("preflib", "3: 1,{2,3}", "3: 1,{2,1}", 9),
    ("preflib", "3: 1,{2,3}", "3: 1,,2", 9),
    ("preflib", "3: 1,{2,3}", "3: 1,4", 9),
    ("preflib", "# TITLE: Ketua RT", "# ketua", 2),
    ("csv", "80,,1,2", "80,,1", 3),
    ("csv", "80,,1,2", "-80,,1,2", 3),
    ("csv", "80,,1,2", "80,,0,2", 3),
    ("csv", "Adi,Budi", "Adi,Adi", 1),
    ("csv", "80,,1,2", "80,,1,\x01", 3),
]


@pytest.mark.parametrize(("form", "right", "wrong", "line"), FAULTS)
def test_each_fault_is_told_with_its_line(form: str, right: str, wrong: str, line: int) -> None:
    assert right in SAMPLES[form]
    with pytest.raises(UnreadableBallots) as found:
        read_ballots(SAMPLES[form].replace(right, wrong).encode(), form)
    assert found.value.line == line


@pytest.mark.parametrize("form", FORMS)
def test_files_that_are_none(form: str) -> None:
    for data in (b"", b"\n\n", b"\xff\xfe", b"\x00", b"x" * (LONGEST_LINE + 1), b'"', b";" * 1000, b"9" * 5000):
        with pytest.raises(UnreadableBallots):
            read_ballots(data, form)


def test_a_project_named_twice_in_a_vote_counts_once_and_is_remarked() -> None:
    found = read_ballots(PABULIB.replace("1;p1,p2;30", "1;p1,p1,p2;30").encode(), "pabulib")
    assert [remark.line for remark in found.remarks] == [15]
    assert found.profile == read_ballots(PABULIB.encode(), "pabulib").profile


def test_windows_files_read_the_same() -> None:
    for form, sample in SAMPLES.items():
        windows = b"\xef\xbb\xbf" + sample.replace("\n", "\r\n").encode()
        assert read_ballots(windows, form) == read_ballots(sample.encode(), form)


NAMES = st.text("aZé名&<;:{}#1’", min_size=1, max_size=8)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    options = [Option(str(number), name, number * Fraction(1, 4)) for number, name in enumerate(names, start=1)]
    ids = st.lists(st.sampled_from([option.id for option in options]), unique=True)
    chosen = draw(st.lists(ids, max_size=8))
    kind = draw(st.sampled_from(["approval", "points", "rank", "tied"]))
    if kind == "approval":
        return approvals(options, chosen)
    if kind == "points":
        return points(options, [{one: Fraction(place, 8) for place, one in enumerate(ballot)} for ballot in chosen])
    return rankings(options, [[ballot[:2], *ballot[2:]] if kind == "tied" and ballot else ballot for ballot in chosen])


@given(profiles(), st.sampled_from(sorted(FORMS)))
def test_what_is_written_reads_back_the_same(profile: Profile, form: str) -> None:
    document = Document(profile, title="Pemilihan", seats=1, budget=Fraction(7, 2), rule="greedy")
    try:
        text = write_ballots(document, form)
    except UnsuitableBallots:
        return
    again = read_ballots(text.encode(), form)
    assert sorted(again.profile.ballots) == sorted(profile.ballots)
    assert [option.id for option in again.profile.options] == [option.id for option in profile.options]
    if form != "csv":
        assert [option.name for option in again.profile.options] == [option.name for option in profile.options]
        assert again.title == "Pemilihan"
    if form == "pabulib":
        assert again.budget == Fraction(7, 2)
        assert again.profile == profile


def refuses(write: Callable[[], str]) -> bool:
    try:
        write()
    except UnsuitableBallots:
        return True
    return False


def test_forms_refuse_what_they_cannot_hold() -> None:
    options = [Option("a", "A", 1), Option("b", "B", 2)]
    tied = Document(rankings(options, [[["a", "b"]], []]), budget=5)
    approving = Document(approvals(options, [["a"]]), budget=5)
    poor = Document(approvals([Option("a", "A")], [["a"]]), budget=5)
    thirds = Document(points(options, [{"a": Fraction(1, 3)}]))
    assert refuses(lambda: write_ballots(tied, "pabulib"))
    assert refuses(lambda: write_ballots(tied, "preflib")), "it has no blank ballots"
    assert not refuses(lambda: write_ballots(tied, "blt"))
    assert refuses(lambda: write_ballots(approving, "blt"))
    assert refuses(lambda: write_ballots(poor, "pabulib"))
    assert refuses(lambda: write_ballots(thirds, "csv"))


def test_a_file_of_nothing_but_lines_is_refused_before_it_is_split() -> None:
    for form in FORMS:
        with pytest.raises(UnreadableBallots) as found:
            read_ballots(b"\n" * (MOST_LINES + 1), form)
        assert found.value.line == MOST_LINES + 1
