"""A Request Tracker of a page's length: real answers recorded, and a feed that hides and delays.

The real server cannot be made to commit out of order, to hide every other row or to be restored
from a backup in the middle of a test; this one answers the same calls on loopback.
"""

import contextlib
import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from scripted import Asked, answer, serving

from firstline.portal.access import Access
from firstline.portal.rt.calls import Calls
from firstline.portal.session import Session

DAY = "2026-11-24T{:02}:{:02}:{:02}Z"


@dataclass
class Feed:
    """Transactions by id; `hidden` may not be seen, and are left out after paging, as RT does."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def add(self, number: int, ticket: int, kind: str = "Comment", **more: str) -> None:
        """Let a transaction appear."""
        at = DAY.format(number // 3600 % 24, number // 60 % 60, number % 60)
        self.rows[number] = {
            "type": "transaction", "id": str(number), "_url": f"x/{number}", "Type": kind,
            "Field": "", "OldValue": "", "NewValue": "", "ObjectId": str(ticket), "Created": at,
            "Creator": {"type": "user", "id": "agent2", "Name": "agent2", "RealName": "李工"},
            **more,
        }  # fmt: skip

    def answer(self, asked: Asked) -> bytes:
        """Answer one request of the feed."""
        if asked.method == "GET":
            number = int(asked.path.rpartition("/")[2])
            there = number in self.rows
            status = 500 if not there else 403 if number in self.hidden else 200
            return answer(status, b'{"message": "said"}')
        said = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        least = max((int(one) for one in re.findall(r"\bid >= (\d+)", said["query"])), default=0)
        fits = sorted(one for one in self.rows if one >= least)
        if said["order"] == "DESC":
            fits.reverse()
        size, page = int(said["per_page"]), int(said.get("page", "1"))
        window = fits[(page - 1) * size : page * size]
        items = [self.rows[one] for one in window if one not in self.hidden]
        body = {"items": items, "count": len(items), "total": None, "pages": None, "page": page}
        return answer(200, json.dumps(body).encode())


@contextlib.contextmanager
def sham(feed: Feed) -> Iterator[tuple[Calls, list[Asked]]]:
    """Serve the feed, and yield the calls that reach it and what it was asked."""

    def one(asked: Asked, sock: socket.socket) -> bool:
        sock.sendall(feed.answer(asked))
        return True

    with serving(one) as server:
        session = Session(Access(server.url))
        try:
            yield Calls(session), server.asked
        finally:
            session.close()
