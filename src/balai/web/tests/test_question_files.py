"""Files: how many, how large, and that a phone may take a photo at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from balai.engines.casework.definition import Question, QuestionType
from balai.web.questions import QuestionForm, form_for
from balai.web.questions.fields import LARGEST_FILE


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def handed_in(*files: SimpleUploadedFile, **more: Any) -> QuestionForm:
    question = Question("photo", QuestionType.PHOTO, {"en": "Photo"}, **more)
    with translation.override("en"):
        form = form_for([question], "en", {}, MultiValueDict({"photo": list(files)}))
        form.is_valid()
    return form


def file(size: int = 10, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size, content_type="image/jpeg")


def test_several_files_under_one_name() -> None:
    form = handed_in(file(), file(), max_files=3)
    assert not form.errors
    assert [len(files) for files in form.uploads().values()] == [2]
    assert form.answers() == {}


@pytest.mark.parametrize(
    ("files", "more", "sentence"),
    [
        ([], {"required": True}, "Add a photo to “Photo”."),
        ([file(), file()], {}, "“Photo” takes at most 1 file."),
        ([file()] * 4, {"max_files": 3}, "“Photo” takes at most 3 files."),
        ([file(0, "empty.jpg")], {}, "The file empty.jpg is empty."),
        ([file(LARGEST_FILE + 1, "b\u202eig.jpg")], {}, "The file big.jpg is larger than 12 MB."),
    ],
)
def test_what_is_refused(files: list[SimpleUploadedFile], more: dict[str, Any], sentence: str) -> None:
    assert handed_in(*files, **more).errors["photo"] == [sentence]


def test_a_phone_may_take_the_photo_or_choose_one() -> None:
    form = form_for([Question("photo", QuestionType.PHOTO, {"en": "Photo"}, max_files=3)], "en")
    page = Template("{% fields form %}").render(Context({"form": form}))
    assert 'capture="environment"' in page
    assert page.count('type="file"') == 2
    assert page.count('name="photo"') == 2
    assert form.is_multipart()
