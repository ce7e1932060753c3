"""The formats of ballots, by name: `pabulib`, `blt`, `preflib` and `csv`."""

from __future__ import annotations

from collections.abc import Mapping

from balai.engines.tally.documents import Document, Form
from balai.engines.tally.errors import UnsuitableBallots
from balai.engines.tally.files_blt import read_blt, write_blt
from balai.engines.tally.files_csv import read_csv, write_csv
from balai.engines.tally.files_pabulib import read_pabulib, write_pabulib
from balai.engines.tally.files_preflib import read_preflib, write_preflib

FORMS: Mapping[str, Form] = {
    "pabulib": Form(read_pabulib, write_pabulib, ("pb",)),
    "blt": Form(read_blt, write_blt, ("blt",)),
    "preflib": Form(read_preflib, write_preflib, ("soc", "soi", "toc", "toi")),
    "csv": Form(read_csv, write_csv, ("csv",)),
}


def form_of(file_name: str) -> str:
    """The form that a file's ending tells.

    Raises:
        UnsuitableBallots: the ending is none of ours.
    """
    ending = file_name.rpartition(".")[2].lower()
    for name, form in FORMS.items():
        if ending in form.endings:
            return name
    known = ", ".join(f".{ending}" for form in FORMS.values() for ending in form.endings)
    raise UnsuitableBallots(f"files of ballots end with one of {known}")


def read_ballots(data: bytes, form: str) -> Document:
    """What a file holds.

    Raises:
        UnreadableBallots: with the line, for everything that is not as its format says.
    """
    return FORMS[form].read(data)


def write_ballots(document: Document, form: str) -> str:
    """The text of a file.

    Raises:
        UnsuitableBallots: the format cannot hold this election.
    """
    return FORMS[form].write(document)
