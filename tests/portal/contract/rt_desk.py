"""Request Tracker 5 as a far end of the contract suite: a real server from Debian's packages."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from contract_desks import ME, OTHER, STRANGER, Desk
from rt_server import rt_server

NAMES = {ME: "agent1", OTHER: "agent2"}


@contextlib.contextmanager
def rt(folder: Path) -> Iterator[Desk]:
    """Run Request Tracker 5 for the contract suite."""
    with rt_server(folder) as server:
        yield Desk(
            "rt", lambda user, url: server.portal(NAMES.get(user, STRANGER), url), server.address,
            people=("张敏", "李工"),
            delete=lambda _, remote: server.delete(int(remote)),
            hide=lambda _, remote: server.change(int(remote), Queue="Vault"),
        )  # fmt: skip
