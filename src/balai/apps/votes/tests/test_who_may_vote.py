"""The roll: drawn up once, from what the city has confirmed, nobody on it twice."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from balai.apps.votes.actions.casting import voter_of
from balai.apps.votes.actions.drafting import say_who
from balai.apps.votes.actions.opening import attend, open_poll, release_poll
from balai.apps.votes.eligibility import entitled
from balai.apps.votes.letters import letters_of
from balai.apps.votes.lists import LARGEST_REST, read_list
from balai.apps.votes.models import Poll
from balai.apps.votes.pseudonyms import event_code
from balai.apps.votes.refusals import CodeAmiss, EmptyRoll, ListAmiss, NotByOneself, NotNow
from balai.apps.votes.tests.things import CIKINI, PEGANGSAAN, draft, opened, person, resident, voters
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.packs import Pack
from balai.base.people.models import Residence, ResidenceSource, User
from balai.base.people.residence import IdentityAmiss, IdentityTaken, NotOnesOwnResidence, confirm_residence

TODAY = date(2026, 11, 22)


def users_on(poll: Poll) -> set[int | None]:
    return {one.user for one in entitled(poll, day=TODAY).values()}


def test_a_phone_is_no_residence(jakarta: Pack) -> None:
    here = resident()
    person()
    assert users_on(draft()) == {here.pk}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"areas": [CIKINI]}, "cd"),
        ({"areas": ["31.71.06"]}, "cdp"),
        ({"areas": [CIKINI], "age_from": 17}, "c"),
        ({"age_from": 17}, "cp"),
        ({"age_to": 16}, ""),
        ({"areas": [PEGANGSAAN], "age_from": 66}, "p"),
        ({"age_from": 67}, ""),
        ({"areas": [CIKINI], "members_of": ["dki"]}, ""),
    ],
)
def test_by_area_age_and_membership(jakarta: Pack, who: dict[str, object], expected: str) -> None:
    people = {
        "c": resident(CIKINI, born=date(2009, 11, 22)),  # seventeen today
        "d": resident(CIKINI),  # nobody has confirmed a date of birth
        "p": resident(PEGANGSAAN, born=date(1960, 2, 29)),
    }
    assert users_on(draft(who={"kind": "attributes", **who})) == {people[name].pk for name in expected}


def test_within_a_distance_of_a_place(jakarta: Pack) -> None:
    near, far = resident(CIKINI), resident("31.75.01.1001") if Area.objects.filter(code="31.75.01.1001") else person()
    middle = Area.objects.get(code=CIKINI)
    who = {"kind": "radius", "longitude": middle.longitude, "latitude": middle.latitude, "metres": 100}
    assert users_on(draft(who=who)) == {near.pk}
    assert far.pk != near.pk


def test_a_list_counts_nobody_twice(jakarta: Pack) -> None:
    user = resident()
    content = f"Surel,Nama\n{user.email.upper()},Ani\nlain@example.org,Budi\n,Citra\n".encode()
    poll = draft(letters=True)
    say_who(code=poll.code, who={"kind": "list"}, listed=read_list(content), by=person(), now=clock.now())
    release_poll(code=poll.code, by=person(), now=clock.now())
    poll = open_poll(code=poll.code, now=clock.now())
    assert poll.roll_count == 3
    assert not poll.listed.exists()
    assert voter_of(poll, user).name == "Ani"
    later = person()
    later.email = "Lain@example.org"
    assert voter_of(poll, later).name == "Budi"
    letters = letters_of(poll, voters(poll), booth="https://kota.example/suara/x/bilik/")
    assert letters.startswith(b"%PDF")
    assert letters.count(b"/Type /Page\n") == 3


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_is_read_like_a_table(jakarta: Pack) -> None:
    listed = read_list(workbook([["email", "nama", "kelurahan"], ["a@b.id", "Ani", CIKINI], [None, "Budi", None]]))
    assert [(line.line, line.email, line.name, line.area_id is not None) for line in listed] == [
        (2, "a@b.id", "Ani", True),
        (3, "", "Budi", False),
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"telepon\n0812\n", 1),
        (b"email\nbukan surel\n", 2),
        (b"email\na@b.id\nA@B.id\n", 3),
        (b"email,area\na@b.id,99\n", 2),
        (b"email,name\n,\n,Ani\na@@b,x\n", 4),
        (b"email\n" + b"a" * 300 + b"@b.id\n", 2),
        (b"email\n\xff\xfe@b.id\n", 2),
        (b"name\nA\0ni\n", 2),
        (b'email\n"a@b.id\n', 2),
        (b"PK\x03\x04 no archive", 0),
        (b"x" * 5_000_001, 0),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(jakarta: Pack, content: bytes, line: int) -> None:
    with pytest.raises(ListAmiss) as refused:
        read_list(content)
    assert refused.value.facts["line"] == line


def test_an_archive_of_zeros_is_refused_before_it_is_unpacked(jakarta: Pack) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    assert len(content.getvalue()) < 200_000
    with pytest.raises(ListAmiss):
        read_list(content.getvalue())


def test_a_workbook_of_styles_is_refused_before_they_are_read(jakarta: Pack) -> None:
    content = io.BytesIO(workbook([["email"], ["a@b.id"]]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/more.xml", b"0" * LARGEST_REST)
    with pytest.raises(ListAmiss):
        read_list(content.getvalue())


@given(st.binary(max_size=300) | st.binary(max_size=100).map(lambda data: b"PK\x03\x04" + data))
@pytest.mark.usefixtures("jakarta")
def test_any_bytes_are_a_list_or_are_refused(content: bytes) -> None:
    found: object = None
    try:
        found = read_list(content)
    except ListAmiss as refused:
        found = [str(refused)]
    assert isinstance(found, list)


def test_the_code_of_an_event_lets_in_whoever_enters_it_before_the_opening(jakarta: Pack) -> None:
    poll = draft(who={"kind": "code"})
    here, guessing, late = person(), person(), person()
    with pytest.raises(NotNow):
        attend(code=poll.code, typed=event_code(poll.code), by=here, now=clock.now())
    release_poll(code=poll.code, by=person(), now=clock.now())
    for _twice in range(2):
        attend(code=poll.code, typed=f" {event_code(poll.code).lower()} ", by=here, now=clock.now())
    with pytest.raises(CodeAmiss):
        attend(code=poll.code, typed="", by=guessing, now=clock.now())
    poll = open_poll(code=poll.code, now=clock.now())
    assert poll.roll_count == 1
    assert voter_of(poll, here).number == 1
    with pytest.raises(NotNow):
        attend(code=poll.code, typed=event_code(poll.code), by=late, now=clock.now())


def test_nobody_opens_an_empty_vote_or_releases_their_own(jakarta: Pack) -> None:
    poll = draft()
    assert poll.made_by is not None
    with pytest.raises(NotByOneself):
        release_poll(code=poll.code, by=poll.made_by, now=clock.now())
    release_poll(code=poll.code, by=person(), now=clock.now())
    with pytest.raises(EmptyRoll):
        open_poll(code=poll.code, now=clock.now())


def test_the_pseudonyms_of_two_polls_have_nothing_in_common(jakarta: Pack) -> None:
    resident()
    one, other = opened(), opened()
    assert bytes(voters(one)[0].pseudonym) != bytes(voters(other)[0].pseudonym)


def test_one_identity_confirms_one_account(jakarta: Pack) -> None:
    area, number = Area.objects.get(code=CIKINI), "3171 0601 0190 0001"
    one, other, officer = person(), person(), person()

    def confirm(user: User, identity: str = number, by: User | None = None) -> Residence:
        return confirm_residence(
            user=user, area=area, identity=identity, born=None, source=ResidenceSource.OFFICER, by=by,
            now=clock.now(),
        )  # fmt: skip

    confirm(one, by=officer)
    confirm(one, by=officer)  # once more is the same person
    with pytest.raises(IdentityTaken):
        confirm(other, by=officer)
    with pytest.raises(IdentityAmiss):
        confirm(other, identity="3171", by=officer)
    with pytest.raises(NotOnesOwnResidence):
        confirm(officer, identity="3171060101900002", by=officer)
    assert number.replace(" ", "").encode() not in bytes(Residence.objects.get().identity)
