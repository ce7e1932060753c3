"""E-mail, through the mail server of BALAI_MAIL_URL."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from balai.base.notifications.channels import Message, NotDelivered

_NEVER_BEFORE = 500  # replies of a mail server from here on are final (RFC 5321, section 4.2.1)


class EmailNotifier:
    """Plain text, one connection for a batch, a Message-ID that stays the same at every attempt."""

    when_written = False

    @contextmanager
    def session(self) -> Iterator[Callable[[Message], None]]:
        """A connection to the mail server."""
        connection = get_connection()
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered(f"The mail server cannot be reached: {_in_short(error)}") from error
        try:
            yield lambda message: _hand_over(message, connection)
        finally:
            connection.close()


def _hand_over(message: Message, connection: BaseEmailBackend) -> None:
    mail = EmailMessage(
        subject=" ".join(message.subject.split()),
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.address],
        headers={
            "Message-ID": message.message_id,
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotDelivered(
            f"The mail server refuses the address: {codes}", final=min(codes) >= _NEVER_BEFORE
        ) from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(_in_short(error), final=error.smtp_code >= _NEVER_BEFORE) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(_in_short(error)) from error
    except ValueError as error:  # an address or header that no mail server could take
        raise NotDelivered(_in_short(error), final=True) from error


def _in_short(error: Exception) -> str:
    """The kind of error and a reply code, without words of the server that may hold an address."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()


NOTIFIER = EmailNotifier()
