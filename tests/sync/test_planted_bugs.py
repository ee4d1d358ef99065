"""The tests are tested (T2): every planted bug still fits the source, and a few are hunted here."""

import pytest

from planted_bugs import Misfit, hunt, plant
from planted_list import BUGS, Bug

FEW = (
    "rebase: a field that moved is overwritten",
    "settle: what is in progress is settled",
    "cursor: a page's place is the desk's",
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda one: one.name)
def test_every_bug_can_still_be_planted(bug: Bug) -> None:
    assert bug.fits()


def test_there_are_enough_of_them_and_each_has_a_name() -> None:
    assert len(BUGS) >= 40
    assert len({one.name for one in BUGS}) == len(BUGS)


@pytest.mark.slow
@pytest.mark.parametrize("name", FEW)
def test_a_planted_bug_is_caught(name: str) -> None:
    (bug,) = (one for one in BUGS if one.name == name)
    assert hunt(bug, 60).by


def test_a_bug_that_does_not_fit_fails_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    bug = Bug("no such place", (("desktop/firstline/domain/edits/rebase.py", "no such text", ""),))
    assert not bug.fits()
    with pytest.raises(Misfit):
        plant(bug, tmp_path_factory.mktemp("bug"))
