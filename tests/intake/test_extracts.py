"""Extracts of files: one that changes while it is read is found out."""

from pathlib import Path

import pytest

from firstline.domain.errors import BadInput
from firstline.intake.extracts import ROWS, FileExtract


def test_pages_are_whole_and_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,x\n" + "".join(f"{n},y\n\n" for n in range(ROWS + 5)), "utf-8")
    pages = list(FileExtract(file).pages([0]))
    assert [len(one.numbers) for one in pages] == [ROWS, 5]
    assert list(pages[0].numbers[:2]) == [2, 4]
    assert pages[1].columns[0][-1] == str(ROWS + 4)


def test_a_file_that_changes_while_it_is_read_gives_no_verdict(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,x\n1,2\n", "utf-8")
    extract = FileExtract(file)
    assert extract.told().bytes == 9
    assert len(list(extract.pages([0, 1]))) == 1
    file.write_text("id,x\n1,3\n", "utf-8")
    with pytest.raises(BadInput, match="changed while"):
        extract.told()
