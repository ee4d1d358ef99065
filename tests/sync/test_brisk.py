"""A brisk stretch ends as it was found, also where two overlap and where one is cut short."""

import sys
from collections.abc import Iterator

import pytest

from firstline.sync.brisk import TURN_S, brisk


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    was = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    yield
    sys.setswitchinterval(was)


def test_threads_change_over_quickly_inside_and_as_before_afterwards() -> None:
    with brisk():
        assert sys.getswitchinterval() == pytest.approx(TURN_S)
    assert sys.getswitchinterval() == pytest.approx(0.005)
    with pytest.raises(ValueError, match="x"), brisk():
        raise ValueError("x")
    assert sys.getswitchinterval() == pytest.approx(0.005)


def test_the_last_of_two_that_overlap_ends_it() -> None:
    one, other = brisk(), brisk()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    assert sys.getswitchinterval() == pytest.approx(TURN_S)
    other.__exit__(None, None, None)
    assert sys.getswitchinterval() == pytest.approx(0.005)
