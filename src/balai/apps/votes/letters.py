"""Letters with codes, as PDF: one page for each voter without an account, or for all."""

from __future__ import annotations

import io
from collections.abc import Iterable

import qrcode
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

from balai.apps.votes.models import Poll, Voter
from balai.apps.votes.pseudonyms import letter_code
from balai.base.city import current_city
from balai.web.dates import moment_text
from balai.web.templatetags.balai import text_of

LEFT, WIDTH = 25 * mm, A4[0] - 50 * mm


def letters_of(poll: Poll, voters: Iterable[Voter], *, booth: str) -> bytes:
    """The letters; `booth` is the address at which a code is typed."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, invariant=True)
    canvas.setTitle(text_of(poll.title))
    picture = ImageReader(_square(booth))
    for voter in voters:
        _letter(canvas, poll, voter, booth, picture)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def _square(address: str) -> io.BytesIO:
    content = io.BytesIO()
    qrcode.make(address, box_size=6, border=2).save(content, format="PNG")
    content.seek(0)
    return content


def _letter(canvas: Canvas, poll: Poll, voter: Voter, booth: str, picture: ImageReader) -> None:
    y = A4[1] - 30 * mm
    canvas.setFont("Helvetica", 10)
    canvas.drawString(LEFT, y, _plain(current_city().text(poll.owner.names, "id")))
    if voter.name:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(LEFT, y - 20 * mm, _plain(voter.name))
    y -= 45 * mm
    y = _text(canvas, text_of(poll.title), y, size=18, font="Helvetica-Bold")
    y = _text(canvas, text_of(poll.summary), y - 4 * mm)
    closes = _("You can vote until %(moment)s.") % {"moment": moment_text(poll.closes_at)}
    y = _text(canvas, closes, y - 4 * mm)
    y = _text(canvas, _("Open the page below, or go to the booth at your office. Then type this code:"), y - 4 * mm)
    canvas.setFont("Courier-Bold", 24)
    canvas.drawString(LEFT, y - 14 * mm, letter_code(poll.code, bytes(voter.pseudonym)))
    y = _text(canvas, booth, y - 26 * mm)
    canvas.drawImage(picture, LEFT, y - 45 * mm, width=40 * mm, height=40 * mm)
    note = _("The code is as good as your voice. Show it to nobody. If you vote again, the last ballot counts.")
    _text(canvas, note, y - 55 * mm)


def _text(canvas: Canvas, words: str, y: float, *, size: int = 11, font: str = "Helvetica") -> float:
    """Lines of words; where the next thing can stand."""
    canvas.setFont(font, size)
    for line in simpleSplit(_plain(words), font, size, WIDTH):
        canvas.drawString(LEFT, y, line)
        y -= size * 1.35
    return y


def _plain(words: str) -> str:
    """What the letter's typeface can draw: other signs become a question mark instead of a black box."""
    return words.replace("’", "'").replace("–", "-").encode("cp1252", "replace").decode("cp1252")
