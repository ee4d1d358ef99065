"""Opens a portal from how a person set it up; an adapter is read in when it is first wanted."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.portal_entry import PortalEntry, check_entry
from firstline.domain.words import Text
from firstline.portal.access import Access
from firstline.portal.base import Portal
from firstline.portal.trust import fingerprints

_ROOM = "firstline.portal"
_LARGEST_PEM = 1_000_000

Connect = Callable[[Access, PortalEntry, str], Portal]
"""What every adapter offers as `connect(access, entry, token)`: it adds the header that opens the
door (dataclasses.replace(access, headers=…)) and touches no network yet."""


def open_portal(
    entry: PortalEntry, token: str, *, proxy: str = "", no_proxy: tuple[str, ...] = ()
) -> Portal:
    """Return the portal of `entry`, opened with `token`; the network is not touched yet.

    Raises BadInput for an entry that cannot be, or a certificate file that is none.
    """
    entry = check_entry(entry)
    pem = read_authority(entry.authority) if entry.authority else ""
    access = Access(entry.url, private_ca=pem, proxy=proxy, no_proxy=no_proxy)
    connect: Connect = import_module(f"{_ROOM}.{entry.kind}").connect
    return connect(access, entry, token.strip())


def read_authority(path: str) -> str:
    """Return the PEM text of the file at `path`. Raises BadInput when it holds no certificate."""
    file = Path(path).expanduser()
    try:
        with file.open("rb") as source:
            pem = source.read(_LARGEST_PEM).decode("ascii")
    except (OSError, ValueError) as error:
        raise BadInput(
            Text(
                f"读不了证书文件“{file.name}”。",
                f"The certificate file {file.name} cannot be read.",
            ),
            next_step=Text(
                "请选择公司 CA 的 PEM 文件。", "Choose the PEM file of your company's CA."
            ),
        ) from error
    fingerprints(pem)
    return pem
