"""Long polls: those who wait share one cheap look at the clocks, a few times a second."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

Heads = Mapping[str, int]
Look = Callable[[frozenset[str]], Awaitable[Heads]]


@dataclass(eq=False, slots=True)
class _Waiter:
    known: Heads
    moved: asyncio.Event = field(default_factory=asyncio.Event)


class Waiters:
    """Wakes whoever waits when one of their plants has moved; at most `most` wait at once.

    One task looks at the clock rows of all awaited plants, with jitter, only while somebody
    waits; nothing is remembered between two looks, so any number of processes may do the same.
    """

    def __init__(self, look: Look, *, most: int, every_s: float = 0.4) -> None:
        self._look = look
        self._most = most
        self._every_s = every_s
        self._waiting: set[_Waiter] = set()
        self._task: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether nobody else may wait."""
        return len(self._waiting) >= self._most

    @property
    def is_closed(self) -> bool:
        """Whether the server is about to end."""
        return self._closed.is_set()

    async def wait(self, known: Heads, wait_s: float) -> bool:
        """Return True once a plant is beyond `known`; False after `wait_s`, or at once when full.

        At the end of the server all return at once.
        """
        if self.is_full or self.is_closed or wait_s <= 0:
            return False
        one = _Waiter(known)
        self._waiting.add(one)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        try:
            await asyncio.wait_for(one.moved.wait(), wait_s)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(one)
        return not self._closed.is_set()

    def nudge(self, heads: Heads) -> None:
        """Wake those who wait for what this very process has just done."""
        for one in self._waiting:
            if _is_beyond(heads, one.known):
                one.moved.set()

    def close(self) -> None:
        """Send everybody home; whoever comes later does not wait."""
        self._closed.set()
        for one in self._waiting:
            one.moved.set()

    async def _watch(self) -> None:
        while self._waiting and not self._closed.is_set():
            await asyncio.sleep(self._every_s * random.uniform(0.7, 1.3))  # noqa: S311 - a jitter
            plants = frozenset(_names(one.known for one in self._waiting))
            if plants:
                self.nudge(await self._look(plants))


def _names(several: Iterable[Heads]) -> Iterable[str]:
    for one in several:
        yield from one


def _is_beyond(heads: Heads, known: Heads) -> bool:
    return any(heads.get(plant, 0) > seq for plant, seq in known.items())
