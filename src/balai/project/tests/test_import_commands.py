"""What the commands say: what would come in, what not and why, with rows to look at; mistakes with line and mend."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from django.db import OperationalError

from balai.apps.exchange.importing.records import HeaderAmiss
from balai.apps.exchange.importing.running import AlreadyRunning, MapIsAmiss
from balai.apps.exchange.tests.crm import report_rows
from balai.apps.exchange.tests.samples import JAKARTA_MAP, brought_in, csv_file
from balai.base.failures import Failure
from balai.base.packs import Pack
from balai.base.packs.mistakes import Mistake
from balai.project import import_commands
from balai.project.command import find_command, load


@pytest.mark.parametrize(
    ("words", "function"),
    [(["import", "cases"], import_commands.import_cases), (["export", "cases"], import_commands.export_cases)],
)
def test_the_commands_stand_in_the_table(words: list[str], function: object) -> None:
    found = find_command([*words, "x"])
    assert found is not None
    assert (load(found[0]), found[1]) == (function, ["x"])


def test_the_table_groups_reasons_and_names_rows(
    jakarta: Pack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = report_rows()
    for number in range(7):
        rows += report_rows(**{"No Laporan": f"bad-{number}", "Kategori": "Lain\x0b"[:4], "history": [("Selesai", "")]})
    mapping = tmp_path / "map.yaml"
    mapping.write_text(JAKARTA_MAP.read_text(encoding="utf-8").replace('separator: ";"', 'separator: ","'))
    path = csv_file(tmp_path / "in.csv", rows)
    outcome = brought_in(path, mapping, dry_run=True)
    options = Namespace(file=path, dry_run=True, errors=tmp_path / "errors.csv")
    import_commands._say(outcome, options, 2.0)
    said = capsys.readouterr().out
    assert "utf-8, columns parted by ','" in said
    assert "1 cases would come in" in said
    assert "report.road pothole  done" in said
    assert "7 cases would not come in" in said
    assert "7 service_unknown: The map does not say which service this value belongs to." in said
    assert "Kategori = 'Lain'  (rows 8, 9, 10, 11, 12…)" in said


@pytest.mark.parametrize(
    ("error", "identifier", "words"),
    [
        (
            MapIsAmiss([Mistake("m", 7, "import-map.office", "No such office.", "Did you mean x?")]),
            "balai.I001",
            "line 7",
        ),
        (HeaderAmiss("the column 'a' stands twice"), "balai.I002", "first row"),
        (AlreadyRunning(), "balai.I003", "Wait"),
        (LookupError("unknown encoding: x"), "balai.I004", "utf-8"),
        (OperationalError("server closed the connection"), "balai.I006", "--resume"),
        (FileNotFoundError("x"), "balai.I005", "path"),
    ],
)
def test_what_stops_an_import_is_told_with_a_hint(error: Exception, identifier: str, words: str) -> None:
    with pytest.raises(Failure) as caught, import_commands._told():
        raise error
    assert caught.value.id == identifier
    assert words in caught.value.hint
