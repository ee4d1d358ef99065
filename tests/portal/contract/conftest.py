"""The far ends of the contract suite as fixtures: each is started once a run, on loopback."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count

import contract_desks
import pytest
from contract_client import Client
from contract_desks import ME, Desk
from fault_proxy import FaultProxy, fault_proxy


@pytest.fixture(scope="session", params=contract_desks.wanted())
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """One running far end after the other."""
    name = request.param
    start = contract_desks.STARTS[name]
    with ExitStack() as stack:
        try:
            one = stack.enter_context(start(tmp_path_factory.mktemp(name)))
        except pytest.skip.Exception:
            if contract_desks.must_start(name):
                pytest.fail(f"{name} was asked for and does not start")
            raise
        yield one


_devices = count(1)


@pytest.fixture
def client(desk: Desk) -> Callable[..., Client]:
    """Make a device of a person that has pulled everything, or (`fresh`) nothing yet."""
    desk.begin()

    def make(user: str = ME, *, url: str = "", fresh: bool = False) -> Client:
        one = Client(desk.open(user, url), f"contract-{user}-{next(_devices)}")
        if not fresh:
            one.pull()
        return one

    return make


@pytest.fixture
def proxy(desk: Desk) -> Iterator[FaultProxy]:
    """Run a network that can fail before the desk."""
    if desk.address is None:
        pytest.skip("this far end has no wire")
    with fault_proxy(desk.address) as one:
        yield one
