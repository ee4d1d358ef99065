"""How a screen asks for something apart from the window, and hears of it when it is there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firstline.store.store import Store

Later = Callable[[Callable[["Store"], object], Callable[[Any], None]], None]
"""Given what to ask of a store of its own, and who gets the answer, in the window's thread."""
