"""A disk that loses its power: what is on it after any step, unsynced sectors lost or torn."""

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from power_trace import Step

STYLES = ("lost", "kept", "torn", "mixed", "zeros", "garbage")


@dataclass(slots=True)
class File:
    """One file: what is surely on the disk, and what was asked since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Step] = field(default_factory=list)
    kept: int = 0  # so many of the steps asked of it are durable
    begun: dict[int, int] = field(default_factory=dict)  # a thread's sync -> what it will keep

    def keep(self, until: int) -> None:
        """Make durable what was asked first, up to so many steps."""
        for step in self.pending[: max(0, until - self.kept)]:
            _do(self.durable, step)
        del self.pending[: max(0, until - self.kept)]
        self.kept = max(self.kept, until)


@dataclass(slots=True)
class Disk:
    """The profile's folder; a sync of a file keeps its content, one of a folder its names.

    That is less than any common file system keeps: there a sync of a file keeps its name too.
    """

    names: dict[str, File | None] = field(default_factory=dict)  # None: a folder
    durable: dict[str, File | None] = field(default_factory=dict)
    moves: list[tuple[Step, File | None]] = field(default_factory=list)  # of names, unsynced

    def take(self, step: Step) -> None:
        """Do as asked."""
        if step.what == "sync":
            self._sync(step.path)
        elif step.what in {"syncing", "synced"}:
            self._sync_beside(step)
        elif step.what in {"write", "cut"}:
            file = self.names.get(step.path)
            if file is not None:
                file.pending.append(step)
        elif step.what != "said":
            made = File() if step.what == "make" else self.names.get(step.path)
            self.moves.append((step, made))
            _name(self.names, step, made)

    def _sync(self, path: str) -> None:
        file = self.names.get(path)
        if file is not None:
            file.keep(file.kept + len(file.pending))
            return
        kept = []
        for step, made in self.moves:
            if _room(step.path) == path or (step.to and _room(step.to) == path):
                _name(self.durable, step, made)
            else:
                kept.append((step, made))
        self.moves = kept

    def _sync_beside(self, step: Step) -> None:
        """Begin or end a sync that others worked beside; only one thread makes and moves names."""
        file = self.names.get(step.path)
        if file is not None and step.what == "syncing":
            file.begun[step.at] = file.kept + len(file.pending)
        elif file is not None:
            file.keep(file.begun.pop(step.at))
        elif step.what == "synced":
            self._sync(step.path)

    def image(self, chance: random.Random, style: str) -> dict[str, bytes | None]:
        """Return what may be on the disk if the power fails now; None for a folder."""
        names = dict(self.durable)
        moves = {"lost": 0, "kept": len(self.moves)}.get(style, chance.randint(0, len(self.moves)))
        for step, made in self.moves[:moves]:
            _name(names, step, made)
        rooms = {path for path, file in names.items() if file is None} | {"."}
        return {
            path: None if file is None else _content(file, chance, style)
            for path, file in names.items()
            if _room(path) in rooms
        }


def lay(image: dict[str, bytes | None], folder: Path) -> None:
    """Write an image into `folder`."""
    folder.mkdir(parents=True)
    for path, content in sorted(image.items()):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            target.mkdir(exist_ok=True)
        else:
            target.write_bytes(content)


def _room(path: str) -> str:
    return path.rpartition("/")[0] or "."


def _name(names: dict[str, File | None], step: Step, made: File | None) -> None:
    if step.what == "rename" and made is not None:
        names.pop(step.path, None)  # whose own name may never have been flushed
        names[step.to] = made
    elif step.what == "rename":
        for path in [one for one in names if one == step.path or one.startswith(step.path + "/")]:
            names[step.to + path[len(step.path) :]] = names.pop(path)
    elif step.what == "remove":
        names.pop(step.path, None)
    else:
        names[step.path] = made if step.what == "make" else None


def _do(content: bytearray, step: Step) -> None:
    if step.what == "cut":
        del content[step.at :]
    if len(content) < step.at:
        content.extend(bytes(step.at - len(content)))
    content[step.at : step.at + len(step.data)] = step.data


def _content(file: File, chance: random.Random, style: str) -> bytes:
    content = bytearray(file.durable)
    if style == "lost" or not file.pending:
        return bytes(content)
    if style == "kept":
        for step in file.pending:
            _do(content, step)
        return bytes(content)
    size = 512 if chance.random() < 0.7 else 4096
    until = chance.randint(0, len(file.pending))
    if style == "torn":
        return _torn(content, file.pending[: until + 1], chance, size)
    return _mixed(content, file.pending[:until], chance, (size, style))


def _torn(content: bytearray, steps: list[Step], chance: random.Random, size: int) -> bytes:
    """Write in order, and of the last write only its first or its last sectors."""
    for step in steps[:-1]:
        _do(content, step)
    last = steps[-1]
    pieces = list(_sectors(last, size))
    edge = chance.randint(0, len(pieces))
    for piece in pieces[:edge] if chance.random() < 0.5 else pieces[edge:]:
        _do(content, piece)
    return bytes(content)


def _mixed(
    content: bytearray, steps: list[Step], chance: random.Random, how: tuple[int, str]
) -> bytes:
    """Write each sector as any of its versions, whatever became of the others."""
    size, style = how
    pieces = [piece for step in steps for piece in _sectors(step, size)]
    versions = Counter(piece.at // size for piece in pieces if piece.what == "write")
    share = chance.choice((0.1, 0.5, 0.9))
    kept = {
        at: chance.randint(1, n) if chance.random() < share else 0
        for at, n in sorted(versions.items())
    }
    end, seen = len(content), Counter[int]()
    for piece in pieces:
        at = piece.at // size
        seen[at] += piece.what == "write"
        end = piece.at if piece.what == "cut" else max(end, piece.at + len(piece.data))
        if piece.what == "cut" or seen[at] <= kept[at]:
            _do(content, piece)
        elif style == "garbage" and piece.at >= len(content):  # grown, and never written
            _do(content, Step("write", piece.path, piece.at, chance.randbytes(len(piece.data))))
    if style == "zeros" and len(content) < end:  # its new length is there, its content is not
        content.extend(bytes(end - len(content)))
    return bytes(content)


def _sectors(step: Step, size: int) -> list[Step]:
    if step.what == "cut":
        return [step]
    edges = range((step.at // size) * size, step.at + len(step.data), size)
    found = []
    for edge in edges:
        first, last = max(edge, step.at), min(edge + size, step.at + len(step.data))
        data = step.data[first - step.at : last - step.at]
        found.append(Step("write", step.path, first, data))
    return found
