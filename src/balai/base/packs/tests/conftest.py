"""A small valid pack in a folder of its own, for tests to spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.base.packs.skeleton import describe_city, write_new_pack

NEIGHBOUR = """\
names: {id: "Tetangga", en: "Neighbour"}
unknown_area: "1"
topics:
  "7": {service: report.street, category: hole}
"""


@pytest.fixture
def small_pack(tmp_path: Path) -> Path:
    folder = tmp_path / "small pack"
    write_new_pack(folder, describe_city(name="Kota Contoh", country="ID", languages=["id", "en"]))
    (folder / "neighbours").mkdir()
    (folder / "neighbours" / "example.yaml").write_text(NEIGHBOUR)
    return folder
