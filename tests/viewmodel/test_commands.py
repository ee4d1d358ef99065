"""The list of commands: no key means two things."""

from collections import Counter

from firstline.viewmodel.shell.commands import COMMANDS


def test_no_key_runs_two_commands() -> None:
    everywhere = Counter(key for one in COMMANDS for key in one.keys)
    in_the_list = Counter(key for one in COMMANDS for key in one.list_keys)
    assert not [key for key, many in (everywhere + in_the_list).items() if many > 1]
