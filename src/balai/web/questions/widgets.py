"""Controls that Django has none for. `component` names the template that draws them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict


class PartsWidget(forms.Widget):
    """Several controls that together give one answer, a dict by part. The part `words` of `place` is `place_words`."""

    parts: tuple[str, ...] = ()
    component = ""

    def value_from_datadict(
        self, data: Mapping[str, Any], _files: MultiValueDict[str, UploadedFile[Any]], name: str
    ) -> dict[str, str]:
        return {part: str(data.get(f"{name}_{part}") or "") for part in self.parts}

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in self.parts)

    def id_for_label(self, _id: str) -> str:
        return ""

    def first_id(self, id_: str) -> str:
        """Where an error about the whole leads."""
        return f"{id_}_{self.parts[0]}"


class PlaceWidget(PartsWidget):
    """A place: words for it, an area from a list, and a point that a map, the device or the keyboard gives."""

    parts = ("words", "area", "latitude", "longitude")
    component = "place"
    areas: Any = ()
    start: Any = None


class PersonWidget(PartsWidget):
    parts = ("name", "phone", "email")
    component = "person"


class FilesWidget(forms.FileInput):
    """One or more files under one name; with `pictures`, a phone may take them at once."""

    allow_multiple_selected = True
    component = "file"

    def __init__(self, *, max_files: int = 1, pictures: bool = False, accept: str = "") -> None:
        super().__init__()
        self.max_files, self.pictures, self.accept = max_files, pictures, accept

    def value_from_datadict(
        self, _data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile[Any]], name: str
    ) -> list[UploadedFile[Any]]:
        found = files.getlist(name) if hasattr(files, "getlist") else [files.get(name)]
        return [file for file in found if file]
