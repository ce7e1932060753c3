"""OpenID Connect: people come through the city's single log-in, and nobody takes over an account by its address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.actions import add_person
from balai.base.people.models import User
from balai.project.sign_in import provider_of
from balai.project.tests.sign_in_provider import CLIENT, SECRET, Provider, sign_in_provider

pytestmark = [pytest.mark.django_db, pytest.mark.urls("balai.project.tests.urls_with_sign_in")]
RATIH = {"sub": "3171-77", "email": "ratih@example.go.id", "email_verified": True, "name": "Ratih\u202e Ayu"}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with sign_in_provider() as server:
        host = server.address.removeprefix("http://")
        settings.SOCIALACCOUNT_PROVIDERS = provider_of(f"http://{CLIENT}:{SECRET}@{host}?name=ID+Kota")
        server.person = dict(RATIH)
        yield server


def come(client: Client) -> Any:
    """Press the button, log in at the other side, and come back."""
    answer = client.post(reverse("openid_connect_login", args=["kota"]))
    assert answer.status_code == 302, answer.content
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = reverse("openid_connect_callback", args=["kota"])
    return client.get(back, {"code": "kode", "state": asked["state"][0]})


def test_the_button_stands_on_the_log_in_page(provider: Provider) -> None:
    page = Client(headers={"accept-language": "en"}).get(reverse("account_login")).content.decode()
    assert "Log in with ID Kota" in page
    assert SECRET not in page


def test_somebody_new_gets_an_account_and_comes_back_to_it(provider: Provider) -> None:
    client = Client()
    assert come(client).status_code == 302
    user = User.objects.get()
    assert (user.email, user.name) == (RATIH["email"], "Ratih Ayu")
    assert client.get(reverse("accounts:profile")).status_code == 200
    again = Client()
    come(again)
    assert again.get(reverse("accounts:profile")).status_code == 200
    assert User.objects.count() == 1


def test_an_account_is_not_taken_over_by_its_address(provider: Provider) -> None:
    owner = add_person(email=str(RATIH["email"]), name="Pemilik", password="tiga kata acak sekali", language="id")
    thief = Client()
    come(thief)
    assert thief.get(reverse("accounts:profile")).status_code == 302, "nobody is logged in"
    assert not SocialAccount.objects.exists()
    assert User.objects.get() == owner


def test_what_comes_back_unasked_or_broken_opens_nothing(provider: Provider) -> None:
    client = Client(headers={"accept-language": "en"})
    back = reverse("openid_connect_callback", args=["kota"])
    for query in ({}, {"code": "x"}, {"code": "x", "state": "stolen"}, {"error": "access_denied", "state": "x"}):
        answer = client.get(back, query)
        assert answer.status_code in {200, 302, 401}
        assert "did not work" in answer.content.decode() or answer.status_code == 302
    asked = client.post(reverse("openid_connect_login", args=["kota"])).headers["Location"]
    provider.fails = True
    answer = client.get(back, {"code": "kode", "state": parse_qs(urlsplit(asked).query)["state"][0]})
    assert answer.status_code == 502
    assert "did not work" in answer.content.decode()
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["x", "http://a:b@example.org", "https://example.org", "https://a@example.org"])
def test_an_address_without_what_it_needs_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="client"):
        provider_of(address)
