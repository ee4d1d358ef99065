"""A stretch without collection ends as Python has it, and never speaks for the window's thread."""

import gc
import threading
from collections.abc import Iterator

import pytest

from firstline.domain.uncollected import MOST, uncollected


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    was = gc.isenabled()
    yield
    (gc.enable if was else gc.disable)()


def test_nothing_is_collected_inside_and_everything_afterwards() -> None:
    with uncollected():
        assert gc.get_threshold()[0] == 0
    assert gc.get_threshold() == MOST


def test_a_fault_ends_the_stretch() -> None:
    with pytest.raises(ValueError, match="x"), uncollected():
        raise ValueError("x")
    assert gc.get_threshold() == MOST


@pytest.mark.parametrize("before", [True, False])
def test_a_stretch_that_ends_in_another_thread_leaves_the_switch_alone(*, before: bool) -> None:
    (gc.enable if before else gc.disable)()
    inside, on = threading.Event(), threading.Event()

    def work() -> None:
        with uncollected():
            inside.set()
            on.wait(10)

    worker = threading.Thread(target=work)
    worker.start()
    inside.wait(10)
    gc.disable()  # a window opens meanwhile (app/garbage.py)
    on.set()
    worker.join()
    assert not gc.isenabled()


def test_stretches_that_overlap_leave_pythons_own_measure() -> None:
    first, second = uncollected(), uncollected()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    assert gc.get_threshold() == MOST
