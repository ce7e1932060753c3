"""Form fields that check one answer each, with a clear sentence for every way in which it can be wrong.

The sentences name the question by its label, so that they can stand alone in the summary at the top of the page.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import EmailValidator
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from balai.web.questions.widgets import FilesWidget
from balai.web.words import clean_line, clean_words

MEGABYTE = 1_000_000
LARGEST_FILE = 12 * MEGABYTE
PICTURE_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"
DOCUMENT_TYPES = f"application/pdf,.pdf,{PICTURE_TYPES}"
NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?")
PHONE = re.compile(r"\+?\d{8,15}")
MISSING = _("Fill in “%(label)s”.")
NOTHING_CHOSEN = _("Choose an answer to “%(label)s”.")
NOT_AN_OPTION = _("Choose one of the answers offered to “%(label)s”.")


class Worded(forms.Field):
    """A field whose sentences may name its label."""

    missing: Any = MISSING

    def complaint(self, sentence: Any, code: str, **facts: Any) -> forms.ValidationError:
        return forms.ValidationError(sentence, code=code, params={"label": self.label, **facts})

    def validate(self, value: Any) -> None:
        if value in self.empty_values and self.required:
            raise self.complaint(self.missing, "required")


class WordsField(Worded, forms.Field):
    """Text of bounded length: NFC, without hidden characters. `lines` allows more than one line."""

    def __init__(
        self, *, max_length: int, min_length: int = 0, pattern: str = "", lines: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.max_length, self.min_length, self.lines = max_length, min_length, lines
        self.pattern = re.compile(pattern) if pattern else None

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value)
        if len(text) > 4 * self.max_length + 1000:  # far too long: don't spend time on cleaning it
            return text
        return clean_words(text) if self.lines else clean_line(text)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.max_length:
            sentence = _("“%(label)s” may have at most %(limit)d characters. You wrote %(count)d.")
            raise self.complaint(sentence, "too_long", limit=self.max_length, count=len(value))
        if value and len(value) < self.min_length:
            sentence = _("Tell us a little more in “%(label)s”: at least %(limit)d characters.")
            raise self.complaint(sentence, "too_short", limit=self.min_length)
        if value and self.pattern and not self.pattern.fullmatch(value):
            raise self.complaint(_("“%(label)s” does not have the form that we need."), "pattern")


class NumberField(Worded, forms.Field):
    """A number as people of the active language write it: "1.250,5" in Indonesian, "1,250.5" in English."""

    widget = forms.TextInput

    def __init__(
        self, *, minimum: float | None = None, maximum: float | None = None, whole: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.minimum, self.maximum, self.whole = minimum, maximum, whole

    def prepare_value(self, value: Any) -> Any:
        """An earlier answer as people of the active language write it: what is read from it is the same number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return typed_number(value)

    def to_python(self, value: Any) -> int | float | None:
        text = clean_line(str(value or "")).replace(" ", "").replace("−", "-")
        if self.whole:
            text = re.sub(r"^[Rr][Pp]\.?", "", text)
        if not text:
            return None
        number = _decimal_of(text)
        if number is None:
            raise self.complaint(_("“%(label)s” must be a number, such as 25."), "not_a_number")
        if number == number.to_integral_value():
            return int(number)
        if self.whole:
            raise self.complaint(_("“%(label)s” must be a whole number."), "not_whole")
        return float(number)

    def validate(self, value: int | float | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.minimum is not None and value < self.minimum:
            raise self.complaint(_("“%(label)s” must be %(limit)s or more."), "too_small", limit=_shown(self.minimum))
        if self.maximum is not None and value > self.maximum:
            raise self.complaint(_("“%(label)s” must be %(limit)s or less."), "too_large", limit=_shown(self.maximum))


def typed_number(number: int | float) -> str:
    """A number as somebody of the active language would type it."""
    text = format(Decimal(repr(number)), "f")
    return text.replace(".", ",") if translation.get_language() == "id" else text


def _decimal_of(text: str) -> Decimal | None:
    """Read a number; dots and commas mean what they mean in the active language, unless that cannot be."""
    dot_groups = translation.get_language() == "id"
    group, point = (".", ",") if dot_groups else (",", ".")
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(point)}\d+)?", text):
        text = text.replace(group, "")
    text = text.replace(",", ".")
    if not NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _shown(number: float) -> str:
    return str(number_format(int(number) if number == int(number) else number, force_grouping=True))


class DayField(Worded, forms.DateField):
    """A calendar day; the answer is its ISO form. Browsers send ISO; typed days may be 23/11/2026."""

    input_formats = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--short"})

    def to_python(self, value: Any) -> Any:
        try:
            day = super().to_python(clean_line(str(value or "")))
        except forms.ValidationError:
            raise self.complaint(_("“%(label)s” must be a real day, such as 23/11/2026."), "not_a_day") from None
        return day.isoformat() if day else None


class ChoiceField(Worded, forms.ChoiceField):
    missing = NOTHING_CHOSEN

    def validate(self, value: Any) -> None:
        Worded.validate(self, value)
        if value and not self.valid_value(value):
            raise self.complaint(NOT_AN_OPTION, "not_an_option")


class ManyField(Worded, forms.MultipleChoiceField):
    missing = NOTHING_CHOSEN

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(str(item) for item in value or [] if item))

    def validate(self, value: list[str]) -> None:
        Worded.validate(self, value)
        if not all(self.valid_value(item) for item in value):
            raise self.complaint(NOT_AN_OPTION, "not_an_option")


class YesNoField(ChoiceField):
    """The answer is True, False or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **options)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


class PhoneField(Worded, forms.Field):
    """A telephone number, kept as digits with an optional plus (ITU-T E.164 allows fifteen)."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "class": "input--short"})

    def to_python(self, value: Any) -> str:
        text = re.sub(r"[\s().\-/]", "", clean_line(str(value or "")))
        if text and not PHONE.fullmatch(text):
            raise self.complaint(_("“%(label)s” must be a telephone number, such as 0812 3456 7890."), "not_a_phone")
        return text


class AddressField(Worded, forms.Field):
    """An e-mail address of at most 254 characters (RFC 5321)."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})

    def to_python(self, value: Any) -> str:
        text = clean_line(str(value or ""))
        try:
            if text:
                EmailValidator()(text[:500])
        except forms.ValidationError:
            raise self._wrong() from None
        if len(text) > 254:
            raise self._wrong()
        return text

    def _wrong(self) -> forms.ValidationError:
        return self.complaint(_("“%(label)s” must be an e-mail address, such as nama@contoh.id."), "not_an_email")


class FilesField(Worded, forms.Field):
    """Up to `max_files` files of bounded size. What is in them is for the picture engine to judge.

    `accept` is what the browser's chooser offers, where that is neither pictures nor documents.
    """

    def __init__(self, *, max_files: int = 1, pictures: bool = False, accept: str = "", **options: Any) -> None:
        usual = PICTURE_TYPES if pictures else DOCUMENT_TYPES
        widget = FilesWidget(max_files=max_files, pictures=pictures, accept=accept or usual)
        super().__init__(widget=widget, **options)
        self.max_files = max_files
        self.missing = _("Add a photo to “%(label)s”.") if pictures else _("Add a file to “%(label)s”.")

    def to_python(self, value: Any) -> list[UploadedFile[Any]]:
        return [file for file in value or [] if file]

    def validate(self, value: list[UploadedFile[Any]]) -> None:
        super().validate(value)
        if len(value) > self.max_files:
            sentence = ngettext_lazy(
                "“%(label)s” takes at most %(limit)d file.", "“%(label)s” takes at most %(limit)d files.", "limit"
            )
            raise self.complaint(sentence, "too_many_files", limit=self.max_files)
        for file in value:
            if not file.size:
                raise self.complaint(_("The file %(name)s is empty."), "empty_file", name=clean_line(file.name or ""))
            if file.size > LARGEST_FILE:
                sentence = _("The file %(name)s is larger than %(limit)d MB.")
                facts = {"name": clean_line(file.name or "")[:80], "limit": LARGEST_FILE // MEGABYTE}
                raise self.complaint(sentence, "file_too_large", **facts)
