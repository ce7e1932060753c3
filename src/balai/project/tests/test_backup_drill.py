"""A back-up brings everything back, is checked before it is trusted, and never overwrites by accident."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import psycopg
import pytest

from balai.base.postgres import APP, OWNER, connection_of, opened_server
from balai.project.tests.cities import balai, settings_for

PEOPLE = 300
RIGHTS = """
SELECT relname, '' AS column, grantee.rolname, privilege_type
FROM pg_class, aclexplode(coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)))
    AS entry JOIN pg_roles AS grantee ON grantee.oid = entry.grantee
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')
UNION ALL
SELECT relname, attname, grantee.rolname, privilege_type
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid, aclexplode(attacl)
    AS entry JOIN pg_roles AS grantee ON grantee.oid = entry.grantee
WHERE relnamespace = 'public'::regnamespace
ORDER BY 1, 2, 3, 4
"""
"""Of tables and sequences, and of single columns where a table is under lock; nothing said means what owners have."""
ADD_PEOPLE = """
INSERT INTO people_user (public_id, email, name, language, is_active, created_at, password)
SELECT gen_random_uuid(), 'person' || i || '@demo.balai.example', 'Person ' || i, 'id', true, now(), ''
FROM generate_series(1, %s) AS i
"""


@pytest.fixture(scope="module")
def backup(module_home: Path, module_city: Path) -> Path:
    """A city with people and files, and its back-up."""
    home = module_city
    settings = settings_for(home)
    with opened_server(home), psycopg.connect(**connection_of(home, APP)) as connection:  # type: ignore[arg-type]
        connection.execute(ADD_PEOPLE, [PEOPLE])
    for number in range(20):
        path = home / "files" / f"{number:02d}" / "picture.jpg"
        path.parent.mkdir(parents=True)
        path.write_bytes(os.urandom(5_000))
    target = module_home / "back up.tar"
    answer = balai(settings, "backup", str(target))
    assert answer.returncode == 0, answer.stderr
    return target


def contents(home: Path) -> dict[str, object]:
    """Everything that must come back: people, rights, files, key."""
    with opened_server(home), psycopg.connect(**connection_of(home, OWNER)) as connection:  # type: ignore[arg-type]
        people = connection.execute("SELECT public_id, email, name FROM people_user ORDER BY id").fetchall()
        rights = connection.execute(RIGHTS).fetchall()
    files = {str(path.relative_to(home)): path.read_bytes() for path in (home / "files").rglob("*") if path.is_file()}
    return {"people": people, "rights": rights, "files": files, "key": (home / "secret.key").read_text()}


def test_everything_comes_back_in_an_empty_home(module_home: Path, backup: Path) -> None:
    home = module_home / "second"
    answer = balai(settings_for(home), "restore", str(backup))
    assert answer.returncode == 0, answer.stderr
    assert "Restored in " in answer.stdout
    restored, original = contents(home), contents(module_home / "city")
    assert restored == original
    assert len(original["people"]) == PEOPLE  # type: ignore[arg-type]
    assert ("cases_original", "file_id", "app", "SELECT") in original["rights"]  # type: ignore[operator]
    assert balai(settings_for(home), "migrate", "--check").returncode == 0


def test_it_is_closed_to_others_and_never_overwritten(module_home: Path, backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    before = backup.read_bytes()
    answer = balai(settings_for(module_home / "city"), "backup", str(backup))
    assert (answer.returncode, answer.stderr[:10]) == (1, "balai.B001")
    assert backup.read_bytes() == before
    assert [path.name for path in module_home.glob("*.part")] == []


def test_a_home_with_people_is_left_alone_unless_told(module_home: Path, backup: Path) -> None:
    home = module_home / "city"
    answer = balai(settings_for(home), "restore", str(backup))
    assert (answer.returncode, answer.stderr[:10]) == (1, "balai.B007")
    with opened_server(home), psycopg.connect(**connection_of(home, APP)) as connection:  # type: ignore[arg-type]
        connection.execute("UPDATE people_user SET name = 'Changed since'")
    answer = balai(settings_for(home), "restore", "--replace", str(backup))
    assert answer.returncode == 0, answer.stderr
    assert "Changed since" not in repr(contents(home)["people"])


@pytest.mark.parametrize("damage", ["a flipped bit", "cut short", "a stranger inside", "no archive at all"])
def test_a_damaged_one_changes_nothing(module_home: Path, backup: Path, damage: str) -> None:
    broken = module_home / f"{damage}.tar"
    broken.write_bytes(_damaged(backup.read_bytes(), damage))
    home = module_home / "city"
    before = contents(home)
    answer = balai(settings_for(home), "restore", "--replace", str(broken))
    assert answer.returncode == 1
    assert answer.stderr[:10] in {"balai.B002", "balai.B003"}, answer.stderr
    assert contents(home) == before


def _damaged(whole: bytes, damage: str) -> bytes:
    if damage == "a flipped bit":
        middle = len(whole) // 2
        return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    if damage == "cut short":
        return whole[: len(whole) // 3]
    if damage == "no archive at all":
        return b"a letter to the mayor" * 100
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        member = tarfile.TarInfo("files/../../stranger")
        member.size = 2
        tar.addfile(member, io.BytesIO(b"hi"))
    return buffer.getvalue()
