"""The far end in memory: a portal of our own without a wire, as strict as the real server."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Condition

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.exchange import Answer, Copy, CopyState, Hello, Op, Page, Pushed
from firstline.domain.edits.kinds import KINDS
from firstline.domain.errors import NOTHING
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.portal.base import (
    Broken,
    Capabilities,
    CursorLost,
    Delta,
    Forbidden,
    Lost,
    Moved,
    SignIn,
    Stopped,
    TooLarge,
)
from firstline.portal.memory_desk import UNKNOWN, Key, MemoryDesk
from firstline.portal.memory_edits import authored, digest_of, size_of

RETRY_S = 60.0  # an edit of a record that may still come back is not asked about more often
_CHUNK_BYTES = 64 * 1024


class MemoryPortal:
    """One user's way into a MemoryDesk; several may share one, each in its own thread.

    `waits` offers long polls: a pull is held until the desk changes or `stop` is called.
    """

    def __init__(self, desk: MemoryDesk, user: str = "", *, waits: bool = False) -> None:
        self.desk = desk
        self.user = user
        self.can = Capabilities(
            Delta.FEED, frozenset(KINDS), desk.most_ops, desk.most_bytes,
            keeps_conflicts=True, idempotent=True, waits=waits, repairs=True,
        )  # fmt: skip
        self._gate = Condition()
        self._ended = False

    def hello(self, device: str, head: int = 0) -> Hello:
        """Say who the desk is and the highest place that it has of `device`."""
        self._come_in()
        desk = self.desk
        if head > desk.heads.get(device, 0):
            desk.change_epoch()
        return Hello(
            desk.server_id, desk.epoch, desk.scope, desk.heads.get(device, 0), 0.0, self.user,
            limits={"ops": desk.most_ops, "bytes": desk.most_bytes},
        )  # fmt: skip

    def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:
        """Return the next page; None begins with the newest open records, all as of one place."""
        self._come_in()
        if cursor is None:
            return self._first(self.desk.seq, (), limit)
        place = self.desk.read_cursor(cursor)
        if place is None:
            raise CursorLost(Lost.EXPIRED)
        if why := self.desk.why_lost(place):
            raise CursorLost(why)
        if place["after"] is not None:
            return self._first(place["seq"], tuple(place["after"]), limit)
        if wait_s and self.can.waits:
            self._wait(place["seq"], wait_s)
        return self._changes(place["seq"], limit)

    def push(self, ops: Sequence[Op], device: str) -> Pushed:
        """Judge the edits in their order, each once for ever, and answer with their records."""
        self._come_in()
        if self.desk.owners.setdefault(device, self.user) != self.user:
            raise Forbidden(Text("这台设备属于别人。", "This device is somebody else's."))
        if len(ops) > self.desk.most_ops or sum(map(size_of, ops)) > self.desk.most_bytes:
            raise TooLarge(Text("一次送得太多。", "That was too much at once."))
        answers, touched, stuck = [], dict[Key, None](), set[Key]()
        for op in sorted(ops, key=lambda one: one.n):
            key = (op.edit.kind, op.edit.entity)
            answer = _in_progress(op) if key in stuck else self._judge(op, device)
            if answer.outcome is Outcome.IN_PROGRESS or (
                answer.outcome is Outcome.REJECTED and op.edit.act == "open"
            ):
                stuck.add(key)  # what builds on it waits for it
            elif self._may_see(key) and key in self.desk.records:
                touched[key] = None
            answers.append(answer)
        copies = tuple(self._copy(one) for one in touched)
        wait_s = RETRY_S if any(one.code == UNKNOWN and not one.seq for one in answers) else None
        return Pushed(tuple(answers), copies, wait_s, self.desk.heads.get(device, 0))

    def sweep(self) -> Iterator[str]:
        """Yield nothing: the feed tells deletions."""
        return iter(())

    def repair(self, known: Iterable[tuple[str, str, int]]) -> tuple[Copy, ...]:
        """Return the copies of what differs from `known`; what is not there comes as hidden."""
        self._come_in()
        there = {
            (*key, row.rev) for key, row in self.desk.records.items()
            if not row.gone and self._may_see(key)
        }  # fmt: skip
        differing = sorted({(kind, one) for kind, one, _ in there ^ {*known}})
        return tuple(
            self._copy(key) if key in self.desk.records else Copy(*key, CopyState.HIDDEN)
            for key in differing
        )

    def upload(self, file: Attachment, path: Path, moved: Moved) -> None:
        """Take the bytes from where an earlier try stopped; what does not fit its hash goes."""
        self._come_in()
        part = self.desk.parts.get(file.sha256, b"")
        with path.open("rb") as source:
            source.seek(len(part))
            while chunk := source.read(_CHUNK_BYTES):
                part += chunk
                self.desk.parts[file.sha256] = part
                moved(len(chunk))
        self.desk.parts.pop(file.sha256, None)
        if digest_of(part) != file.sha256:
            raise Broken(Text("文件内容与指纹不符。", "The file does not fit its hash."))
        self.desk.files[file.sha256] = part

    def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:  # noqa: ARG002
        """Write the rest of the file after what `part` holds already, if that is its beginning."""
        self._come_in()
        data = self.desk.files.get(sha256)
        if data is None:
            raise Broken(Text("门户上还没有这个文件。", "The portal has not got this file yet."))
        with part.open("ab") as target:
            while chunk := data[target.tell() : target.tell() + _CHUNK_BYTES]:
                target.write(chunk)
                moved(len(chunk))
        if part.read_bytes() != data:
            part.unlink()
            raise Broken(Text("文件内容与指纹不符。", "The file does not fit its hash."))

    def stop(self) -> None:
        """End the pull that is being held open, or the next call, as a session does."""
        with self._gate:
            self._ended = True
            self._gate.notify_all()

    # --- inside ---

    def _come_in(self) -> None:
        if self.user in self.desk.signed_out:
            raise SignIn(Text("登录已失效。", "The sign-in is no longer valid."))
        if self.user in self.desk.shut_out:
            raise Forbidden(Text("您无权使用此门户。", "You may not use this portal."))
        with self._gate:
            ended, self._ended = self._ended, False
        if ended:
            raise _stopped()

    def _wait(self, seq: int, wait_s: float) -> None:
        with self._gate, self.desk.on_change(self._wake):
            self._gate.wait_for(lambda: self._ended or self.desk.seq > seq, wait_s)
            if self._ended:
                self._ended = False
                raise _stopped()

    def _wake(self) -> None:
        with self._gate:
            self._gate.notify_all()

    def _may_see(self, key: Key) -> bool:
        return not self.desk.view(self.user, key)[1]

    def _copy(self, key: Key, seq: int | None = None) -> Copy:
        row = self.desk.records[key]
        place = row.seq if seq is None else seq
        if not self._may_see(key):
            return Copy(*key, CopyState.HIDDEN, row.rev, place)
        if row.gone:
            return Copy(*key, CopyState.GONE, row.rev, place)
        return Copy(*key, CopyState.PUT, row.rev, place, json.loads(row.doc))

    def _first(self, pinned: int, after: tuple[object, ...], limit: int) -> Page:
        """Return a page of all records that may be seen; what changed since comes as changes."""
        rows = sorted(
            (row.order, key) for key, row in self.desk.records.items()
            if not row.gone and self._may_see(key)
        )  # fmt: skip
        # the place of the last row is remembered, not a count: rows may change between two pages
        left = [one for one in rows if not after or (*one[0], *one[1]) > after]
        page = left[:limit]
        more = len(left) > len(page)
        last = (*page[-1][0], *page[-1][1]) if page and more else None
        return Page(
            tuple(self._copy(key) for _, key in page), self.desk.cursor(pinned, last), more,
            first=True, total=len(rows), done=len(rows) - len(left) + len(page),
        )  # fmt: skip

    def _changes(self, seq: int, limit: int) -> Page:
        found = [
            (place, key) for place, key, user in self.desk.log_after(seq)
            if self.desk.tells(self.user, place, key, user)
        ]  # fmt: skip
        page = found[:limit]
        more = len(found) > len(page)
        last = page[-1][0] if more else self.desk.seq
        copies = tuple(self._copy(key, place) for place, key in page)
        return Page(copies, self.desk.cursor(last), more)

    def _judge(self, op: Op, device: str) -> Answer:
        desk = self.desk
        desk.heads[device] = max(desk.heads.get(device, 0), op.n)
        edit = authored(op.edit, self.user) if self.user else op.edit
        return desk.judge(edit, digest_of(op.edit), seen=self._may_see((edit.kind, edit.entity)))


def _in_progress(op: Op) -> Answer:
    return Answer(op.edit.id, Outcome.IN_PROGRESS, "waits-for-record", NOTHING)


def _stopped() -> Stopped:
    return Stopped(Text("等待被结束。", "The wait was ended."))
