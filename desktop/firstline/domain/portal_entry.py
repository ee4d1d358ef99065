"""A portal as a person sets it up: its name, its kind and where it is; no secret is in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Priority, Status, TicketType
from firstline.domain.words import Text

KINDS: Mapping[str, Text] = {
    "native": Text("一线门户", "Firstline portal"),
    "rt": Text("Request Tracker 5", "Request Tracker 5"),
    "redmine": Text("Redmine 5", "Redmine 5"),
}
_NAME = re.compile(r"[\w][\w .-]{0,39}")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:]+\]|[^/?#@:\s\[\]]+)(:\d{1,5})?(/\S*)?"
)
_LOOPBACK = re.compile(r"localhost|127\.\d+\.\d+\.\d+|\[::1\]")


@dataclass(frozen=True, slots=True)
class PortalEntry:
    """One portal of a profile.

    `authority` is the path of a PEM file with the company's own certificate authority, "" to trust
    what the operating system trusts. `place` is a foreign desk's queue or project for new tickets.
    `words` are pairs of a foreign desk's own name of a status, a priority or a type, and our word.
    """

    name: str
    kind: str
    url: str
    user: str = ""
    authority: str = ""
    place: str = ""
    words: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the entry as the store keeps it."""
        plain: dict[str, Any] = {
            "name": self.name, "kind": self.kind, "url": self.url, "user": self.user,
            "authority": self.authority, "place": self.place,
        }  # fmt: skip
        return {**plain, "words": dict(self.words)} if self.words else plain


def entry_from_json(raw: Mapping[str, Any]) -> PortalEntry:
    """Return the entry that `to_json` wrote."""
    return PortalEntry(
        raw["name"], raw["kind"], raw["url"], raw.get("user", ""), raw.get("authority", ""),
        raw.get("place", ""), tuple(raw.get("words", {}).items()),
    )  # fmt: skip


def check_entry(entry: PortalEntry) -> PortalEntry:
    """Return the entry tidied. Raises BadInput for a name, kind or address that cannot be.

    Plain http is taken for this machine alone: elsewhere anybody on the way could read the token
    (reliability.md 6.2).
    """
    if not _NAME.fullmatch(entry.name.strip()):
        raise BadInput(
            Text("门户名称须为 1 到 40 个字母、数字或汉字。",
                 "A portal's name holds 1 to 40 letters or digits.")
        )  # fmt: skip
    if entry.kind not in KINDS:
        raise BadInput(
            Text(
                f"没有“{entry.kind[:40]}”这种门户。",
                f"There is no portal of kind “{entry.kind[:40]}”.",
            ),
            next_step=Text(f"可用:{', '.join(KINDS)}。", f"Kinds: {', '.join(KINDS)}."),
        )
    url = entry.url.strip().rstrip("/")
    found = _URL.fullmatch(url.casefold())
    if not found:
        raise BadInput(
            Text(f"“{url[:80]}”不是网址。", f"“{url[:80]}” is not an address."),
            next_step=Text("请写成 https://主机/路径。", "Write it as https://host/path."),
        )
    if found["scheme"] == "http" and not _LOOPBACK.fullmatch(found["host"]):
        raise BadInput(
            Text("只接受 https 网址:http 会让沿途的人读到令牌。",
                 "Only https is taken: over http anybody on the way could read the token."),
            next_step=Text("请改用 https://。", "Use https:// instead."),
        )  # fmt: skip
    return PortalEntry(
        entry.name.strip(), entry.kind, url, entry.user.strip(), entry.authority.strip(),
        entry.place.strip(), tuple(_word(*pair) for pair in entry.words),
    )  # fmt: skip


def _word(theirs: str, ours: str) -> tuple[str, str]:
    """Return one pair tidied. Raises BadInput for a word that we do not have."""
    known = {str(one).casefold(): str(one) for one in (*Status, *Priority, *TicketType)}
    if not theirs.strip() or ours.strip().casefold() not in known:
        raise BadInput(
            Text(f"没有“{ours[:40]}”这个词。", f"There is no word “{ours[:40]}”."),
            next_step=Text(f"可用:{', '.join(known.values())}。",
                           f"Words: {', '.join(known.values())}."),
        )  # fmt: skip
    return theirs.strip(), known[ours.strip().casefold()]
