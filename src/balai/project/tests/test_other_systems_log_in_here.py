"""OpenID Connect outward: a listed system learns who somebody is, after that person agreed on a page, and no other way."""

from __future__ import annotations

import base64
import hashlib
import secrets
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.idp.oidc.models import Client as Listed
from allauth.idp.oidc.models import Token
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balai.apps.accounts.actions import add_person, close_account
from balai.apps.cases.tests.desk import browser_of
from balai.apps.cases.tests.samples import colleague
from balai.base import clock
from balai.base.audit.models import AuditEntry
from balai.base.failures import Failure
from balai.base.people.models import User
from balai.project.client_commands import added, ended, listed
from balai.project.identity import signing_key_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("balai.project.tests.urls_with_identity")]
BACK = "https://perpustakaan.example.go.id/masuk/kembali"
VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> str:
    return signing_key_of(tmp_path_factory.mktemp("home"))


@pytest.fixture(autouse=True)
def _offered(settings: Any, key: str) -> None:
    settings.IDP_OIDC_PRIVATE_KEY = key


@pytest.fixture
def library() -> tuple[str, str]:
    return added("Perpustakaan Kota", [BACK], ["email", "profile"])


@pytest.fixture
def person() -> User:
    return add_person(email="sari@example.org", name="Sari Dewi", password="x" * 12, language="id")


def asked(client: str, **more: str) -> dict[str, str]:
    return {
        "client_id": client,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid email profile",
        "state": "keadaan",
        "nonce": "sekali",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **more,
    }


def agree(browser: Client, client_id: str, action: str = "grant") -> dict[str, list[str]]:
    """Read the page, press a button, and see with what one is sent back."""
    page = browser.get("/identitas/izin/", asked(client_id))
    assert page.status_code == 200, page.content
    form = {"request": page.context["form"]["request"].initial or page.context["form"].initial["request"]}
    sent = browser.post("/identitas/izin/", {**form, "scopes": page.context["scopes"], "action": action})
    assert sent.status_code == 302, sent.content
    assert sent.headers["Location"].startswith(BACK)
    return parse_qs(urlsplit(sent.headers["Location"]).query)


def exchange(library: tuple[str, str], code: str, **more: str) -> Any:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": library[0],
        "client_secret": library[1],
        "code_verifier": VERIFIER,
    }
    return Client().post("/identitas/token/", {**fields, **more})


def logged_in(person: User, language: str = "en") -> Client:
    browser = Client(headers={"accept-language": language})
    browser.force_login(person)
    return browser


def test_a_listed_system_learns_what_the_person_agreed_to(
    library: tuple[str, str], person: User, settings: Any
) -> None:
    back = agree(logged_in(person), library[0])
    assert back["state"] == ["keadaan"]
    answer = exchange(library, back["code"][0])
    assert answer.status_code == 200, answer.content
    tokens = answer.json()
    (public,) = jwt.PyJWKSet.from_dict(Client().get("/.well-known/jwks.json").json()).keys
    issuer = Client().get("/.well-known/openid-configuration").json()["issuer"]
    claims = jwt.decode(tokens["id_token"], public.key, algorithms=["RS256"], audience=library[0], issuer=issuer)
    assert issuer == settings.CONFIGURATION.address
    assert (claims["sub"], claims["nonce"]) == (str(person.public_id), "sekali")
    told = Client().get("/identitas/orang/", headers={"authorization": f"Bearer {tokens['access_token']}"}).json()
    assert told == {
        "sub": str(person.public_id),
        "email": "sari@example.org",
        "email_verified": True,
        "name": "Sari Dewi",
        "locale": "id",
    }


def test_the_page_says_who_asks_for_what_and_lets_its_form_lead_there(library: tuple[str, str], person: User) -> None:
    page = logged_in(person).get("/identitas/izin/", asked(library[0]))
    content = page.content.decode()
    assert "Log in at Perpustakaan Kota" in content
    assert "Your e-mail address" in content
    assert "perpustakaan.example.go.id" in content
    assert "form-action 'self' https://perpustakaan.example.go.id;" in page.headers["Content-Security-Policy"]
    assert "no-store" in page.headers["Cache-Control"]
    assert (
        "Masuk di Perpustakaan Kota"
        in logged_in(person, "id").get("/identitas/izin/", asked(library[0])).content.decode()
    )


def test_who_says_no_is_sent_back_without_anything(library: tuple[str, str], person: User) -> None:
    assert agree(logged_in(person), library[0], "cancel") == {"error": ["access_denied"], "state": ["keadaan"]}
    assert not Token.objects.exists()


def test_a_visitor_logs_in_first(library: tuple[str, str]) -> None:
    answer = Client().get("/identitas/izin/", asked(library[0]))
    assert answer.headers["Location"].startswith("/akun/masuk/?next=")


@pytest.mark.parametrize(
    "wrong", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"}, {"redirect_uri": BACK + "/more"}]
)
def test_who_is_not_on_the_list_gets_a_page_and_nobody_is_sent_anywhere(
    library: tuple[str, str], person: User, wrong: dict[str, str]
) -> None:
    answer = logged_in(person).get("/identitas/izin/", asked(library[0], **wrong))
    assert answer.status_code == 400
    assert "This log-in cannot go on" in answer.content.decode()
    assert "Location" not in answer.headers


@pytest.mark.parametrize("more", [{"scope": "openid roles"}, {"response_type": "token"}])
def test_what_a_system_may_not_ask_for_it_does_not_get(
    library: tuple[str, str], person: User, more: dict[str, str]
) -> None:
    answer = logged_in(person).get("/identitas/izin/", asked(library[0], **more))
    assert answer.status_code in {302, 400}
    assert "code=" not in answer.headers.get("Location", "")


def test_a_look_at_the_page_writes_nothing_and_nothing_goes_without_it(library: tuple[str, str], person: User) -> None:
    browser = logged_in(person)
    with CaptureQueriesContext(connection) as statements:
        browser.get("/identitas/izin/", asked(library[0]))
    assert not [row["sql"] for row in statements if row["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    answer = browser.get("/identitas/izin/", asked(library[0], prompt="none"))
    assert answer.status_code == 400


def test_a_code_is_for_one_use_one_system_and_whoever_began(library: tuple[str, str], person: User) -> None:
    other = added("Museum", [BACK], ["email"])
    code = agree(logged_in(person), library[0])["code"][0]
    assert exchange(library, code, code_verifier="x" * 64).status_code == 400
    code = agree(logged_in(person), library[0])["code"][0]
    assert exchange(other, code).status_code in {400, 401}
    code = agree(logged_in(person), library[0])["code"][0]
    assert exchange(library, code, client_secret="wrong").status_code == 401
    code = agree(logged_in(person), library[0])["code"][0]
    assert exchange(library, code).status_code == 200
    assert exchange(library, code).status_code == 400


def test_officers_show_their_second_step_and_roles_go_where_they_are_listed(jakarta: object) -> None:
    desk = added("Gudang", [BACK], ["roles"])
    officer = colleague("officer")
    bare = Client()
    bare.force_login(officer.user)
    query = asked(desk[0], scope="openid roles")
    assert bare.get("/identitas/izin/", query).status_code == 302
    page = browser_of(officer).get("/identitas/izin/", query)
    assert "Your roles in the city’s offices" in page.content.decode()


def test_a_system_taken_off_the_list_and_a_closed_account_end_what_was_given(
    library: tuple[str, str], person: User
) -> None:
    def token() -> str:
        return str(exchange(library, agree(logged_in(person), library[0])["code"][0]).json()["access_token"])

    def who(bearer: str) -> int:
        return Client().get("/identitas/orang/", headers={"authorization": f"Bearer {bearer}"}).status_code

    first = token()
    assert who(first) == 200
    close_account(person=person, now=clock.now())
    assert who(first) == 401
    ended(library[0])
    assert not Listed.objects.exists()
    assert list(AuditEntry.objects.order_by("pk").values_list("code", flat=True)) == ["client.added", "client.ended"]
    with pytest.raises(Failure, match=r"balai\.R014"):
        ended(library[0])


@pytest.mark.parametrize(
    "address", ["http://perpustakaan.example/", "javascript:alert(1)", "https://*.example/", "https://a/#b", "kembali"]
)
def test_an_unsafe_address_is_not_listed(address: str) -> None:
    with pytest.raises(Failure, match=r"balai\.R013"):
        added("Perpustakaan", [address], [])
    assert listed() == []


def test_the_key_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    first = signing_key_of(tmp_path)
    assert signing_key_of(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "identity.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["identity.key"]


@pytest.mark.urls("balai.project.urls")
def test_a_city_that_does_not_offer_it_has_no_such_address() -> None:
    for path in ("/.well-known/openid-configuration", "/identitas/izin/", "/identitas/token/"):
        assert Client().get(path).status_code == 404
