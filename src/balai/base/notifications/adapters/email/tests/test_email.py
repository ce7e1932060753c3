"""Mail says who it is from and to, in which language, and keeps its identifier; a mail server's no is understood."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core import mail
from pytest_django import Settings

from balai.base.notifications.actions import queue_notifications
from balai.base.notifications.adapters.email.notifier import NOTIFIER
from balai.base.notifications.channels import Message, NotDelivered
from balai.base.notifications.delivery import deliver_due
from balai.base.notifications.models import Notification, State
from balai.base.notifications.tests.rows import NOW, message

MESSAGE = Message("<abc@balai.example>", "user:7", "melati@example.id", "id", "Laporan Anda", "Sudah selesai.")


class Answering(socketserver.StreamRequestHandler):
    """A mail server that answers what it was told to and keeps the letters that it took."""

    def handle(self) -> None:
        self.say("220 ready")
        while verb := self.rfile.readline()[:4].decode().strip().upper():
            if verb == "DATA" and self.answer("DATA", "354 go on"):
                self.keep_letter()
                self.answer("END", "250 kept")
            elif verb == "QUIT":
                return self.say("221 bye")
            elif verb != "DATA":
                self.answer(verb, "250 ok")
        return None

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def answer(self, verb: str, usual: str) -> bool:
        assert isinstance(self.server, MailServer)
        self.say(self.server.answers.get(verb, usual))
        return verb not in self.server.answers

    def keep_letter(self) -> None:
        assert isinstance(self.server, MailServer)
        lines = list(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
        self.server.letters.append("".join(lines))


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.answers, self.letters = answers, list[str]()


@contextmanager
def mail_server(settings: Settings, **answers: str) -> Iterator[MailServer]:
    with MailServer(answers) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        settings.EMAIL_TIMEOUT = 5
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def test_a_letter_carries_its_identifier_and_language(settings: Settings) -> None:
    with mail_server(settings) as server, NOTIFIER.session() as hand_over:
        hand_over(MESSAGE)
    (letter,) = server.letters
    for line in ("Message-ID: <abc@balai.example>", "Content-Language: id", "Auto-Submitted: auto-generated"):
        assert f"{line}\r\n" in letter
    assert "To: melati@example.id" in letter
    assert f"From: {settings.DEFAULT_FROM_EMAIL}" in letter
    assert "Sudah selesai." in letter


@pytest.mark.parametrize(
    ("answers", "final"),
    [
        ({"RCPT": "550 no such person"}, True),
        ({"RCPT": "450 mailbox busy"}, False),
        ({"MAIL": "550 not from you"}, True),
        ({"MAIL": "451 later"}, False),
        ({"DATA": "554 refused"}, True),
        ({"END": "552 too much"}, True),
        ({"END": "452 disk full"}, False),
    ],
)
def test_a_no_of_the_mail_server_is_final_or_not(settings: Settings, answers: dict[str, str], final: bool) -> None:
    with mail_server(settings, **answers), NOTIFIER.session() as hand_over, pytest.raises(NotDelivered) as failure:
        hand_over(MESSAGE)
    assert failure.value.final is final
    assert "melati" not in failure.value.reason


def test_a_mail_server_that_cannot_be_reached_is_tried_again(settings: Settings) -> None:
    with mail_server(settings):
        pass
    with pytest.raises(NotDelivered, match="cannot be reached") as failure, NOTIFIER.session():
        pass
    assert not failure.value.final


@pytest.mark.parametrize("address", ["melati@example.id\nBcc: all@example.id", "tanpa-alamat\r\n"])
def test_an_address_cannot_add_headers(address: str) -> None:
    wrong = Message("<abc@balai.example>", "user:7", address, "id", "Laporan", "Isi")
    with NOTIFIER.session() as hand_over, pytest.raises(NotDelivered) as failure:
        hand_over(wrong)
    assert failure.value.final


def test_a_subject_of_several_lines_becomes_one() -> None:
    with NOTIFIER.session() as hand_over:
        hand_over(Message("<abc@balai.example>", "user:7", "melati@example.id", "id", "Laporan\nAnda", "Isi"))
    assert mail.outbox[0].subject == "Laporan Anda"


@pytest.mark.django_db
def test_a_queued_mail_is_sent() -> None:
    queue_notifications(rows=[message(channel="email")], now=NOW)
    assert deliver_due(now=NOW) == 1
    (letter,) = mail.outbox
    row = Notification.objects.get()
    assert row.state == State.SENT
    assert (letter.to, letter.extra_headers["Message-ID"]) == (["melati@example.id"], row.message_id)
