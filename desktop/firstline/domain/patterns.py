"""Regular expressions that are compiled when they are first used, not while a module is read."""

import re
from typing import Any, cast

_USES = ("fullmatch", "match", "search", "sub", "subn", "split", "findall", "finditer")


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern `text`; a mistake in it is told at its first use (`re.error`)."""
    return cast("re.Pattern[str]", _Waiting(text, flags))


class _Waiting:
    """Stands for a compiled pattern; after the first use a call costs what it always does."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern, self.flags = text, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update({one: getattr(compiled, one) for one in _USES})
        return getattr(compiled, name)
