"""Three hundred hostile uploads and forms: a clear sentence each, no failure of ours, and nothing is stored."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from balai.base.files import storage
from balai.base.files.models import StoredFile
from balai.base.limits.models import Bucket
from balai.base.packs import Pack
from balai.engines.pictures.tests.samples import encoded, street
from balai.project.tests.everyone import NEIGHBOUR, REPORTER, VISITOR, Scene, addresses, make_scene
from balai.project.tests.hostility import CREDENTIALS, MEGABYTE, NAMES, WORDS, hostile_files, photos_with_a_tail
from balai.project.tests.test_permission_matrix import PUBLIC, path_of

COUNTED_ELSEWHERE = {"django_session", "limits_bucket", "accounts_cache"}
"""How often somebody came, and that somebody came: not what they brought."""
visitors = itertools.count(1)


@dataclass(frozen=True)
class Attack:
    """One request. `fields` is a form, or the body as it is."""

    name: str
    who: str
    path: str
    fields: Any = None
    kind: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    strict: bool = False


def send(scene: Scene, attack: Attack) -> Any:
    """From another address each time."""
    client = scene.browser(attack.who)
    if attack.strict:
        client.handler.enforce_csrf_checks = True
    number = next(visitors)
    options: dict[str, Any] = {"REMOTE_ADDR": f"100.64.{number // 256}.{number % 256}", "headers": dict(attack.headers)}
    if attack.kind:
        options["content_type"] = attack.kind
    return client.post(attack.path, attack.fields if attack.fields is not None else {}, **options)


def everything_kept() -> dict[str, int]:
    """Rows of every table, and files on the disk."""
    names = sorted(set(connection.introspection.table_names()) - COUNTED_ELSEWHERE)
    parts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {connection.ops.quote_name(name)}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(parts)
        counts = dict(cursor.fetchall())
    return counts | {"files": sum(1 for path in storage.root().rglob("*") if path.is_file())}


# the attacks


def photo_attacks(scene: Scene, luck: Random) -> Iterator[Attack]:
    """Every file that is no photo, wherever a photo is asked for; and file names that mean something else."""
    begun = reverse("reports:page", args=[scene.draft, "foto"])
    finish = reverse("desk:outcome", args=[scene.private.reference, "work", "finish"])
    answer = reverse("reports:private-act", args=[scene.private.reference, scene.secret, "jawab"])
    for name, file, content in hostile_files(luck):

        def upload(file: str = file, content: bytes = content) -> SimpleUploadedFile:
            return SimpleUploadedFile(file, content, content_type="image/jpeg")

        yield Attack(f"{name} to the first page", VISITOR, reverse("reports:start"), {"photo": upload()})
        yield Attack(f"{name} to a report on its way", REPORTER, begun, {"photo": upload()})
        yield Attack(f"{name} to the API", VISITOR, "/api/v1/uploads", {"file": upload()})
        ending = {"key": str(uuid4()), "words": "Sudah ditambal rapi.", "evidence": upload()}
        yield Attack(f"{name} as evidence", "officer", finish, ending)
        yield Attack(f"{name} as an answer", VISITOR, answer, {"words": "Ini fotonya", "photos": upload()})
    for name in NAMES:
        odd = SimpleUploadedFile("x.jpg", b"not a photo", content_type="text/html; charset=../../x")
        odd.name = name
        yield Attack(f"a file called {name[:20]!r}", VISITOR, "/api/v1/uploads", {"file": odd})


def form_attacks(scene: Scene) -> Iterator[Attack]:
    """Hostile words where a code, a number, an address or a key is asked for."""
    page = {name: reverse("reports:page", args=[scene.draft, name]) for name in ("lokasi", "jenis", "cerita")}
    work = [scene.private.reference, "work"]
    for name, words in WORDS:
        yield Attack(f"{name} as place", REPORTER, page["lokasi"], {"place_latitude": words, "place_longitude": words})
        yield Attack(f"{name} as area", REPORTER, page["lokasi"], {"place_area": words, "place_words": "Depan pasar"})
        yield Attack(f"{name} as kind", REPORTER, page["jenis"], {"kind": words})
        yield Attack(f"{name} as e-mail", VISITOR, reverse("account_signup"), {"email": words, "password1": "x"})
        yield Attack(f"{name} as log-in", VISITOR, reverse("account_login"), {"login": words, "password": words})
        yield Attack(f"{name} as forgotten", VISITOR, reverse("account_reset_password"), {"email": words})
        yield Attack(f"{name} as language", NEIGHBOUR, reverse("accounts:profile"), {"name": "x", "language": words})
        transfer = {"key": words, "organisation": words, "words": words}
        yield Attack(f"{name} as office", "officer", reverse("desk:outcome", args=[*work, "transfer"]), transfer)
        yield Attack(f"{name} as colleague", "officer", reverse("desk:assign", args=work), {"assignee": words})
        look = {"reason": words, "words": words[:9]}
        yield Attack(f"{name} as reason", "officer", reverse("desk:reporter", args=[scene.private.reference]), look)
        yield Attack(f"{name} as passkey", VISITOR, reverse("mfa_login_webauthn"), {"credential": words})


def passkey_attacks() -> Iterator[Attack]:
    """What a false device says."""
    for said in CREDENTIALS:
        yield Attack(f"the passkey {said}", VISITOR, reverse("mfa_login_webauthn"), {"credential": said})
        yield Attack(f"the new passkey {said}", NEIGHBOUR, reverse("mfa_add_webauthn"), {"credential": said})
        yield Attack(
            f"again the passkey {said}", "officer", reverse("mfa_reauthenticate_webauthn"), {"credential": said}
        )


def json_attacks(scene: Scene) -> Iterator[Attack]:
    """The API: what is no JSON, what is too deep or too much, and what only looks right."""
    good: dict[str, Any] = {
        "service": "report.road",
        "answers": {"category": "pothole", "words": "Lubang besar di depan sekolah."},
        "place": {"area": "31.71.06.1003", "words": "Depan stasiun"},
    }
    bodies: list[tuple[str, Any]] = [
        ("nothing", b""),
        ("half", b'{"service": "report.road", '),
        ("too deep", b"[" * 20_000 + b"]" * 20_000),
        ("not utf-8", b'{"service": "\xff\xfe"}'),
        ("a list", b"[]"),
        ("a number without end", b'{"place": {"longitude": 1e999, "latitude": -1e999}}'),
        ("not a number", json.dumps(good | {"place": {"longitude": float("nan"), "latitude": 0}})),
        ("twelve megabytes", json.dumps(good | {"service": "x" * 12 * MEGABYTE})),
        ("many answers", json.dumps(good | {"answers": {f"a{number}": 1 for number in range(5000)}})),
        ("many uploads", json.dumps(good | {"uploads": {"photo": [f"{uuid4()}.{'x' * 22}"] * 500}})),
        ("someone's upload", json.dumps(good | {"uploads": {"photo": [f"{scene.draft}.{'x' * 22}"]}})),
        ("a stranger's fields", json.dumps(good | {"is_admin": True})),
        ("answers in the wrong shape", json.dumps(good | {"answers": {"category": {"$ne": ""}, "words": ["x"]}})),
        ("an answer of another question", json.dumps(good | {"answers": {"__proto__": "x"}})),
    ]
    bodies += [(f"{name} as service", json.dumps(good | {"service": words})) for name, words in WORDS]
    bodies += [(f"{name} as category", json.dumps(good | {"answers": {"category": words}})) for name, words in WORDS]
    bodies += [
        (f"{name} as e-mail", json.dumps(good | {"reporter": {"email": words}}))
        for name, words in WORDS
        if words.strip("\u200b\u200c\u2060\ufeff")
    ]
    key = ("idempotency-key", str(uuid4()))
    for name, body in bodies:
        yield Attack(f"{name} to the API", VISITOR, "/api/v1/cases", body, "application/json", (key,))
    yield Attack("a case without a key", VISITOR, "/api/v1/cases", json.dumps(good), "application/json")
    yield Attack("a case as a form", VISITOR, "/api/v1/cases", {"service": "x"}, headers=(key,))


def stolen_attacks(scene: Scene) -> Iterator[Attack]:
    """Other people's drafts and links, and links that have been used."""
    for page in ("foto", "lokasi", "jenis", "cerita", "periksa"):
        path = reverse("reports:page", args=[scene.draft, page])
        fields = {"place_area": "31.71.06.1003", "place_words": "x", "kind": "report.road/pothole", "words": "Lubang"}
        yield Attack(f"{page} of another's draft", NEIGHBOUR, path, fields)
        yield Attack(f"{page} of a draft of nobody", VISITOR, reverse("reports:page", args=[uuid4(), page]), fields)
    secrets = ("x" * 22, scene.secret[::-1])
    for act in ("jawab", "satisfied", "reopen", "buka", "tutup"):
        for secret in secrets:
            path = reverse("reports:private-act", args=[scene.private.reference, secret, act])
            yield Attack(f"{act} with a wrong secret", VISITOR, path, {"words": "halo halo", "rating": "5"})
        path = reverse("reports:private-act", args=[scene.public.reference, scene.secret, act])
        yield Attack(f"{act} with another report's secret", VISITOR, path, {"words": "halo halo", "rating": "5"})
    done = reverse("desk:outcome", args=[scene.private.reference, "intake", "accept"])
    yield Attack("a step that is over", "officer", done, {"key": str(uuid4())})
    answer = reverse("reports:private-act", args=[scene.private.reference, scene.secret, "jawab"])
    photo = SimpleUploadedFile("x.jpg", encoded(street(77), "JPEG"), content_type="image/jpeg")
    yield Attack("a good photo where nothing was asked", VISITOR, answer, {"words": "Ini fotonya", "photos": photo})
    review = reverse("reports:private-act", args=[scene.private.reference, scene.secret, "satisfied"])
    yield Attack("a review before its time", VISITOR, review, {"rating": "5"})


def forged_attacks(scene: Scene) -> Iterator[Attack]:
    """Every form, sent by another site: without a token, and with a wrong one."""
    for address in addresses():
        if address.name.startswith(("api:", "health", "ready")) or address.name in {"web:language", "web:gallery"}:
            continue
        path = path_of(address, scene, public=address.name in PUBLIC)
        who = "officer" if address.name.startswith("desk:") else REPORTER
        yield Attack(f"{address.name} without a token", who, path, {"words": "x"}, strict=True)
        wrong = {"csrfmiddlewaretoken": "x" * 64, "words": "x"}
        yield Attack(f"{address.name} with a wrong token", who, path, wrong, strict=True)


def heavy_attacks(scene: Scene) -> Iterator[Attack]:
    """Ten megabytes in a field, thousands of fields, a body that is not what its head says."""
    form = "application/x-www-form-urlencoded"
    paths = [reverse("reports:page", args=[scene.draft, "cerita"]), reverse("account_login"), "/api/v1/uploads"]
    for path in paths:
        yield Attack(
            f"ten megabytes to {path}",
            REPORTER if "lapor" in path else VISITOR,
            path,
            b"words=" + b"x" * 10 * MEGABYTE,
            form,
        )
        yield Attack(f"many fields to {path}", REPORTER if "lapor" in path else VISITOR, path, b"a=1&" * 5000, form)
        yield Attack(f"a broken body to {path}", VISITOR, path, b"--x\r\nbroken", "multipart/form-data; boundary=x")
        yield Attack(f"no boundary to {path}", VISITOR, path, b"--x--", "multipart/form-data")


# the proof


def is_clear(response: Any) -> bool:
    """A refusal with words (to a machine: its code), or the page again with what is wrong; or a way back to where one begins."""
    if response.status_code in {301, 302}:
        return True
    text = response.content.decode(errors="replace")
    told = len(text) > 40 or (response.headers.get("Content-Type") == "application/json" and '"code"' in text)
    refused = 400 <= response.status_code < 500 and told
    return refused or (response.status_code == 200 and ("error-summary" in text or "notice--" in text))


def test_three_hundred_of_them_are_answered_clearly_and_leave_nothing(jakarta: Pack, settings: Any) -> None:
    scene = make_scene()
    luck = Random(20260301)
    attacks = [
        *photo_attacks(scene, luck),
        *form_attacks(scene),
        *passkey_attacks(),
        *json_attacks(scene),
        *stolen_attacks(scene),
        *forged_attacks(scene),
        *heavy_attacks(scene),
    ]
    assert len(attacks) >= 300
    before, wrong = everything_kept(), []
    for attack in attacks:
        try:
            response = send(scene, attack)
        except UnicodeEncodeError:
            continue  # what the test's own client cannot even write
        Bucket.objects.all().delete()  # patience is tried elsewhere
        after = everything_kept()
        if response.status_code >= 500 or not is_clear(response):
            wrong.append(f"{attack.name} ({attack.who}, {attack.path}): {response.status_code}")
        if after != before:
            changed = {name: count - before.get(name, 0) for name, count in after.items() if count != before.get(name)}
            wrong.append(f"{attack.name} ({attack.who}, {attack.path}): {response.status_code} left {changed}")
            before = after
    assert not wrong, f"{len(wrong)} of {len(attacks)}:\n" + "\n".join(wrong)


@pytest.mark.usefixtures("jakarta")
def test_what_hides_behind_a_photo_is_left_behind() -> None:
    for name, content in photos_with_a_tail():
        upload = SimpleUploadedFile("foto.jpg", content, content_type="image/jpeg")
        assert Client().post("/api/v1/uploads", {"file": upload}).status_code == 201, name
        stored = storage.path_of(StoredFile.objects.latest("pk").sha256).read_bytes()
        assert stored.startswith(b"\xff\xd8")
        assert stored.endswith(b"\xff\xd9")
        assert not any(hidden in stored for hidden in (b"PK\x03\x04", b"\x7fELF", b"<script", b"hidden"))
