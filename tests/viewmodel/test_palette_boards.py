"""Every board of a page of registers is found in the palette: by word, by sound, by initials."""

import pytest

from firstline.system.pinyin import full, heard, initials
from firstline.viewmodel.health.board import Frame
from firstline.viewmodel.shell.boards import BOARDS, boards
from firstline.viewmodel.shell.commands import COMMANDS
from firstline.viewmodel.shell.palette import Entry, rank
from firstline.viewmodel.speech import Speech

ALL = [(section, one) for section, (_, frames) in BOARDS.items() for one in frames]
SHOWN = 12  # what the palette shows of commands, views and boards


def known() -> list[Entry]:
    speech = Speech("zh_CN")
    return [Entry(speech(one.name), value=one.id) for one in COMMANDS] + boards(speech)


@pytest.mark.parametrize(("section", "frame"), ALL, ids=[one.id for _, one in ALL])
def test_a_board_is_found(section: str, frame: Frame) -> None:
    name, value = frame.name, f"{section} {frame.id}"
    bare = "".join(filter(str.isalnum, name.zh))
    for typed in (name.zh, initials(bare), full(bare), name.en):
        found = [one.value for one in rank(known(), typed, heard)[:SHOWN]]
        assert value in found, typed


@pytest.mark.parametrize("typed", ["风险登记册", "fxdjc", "fengxian dengjice", "risk register"])
def test_the_risk_register_is_found_by_what_people_call_it(typed: str) -> None:
    assert rank(known(), typed, heard)[0].value == "health risk"


def test_a_command_is_found_by_its_whole_sound() -> None:
    assert rank(known(), "mingling", heard) != []
    assert rank(known(), "xinjiangongdan", heard)[0].value == "new"
