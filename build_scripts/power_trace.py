"""What a program asked of the disk, in its order, as `strace` wrote it down: for power_test.py."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "openat", "close", "write", "pwrite64", "lseek", "ftruncate", "fsync", "fdatasync",
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat",
    "sendfile", "copy_file_range", "fallocate", "writev", "pwritev", "link", "linkat", "truncate",
)  # fmt: skip
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)(?:<.*>)?(?: |$)")
_FD = re.compile(r"(?:(\d+)|AT_FDCWD)<((?:\\x..)*)>(\(deleted\))?")
_BEGUN = re.compile(r"(\d+) +(\w+\(.*) <unfinished \.\.\.>$")
_ENDED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)", re.DOTALL)
_TEXT = re.compile(r'"((?:\\x..)*)"')


@dataclass(frozen=True, slots=True)
class Step:
    """One thing asked: make, write, cut, sync, rename, remove, folder — or said, beside the disk.

    `path` is what it is done to, below the profile; `data` goes to the byte `at`, where a cut has
    the new length and a rename the new path. A sync that another thread worked beside is two
    steps, syncing and synced, both with the thread's number in `at`: it keeps what was there when
    it began, once it has ended.
    """

    what: str
    path: str
    at: int = 0
    data: bytes = b""
    to: str = ""


def command(trace: Path) -> list[str]:
    """Return the words that run a program under strace, recording into `trace`."""
    asked = ",".join(CALLS)
    return ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "99999999", "-qq",
            "-e", f"trace={asked}", "-e", "signal=none", "-o", str(trace)]  # fmt: skip


class Reader:
    """Reads one recording; keeps where each open file stands."""

    def __init__(self, folder: Path, acks: Path) -> None:
        self._folder, self._acks = str(folder), str(acks)
        self._at: dict[str, int] = {}  # handle -> place; -1: at the end
        self._known: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._begun: dict[str, str] = {}  # thread -> the call that it is in

    def know(self, files: Mapping[str, object]) -> None:
        """Take it that these are there, as they lie on the disk, before the recording begins."""
        for path in files:
            self._known.add(path)
            self._sizes[path] = (Path(self._folder) / path).stat().st_size

    def steps(self, trace: Path) -> Iterator[Step]:
        """Yield what was asked below the folder, and what was said. Raises ValueError."""
        with trace.open("rb") as file:
            for line in file:
                yield from self._read(line.decode())

    def _read(self, line: str) -> list[Step]:
        """Take one line; a call that another thread came between counts when it has ended."""
        if begun := _BEGUN.match(line):
            self._begun[begun[1]] = begun[2]
            return self._syncing("syncing", begun[1], begun[2])
        if ended := _ENDED.match(line):
            words = self._begun.pop(ended[1])
            line = f"{ended[1]} {words}{ended[2]}"
            if steps := self._syncing("synced", ended[1], words):
                done = _LINE.match(line)
                if not done or int(done[4]) < 0:
                    raise ValueError(f"a sync failed: {line[-200:]}")
                return steps
        found = _LINE.match(line)
        if not found or int(found[4]) < 0:
            return []
        return self._step(found[2], found[3], int(found[4])) or []

    def _syncing(self, what: str, thread: str, words: str) -> list[Step]:
        if not words.startswith(("fsync(", "fdatasync(")):
            return []
        handle = _FD.search(words)
        if not handle or handle[3]:
            return []
        path = self._below(os.path.normpath(_plain(handle[2]).decode(errors="surrogateescape")))
        return [] if path is None else [Step(what, path, int(thread))]

    def _below(self, path: str) -> str | None:
        if path == self._folder:
            return "."
        inside = path.startswith(self._folder + "/")
        return path[len(self._folder) + 1 :] if inside else None

    def _step(self, call: str, words: str, result: int) -> list[Step] | None:
        if call in {"rename", "renameat", "renameat2"}:
            return self._renamed(_paths(words))
        if call in {"unlink", "unlinkat", "rmdir"}:
            return self._named("remove", _paths(words)[0])
        if call in {"mkdir", "mkdirat"}:
            return self._named("folder", _paths(words)[0])
        if call == "openat":
            return self._opened(words, result)
        handle = _FD.match(words)
        if not handle or handle[3]:
            return None
        path = os.path.normpath(_plain(handle[2]).decode(errors="surrogateescape"))
        if path == self._acks and call == "write":
            return [Step("said", "", data=_data(words))]
        below = self._below(path)
        return None if below is None else self._asked(call, words, result, (handle[1], below))

    def _asked(
        self, call: str, words: str, result: int, where: tuple[str, str]
    ) -> list[Step] | None:
        handle, path = where
        if call in {"fsync", "fdatasync"}:
            return [Step("sync", path)]
        if call == "lseek":
            self._at[handle] = result
        elif call == "ftruncate":
            return [self._sized(Step("cut", path, int(words.rpartition(", ")[2])))]
        elif call == "pwrite64":
            at = int(words.rpartition(", ")[2])
            return [self._sized(Step("write", path, at, _data(words)[:result]))]
        elif call == "write":
            return [self._written(handle, path, _data(words)[:result])]
        elif call != "close":
            raise ValueError(f"{call} of {path} cannot be followed")
        return None

    def _written(self, handle: str, path: str, data: bytes) -> Step:
        at = self._at.get(handle, 0)
        if at < 0:
            return self._sized(Step("write", path, self._sizes.get(path, 0), data))
        self._at[handle] = at + len(data)
        return self._sized(Step("write", path, at, data))

    def _sized(self, step: Step) -> Step:
        size = self._sizes.get(step.path, 0)
        end = step.at + len(step.data)
        self._sizes[step.path] = step.at if step.what == "cut" else max(size, end)
        return step

    def _opened(self, words: str, result: int) -> list[Step] | None:
        (name,) = _paths(words)
        path = self._below(name)
        self._at[str(result)] = -1 if "O_APPEND" in words else 0
        if path is None or "O_DIRECTORY" in words or path == ".":
            return None
        if "O_CREAT" in words and path not in self._known:
            self._known.add(path)
            self._sizes[path] = 0
            return [Step("make", path)]
        return [self._sized(Step("cut", path, 0))] if "O_TRUNC" in words else None

    def _named(self, what: str, name: str) -> list[Step] | None:
        path = self._below(name)
        if path is None or path == ".":
            return None
        self._known.discard(path)
        return [Step(what, path)]

    def _renamed(self, names: list[str]) -> list[Step] | None:
        one, other = (self._below(name) for name in names)
        if one is None and other is None:
            return None
        if one is None or other is None:
            raise ValueError(f"renamed across the folder: {names}")
        for path in [path for path in self._known if path == one or path.startswith(one + "/")]:
            new = other + path[len(one) :]
            self._known.discard(path)
            self._known.add(new)
            self._sizes[new] = self._sizes.pop(path, 0)
        return [Step("rename", one, to=other)]


def _plain(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


def _data(words: str) -> bytes:
    found = _TEXT.search(words)
    return _plain(found[1]) if found else b""


def _paths(words: str) -> list[str]:
    """Return the paths named in a call, each seen from the folder handle before it."""
    found, room = [], ""
    for piece in re.finditer(f"{_FD.pattern}|{_TEXT.pattern}", words.partition(", O_")[0]):
        if piece[4] is None:
            room = _plain(piece[2]).decode(errors="surrogateescape")
        else:
            name = _plain(piece[4]).decode(errors="surrogateescape")
            found.append(os.path.normpath(os.path.join(room, name)))  # noqa: PTH118 - as the kernel
    return found
