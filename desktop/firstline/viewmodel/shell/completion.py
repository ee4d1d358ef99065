"""Completion of known names: by what they begin with, hold, or sound like, whole or initials."""

from collections.abc import Callable, Iterable

MOST = 8


def matches(
    choices: Iterable[str], typed: str, initials: Callable[[str], str] | None = None
) -> list[str]:
    """Return at most eight of `choices` that fit `typed`, the closest first.

    Beginnings come before initials, initials before parts; an empty text offers the first eight.
    """
    wanted = typed.strip().casefold()
    ranked: list[tuple[int, str]] = []
    for one in choices:
        rank = _rank(one, wanted, initials)
        if rank is not None:
            ranked.append((rank, one))
    return [one for _rank_, one in sorted(ranked, key=lambda pair: pair[0])][:MOST]


def _rank(one: str, wanted: str, initials: Callable[[str], str] | None) -> int | None:
    folded = one.casefold()
    if folded.startswith(wanted):
        return 0
    sound = initials(one).casefold() if initials and wanted.isascii() else ""
    if sound and f"\n{wanted}" in f"\n{sound}":  # each reading is a line of its own
        return 1
    if wanted in folded:
        return 2
    return 3 if wanted in sound and sound else None
