"""Cyclic garbage: looked for in the window's thread alone, and not during its start.

Python looks for it in whichever thread happens to make objects. A widget or timer that is part of
a cycle would then be destroyed in the postman's thread while the window's thread serves it, and
the process would die; Qt asks that an object dies in its own thread.
"""

import gc

from firstline.domain.uncollected import MOST


def put_off() -> bool:
    """Look for no garbage by itself from now on; return whether it was looked for until now."""
    was = gc.isenabled()
    gc.disable()
    return was


def pass_over() -> None:
    """Leave out what there is from every later look: a start makes much that stays to the end."""
    if not gc.get_freeze_count():
        gc.freeze()


def look() -> None:
    """Look for garbage as far as it is due; only the window's thread may ask."""
    if gc.isenabled():
        return
    counts = gc.get_count()
    oldest = max((age for age in range(3) if counts[age] > MOST[age]), default=None)
    if oldest is not None:
        gc.collect(oldest)


def take_up() -> None:
    """Let Python look by itself again: the window is gone."""
    gc.enable()
